//! Which files are only ever asked for by an address that carries a hash of their content.
//!
//! A host matches rules by path alone: `/site.css` and `/site.css?h=…` are one file to it. So a file may be kept by
//! browsers for a year only when nothing on the site asks for it by its bare path, whose content may be another
//! tomorrow. Where that is not certain, the answer is no.

use std::collections::BTreeMap;

use memchr::memmem;

use super::{Built, address::OwnAddress};
use crate::site::statics::Statics;

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
    pub fn immutable(self, built: &Built<'_>, statics: &Statics) -> Vec<String> {
        let mut candidates: Vec<String> =
            self.0.into_iter().filter_map(|(path, hashed)| hashed.then_some(path)).collect();
        if candidates.is_empty() {
            return candidates;
        }
        let mut is_named = |asker: &str, text: &[u8]| {
            candidates.retain(|path| {
                let name = path.rsplit('/').next().unwrap_or_default();
                // A file's own name in its own text, in a remark say, asks for nothing.
                path == asker || memmem::find(text, name.as_bytes()).is_none()
            });
        };
        for (path, bytes) in built.generated.iter().collect::<BTreeMap<_, _>>() {
            is_named(path, bytes);
        }
        for (path, file) in statics.files().filter(|(path, _)| is_text(path)) {
            match built.project.world.read(file) {
                Ok(bytes) => is_named(path, &bytes),
                // Publishing will tell of it; until then nothing is known of what the file asks for.
                Err(_) => return Vec::new(),
            }
        }
        candidates
    }
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
}
