//! What a run found, as text for people or JSON for programs.

use std::{io, path::Path};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use super::terminal::Terminal;
use crate::disk::Published;
use tsubame_engine::{
    check::Findings,
    site::{NextChange, Report},
};
use tsubame_model::{
    encode::terminal_text,
    source::{Diagnostic, MessageLanguage, Place, Severity, ShownDiagnostic, SourcePath},
};

/// What a run that published did.
pub(super) struct BuildSummary {
    /// Files written, left and removed.
    pub published: Published,
    /// Seconds from start to end.
    pub seconds: f64,
    /// The output folder.
    pub output: String,
}

impl BuildSummary {
    /// Prints the closing line.
    pub fn show(&self, report: &Report, findings: Option<&Findings>, terminal: &mut Terminal<'_>) -> io::Result<()> {
        let Published { written, unchanged, removed } = self.published;
        let orphans = if report.orphans == 0 { String::new() } else { format!(" ({} in no section)", report.orphans) };
        let (pages, sections) = (count(report.pages, "page"), count(report.sections, "section"));
        writeln!(
            terminal.out,
            "Built {pages}{orphans} and {sections} in {:.2} s: {} written, {unchanged} unchanged, {removed} removed in {}",
            self.seconds,
            count(written, "file"),
            self.output,
        )?;
        if let Some(findings) = findings {
            writeln!(terminal.out, "Checked {}", link_counts(findings))?;
        }
        show_next_change(report, terminal)
    }
}

/// How many links were followed, in words.
pub(super) fn link_counts(findings: &Findings) -> String {
    let Findings { internal_links, html_links, external_links, cached_links, .. } = findings;
    format!(
        "links inside the site: {internal_links} in texts, {html_links} in pages; links to other sites: \
         {external_links} ({cached_links} from the cache)"
    )
}

/// The same for programs.
pub(super) fn link_counts_json(findings: &Findings) -> Value {
    json!({
        "is_rendered": findings.is_rendered,
        "internal_links": findings.internal_links,
        "html_links": findings.html_links,
        "external_links": findings.external_links,
        "cached_links": findings.cached_links,
    })
}

/// Says when the site changes by itself, so that it can be built anew then.
pub(super) fn show_next_change(report: &Report, terminal: &mut Terminal<'_>) -> io::Result<()> {
    let Some(NextChange { text, file, field, .. }) = &report.next_change else { return Ok(()) };
    let line = format!("Next change: {text} (`{field}` of {file})");
    writeln!(terminal.out, "{}", terminal_text(&line))
}

/// Whose date the next change is.
pub(super) fn next_change_json(report: &Report) -> Option<Value> {
    report.next_change.as_ref().map(|next| json!({ "file": next.file, "field": next.field }))
}

/// A number of things, in words.
pub(super) fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// Prints every fault with its excerpt, and a count of them at the end.
pub(super) fn show_diagnostics(diagnostics: &[Diagnostic], terminal: &mut Terminal<'_>) -> io::Result<()> {
    show_excerpts(diagnostics, terminal)?;
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    if errors > 0 {
        let told = terminal.language.choose(
            format!("The site has {}; nothing was published.", count(errors, "error")),
            format!("エラーが{errors}件あるので、公開していません。"),
        );
        writeln!(terminal.err, "{told}")?;
    }
    Ok(())
}

/// Prints every fault with its excerpt.
pub(super) fn show_excerpts(diagnostics: &[Diagnostic], terminal: &mut Terminal<'_>) -> io::Result<()> {
    let renderer = if terminal.is_watched { Renderer::styled() } else { Renderer::plain() };
    // One fault in a template shows in every page that uses it: the first of them stands for all.
    for same in diagnostics.chunk_by(Diagnostic::is_at_the_same_place) {
        let language = terminal.language;
        let shown = printable(same[0].in_language(language));
        writeln!(terminal.err, "{}\n", renderer.render(&[group(&shown, language)]))?;
        if same.len() > 1 {
            let more = same.len() - 1;
            let told = language.choose(
                format!("The same fault shows {} more.", count(more, "time")),
                format!("同じ誤りが、ほかに{more}か所で表れています。"),
            );
            writeln!(terminal.err, "{told}\n")?;
        }
    }
    Ok(())
}

/// A fault whose texts a terminal may print: what editors write is shown and not obeyed. The renderer itself sees to the
/// excerpts.
fn printable(mut printable: ShownDiagnostic) -> ShownDiagnostic {
    let shown = |text: &str| terminal_text(text).into_owned();
    printable.message = shown(&printable.message);
    printable.hint = printable.hint.as_deref().map(shown);
    printable.file = printable.file.map(|file| SourcePath::new(shown(file.as_str())));
    for note in &mut printable.notes {
        note.label = shown(&note.label);
        note.file = SourcePath::new(shown(note.file.as_str()));
    }
    printable
}

fn group(diagnostic: &ShownDiagnostic, language: MessageLanguage) -> Group<'_> {
    let named = |level: Level<'static>, japanese: &'static str| match language {
        MessageLanguage::English => level,
        MessageLanguage::Japanese => level.with_name(japanese),
    };
    let level = match diagnostic.severity {
        Severity::Error => named(Level::ERROR, "エラー"),
        Severity::Warning => named(Level::WARNING, "警告"),
    };
    let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()).id(diagnostic.code));
    if let Some(file) = &diagnostic.file {
        group = point(group, file, diagnostic.place.as_ref(), AnnotationKind::Primary);
    }
    for note in &diagnostic.notes {
        group = group.element(named(Level::NOTE, "参考").message(note.label.as_str()));
        group = point(group, &note.file, note.place.as_ref(), AnnotationKind::Context);
    }
    match &diagnostic.hint {
        Some(hint) => group.element(named(Level::HELP, "直し方").message(hint.as_str())),
        None => group,
    }
}

/// Adds the file and, when the place is known, its line with the part that is meant underlined.
fn point<'a>(group: Group<'a>, file: &'a SourcePath, place: Option<&'a Place>, kind: AnnotationKind) -> Group<'a> {
    let Some(place) = place else { return group.element(Origin::path(file.as_str())) };
    let byte_at = |column: usize| {
        let skipped = column.saturating_sub(place.excerpt_column);
        place.excerpt.char_indices().nth(skipped).map_or(place.excerpt.len(), |(at, _)| at)
    };
    let span = byte_at(place.column)..byte_at(place.column + place.width);
    let snippet = Snippet::source(place.excerpt.as_str()).line_start(place.line).annotation(kind.span(span));
    if place.excerpt_column == 1 {
        return group.element(snippet.path(file.as_str()));
    }
    // A cut line would be given the column of the cut excerpt, so the place is told apart from it.
    let origin = Origin::path(file.as_str()).line(place.line).char_column(place.column);
    group.element(origin).element(snippet)
}

/// Faults in a language, for programs.
pub(super) fn in_language(diagnostics: &[Diagnostic], language: MessageLanguage) -> Vec<ShownDiagnostic> {
    diagnostics.iter().map(|diagnostic| diagnostic.in_language(language)).collect()
}

/// Prints the run as one JSON object; `findings` are those of a build that was checked too.
pub(super) fn show_json(
    report: &Report,
    summary: Option<&BuildSummary>,
    findings: Option<&Findings>,
    terminal: &mut Terminal<'_>,
) -> io::Result<()> {
    let published = summary.map(|summary| summary.published).unwrap_or_default();
    let mut object = json!({
        "status": if report.is_clean() { "built" } else { "failed" },
        "pages": report.pages,
        "sections": report.sections,
        "written": published.written,
        "unchanged": published.unchanged,
        "removed": published.removed,
        "next_change": report.next_change.as_ref().map(|next| &next.text),
        "next_change_by": next_change_json(report),
        "diagnostics": in_language(&report.diagnostics, terminal.language),
    });
    if let Some(findings) = findings {
        object["checked"] = link_counts_json(findings);
    }
    writeln!(terminal.out, "{object:#}")
}

/// Prints a failure as one JSON object.
pub(super) fn show_json_failure(error: &anyhow::Error, terminal: &mut Terminal<'_>) -> io::Result<()> {
    let object = json!({ "status": "error", "error": format!("{error:#}"), "diagnostics": [] });
    writeln!(terminal.out, "{object:#}")
}

/// A path as short as it can be said from the current folder.
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}
