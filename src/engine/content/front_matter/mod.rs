//! Front matter: the settings at the head of a content file, in TOML or YAML.
//!
//! | file | holds |
//! |---|---|
//! | `split` | a content file cut into front matter and body, and the front matter parsed |
//! | `page`, `section` | what that of a page says, and that of a section |
//! | `address_check` | what becomes an address and can be in none |

mod address_check;
mod page;
mod section;
mod split;

pub(super) use address_check::check_wildcards;
pub use page::PageMeta;
pub use section::{SectionMeta, SortBy};
pub use split::{ContentSpans, FrontMatter, split_front_matter};
