//! The files of the built site, and what a server answers when one of them is asked for.

use std::{
    collections::{HashMap, HashSet},
    sync::OnceLock,
};

use super::folding::fold;

/// The paths of all files of the site.
#[derive(Debug, Default)]
pub(super) struct Outputs {
    paths: HashSet<String>,
    /// Each path by its folded form, made when the first link leads nowhere.
    folded: OnceLock<HashMap<String, String>>,
    /// The first parts of all paths, made when they are first asked for.
    folders: OnceLock<HashSet<String>>,
}

/// What a server finds at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PathLookup {
    /// This file.
    File(String),
    /// The folder of a page: servers send the visitor on to the path with a slash at its end.
    Folder(String),
    /// Nothing. The URL path of a file whose name differs only in form, if there is one.
    Nothing(Option<String>),
}

impl Outputs {
    /// The site with these files.
    pub fn new(paths: impl IntoIterator<Item = String>) -> Self {
        Self { paths: paths.into_iter().collect(), folded: OnceLock::new(), folders: OnceLock::new() }
    }

    /// What stands at a path, which is decoded and has no leading slash.
    pub fn find(&self, path: &str) -> PathLookup {
        if path.is_empty() || path.ends_with('/') {
            let index = format!("{path}index.html");
            return if self.paths.contains(&index) {
                PathLookup::File(index)
            } else {
                PathLookup::Nothing(self.suggest(path))
            };
        }
        if self.paths.contains(path) {
            return PathLookup::File(path.to_owned());
        }
        let index = format!("{path}/index.html");
        if self.paths.contains(&index) { PathLookup::Folder(index) } else { PathLookup::Nothing(self.suggest(path)) }
    }

    /// Whether any file of the site lies in the same folder of its root as this path would.
    pub fn has_folder(&self, path: &str) -> bool {
        let first = |path: &str| path.split('/').next().map(str::to_owned).unwrap_or_default();
        let folders = self.folders.get_or_init(|| self.paths.iter().map(|path| first(path)).collect());
        folders.contains(&first(path))
    }

    fn suggest(&self, path: &str) -> Option<String> {
        let folded = self.folded.get_or_init(|| {
            let mut paths: Vec<&String> = self.paths.iter().collect();
            paths.sort_unstable_by(|a, b| b.cmp(a));
            paths.into_iter().map(|path| (fold(&url_path(path)), url_path(path))).collect()
        });
        let path = fold(path);
        folded.get(&path).or_else(|| folded.get(&format!("{}/", path.trim_end_matches('/')))).cloned()
    }
}

/// The path under which a file is asked for.
fn url_path(file: &str) -> String {
    match file.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder.to_owned(),
        _ => file.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_finds() {
        let files = ["index.html", "events/春/index.html", "a.css", "か\u{3099}/index.html"].map(str::to_owned);
        let outputs = Outputs::new(files);
        let file = |path: &str| PathLookup::File(path.to_owned());
        for (path, found) in [
            ("", file("index.html")),
            ("index.html", file("index.html")),
            ("events/春/", file("events/春/index.html")),
            ("events/春", PathLookup::Folder("events/春/index.html".to_owned())),
            ("a.css", file("a.css")),
            ("a.css/", PathLookup::Nothing(None)),
            ("events/", PathLookup::Nothing(None)),
            ("Events/春", PathLookup::Nothing(Some("events/春/".to_owned()))),
            ("A.css", PathLookup::Nothing(Some("a.css".to_owned()))),
            ("が/", PathLookup::Nothing(Some("か\u{3099}/".to_owned()))),
        ] {
            assert_eq!(outputs.find(path), found, "{path}");
        }
    }
}
