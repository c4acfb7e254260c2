//! `tsubame up`: everything on this machine at one port. The site lies in memory and follows each save, as with `serve`; what its
//! forms send is received as by `backend`, on the last good build; and the mails are pages, for whoever has the key that is printed.

mod backend_companion;
mod live_pages;

use std::net::{IpAddr, Ipv4Addr};

use anyhow::Result;

use self::backend_companion::{BackendCompanion, CompanionStart};
use super::{args::UpArgs, private_folder::find_keys, programme::ProgrammePlace, server_log};
use crate::{
    cli::{
        args::{Args, ServeArgs},
        serve::serve_beside,
        terminal::{FAULTS, Terminal},
    },
    preview::BaseAddress,
};

/// Shows the site and receives its forms until it is stopped. The result is the exit code.
pub(super) fn up(args: &Args, command: &UpArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    if terminal.owns_process {
        server_log::install();
    }
    let Some(place) = ProgrammePlace::find(args, terminal)? else { return Ok(FAULTS) };
    let keys = find_keys(&place.key_file(), terminal)?;
    let (config, language, drafts) = (args.config.clone(), terminal.language, command.drafts);
    let start = CompanionStart { place, config, language, drafts, keys };
    let make = move |base: &BaseAddress| BackendCompanion::open(start, base);
    serve_beside(args, &serve_args(command), terminal, Box::new(make))
}

/// What `serve` would be asked for. Nobody but this machine is let in: others would see mails and drafts.
fn serve_args(command: &UpArgs) -> ServeArgs {
    ServeArgs {
        interface: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: command.port,
        output_dir: None,
        force: false,
        store_html: false,
        base_url: None,
        no_port_append: false,
        drafts: command.drafts,
        now: None,
        open: command.open,
        extra_watch_path: command.extra_watch_path.clone(),
        fast: false,
        debounce: command.debounce,
    }
}
