//! One content file → one page or section, by its own text and the configuration alone.

use std::sync::Arc;

use super::{
    file::{EntryFile, dated_name},
    front_matter::{ContentSpans, FrontMatter, PageMeta, SectionMeta, check_wildcards, split_front_matter},
    word_count::count_words,
};
use crate::config::{Config, slugify_path};
use tsubame_model::source::{DataNode, Date, Diagnostic, FrontMatterFault, Place, SourcePath, Wording};

/// The whole text of a content file, with what is front matter and what is body in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentText {
    /// Front matter and body.
    pub whole: Arc<str>,
    /// Where each of them is.
    pub parts: ContentSpans,
}

impl ContentText {
    /// Finds the parts of a content file.
    pub fn parse(path: &SourcePath, whole: String) -> Result<Self, Diagnostic> {
        let parts = split_front_matter(path, &whole)?;
        Ok(Self { whole: whole.into(), parts })
    }

    /// The body.
    pub fn body(&self) -> &str {
        &self.whole[self.parts.body.clone()]
    }

    /// The place of a field of `extra` in the front matter parsed from this text.
    pub fn place_of_extra(&self, front: &DataNode<'_>, field: &str) -> Option<Place> {
        let entry = front.get("extra")?.entry(field)?;
        Some(Place::of(&self.whole, &(entry.key_span.start..entry.node.span.end)))
    }
}

/// An entry beside the text it was made from.
#[derive(Clone, Debug)]
pub struct ParsedEntry<T> {
    /// The entry.
    pub entry: T,
    /// Its text, needed until its body is rendered.
    pub text: ContentText,
    /// Its front matter, parsed once for all that look at it.
    pub front: Arc<DataNode<'static>>,
}

/// A content file that is at fault: what is wrong, and what could be parsed nevertheless.
#[derive(Clone, Debug)]
pub struct BrokenEntry {
    /// The file.
    pub path: SourcePath,
    /// Its text, if it has front matter and a body.
    pub text: Option<ContentText>,
    /// What of its front matter could be parsed.
    pub front: Option<Arc<DataNode<'static>>>,
    /// Whether that is all of it, and only its values are at fault.
    pub is_whole: bool,
    /// At least one error.
    pub faults: Vec<Diagnostic>,
}

/// A page, before anything is rendered.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its file.
    pub file: EntryFile,
    /// Its front matter; `date` also when only the file name says it.
    pub meta: PageMeta,
    /// The last part of its path.
    pub slug: String,
    /// Its URL path, with slashes at both ends.
    pub path: String,
    /// Its address.
    pub permalink: String,
    /// Words in its text, or letters in Chinese and Japanese.
    pub word_count: usize,
    /// Minutes to read it.
    pub reading_time: usize,
    /// Files that lie beside an `index.md` and are published with it.
    pub assets: Vec<SourcePath>,
}

/// A section, before anything is rendered.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its file, which need not exist for the index of a language.
    pub file: EntryFile,
    /// Its front matter.
    pub meta: SectionMeta,
    /// Its URL path, with slashes at both ends.
    pub path: String,
    /// Its address.
    pub permalink: String,
    /// Words in its text, or letters in Chinese and Japanese.
    pub word_count: usize,
    /// Minutes to read it.
    pub reading_time: usize,
    /// Files that lie beside it and are published with it.
    pub assets: Vec<SourcePath>,
}

impl Page {
    /// The parts of the URL path.
    pub fn components(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter(|part| !part.is_empty())
    }
}

impl Section {
    /// Whether this is the root of a language.
    pub fn is_index(&self) -> bool {
        self.file.folder.is_empty()
    }

    /// The parts of the URL path.
    pub fn components(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter(|part| !part.is_empty())
    }

    /// Its template: its own, `index.html` for a root, else `section.html`.
    pub fn template(&self) -> &str {
        let default = if self.is_index() { "index.html" } else { "section.html" };
        self.meta.template.as_deref().unwrap_or(default)
    }
}

/// Reads a page. Its assets are found later, from the list of files.
pub fn parse_page(path: &SourcePath, text: String, config: &Config) -> Result<ParsedEntry<Page>, BrokenEntry> {
    let parts = match split_front_matter(path, &text) {
        Ok(parts) => parts,
        Err(fault) => return Err(BrokenEntry::without_front_matter(path, fault)),
    };
    let front = FrontMatter::parse(&text, &parts);
    let (mut meta, mut faults) = front.read(path, PageMeta::read);
    faults.extend(meta.check(&front, path));
    faults.extend(wildcard_aliases(&meta.aliases, &front, path, config));
    let file = match EntryFile::new(path, config) {
        Ok(file) => {
            faults.extend(undeclared_taxonomies(&meta, &file, &front, config));
            Some(file)
        }
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    let is_whole = front.faults.is_empty();
    let front = Arc::new(front.root.into_owned());
    let text = ContentText { parts, whole: text.into() };
    let Some(file) = file.filter(|_| faults.is_empty()) else {
        return Err(BrokenEntry { path: path.clone(), text: Some(text), front: Some(front), is_whole, faults });
    };
    let dated = dated_name(file.slug_source());
    if meta.date.is_none() {
        meta.date = dated.as_ref().and_then(|name| Date::parse(name.date));
    }
    let dated_rest = dated.and_then(|name| name.rest).filter(|_| !config.slugify.paths_keep_dates);
    let slug_source = meta.slug.as_deref().or(dated_rest).unwrap_or_else(|| file.slug_source());
    let slug = slugify_path(slug_source, config.slugify.paths);
    let url_path = page_path(&file, &meta, &slug, config);
    let (word_count, reading_time) = count_words(text.body(), &file.lang);
    let permalink = config.permalink(&url_path);
    let page = Page { file, meta, slug, path: url_path, permalink, word_count, reading_time, assets: Vec::new() };
    Ok(ParsedEntry { entry: page, text, front })
}

/// Reads a section. Its assets are found later, from the list of files.
pub fn parse_section(path: &SourcePath, text: String, config: &Config) -> Result<ParsedEntry<Section>, BrokenEntry> {
    let parts = match split_front_matter(path, &text) {
        Ok(parts) => parts,
        Err(fault) => return Err(BrokenEntry::without_front_matter(path, fault)),
    };
    let front = FrontMatter::parse(&text, &parts);
    let (meta, mut faults) = front.read(path, SectionMeta::read);
    faults.extend(meta.check(&front, path));
    faults.extend(wildcard_aliases(&meta.aliases, &front, path, config));
    let file = EntryFile::new(path, config).map_err(|fault| faults.push(fault)).ok();
    let is_whole = front.faults.is_empty();
    let front = Arc::new(front.root.into_owned());
    let text = ContentText { parts, whole: text.into() };
    let Some(file) = file.filter(|_| faults.is_empty()) else {
        return Err(BrokenEntry { path: path.clone(), text: Some(text), front: Some(front), is_whole, faults });
    };
    let (word_count, reading_time) = count_words(text.body(), &file.lang);
    let entry = Section { word_count, reading_time, ..Section::new(file, meta, config) };
    Ok(ParsedEntry { entry, text, front })
}

impl BrokenEntry {
    fn without_front_matter(path: &SourcePath, fault: Diagnostic) -> Self {
        Self { path: path.clone(), text: None, front: None, is_whole: false, faults: vec![fault] }
    }
}

impl Section {
    /// A section without a text.
    pub(super) fn new(file: EntryFile, meta: SectionMeta, config: &Config) -> Self {
        let root = config.language_root(&file.lang);
        let path = if file.folder.is_empty() { root } else { format!("{root}{}/", file.folder) };
        let permalink = config.permalink(&path);
        Self { file, meta, path, permalink, word_count: 0, reading_time: 0, assets: Vec::new() }
    }
}

fn page_path(file: &EntryFile, meta: &PageMeta, slug: &str, config: &Config) -> String {
    let path = match &meta.path {
        Some(path) => format!("/{}", path.trim().trim_start_matches('/')),
        None if file.folder.is_empty() => format!("{}{slug}", config.language_root(&file.lang)),
        None => format!("{}{}/{slug}", config.language_root(&file.lang), file.folder),
    };
    if path.ends_with('/') { path } else { path + "/" }
}

fn wildcard_aliases(
    aliases: &[String],
    front: &FrontMatter<'_>,
    path: &SourcePath,
    config: &Config,
) -> Vec<Diagnostic> {
    let are_rules = config.tsubame.delivery.as_ref().is_some_and(|delivery| delivery.redirects);
    if are_rules { check_wildcards(aliases, front, path) } else { Vec::new() }
}

fn undeclared_taxonomies(
    meta: &PageMeta,
    file: &EntryFile,
    front: &FrontMatter<'_>,
    config: &Config,
) -> Vec<Diagnostic> {
    let declared = config.languages.get(&file.lang).map_or(&[][..], |language| &language.taxonomies);
    let undeclared = meta.taxonomies.iter().filter(|(name, _)| !declared.iter().any(|taxonomy| taxonomy.name == *name));
    let fault = |(name, _): &(String, Vec<String>)| {
        let names: Vec<&str> = declared.iter().map(|taxonomy| taxonomy.name.as_str()).collect();
        let known = match names.as_slice() {
            [] => Wording::new("none", "なし"),
            names => Wording::new(names.join(", "), names.join("、")),
        };
        let message = Wording::new(
            format!("the taxonomy `{name}` is not in the configuration"),
            format!("分類 `{name}` が設定にありません"),
        );
        let hint = Wording::new(
            format!("add it to `taxonomies` in {}; declared: {}", config.file, known.english()),
            format!("{} の `taxonomies` に足してください。今あるのは: {}", config.file, known.japanese()),
        );
        let fault = Diagnostic::error("taxonomy-undeclared", message).in_file(&file.path).with_hint(hint);
        let fault = front.at(fault, &format!("taxonomies.{name}"));
        fault.with_cause(FrontMatterFault::UndeclaredTaxonomy { name: name.clone() })
    };
    undeclared.map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BuildOptions, resolve};

    fn page(path: &str, front: &str, settings: &str) -> Page {
        let text = format!("base_url = \"https://a.jp\"\ndefault_language = \"ja\"\n{settings}");
        let config = resolve(&SourcePath::new("zola.toml"), &text, &BuildOptions::default()).unwrap();
        parse_page(&SourcePath::new(path), format!("+++\n{front}\n+++\n本文"), &config).unwrap().entry
    }

    #[test]
    fn paths_and_slugs() {
        let safe = "[slugify]\npaths = \"safe\"";
        for (path, front, settings, slug, url) in [
            ("content/a b.md", "", "", "a-b", "/a-b/"),
            ("content/x Y/春.md", "", safe, "春", "/x Y/春/"),
            ("content/x/春/index.md", "", safe, "春", "/x/春/"),
            ("content/x/2024-01-02-春.md", "", safe, "春", "/x/春/"),
            ("content/x/2024-01-02-a.md", "", "[slugify]\npaths_keep_dates = true", "2024-01-02-a", "/x/2024-01-02-a/"),
            ("content/x/2024-01-02.md", "", "", "2024-01-02", "/x/2024-01-02/"),
            ("content/x/a.md", "slug = \"B c\"", "", "b-c", "/x/b-c/"),
            ("content/x/a.md", "path = \"p/q\"", "", "a", "/p/q/"),
            ("content/x/a.en.md", "", "[languages.en]", "a", "/en/x/a/"),
            ("content/x/a.en.md", "path = \"/p\"", "[languages.en]", "a", "/p/"),
        ] {
            let page = page(path, front, settings);
            assert_eq!((page.slug.as_str(), page.path.as_str()), (slug, url), "{path} {front}");
            assert_eq!(page.permalink, format!("https://a.jp{url}"));
        }
    }

    #[test]
    fn fields_of_extra_are_found() {
        for (text, line) in [
            ("+++\nend = 1\n[extra]\nx = 2\n  end = 3\n+++\nend = 4\n", Some(5)),
            ("---\ntitle: x\nextra:\n  end: 3\n---\n", Some(4)),
            ("+++\nextra.end = 3\n+++\n", Some(2)),
            ("+++\n[extra]\nending = 3\n+++\nend = 1\n", None),
        ] {
            let text = ContentText::parse(&SourcePath::new("content/a.md"), text.to_owned()).unwrap();
            let front = FrontMatter::parse(&text.whole, &text.parts).root;
            assert_eq!(text.place_of_extra(&front, "end").map(|place| place.line), line, "{}", text.whole);
        }
    }

    #[test]
    fn the_file_name_dates_a_page_without_a_date() {
        assert_eq!(page("content/2024-01-02-a.md", "", "").meta.date.unwrap().text, "2024-01-02");
        assert_eq!(page("content/2024-01-02-a.md", "date = 2020-05-06", "").meta.date.unwrap().text, "2020-05-06");
    }

    #[test]
    fn several_faults_of_one_file_are_told_together() {
        let config = resolve(&SourcePath::new("zola.toml"), "base_url = \"/\"", &BuildOptions::default()).unwrap();
        let text = "+++\nslug = \"\"\npath = \"\"\n[taxonomies]\ntags = [\"a\"]\n+++\n";
        let faults = parse_page(&SourcePath::new("content/a.md"), text.to_owned(), &config).unwrap_err().faults;
        let lines: Vec<_> =
            faults.iter().map(|fault| (fault.code, fault.place.as_ref().map(|place| place.line))).collect();
        assert_eq!(lines, [("front-matter", Some(2)), ("front-matter", Some(3)), ("taxonomy-undeclared", Some(5))]);
    }
}
