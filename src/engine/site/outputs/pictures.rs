//! `sitemap-images.xml`: the pictures of each page, so that image search finds them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use super::sitemap_xml::sitemap_files;
use crate::{
    config::Config,
    content::{EntryId, Library},
    site::plan::address_of_entry,
};
use tsubame_model::{
    encode::{encode_address, encode_file_name, escape_xml},
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

    /// The sitemap of the entries that are `listed`.
    pub fn into_files(self, library: &Library, config: &Config, listed: &Listed) -> Vec<(String, Vec<u8>)> {
        let mut entries: BTreeMap<String, String> = BTreeMap::new();
        for (id, shown) in self.0.into_iter().filter(|(id, _)| listed.has(*id, library)) {
            let named = extra_of(library, id).get("image").and_then(Data::as_str);
            let named = named.and_then(|written| of_front_matter(id, written, library, config));
            let mut addresses: Vec<String> = Vec::new();
            for address in named.into_iter().chain(shown) {
                if !addresses.contains(&address) && addresses.len() < MOST_PER_PAGE {
                    addresses.push(address);
                }
            }
            let images = addresses.iter().fold(String::new(), |mut images, address| {
                let _ = writeln!(images, "<image:image><image:loc>{}</image:loc></image:image>", escape_xml(address));
                images
            });
            if !images.is_empty() {
                let loc = escape_xml(&encode_address(&address_of_entry(id, library, config)));
                entries.insert(loc.clone(), format!("<url>\n<loc>{loc}</loc>\n{images}</url>\n"));
            }
        }
        let entries: Vec<String> = entries.into_values().collect();
        sitemap_files("sitemap-images", NAMESPACE, &entries, config)
    }
}

/// Which entries search engines may list.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Those whose page asks search engines to leave it out.
    asked_to_leave: BTreeSet<EntryId>,
}

impl Listed {
    /// Notes that an entry's page has `<meta name="robots" content="noindex">`.
    pub fn leave_out(&mut self, id: EntryId) {
        self.asked_to_leave.insert(id);
    }

    /// Whether the entry may be listed: no list of the site hides it, and nothing on it says `noindex`.
    pub fn has(&self, id: EntryId, library: &Library) -> bool {
        let is_hidden = match id {
            EntryId::Page(id) => library.page_node(id).hidden,
            EntryId::Section(id) => library.section_node(id).hidden,
        };
        let says = |key: &str| extra_of(library, id).get(key) == Some(&Data::Bool(true));
        !is_hidden && !says("hidden") && !says("noindex") && !self.asked_to_leave.contains(&id)
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
        return Some(encode_address(written));
    }
    let (folder, assets) = match id {
        EntryId::Page(id) => (library.page(id).file.path.parent(), &library.page(id).assets),
        EntryId::Section(id) => (library.section(id).file.path.parent(), &library.section(id).assets),
    };
    let beside = SourcePath::new(format!("{folder}/{written}"));
    if assets.contains(&beside) {
        return Some(encode_address(&address_of_entry(id, library, config)) + &encode_file_name(written));
    }
    written.starts_with('/').then(|| encode_address(&config.absolute_url(written)))
}
