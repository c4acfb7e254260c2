//! The real world: files under the project's root, the network, the environment, the clock.

use std::{
    env, fs, io,
    path::{Component, Path, PathBuf},
};

use jiff::Zoned;

use super::fetch::fetch;
use crate::source::{ReadError, Request, Response, SourcePath, World};

/// Folders whose links were checked when the project was listed, so that reading from them needs no second check.
const WALKED: [&str; 4] = ["content", "sass", "static", "templates"];

/// The world as the system shows it.
pub struct Disk {
    root: PathBuf,
    now: Zoned,
}

impl Disk {
    /// The world of the project at `root`, an absolute path without links. The clock stands still from here on.
    pub fn new(root: PathBuf) -> Self {
        Self { root, now: Zoned::now() }
    }

    /// The file's place, if no part of its path and no link on its way leads out of the project.
    fn inside(&self, path: &SourcePath) -> Result<PathBuf, ReadError> {
        let relative = Path::new(path.as_str());
        if !relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(ReadError::Outside);
        }
        let is_walked = WALKED.iter().any(|folder| path.strip_folder(folder).is_some());
        if is_walked {
            return Ok(self.root.join(relative));
        }
        let place = self.root.join(relative).canonicalize().map_err(|error| refusal(&error))?;
        if place.starts_with(&self.root) { Ok(place) } else { Err(ReadError::Outside) }
    }
}

fn refusal(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound => ReadError::Missing,
        _ => ReadError::Refused(error.to_string()),
    }
}

impl World for Disk {
    fn read(&self, path: &SourcePath) -> Result<Vec<u8>, ReadError> {
        fs::read(self.inside(path)?).map_err(|error| refusal(&error))
    }

    fn exists(&self, path: &SourcePath) -> bool {
        self.inside(path).is_ok_and(|place| place.is_file())
    }

    fn locate(&self, path: &SourcePath) -> PathBuf {
        self.root.join(path.as_str())
    }

    fn fetch(&self, request: &Request) -> Result<Response, String> {
        fetch(request)
    }

    fn variable(&self, name: &str) -> Option<String> {
        env::var(name).ok()
    }

    fn now(&self) -> Zoned {
        self.now.clone()
    }
}
