//! What the targets share: a site held in memory that is built and checked as the program does it, and what has to hold
//! of every answer beside that there is one.
//!
//! | file | holds |
//! |---|---|
//! | `site` | the files of a project in memory, and what comes of building and checking them |
//! | `places` | that a diagnostic points into the text that it is about |
//! | `quote` | texts of the fuzzer as strings of TOML |

mod places;
mod quote;
mod site;

pub use places::assert_places;
pub use quote::quoted;
pub use site::{BuiltSite, SiteFiles, now};
