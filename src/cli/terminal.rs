//! Where a run prints, whom it may ask, and what it ends with.

use std::{
    io::{BufRead, Write},
    sync::{Arc, mpsc::Receiver},
};

use tsubame_model::source::SubprocessRunner;

/// Nothing was wrong.
pub const CLEAN: u8 = 0;
/// The site has faults and was not published.
pub const FAULTS: u8 = 1;
/// Something outside the site failed: the disk, the arguments.
pub const FAILURE: u8 = 2;

/// Where a run prints.
pub(super) struct Terminal<'a> {
    pub out: &'a mut dyn Write,
    pub err: &'a mut dyn Write,
    /// Whether `err` is a terminal that somebody watches: colours and progress make sense there.
    pub is_watched: bool,
    /// Whether the run is all that its process does, so that signals to the process mean the run.
    pub owns_process: bool,
    /// Ends commands that run until they are told to, with a message or by being hung up. Without it, signals to this
    /// process do.
    pub stop: Option<Receiver<()>>,
    /// Where answers come from, if somebody is there to be asked.
    pub answers: Option<&'a mut dyn BufRead>,
    /// Starts this program anew, for work that might end the process; only where this process is the program.
    pub subprocesses: Option<Arc<dyn SubprocessRunner>>,
}
