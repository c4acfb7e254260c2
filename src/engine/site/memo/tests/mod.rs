//! The law of the memo: whatever is edited, a build with it makes byte for byte what a build without it makes.

mod next_slots;

use std::{collections::BTreeMap, path::PathBuf, sync::Mutex};

use jiff::{Timestamp, tz::TimeZone};

use self::next_slots::{BOOKING, FORM};
use super::*;
use crate::{
    config::BuildOptions,
    site::{Artifact, ArtifactData, Report, Sink, build, build_with, configure},
};
use tsubame_model::source::{EnvVariables, ProjectFiles, World};

/// A project in memory.
#[derive(Clone)]
struct MemorySite {
    files: BTreeMap<String, Vec<u8>>,
    city: String,
    seconds: i64,
}

impl ProjectFiles for MemorySite {
    fn read(&self, path: &SourcePath) -> Result<Vec<u8>, ReadError> {
        self.files.get(path.as_str()).cloned().ok_or(ReadError::Missing)
    }
    fn locate(&self, path: &SourcePath) -> PathBuf {
        PathBuf::from(format!("/site/{path}"))
    }
}

impl EnvVariables for MemorySite {
    fn variable(&self, name: &str) -> Option<String> {
        (name == "CITY").then(|| self.city.clone())
    }
}

/// The files that a build hands over.
#[derive(Default)]
struct CollectedFiles(Mutex<BTreeMap<String, Vec<u8>>>);

impl Sink for CollectedFiles {
    fn accept(&self, artifact: Artifact) {
        let bytes = match artifact.content {
            ArtifactData::File { source, .. } => format!("file {source}").into_bytes(),
            made @ ArtifactData::Bytes(_) => made.bytes().to_vec(),
        };
        let before = self.0.lock().unwrap().insert(artifact.path, bytes);
        assert_eq!(before, None);
    }
}

const CONFIG: &str = "base_url = \"https://a.jp\"\ndefault_language = \"ja\"\ngenerate_feeds = true\n\
    taxonomies = [{ name = \"tags\", paginate_by = 2 }]\n[languages.en]\ntaxonomies = [{ name = \"tags\", paginate_by = 9 }]\n\
    [translations]\nhello = \"こんにちは\"\n[languages.en.translations]\nhello = \"hello\"\n[markdown]\n\
    insert_anchor_links = \"right\"\n[markdown.highlighting]\ntheme = \"github-light\"\n[extra]\nbackend_url = \"/api\"\n[extra.tsubame]\n";

const BASE: &str = "{{ trans(key='hello', lang=lang) }} {{ get_url(path='app.css', cachebust=true) }}\n\
    {% block main %}{% endblock main %}{{ get_env(name='CITY') }}";

const PAGE: &str = "{% extends 'base.html' %}{% block main %}<h1>{{ page.title }}</h1>{{ page.content | safe }}\
    {% if page.lower %}{{ page.lower.title }}{% endif %}{% if page.higher %}{{ page.higher.title }}{% endif %}\
    {% for link in page.backlinks %}{{ link.title }}{% endfor %}{% for t in page.translations %}{{ t.title }}{% endfor %}\
    {% for tag in page.taxonomies.tags | default(value=[]) %}{{ get_taxonomy_url(kind='tags', term=tag, lang=lang) }}{% endfor %}\
    {% if page.extra.photo %}{% set small = resize_image(path='photo.ppm', width=4, op='fit_width') %}{{ small.url }}{% endif %}\
    {% endblock main %}";

const SECTION: &str = "{% extends 'base.html' %}{% block main %}{{ section.title }}{{ section.content | safe }}\
    {% if paginator %}{% for page in paginator.pages %}{{ page.title }}{{ page.summary | default(value='') | safe }}{% endfor %}{{ paginator.next }}\
    {% else %}{% for page in section.pages %}{{ page.title }}{% endfor %}{% endif %}{% endblock main %}";

const INDEX: &str = "{% extends 'base.html' %}{% block main %}{% set d = load_data(path='data/d.json') %}{{ d.value }}\
    {% set s = get_section(path='a/_index.md', allow_missing=true) %}{% if s %}{% for page in s.pages %}{{ page.title }}{% endfor %}{% endif %}\
    {% set of_b = get_section(path='b/_index.md', allow_missing=true) %}{% if of_b %}{{ of_b.title }}{{ of_b.content | safe }}{% endif %}\
    {% set next = load_data(path='data/bookings/talk.slots.json', required=false) %}{% if next %}{{ next.made }}\
    {% for day in next.days %}{{ day.label }}{% for slot in day.slots %}{{ slot.value }}{% endfor %}{% endfor %}{% endif %}\
    {{ '**' ~ d.value ~ '** [x](@/a/p0.md)' | markdown | safe }}{{ get_hash(path='app.css') }}\
    {% set tags = get_taxonomy(kind='tags') %}{% for tag in tags.items %}{{ tag.name }}{{ tag.page_count }}{% endfor %}{% endblock main %}";

const LIST: &str = "{% for term in terms %}{{ term.name }}{{ term.page_count }}{% endfor %}";
const SINGLE: &str = "{{ now() }}{{ term.name }}{% for page in paginator.pages %}{{ page.title }}{% endfor %}";

const TYPE: &str = "id: talk
label: 催し
folder: b
fields:
  - {key: extra.until, kind: date, label: 期限}
  - {key: extra.report, kind: text, label: 報告, required: true, show_when: [{field: extra.until, past: true}]}
  - {key: extra.partner, kind: relation, to: note, label: 相手}
rules:
  - id: light
    label: 軽さ
    level: warning
    when: [{field: extra.until, past: false}]
    require: [{field: weight, at_most: 2}]
    message: 重い
";

const OTHER_TYPE: &str = "id: note
label: 記事
folder: a
fields: []
rules:
  - id: named
    label: 名指し
    level: warning
    when: [{field: weight, is: 2}]
    referenced_by: {type: talk, field: extra.partner}
    message: 誰も呼ばない
";

const ALL_TYPES: &str = "fields:
  - {key: title, kind: text, label: 題}
  - {key: weight, kind: integer, label: 重さ}
  - {key: date, kind: date, label: 日付}
  - {key: draft, kind: boolean, label: 下書き}
  - {key: taxonomies.tags, kind: list, label: 札}
  - {key: extra.photo, kind: boolean, label: 写真}
";

impl MemorySite {
    fn new() -> Self {
        let mut site = Self { files: BTreeMap::new(), city: "仙台".to_owned(), seconds: 1_700_000_000 };
        for (path, text) in [
            ("zola.toml", CONFIG),
            ("templates/base.html", BASE),
            ("templates/page.html", PAGE),
            ("templates/section.html", SECTION),
            ("templates/index.html", INDEX),
            ("templates/taxonomy_list.html", LIST),
            ("templates/taxonomy_single.html", SINGLE),
            ("templates/404.html", "{{ now() }}"),
            ("content/_index.md", "+++\ntitle = \"家\"\n+++\n"),
            ("content/_index.en.md", "+++\ntitle = \"home\"\n+++\n"),
            ("content/a/_index.md", "+++\ntitle = \"記事\"\nsort_by = \"title\"\npaginate_by = 2\n+++\n一覧\n"),
            ("content/b/_index.md", "+++\ntitle = \"催し\"\nsort_by = \"weight\"\n+++\n[p](@/a/p0.md)\n"),
            ("static/app.css", "a{}"),
            ("data/d.json", "{\"value\": 1}"),
        ] {
            site.write(path, text);
        }
        site.paint(0);
        for number in 0..7 {
            site.write_page(number, number);
        }
        site
    }

    /// The same site, with types for all its pages.
    fn with_types() -> Self {
        let mut site = Self::new();
        for (name, text) in [("talk", TYPE), ("note", OTHER_TYPE), ("_common", ALL_TYPES)] {
            site.write(&format!("data/types/{name}.yaml"), text);
        }
        site.write("data/bookings/talk.yaml", BOOKING);
        site.write("data/forms/talk.yaml", FORM);
        site
    }

    fn write(&mut self, path: &str, text: &str) {
        self.files.insert(path.to_owned(), text.as_bytes().to_vec());
    }

    /// A picture of one colour, in the format that is plain text.
    fn paint(&mut self, shade: usize) {
        let pixels = format!("{shade} 0 0 ").repeat(64);
        self.write("static/photo.ppm", &format!("P3\n8 8\n255\n{pixels}\n"));
    }

    /// A page whose front matter and text follow from `salt`: links, code, a template, a picture, tags.
    fn write_page(&mut self, number: usize, salt: usize) {
        let (folder, lang) = (["a", "b"][number % 2], if number == 5 { ".en" } else { "" });
        let tags = ["[]", "[\"海\"]", "[\"海\", \"山\"]"][salt % 3];
        let photo = ["", "photo = true\n"][salt / 3 % 2];
        let dated = if number % 2 == 1 {
            let (day, partner) = (14 + salt % 12, [0, 0, 2, 4][salt % 4]);
            let report = ["report = \"済\"\n", ""][usize::from(salt.is_multiple_of(7))];
            format!("until = 2023-11-{day}\npartner = \"a/p{partner}.md\"\n{report}")
        } else {
            String::new()
        };
        let extra = format!("[extra]\n{photo}{dated}");
        let text = match salt % 5 {
            0 => "本文。\n\n<!-- more -->\n\n## 見出し\n\nつづき\n".to_owned(),
            1 => "[零](@/a/p0.md) と `{{ page.title }}`: {{ page.title }} {{ config.base_url }}\n".to_owned(),
            2 => format!("```rust\nfn main() {{ {salt} }}\n```\n"),
            3 => format!("[一](@/b/p1.md)\n\n## {salt}\n"),
            _ => "{{ get_url(path='app.css', cachebust=true) }}\n".to_owned(),
        };
        let front = format!(
            "title = \"頁 {salt}\"\nweight = {}\ndate = 2025-01-0{}\ndraft = {}\n[taxonomies]\ntags = {tags}\n{extra}",
            salt % 4,
            1 + salt % 9,
            salt % 11 == 10
        );
        self.write(&format!("content/{folder}/p{number}{lang}.md"), &format!("+++\n{front}+++\n{text}"));
    }

    /// One edit, of a kind and with a content that follow from `salt`.
    fn edit(&mut self, salt: usize) {
        let (kind, salt) = (salt % 17, salt / 17);
        let number = salt % 9;
        match kind {
            0..=5 => self.write_page(number, salt),
            6 if number > 1 => {
                self.files.retain(|path, _| !path.contains(&format!("/p{number}")));
            }
            7 => self.write("static/app.css", &format!("a{{order:{salt}}}")),
            8 => self.write("data/d.json", &format!("{{\"value\": {}}}", salt % 5)),
            9 => self.city = ["仙台", "塩竈", "山形"][salt % 3].to_owned(),
            10 => self.paint(salt % 3),
            11 => {
                let sort = ["title", "date", "weight", "none"][salt % 4];
                let text = format!("+++\ntitle = \"記事\"\nsort_by = \"{sort}\"\npaginate_by = {}\n+++\n", salt % 3);
                self.write("content/a/_index.md", &text);
            }
            12 => self.write("templates/page.html", &PAGE.replace("<h1>", &format!("<h1 id=h{}>", salt % 2))),
            13 => self.write("zola.toml", &CONFIG.replace("hello\"\n", &format!("hello {}\"\n", salt % 2))),
            14 => self.seconds += 86_400,
            15 => self.write("data/types/talk.yaml", &TYPE.replace("at_most: 2", &format!("at_most: {}", salt % 3))),
            _ => self
                .write("content/b/p8.md", ["+++\n+++\n[x](@/a/gone.md)\n", "+++\nx = \n+++\n", "+++\n+++\n"][salt % 3]),
        }
    }

    /// Builds the site; what comes of it, and the files if nothing stands against publishing them.
    fn build(&self, memo: Option<&mut Memo>) -> (Report, Option<BTreeMap<String, Vec<u8>>>) {
        let site = Arc::new(self.clone());
        let now = Timestamp::from_second(self.seconds).unwrap().to_zoned(TimeZone::UTC);
        let project = Project {
            config_file: SourcePath::new("zola.toml"),
            files: self.files.keys().map(SourcePath::new).collect(),
            world: World { variables: site.clone(), ..World::of_files(site, now) },
            faults: Vec::new(),
        };
        let config = Arc::new(configure(&project, &BuildOptions::default()).unwrap());
        let sink = CollectedFiles::default();
        let report = match memo {
            Some(memo) => build_with(&project, &config, &sink, memo),
            None => build(&project, &config, &sink),
        };
        let files = report.is_clean().then(|| sink.0.into_inner().unwrap());
        (report, files)
    }
}

/// Numbers without any pattern that matters here, the same at every run (`SplitMix64`).
fn numbers(seed: u64) -> impl Iterator<Item = usize> {
    (1_u64..).map(move |step| {
        let mut mixed = seed.wrapping_add(step.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 8) as usize
    })
}

/// The seeds of random sequences: a few, or as many as `tests/prove` asks for when it compiles this.
fn sequences() -> std::ops::Range<u64> {
    0..option_env!("TSUBAME_PROVE").map_or(3, |count| count.parse().expect("TSUBAME_PROVE is a number"))
}

#[test]
fn whatever_is_edited_the_memo_changes_nothing() {
    let (mut reused, mut clean, mut faulty) = (0, 0, 0);
    for seed in sequences() {
        let (mut site, mut memo) = (MemorySite::with_types(), Memo::default());
        for (step, salt) in numbers(seed).take(50).enumerate() {
            let (expected, files) = site.build(None);
            let (report, with_memo) = site.build(Some(&mut memo));
            let place = format!("seed {seed}, step {step}");
            assert_eq!(Report { reused: 0, ..report.clone() }, expected, "{place}");
            assert_eq!(with_memo, files, "{place}");
            reused += report.reused;
            if files.is_some() {
                clean += 1;
            } else {
                faulty += 1;
            }
            site.edit(salt);
        }
    }
    assert!(reused > 300 && clean > 40 && faulty > 10, "{reused} {clean} {faulty}");
}

#[test]
fn an_edit_renders_what_shows_it_and_nothing_else() {
    let (mut site, mut memo) = (MemorySite::new(), Memo::default());
    let (first, before) = site.build(Some(&mut memo));
    let (second, _) = site.build(Some(&mut memo));
    assert_eq!((first.reused, first.diagnostics), (0, vec![]));
    assert!(second.reused > 15, "{}", second.reused);
    site.write("content/b/p3.md", "+++\ntitle = \"新しい頁\"\nweight = 3\n+++\n本文\n");
    let (third, after) = site.build(Some(&mut memo));
    assert_eq!(third.diagnostics, []);
    // The page, its neighbours, the lists that hold it; not the pages of the other section.
    assert!(third.reused + 12 > second.reused && third.reused < second.reused, "{} {}", third.reused, second.reused);
    let (before, after) = (before.unwrap(), after.unwrap());
    assert_ne!(before["b/p3/index.html"], after["b/p3/index.html"]);
    assert_eq!(before["a/p0/index.html"], after["a/p0/index.html"]);
}

#[test]
fn nothing_holds_under_other_settings_or_templates() {
    for (path, text) in [
        ("zola.toml", CONFIG.replace("right", "left")),
        ("zola.toml", CONFIG.replace("github-light", "github-dark")),
        ("templates/page.html", PAGE.replace("h1", "h2")),
        ("templates/new.html", String::new()),
    ] {
        let (mut site, mut memo) = (MemorySite::new(), Memo::default());
        site.build(Some(&mut memo));
        site.write(path, &text);
        let (report, files) = site.build(Some(&mut memo));
        assert_eq!(report.reused, 0, "{path}");
        assert_eq!(files, site.build(None).1);
        assert!(site.build(Some(&mut memo)).0.reused > 0);
    }
}

#[test]
fn an_entry_is_checked_again_when_something_changes_that_its_type_looks_at() {
    let path = SourcePath::new("content/b/p3.md");
    let entry = |memo: &Memo| {
        let front = &memo.pages.kept.as_ref().unwrap()[&path].parsed.front;
        Arc::clone(&memo.checked.find(&path, front).unwrap().entry)
    };
    let (mut site, mut memo) = (MemorySite::with_types(), Memo::default());
    site.build(Some(&mut memo));
    let first = entry(&memo);
    site.write("content/b/p1.md", "+++\n+++\n");
    site.seconds += 60;
    site.build(Some(&mut memo));
    assert!(Arc::ptr_eq(&first, &entry(&memo)), "another entry was edited");
    for edit in [
        |site: &mut MemorySite| site.seconds += 30 * 86_400,
        |site: &mut MemorySite| site.write("data/types/talk.yaml", &TYPE.replace("軽さ", "重さ")),
        |site: &mut MemorySite| site.write("content/a/new.md", "+++\n+++\n"),
        |site: &mut MemorySite| site.write("content/b/p3.md", "+++\nweight = 3\n[extra]\nuntil = 2099-01-01\n+++\n"),
    ] {
        let before = entry(&memo);
        edit(&mut site);
        let (report, _) = site.build(Some(&mut memo));
        assert!(!Arc::ptr_eq(&before, &entry(&memo)));
        assert_eq!(report.diagnostics, site.build(None).0.diagnostics);
    }
}

#[test]
fn questions_that_nobody_asks_any_more_are_forgotten() {
    let (mut site, mut memo) = (MemorySite::new(), Memo::default());
    let mut most = 0;
    for salt in 0..200 {
        site.write("content/b/p3.md", &format!("+++\nweight = 1\n+++\n{{{{ get_hash(literal='{salt}') }}}}\n"));
        assert_eq!(site.build(Some(&mut memo)).0.diagnostics, []);
        most = most.max(memo.bodies.observations());
    }
    assert!((1..60).contains(&most), "{most}");
}

/// Builds a site after each of these edits, with a memo and without.
fn follow(site: &mut MemorySite, edits: &[&[(&str, &str)]]) -> BTreeMap<String, Vec<u8>> {
    let mut memo = Memo::default();
    let mut last = BTreeMap::new();
    for edit in edits {
        edit.iter().for_each(|(path, text)| site.write(path, text));
        let (report, files) = site.build(Some(&mut memo));
        assert_eq!(report.diagnostics, []);
        assert_eq!(files, site.build(None).1, "{edit:?}");
        last = files.unwrap_or_default();
    }
    last
}

#[test]
fn an_address_may_get_another_owner() {
    let page =
        |title: &str, path: &str, more: &str| format!("+++\ntitle = \"{title}\"\npath = \"{path}\"\n{more}+++\n");
    let (a, b) = (page("甲", "x", ""), page("乙", "y", ""));
    let (gone, moved) = (page("甲", "x", "render = false\n"), page("乙", "x", ""));
    let edits = [
        &[("content/o/a.md", a.as_str()), ("content/o/b.md", &b)][..],
        &[("content/o/a.md", &gone), ("content/o/b.md", &moved)],
    ];
    let files = follow(&mut MemorySite::new(), &edits);
    assert!(String::from_utf8_lossy(&files["x/index.html"]).contains("乙"));
}

#[test]
fn images_that_nobody_wants_any_more_are_not_made() {
    let template = "{% set wide = resize_image(path='photo.ppm', width=3, op='fit_width') %}{{ wide.url }}\
        {% if wide.orig_width > 4 %}{% set small = resize_image(path='photo.ppm', width=2, op='fit_width') %}{{ small.url }}{% endif %}";
    let small = format!("P3\n4 4\n255\n{}\n", "0 0 0 ".repeat(16));
    let edits = [&[("templates/page.html", template)][..], &[("static/photo.ppm", &small)]];
    let files = follow(&mut MemorySite::new(), &edits);
    assert_eq!(files.keys().filter(|path| path.starts_with("processed_images/")).count(), 1);
}
