//! One content file → one page or section, by its own text and the configuration alone.

use super::{
    analytics::count_words,
    file::{EntryFile, dated_name},
    front_matter::{FrontMatter, PageMeta, SectionMeta, split},
};
use crate::config::{Config, slugify_path};
use tsubame_model::source::{Date, Diagnostic, Place, SourcePath, Span};

/// The whole text of a content file, with what is body in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Front matter and body.
    pub whole: String,
    /// Where the body is.
    pub body: Span,
}

impl Text {
    /// Finds the body in the text of a content file.
    pub fn parse(path: &SourcePath, whole: String) -> Result<Self, Diagnostic> {
        let body = split(path, &whole)?.body;
        Ok(Self { whole, body })
    }

    /// The body.
    pub fn body(&self) -> &str {
        &self.whole[self.body.clone()]
    }

    /// The place of the line that sets a field of `extra`, if it stands on a line of its own.
    pub fn place_of_extra(&self, field: &str) -> Option<Place> {
        let front = &self.whole[..self.body.start];
        let extra = ["[extra]", "extra:"].iter().find_map(|head| {
            let lines = front.match_indices(head).map(|(at, _)| at);
            lines.into_iter().find(|at| *at == 0 || front[..*at].ends_with('\n'))
        });
        let (mut at, mut found) = (0, None);
        for line in front.split_inclusive('\n') {
            let start = line.trim_start();
            let rest = start.strip_prefix("extra.").unwrap_or(start).strip_prefix(field).map(str::trim_start);
            // A field of that name before the table is another one.
            if rest.is_some_and(|rest| rest.starts_with(['=', ':'])) && extra.is_none_or(|extra| at > extra) {
                found = found.or(Some(at..at + line.trim_end().len()));
            }
            at += line.len();
        }
        found.map(|span| Place::of(&self.whole, &span))
    }
}

/// An entry beside the text it was made from.
#[derive(Clone, Debug)]
pub struct ParsedEntry<T> {
    /// The entry.
    pub entry: T,
    /// Its text, needed until its body is rendered.
    pub text: Text,
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
pub fn parse_page(path: &SourcePath, text: String, config: &Config) -> Result<ParsedEntry<Page>, Vec<Diagnostic>> {
    let front = split(path, &text).map_err(|fault| vec![fault])?;
    let file = EntryFile::new(path, config).map_err(|fault| vec![fault])?;
    let mut meta: PageMeta = front.read(path, &text).map_err(|fault| vec![fault])?;
    let mut faults = meta.check(&front, path, &text);
    faults.extend(undeclared_taxonomies(&meta, &file, &front, &text, config));
    if !faults.is_empty() {
        return Err(faults);
    }
    let dated = dated_name(file.slug_source());
    if meta.date.is_none() {
        meta.date = dated.as_ref().and_then(|name| Date::parse(name.date));
    }
    let dated_rest = dated.and_then(|name| name.rest).filter(|_| !config.slugify.paths_keep_dates);
    let slug_source = meta.slug.as_deref().or(dated_rest).unwrap_or_else(|| file.slug_source());
    let slug = slugify_path(slug_source, config.slugify.paths);
    let url_path = page_path(&file, &meta, &slug, config);
    let text = Text { body: front.body, whole: text };
    let (word_count, reading_time) = count_words(text.body(), &file.lang);
    let permalink = config.permalink(&url_path);
    let page = Page { file, meta, slug, path: url_path, permalink, word_count, reading_time, assets: Vec::new() };
    Ok(ParsedEntry { entry: page, text })
}

/// Reads a section. Its assets are found later, from the list of files.
pub fn parse_section(
    path: &SourcePath,
    text: String,
    config: &Config,
) -> Result<ParsedEntry<Section>, Vec<Diagnostic>> {
    let front = split(path, &text).map_err(|fault| vec![fault])?;
    let file = EntryFile::new(path, config).map_err(|fault| vec![fault])?;
    let meta: SectionMeta = front.read(path, &text).map_err(|fault| vec![fault])?;
    let text = Text { body: front.body, whole: text };
    let (word_count, reading_time) = count_words(text.body(), &file.lang);
    Ok(ParsedEntry { entry: Section { word_count, reading_time, ..Section::new(file, meta, config) }, text })
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

fn undeclared_taxonomies(
    meta: &PageMeta,
    file: &EntryFile,
    front: &FrontMatter,
    text: &str,
    config: &Config,
) -> Vec<Diagnostic> {
    let declared = config.languages.get(&file.lang).map_or(&[][..], |language| &language.taxonomies);
    let undeclared = meta.taxonomies.iter().filter(|(name, _)| !declared.iter().any(|taxonomy| taxonomy.name == *name));
    let fault = |(name, _): &(String, Vec<String>)| {
        let names: Vec<&str> = declared.iter().map(|taxonomy| taxonomy.name.as_str()).collect();
        let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        let fault =
            Diagnostic::error("taxonomy-undeclared", format!("the taxonomy `{name}` is not in the configuration"));
        let fault = fault
            .in_file(&file.path)
            .with_hint(format!("add it to `taxonomies` in {}; declared: {known}", config.file));
        front.at_key(fault, text, name)
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
            let text = Text::parse(&SourcePath::new("content/a.md"), text.to_owned()).unwrap();
            assert_eq!(text.place_of_extra("end").map(|place| place.line), line, "{}", text.whole);
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
        let faults = parse_page(&SourcePath::new("content/a.md"), text.to_owned(), &config).unwrap_err();
        let lines: Vec<_> =
            faults.iter().map(|fault| (fault.code, fault.place.as_ref().map(|place| place.line))).collect();
        assert_eq!(lines, [("front-matter", Some(2)), ("front-matter", Some(3)), ("taxonomy-undeclared", Some(5))]);
    }
}
