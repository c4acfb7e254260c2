//! Front matter: the settings at the head of a content file, in TOML or YAML.

mod address_check;
mod page;
mod section;
mod split;

pub(super) use address_check::check_wildcards;
pub use page::PageMeta;
pub use section::{SectionMeta, SortBy};
pub use split::{ContentSpans, FrontMatter, split_front_matter};
