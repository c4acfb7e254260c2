//! How persons are found among a million whose names are nowhere in clear: by hashes of pairs of letters, cut short, and by values that
//! lie in clear anyway.
//!
//! | file | holds |
//! |---|---|
//! | `folding` | what remains of a name or a number once nobody's way of writing it matters |
//! | `person_texts` | the texts by which somebody is found |
//! | `grams` | the hashes under which these are kept |
//! | `person_query` | what somebody means who types something, and whether it is true of a person |
//! | `facets` | what is known of persons in clear: what they sent, chose and booked |
//!
//! A hash is of two letters and cut to three bytes, so it says of nobody for certain that they are meant. Whatever is found by them is
//! decrypted and looked at before it is shown.

mod facets;
mod folding;
mod grams;
mod person_query;
mod person_texts;

pub use facets::{Facet, FacetFilter, FacetKind};
pub use folding::fold_name;
pub use grams::{Gram, grams_of};
pub use person_query::PersonQuery;
pub use person_texts::PersonTexts;
