//! Reading what operators set: `tsubame.toml` in the folder of the project, and the environment of this process.

use std::{fs, io::ErrorKind, path::Path};

use anyhow::{Context, Result};

use crate::cli::{
    show::{count, show_excerpts},
    terminal::Terminal,
};
use tsubame_backend::settings::{Environment, OperatorSettings, SETTINGS_FILE};
use tsubame_model::source::sort_diagnostics;

/// The settings of a project; `None` when something is wrong with them, which is told.
pub(super) fn read_operator_settings(root: &Path, terminal: &mut Terminal<'_>) -> Result<Option<OperatorSettings>> {
    read_settings_file(&root.join(SETTINGS_FILE), false, terminal)
}

/// The settings of a file. One that nobody has named may be missing.
pub(super) fn read_settings_file(
    file: &Path,
    is_named: bool,
    terminal: &mut Terminal<'_>,
) -> Result<Option<OperatorSettings>> {
    let text = match fs::read_to_string(file) {
        Err(error) if error.kind() == ErrorKind::NotFound && !is_named => String::new(),
        text => text.with_context(|| format!("reading {}", file.display()))?,
    };
    match OperatorSettings::parse(&text, Environment::new(&|name| std::env::var(name).ok())) {
        Ok(settings) => Ok(Some(settings)),
        Err(mut faults) => {
            sort_diagnostics(&mut faults);
            show_excerpts(&faults, terminal)?;
            let errors = count(faults.len(), "error");
            writeln!(terminal.err, "The settings of the server have {errors}; nothing was started.")?;
            Ok(None)
        }
    }
}
