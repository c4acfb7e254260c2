//! `tsubame build`

use std::{
    io::{self, Write},
    path::PathBuf,
    process,
    sync::Arc,
    time::Instant,
};

use anyhow::Result;

use super::{
    args::{Args, BuildArgs, OutputFormat},
    clock::set_clock,
    github::{path_from_here, show_annotations},
    output::claim_output,
    progress::ProgressSink,
    show::{BuildSummary, show_diagnostics, show_json, shown},
    terminal::{CLEAN, FAULTS, Terminal},
};
use crate::disk::{Interrupt, Precompression, Publisher, discover};
use tsubame_engine::{
    check::{CheckOptions, CheckSink, Findings},
    config::{BuildOptions, Config, Encoding, RunMode},
    content::Library,
    site::{Artifact, Report, Sink, build as build_site, configure},
    templates::Bodies,
};
use tsubame_http::on_terminate;
use tsubame_model::source::sort_diagnostics;

/// Builds and publishes the site; shows every fault. The result is the exit code.
pub(super) fn build(args: &Args, command: &BuildArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let started = Instant::now();
    let mut found = discover(&args.root, args.config.as_deref())?;
    found.project.world.subprocesses.clone_from(&terminal.subprocesses);
    let options = BuildOptions {
        base_url: command.base_url.clone(),
        drafts: command.drafts,
        minify: command.minify,
        mode: RunMode::Build,
    };
    let (report, root) = (Report::default(), found.root.clone());
    let mut end = BuildEnd { format: command.format, root, report, findings: None, summary: None };
    let config = match configure(&found.project, &options) {
        Ok(config) => {
            terminal.language = config.message_language();
            Arc::new(config)
        }
        Err(diagnostics) => {
            end.report.diagnostics = diagnostics;
            return end.show(terminal);
        }
    };
    set_clock(&mut found, &config, command.now.as_deref())?;
    let claim = claim_output(&found, &config, command.output_dir.as_deref(), command.force)?;
    let output = shown(claim.folder());
    let publisher = Publisher::new(&found.root, claim).with_precompressions(precompressions(&config));
    if terminal.owns_process {
        end_tidily(publisher.interrupt())?;
    }
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
        end.summary = Some(BuildSummary { published, seconds: started.elapsed().as_secs_f64(), output });
    }
    end.show(terminal)
}

/// Has signals end the process as they always do, but with nothing of the build left behind.
fn end_tidily(build: Interrupt) -> Result<()> {
    on_terminate(move |signal| {
        let is_published = build.stop();
        let end = if is_published { "The site was published." } else { "The build was ended; nothing was published." };
        let _ = writeln!(io::stderr(), "\n{end}");
        process::exit(signal.exit_code());
    })
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
