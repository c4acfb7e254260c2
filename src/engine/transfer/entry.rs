//! A new page or section: where it goes, what stands at its head, and what speaks against it.
//!
//! The pages beside it are read, because the best template for an event is the last event.

use jiff::civil;

use super::{
    EntryRefusal, Scaffold, ScaffoldContext,
    conventions::{Conventions, FrontMatterStyle, SiblingExample},
    name::{EntryKind, EntryName, parse_name},
    quote::quoted,
};
use crate::{
    config::Config,
    content::{SortBy, is_section_file, parse_page, parse_section},
};
use tsubame_model::source::{Date, Diagnostic, ProjectFiles, SourcePath, Wording};

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryOptions {
    /// The path as typed, from `content/` on.
    pub path: String,
    /// Whether the page gets a folder of its own.
    pub in_folder: bool,
    /// Whether it is a section.
    pub is_section: bool,
    /// Its title, if not made from its name.
    pub title: Option<String>,
    /// Its date, if one was given.
    pub date: Option<String>,
    /// The day on which it is made, which becomes its date where pages have dates.
    pub today: civil::Date,
    /// Whether it is not ready.
    pub is_draft: bool,
    /// Its language, if not the site's own.
    pub lang: Option<String>,
}

/// A page or section to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryScaffold {
    /// Its file.
    pub path: SourcePath,
    /// The file with its text.
    pub scaffold: Scaffold,
    /// What is not wrong but should be known.
    pub warnings: Vec<Diagnostic>,
}

/// Works out the file of a new entry beside the files of the project. The error says what to do.
pub fn scaffold_entry(options: &EntryOptions, context: ScaffoldContext<'_>) -> Result<EntryScaffold, EntryRefusal> {
    let ScaffoldContext { config, files, .. } = context;
    let kind = match (options.is_section, options.in_folder) {
        (true, true) => return Err(EntryRefusal::SectionInFolder),
        (true, false) => EntryKind::Section,
        (false, true) => EntryKind::Folder,
        (false, false) => EntryKind::Page,
    };
    let name = parse_name(&options.path, kind, options.lang.as_deref(), config)?;
    let is_section = name.kind == EntryKind::Section;
    if let Some(date) = &options.date {
        if is_section {
            return Err(EntryRefusal::SectionWithDate);
        }
        if Date::parse(date).is_none() {
            return Err(EntryRefusal::NotADate(date.clone()));
        }
    }
    if files.binary_search(&name.path).is_ok() {
        return Err(EntryRefusal::Exists(name.path.clone()));
    }
    let neighbours = read_neighbours(&name, context);
    let examples: Vec<SiblingExample> =
        neighbours.iter().filter(|neighbour| neighbour.is_like(&name)).map(|found| found.example.clone()).collect();
    let mut conventions = Conventions::of(&examples);
    conventions.has_dates |= neighbours.iter().any(|neighbour| neighbour.sorts_by_date && neighbour.lists(&name));
    let text = front_matter(options, &name, &conventions, config);
    check_address(&name, &text, config, &neighbours)?;
    let warnings = unlisted(&name, files).into_iter().collect();
    let scaffold = Scaffold { files: vec![(name.path.clone(), text)], ..Scaffold::default() };
    Ok(EntryScaffold { path: name.path, scaffold, warnings })
}

/// Whether an entry of this name and text can be made: what stands against it is the error, what should be known the
/// value.
pub(super) fn check_place(
    name: &EntryName,
    text: &str,
    context: ScaffoldContext<'_>,
) -> Result<Vec<Diagnostic>, EntryRefusal> {
    let ScaffoldContext { config, files, .. } = context;
    if files.binary_search(&name.path).is_ok() {
        return Err(EntryRefusal::Exists(name.path.clone()));
    }
    check_address(name, text, config, &read_neighbours(name, context))?;
    Ok(unlisted(name, files).into_iter().collect())
}

/// Refuses an address that another entry has.
fn check_address(name: &EntryName, text: &str, config: &Config, neighbours: &[Neighbour]) -> Result<(), EntryRefusal> {
    let address = address(&name.path, text, config)?;
    if let Some(other) = neighbours.iter().find(|neighbour| neighbour.address == address) {
        let (path, other) = (name.path.clone(), other.path.clone());
        return Err(EntryRefusal::AddressTaken { path, address, other });
    }
    Ok(())
}

/// An entry in the folder in which a new one is made, or directly below it.
struct Neighbour {
    path: SourcePath,
    address: String,
    is_section: bool,
    sorts_by_date: bool,
    example: SiblingExample,
}

impl Neighbour {
    /// Whether it is an example for the new entry: pages for pages, sections for sections beside them.
    fn is_like(&self, name: &EntryName) -> bool {
        self.is_section == (name.kind == EntryKind::Section) && !self.lists(name)
    }

    /// Whether it is the section that lists the new entry.
    fn lists(&self, name: &EntryName) -> bool {
        self.is_section && self.path.parent() == listing_folder(name)
    }
}

/// The folder from which the entry is listed.
fn listing_folder(name: &EntryName) -> &str {
    let own = name.path.parent();
    match name.kind {
        EntryKind::Page => own,
        EntryKind::Folder | EntryKind::Section => own.rsplit_once('/').map_or(own, |(above, _)| above),
    }
}

/// Reads the entries whose addresses could be the new one's. What cannot be read is told by the next build.
fn read_neighbours(name: &EntryName, context: ScaffoldContext<'_>) -> Vec<Neighbour> {
    let ScaffoldContext { config, files, world } = context;
    let folder = listing_folder(name);
    let is_near = |path: &&SourcePath| {
        let is_index = path.file_name().starts_with("index.") || is_section_file(path.file_name());
        let above = path.parent().rsplit_once('/').map_or("", |(above, _)| above);
        path.extension() == Some("md") && (path.parent() == folder || is_index && above == folder)
    };
    let start = files.partition_point(|path| path.as_str() < folder);
    let near = files[start..].iter().take_while(|path| path.as_str().starts_with(folder)).filter(is_near);
    near.filter(|path| !config.ignored_content.matches(path.as_str()))
        .filter_map(|path| read_neighbour(path, config, &*world.files))
        .collect()
}

fn read_neighbour(path: &SourcePath, config: &Config, files: &dyn ProjectFiles) -> Option<Neighbour> {
    let text = String::from_utf8(files.read(path).ok()?).ok()?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    if is_section_file(path.file_name()) {
        let parsed = parse_section(path, text, config).ok()?;
        let sorts_by_date = parsed.entry.meta.sort_by == SortBy::Date;
        let example = SiblingExample::of_section(&parsed.text.whole, parsed.entry.meta);
        return Some(Neighbour {
            path: path.clone(),
            address: parsed.entry.path,
            is_section: true,
            sorts_by_date,
            example,
        });
    }
    let parsed = parse_page(path, text, config).ok()?;
    let example = SiblingExample::of_page(&parsed.text.whole, parsed.entry.meta);
    let address = parsed.entry.path;
    Some(Neighbour { path: path.clone(), address, is_section: false, sorts_by_date: false, example })
}

/// The text of the new file: settings that count, and remarks that offer what the neighbours have.
fn front_matter(options: &EntryOptions, name: &EntryName, conventions: &Conventions, config: &Config) -> String {
    let is_section = name.kind == EntryKind::Section;
    let own_date = date_in_name(name, config);
    let date = options.date.clone().or_else(|| {
        let is_wanted = conventions.has_dates && !is_section && own_date.is_none();
        is_wanted.then(|| options.today.to_string())
    });
    let site_title = || config.default_language_config().and_then(|language| language.title.clone());
    let title = options.title.clone().or_else(|| site_title().filter(|_| name.last.is_empty()));
    let title = title.unwrap_or_else(|| title_from(&name.last, own_date.is_some()));
    let (fence, sign) = match conventions.style {
        FrontMatterStyle::Toml => ("+++", " ="),
        FrontMatterStyle::Yaml => ("---", ":"),
    };
    let mut lines = vec![fence.to_owned(), format!("title{sign} {}", quoted(&title))];
    if conventions.has_descriptions {
        lines.push(format!("# description{sign} \"\""));
    }
    lines.extend(date.as_deref().and_then(Date::parse).map(|date| format!("date{sign} {}", date.text)));
    if is_section {
        // Without an order, a list is in none that means anything.
        lines.push(format!("sort_by{sign} \"date\""));
    }
    if options.is_draft {
        lines.push(format!("draft{sign} true"));
    }
    format!("{}\n{}{fence}\n\n", lines.join("\n"), conventions.offers())
}

/// The date at the head of the name, which is the page's if it has no other.
fn date_in_name(name: &EntryName, config: &Config) -> Option<Date> {
    let parsed = parse_page(&name.path, "+++\n+++\n".to_owned(), config).ok()?;
    parsed.entry.meta.date
}

/// A title from a file's name: `2026-12-05-sendai-night` is "Sendai night".
fn title_from(name: &str, is_dated: bool) -> String {
    const DATE_CHARS: usize = "2026-12-05".len();
    let rest = if is_dated { name.get(DATE_CHARS..).unwrap_or(name) } else { name };
    let rest = rest.trim_start_matches(['-', '_', ' ']);
    let words = if rest.is_empty() { name.to_owned() } else { rest.replace(['-', '_'], " ") };
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// The address that the new entry is going to have, by the rules of the build itself.
fn address(path: &SourcePath, text: &str, config: &Config) -> Result<String, EntryRefusal> {
    let (address, slug) = if is_section_file(path.file_name()) {
        let parsed = parse_section(path, text.to_owned(), config);
        (parsed.map(|parsed| parsed.entry.path), None)
    } else {
        let parsed = parse_page(path, text.to_owned(), config).map(|parsed| parsed.entry);
        let slug = parsed.as_ref().ok().map(|page| page.slug.clone());
        (parsed.map(|page| page.path), slug)
    };
    if slug.is_some_and(|slug| slug.is_empty()) {
        return Err(EntryRefusal::EmptyAddress(path.clone()));
    }
    address.map_err(|broken| EntryRefusal::Faulty { path: path.clone(), faults: broken.faults })
}

/// A page in a folder that is no section is on no list, which surprises.
fn unlisted(name: &EntryName, files: &[SourcePath]) -> Option<Diagnostic> {
    let folder = listing_folder(name);
    let inside = folder.strip_prefix("content/")?;
    let is_index = |path: &SourcePath| path.parent() == folder && is_section_file(path.file_name());
    if name.kind == EntryKind::Section || files.iter().any(is_index) {
        return None;
    }
    let message = Wording::new(
        format!("{folder} is no section: it has no _index.md, so no list of the site shows what is in it"),
        format!("{folder} に _index.md がなくセクションではないので、中のページはどの一覧にも出ません"),
    );
    let hint = Wording::new(
        format!("make it one with `tsubame new {inside}/`"),
        format!("`tsubame new {inside}/` でセクションにできます"),
    );
    Some(Diagnostic::warning("no-section", message).in_file(&name.path).with_hint(hint))
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use super::*;
    use crate::config::{BuildOptions, resolve};
    use tsubame_model::source::{ReadError, World};

    /// A project in memory.
    struct ProjectTexts(BTreeMap<SourcePath, &'static str>);

    impl ProjectFiles for ProjectTexts {
        fn read(&self, path: &SourcePath) -> Result<Vec<u8>, ReadError> {
            self.0.get(path).map(|text| text.as_bytes().to_vec()).ok_or(ReadError::Missing)
        }
    }

    const SITE: [(&str, &str); 8] = [
        ("content/_index.md", "+++\n+++\n"),
        ("content/about.md", "+++\n+++\n"),
        ("content/events/_index.md", "+++\ntitle = \"イベント\"\n[extra]\ntone = \"red\"\n+++\n"),
        ("content/events/a/index.md", "+++\ndate = 2026-01-01\ndescription = \"x\"\n[extra]\nvenue = \"渋谷\"\n+++\n"),
        ("content/events/b.md", "+++\nslug = \"night\"\n[extra]\nvenue = \"\"\nseats = 30\n+++\n"),
        ("content/events/broken.md", "no front matter"),
        ("content/news/_index.md", "+++\nsort_by = \"date\"\n+++\n"),
        ("content/notes/2026-01-02-x.md", "---\ntitle: x\n---\n"),
    ];

    fn draft(options: EntryOptions) -> Result<EntryScaffold, EntryRefusal> {
        let texts = ProjectTexts(SITE.into_iter().map(|(path, text)| (SourcePath::new(path), text)).collect());
        let files: Vec<SourcePath> = texts.0.keys().cloned().collect();
        let settings =
            "base_url = \"/\"\ntitle = \"家\"\ndefault_language = \"ja\"\n[slugify]\npaths = \"safe\"\n[languages.en]";
        let config = resolve(&SourcePath::new("zola.toml"), settings, &BuildOptions::default()).unwrap();
        let now = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
        let world = World::of_files(Arc::new(texts), now);
        let context = ScaffoldContext { config: &config, files: &files, world: &world };
        scaffold_entry(&EntryOptions { today: civil::date(2026, 11, 21), ..options }, context)
    }

    fn options(path: &str) -> EntryOptions {
        EntryOptions { path: path.to_owned(), ..EntryOptions::default() }
    }

    fn text(options: EntryOptions) -> String {
        draft(options).unwrap().scaffold.files.remove(0).1
    }

    #[test]
    fn new_entries_follow_their_neighbours() {
        assert_eq!(
            text(options("events/sendai-yoru")),
            "+++\ntitle = \"Sendai yoru\"\n# description = \"\"\ndate = 2026-11-21\n\n[extra]\n\
             # venue = \"\"  # such as \"渋谷\"\n# seats = 0  # such as 30\n+++\n\n"
        );
        assert_eq!(text(options("notes/2026-12-05-仙台の夜")), "---\ntitle: \"仙台の夜\"\n---\n\n");
        assert_eq!(text(options("notes/夜")), "---\ntitle: \"夜\"\ndate: 2026-11-21\n---\n\n");
        assert_eq!(text(options("news/first")), "+++\ntitle = \"First\"\ndate = 2026-11-21\n+++\n\n");
        assert_eq!(text(options("contact")), "+++\ntitle = \"Contact\"\n+++\n\n");
        let section = "+++\ntitle = \"Old\"\nsort_by = \"date\"\n\n[extra]\n# tone = \"\"  # such as \"red\"\n+++\n\n";
        assert_eq!(text(options("old/")), section);
        assert_eq!(
            text(EntryOptions { lang: Some("en".to_owned()), ..options("content/") }),
            section.replace("Old", "家")
        );
        let all = EntryOptions {
            title: Some("a \"b\"".to_owned()),
            date: Some("2026-12-05T18:00:00+09:00".to_owned()),
            is_draft: true,
            ..options("contact")
        };
        assert_eq!(text(all), "+++\ntitle = \"a \\\"b\\\"\"\ndate = 2026-12-05T18:00:00+09:00\ndraft = true\n+++\n\n");
    }

    #[test]
    fn what_stands_against_a_new_entry() {
        for (options, words) in [
            (options("about"), "content/about.md exists already"),
            (options("events/night"), "content/events/b.md has the address /events/night/"),
            (options("events/a"), "content/events/a/index.md has the address"),
            (options("events"), "content/events/_index.md has the address /events/"),
            (options("about/"), "content/about.md has the address /about/"),
            (EntryOptions { in_folder: true, ..options("about") }, "content/about.md has the address"),
            (EntryOptions { date: Some("昨日".to_owned()), ..options("x") }, "`昨日` is not a date"),
            (EntryOptions { date: Some("2026-01-01".to_owned()), ..options("x/") }, "no date"),
            (EntryOptions { is_section: true, in_folder: true, ..options("x") }, "--dir"),
        ] {
            let reason = draft(options).unwrap_err().to_string();
            assert!(reason.contains(words), "{reason}");
        }
        assert!(draft(EntryOptions { lang: Some("en".to_owned()), ..options("about") }).is_ok(), "another language");
    }

    #[test]
    fn a_page_in_no_section_is_warned_of() {
        let hint = |path: &str| draft(options(path)).unwrap().warnings.pop().and_then(|warning| warning.hint);
        let hint = |path: &str| hint(path).map(|hint| hint.english().to_owned());
        assert_eq!(hint("notes/y"), Some("make it one with `tsubame new notes/`".to_owned()));
        assert_eq!([hint("events/x"), hint("x"), hint("notes/")], [None, None, None]);
    }
}
