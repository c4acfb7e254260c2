//! `--now`: the time for which the site is built.

use anyhow::{Context, Result};
use jiff::{RoundMode, Unit, ZonedRound};

use crate::disk::Discovered;
use tsubame_engine::config::Config;

/// Sets the clock of a project that was just found to the time that was asked for, if any. A date without an offset is
/// one of the site's time zone, which only its settings know.
pub(super) fn set_clock(found: &mut Discovered, config: &Config, now: Option<&str>) -> Result<()> {
    if let Some(written) = now {
        let zone = &config.tsubame.zone;
        let now = zone.start_of(written).with_context(|| format!("`{written}` is no time of this calendar"))?;
        found.project.world.clock.build_time = zone.zoned(now);
    }
    Ok(())
}

/// As [`set_clock`]; without a time that was asked for, the clock shows whole minutes, so that pages that tell the time
/// need not be made again at every change of a file.
pub(super) fn set_coarse_clock(found: &mut Discovered, config: &Config, now: Option<&str>) -> Result<()> {
    if now.is_none() {
        let minutes = ZonedRound::new().smallest(Unit::Minute).mode(RoundMode::Trunc);
        let clock = &mut found.project.world.clock;
        clock.build_time = clock.wall_time.round(minutes).context("reading the clock")?;
    }
    set_clock(found, config, now)
}
