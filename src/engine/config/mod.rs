//! `zola.toml`: as written, and as meant ([`Config`]).
//!
//! | file | holds |
//! |---|---|
//! | `raw`, `source_text` | the file as written; the same with the places of what it says |
//! | `options` | what the caller of a build asks for beside it |
//! | `settings`, `resolve` | the settings of a site as meant, and the way there |
//! | `choices`, `globs` | settings that are one of a few words; sets of glob patterns |
//! | `base_url`, `slugify` | the address of a site; how names become parts of addresses |
//! | `language`, `language_merge` | what may be set for each language; the two places for the default one joined |
//! | `taxonomy` | taxonomies as configured |
//! | `markdown`, `markdown_resolve` | `[markdown]` as meant, and the way there |
//! | `search`, `link_checker` | search indices; what the check of links leaves alone |
//! | `theme` | the `[extra]` of a theme, below the site's own |
//! | `tsubame` | `[extra.tsubame]`: what this program does beyond Zola |
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
    AnalyticsConfig, ApiConfig, BackendUrl, CalendarConfig, CheckConfig, ContentPermissions, DeliveryConfig, Encoding,
    HeaderName, HeaderValue, LimitsConfig, MeasurementId, Origin, PagefindConfig, PagefindPart, PhrasesConfig, Pixel,
    RulePath, ScheduleConfig, SitemapConfig, TsubameConfig, VariableName, VisitorEvent, missing_backend,
};
