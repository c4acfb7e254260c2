//! Since when a file of a project says what it says: the commit of the checkout that it lies in, or the time of the file.
//!
//! A file that is as its commit has it is of that commit and its time, whatever clock wrote the file: two servers on one
//! commit agree. One that somebody has changed since, or that lies in no checkout, has its own time and no commit.

use std::{
    fs,
    path::{Path, PathBuf},
};

use git2::{ObjectType, Oid, Repository};
use jiff::Timestamp;

/// Since when a file is as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRevision {
    /// The time of its commit, or when it was written; never later than now.
    pub time: Timestamp,
    /// The commit, in hexadecimal digits.
    pub commit: Option<String>,
}

/// The revisions of the files of a project, as its checkout is now.
pub struct FileRevisions {
    root: PathBuf,
    now: Timestamp,
    head: Option<HeadCommit>,
}

struct HeadCommit {
    repository: Repository,
    /// The root of the project from that of the checkout.
    prefix: PathBuf,
    commit: Oid,
    time: Timestamp,
}

impl FileRevisions {
    /// Over the project in the folder `root`. `now` bounds all times: a commit whose clock was ahead would keep later ones
    /// out until then.
    pub fn of(root: &Path, now: Timestamp) -> Self {
        // A folder that is in no checkout, one without a commit and one of somebody else alike have times of files alone.
        Self { root: root.to_path_buf(), now, head: find_head(root) }
    }

    /// The revision of a file, by its path from the root of the project.
    pub fn revision(&self, path: &str) -> FileRevision {
        if let Some(head) = self.head.as_ref().filter(|head| head.has(&self.root, path)) {
            return FileRevision { time: head.time.min(self.now), commit: Some(head.commit.to_string()) };
        }
        let written = fs::metadata(self.root.join(path)).and_then(|found| found.modified()).ok();
        let time = written.and_then(|time| Timestamp::try_from(time).ok()).unwrap_or(self.now);
        FileRevision { time: time.min(self.now), commit: None }
    }
}

fn find_head(root: &Path) -> Option<HeadCommit> {
    let repository = Repository::discover(root).ok()?;
    let prefix = root.canonicalize().ok()?.strip_prefix(repository.workdir()?.canonicalize().ok()?).ok()?.to_path_buf();
    let (commit, time) = {
        let commit = repository.head().ok()?.peel_to_commit().ok()?;
        (commit.id(), Timestamp::from_second(commit.time().seconds()).ok()?)
    };
    Some(HeadCommit { repository, prefix, commit, time })
}

impl HeadCommit {
    /// Whether the commit has the file as it lies there.
    fn has(&self, root: &Path, path: &str) -> bool {
        let committed = self.repository.find_commit(self.commit).and_then(|commit| commit.tree());
        let committed = committed.and_then(|tree| tree.get_path(&self.prefix.join(path))).map(|entry| entry.id());
        let lying = Oid::hash_file(ObjectType::Blob, root.join(path));
        matches!((committed, lying), (Ok(committed), Ok(lying)) if committed == lying)
    }
}

#[cfg(test)]
mod tests {
    use git2::{IndexAddOption, Signature, Time};

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// Commits all files at a second.
    fn commit(repository: &Repository, at: i64) -> String {
        let mut index = repository.index().unwrap();
        index.add_all(["*"], IndexAddOption::DEFAULT, None).unwrap();
        index.write().unwrap();
        let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
        let who = Signature::new("Editor", "editor@example.jp", &Time::new(at, 540)).unwrap();
        let parent = repository.head().ok().map(|head| head.peel_to_commit().unwrap());
        let parents: Vec<_> = parent.iter().collect();
        repository.commit(Some("HEAD"), &who, &who, "An event", &tree, &parents).unwrap().to_string()
    }

    #[test]
    fn r21_a_file_is_of_its_commit_and_a_changed_one_of_its_own_time() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        fs::create_dir(&site).unwrap();
        let (path, file) = ("event.md", site.join("event.md"));
        fs::write(&file, "20").unwrap();
        let of_file = FileRevisions::of(&site, second(NOW)).revision(path);
        assert_eq!((of_file.commit, of_file.time <= second(NOW)), (None, true), "no checkout");

        let repository = Repository::init(folder.path()).unwrap();
        assert_eq!(FileRevisions::of(&site, second(NOW)).revision(path).commit, None, "no commit");
        let first = commit(&repository, 1_700_000_000);
        let revision = FileRevisions::of(&site, second(NOW)).revision(path);
        assert_eq!(revision, FileRevision { time: second(1_700_000_000), commit: Some(first) });

        fs::write(&file, "15").unwrap();
        assert_eq!(FileRevisions::of(&site, second(NOW)).revision(path).commit, None, "somebody is writing it");
        let ahead = commit(&repository, NOW + 999);
        let revision = FileRevisions::of(&site, second(NOW)).revision(path);
        assert_eq!(revision, FileRevision { time: second(NOW), commit: Some(ahead) }, "a clock that is ahead");
        assert_eq!(FileRevisions::of(&site, second(NOW)).revision("none.md").commit, None);
    }
}
