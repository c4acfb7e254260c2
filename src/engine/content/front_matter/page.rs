//! The front matter of a page.

use super::{
    FrontMatter,
    address_check::{AddressValue, check_addresses},
};
use tsubame_model::source::{Data, Date, Diagnostic, FrontMatterFault, SourcePath, TableReader, Wording};

/// What the front matter of a page says. Keys that are not listed are tolerated, as Zola does.
#[derive(Clone, Debug, PartialEq)]
pub struct PageMeta {
    /// The title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// When it was written.
    pub date: Option<Date>,
    /// When it was last changed.
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
    pub taxonomies: Vec<(String, Vec<String>)>,
    /// The site's own fields.
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
    /// Reads the front matter; a value at fault is as if it were not there.
    pub(in crate::content) fn read(table: &mut TableReader<'_>) -> Self {
        table.tolerate_unknown();
        Self {
            title: table.text("title"),
            description: table.text("description"),
            date: table.date("date"),
            updated: table.date("updated"),
            weight: table.integer("weight"),
            draft: table.boolean("draft").unwrap_or_default(),
            render: table.boolean("render").unwrap_or(true),
            slug: table.text("slug"),
            path: table.text("path"),
            aliases: table.texts("aliases").unwrap_or_default(),
            authors: table.texts("authors").unwrap_or_default(),
            in_search_index: table.boolean("in_search_index").unwrap_or(true),
            include_in_feeds: table.boolean("include_in_feeds").unwrap_or(true),
            hidden: table.boolean("hidden"),
            template: table.text("template"),
            taxonomies: table.entries("taxonomies", |_, terms| terms.texts()).unwrap_or_default(),
            extra: table.data_table("extra").unwrap_or(Data::Map(Vec::new())),
        }
    }

    /// Finds what the shape alone does not show: empty slugs, paths and terms, and what can be in no address.
    pub(in crate::content) fn check(&self, front: &FrontMatter<'_>, path: &SourcePath) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        let mut report = |message: Wording, hint: Wording, key: &str| {
            let fault = Diagnostic::error("front-matter", message).in_file(path).with_hint(hint);
            faults.push(front.at(fault, key).with_cause(FrontMatterFault::EmptyValue { key: key.to_owned() }));
        };
        for (key, value) in [("slug", &self.slug), ("path", &self.path)] {
            if value.as_deref().is_some_and(str::is_empty) {
                let hint = Wording::new(
                    format!("give `{key}` a value, or leave it out to use the file name"),
                    format!("`{key}` に値を書くか、行ごと消してください。なければファイルの名前を使います"),
                );
                report(Wording::new(format!("`{key}` is empty"), format!("`{key}` が空です")), hint, key);
            }
        }
        for (taxonomy, terms) in &self.taxonomies {
            if terms.iter().any(|term| term.trim().is_empty()) {
                let message = Wording::new(
                    format!("a term of the taxonomy `{taxonomy}` is empty"),
                    format!("分類 `{taxonomy}` に空の語があります"),
                );
                let hint = Wording::new("remove the empty text from the list", "リストから空の文字列を消してください");
                report(message, hint, &format!("taxonomies.{taxonomy}"));
            }
        }
        let texts = [("slug", self.slug.as_ref()), ("path", self.path.as_ref())];
        let aliases = self.aliases.iter().map(|alias| ("aliases", Some(alias)));
        let mut addresses = AddressValue::list(texts.into_iter().chain(aliases));
        for (taxonomy, terms) in &self.taxonomies {
            let value = |term| AddressValue { key: format!("taxonomies.{taxonomy}"), value: term };
            addresses.extend(terms.iter().map(|term| value(term.as_str())));
        }
        faults.extend(check_addresses(&addresses, front, path));
        faults
    }
}
