//! `--now`: the time for which the site is built.

use std::sync::Arc;

use anyhow::{Context, Result};

use crate::{
    config::Config,
    disk::{Discovered, Disk},
};

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
