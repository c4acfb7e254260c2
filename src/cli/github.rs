//! Diagnostics as workflow commands of GitHub Actions, which show them beside the lines of a change.
//!
//! The form is described at <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.

use std::{io, path::Path};

use super::terminal::Terminal;
use tsubame_model::{
    encode::{encode_command_property, encode_command_text},
    source::{Diagnostic, Severity, ShownDiagnostic},
};

/// The folder of the site as seen from the current folder, with a slash at its end unless it is the same: annotations
/// name files from the root of the repository, where a workflow runs.
pub(super) fn path_from_here(root: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    match root.strip_prefix(&here) {
        Ok(below) if below.as_os_str().is_empty() => String::new(),
        Ok(below) => format!("{}/", below.display()),
        Err(_) => String::new(),
    }
}

/// Prints one command a diagnostic to standard output.
pub(super) fn show_annotations(
    diagnostics: &[Diagnostic],
    folder: &str,
    terminal: &mut Terminal<'_>,
) -> io::Result<()> {
    diagnostics.iter().try_for_each(|diagnostic| {
        let shown = diagnostic.in_language(terminal.language);
        writeln!(terminal.out, "{}", annotation(&shown, folder))
    })
}

fn annotation(diagnostic: &ShownDiagnostic, folder: &str) -> String {
    let kind = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut properties = Vec::new();
    if let Some(file) = &diagnostic.file {
        properties.push(format!("file={}", encode_command_property(&format!("{folder}{file}"))));
    }
    if let Some(place) = &diagnostic.place {
        properties.push(format!("line={},col={}", place.line, place.column));
    }
    properties.push(format!("title={}", encode_command_property(diagnostic.code)));
    let mut message = diagnostic.message.clone();
    if let Some(hint) = &diagnostic.hint {
        message.extend(["\n", hint]);
    }
    format!("::{kind} {}::{}", properties.join(","), encode_command_text(&message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tsubame_model::source::{MessageLanguage, SourcePath, Wording};

    #[test]
    fn commands() {
        let (file, said) = (SourcePath::new("content/a,b:100%.md"), |text: &str| Wording::of_site(text));
        let annotation = |fault: &Diagnostic, folder| annotation(&fault.in_language(MessageLanguage::English), folder);
        let fault =
            Diagnostic::error("link-broken-path", said("`/%41/`: gone,\nand\rlost")).with_hint(said("write ::x"));
        let expected = "::error title=link-broken-path::`/%2541/`: gone,%0Aand%0Dlost%0Awrite ::x";
        assert_eq!(annotation(&fault, "site/"), expected);
        let warning = Diagnostic::warning("page-orphan", said("alone")).in_file(&file);
        let expected = "::warning file=site/content/a%2Cb%3A100%25.md,title=page-orphan::alone";
        assert_eq!(annotation(&warning, "site/"), expected);
        let placed = warning.at("一行目\n二行目", &(13..16));
        assert_eq!(annotation(&placed, ""), expected.replace("site/", "").replace(",title", ",line=2,col=2,title"));
        let both = Diagnostic::error("x", Wording::new("gone", "ありません"));
        assert_eq!(super::annotation(&both.in_language(MessageLanguage::Japanese), ""), "::error title=x::ありません");
    }
}
