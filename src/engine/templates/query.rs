//! What templates can ask: plain, comparable values that a memo can keep and ask again.

use serde::{Deserialize, Serialize};

/// One thing asked during a render. Two equal queries of one build have equal answers, but for what is volatile.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Query {
    /// The settings as a language sees them.
    Config(String),
    /// A page.
    Page {
        /// Its file, or that of a translation, from the content folder.
        path: String,
        /// The language.
        lang: String,
    },
    /// A section.
    Section {
        /// Its file, or that of a translation, from the content folder.
        path: String,
        /// The language.
        lang: String,
    },
    /// A section of which neither its pages nor its neighbours are read.
    SectionHead {
        /// Its file, or that of a translation, from the content folder.
        path: String,
        /// The language.
        lang: String,
    },
    /// A taxonomy with its terms.
    Taxonomy {
        /// Its name or slug.
        kind: String,
        /// The language.
        lang: String,
    },
    /// A term with its pages.
    Term {
        /// The taxonomy's name or slug.
        kind: String,
        /// The term's name.
        term: String,
        /// The language.
        lang: String,
    },
    /// The address of a term.
    TermUrl {
        /// The taxonomy's name or slug.
        kind: String,
        /// The term's name.
        term: String,
        /// The language.
        lang: String,
    },
    /// The address of a content file that Markdown links to, by its path from the content folder.
    Permalink(String),
    /// `get_url`
    Url(UrlQuery),
    /// `get_hash`
    Hash(HashQuery),
    /// `load_data`
    Data(Box<DataQuery>),
    /// `trans`
    Translation {
        /// The key in the table `translations`.
        key: String,
        /// The language.
        lang: String,
    },
    /// `text_direction`, by language code.
    TextDirection(String),
    /// `get_env`, by name.
    Variable(String),
    /// `now`; as whole seconds or as text.
    Clock {
        /// Whether seconds since 1970 are asked for.
        as_seconds: bool,
    },
    /// `get_random` and `shuffle` without a seed.
    Chance,
    /// `get_image_metadata`, by path.
    ImageMetadata(String),
    /// `resize_image`
    Resize(ResizeQuery),
}

impl Query {
    /// Whether the answer changes from build to build for no reason in the site.
    pub fn is_volatile(&self) -> bool {
        matches!(self, Self::Chance)
    }

    /// Whether the answer is worth keeping for the length of a build.
    pub(super) fn is_costly(&self) -> bool {
        match self {
            Self::Url(url) => url.cachebust,
            Self::Hash(_) | Self::Data(_) | Self::ImageMetadata(_) | Self::Resize(_) => true,
            _ => false,
        }
    }
}

/// The arguments of `get_url`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UrlQuery {
    /// `@/` and a path from the content folder, or a path of the site.
    pub path: String,
    /// The language given as an argument.
    pub lang: Option<String>,
    /// The language of what is being rendered.
    pub scope_lang: String,
    /// Whether the slash at the end stays.
    pub trailing_slash: bool,
    /// Whether a hash of the file is appended.
    pub cachebust: bool,
}

/// The arguments of `get_hash`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HashQuery {
    /// What is hashed.
    pub source: HashSource,
    /// 256, 384 or 512.
    pub sha_type: u16,
    /// Base 64 or hexadecimal.
    pub base64: bool,
}

/// What `get_hash` hashes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HashSource {
    /// A file.
    Path(String),
    /// A text.
    Literal(String),
}

/// The arguments of `load_data`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DataQuery {
    /// Where the data comes from.
    pub source: DataSource,
    /// Its format, when given.
    pub format: Option<DataFormat>,
    /// Whether data that is missing is an error.
    pub required: bool,
    /// Whether the request is a post.
    pub is_post: bool,
    /// The body of a post.
    pub body: Option<String>,
    /// Names and values of headers that were asked for, in order.
    pub headers: Vec<(String, String)>,
    /// Whether a text of content asks, which no redirect may lead to a host that the settings do not name.
    pub is_of_content: bool,
}

/// Where `load_data` finds its data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DataSource {
    /// A file of the site.
    Path(String),
    /// An address.
    Url(String),
    /// The text itself.
    Literal(String),
}

/// The formats that `load_data` reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DataFormat {
    /// TOML.
    Toml,
    /// JSON.
    Json,
    /// Comma-separated values with a line of headers.
    Csv,
    /// BibTeX.
    Bibtex,
    /// XML.
    Xml,
    /// YAML.
    Yaml,
    /// Text as it is.
    Plain,
}

impl DataFormat {
    /// Reads the name of a format, or the extension of a file.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name.to_lowercase().as_str() {
            "toml" => Self::Toml,
            "json" => Self::Json,
            "csv" => Self::Csv,
            "bibtex" => Self::Bibtex,
            "xml" => Self::Xml,
            "yaml" | "yml" => Self::Yaml,
            "plain" => Self::Plain,
            _ => return None,
        })
    }

    /// The media type asked for over the network.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Toml => "application/toml",
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Bibtex => "application/x-bibtex",
            Self::Xml => "text/xml",
            Self::Yaml => "application/x-yaml",
            Self::Plain => "text/plain",
        }
    }
}

/// The arguments of `resize_image`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ResizeQuery {
    /// The image's path.
    pub path: String,
    /// `scale`, `fit_width`, `fit_height`, `fit` or `fill`.
    pub op: String,
    /// Width in pixels.
    pub width_px: Option<u32>,
    /// Height in pixels.
    pub height_px: Option<u32>,
    /// `auto`, `jpg`, `jpeg`, `png`, `webp` or `avif`.
    pub format: String,
    /// From 0 or 1 to 100.
    pub quality: Option<u8>,
    /// From 1 to 10, for AVIF.
    pub speed: Option<u8>,
    /// How pixels are resampled.
    pub filter: Option<String>,
}
