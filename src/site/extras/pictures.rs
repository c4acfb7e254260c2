//! `sitemap-images.xml`: the pictures of each page, so that image search finds them.

use std::{collections::BTreeMap, fmt::Write};

use super::sitemap_xml::{escape, sitemap_files};
use crate::{
    config::Config,
    content::{EntryId, Library},
    source::{Data, SourcePath},
};

/// Search engines read so many pictures of one page.
const MOST_PER_PAGE: usize = 1_000;

const NAMESPACE: &str = "xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"";

/// The addresses of the pictures that each page shows.
#[derive(Debug, Default)]
pub(super) struct Pictures(BTreeMap<EntryId, Vec<String>>);

impl Pictures {
    /// Adds those of a page.
    pub fn add(&mut self, id: EntryId, addresses: Vec<String>) {
        self.0.insert(id, addresses);
    }

    /// The sitemap. `own` gives the address of the picture that front matter names.
    pub fn into_files(
        self,
        library: &Library,
        config: &Config,
        own: &dyn Fn(EntryId, &str) -> Option<String>,
    ) -> Vec<(String, Vec<u8>)> {
        let mut entries: BTreeMap<String, String> = BTreeMap::new();
        for (id, shown) in self.0 {
            let named = extra_of(library, id).get("image").and_then(Data::as_str).and_then(|written| own(id, written));
            let mut addresses: Vec<String> = Vec::new();
            for address in named.into_iter().chain(shown) {
                if !addresses.contains(&address) && addresses.len() < MOST_PER_PAGE {
                    addresses.push(address);
                }
            }
            let images = addresses.iter().fold(String::new(), |mut images, address| {
                let _ = writeln!(images, "<image:image><image:loc>{}</image:loc></image:image>", escape(address));
                images
            });
            if !images.is_empty() {
                let loc = escape(library.permalink(id));
                entries.insert(loc.clone(), format!("<url>\n<loc>{loc}</loc>\n{images}</url>\n"));
            }
        }
        let entries: Vec<String> = entries.into_values().collect();
        sitemap_files("sitemap-images", NAMESPACE, &entries, config)
    }
}

/// The fields of an entry.
pub(super) fn extra_of(library: &Library, id: EntryId) -> &Data {
    match id {
        EntryId::Page(id) => &library.page(id).meta.extra,
        EntryId::Section(id) => &library.section(id).meta.extra,
    }
}

/// The address of a picture as front matter names it: a file beside the page, a path of the site, or an address.
pub(super) fn of_front_matter(id: EntryId, written: &str, library: &Library, config: &Config) -> Option<String> {
    if written.starts_with("https://") || written.starts_with("http://") {
        return Some(written.to_owned());
    }
    let (folder, assets) = match id {
        EntryId::Page(id) => (library.page(id).file.path.parent(), &library.page(id).assets),
        EntryId::Section(id) => (library.section(id).file.path.parent(), &library.section(id).assets),
    };
    let beside = SourcePath::new(format!("{folder}/{written}"));
    if assets.contains(&beside) {
        return Some(format!("{}{}", library.permalink(id), encode(written)));
    }
    written.starts_with('/').then(|| config.absolute_url(&encode(written)))
}

/// A path as browsers ask for it; what is escaped already stays so.
fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
