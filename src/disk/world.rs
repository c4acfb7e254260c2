//! The real world: files under the project's root, stores beside them, the network, the environment, the clock.

use std::{
    collections::HashMap,
    env, fs,
    io::Read,
    path::{Component, Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Zoned;
use parking_lot::Mutex;

use super::{
    bounds::{ProjectBounds, refusal},
    fetch::WebClient,
    file_cache::FileCache,
    file_stamp::settled_stamp_of,
    read_log::ReadLog,
    state_folder::STATE_FOLDER,
};
use tsubame_model::source::{
    BuildClock, EnvVariables, ProjectFiles, ReadError, SiteFolder, SourcePath, Stopwatch, World,
};

/// The world of the project at `root`, an absolute path without links. The clock stands still from here on, and what is
/// read is noted in `log`.
pub(super) fn open_world(root: &Path, log: ReadLog) -> World {
    let now = Zoned::now();
    let state = root.join(STATE_FOLDER);
    World {
        files: Arc::new(DiskFiles::of(root, log)),
        // Processed images.
        image_cache: Arc::new(FileCache::new(state.join("images"))),
        run_state: Arc::new(FileCache::new(state)),
        network: Arc::new(WebClient::default()),
        variables: Arc::new(ProcessVariables),
        clock: BuildClock { build_time: now.clone(), wall_time: now },
        stopwatch: Arc::new(ProcessWatch(Instant::now())),
        subprocesses: None,
    }
}

/// Files below a folder.
struct DiskFiles {
    root: PathBuf,
    bounds: ProjectBounds,
    log: ReadLog,
    /// Where files lie that are not listed: hundreds of pages ask for the same few pictures.
    resolved: Mutex<HashMap<SourcePath, Result<PathBuf, ReadError>>>,
}

impl DiskFiles {
    fn of(root: &Path, log: ReadLog) -> Self {
        Self { root: root.to_path_buf(), bounds: ProjectBounds::of(root), log, resolved: Mutex::default() }
    }

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
        if let Some(known) = self.resolved.lock().get(path) {
            return known.clone();
        }
        self.log.note(&self.root, path);
        let place = self.bounds.resolve(path);
        self.resolved.lock().insert(path.clone(), place.clone());
        place
    }
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
        settled_stamp_of(&self.inside(path).ok()?)
    }

    fn exists(&self, path: &SourcePath) -> bool {
        self.inside(path).is_ok_and(|place| place.is_file())
    }

    fn follow_links(&self, path: &SourcePath) -> Result<SourcePath, ReadError> {
        self.bounds.follow(path)
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
