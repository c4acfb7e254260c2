//! Where an address that stands in the HTML was written: in a template, in the settings or in a content file.

use super::{address::Destination, context::BrokenPageLink};
use crate::{
    config::Config,
    site::{Project, find_whole_addresses},
};
use tsubame_model::{
    encode::percent_decode,
    source::{Place, SourcePath, Span},
};

/// The texts of templates and settings.
pub(super) struct TemplateSources(Vec<(SourcePath, String)>);

impl TemplateSources {
    /// Reads the site's templates, those of its theme, and the settings of both.
    pub fn read(project: &Project, config: &Config) -> Self {
        let mut files: Vec<SourcePath> = project.below("templates").cloned().collect();
        if let Some(theme) = &config.theme {
            files.extend(project.below(&format!("themes/{theme}/templates")).cloned());
            files.push(SourcePath::new(format!("themes/{theme}/theme.toml")));
        }
        files.push(config.file.clone());
        let texts = files.into_iter().filter_map(|file| project.read_text(&file).ok().map(|text| (file, text)));
        Self(texts.collect())
    }

    /// The first place of an address.
    pub fn find(&self, link: &BrokenPageLink) -> Option<(&SourcePath, Place)> {
        self.0.iter().find_map(|(file, text)| Some((file, Place::of(text, &find_literal(text, link)?))))
    }
}

/// Finds an address in a text: as it stands in the HTML, or as a path that a function made an address of.
pub(super) fn find_literal(text: &str, link: &BrokenPageLink) -> Option<Span> {
    let written = link.written.as_str();
    let decoded = percent_decode(written);
    let mut paths = Vec::new();
    if let Destination::Own(own) | Destination::Beside(own) = &link.destination {
        let bare = own.path.trim_end_matches('/');
        paths = [format!("/{}", own.path), format!("/{bare}"), own.path.clone(), bare.to_owned()].into();
        // A single word in quotes can mean anything.
        paths.retain(|path| path.len() > 1 && path.contains(['/', '.']));
    }
    let literal = [written, &*decoded].into_iter().find_map(|words| {
        let whole = || find_whole_addresses(text, words).first().map(|at| *at..at + words.len());
        find_quoted(text, words).or_else(|| whole().filter(|_| words.contains(['/', '.', '#', '?'])))
    });
    literal.or_else(|| paths.iter().find_map(|path| find_quoted(text, path)))
}

/// Finds words between quotes.
fn find_quoted(text: &str, words: &str) -> Option<Span> {
    let at = ['"', '\''].iter().filter_map(|quote| text.find(&format!("{quote}{words}{quote}"))).min()? + 1;
    Some(at..at + words.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{address::OwnPath, link_resolver::BrokenLink};

    #[test]
    fn where_addresses_are_written() {
        let own = |path: &str| Destination::Own(OwnPath { path: path.to_owned(), anchor: None, is_full: false });
        for (text, written, destination, found) in [
            ("<a href=\"/gone/\">", "/gone/", own("gone/"), Some("/gone/")),
            ("x /gone/ <a href='/gone/'>", "/gone/", own("gone/"), Some("/gone/'>")),
            ("<a href=/gone/>", "/gone/", own("gone/"), Some("/gone/>")),
            ("<a href=/gone/more/>", "/gone/", own("gone/"), None),
            ("{{ get_url(path='gone/a.css') }}", "https://e.jp/gone/a.css", own("gone/a.css"), Some("gone/a.css'")),
            ("{{ get_url(path=\"/消えた\") }}", "https://e.jp/%E6%B6%88/", own("消えた/"), Some("/消えた")),
            ("href=\"/消\"", "/%E6%B6%88", own("消"), Some("/消")),
            ("news is 'news'", "news", own("news"), Some("news'")),
            ("news", "news", own("news"), None),
            ("{% set kind = 'news' %}", "https://e.jp/news/", own("news/"), None),
        ] {
            let link = BrokenPageLink {
                page: 0,
                written: written.to_owned(),
                destination,
                fault: BrokenLink::NoFile { suggestion: None },
            };
            let span = find_literal(text, &link);
            assert_eq!(span.is_some(), found.is_some(), "{written} in {text}");
            assert!(
                found.is_none_or(|rest| text[span.unwrap_or_default().start..].starts_with(rest)),
                "{written} in {text}"
            );
        }
    }
}
