//! The numbers by which entries of one library name each other.

/// A page of a library, by its place in [`Library::pages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub u32);

/// A section of a library, by its place in [`Library::sections`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId(pub u32);

/// A page or a section of a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryId {
    /// A page.
    Page(PageId),
    /// A section.
    Section(SectionId),
}
