//! `tsubame check --targets`

use std::io;

use anyhow::{Result, bail};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::{
    args::{Args, CheckArgs, OutputFormat},
    clock::set_clock,
    github::{path_from_here, show_annotations},
    show::{count, in_language, show_excerpts},
    terminal::{CLEAN, FAULTS, Terminal},
};
use crate::disk::discover;
use tsubame_engine::{
    check::{TARGETS_FILE, TargetReport, count_content},
    config::{BuildOptions, RunMode},
    site::configure,
};
use tsubame_model::{schema::TargetProgress, source::MessageLanguage};

/// Counts the content and shows what is missing. The result is the exit code.
pub(super) fn targets(args: &Args, command: &CheckArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let mut found = discover(&args.root, args.config.as_deref())?;
    let options = BuildOptions { drafts: command.drafts, mode: RunMode::Check, ..BuildOptions::default() };
    let report = match configure(&found.project, &options) {
        Err(diagnostics) => TargetReport { diagnostics, ..TargetReport::default() },
        Ok(config) => {
            terminal.language = config.message_language();
            set_clock(&mut found, &config, command.now.as_deref())?;
            match count_content(&found.project, &config) {
                Some(report) => report,
                None => bail!("the site has no {TARGETS_FILE}, which says how much content there has to be"),
            }
        }
    };
    match command.format {
        OutputFormat::Json => writeln!(terminal.out, "{:#}", as_json(&report, terminal.language))?,
        OutputFormat::Github => {
            show_annotations(&report.diagnostics, &path_from_here(&found.root), terminal)?;
            show_table(&report, terminal)?;
        }
        OutputFormat::Human => {
            show_excerpts(&report.diagnostics, terminal)?;
            show_table(&report, terminal)?;
        }
    }
    let is_denied = command.deny_warnings && !report.diagnostics.is_empty();
    Ok(if report.is_reached() && !is_denied { CLEAN } else { FAULTS })
}

fn as_json(report: &TargetReport, language: MessageLanguage) -> Value {
    let target = |tally: &TargetProgress| {
        json!({
            "id": tally.target.id,
            "label": tally.target.label,
            "type": tally.target.type_id,
            "have": tally.have,
            "want": tally.target.want,
            "missing": tally.missing(),
            "source": tally.target.source,
        })
    };
    json!({
        "status": if report.is_reached() { "reached" } else { "missing" },
        "targets": report.tallies.iter().map(target).collect::<Vec<_>>(),
        "diagnostics": in_language(&report.diagnostics, language),
    })
}

/// The table of what there is, and a closing line; what is at fault was told before.
fn show_table(report: &TargetReport, terminal: &mut Terminal<'_>) -> io::Result<()> {
    let (tallies, language) = (&report.tallies, terminal.language);
    if tallies.is_empty() {
        let nothing = language.choose("There is no target that can be counted.", "数えられる目標がありません。");
        return writeln!(terminal.out, "{nothing}");
    }
    let head =
        language.choose(["target", "have", "want", "missing"], ["目標", "ある", "必要", "不足"]).map(str::to_owned);
    let row = |tally: &TargetProgress| {
        let missing = tally.missing();
        let missing = if missing == 0 { "–".to_owned() } else { missing.to_string() };
        [tally.target.label.clone(), tally.have.to_string(), tally.target.want.to_string(), missing]
    };
    let rows: Vec<[String; 4]> = std::iter::once(head).chain(tallies.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or_default();
    let widths = [width(0), width(1), width(2), width(3)];
    for (at, row) in rows.iter().enumerate() {
        let gap = |column: usize| " ".repeat(widths[column] - row[column].width());
        let numbers: Vec<String> = (1..4).map(|column| format!("{}{}", gap(column), row[column])).collect();
        writeln!(terminal.out, "{}{}  {}", row[0], gap(0), numbers.join("  "))?;
        if at == 0 {
            writeln!(terminal.out, "{}", "-".repeat(widths.iter().sum::<usize>() + 6))?;
        }
    }
    writeln!(terminal.out, "{}", conclusion(report, language))
}

/// Whether there is enough, in a sentence.
fn conclusion(report: &TargetReport, language: MessageLanguage) -> String {
    let (tallies, all) = (&report.tallies, report.tallies.len());
    let missing: usize = tallies.iter().map(TargetProgress::missing).sum();
    let short = tallies.iter().filter(|tally| tally.missing() > 0).count();
    let errors = report.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    match language {
        MessageLanguage::English if errors > 0 => {
            format!("The site has {}; nobody knows whether there is enough as long as it has.", count(errors, "error"))
        }
        MessageLanguage::Japanese if errors > 0 => {
            format!("誤りが{errors}件あります。直るまで、足りているかどうかは分かりません。")
        }
        MessageLanguage::English if missing == 0 => format!("There is enough for {}.", count(all, "target")),
        MessageLanguage::Japanese if missing == 0 => format!("目標{all}件は、すべて足りています。"),
        MessageLanguage::English => {
            format!("There is not enough for {short} of {}: {missing} missing in all.", count(all, "target"))
        }
        MessageLanguage::Japanese => format!("目標{all}件のうち{short}件で、合わせて{missing}件が足りません。"),
    }
}
