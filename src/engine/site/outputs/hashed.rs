//! Which files are only ever asked for by an address that carries a hash of their content.
//!
//! A host matches rules by path alone: `/site.css` and `/site.css?h=…` are one file to it. So a file may be kept by
//! browsers for a year only when nothing on the site asks for it by its bare path, whose content may be another
//! tomorrow. Where that is not certain, the answer is no.

use std::collections::BTreeMap;

use memchr::memmem;

use super::rendered_files::RenderedFiles;
use crate::site::{api, site_url::OwnAddress, statics::StaticFiles};
use tsubame_model::encode::encode_file_name;

/// Kinds of files that may ask for others by their names.
const TEXTS: [&str; 9] = ["css", "html", "js", "json", "mjs", "svg", "txt", "webmanifest", "xml"];

/// Every file that rendered pages ask for, with whether each of the addresses has a hash.
#[derive(Debug, Default)]
pub(super) struct References(BTreeMap<String, bool>);

impl References {
    /// Adds the addresses of a page.
    pub fn add(&mut self, addresses: impl Iterator<Item = OwnAddress>) {
        for OwnAddress { path, has_hash } in addresses {
            *self.0.entry(path).or_insert(true) &= has_hash;
        }
    }

    /// The paths of files that may be kept for a year, sorted.
    pub fn immutable(self, rendered: &RenderedFiles<'_>, statics: &StaticFiles) -> Vec<String> {
        let mut candidates: Vec<String> =
            self.0.into_iter().filter_map(|(path, hashed)| hashed.then_some(path)).collect();
        if candidates.is_empty() {
            return candidates;
        }
        let mut is_named = |asker: &str, text: &[u8]| {
            candidates.retain(|path| {
                let name = path.rsplit('/').next().unwrap_or_default();
                // A file's own name in its own text, in a remark say, asks for nothing.
                path == asker || !names(text, name) && !names(text, &encode_file_name(name))
            });
        };
        // The content API tells what pages say and is run by nobody: a name in it asks for nothing.
        for (path, bytes) in rendered.generated.iter().collect::<BTreeMap<_, _>>() {
            if !api::is_path(path) {
                is_named(path, bytes);
            }
        }
        for (path, file) in statics.files().filter(|(path, _)| is_text(path)) {
            match rendered.project.world.files.read(file) {
                Ok(bytes) => is_named(path, &bytes),
                // Publishing will tell of it; until then nothing is known of what the file asks for.
                Err(_) => return Vec::new(),
            }
        }
        candidates
    }
}

/// Whether a text has this name of a file as a whole: neither as the end of a longer name nor as the start of one.
fn names(text: &[u8], name: &str) -> bool {
    memmem::find_iter(text, name.as_bytes()).any(|at| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        // A slash or a line break may stand there in other words: `%2F`, `\\n`.
        let is_escaped = before.len() >= 3 && before[before.len() - 3..].eq_ignore_ascii_case(b"%2f")
            || before.len() >= 2 && before[before.len() - 2] == b'\\';
        let starts = is_escaped || before.last().is_none_or(|byte| !is_of_name(*byte));
        // A full stop ends a sentence, unless a longer ending follows.
        let ends = match after {
            [b'.', next, ..] => !is_of_name(*next),
            [next, ..] => *next == b'.' || !is_of_name(*next),
            [] => true,
        };
        starts && ends
    })
}

/// Whether a byte is part of the names of files. Those of Japanese letters are not counted: they stand beside names in
/// sentences, and taking a name for one too many costs a visitor less than a stale file.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

fn is_text(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| TEXTS.binary_search(&ending).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bare_address_is_enough() {
        let mut references = References::default();
        let address = |path: &str, has_hash| OwnAddress { path: path.to_owned(), has_hash };
        references.add([address("a.css", true), address("b.js", true)].into_iter());
        references.add([address("a.css", false), address("b.js", true)].into_iter());
        assert_eq!(references.0, BTreeMap::from([("a.css".to_owned(), false), ("b.js".to_owned(), true)]));
        assert!(TEXTS.is_sorted());
    }

    #[test]
    fn names_are_whole() {
        for (text, is_named) in [
            ("import './form.js'", true),
            ("\"form.js\"", true),
            ("form.js", true),
            ("url(form.js?x=1)", true),
            ("see form.js.", true),
            ("詳しくはform.jsを見る", true),
            ("src=%2Fassets%2Fform.js", true),
            (r#""a\nform.js""#, true),
            ("https://code.example.jp/kotodai-manabi-platform.json", false),
            ("platform.js", false),
            ("x/form.json", false),
            ("my-form.js", false),
            ("form.js.map", false),
            ("platform.js and /form.js", true),
        ] {
            assert_eq!(names(text.as_bytes(), "form.js"), is_named, "{text}");
        }
    }
}
