//! Front matter: TOML and YAML at the head of a content file, from the fences to the page that comes of it.
//!
//! The first byte says what the file is: `s` a section, else a page.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tsubame_engine::{
    config::{BuildOptions, Config},
    content::{FrontMatter, parse_page, parse_section, split_front_matter},
    site::configure,
};
use tsubame_fuzz::{SiteFiles, assert_places};
use tsubame_model::source::{DataNode, NodeValue, SourcePath};

const CONFIG: &str = "base_url = \"https://a.jp/sub\"\ndefault_language = \"ja\"\ngenerate_feeds = true\n\
    taxonomies = [{ name = \"tags\", feed = true, paginate_by = 1 }]\n[slugify]\npaths = \"safe\"\ntaxonomies = \"safe\"\n\
    [languages.en]\n[extra.tsubame]\n[extra.tsubame.delivery]\n[extra.tsubame.api]\n[extra.tsubame.calendar]\nsection = \"s\"\n\
    [extra.tsubame.schedule]\nexpires = [\"expire_at\"]\nchanges = [\"start\"]\n[extra.tsubame.sitemap]\nimages = true\n\
    videos = true\n[extra.tsubame.limits]\ntemplate_steps = 20000\ntemplate_bytes = 4000000\n";

const TYPE: &str = "id: talk\nlabel: 催し\nfolder: s\nfields:\n  - {key: title, kind: text, label: 題, required: true, max_length: 40}\n\
    \x20 - {key: date, kind: date, label: 日}\n  - {key: taxonomies.tags, kind: list, label: 札}\n\
    \x20 - {key: extra.start, kind: datetime, label: 始まり}\n  - {key: extra.link, kind: url, label: 先}\n\
    \x20 - {key: extra.mode, kind: choice, label: 開き方, choices: [{value: a, label: あ}, {value: 1, label: い}]}\n\
    \x20 - {key: extra.rows, kind: tables, label: 表, fields: [{key: name, kind: text, label: 名}, {key: at, kind: duration, label: 長さ}]}\n";

static SITE: LazyLock<SiteFiles> = LazyLock::new(|| {
    SiteFiles::new(&[
        ("zola.toml", CONFIG),
        ("data/types/talk.yaml", TYPE),
        ("content/_index.md", "+++\n+++\n"),
        ("content/s/b.md", "+++\ntitle = \"b\"\nweight = 1\ndate = 2026-01-01\n+++\n"),
        ("templates/index.html", "{{ section.title }}"),
        (
            "templates/section.html",
            "<h1>{{ section.title }}</h1>{% for page in section.pages %}{{ page.title }}{% endfor %}",
        ),
        (
            "templates/page.html",
            "<title>{{ page.title }}</title><p>{{ page.description }}{{ page.extra | json_encode }}{{ page.content | safe }}",
        ),
        (
            "templates/taxonomy_list.html",
            "{% for term in terms %}<a href='{{ term.permalink | safe }}'>{{ term.name }}</a>{% endfor %}",
        ),
        ("templates/taxonomy_single.html", "{{ term.name }}"),
    ])
    .sound()
});

static SETTINGS: LazyLock<Option<Config>> = LazyLock::new(|| configure(&SITE.project(), &BuildOptions::default()).ok());

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let is_section = *first == b's';
    let path = SourcePath::new(if is_section { "content/s/_index.md" } else { "content/s/a.md" });
    let site = SITE.clone().with(path.as_str(), bytes);
    if let Some(text) = site.text(&path) {
        check_parts(&path, text);
        check_entry(&site, &path, text);
    }
    site.build();
});

/// Spans lie inside of the text, and what is parsed twice is the same.
fn check_parts(path: &SourcePath, text: &str) {
    let Ok(parts) = split_front_matter(path, text) else { return };
    assert!(text.get(parts.front.clone()).is_some() && text.get(parts.body.clone()).is_some(), "{parts:?}");
    assert!(parts.front.end <= parts.body.start, "{parts:?}");
    let front = FrontMatter::parse(text, &parts);
    let again = FrontMatter::parse(text, &parts);
    // As they are shown, since `nan` is not like itself.
    assert_eq!(format!("{front:?}"), format!("{again:?}"));
    for fault in &front.faults {
        assert!(fault.span.start <= text.len(), "{fault:?}");
        assert!(text.is_char_boundary(fault.span.start), "{fault:?}");
    }
    check_node(&front.root, text);
}

fn check_node(node: &DataNode<'_>, text: &str) {
    assert!(text.get(node.span.clone()).is_some(), "a value has a place: {:?}", node.span);
    match &node.value {
        NodeValue::List(items) => items.iter().for_each(|item| check_node(item, text)),
        NodeValue::Table(entries) => entries.iter().for_each(|entry| {
            assert!(text.get(entry.key_span.clone()).is_some(), "a key has a place: {:?}", entry.key_span);
            check_node(&entry.node, text);
        }),
        _ => {}
    }
}

/// A page or section is the same each time, and its faults point into it.
fn check_entry(site: &SiteFiles, path: &SourcePath, text: &str) {
    let Some(config) = &*SETTINGS else { return };
    let read = || {
        if path.file_name() == "_index.md" {
            parse_section(path, text.to_owned(), config).map(|parsed| format!("{:?}", parsed.entry))
        } else {
            parse_page(path, text.to_owned(), config).map(|parsed| format!("{:?}", parsed.entry))
        }
    };
    match (read(), read()) {
        (Ok(entry), Ok(again)) => assert_eq!(entry, again),
        (Err(broken), Err(again)) => {
            assert_eq!(broken.faults, again.faults);
            assert!(!broken.faults.is_empty());
            assert_places(site, &broken.faults);
        }
        _ => panic!("a text that is read once is read again"),
    }
}
