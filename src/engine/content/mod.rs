//! Content: files with front matter → pages and sections → the [`Library`] that knows how they hang together.
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
