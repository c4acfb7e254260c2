//! The folder in which the files of a build wait until they may be published.

use std::{
    collections::HashSet,
    fs, io, mem,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::{Mutex, RwLock, RwLockWriteGuard};

/// A folder with the files of one build, as they are to stand in the output folder, and with what they replace.
pub(super) struct Staging {
    site: PathBuf,
    replaced: PathBuf,
    /// Folders that exist already, by their paths in the site, so that each is made once.
    folders: Mutex<HashSet<String>>,
    gate: Arc<PublishGate>,
}

/// Stands between those who write and those who want to end a build.
#[derive(Default)]
struct PublishGate {
    lock: RwLock<()>,
    is_published: AtomicBool,
}

impl Staging {
    /// In `folder`, which is there and empty.
    pub fn new(folder: &Path) -> Self {
        Self {
            site: folder.join("site"),
            replaced: folder.join("replaced"),
            folders: Mutex::default(),
            gate: Arc::default(),
        }
    }

    /// The folder of the files; it exists once one was placed in it.
    pub fn site(&self) -> &Path {
        &self.site
    }

    /// A folder for what is replaced, until all is done.
    pub fn replaced(&self) -> &Path {
        &self.replaced
    }

    /// Writes a file of the site, with the folders above it made.
    pub fn write(&self, relative: &str, write: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        let _open = self.gate.lock.read();
        let folder = relative.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_new = !self.folders.lock().contains(folder);
        if is_new {
            fs::create_dir_all(self.site.join(folder))?;
            self.folders.lock().insert(folder.to_owned());
        }
        write(&self.site.join(relative))
    }

    /// Holds interrupts back until what is returned is dropped: publishing must not stop in the middle.
    pub fn publish(&self) -> RwLockWriteGuard<'_, ()> {
        self.gate.lock.write()
    }

    /// Has later interrupts know that there was nothing left to end.
    pub fn note_published(&self) {
        self.gate.is_published.store(true, Ordering::Relaxed);
    }

    /// A way to end the build from another thread.
    pub fn interrupt(&self) -> Interrupt {
        let folder = self.site.parent().unwrap_or(&self.site).to_path_buf();
        Interrupt { gate: Arc::clone(&self.gate), folder }
    }
}

/// Ends a build that is to be published, when the process is about to end.
pub struct Interrupt {
    gate: Arc<PublishGate>,
    folder: PathBuf,
}

impl Interrupt {
    /// Waits for the moment in which nothing is being written, and removes what has gathered; from then on threads that
    /// want to write wait for ever. A build that is being published is published whole before; the result is whether it
    /// was.
    pub fn stop(&self) -> bool {
        mem::forget(self.gate.lock.write());
        let _ = fs::remove_dir_all(&self.folder);
        self.gate.is_published.load(Ordering::Relaxed)
    }
}
