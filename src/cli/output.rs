//! The output folder that a run publishes to.

use std::path::Path;

use anyhow::Result;

use crate::disk::{ClaimedOutput, Discovered, OutputRequest, absolute};
use tsubame_engine::{
    config::{BuildOptions, Config},
    site::configure,
};

/// Claims the folder given on the command line, else the one of the settings. One that no build of the site has made is
/// only replaced when `is_forced`, whoever named it.
pub(super) fn claim_output(
    found: &Discovered,
    config: &Config,
    given: Option<&Path>,
    is_forced: bool,
) -> Result<ClaimedOutput> {
    let folder = match given {
        Some(folder) => absolute(folder)?,
        None => found.root.join(&config.output_dir),
    };
    let own = configure(&found.project, &BuildOptions::default()).map(|own| own.base_url);
    let request = OutputRequest {
        folder,
        is_forced,
        keeps_dotfiles: config.preserve_dotfiles_in_output,
        base_urls: [config.base_url.clone()].into_iter().chain(own).collect(),
    };
    ClaimedOutput::new(&found.places(), request)
}
