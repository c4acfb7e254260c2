//! A whole site in memory: output paths → bytes, or the file of the project that holds them.

use std::{
    cmp::Ordering,
    collections::BTreeMap,
    io::Read,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use axum::body::Bytes;

use crate::disk::OpenFile;
use tsubame_engine::site::{Artifact, ArtifactData, SearchInput, Sink};
use tsubame_model::source::{ReadError, SourcePath};

/// One file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SnapshotFile {
    /// Bytes that the build made.
    Made(Bytes),
    /// A file of the project, read when it is asked for, and its stamp at the time of the build.
    File {
        /// The file.
        source: SourcePath,
        /// Another text whenever the file was written to; `None` if it could not be read.
        stamp: Option<String>,
    },
}

/// The site as one build made it, with the files of full-text search, which follow behind.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    root: PathBuf,
    files: Arc<BTreeMap<String, SnapshotFile>>,
    /// Of the build that they were last made for.
    search: Arc<BTreeMap<String, SnapshotFile>>,
}

/// The files of full-text search as they were made for one build.
#[derive(Debug, Default)]
pub struct SearchFiles(Arc<BTreeMap<String, SnapshotFile>>);

impl SearchFiles {
    /// From what an indexer made.
    pub fn new(artifacts: Vec<Artifact>) -> Self {
        let files = artifacts.into_iter().filter_map(|artifact| match artifact.content {
            ArtifactData::Bytes(bytes) => Some((artifact.path, SnapshotFile::Made(bytes))),
            // An indexer makes all of its files.
            ArtifactData::File { .. } => None,
        });
        Self(Arc::new(files.collect()))
    }
}

impl Snapshot {
    /// The project's root, below which its files are.
    pub(super) fn root(&self) -> &PathBuf {
        &self.root
    }

    /// The file at an output path.
    pub(super) fn file(&self, path: &str) -> Option<&SnapshotFile> {
        self.files.get(path).or_else(|| self.search.get(path))
    }

    /// The same site with other files of full-text search.
    pub(super) fn with_search(self, files: &SearchFiles) -> Self {
        Self { search: Arc::clone(&files.0), ..self }
    }

    /// The same site with the files of full-text search that another one has.
    pub(super) fn with_search_of(self, other: &Self) -> Self {
        Self { search: Arc::clone(&other.search), ..self }
    }

    /// The output paths of all files but those of full-text search, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The bytes of a file; `None` if there is none.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        match self.file(path) {
            None => Ok(None),
            Some(SnapshotFile::Made(bytes)) => Ok(Some(bytes.to_vec())),
            Some(SnapshotFile::File { source, .. }) => {
                let mut bytes = Vec::new();
                let mut file = OpenFile::open(&self.root, source)?.file;
                let read = file.read_to_end(&mut bytes);
                read.map(|_| Some(bytes)).map_err(|error| ReadError::Refused(error.to_string()))
            }
        }
    }

    /// How many files there are, without those of full-text search.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether the site has no files at all.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The paths of files that only one of two sites has, or that differ; sorted. Those of full-text search do not
    /// count: they change with every edit, and no page shows them.
    pub(super) fn changes(&self, later: &Self) -> Vec<String> {
        let (mut old, mut new) = (self.files.iter().peekable(), later.files.iter().peekable());
        let mut changed = Vec::new();
        loop {
            let order = match (old.peek(), new.peek()) {
                (Some(a), Some(b)) => a.0.cmp(b.0),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return changed,
            };
            let before = if order.is_le() { old.next() } else { None };
            let after = if order.is_ge() { new.next() } else { None };
            if let Some((path, _)) = before.or(after)
                && !before.zip(after).is_some_and(|((_, before), (_, after))| is_same(before, after))
            {
                changed.push(path.clone());
            }
        }
    }

    /// Whether a page differs between two sites in nothing but the content hashes of addresses (`?h=…`, which
    /// `get_url(cachebust=true)` appends). What they address is among the changes itself.
    pub(super) fn differs_by_hashes(&self, later: &Self, path: &str) -> bool {
        match (self.file(path), later.file(path)) {
            (Some(SnapshotFile::Made(before)), Some(SnapshotFile::Made(after))) => {
                without_hashes(before).eq(without_hashes(after))
            }
            _ => false,
        }
    }
}

/// Whether two files are equal. What was not made again lies where it lay, so most need no look at their bytes.
fn is_same(before: &SnapshotFile, after: &SnapshotFile) -> bool {
    match (before, after) {
        (SnapshotFile::Made(a), SnapshotFile::Made(b)) if (a.as_ptr(), a.len()) == (b.as_ptr(), b.len()) => true,
        _ => before == after,
    }
}

/// The pieces of a text around its content hashes.
fn without_hashes(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    const MARK: &[u8] = b"?h=";
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let piece = rest?;
        let Some(at) = memchr::memmem::find(piece, MARK) else {
            rest = None;
            return Some(piece);
        };
        let (before, after) = piece.split_at(at + MARK.len());
        let digits = after.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        rest = after.get(digits..);
        Some(before)
    })
}

/// Takes the artifacts of one build, and leaves full-text search for later.
pub struct MemorySink {
    root: PathBuf,
    taken: Mutex<Vec<(String, SnapshotFile)>>,
    search: Mutex<Option<SearchInput>>,
}

impl MemorySink {
    /// For the project at `root`, an absolute path without links.
    pub fn new(root: PathBuf) -> Self {
        Self { root, taken: Mutex::default(), search: Mutex::default() }
    }

    /// The whole site, when its build is over and clean, and what its full-text search is to be made from, if it has
    /// one.
    pub fn finish(self) -> (Snapshot, Option<SearchInput>) {
        let mut taken = self.taken.into_inner().unwrap_or_else(PoisonError::into_inner);
        // A map is built from sorted pairs in one go.
        taken.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let files = Arc::new(taken.into_iter().collect());
        let search = self.search.into_inner().unwrap_or_else(PoisonError::into_inner);
        (Snapshot { root: self.root, files, search: Arc::default() }, search)
    }
}

impl Sink for MemorySink {
    fn accept(&self, artifact: Artifact) {
        let file = match artifact.content {
            ArtifactData::Bytes(bytes) => SnapshotFile::Made(bytes),
            ArtifactData::File { source, .. } => {
                let stamp = OpenFile::stamp_of(&self.root, &source);
                SnapshotFile::File { source, stamp }
            }
        };
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).push((artifact.path, file));
    }

    fn defer_search(&self, input: SearchInput) -> Option<SearchInput> {
        *self.search.lock().unwrap_or_else(PoisonError::into_inner) = Some(input);
        None
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn site_of(files: &[(&str, &str)]) -> Snapshot {
        let sink = MemorySink::new(PathBuf::from("/nowhere"));
        for (path, text) in files {
            let content = ArtifactData::Bytes(text.as_bytes().to_vec().into());
            sink.accept(Artifact { path: (*path).to_owned(), content });
        }
        sink.finish().0
    }

    #[test]
    fn hashes_in_addresses_alone_are_no_change_of_a_page() {
        let page = |text| site_of(&[("a.html", text)]);
        let before = page("<link href=/a.css?h=0a1b><p>one</p><script src=/b.js?h=ff></script>");
        for (text, expected) in [
            ("<link href=/a.css?h=99><p>one</p><script src=/b.js?h=ff></script>", true),
            ("<link href=/a.css?h=99><p>two</p><script src=/b.js?h=ff></script>", false),
            ("<link href=/a.css?h=99><p>one</p><script src=/c.js?h=ff></script>", false),
            ("<link href=/a.css?h=99><p>one</p>", false),
        ] {
            assert_eq!(before.differs_by_hashes(&page(text), "a.html"), expected, "{text}");
        }
        assert!(!before.differs_by_hashes(&site_of(&[]), "a.html"));
    }

    #[test]
    fn changes_are_what_differs() {
        let before = site_of(&[("c.html", "1"), ("a.html", "1"), ("b.css", "1")]);
        for (after, expected) in [
            (site_of(&[("a.html", "1"), ("b.css", "1"), ("c.html", "1")]), &[][..]),
            (site_of(&[("a.html", "2"), ("b.css", "1"), ("c.html", "1")]), &["a.html"]),
            (site_of(&[("a.html", "1"), ("c.html", "1")]), &["b.css"]),
            (
                site_of(&[("a.html", "1"), ("aa.html", "1"), ("b.css", "2"), ("c.html", "1"), ("d.html", "1")]),
                &["aa.html", "b.css", "d.html"],
            ),
            (site_of(&[]), &["a.html", "b.css", "c.html"]),
        ] {
            assert_eq!(before.changes(&after), expected);
        }
        assert_eq!(site_of(&[]).changes(&before).len(), 3);
    }

    #[test]
    fn search_follows_behind_and_is_no_change() {
        let site = site_of(&[("a.html", "1")]);
        let content = ArtifactData::Bytes(Bytes::from_static(b"index"));
        let files = SearchFiles::new(vec![Artifact { path: "pagefind/x".to_owned(), content }]);
        let with_search = site.clone().with_search(&files);
        assert!(site.changes(&with_search).is_empty() && with_search.len() == 1);
        assert_eq!(with_search.file("pagefind/x"), Some(&SnapshotFile::Made(Bytes::from_static(b"index"))));
        assert_eq!(site.file("pagefind/x"), None);
        assert!(site_of(&[]).with_search_of(&with_search).file("pagefind/x").is_some());
    }

    #[test]
    fn files_are_compared_by_their_stamps() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let gather = || {
            let sink = MemorySink::new(root.clone());
            let content = ArtifactData::File { source: SourcePath::new("a.jpg"), may_link: false };
            sink.accept(Artifact { path: "x/a.jpg".to_owned(), content });
            sink.finish().0
        };
        let missing = gather();
        fs::write(root.join("a.jpg"), "1").unwrap();
        let first = gather();
        assert_eq!(missing.changes(&first), ["x/a.jpg"]);
        assert_eq!(first.changes(&gather()), [""; 0]);
        fs::write(root.join("a.jpg"), "12").unwrap();
        assert_eq!(first.changes(&gather()), ["x/a.jpg"]);
    }
}
