//! `tsubame watch`: looks after a site from another host, which goes on when the site's own is gone.

use std::{collections::BTreeSet, sync::mpsc::RecvTimeoutError, thread::sleep, time::Duration};

use anyhow::{Result, ensure};
use jiff::Timestamp;

use super::{args::WatchArgs, server_log, settings::read_settings_file};
use crate::cli::{
    args::Args,
    terminal::{CLEAN, FAULTS, Terminal},
};
use tsubame_backend::{
    settings::SETTINGS_FILE,
    web::{SiteFault, SiteWatch},
};
use tsubame_http::{ConnectionLimits, ServerOptions, ServerThreads};

/// A certificate has to be valid for so many days still, where nobody says so.
const CERTIFICATE_DAYS: u32 = 14;

/// Asks once, or again and again until it is stopped. The result is the exit code.
pub(super) fn watch(args: &Args, command: &WatchArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    if terminal.owns_process {
        server_log::install();
    }
    let file = command.settings.clone().unwrap_or_else(|| args.root.join(SETTINGS_FILE));
    let Some(settings) = read_settings_file(&file, command.settings.is_some(), terminal)? else { return Ok(FAULTS) };
    let alerts = settings.alerts.settings;
    ensure!(
        command.once || !alerts.is_off(),
        "nobody would be told: name somebody by `steps` below [alerts] in {}, or ask once by --once",
        file.display()
    );
    let days = command.certificate_days.or(settings.alerts.certificate_days).unwrap_or(CERTIFICATE_DAYS);
    let mut watch = SiteWatch::new(command.addresses.clone(), days, alerts, settings.mail.server.as_ref())?;
    let connections = ConnectionLimits::default();
    let threads =
        ServerThreads::start(&ServerOptions { name: "watch", threads: 1, patience: Duration::ZERO, connections })?;
    if command.once {
        let faults = threads.block_on(watch.ask(Timestamp::now()))?;
        for fault in &faults {
            writeln!(terminal.out, "{}", told(fault))?;
        }
        writeln!(terminal.out, "addresses: {}, faults: {}", command.addresses.len(), faults.len())?;
        return Ok(if faults.is_empty() { CLEAN } else { FAULTS });
    }
    writeln!(terminal.out, "Watching {} addresses, every {} seconds", command.addresses.len(), command.every)?;
    let mut before = BTreeSet::new();
    loop {
        let now = Timestamp::now();
        let faults: BTreeSet<String> = threads.block_on(watch.look(now))?.iter().map(told).collect();
        for fault in faults.difference(&before) {
            writeln!(terminal.out, "{now:.0} {fault}")?;
        }
        for fault in before.difference(&faults) {
            writeln!(terminal.out, "{now:.0} not any more: {fault}")?;
        }
        terminal.out.flush()?;
        before = faults;
        if is_stopped(Duration::from_secs(command.every), terminal) {
            return Ok(CLEAN);
        }
    }
}

/// A fault as a line.
fn told(fault: &SiteFault) -> String {
    format!("{} {}: {}", fault.address.name(), fault.kind.name(), fault.found.english())
}

/// Waits, and says whether somebody has ended the command meanwhile. As a process it ends by a signal: nothing is left undone.
fn is_stopped(wait: Duration, terminal: &Terminal<'_>) -> bool {
    let Some(stop) = &terminal.stop else {
        sleep(wait);
        return false;
    };
    stop.recv_timeout(wait) != Err(RecvTimeoutError::Timeout)
}
