//! Persons are found: an index of hashes and of values in clear, kept beside what is received, and the lists that staff ask for.
//!
//! | file | holds |
//! |---|---|
//! | `index_rows` | what the index holds of somebody, written and deleted |
//! | `loaded_persons` | what was sent by some persons, read together |
//! | `index_content` | what the index is to hold of them |
//! | `audit_positions` | of whom the audit log tells that something has changed |
//! | `index_sweep` | the index follows |
//! | `index_search` | who has all of some hashes and values, the rarest first |
//! | `find_persons` | a page of persons, decrypted and looked at |
//! | `everybody` | all of a selection |
//! | `person_count` | how many there are, as far as it is counted |
//! | `reader_search` | those whom somebody means, for lists of what was sent to people |
//! | `person_names` | what some persons call themselves |
//! | `facet_counts` | which values there are, and of how many |
//! | `segments` | selections that staff keep |
//!
//! What receives submissions knows nothing of the index: whatever changes somebody stands in the audit log, with their id, and the index
//! is led on from there every few seconds. So it is made anew from nothing, too, after a restore or for a database that had none.
//!
//! It is of persons, not of records, since somebody who chose one thing in one form and another in a second one has both. A record that
//! was joined to a person is theirs after the next round; until then it leads to them.

mod audit_positions;
mod everybody;
mod facet_counts;
mod find_persons;
mod index_content;
mod index_rows;
mod index_search;
mod index_sweep;
mod loaded_persons;
mod person_count;
mod person_names;
mod reader_search;
mod segments;

pub(super) use everybody::find_everybody;
pub(super) use index_rows::forget_indexed;
pub(super) use loaded_persons::LoadedPersons;

pub use facet_counts::FacetCount;
pub use find_persons::{FoundPage, FoundPerson, PersonSearch};
pub use index_search::PersonOrder;
pub use person_count::PersonCount;
pub use reader_search::ReaderSearch;
pub use segments::{PersonSegment, SegmentQuery};
