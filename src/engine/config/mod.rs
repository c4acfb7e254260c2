//! `zola.toml`: as written (`raw`) and as meant ([`Config`]).
//!
//! A resolved [`Config`] never changes: what the command line adds (base URL, drafts, minify) lies in
//! [`BuildOptions`], and the two meet in [`resolve`]. This room knows nothing of content.

mod base_url;
mod choices;
mod globs;
mod language;
mod language_merge;
mod link_checker;
mod markdown;
mod markdown_resolve;
mod options;
mod raw;
mod resolve;
mod search;
mod settings;
mod slugify;
mod source_text;
mod taxonomy;
mod theme;
mod tsubame;

pub(crate) use base_url::{NO_HOST, is_address, is_of_web, parse_base_url};
pub use choices::{Level, SitemapPagers};
pub use globs::Globs;
pub use language::{Lang, LanguageConfig};
pub use link_checker::LinkChecker;
pub use markdown::{AnchorLinks, DataAttribute, ExternalLinks, HighlightStyle, Highlighting, MarkdownConfig, Themes};
pub use options::{BuildOptions, RunMode};
pub use resolve::resolve;
pub use search::{IndexFormat, SearchConfig};
pub use settings::Config;
pub use slugify::{SlugMode, Slugify, slugify_anchor, slugify_path};
pub use taxonomy::TaxonomyConfig;
pub use theme::merge_theme;
pub use tsubame::{
    ApiConfig, BackendUrl, CalendarConfig, CheckConfig, ContentPermissions, DeliveryConfig, Encoding, HeaderName,
    HeaderValue, LimitsConfig, Origin, PagefindConfig, PagefindPart, RulePath, ScheduleConfig, SitemapConfig,
    TsubameConfig, VariableName, missing_backend,
};
