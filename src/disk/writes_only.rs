//! A watcher that passes on only what changes files.
//!
//! A build opens every file of the project, and the system tells of each; those events are dropped before anything is
//! kept of them.

use std::path::Path;

use notify_debouncer_full::notify::{
    Config, Event, EventHandler, EventKind, RecursiveMode, Result, Watcher, WatcherKind,
};

/// Another watcher, without the events of reading.
#[derive(Debug)]
pub(super) struct WritesOnly<W>(W);

impl<W: Watcher> Watcher for WritesOnly<W> {
    fn new<F: EventHandler>(mut event_handler: F, config: Config) -> Result<Self> {
        let filtered = move |event: Result<Event>| {
            if !event.as_ref().is_ok_and(|event| matches!(event.kind, EventKind::Access(_))) {
                event_handler.handle_event(event);
            }
        };
        W::new(filtered, config).map(Self)
    }

    fn watch(&mut self, path: &Path, recursive_mode: RecursiveMode) -> Result<()> {
        self.0.watch(path, recursive_mode)
    }

    fn unwatch(&mut self, path: &Path) -> Result<()> {
        self.0.unwatch(path)
    }

    fn configure(&mut self, option: Config) -> Result<bool> {
        self.0.configure(option)
    }

    fn kind() -> WatcherKind {
        W::kind()
    }
}
