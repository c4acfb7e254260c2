//! Watching a project: what is saved comes out as batches, each as soon as the disk is quiet for a moment.
//!
//! It knows folders and file names, not what a build makes of them: whoever gets a batch looks at the project anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Error, Result, anyhow};
use notify_debouncer_full::{
    DebounceEventResult, Debouncer, RecommendedCache, new_debouncer_opt,
    notify::{self, Config, ErrorKind, RecommendedWatcher, RecursiveMode},
};

use super::{
    file_stamp::stamp_of,
    seen_files::SeenFiles,
    watch_scope::{WatchPaths, WatchScope},
    writes_only::WritesOnly,
};

/// However long files keep changing, a batch waits at most so many times the quiet that it is to be followed by.
const LONGEST_WAIT: u32 = 10;

/// The longest that the loop of the debouncer sleeps, so that a long quiet is still met on time.
const LONGEST_TICK: Duration = Duration::from_millis(50);

/// Files that changed within a short time, as paths from the project's root, sorted. Empty when the system lost count
/// of them: then anything may have changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeBatch {
    /// The files.
    pub paths: BTreeSet<PathBuf>,
}

impl ChangeBatch {
    /// Takes in what changed later. What may be anything stays so.
    pub fn add(&mut self, later: Self) {
        if self.paths.is_empty() || later.paths.is_empty() {
            self.paths.clear();
        } else {
            self.paths.extend(later.paths);
        }
    }
}

/// What a watcher has to say.
pub enum WatchEvent {
    /// Files changed.
    Changed(ChangeBatch),
    /// Some files cannot be watched from now on.
    Blind(Error),
}

/// Watches until it is dropped.
pub struct Watcher {
    signals: Sender<Signal>,
    thread: Option<JoinHandle<()>>,
}

enum Signal {
    Events(DebounceEventResult),
    Seen(SeenFiles),
    Stop,
}

impl Watcher {
    /// Watches a project from now on. `report` is called from a thread of the watcher's own, after `quiet` without a
    /// change and at the latest after ten times as long.
    pub fn start(
        watched: WatchPaths,
        quiet: Duration,
        report: impl FnMut(WatchEvent) + Send + 'static,
    ) -> Result<Self> {
        let (signals, received) = mpsc::channel();
        let handler = signals.clone();
        // The debouncer passes each event on after one to two ticks; most of the quiet is then waited for here,
        // because the debouncer looks at each file alone, and one change often touches many.
        let tick = (quiet / 4).clamp(Duration::from_millis(1), LONGEST_TICK);
        let on_events = move |events| {
            let _ = handler.send(Signal::Events(events));
        };
        let debouncer = new_debouncer_opt(tick, Some(tick), on_events, RecommendedCache::new(), Config::default());
        let mut watching = Watching {
            debouncer: debouncer.map_err(|error| explained(&error, None))?,
            scope: WatchScope::new(watched),
            kept: BTreeMap::new(),
        };
        watching.renew(&BTreeSet::new())?;
        let quiet = quiet.saturating_sub(tick).max(Duration::from_millis(1));
        let thread = thread::Builder::new().name("watcher".to_owned());
        let thread = thread.spawn(move || watching.run(&received, quiet, report)).context("starting the watcher")?;
        Ok(Self { signals, thread: Some(thread) })
    }

    /// Watches files that a build has looked at beside those that are always watched, in place of those of a build
    /// before. What has changed since the build looked at it is told of at once.
    pub fn follow(&self, files: SeenFiles) {
        // Without the thread nothing is told of any more.
        let _ = self.signals.send(Signal::Seen(files));
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.signals.send(Signal::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The thread's own: the debouncer and the folders it was given.
struct Watching {
    debouncer: Debouncer<WritesOnly<RecommendedWatcher>, RecommendedCache>,
    scope: WatchScope,
    kept: BTreeMap<PathBuf, RecursiveMode>,
}

impl Watching {
    fn run(mut self, signals: &Receiver<Signal>, quiet: Duration, mut report: impl FnMut(WatchEvent)) {
        loop {
            let mut seen = Seen::default();
            match signals.recv() {
                Ok(Signal::Events(first)) => drop(seen.take(first, &self.scope)),
                Ok(Signal::Seen(files)) => self.follow(&files, &mut seen),
                Ok(Signal::Stop) | Err(_) => return,
            }
            if seen.is_nothing() {
                continue;
            }
            let latest = Instant::now() + quiet * LONGEST_WAIT;
            let mut until = Instant::now() + quiet;
            // What does not count does not keep a batch waiting either.
            while let Some(left) = until.min(latest).checked_duration_since(Instant::now()) {
                match signals.recv_timeout(left) {
                    Ok(Signal::Events(events)) => {
                        if seen.take(events, &self.scope) {
                            until = Instant::now() + quiet;
                        }
                    }
                    Ok(Signal::Seen(files)) => self.follow(&files, &mut seen),
                    Err(RecvTimeoutError::Timeout) => break,
                    Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            // Where events were lost, any folder may be another one by now.
            let changed = if seen.is_lost { self.kept.keys().cloned().collect() } else { seen.paths.clone() };
            if let Err(error) = self.renew(&changed) {
                seen.errors.push(error);
            }
            seen.errors.into_iter().for_each(|error| report(WatchEvent::Blind(error)));
            if seen.is_lost || !seen.paths.is_empty() {
                let paths = if seen.is_lost { BTreeSet::new() } else { self.scope.relative(&seen.paths) };
                report(WatchEvent::Changed(ChangeBatch { paths }));
            }
        }
    }

    /// Watches what a build has looked at. Whoever wrote to it before it was watched was not heard.
    fn follow(&mut self, files: &SeenFiles, seen: &mut Seen) {
        self.scope.see(files);
        if let Err(error) = self.renew(&BTreeSet::new()) {
            seen.errors.push(error);
        }
        let changed = files.iter().filter(|(path, stamp)| stamp_of(path) != **stamp && self.scope.counts(path));
        seen.paths.extend(changed.map(|(path, _)| path.clone()));
    }

    /// Watches what is there now. A folder that itself changed may be another one of the same name by now, of which
    /// the system says nothing until it is asked to again; so may the folders that were reached through it.
    fn renew(&mut self, changed: &BTreeSet<PathBuf>) -> Result<()> {
        let wanted = self.scope.folders();
        let has_changed = |path: &PathBuf| path.ancestors().any(|above| changed.contains(above));
        let is_stale = |path: &PathBuf| wanted.get(path) != self.kept.get(path) || has_changed(path);
        let stale: Vec<PathBuf> = self.kept.keys().filter(|path| is_stale(path)).cloned().collect();
        for path in stale {
            // The system has dropped a folder that is gone by itself.
            let _ = self.debouncer.unwatch(&path);
            self.kept.remove(&path);
        }
        for (path, mode) in wanted {
            if self.kept.contains_key(&path) {
                continue;
            }
            match self.debouncer.watch(&path, mode) {
                Ok(()) => drop(self.kept.insert(path, mode)),
                // Removed since it was listed; when it comes back, the folder above it says so.
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => {}
                Err(error) => return Err(explained(&error, Some(&path))),
            }
        }
        Ok(())
    }
}

/// What came in since the last batch.
#[derive(Default)]
struct Seen {
    paths: BTreeSet<PathBuf>,
    errors: Vec<Error>,
    is_lost: bool,
}

impl Seen {
    /// Whether there was something new among the events.
    fn take(&mut self, events: DebounceEventResult, scope: &WatchScope) -> bool {
        match events {
            Ok(events) => {
                let before = self.is_lost;
                let mut is_new = false;
                for event in events {
                    self.is_lost |= event.need_rescan();
                    for path in event.event.paths.into_iter().filter(|path| scope.counts(path)) {
                        is_new = true;
                        self.paths.insert(path);
                    }
                }
                is_new || self.is_lost != before
            }
            Err(errors) => {
                self.errors.extend(errors.iter().map(|error| explained(error, None)));
                true
            }
        }
    }

    fn is_nothing(&self) -> bool {
        self.paths.is_empty() && self.errors.is_empty() && !self.is_lost
    }
}

/// The error in words, with what to do about the limits that one meets.
fn explained(error: &notify::Error, path: Option<&Path>) -> Error {
    const TOO_MANY_FILES: i32 = 24;
    let place = path.or_else(|| error.paths.first().map(PathBuf::as_path));
    let what = place.map_or_else(|| "watching for changes".to_owned(), |path| format!("watching {}", path.display()));
    let reason = match &error.kind {
        ErrorKind::MaxFilesWatch => "the system's limit of watched folders is reached; raise it with \
            `sudo sysctl fs.inotify.max_user_watches=1048576`, or close other programs that watch files"
            .to_owned(),
        ErrorKind::Io(inner) if inner.raw_os_error() == Some(TOO_MANY_FILES) => "too many programs watch files; raise \
            the limit with `sudo sysctl fs.inotify.max_user_instances=1024`, or close some of them"
            .to_owned(),
        ErrorKind::Io(inner) => inner.to_string(),
        ErrorKind::Generic(text) => text.clone(),
        _ => error.to_string(),
    };
    anyhow!("{reason}").context(what)
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
