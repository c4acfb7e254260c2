//! The templates of a site as Tera is given them: with the words that count their work.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    section_heads::section_heads,
    template_references::references,
    work::{Insertions, TextOf, catches, count_work},
};

/// Where words were put into templates, by Tera's names.
pub(super) type TemplateInsertions = BTreeMap<String, Insertions>;

/// Texts with counting words, by Tera's names, and the ways back to the files.
pub(super) struct CountedTemplates {
    pub texts: BTreeMap<String, String>,
    pub insertions: TemplateInsertions,
}

/// For whom templates are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CountedFor {
    /// Pages and other targets, which begin at a template.
    Targets,
    /// Texts of content, which may catch what any template writes.
    Content,
}

impl CountedTemplates {
    /// Puts the words in. The number of a template is its place among all names.
    pub fn new<'a>(
        texts: impl Iterator<Item = (&'a str, &'a str)>,
        theme_prefix: Option<&str>,
        counted_for: CountedFor,
    ) -> Self {
        let own: BTreeMap<&str, &str> = texts.collect();
        let caught = match counted_for {
            CountedFor::Targets => find_caught(&own, theme_prefix),
            CountedFor::Content => own.keys().copied().collect(),
        };
        let heads = section_heads(&own);
        let (mut texts, mut insertions) = (BTreeMap::new(), BTreeMap::new());
        for (number, (name, text)) in own.iter().enumerate() {
            let is_caught = caught.contains(name);
            let heads = heads.get(name).map_or(&[][..], Vec::as_slice);
            let (counted, ways_back) = count_work(text, TextOf::Template { number, is_caught, heads });
            texts.insert((*name).to_owned(), counted);
            insertions.insert((*name).to_owned(), ways_back);
        }
        Self { texts, insertions }
    }
}

/// The templates whose output Tera may catch: those that do it themselves, and all that these include or extend.
fn find_caught<'a>(texts: &BTreeMap<&'a str, &'a str>, theme_prefix: Option<&str>) -> BTreeSet<&'a str> {
    let resolve = |name: &str| {
        let in_theme = || texts.get_key_value(format!("{}{name}", theme_prefix?).as_str());
        texts.get_key_value(name).or_else(in_theme).map(|(name, _)| *name)
    };
    let mut open: Vec<&str> = texts.iter().filter(|(_, text)| catches(text)).map(|(name, _)| *name).collect();
    let mut caught: BTreeSet<&str> = open.iter().copied().collect();
    while let Some(text) = open.pop().and_then(|name| texts.get(name)) {
        let named = references(text).filter_map(|(_, name)| resolve(name));
        open.extend(named.filter(|name| caught.insert(name)));
    }
    caught
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_caught_passes_on_to_what_is_included() {
        let texts = [
            ("base.html", "{% block a %}{{ x }}{% include 'part.html' %}{% endblock %}"),
            ("child.html", "{% extends 'base.html' %}{% block a %}{{ super() }}{% endblock %}"),
            ("page.html", "{{ x }}"),
            ("t/templates/part.html", "{{ x }}"),
        ];
        let counted = |counted_for| CountedTemplates::new(texts.into_iter(), Some("t/templates/"), counted_for).texts;
        let is_caught = |text: &String| text.contains("tsubame_written(value=x)");
        let targets = counted(CountedFor::Targets);
        assert_eq!(targets.values().map(is_caught).collect::<Vec<_>>(), [true, false, false, true]);
        assert!(targets["child.html"].contains("(super() ) | tsubame_written"));
        assert!(is_caught(&counted(CountedFor::Content)["page.html"]));
    }
}
