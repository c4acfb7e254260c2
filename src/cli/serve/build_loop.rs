//! The loop of the preview: what happens, and what people see of it.

use std::{
    io,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender},
    },
    time::Duration,
};

use anyhow::{Error, Result, bail};

use super::{
    build_queue::{BuildPatience, BuildQueue, QueueNews, RunningBuild},
    companion::Companion,
    names::names,
    rebuild::{BuildOutcome, BuildSetup},
    search::{SearchOutcome, SearchThread},
};
use crate::{
    cli::{
        args::ServeArgs,
        show::{count, show_diagnostics},
        terminal::Terminal,
    },
    disk::{ChangeBatch, Watcher},
    preview::{BuildFailure, PreviewServer, SearchFiles, Snapshot},
};
use tsubame_engine::site::SearchInput;
use tsubame_http::Listener;
use tsubame_model::source::{Diagnostic, MessageLanguage, Severity};

/// What the loop hears of.
pub(super) enum LoopEvent {
    Changed(ChangeBatch),
    Blind(Error),
    Built(u64, Box<BuildOutcome>),
    Searchable(SearchOutcome),
    Stop,
}

/// What is kept from build to build.
pub(super) struct ServeLoop<'a> {
    setup: Arc<BuildSetup>,
    command: &'a ServeArgs,
    queue: BuildQueue,
    watcher: Watcher,
    search: SearchThread,
    site: ServedSite,
    /// What is served beside.
    companion: Option<Box<dyn Companion>>,
    /// Whether people were told where the site is.
    is_welcomed: bool,
    /// Those of the last build, which are not told of twice.
    warnings: Vec<Diagnostic>,
    /// What was wrong with the last search.
    search_faults: Vec<Diagnostic>,
}

/// What a run of the preview begins with.
pub(super) struct ServeStart<'a> {
    pub command: &'a ServeArgs,
    pub patience: BuildPatience,
    pub listener: Listener,
    pub watcher: Watcher,
    pub companion: Option<Box<dyn Companion>>,
}

/// The port, before and after there is something to answer.
enum ServedSite {
    Waiting(Option<Listener>),
    Open(PreviewServer),
}

impl<'a> ServeLoop<'a> {
    pub fn new(setup: BuildSetup, start: ServeStart<'a>, events: Sender<LoopEvent>) -> Result<Self> {
        let ServeStart { command, patience, listener, watcher, companion } = start;
        let (setup, built) = (Arc::new(setup), events.clone());
        let queue = BuildQueue::new(Arc::clone(&setup), patience, move |number, outcome| {
            // The loop may have ended already.
            let _ = built.send(LoopEvent::Built(number, Box::new(outcome)));
        })?;
        let search = SearchThread::start(move |outcome| events.send(LoopEvent::Searchable(outcome)).is_ok());
        let site = ServedSite::Waiting(Some(listener));
        let (warnings, search_faults, is_welcomed) = (Vec::new(), Vec::new(), false);
        Ok(Self { setup, command, queue, watcher, search, site, companion, is_welcomed, warnings, search_faults })
    }

    /// Builds, and builds anew at every change, until the end.
    pub fn run(mut self, received: &Receiver<LoopEvent>, terminal: &mut Terminal<'_>) -> Result<()> {
        self.queue.begin(None)?;
        while self.hear(next_event(received, self.queue.next_look())?, terminal)? {
            match self.queue.look()? {
                Some(QueueNews::Slow) => self.tell_slow(terminal)?,
                Some(QueueNews::GivenUp(time)) => writeln!(
                    terminal.err,
                    "warning: a build has not ended for {} s; files have changed since, so the next one does not wait \
                     for it",
                    time.as_secs()
                )?,
                None => {}
            }
        }
        self.end(terminal)
    }

    /// Takes in what has happened; `false` at the end.
    fn hear(&mut self, event: Option<LoopEvent>, terminal: &mut Terminal<'_>) -> Result<bool> {
        match event {
            Some(LoopEvent::Changed(batch)) => self.queue.add(batch),
            Some(LoopEvent::Blind(error)) => writeln!(terminal.err, "warning: {error:#}")?,
            Some(LoopEvent::Built(number, outcome)) => {
                if let Some(build) = self.queue.finish(number) {
                    self.take_build(*outcome, &build, terminal)?;
                }
            }
            Some(LoopEvent::Searchable(outcome)) => self.show_search(outcome, terminal)?,
            Some(LoopEvent::Stop) => return Ok(false),
            None => {}
        }
        Ok(true)
    }

    /// Serves what a build made and tells of it, in this order.
    fn take_build(&mut self, outcome: BuildOutcome, build: &RunningBuild, terminal: &mut Terminal<'_>) -> Result<()> {
        let BuildOutcome { site, search, language, diagnostics, seen, store_fault, pages, sections, seconds } = outcome;
        // As long as the settings cannot be read, the site speaks as it did before.
        terminal.language = language.unwrap_or(terminal.language);
        if let Some(seen) = seen {
            self.watcher.follow(seen);
        }
        let failure = site.as_ref().err().cloned();
        let files = site.as_ref().map_or(0, Snapshot::len);
        if let (Ok(site), Some(companion)) = (&site, &mut self.companion) {
            companion.take_site(site);
        }
        let changed = match &self.site {
            ServedSite::Waiting(_) => {
                self.open(Some(site), terminal.language)?;
                0
            }
            ServedSite::Open(server) => {
                server.end_working();
                server.speak(terminal.language);
                site.map_or_else(
                    |failure| {
                        server.show_failure(&failure);
                        0
                    },
                    |site| server.show(site).len(),
                )
            }
        };
        if failure.is_none() {
            self.follow_with_search(search);
        }
        self.tell_faults(&diagnostics, failure.as_ref(), terminal)?;
        if let Some(error) = store_fault {
            writeln!(terminal.err, "warning: the site was not stored: {error:#}")?;
        }
        let took = build.since.elapsed().as_secs_f64();
        match (&build.batch, failure.is_none()) {
            (_, true) if !self.is_welcomed => {
                let (pages, sections) = (count(pages, "page"), count(sections, "section"));
                writeln!(terminal.out, "Built {pages} and {sections} in {seconds:.3} s")?;
            }
            (Some(batch), true) => {
                let (files, pages) = (count(files, "file"), count(pages, "page"));
                writeln!(terminal.out, "{}: {changed} of {files} changed, {pages}, {took:.3} s", names(batch))?;
            }
            (Some(batch), false) => writeln!(terminal.out, "{}: faults, {took:.3} s", names(batch))?,
            (None, _) => {}
        }
        self.welcome(terminal)?;
        Ok(terminal.out.flush()?)
    }

    /// Begins to answer, with the first site, why there is none, or a word that it is being built.
    fn open(&mut self, first: Option<Result<Snapshot, BuildFailure>>, language: MessageLanguage) -> Result<()> {
        if let ServedSite::Waiting(listener) = &mut self.site
            && let Some(listener) = listener.take()
        {
            let beside = self.companion.as_mut().and_then(|companion| companion.begin());
            let server = PreviewServer::start(listener, &self.setup.base, first, language, beside)?;
            self.site = ServedSite::Open(server);
        }
        Ok(())
    }

    /// Says once where the site is.
    fn welcome(&mut self, terminal: &mut Terminal<'_>) -> io::Result<()> {
        if std::mem::replace(&mut self.is_welcomed, true) {
            return Ok(());
        }
        if !self.command.interface.is_loopback() {
            writeln!(
                terminal.err,
                "warning: everybody in the network can see this preview{}, not only this machine; \
                 give the name they use with --base-url, so that links work for them",
                if self.command.drafts { " and its drafts" } else { "" }
            )?;
        }
        let url = self.setup.base.first_page();
        writeln!(terminal.out, "Serving the site at {url} (Ctrl-C ends it)")?;
        if let Some(companion) = &self.companion {
            writeln!(terminal.out, "{}", companion.welcome())?;
        }
        terminal.out.flush()?;
        if self.command.open
            && let Err(error) = opener::open(&url)
        {
            writeln!(terminal.err, "warning: the browser cannot be opened: {error}")?;
        }
        Ok(())
    }

    /// Has pages and terminal say that a build takes long.
    fn tell_slow(&mut self, terminal: &mut Terminal<'_>) -> Result<()> {
        self.open(None, terminal.language)?;
        let Some(build) = self.queue.running() else { return Ok(()) };
        if let ServedSite::Open(server) = &self.site {
            server.show_working(build.since);
        }
        let what = build.batch.as_ref().map_or_else(|| "the site".to_owned(), names);
        let seconds = build.since.elapsed().as_secs_f64();
        writeln!(
            terminal.err,
            "Still building after {seconds:.1} s ({what}); {} shows what comes of it as soon as it is there",
            self.setup.base.first_page()
        )?;
        Ok(())
    }

    /// Has search made for the site that is shown now.
    fn follow_with_search(&mut self, input: Option<SearchInput>) {
        if let Some(input) = input {
            self.search.request(input);
        } else {
            self.search.cancel();
            if let ServedSite::Open(server) = &self.site {
                server.show_search(&SearchFiles::default());
            }
        }
    }

    /// Serves a search, unless the site has changed since it was begun.
    fn show_search(&mut self, outcome: SearchOutcome, terminal: &mut Terminal<'_>) -> io::Result<()> {
        let ServedSite::Open(server) = &self.site else { return Ok(()) };
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

    /// Prints errors always, and warnings when they are others than before.
    fn tell_faults(
        &mut self,
        diagnostics: &[Diagnostic],
        failure: Option<&BuildFailure>,
        terminal: &mut Terminal<'_>,
    ) -> io::Result<()> {
        let has_errors = diagnostics.iter().any(Diagnostic::is_error);
        let is_warning = |found: &&Diagnostic| found.severity == Severity::Warning;
        let warnings: Vec<Diagnostic> = diagnostics.iter().filter(is_warning).cloned().collect();
        if has_errors || warnings != self.warnings {
            show_diagnostics(diagnostics, terminal)?;
        }
        self.warnings = warnings;
        if let Some(BuildFailure::Error(text)) = failure {
            writeln!(terminal.err, "error: {text}")?;
        }
        Ok(())
    }

    fn end(mut self, terminal: &mut Terminal<'_>) -> Result<()> {
        // What it does from time to time ends before the threads that do it.
        drop(self.companion.take());
        if let ServedSite::Open(server) = self.site {
            server.shutdown();
        }
        if let Err(error) = self.setup.end_store() {
            writeln!(
                terminal.err,
                "warning: what --store-html has written stays, with the preview's addresses: {error:#}"
            )?;
        }
        Ok(())
    }
}

/// The next event, or nothing after the time.
fn next_event(received: &Receiver<LoopEvent>, time: Option<Duration>) -> Result<Option<LoopEvent>> {
    let received = match time {
        Some(time) => received.recv_timeout(time),
        None => received.recv().map_err(|_| RecvTimeoutError::Disconnected),
    };
    match received {
        Ok(event) => Ok(Some(event)),
        Err(RecvTimeoutError::Timeout) => Ok(None),
        Err(RecvTimeoutError::Disconnected) => bail!("nothing is left that could tell of changes"),
    }
}
