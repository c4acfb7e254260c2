//! Content: files with front matter → pages and sections → the [`Library`] that knows how they hang together.
//!
//! | file | holds |
//! |---|---|
//! | `file` | what the place and the name of a content file say |
//! | `front_matter` | the settings at its head |
//! | `entry`, `word_count` | one file → one page or section; words, and minutes to read them |
//! | `assets` | files that lie beside content and are published with it |
//! | `unpublished` | entries that are left out for now because of a date |
//! | `id`, `library` | the numbers of entries; all entries, and how they hang together |
//! | `assemble`, `tree`, `sorting` | entries → library: sections above and below each other, and the order of pages |
//! | `taxonomy`, `terms` | taxonomies with their terms, and which terms there are |
//! | `paginate` | a list of pages cut into pagers |
//! | `collisions` | two things that want the same URL path |
//!
//! An entry is made from the bytes of one file and the configuration alone; everything that needs other entries
//! (ancestors, order, siblings, terms, translations) is in the library. This room never renders anything.

mod assemble;
mod assets;
mod collisions;
mod entry;
mod file;
mod front_matter;
mod id;
mod library;
mod paginate;
mod sorting;
mod taxonomy;
mod terms;
#[cfg(test)]
mod tests;
mod tree;
mod unpublished;
mod word_count;

pub use assemble::assemble;
pub use assets::{is_temporary, page_assets, section_assets};
pub use entry::{BrokenEntry, ContentText, Page, ParsedEntry, Section, parse_page, parse_section};
pub use file::{EntryFile, is_section_file};
pub use front_matter::{ContentSpans, FrontMatter, PageMeta, SectionMeta, SortBy, split_front_matter};
pub use id::{EntryId, PageId, SectionId};
pub use library::{Library, PageNode, SectionNode};
pub use paginate::{Pager, Pagination};
pub use sorting::newest_first;
pub use taxonomy::{Taxonomy, Term};
pub use unpublished::{Unpublished, UnpublishedEntries, UnpublishedReason};
