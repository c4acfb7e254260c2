//! `--now`: the time for which the site is built.

use std::sync::Arc;

use anyhow::{Context, Result};
use jiff::{RoundMode, Unit, Zoned, ZonedRound};

use crate::disk::{Discovered, Disk};
use tsubame_engine::config::Config;

/// Sets the clock of a project that was just found to the time that was asked for, if any. A date without an offset is
/// one of the site's time zone, which only its settings know.
pub(super) fn set_clock(found: &mut Discovered, config: &Config, now: Option<&str>) -> Result<()> {
    if let Some(written) = now {
        let zone = &config.tsubame.zone;
        let now = zone.start_of(written).with_context(|| format!("`{written}` is no time of this calendar"))?;
        found.project.world = Arc::new(Disk::at(found.root.clone(), zone.zoned(now)));
    }
    Ok(())
}

/// As [`set_clock`]; without a time that was asked for, the clock shows whole minutes, so that pages that tell the time
/// need not be made again at every change of a file.
pub(super) fn set_coarse_clock(found: &mut Discovered, config: &Config, now: Option<&str>) -> Result<()> {
    if now.is_none() {
        let minutes = ZonedRound::new().smallest(Unit::Minute).mode(RoundMode::Trunc);
        let now = Zoned::now().round(minutes).context("reading the clock")?;
        found.project.world = Arc::new(Disk::at(found.root.clone(), now));
    }
    set_clock(found, config, now)
}
