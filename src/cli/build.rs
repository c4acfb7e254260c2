//! `tsubame build`

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use anyhow::{Context, Result, bail};

use super::{
    CLEAN, FAULTS, Terminal,
    args::{Args, BuildArgs, Format},
    progress::Progress,
    show::{Summary, show_diagnostics, show_json},
};
use crate::{
    config::{BuildOptions, Mode},
    disk::{Publisher, discover},
    site::{Report, build as build_site, configure},
};

/// Builds and publishes the site; shows every fault. The result is the exit code.
pub(super) fn build(args: &Args, command: &BuildArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let started = Instant::now();
    let found = discover(&args.root, args.config.as_deref())?;
    let options = BuildOptions {
        base_url: command.base_url.clone(),
        drafts: command.drafts,
        minify: command.minify,
        mode: Mode::Build,
    };
    let config = match configure(&found.project, &options) {
        Ok(config) => Arc::new(config),
        Err(diagnostics) => return finish(&Report { diagnostics, ..Report::default() }, None, command, terminal),
    };
    let output = output_folder(&found.root, &config.output_dir, command)?;
    let publisher = Publisher::new(&found.root, &output, config.preserve_dotfiles_in_output)?;
    let progress = Progress::new(&publisher, terminal.is_watched);
    let report = build_site(&found.project, &config, &progress);
    progress.finish();
    if !report.is_clean() {
        return finish(&report, None, command, terminal);
    }
    let published = publisher.commit()?;
    let summary = Summary { published, seconds: started.elapsed().as_secs_f64(), output: shown(&output) };
    finish(&report, Some(&summary), command, terminal)
}

fn finish(report: &Report, summary: Option<&Summary>, command: &BuildArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    match command.format {
        Format::Json => show_json(report, summary, terminal)?,
        Format::Human => {
            show_diagnostics(&report.diagnostics, terminal)?;
            if let Some(summary) = summary {
                summary.show(report, terminal)?;
            }
        }
    }
    Ok(if report.is_clean() { CLEAN } else { FAULTS })
}

/// Where the site goes. A folder named on the command line is only replaced with `--force`, and the project itself or
/// a folder above it never: publishing removes what it did not write.
fn output_folder(root: &Path, configured: &str, command: &BuildArgs) -> Result<PathBuf> {
    let output = match &command.output_dir {
        Some(folder) => std::path::absolute(folder).context("finding the output folder")?,
        None => root.join(configured),
    };
    if command.output_dir.is_some() && !command.force && output.symlink_metadata().is_ok() {
        bail!("{} exists already; use --force to replace what is in it", output.display());
    }
    let place = output.canonicalize().unwrap_or_else(|_| output.clone());
    let sources = ["content", "sass", "static", "templates", "themes"].map(|folder| root.join(folder));
    if root.starts_with(&place) || sources.iter().any(|source| place.starts_with(source)) {
        bail!("{} holds the site's own sources; choose another output folder", output.display());
    }
    if place.is_file() {
        bail!("{} is a file; the site needs a folder", output.display());
    }
    if let Some(parent) = output.parent() {
        std::fs::create_dir_all(parent).with_context(|| format!("making the folder {}", parent.display()))?;
    }
    Ok(output)
}

/// A path as short as it can be said from the current folder.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}
