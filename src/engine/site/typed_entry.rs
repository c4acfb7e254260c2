//! An entry as its content type sees it.

use jiff::Zoned;

use tsubame_model::{
    schema::Subject,
    source::{Data, SourcePath},
};

/// An entry with a type, as its file says it.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedEntry {
    /// Its file.
    pub file: SourcePath,
    /// The folder in which it belongs, below `content/`: `events` for `events/night/index.md`.
    pub folder: String,
    /// The id of its type.
    pub type_id: String,
    /// The URL path of its page, with slashes at both ends; `None` for a file of which no page can be made.
    pub url_path: Option<String>,
    /// Its front matter.
    pub data: Data,
}

impl TypedEntry {
    /// The path below `content/`.
    pub fn relative(&self) -> &str {
        self.file.strip_folder("content").unwrap_or(self.file.as_str())
    }

    /// The entry as conditions see it at a time.
    pub fn subject<'a>(&'a self, now: &'a Zoned) -> Subject<'a> {
        Subject { data: &self.data, folder: &self.folder, now }
    }
}
