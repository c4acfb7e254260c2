//! `tsubame serve`: the live preview, from the first build to Ctrl-C.
//!
//! One loop hears of everything: changed files, finished builds, the end. Builds run on a thread of their own, one at a
//! time, so that what changes meanwhile is gathered into the next one and the end is never waited for. Full-text search
//! follows behind on another thread.

mod rebuild;
mod search;

use std::{
    collections::BTreeSet,
    io,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Error, Result};

use self::{
    rebuild::{BuildOutcome, BuildSetup, rebuild},
    search::{SearchOutcome, SearchThread},
};
use super::{
    args::{Args, ServeArgs},
    show::{count, show_diagnostics},
    terminal::{CLEAN, Terminal},
};
use crate::{
    disk::{ChangeBatch, WatchEvent, WatchPaths, Watcher, discover},
    preview::{BaseAddress, BuildFailure, PreviewServer, SearchFiles, Snapshot},
};
use tsubame_engine::site::SearchInput;
use tsubame_http::{Listener, on_terminate};
use tsubame_model::source::{Diagnostic, Severity};

/// So many changed files are named when a build is told of.
const MOST_NAMES: usize = 3;

/// What the loop hears of.
enum LoopEvent {
    Changed(ChangeBatch),
    Blind(Error),
    Built(BuildOutcome),
    Searchable(SearchOutcome),
    Stop,
}

/// Serves the site until it is stopped. The result is the exit code.
pub(super) fn serve(args: &Args, command: &ServeArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let found = discover(&args.root, args.config.as_deref())?;
    let listener = Listener::bind_next_free(command.interface, command.port)?;
    let address = listener.address();
    if command.port != 0 && address.port() != command.port {
        writeln!(terminal.out, "Port {} is taken; using {} instead", command.port, address.port())?;
    }
    let base = command.base_url.as_deref().map_or_else(
        || BaseAddress::of(address),
        |given| BaseAddress::given(given, address, command.port, !command.no_port_append),
    );
    let (drafts, now) = (command.drafts, command.now.clone());
    let (root, network) = (found.root.clone(), found.project.world.network);
    let (config, apart, memo) = (args.config.clone(), terminal.apart.clone(), Mutex::default());
    let setup = BuildSetup { root, config, base, drafts, now, network, apart, memo };
    let (events, received) = mpsc::channel();
    stop_on_end(events.clone(), terminal.stop.take())?;
    // Watching begins before the first build reads anything, so that nothing is missed.
    let watched = WatchPaths {
        output: setup.output_folder(),
        root: found.root,
        config_file: PathBuf::from(found.project.config_file.as_str()),
    };
    let _watcher = watch(watched, Duration::from_millis(command.debounce), events.clone())?;

    let mut preview = ServeLoop::new(setup, events);
    preview.begin();
    let mut waiting = None;
    let (first, changed) = loop {
        match received.recv().context("hearing of the first build")? {
            LoopEvent::Built(rebuilt) => break (rebuilt, waiting),
            LoopEvent::Changed(batch) => merge(&mut waiting, batch),
            LoopEvent::Blind(error) => writeln!(terminal.err, "warning: {error:#}")?,
            LoopEvent::Stop => return Ok(CLEAN),
            // Nothing was shown yet that could be searched.
            LoopEvent::Searchable(_) => {}
        }
    };
    let (site, told) = preview.open(first, terminal)?;
    let server = PreviewServer::start(listener, &preview.setup.base, site)?;
    told.into_iter().try_for_each(|line| writeln!(terminal.out, "{line}"))?;
    preview.welcome(command, terminal)?;
    preview.run(&server, &received, changed, terminal)?;
    server.shutdown();
    Ok(CLEAN)
}

fn watch(watched: WatchPaths, quiet: Duration, events: Sender<LoopEvent>) -> Result<Watcher> {
    Watcher::start(watched, quiet, move |sighting| {
        // The loop may have ended already.
        let _ = events.send(match sighting {
            WatchEvent::Changed(batch) => LoopEvent::Changed(batch),
            WatchEvent::Blind(error) => LoopEvent::Blind(error),
        });
    })
}

/// Sends [`LoopEvent::Stop`] when it is time to end.
fn stop_on_end(events: Sender<LoopEvent>, stop: Option<Receiver<()>>) -> Result<()> {
    match stop {
        Some(stop) => drop(thread::spawn(move || {
            let _ = stop.recv();
            let _ = events.send(LoopEvent::Stop);
        })),
        None => on_terminate(move || drop(events.send(LoopEvent::Stop)))?,
    }
    Ok(())
}

/// Adds a batch to those that wait for the build that runs.
fn merge(waiting: &mut Option<ChangeBatch>, batch: ChangeBatch) {
    let paths: &mut BTreeSet<PathBuf> = &mut waiting.get_or_insert_default().paths;
    paths.extend(batch.paths);
}

/// What is kept from build to build.
struct ServeLoop {
    setup: Arc<BuildSetup>,
    events: Sender<LoopEvent>,
    search: SearchThread,
    /// Those of the last build, which are not told of twice.
    warnings: Vec<Diagnostic>,
    /// What was wrong with the last search.
    search_faults: Vec<Diagnostic>,
    /// Files of the site.
    files: usize,
}

impl ServeLoop {
    fn new(setup: BuildSetup, events: Sender<LoopEvent>) -> Self {
        let searched = events.clone();
        let search = SearchThread::start(move |outcome| searched.send(LoopEvent::Searchable(outcome)).is_ok());
        let (warnings, search_faults) = (Vec::new(), Vec::new());
        Self { setup: Arc::new(setup), events, search, warnings, search_faults, files: 0 }
    }

    /// Starts a build; the loop hears when it is over.
    fn begin(&self) {
        let (setup, events) = (Arc::clone(&self.setup), self.events.clone());
        thread::spawn(move || {
            let rebuilt = rebuild(&setup);
            let _ = events.send(LoopEvent::Built(rebuilt));
        });
    }

    /// Shows what came of the first build. The result is what to serve, and what to say when it is served.
    fn open(
        &mut self,
        mut first: BuildOutcome,
        terminal: &mut Terminal<'_>,
    ) -> io::Result<(FirstSite, Option<String>)> {
        self.tell_faults(&first, terminal)?;
        if let Some(input) = first.search.take() {
            self.search.request(input);
        }
        let told = first.site.as_ref().ok().map(|site| {
            self.files = site.len();
            let (pages, sections) = (count(first.pages, "page"), count(first.sections, "section"));
            format!("Built {pages} and {sections} in {:.3} s", first.seconds)
        });
        Ok((first.site, told))
    }

    fn welcome(&self, command: &ServeArgs, terminal: &mut Terminal<'_>) -> io::Result<()> {
        if !command.interface.is_loopback() {
            writeln!(
                terminal.err,
                "warning: everybody in the network can see this preview{}, not only this machine; \
                 give the name they use with --base-url, so that links work for them",
                if command.drafts { " and its drafts" } else { "" }
            )?;
        }
        let url = self.setup.base.first_page();
        writeln!(terminal.out, "Serving the site at {url} (Ctrl-C ends it)")?;
        terminal.out.flush()?;
        if command.open
            && let Err(error) = opener::open(&url)
        {
            writeln!(terminal.err, "warning: the browser cannot be opened: {error}")?;
        }
        Ok(())
    }

    /// Builds anew at every change, until the end.
    fn run(
        &mut self,
        server: &PreviewServer,
        received: &Receiver<LoopEvent>,
        mut waiting: Option<ChangeBatch>,
        terminal: &mut Terminal<'_>,
    ) -> Result<()> {
        let mut building: Option<(ChangeBatch, Instant)> = None;
        loop {
            if building.is_none()
                && let Some(batch) = waiting.take()
            {
                building = Some((batch, Instant::now()));
                self.begin();
            }
            match received.recv().context("waiting for changes")? {
                LoopEvent::Changed(batch) => merge(&mut waiting, batch),
                LoopEvent::Blind(error) => writeln!(terminal.err, "warning: {error:#}")?,
                LoopEvent::Built(rebuilt) => {
                    let (batch, since) = building.take().unwrap_or_else(|| (ChangeBatch::default(), Instant::now()));
                    self.show(server, rebuilt, &batch, since, terminal)?;
                }
                LoopEvent::Searchable(outcome) => self.show_search(server, outcome, terminal)?,
                LoopEvent::Stop => return Ok(()),
            }
        }
    }

    /// Has search made for the site that is shown now.
    fn follow_with_search(&mut self, server: &PreviewServer, input: Option<SearchInput>) {
        if let Some(input) = input {
            self.search.request(input);
        } else {
            self.search.cancel();
            server.show_search(&SearchFiles::default());
        }
    }

    /// Serves a search, unless the site has changed since it was begun.
    fn show_search(
        &mut self,
        server: &PreviewServer,
        outcome: SearchOutcome,
        terminal: &mut Terminal<'_>,
    ) -> io::Result<()> {
        if !self.search.is_current(&outcome) {
            return Ok(());
        }
        server.show_search(&outcome.files);
        if outcome.diagnostics != self.search_faults {
            show_diagnostics(&outcome.diagnostics, terminal)?;
            self.search_faults = outcome.diagnostics;
        }
        Ok(())
    }

    /// Serves what a build made and tells of it, in this order.
    fn show(
        &mut self,
        server: &PreviewServer,
        mut rebuilt: BuildOutcome,
        batch: &ChangeBatch,
        since: Instant,
        terminal: &mut Terminal<'_>,
    ) -> io::Result<()> {
        let site = std::mem::replace(&mut rebuilt.site, Err(BuildFailure::Faults(Vec::new())));
        let names = names(batch);
        match site {
            Ok(site) => {
                self.files = site.len();
                let changed = server.show(site).len();
                let seconds = since.elapsed().as_secs_f64();
                self.follow_with_search(server, rebuilt.search.take());
                self.tell_faults(&rebuilt, terminal)?;
                writeln!(
                    terminal.out,
                    "{names}: {changed} of {} changed, {}, {seconds:.3} s",
                    count(self.files, "file"),
                    count(rebuilt.pages, "page"),
                )?;
            }
            Err(failure) => {
                server.show_failure(&failure);
                rebuilt.site = Err(failure);
                self.tell_faults(&rebuilt, terminal)?;
                writeln!(terminal.out, "{names}: faults, {:.3} s", since.elapsed().as_secs_f64())?;
            }
        }
        terminal.out.flush()
    }

    /// Prints errors always, and warnings when they are others than before.
    fn tell_faults(&mut self, rebuilt: &BuildOutcome, terminal: &mut Terminal<'_>) -> io::Result<()> {
        let (warnings, errors): (Vec<Diagnostic>, Vec<Diagnostic>) =
            rebuilt.diagnostics.iter().cloned().partition(|found| found.severity == Severity::Warning);
        if !errors.is_empty() || warnings != self.warnings {
            show_diagnostics(&rebuilt.diagnostics, terminal)?;
        }
        self.warnings = warnings;
        if let Err(BuildFailure::Error(text)) = &rebuilt.site {
            writeln!(terminal.err, "error: {text}")?;
        }
        Ok(())
    }
}

/// What is served at first.
type FirstSite = Result<Snapshot, BuildFailure>;

/// The first changed files by name, and how many more there are.
fn names(batch: &ChangeBatch) -> String {
    if batch.paths.is_empty() {
        return "Many files".to_owned();
    }
    let named: Vec<String> = batch.paths.iter().take(MOST_NAMES).map(|path| path.display().to_string()).collect();
    let more = batch.paths.len() - named.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", named.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_named_shortly() {
        for (paths, expected) in [
            (&[][..], "Many files"),
            (&["content/a.md"], "content/a.md"),
            (&["c", "a", "b"], "a, b, c"),
            (&["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
        ] {
            let batch = ChangeBatch { paths: paths.iter().map(PathBuf::from).collect() };
            assert_eq!(names(&batch), expected);
        }
    }
}
