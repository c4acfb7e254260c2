//! The real world: files under the project's root, stores beside them, the network, the environment, the clock.

use std::{
    env, fs,
    io::{self, Read},
    os::unix::fs::MetadataExt,
    path::{Component, Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Zoned;

use super::{fetch::WebClient, file_cache::FileCache};
use tsubame_model::source::{
    BuildClock, EnvVariables, ProjectFiles, ReadError, SiteFolder, SourcePath, Stopwatch, World,
};

/// Where processed images are kept between builds.
const IMAGE_CACHE: &str = ".tsubame/images";

/// Where runs leave what later ones may want to know.
const RUN_STATE: &str = ".tsubame";

/// The world of the project at `root`, an absolute path without links. The clock stands still from here on.
pub(super) fn open_world(root: &Path) -> World {
    let now = Zoned::now();
    World {
        files: Arc::new(DiskFiles { root: root.to_path_buf() }),
        image_cache: Arc::new(FileCache::new(root.join(IMAGE_CACHE))),
        run_state: Arc::new(FileCache::new(root.join(RUN_STATE))),
        network: Arc::new(WebClient::default()),
        variables: Arc::new(ProcessVariables),
        clock: BuildClock { build_time: now.clone(), wall_time: now },
        stopwatch: Arc::new(ProcessWatch(Instant::now())),
        apart: None,
    }
}

/// Files below a folder.
struct DiskFiles {
    root: PathBuf,
}

impl DiskFiles {
    /// The file's place, if no part of its path and no link on its way leads out of the project.
    fn inside(&self, path: &SourcePath) -> Result<PathBuf, ReadError> {
        let relative = Path::new(path.as_str());
        if !relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(ReadError::Outside);
        }
        // Links in what was listed were checked then, so that reading it needs no second check.
        let listed = SiteFolder::ALL.into_iter().filter(|folder| folder.is_listed_whole());
        let is_walked = listed.map(SiteFolder::name).any(|folder| path.strip_folder(folder).is_some());
        if is_walked {
            return Ok(self.root.join(relative));
        }
        let place = self.root.join(relative).canonicalize().map_err(|error| refusal(&error))?;
        if place.starts_with(&self.root) { Ok(place) } else { Err(ReadError::Outside) }
    }
}

pub(super) fn refusal(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound => ReadError::Missing,
        _ => ReadError::Refused(error.to_string()),
    }
}

/// A text that is another one whenever the file was written to.
pub(super) fn file_stamp(found: &fs::Metadata) -> String {
    // The time of the last change to the inode is later than any that a program sets.
    let times = (found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec());
    format!("{} {} {times:?}", found.len(), found.ino())
}

impl ProjectFiles for DiskFiles {
    fn read(&self, path: &SourcePath) -> Result<Vec<u8>, ReadError> {
        fs::read(self.inside(path)?).map_err(|error| refusal(&error))
    }

    fn read_start(&self, path: &SourcePath, limit_bytes: usize) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        let file = fs::File::open(self.inside(path)?);
        let read = file.and_then(|file| file.take(limit_bytes as u64).read_to_end(&mut bytes));
        read.map(|_| bytes).map_err(|error| refusal(&error))
    }

    fn stamp(&self, path: &SourcePath) -> Option<String> {
        fs::metadata(self.inside(path).ok()?).ok().map(|found| file_stamp(&found))
    }

    fn exists(&self, path: &SourcePath) -> bool {
        self.inside(path).is_ok_and(|place| place.is_file())
    }

    fn locate(&self, path: &SourcePath) -> PathBuf {
        self.root.join(path.as_str())
    }
}

/// Runs since the world was made.
#[derive(Debug)]
struct ProcessWatch(Instant);

impl Stopwatch for ProcessWatch {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// The environment that the program was started in.
struct ProcessVariables;

impl EnvVariables for ProcessVariables {
    fn variable(&self, name: &str) -> Option<String> {
        env::var(name).ok()
    }
}
