//! Paths of files inside a project.

use std::{borrow::Borrow, fmt, sync::Arc};

use serde::Serialize;

/// The path of a file from the project's root, with `/` between its parts: `content/events/_index.md`.
///
/// Cloning shares the text. The path is not checked to exist.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Takes a path that already uses `/`.
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(Arc::from(path.as_ref()))
    }

    /// The whole path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the last `/`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The folder, without a slash at its end; empty for a file at the root.
    pub fn parent(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The text after the last dot of the file name, if the name does not start with that dot.
    pub fn extension(&self) -> Option<&str> {
        self.file_name().rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, end)| end)
    }

    /// The path from `folder` on (`folder` without a slash at its end), or `None` when the file is elsewhere.
    pub fn strip_folder(&self, folder: &str) -> Option<&str> {
        if folder.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

impl Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_paths() {
        for (path, name, parent, extension) in [
            ("content/a/b.md", "b.md", "content/a", Some("md")),
            ("zola.toml", "zola.toml", "", Some("toml")),
            ("static/.well-known", ".well-known", "static", None),
            ("static/LICENSE", "LICENSE", "static", None),
            ("content/春.ja.md", "春.ja.md", "content", Some("md")),
        ] {
            let path = SourcePath::new(path);
            assert_eq!((path.file_name(), path.parent(), path.extension()), (name, parent, extension));
        }
    }

    #[test]
    fn a_folder_is_stripped_whole() {
        let path = SourcePath::new("content/a/b.md");
        assert_eq!(path.strip_folder("content"), Some("a/b.md"));
        assert_eq!(path.strip_folder("content/a"), Some("b.md"));
        assert_eq!(path.strip_folder("cont"), None);
        assert_eq!(path.strip_folder(""), Some("content/a/b.md"));
    }
}
