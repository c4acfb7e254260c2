//! Who may use what: the packages of the workspace, the rooms of each with the rooms they may import, and the room that
//! owns each dependency.
//!
//! What one package may take from another is said by the manifests, so the compiler sees to it; `uses` only holds the
//! manifests to the design. A new room or dependency gets its row here, in the same commit.

/// A package of the workspace.
pub struct Package {
    /// Its name in its manifest.
    pub name: &'static str,
    /// Its folder, from the root of the repository.
    pub folder: &'static str,
    /// The packages of the workspace that its manifest names.
    pub uses: &'static [&'static str],
    /// Whether all of it reads no disk, clock, environment or network: the compiler checks this by
    /// `#![deny(clippy::disallowed_methods)]` in its `lib.rs`.
    pub is_pure: bool,
    /// Its rooms, those that others stand on first. Rooms may be missing while they are not built yet. A package
    /// without rooms is one room.
    pub rooms: &'static [Room],
    /// Each dependency, by the name that code uses, and the rooms that may import it.
    pub owners: &'static [(&'static str, &'static [&'static str])],
}

/// A folder of a package.
pub struct Room {
    /// The folder's name.
    pub name: &'static str,
    /// The rooms of the same package that it may import.
    pub may_import: &'static [&'static str],
    /// Whether it is pure in a package that is not.
    pub is_pure: bool,
}

/// Rooms made of features, each a folder, that do not import each other.
pub const FEATURES: &[(&str, &[&str])] = &[("web", &["forms", "office", "api", "editor"])];

/// Stands for every room of a package in its owners.
pub const ANYWHERE: &str = "*";

/// Stands in the owners for what lies in the package's folder itself, such as `main.rs` and `lib.rs`.
pub const PACKAGE_ROOT: &str = "(root)";

/// All packages; the one whose folder holds the others comes last.
#[rustfmt::skip]
pub const PACKAGES: &[Package] = &[
    Package {
        name: "tsubame-model",
        folder: "src/model",
        uses: &[],
        is_pure: true,
        rooms: &[
            room("source", &[]),
            room("encode", &[]),
            room("schema", &["source", "encode"]),
            room("calendar", &["source", "schema"]),
            room("slots", &["source", "schema", "calendar"]),
        ],
        owners: &[
            ("serde",         &[ANYWHERE]),
            ("thiserror",     &[ANYWHERE]),
            ("jiff",          &[ANYWHERE]),
            ("regex",         &[ANYWHERE]),
            ("toml",          &["source"]),
            ("toml_parser",   &["source"]),
            ("saphyr_parser", &["source"]),
            ("serde_yaml",    &["source"]),
            ("percent_encoding",      &["encode"]),
            ("pulldown_cmark_escape", &["encode"]),
            ("serde_json",    &["encode"]),
            ("url",           &["encode", "schema"]),
            ("csv",           &["calendar"]),
            ("encoding_rs",   &["calendar"]),
        ],
    },
    Package {
        name: "tsubame-http",
        folder: "src/http",
        uses: &[],
        is_pure: false,
        rooms: &[],
        owners: &[
            ("anyhow",            &[ANYWHERE]),
            ("axum",              &[ANYWHERE]),
            ("tokio",             &[ANYWHERE]),
            ("futures_util",      &[ANYWHERE]),
            ("http_range_header", &[ANYWHERE]),
            ("mime_guess",        &[ANYWHERE]),
            ("hyper",             &[ANYWHERE]),
            ("tower",             &[ANYWHERE]),
            ("hyper_util",        &[ANYWHERE]),
            ("socket2",           &[ANYWHERE]),
        ],
    },
    Package {
        name: "tsubame-images",
        folder: "src/images",
        uses: &["tsubame-model"],
        is_pure: true,
        rooms: &[],
        owners: &[
            ("rayon",                 &[ANYWHERE]),
            ("serde",                 &[ANYWHERE]),
            ("image",                 &[ANYWHERE]),
            ("fast_image_resize",     &[ANYWHERE]),
            ("webp",                  &[ANYWHERE]),
            ("exif",                  &[ANYWHERE]),
            ("svg_metadata",          &[ANYWHERE]),
            ("quick_xml",             &[ANYWHERE]),
        ],
    },
    Package {
        name: "tsubame-engine",
        folder: "src/engine",
        uses: &["tsubame-model", "tsubame-images"],
        is_pure: true,
        rooms: &[
            room("config",    &[]),
            room("content",   &["config"]),
            room("markdown",  &["config"]),
            room("templates", &["config", "content", "markdown"]),
            room("site",      &["config", "content", "markdown", "templates"]),
            room("check",     &["config", "content", "markdown", "templates", "site"]),
            room("transfer",  &["config", "content"]),
        ],
        owners: &[
            ("serde",                 &[ANYWHERE]),
            ("thiserror",             &[ANYWHERE]),
            ("jiff",                  &["content", "templates", "site", "check", "transfer"]),
            ("regex",                 &["content", "markdown", "templates"]),
            ("regex_syntax",          &["templates"]),
            ("memchr",                &["content", "markdown", "templates", "site"]),
            ("serde_json",            &["templates", "site", "check", "transfer"]),
            ("globset",               &["config"]),
            ("unic_langid",           &["config", "templates"]),
            ("slug",                  &["config"]),
            ("lexical_sort",          &["content"]),
            ("unicode_segmentation",  &["content", "markdown"]),
            ("url",                   &["config", "templates", "site", "check"]),
            ("cssparser",             &["check"]),
            ("content_security_policy", &["check"]),
            ("pulldown_cmark",        &["markdown"]),
            ("gh_emoji",              &["markdown"]),
            ("giallo",                &["markdown"]),
            ("quick_xml",             &["templates"]),
            ("tera",                  &["templates"]),
            ("tera_contrib",          &["templates"]),
            ("stacker",               &["templates", "site"]),
            ("csv",                   &["templates"]),
            ("roxmltree_to_serde",    &["templates"]),
            ("nom_bibtex",            &["templates"]),
            ("sha2",                  &["templates"]),
            ("base64",                &["templates"]),
            ("num_format",            &["templates"]),
            ("rayon",                 &["images", "templates", "site", "check"]),
            ("blake3",                &["templates", "site"]),
            ("simdutf8",              &["site"]),
            ("bytes",                 &["site"]),
            ("elasticlunr_rs",        &["site"]),
            ("pagefind",              &["site"]),
            // Pagefind's asynchronous functions run in a runtime of one thread.
            ("tokio",                 &["site"]),
            ("grass",                 &["site"]),
            ("minify_html",           &["site"]),
            ("budouy",                &["site"]),
            ("icalendar",             &["site"]),
            ("ammonia",               &["site", "check"]),
            ("lol_html",              &["site", "check"]),
            ("unicode_width",         &["check"]),
        ],
    },
    Package {
        name: "tsubame-backend",
        folder: "src/backend",
        uses: &["tsubame-model", "tsubame-http"],
        is_pure: false,
        rooms: &[
            pure("intake",    &[]),
            pure("figures",   &["intake"]),
            pure("matching",  &["intake", "figures"]),
            room("store",     &["intake", "figures", "matching"]),
            room("uploads",   &["intake", "store"]),
            room("outbox",    &["intake", "figures", "matching", "store"]),
            room("settings",  &["intake", "store", "uploads", "outbox"]),
            room("documents", &["intake", "figures", "matching", "store", "outbox"]),
            room("web",       &["intake", "figures", "matching", "store", "uploads", "outbox", "documents"]),
            room("evidence",  &["intake", "store", "web"]),
            room("demo",      &["intake", "store", "web"]),
        ],
        owners: &[
            ("anyhow",     &[ANYWHERE]),
            ("thiserror",  &[ANYWHERE]),
            ("base64",     &["intake", "store", "web"]),
            ("blake3",     &["intake", "store"]),
            ("jiff",       &["intake", "store", "uploads", "outbox", "documents", "web", "demo"]),
            ("uuid",       &["intake", "store", "uploads", "web", "demo"]),
            ("fastrand",   &["demo"]),
            ("strum",      &["intake", "store", "documents", "web", "evidence"]),
            ("csv",         &["documents"]),
            ("rust_xlsxwriter", &["documents"]),
            ("qrcode",      &["documents"]),
            ("rqrr",        &["documents"]),
            ("sea_orm",           &["store"]),
            ("sea_orm_migration", &["store"]),
            ("sea_query_sqlx",    &["store"]),
            ("chacha20poly1305",  &["store"]),
            ("aead_stream",       &["store"]),
            ("object_store",      &["store", "uploads"]),
            // What speaks to buckets, and the ciphers that it does so by.
            ("reqwest",           &["store"]),
            ("clamav_client",     &["uploads"]),
            ("bytes",             &["store", "uploads"]),
            ("age",               &["store"]),
            ("argon2",            &["store"]),
            ("webauthn_rs",       &["store"]),
            ("hmac",              &["intake"]),
            ("totp_rs",           &["intake"]),
            ("zxcvbn",            &["intake"]),
            ("sha2",              &["intake", "store"]),
            ("unicode_normalization", &["intake"]),
            ("parking_lot",       &["store", "web"]),
            ("futures_util",      &["store", "uploads", "web", "demo"]),
            ("axum",       &["web"]),
            ("prometheus_client", &["store", "web"]),
            ("tokio",      &["store", "uploads", "outbox", "web", "demo"]),
            ("serde_json", &["store", "documents", "web"]),
            ("log",        &["store", "uploads", "outbox", "web"]),
            ("serde",      &["store", "outbox", "documents", "web"]),
            ("url",        &["intake", "outbox", "settings", "web"]),
            ("mime",       &["web"]),
            ("ureq",       &["web"]),
            ("rustls",     &["store", "web"]),
            ("rustix",     &["store", "web"]),
            ("multer",     &["web"]),
            ("infer",      &["web"]),
            ("rawzip",     &["web"]),
            ("flate2",     &["web"]),
            ("quick_xml",  &["web"]),
            ("memchr",     &["web"]),
            ("lol_html",   &["web"]),
            ("htmlize",    &["web"]),
            ("percent_encoding", &["outbox", "web"]),
            ("askama",           &["web"]),
            ("lettre",      &["outbox"]),
            ("mail_parser", &["outbox"]),
            ("tera",        &["outbox"]),
            ("icalendar",   &["outbox"]),
        ],
    },
    Package {
        name: "tsubame",
        folder: "src",
        uses: &["tsubame-model", "tsubame-http", "tsubame-engine", "tsubame-backend"],
        is_pure: false,
        rooms: &[
            room("disk",      &[]),
            room("preview",   &["disk"]),
            room("workspace", &["disk"]),
            room("cli",       &["disk", "preview", "workspace"]),
        ],
        owners: &[
            ("serde",                 &[ANYWHERE]),
            ("anyhow",                &[ANYWHERE]),
            ("jiff",                  &["disk", "workspace", "cli"]),
            ("serde_json",            &["disk", "preview", "cli"]),
            ("rayon",                 &["disk"]),
            ("blake3",                &["disk", "cli"]),
            ("parking_lot",           &["disk"]),
            ("walkdir",               &["disk"]),
            ("notify_debouncer_full", &["disk"]),
            ("ureq",                  &["disk"]),
            ("brotli",                &["disk"]),
            ("flate2",                &["disk"]),
            ("zstd",                  &["disk"]),
            ("git2",                  &["disk"]),
            ("axum",                  &["preview"]),
            ("tokio",                 &["preview"]),
            ("memchr",                &["preview"]),
            ("percent_encoding",      &["preview"]),
            ("clap",                  &["cli"]),
            ("clap_complete",         &["cli"]),
            ("clap_mangen",           &["cli"]),
            ("opener",                &["cli"]),
            ("indicatif",             &["cli"]),
            ("rustix",                &["cli"]),
            ("annotate_snippets",     &["cli"]),
            ("log",                   &["cli"]),
            ("unicode_width",         &["preview", "cli"]),
            ("mimalloc",              &[PACKAGE_ROOT]),
        ],
    },
];

impl Package {
    /// The package that a file of the repository belongs to; `None` outside of `src/`.
    pub fn of(path: &str) -> Option<&'static Self> {
        let is_inside = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        PACKAGES.iter().find(|package| is_inside(package.folder))
    }

    /// The row of a room.
    pub fn find_room(&self, name: &str) -> Option<&'static Room> {
        self.rooms.iter().find(|room| room.name == name)
    }
}

const fn pure(name: &'static str, may_import: &'static [&'static str]) -> Room {
    Room { name, may_import, is_pure: true }
}

const fn room(name: &'static str, may_import: &'static [&'static str]) -> Room {
    Room { name, may_import, is_pure: false }
}
