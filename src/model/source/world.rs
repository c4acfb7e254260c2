//! The world outside a build, as the pure rooms are allowed to see it: a bundle of the parts that it is made of.
//!
//! Whoever needs one part takes that part alone.

use std::{fmt, sync::Arc};

use jiff::Zoned;

use super::{ByteStore, EmptyStore, Network, Offline, ProjectFiles, StoppedWatch, Stopwatch, SubprocessRunner};

/// Everything outside that a build may ask for. `disk` makes the real one.
#[derive(Clone)]
pub struct World {
    /// The files of the project.
    pub files: Arc<dyn ProjectFiles>,
    /// Processed images of earlier builds, under hashes of what they were made from.
    pub image_cache: Arc<dyn ByteStore>,
    /// What earlier runs of any command want later ones to know, under names of their own.
    pub run_state: Arc<dyn ByteStore>,
    /// Other servers.
    pub network: Arc<dyn Network>,
    /// The variables of the environment.
    pub variables: Arc<dyn EnvVariables>,
    /// The time.
    pub clock: BuildClock,
    /// How long something takes.
    pub stopwatch: Arc<dyn Stopwatch>,
    /// Where work is done that could end this process. Without it, such work is done here, which is for those who trust
    /// the files.
    pub subprocesses: Option<Arc<dyn SubprocessRunner>>,
}

impl World {
    /// A world of these files and nothing else, in which it is `now`.
    pub fn of_files(files: Arc<dyn ProjectFiles>, now: Zoned) -> Self {
        Self {
            files,
            image_cache: Arc::new(EmptyStore),
            run_state: Arc::new(EmptyStore),
            network: Arc::new(Offline),
            variables: Arc::new(NoVariables),
            clock: BuildClock { build_time: now.clone(), wall_time: now },
            stopwatch: Arc::new(StoppedWatch),
            subprocesses: None,
        }
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("clock", &self.clock).finish_non_exhaustive()
    }
}

/// Two times, both of which stand still while a build runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildClock {
    /// The time for which the site is built. A build may be asked for another time than the present.
    pub build_time: Zoned,
    /// The time that a clock on the wall showed when the world was made, for what lasts longer than one build.
    pub wall_time: Zoned,
}

/// The variables of the environment.
pub trait EnvVariables: Send + Sync {
    /// The value of one.
    fn variable(&self, name: &str) -> Option<String>;
}

/// An environment without variables.
struct NoVariables;

impl EnvVariables for NoVariables {
    fn variable(&self, _: &str) -> Option<String> {
        None
    }
}
