//! `tsubame build`

use std::{
    path::{Component, Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use anyhow::{Context, Result, bail};

use super::{
    args::{Args, BuildArgs, OutputFormat},
    clock::set_clock,
    github::{path_from_here, show_annotations},
    progress::ProgressSink,
    show::{BuildSummary, show_diagnostics, show_json, shown},
    terminal::{CLEAN, FAULTS, Terminal},
};
use crate::disk::{Precompression, Publisher, discover};
use tsubame_engine::{
    check::{CheckOptions, CheckSink, Findings},
    config::{BuildOptions, Config, Encoding, Mode},
    content::Library,
    site::{Artifact, Report, Sink, build as build_site, configure},
    templates::Bodies,
};
use tsubame_model::source::{SiteFolder, sort_diagnostics};

/// Builds and publishes the site; shows every fault. The result is the exit code.
pub(super) fn build(args: &Args, command: &BuildArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let started = Instant::now();
    let mut found = discover(&args.root, args.config.as_deref())?;
    found.project.world.apart.clone_from(&terminal.apart);
    let options = BuildOptions {
        base_url: command.base_url.clone(),
        drafts: command.drafts,
        minify: command.minify,
        mode: Mode::Build,
    };
    let (report, root) = (Report::default(), found.root.clone());
    let mut end = BuildEnd { format: command.format, root, report, findings: None, summary: None };
    let config = match configure(&found.project, &options) {
        Ok(config) => Arc::new(config),
        Err(diagnostics) => {
            end.report.diagnostics = diagnostics;
            return end.show(terminal);
        }
    };
    set_clock(&mut found, &config, command.now.as_deref())?;
    let output = output_folder(&found.root, &config, command)?;
    let publisher = Publisher::new(&found.root, &output, config.preserve_dotfiles_in_output)?;
    let publisher = publisher.with_precompressions(precompressions(&config));
    let checks = command.check.then(|| CheckSink::new(&found.project, &config));
    let sink = BuildSink { publisher: &publisher, checks: checks.as_ref() };
    let progress = ProgressSink::new(&sink, terminal.is_watched);
    end.report = build_site(&found.project, &config, &progress);
    end.findings = checks.as_ref().map(|checks| {
        let on_step = |done, total| progress.show_links(done, total);
        let options = CheckOptions { skip_external: !command.check_external, fresh: false, on_step: &on_step };
        checks.finish(&end.report, &options)
    });
    progress.finish();
    if let Some(findings) = &mut end.findings {
        end.report.diagnostics.append(&mut findings.diagnostics);
        sort_diagnostics(&mut end.report.diagnostics);
    }
    if end.report.is_clean() {
        let published = publisher.commit()?;
        end.summary =
            Some(BuildSummary { published, seconds: started.elapsed().as_secs_f64(), output: shown(&output) });
    }
    end.show(terminal)
}

/// Passes each artifact on to be published, and shows it to the rules first if they are wanted: one build for both.
struct BuildSink<'a> {
    publisher: &'a Publisher,
    checks: Option<&'a CheckSink<'a>>,
}

impl Sink for BuildSink<'_> {
    fn accept(&self, artifact: Artifact) {
        if let Some(checks) = self.checks {
            checks.look_at(&artifact);
        }
        self.publisher.accept(artifact);
    }

    fn inspect(&self, library: &Arc<Library>, bodies: &Bodies) {
        if let Some(checks) = self.checks {
            checks.inspect(library, bodies);
        }
    }
}

/// How a build ended.
struct BuildEnd {
    format: OutputFormat,
    root: PathBuf,
    report: Report,
    /// What the rules counted, where they were wanted and the settings could be read.
    findings: Option<Findings>,
    /// What was published, if the site was clean.
    summary: Option<BuildSummary>,
}

impl BuildEnd {
    /// Shows what was found and what was published. The result is the exit code.
    fn show(&self, terminal: &mut Terminal<'_>) -> Result<u8> {
        let Self { report, summary, .. } = self;
        match self.format {
            OutputFormat::Json => show_json(report, summary.as_ref(), self.findings.as_ref(), terminal)?,
            OutputFormat::Github => show_annotations(&report.diagnostics, &path_from_here(&self.root), terminal)?,
            OutputFormat::Human => {
                show_diagnostics(&report.diagnostics, terminal)?;
                if let Some(summary) = summary {
                    summary.show(report, self.findings.as_ref(), terminal)?;
                }
            }
        }
        Ok(if report.is_clean() { CLEAN } else { FAULTS })
    }
}

/// Which compressed copies the site wants.
fn precompressions(config: &Config) -> Vec<Precompression> {
    let wanted = config.tsubame.delivery.iter().flat_map(|delivery| &delivery.precompress);
    let mut wanted: Vec<Precompression> = wanted
        .map(|encoding| match encoding {
            Encoding::Br => Precompression::Brotli,
            Encoding::Zstd => Precompression::Zstd,
            Encoding::Gzip => Precompression::Gzip,
        })
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

/// Where the site goes. A folder named on the command line is only replaced with `--force`; one that holds sources of
/// the project, or lies among them, never: publishing removes what it did not write.
fn output_folder(root: &Path, config: &Config, command: &BuildArgs) -> Result<PathBuf> {
    let output = match &command.output_dir {
        Some(folder) => std::path::absolute(folder).context("finding the output folder")?,
        None => root.join(&config.output_dir),
    };
    let place = resolved(&output);
    if place.is_file() {
        bail!("{} is a file; the site needs a folder", output.display());
    }
    if output.is_symlink() && !place.exists() {
        bail!("{} is a link that leads nowhere; remove it or make what it points at", output.display());
    }
    let sources = SiteFolder::ALL.map(|folder| resolved(&root.join(folder.name())));
    let config_file = resolved(&root.join(config.file.as_str()));
    let holds_sources = root.starts_with(&place)
        || config_file.starts_with(&place)
        || sources.iter().any(|source| place.starts_with(source) || source.starts_with(&place));
    let is_hidden = place
        .strip_prefix(root)
        .is_ok_and(|inside| inside.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.')));
    if holds_sources || is_hidden {
        bail!("{} holds files of the project itself; choose another output folder", output.display());
    }
    if command.output_dir.is_some() && !command.force && place.exists() {
        bail!("{} exists already; use --force to replace what is in it", output.display());
    }
    Ok(place)
}

/// The path without links, `.` and `..`, as far as it exists; what does not exist yet is taken as written.
fn resolved(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut existing = path;
    loop {
        if let Ok(found) = existing.canonicalize() {
            return missing.iter().rev().fold(found, |place, part| match part {
                Component::Normal(name) => place.join(name),
                Component::ParentDir => place.parent().map_or(place.clone(), Path::to_path_buf),
                _ => place,
            });
        }
        match (existing.components().next_back(), existing.parent()) {
            (Some(last), Some(parent)) => {
                missing.push(last);
                existing = parent;
            }
            _ => return path.to_path_buf(),
        }
    }
}
