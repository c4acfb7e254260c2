//! Who may use what: the rooms of `src/` with the rooms they may import, and the room that owns each package.
//!
//! A new room or dependency gets its row here, in the same commit.

/// A folder of `src/`.
pub struct Room {
    /// The folder's name.
    pub name: &'static str,
    /// The rooms it may import.
    pub may_import: &'static [&'static str],
    /// Whether it reads no disk, clock, environment or network: the compiler checks this by
    /// `#![deny(clippy::disallowed_methods)]` at its head.
    pub is_pure: bool,
}

/// All rooms, those that others stand on first. Folders may be missing while they are not built yet.
#[rustfmt::skip]
pub const ROOMS: &[Room] = &[
    pure("source",    &[]),
    pure("config",    &["source"]),
    pure("schema",    &["source"]),
    pure("content",   &["source", "config", "schema"]),
    pure("markdown",  &["source", "config"]),
    pure("images",    &["source", "config"]),
    pure("templates", &["source", "config", "schema", "content", "markdown", "images"]),
    pure("site",      &["source", "config", "schema", "content", "markdown", "images", "templates"]),
    pure("check",     &["source", "config", "schema", "content", "markdown", "images", "templates", "site"]),
    room("transfer",  &["source", "config", "schema", "content"]),
    room("disk",      &["source", "site"]),
    room("intake",    &["source", "schema"]),
    room("store",     &["source", "schema", "intake"]),
    room("notify",    &["intake", "store"]),
    room("report",    &["intake"]),
    room("web",       &["source", "config", "schema", "content", "markdown", "images", "templates", "site", "check",
                        "transfer", "disk", "intake", "store", "notify", "report"]),
    room("cli",       &["source", "config", "schema", "content", "markdown", "images", "templates", "site", "check",
                        "transfer", "disk", "intake", "store", "notify", "report", "web"]),
];

/// Rooms made of features, each a folder, that do not import each other.
pub const FEATURES: &[(&str, &[&str])] = &[("web", &["preview", "forms", "office", "editor", "api"])];

/// Stands for every room in [`OWNERS`].
pub const ANYWHERE: &str = "*";

/// Stands in [`OWNERS`] for `main.rs` and `lib.rs`.
pub const CRATE_ROOT: &str = "(root)";

/// Each dependency, by the name that code uses, and the rooms that may import it.
#[rustfmt::skip]
pub const OWNERS: &[(&str, &[&str])] = &[
    ("serde",                &[ANYWHERE]),
    ("thiserror",            &[ANYWHERE]),
    ("anyhow",               &["disk", "cli", "web", "store", "notify", "report", "transfer"]),
    ("jiff",                 &["source", "schema", "content", "images", "templates", "site", "check", "transfer", "disk", "cli"]),
    ("serde_json",           &["templates", "site", "check", "transfer", "disk", "web", "cli"]),
    ("toml",                 &["source"]),
    ("serde_yaml",           &["source"]),
    ("globset",              &["config"]),
    ("unic_langid",          &["config", "templates"]),
    ("slug",                 &["config"]),
    ("lexical_sort",         &["content"]),
    ("unicode_segmentation", &["content", "markdown"]),
    ("regex",                &["source", "schema", "content", "markdown", "templates"]),
    ("memchr",               &["content", "markdown", "templates", "site", "web"]),
    ("pulldown_cmark",       &["markdown"]),
    ("pulldown_cmark_escape", &["markdown"]),
    ("gh_emoji",             &["markdown"]),
    ("giallo",               &["markdown"]),
    ("image",                &["images"]),
    ("fast_image_resize",    &["images"]),
    ("webp",                 &["images"]),
    ("exif",                 &["images"]),
    ("svg_metadata",         &["images"]),
    ("tera",                 &["templates"]),
    ("tera_contrib",         &["templates"]),
    ("csv",                  &["templates"]),
    ("roxmltree_to_serde",   &["templates"]),
    ("nom_bibtex",           &["templates"]),
    ("sha2",                 &["templates"]),
    ("base64",               &["templates"]),
    ("num_format",           &["templates"]),
    ("elasticlunr_rs",       &["site"]),
    ("pagefind",             &["site"]),
    ("ammonia",              &["site", "check"]),
    ("lol_html",             &["site", "check"]),
    ("grass",                &["site"]),
    ("minify_html",          &["site"]),
    ("simdutf8",             &["site"]),
    ("rayon",                &["site", "templates", "images", "check", "disk"]),
    ("blake3",               &["site", "templates", "disk"]),
    ("brotli",               &["disk"]),
    ("flate2",               &["disk"]),
    ("zstd",                 &["disk"]),
    ("icalendar",            &["site", "notify"]),
    ("walkdir",              &["disk"]),
    ("notify_debouncer_full", &["disk"]),
    ("ureq",                 &["disk"]),
    ("axum",                 &["web"]),
    // `site` runs Pagefind's asynchronous functions in a runtime of one thread.
    ("tokio",                &["web", "cli", "site"]),
    ("futures_util",         &["web"]),
    ("http_range_header",    &["web"]),
    ("mime_guess",           &["web"]),
    ("clap_complete",        &["cli"]),
    ("clap_mangen",          &["cli"]),
    ("opener",               &["cli"]),
    ("clap",                 &["cli"]),
    ("indicatif",            &["cli"]),
    ("annotate_snippets",    &["cli"]),
    ("mimalloc",             &[CRATE_ROOT]),
];

/// The row of a room.
pub fn find_room(name: &str) -> Option<&'static Room> {
    ROOMS.iter().find(|room| room.name == name)
}

const fn pure(name: &'static str, may_import: &'static [&'static str]) -> Room {
    Room { name, may_import, is_pure: true }
}

const fn room(name: &'static str, may_import: &'static [&'static str]) -> Room {
    Room { name, may_import, is_pure: false }
}
