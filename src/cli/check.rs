//! `tsubame check`

use std::{sync::Arc, time::Instant};

use anyhow::Result;
use serde_json::json;

use super::{
    args::{Args, CheckArgs, OutputFormat},
    clock::set_clock,
    github::{path_from_here, show_annotations},
    progress::ProgressSink,
    show::{count, in_language, link_counts, next_change_json, show_excerpts, show_next_change},
    targets::targets,
    terminal::{CLEAN, FAILURE, FAULTS, Terminal},
};
use crate::disk::discover;
use tsubame_engine::{
    check::{CheckOptions, CheckSink, Explanation, Findings, find_explanation, list_explanations},
    config::{BuildOptions, RunMode},
    site::{Report, build as build_site, configure},
};
use tsubame_model::source::{Severity, sort_diagnostics};

/// Builds the site without publishing it and shows what build and rules found. The result is the exit code.
pub(super) fn check(args: &Args, command: &CheckArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    if let Some(code) = &command.explain {
        return explain(code, terminal);
    }
    if command.targets {
        return targets(args, command, terminal);
    }
    let started = Instant::now();
    let mut found = discover(&args.root, args.config.as_deref())?;
    found.project.world.subprocesses.clone_from(&terminal.subprocesses);
    let options = BuildOptions { drafts: command.drafts, mode: RunMode::Check, ..BuildOptions::default() };
    let (mut report, mut findings) = (Report::default(), Findings::default());
    match configure(&found.project, &options) {
        Err(diagnostics) => report.diagnostics = diagnostics,
        Ok(config) => {
            terminal.language = config.message_language();
            let config = Arc::new(config);
            set_clock(&mut found, &config, command.now.as_deref())?;
            let sink = CheckSink::new(&found.project, &config);
            let progress = ProgressSink::new(&sink, terminal.is_watched);
            report = build_site(&found.project, &config, &progress);
            let on_step = |done, total| progress.show_links(done, total);
            let options =
                CheckOptions { skip_external: command.skip_external, fresh: command.fresh, on_step: &on_step };
            findings = sink.finish(&report, &options);
            progress.finish();
        }
    }
    report.diagnostics.append(&mut findings.diagnostics);
    sort_diagnostics(&mut report.diagnostics);
    match command.format {
        OutputFormat::Human => show(&report, &findings, started.elapsed().as_secs_f64(), terminal)?,
        OutputFormat::Github => show_annotations(&report.diagnostics, &path_from_here(&found.root), terminal)?,
        OutputFormat::Json => show_json(&report, &findings, terminal)?,
    }
    let is_denied = command.deny_warnings && !report.diagnostics.is_empty();
    Ok(if report.is_clean() && !is_denied { CLEAN } else { FAULTS })
}

fn show(report: &Report, findings: &Findings, seconds: f64, terminal: &mut Terminal<'_>) -> Result<()> {
    show_excerpts(&report.diagnostics, terminal)?;
    let errors = report.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let warnings = report.diagnostics.len() - errors;
    if !report.diagnostics.is_empty() {
        let (errors_told, warnings_told) = (count(errors, "error"), count(warnings, "warning"));
        let told = terminal.language.choose(
            format!("The site has {errors_told} and {warnings_told}; `--explain CODE` tells more of each kind."),
            format!(
                "エラーが{errors}件、警告が{warnings}件あります。`--explain コード` で詳しい説明を読めます（英語）。"
            ),
        );
        writeln!(terminal.err, "{told}")?;
    }
    if !findings.is_rendered {
        let told = terminal.language.choose(
            "Links inside the site were not followed, because the site does not build.",
            "ビルドできないので、サイトの中のリンクは調べていません。",
        );
        writeln!(terminal.err, "{told}")?;
    }
    writeln!(
        terminal.out,
        "Checked {} and {} in {seconds:.2} s: {}",
        count(report.pages, "page"),
        count(report.sections, "section"),
        link_counts(findings),
    )?;
    show_next_change(report, terminal)?;
    Ok(())
}

fn show_json(report: &Report, findings: &Findings, terminal: &mut Terminal<'_>) -> Result<()> {
    let object = json!({
        "status": if report.is_clean() { "clean" } else { "failed" },
        "is_rendered": findings.is_rendered,
        "pages": report.pages,
        "sections": report.sections,
        "internal_links": findings.internal_links,
        "html_links": findings.html_links,
        "external_links": findings.external_links,
        "cached_links": findings.cached_links,
        "next_change": report.next_change.as_ref().map(|next| &next.text),
        "next_change_by": next_change_json(report),
        "diagnostics": in_language(&report.diagnostics, terminal.language),
    });
    writeln!(terminal.out, "{object:#}")?;
    Ok(())
}

/// Says what a code means; without one, or with one that does not exist, lists them all.
fn explain(code: &str, terminal: &mut Terminal<'_>) -> Result<u8> {
    if let Some(Explanation { code, severity, summary, text }) = find_explanation(code) {
        writeln!(terminal.out, "{code} ({}): {summary}\n\n{text}", word(*severity))?;
        return Ok(CLEAN);
    }
    let width = list_explanations().map(|explanation| explanation.code.len()).max().unwrap_or_default();
    for Explanation { code, severity, summary, .. } in list_explanations() {
        writeln!(terminal.out, "{code:width$}  {:7}  {summary}", word(*severity))?;
    }
    if code.is_empty() {
        return Ok(CLEAN);
    }
    writeln!(terminal.err, "error: there is no code `{code}`; all codes are listed above")?;
    Ok(FAILURE)
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
