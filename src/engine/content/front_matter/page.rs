//! The front matter of a page.

use serde::{Deserialize, Deserializer, de::Error as _};

use super::FrontMatter;
use tsubame_model::source::{Data, Date, Diagnostic, SourcePath, deserialize_date};

/// What the front matter of a page says. Keys that are not listed are tolerated, as Zola does.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, expecting = "a table of settings")]
pub struct PageMeta {
    /// The title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// When it was written.
    #[serde(deserialize_with = "deserialize_date")]
    pub date: Option<Date>,
    /// When it was last changed.
    #[serde(deserialize_with = "deserialize_date")]
    pub updated: Option<Date>,
    /// Its place when a section sorts by weight.
    pub weight: Option<usize>,
    /// Whether it is not ready.
    pub draft: bool,
    /// Whether it becomes a page at all.
    pub render: bool,
    /// Stands in for the file name in the URL.
    pub slug: Option<String>,
    /// Stands in for the whole URL path.
    pub path: Option<String>,
    /// Other URL paths that lead here.
    pub aliases: Vec<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Whether it can be found by searching.
    pub in_search_index: bool,
    /// Whether feeds list it.
    pub include_in_feeds: bool,
    /// Whether listings leave it out; `None` follows its section.
    pub hidden: Option<bool>,
    /// Its template.
    pub template: Option<String>,
    /// Taxonomy names with the page's terms, in the order in which they were read.
    #[serde(deserialize_with = "deserialize_taxonomies")]
    pub taxonomies: Vec<(String, Vec<String>)>,
    /// The site's own fields.
    #[serde(deserialize_with = "deserialize_extra")]
    pub extra: Data,
}

impl Default for PageMeta {
    fn default() -> Self {
        Self {
            title: None,
            description: None,
            date: None,
            updated: None,
            weight: None,
            draft: false,
            render: true,
            slug: None,
            path: None,
            aliases: Vec::new(),
            authors: Vec::new(),
            in_search_index: true,
            include_in_feeds: true,
            hidden: None,
            template: None,
            taxonomies: Vec::new(),
            extra: Data::Map(Vec::new()),
        }
    }
}

impl PageMeta {
    /// Finds what the types alone cannot: empty slugs, paths and terms.
    pub(in crate::content) fn check(&self, front: &FrontMatter, path: &SourcePath, text: &str) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for (key, value) in [("slug", &self.slug), ("path", &self.path)] {
            if value.as_deref().is_some_and(str::is_empty) {
                let fault = Diagnostic::error("front-matter", format!("`{key}` is empty")).in_file(path);
                let fault = fault.with_hint(format!("give `{key}` a value, or leave it out to use the file name"));
                faults.push(front.at_key(fault, text, key));
            }
        }
        for (taxonomy, terms) in &self.taxonomies {
            if terms.iter().any(|term| term.trim().is_empty()) {
                let fault = Diagnostic::error("front-matter", format!("a term of the taxonomy `{taxonomy}` is empty"));
                faults.push(front.at_key(
                    fault.in_file(path).with_hint("remove the empty text from the list"),
                    text,
                    taxonomy,
                ));
            }
        }
        faults
    }
}

/// `extra` must be a table.
pub(super) fn deserialize_extra<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Data, D::Error> {
    match Data::deserialize(deserializer)? {
        table @ Data::Map(_) => Ok(table),
        Data::Null => Ok(Data::Map(Vec::new())),
        other => Err(D::Error::custom(format!("`extra` must be a table, but it is {}", other.kind()))),
    }
}

fn deserialize_taxonomies<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, Vec<String>)>, D::Error> {
    let wrong = |what: &str, found: &Data| D::Error::custom(format!("{what}, but it is {}", found.kind()));
    let entries = match Data::deserialize(deserializer)? {
        Data::Map(entries) => entries,
        Data::Null => Vec::new(),
        other => return Err(wrong("`taxonomies` must be a table of lists", &other)),
    };
    let read = |(name, value): (String, Data)| {
        let Data::List(terms) = value else {
            return Err(wrong(&format!("the taxonomy `{name}` must be a list of texts"), &value));
        };
        let read_term = |term: Data| match term {
            Data::Text(term) => Ok(term),
            other => Err(wrong(&format!("a term of the taxonomy `{name}` must be a text"), &other)),
        };
        let terms = terms.into_iter().map(read_term).collect::<Result<_, _>>()?;
        Ok((name, terms))
    };
    entries.into_iter().map(read).collect()
}
