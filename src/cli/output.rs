//! The output folder that a run publishes to.

use std::path::{Component, Path};

use anyhow::{Result, bail};

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
        None if leads_out(&config.output_dir) => bail!(
            "`output_dir` in {} leads out of the project; name such a folder on the command line: --output-dir {}",
            found.project.config_file,
            config.output_dir
        ),
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

/// Whether a folder of the settings lies elsewhere: those may come from somebody else than who runs the program.
fn leads_out(folder: &str) -> bool {
    let steps = Path::new(folder).components().try_fold(0_usize, |depth, step| match step {
        Component::Normal(_) => Some(depth + 1),
        Component::CurDir => Some(depth),
        Component::ParentDir => depth.checked_sub(1),
        Component::RootDir | Component::Prefix(_) => None,
    });
    steps.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_name_no_folder_outside_of_the_project() {
        for (folder, expected) in
            [("public", false), ("./a/../b", false), ("..", true), ("a/../../b", true), ("/srv/www", true)]
        {
            assert_eq!(leads_out(folder), expected, "{folder}");
        }
    }
}
