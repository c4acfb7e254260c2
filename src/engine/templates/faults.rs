//! Tera's errors as diagnostics: the file, the place in it, the calls that led there and what to do.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind};

use super::{
    builtins,
    hints::hint,
    report::{Location, Report, parse_reports},
    template_file::TemplateFile,
};
use crate::content::Text;
use tsubame_model::source::{Diagnostic, Place, SourcePath};

/// The name that Tera gives a template without one: the body of a content file.
const ONE_OFF: &str = "__tera_one_off";

/// Where the texts are that an error may speak of.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    /// The templates of the site and the theme, by Tera's names.
    pub templates: &'a BTreeMap<String, TemplateFile>,
    /// The content file whose body is being templated.
    pub content: Option<(&'a SourcePath, &'a Text)>,
}

/// Everything an error says. `code` is that of faults found while rendering or loading.
pub(super) fn diagnose(error: &Error, code: &'static str, sources: Sources<'_>) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let mut parsed = parse_reports(&error.to_string());
            parsed.truncate(1);
            let mut found = parsed.pop().unwrap_or_default();
            report.message().clone_into(&mut found.message);
            vec![sources.diagnostic(code, &found)]
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            vec![sources.circle("template-circular", "extend", tpl, inheritance_chain)]
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            vec![sources.circle("template-circular", "include", tpl, include_chain)]
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("the template extends `{parent}`, which does not exist");
            let fault = sources.quoting(Diagnostic::error("template-missing", message), current, parent);
            vec![fault.with_hint("names of templates are paths from the folder templates/ of the site or the theme")]
        }
        _ => {
            let text = error.to_string();
            let reports = parse_reports(&text);
            if reports.is_empty() {
                return vec![sources.plain(code, &text)];
            }
            reports.iter().map(|report| sources.diagnostic(code, report)).collect()
        }
    }
}

impl Sources<'_> {
    fn diagnostic(&self, code: &'static str, report: &Report) -> Diagnostic {
        let message = sentence(&report.message);
        let mut fault = Diagnostic::error(code, message).with_place(self.place(&report.at));
        match self.path(&report.at.template) {
            Some(path) => fault = fault.in_file(path),
            None => fault.message = format!("{} (in the built-in template {})", fault.message, report.at.template),
        }
        fault.hint = hint(&report.message);
        for call in &report.calls {
            if let Some(path) = self.path(&call.template) {
                fault = fault.with_note("called from here", path, self.place(call));
            }
        }
        fault
    }

    /// An error without a place of its own.
    fn plain(&self, code: &'static str, message: &str) -> Diagnostic {
        if message.starts_with("Maximum render recursion depth") {
            return Diagnostic::error("template-recursion", "components call each other more than 20 levels deep")
                .with_hint("a component that calls itself needs a condition around the call that ends it");
        }
        let mut names = message.split('`').skip(1).step_by(2);
        if message.starts_with("Component `")
            && let (Some(component), Some(first), Some(second)) = (names.next(), names.next(), names.next())
        {
            let message = format!("the component `{component}` is defined twice, in `{first}` and `{second}`");
            let definition = format!("component {component}");
            let fault = self.quoting(Diagnostic::error("template-component-twice", message), second, &definition);
            let fault = fault.with_hint("rename one of them; only a site may define again what its theme defines");
            let Some(file) = self.templates.get(first) else { return fault };
            return fault.with_note("first defined here", &file.path, find(&file.text, &definition));
        }
        Diagnostic::error(code, sentence(message))
    }

    fn circle(&self, code: &'static str, verb: &str, template: &str, chain: &[String]) -> Diagnostic {
        let mut names: Vec<&str> = vec![template];
        names.extend(chain.iter().map(String::as_str).skip_while(|name| *name == template));
        let message = format!("templates {verb} each other in a circle: {}", names.join(" → "));
        let next = names.get(1).copied().unwrap_or(template);
        self.quoting(Diagnostic::error(code, message), template, next)
            .with_hint("take the part that both need into a template of its own")
    }

    /// Puts a fault in a template, at the first place that has the given words.
    fn quoting(&self, fault: Diagnostic, template: &str, words: &str) -> Diagnostic {
        let Some(file) = self.templates.get(template) else { return fault };
        let words = self.templates.get(words).map_or(words, |_| words.rsplit("/templates/").next().unwrap_or(words));
        fault.in_file(&file.path).with_place(find(&file.text, words))
    }

    fn path(&self, template: &str) -> Option<&SourcePath> {
        match self.content {
            Some((path, _)) if template == ONE_OFF => Some(path),
            _ => self.templates.get(template).map(|file| &file.path),
        }
    }

    /// Lines of a body are counted from the file's first line.
    fn place(&self, at: &Location) -> Option<Place> {
        let (text, lines_before) = match self.content {
            Some((_, text)) if at.template == ONE_OFF => {
                let head = &text.whole[..text.body.start];
                (text.whole.as_str(), head.bytes().filter(|byte| *byte == b'\n').count())
            }
            _ => (self.template_text(&at.template)?, 0),
        };
        Some(Place::at(text, at.line + lines_before, at.column, at.width))
    }

    fn template_text(&self, template: &str) -> Option<&str> {
        let builtin = || builtins::ALL.iter().find(|(name, _)| *name == template).map(|(_, text)| *text);
        self.templates.get(template).map(|file| file.text.as_str()).or_else(builtin)
    }
}

fn find(text: &str, words: &str) -> Option<Place> {
    let at = text.find(words)?;
    Some(Place::of(text, &(at..at + words.len())))
}

/// One sentence without a full stop, on one line.
fn sentence(message: &str) -> String {
    let line = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    line.trim_end_matches('.').to_owned()
}
