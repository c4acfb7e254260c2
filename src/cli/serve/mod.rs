//! `tsubame serve`: the live preview, from the first build to Ctrl-C.
//!
//! | file | holds |
//! |---|---|
//! | `build_loop` | what happens, and what people see of it |
//! | `rebuild`, `build_queue` | one build, into memory; builds one after the other, and what is done about one that takes too long |
//! | `search` | full-text search, behind the builds |
//! | `store` | the site in the output folder too, by `--store-html` |
//! | `names` | changed files by name, shortly |
//! | `companion` | what may be served beside the site |
//!
//! One loop hears of everything: changed files, finished builds, the end. Builds run on threads of their own, one at a
//! time, so that what changes meanwhile is gathered into the next one and the end is never waited for. Full-text search
//! follows behind on another thread.

mod build_loop;
mod build_queue;
mod companion;
mod names;
mod rebuild;
mod search;
mod store;
#[cfg(test)]
mod tests;

use std::{
    path::PathBuf,
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::Duration,
};

use anyhow::{Context, Result};

#[cfg(feature = "backend")]
pub(super) use self::companion::Companion;
use self::{
    build_loop::{LoopEvent, ServeLoop, ServeStart},
    build_queue::BuildPatience,
    companion::CompanionMaker,
    rebuild::BuildSetup,
    store::SiteStore,
};
use super::{
    args::{Args, ServeArgs},
    terminal::{CLEAN, Terminal},
};
use crate::{
    disk::{WatchEvent, WatchPaths, Watcher, absolute, discover},
    preview::BaseAddress,
};
use tsubame_http::{Listener, on_terminate};

/// Serves the site until it is stopped. The result is the exit code.
pub(super) fn serve(args: &Args, command: &ServeArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let way = ServeWay { patience: BuildPatience::default(), companion: None };
    serve_with(args, command, terminal, way)
}

/// The same with something beside the site, below `/api/`, to which the site's forms are sent.
#[cfg(feature = "backend")]
pub(super) fn serve_beside(
    args: &Args,
    command: &ServeArgs,
    terminal: &mut Terminal<'_>,
    companion: CompanionMaker<'_>,
) -> Result<u8> {
    let way = ServeWay { patience: BuildPatience::default(), companion: Some(companion) };
    serve_with(args, command, terminal, way)
}

/// In which way a site is served.
struct ServeWay<'a> {
    patience: BuildPatience,
    /// What makes the companion, if there is to be one.
    companion: Option<CompanionMaker<'a>>,
}

fn serve_with(args: &Args, command: &ServeArgs, terminal: &mut Terminal<'_>, way: ServeWay<'_>) -> Result<u8> {
    let found = discover(&args.root, args.config.as_deref())?;
    let folder = command.output_dir.as_deref().map(absolute).transpose()?;
    let listener = Listener::bind_next_free(command.interface, command.port)?;
    let address = listener.address();
    if command.port != 0 && address.port() != command.port {
        writeln!(terminal.out, "Port {} is taken; using {} instead", command.port, address.port())?;
    }
    let base = command.base_url.as_deref().map_or_else(
        || BaseAddress::of(address),
        |given| BaseAddress::given(given, address, command.port, !command.no_port_append),
    );
    let setup = BuildSetup {
        root: found.root.clone(),
        config: args.config.clone(),
        base,
        drafts: command.drafts,
        now: command.now.clone(),
        network: found.project.world.network.clone(),
        subprocesses: terminal.subprocesses.clone(),
        store: command.store_html.then(|| SiteStore::new(folder.clone(), command.force)),
        takes_forms: way.companion.is_some(),
    };
    setup.check_store(&found)?;
    tell_needless_options(command, terminal)?;
    let (events, received) = mpsc::channel();
    stop_on_end(events.clone(), terminal.stop.take())?;
    // Watching begins before the first build reads anything, so that nothing is missed.
    let watched = WatchPaths {
        output: folder.filter(|_| command.store_html).unwrap_or_else(|| setup.output_folder()),
        config_file: PathBuf::from(found.project.config_file.as_str()),
        extra: extra_watch_paths(&found.root, &command.extra_watch_path)?,
        root: found.root,
    };
    let watcher = watch(watched, Duration::from_millis(command.debounce), events.clone())?;
    let companion = way.companion.map(|make| make(&setup.base)).transpose()?;
    let start = ServeStart { command, patience: way.patience, listener, watcher, companion };
    ServeLoop::new(setup, start, events)?.run(&received, terminal)?;
    Ok(CLEAN)
}

/// Zola's options that would say what happens anyway.
fn tell_needless_options(command: &ServeArgs, terminal: &mut Terminal<'_>) -> Result<()> {
    if command.fast {
        writeln!(terminal.err, "note: --fast changes nothing: only what a change touches is made anew in any case")?;
    }
    let needless: Vec<&str> = [(command.output_dir.is_some(), "--output-dir"), (command.force, "--force")]
        .into_iter()
        .filter_map(|(is_given, name)| (is_given && !command.store_html).then_some(name))
        .collect();
    if !needless.is_empty() {
        writeln!(
            terminal.err,
            "note: {} {} nothing without --store-html: the whole site stays in memory",
            needless.join(" and "),
            if needless.len() == 1 { "changes" } else { "change" },
        )?;
    }
    Ok(())
}

/// What is to be watched beside the site's own folders.
fn extra_watch_paths(root: &std::path::Path, given: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let resolve = |path: &PathBuf| {
        let place = root.join(path);
        place.canonicalize().with_context(|| format!("watching {} (--extra-watch-path)", place.display()))
    };
    given.iter().map(resolve).collect()
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
        None => on_terminate(move |_| drop(events.send(LoopEvent::Stop)))?,
    }
    Ok(())
}
