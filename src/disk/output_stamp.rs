//! What a project remembers of a folder that it published to, so that the next build knows the folder again.
//!
//! The memory lies in the project (`.tsubame/outputs/`), never in the folder: hosts would publish it. It is a sample of
//! what was written: a folder of the same name that somebody else has filled since does not match.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use serde::{Deserialize, Serialize};

/// Changes whenever a stamp would be read wrongly by another version of the program.
const VERSION: u32 = 1;

/// So many files speak for all of them.
const SAMPLE: usize = 64;

/// So much of a file speaks for all of it, beside its length.
const DIGESTED_BYTES: u64 = 64 * 1024;

/// One folder, as far as builds have written to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct OutputStamp {
    version: u32,
    /// What the newest build wrote, and what the one before it had: a build that was killed on the way leaves some of
    /// both.
    generations: Vec<Vec<WrittenFile>>,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
struct WrittenFile {
    path: String,
    length: u64,
    digest: String,
}

impl OutputStamp {
    /// Reads a stamp; what is missing, damaged or of another version is none.
    pub fn read(file: &Path) -> Option<Self> {
        let stamp: Self = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
        (stamp.version == VERSION).then_some(stamp)
    }

    /// Whether the folder holds what one of the last two builds has written to it: at least half of the files that were
    /// looked at then, by their lengths and beginnings.
    pub fn knows(&self, folder: &Path) -> bool {
        self.generations.iter().any(|files| {
            let found = files.iter().filter(|file| WrittenFile::of(folder, &file.path).as_ref() == Some(*file)).count();
            found > 0 && found * 2 >= files.len()
        })
    }

    /// The stamp for a build that is about to write files, found where `locate` says; `paths` are sorted.
    pub fn followed_by<'a>(self, paths: &[&str], locate: impl Fn(&str) -> &'a Path) -> Self {
        let step = paths.len().div_ceil(SAMPLE).max(1);
        let newest = paths.iter().step_by(step).filter_map(|path| WrittenFile::of(locate(path), path)).collect();
        let before = self.generations.into_iter().next();
        Self { version: VERSION, generations: [newest].into_iter().chain(before).collect() }
    }

    /// The stamp as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Texts and numbers always have a form in JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl WrittenFile {
    fn of(folder: &Path, path: &str) -> Option<Self> {
        let place = folder.join(path);
        let length = place.symlink_metadata().ok().filter(fs::Metadata::is_file)?.len();
        let digest = digest(&place).ok()?;
        Some(Self { path: path.to_owned(), length, digest })
    }
}

fn digest(place: &Path) -> io::Result<String> {
    let mut start = Vec::new();
    File::open(place)?.take(DIGESTED_BYTES).read_to_end(&mut start)?;
    Ok(blake3::hash(&start).to_hex()[..16].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(folder: &Path, count: usize, text: &str) -> Vec<String> {
        let names: Vec<String> = (0..count).map(|number| format!("{number:04}.html")).collect();
        for name in &names {
            fs::write(folder.join(name), format!("{text} {name}")).unwrap();
        }
        names
    }

    fn stamp(before: OutputStamp, folder: &Path, names: &[String]) -> OutputStamp {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        before.followed_by(&names, |_| folder)
    }

    #[test]
    fn a_folder_is_known_by_half_of_what_was_written() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let names = fill(folder.path(), 10, "one");
        let first = stamp(OutputStamp::default(), folder.path(), &names);
        assert!(first.knows(folder.path()) && !first.knows(other.path()));
        fill(folder.path(), 5, "edited");
        assert!(first.knows(folder.path()), "half is left");
        fill(folder.path(), 6, "edited");
        assert!(!first.knows(folder.path()), "less than half is left");
        let second = stamp(first.clone(), folder.path(), &names);
        assert!(second.knows(folder.path()));
        fill(other.path(), 10, "one");
        assert!(second.knows(other.path()), "a build that was killed leaves the generation before");
        assert!(!OutputStamp::default().knows(folder.path()));
        fill(other.path(), 10, "other texts under the same names");
        assert!(!second.knows(other.path()));
    }

    #[test]
    fn stamps_stay_small_and_are_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let names = fill(folder.path(), 1000, "x");
        let stamped = stamp(OutputStamp::default(), folder.path(), &names);
        assert_eq!(stamped.generations.len(), 1);
        assert!((SAMPLE / 2..=SAMPLE).contains(&stamped.generations[0].len()));
        let (file, bytes) = (folder.path().join("stamp"), stamped.to_bytes());
        fs::write(&file, &bytes).unwrap();
        assert_eq!(OutputStamp::read(&file), Some(stamped));
        fs::write(&file, &bytes[..bytes.len() - 1]).unwrap();
        assert_eq!(OutputStamp::read(&file), None);
        fs::write(&file, r#"{"version":2,"generations":[]}"#).unwrap();
        assert_eq!(OutputStamp::read(&file), None);
    }
}
