//! Faults of templates as diagnostics: the file, the place in it, the calls that led there and what to do.

use std::collections::BTreeMap;

use tera::Error;

use super::{
    builtins,
    counted_templates::TemplateInsertions,
    error_hints::hint,
    old_words::{hint_at, hint_of_function, hint_of_tag},
    template_file::TemplateFile,
    template_references::{find_component, find_reference},
    tera_report::{TeraFault, TeraFaultKind, TeraPlace, read_error},
    tera_words::message_of,
    work::Insertions,
};
use crate::content::ContentText;
use tsubame_model::source::{Diagnostic, Place, SourcePath, Span, Wording};

/// The name that Tera gives a template without one: the body of a content file.
pub(super) const ONE_OFF: &str = "__tera_one_off";

/// Where the texts are that an error may speak of.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    /// The templates of the site and the theme, by Tera's names.
    pub templates: &'a BTreeMap<String, TemplateFile>,
    /// The content file whose body is being templated.
    pub content: Option<(&'a SourcePath, &'a ContentText)>,
    /// Where words were put into the templates that Tera was given.
    pub insertions: Option<&'a TemplateInsertions>,
    /// The same for the content file.
    pub content_insertions: Option<&'a Insertions>,
}

/// Everything an error says. `code` is that of faults found while rendering or loading.
pub(super) fn diagnose(error: &Error, code: &'static str, sources: Sources<'_>) -> Vec<Diagnostic> {
    read_error(error).iter().map(|fault| sources.diagnostic(code, fault)).collect()
}

impl<'a> Sources<'a> {
    /// Templates as they were read.
    pub fn of(templates: &'a BTreeMap<String, TemplateFile>) -> Self {
        Self { templates, content: None, insertions: None, content_insertions: None }
    }
}

impl Sources<'_> {
    /// One fault; `code` is used where its kind has no code of its own.
    pub fn diagnostic(&self, code: &'static str, fault: &TeraFault) -> Diagnostic {
        let diagnostic = match &fault.kind {
            TeraFaultKind::CircularExtend(template, chain) => self.circle("extend", template, chain),
            TeraFaultKind::CircularInclude(template, chain) => self.circle("include", template, chain),
            TeraFaultKind::MissingParent { template, parent } => {
                let message = Wording::new(
                    format!("the template extends `{parent}`, which does not exist"),
                    format!("`extends` で名前を書いたテンプレート `{parent}` がありません"),
                );
                self.naming(Diagnostic::error("template-missing", message), template, parent)
            }
            TeraFaultKind::DefinedTwice { component, templates: [first, second] } => {
                self.twice(component, first, second)
            }
            TeraFaultKind::ComponentRecursion => {
                let message = Wording::new(
                    "components call each other more than 20 levels deep",
                    "コンポーネントが互いに呼び合っていて、20段を超えています",
                );
                Diagnostic::error("template-recursion", message)
            }
            _ => self.placed(Diagnostic::error(code, message_of(fault)), fault),
        };
        let hint = self.old_words_hint(fault).or_else(|| hint(&fault.kind));
        Diagnostic { hint, ..diagnostic }
    }

    /// What to write instead of something that earlier versions had, if that is what stands at the fault.
    fn old_words_hint(&self, fault: &TeraFault) -> Option<Wording> {
        if let TeraFaultKind::UnknownFunction(name) = &fault.kind {
            return Some(hint_of_function(name));
        }
        let at = fault.place.as_ref()?;
        let text = match self.content {
            Some((_, text)) if at.template == ONE_OFF => text.body(),
            _ => self.template_text(&at.template)?,
        };
        let start = at.range.as_ref()?.start;
        match fault.kind {
            TeraFaultKind::Other => hint_at(text, start),
            TeraFaultKind::UnknownTag => hint_of_tag(text, start),
            _ => None,
        }
    }

    /// Puts a fault where Tera says, with the calls that led there.
    fn placed(&self, diagnostic: Diagnostic, fault: &TeraFault) -> Diagnostic {
        let Some(at) = &fault.place else { return diagnostic };
        let mut diagnostic = diagnostic.with_place(self.place(at));
        if let Some(path) = self.path(&at.template) {
            diagnostic = diagnostic.in_file(path);
        } else {
            let (message, template) = (&diagnostic.message, &at.template);
            diagnostic.message = Wording::new(
                format!("{} (in the built-in template {template})", message.english()),
                format!("{}（組み込みのテンプレート {template} の中）", message.japanese()),
            );
        }
        for call in &fault.calls {
            if let Some(path) = self.path(&call.template) {
                let label = Wording::new("called from here", "ここから呼ばれています");
                diagnostic = diagnostic.with_note(label, path, self.place(call));
            }
        }
        diagnostic
    }

    fn circle(&self, verb: &str, template: &str, chain: &[String]) -> Diagnostic {
        let mut names: Vec<&str> = vec![template];
        names.extend(chain.iter().map(String::as_str).skip_while(|name| *name == template));
        let chain = names.join(" → ");
        let message = Wording::new(
            format!("templates {verb} each other in a circle: {chain}"),
            format!("テンプレートの `{verb}` が循環しています: {chain}"),
        );
        let next = names.get(1).copied().unwrap_or(template);
        self.naming(Diagnostic::error("template-circular", message), template, next)
    }

    fn twice(&self, component: &str, first: &str, second: &str) -> Diagnostic {
        let message = Wording::new(
            format!("the component `{component}` is defined twice, in `{first}` and `{second}`"),
            format!("コンポーネント `{component}` が `{first}` と `{second}` の両方で定義されています"),
        );
        let mut diagnostic = Diagnostic::error("template-component-twice", message);
        let place = |file: &TemplateFile| place_of(&file.text, find_component(&file.text, component));
        if let Some(file) = self.templates.get(second) {
            diagnostic = diagnostic.in_file(&file.path).with_place(place(file));
        }
        match self.templates.get(first) {
            Some(file) => {
                let label = Wording::new("first defined here", "一つ目の定義はここです");
                diagnostic.with_note(label, &file.path, place(file))
            }
            None => diagnostic,
        }
    }

    /// Puts a fault where a template includes or extends another one. A theme's template may be named without its folder.
    fn naming(&self, fault: Diagnostic, template: &str, named: &str) -> Diagnostic {
        let Some(file) = self.templates.get(template) else { return fault };
        let short = named.split_once("/templates/").map_or(named, |(_, short)| short);
        let span = find_reference(&file.text, named).or_else(|| find_reference(&file.text, short));
        fault.in_file(&file.path).with_place(place_of(&file.text, span))
    }

    fn path(&self, template: &str) -> Option<&SourcePath> {
        match self.content {
            Some((path, _)) if template == ONE_OFF => Some(path),
            _ => self.templates.get(template).map(|file| &file.path),
        }
    }

    /// Lines of a body are counted from the file's first line.
    fn place(&self, at: &TeraPlace) -> Option<Place> {
        let insertions = if at.template == ONE_OFF {
            self.content_insertions
        } else {
            self.insertions.and_then(|insertions| insertions.get(&at.template))
        };
        let (column, width) =
            insertions.map_or((at.column, at.width), |insertions| insertions.original(at.line, at.column, at.width));
        let (text, lines_before) = match self.content {
            Some((_, text)) if at.template == ONE_OFF => {
                let head = &text.whole[..text.parts.body.start];
                (&*text.whole, head.bytes().filter(|byte| *byte == b'\n').count())
            }
            _ => (self.template_text(&at.template)?, 0),
        };
        Some(Place::at(text, at.line + lines_before, column, width))
    }

    /// A line of the body that is being templated, as a place in its file.
    pub fn place_in_content(&self, line: usize) -> Option<Place> {
        self.place(&TeraPlace { template: ONE_OFF.to_owned(), line, column: 1, width: 1, range: None })
    }

    fn template_text(&self, template: &str) -> Option<&str> {
        let builtin = || builtins::ALL.iter().find(|(name, _)| *name == template).map(|(_, text)| *text);
        self.templates.get(template).map(|file| file.text.as_str()).or_else(builtin)
    }
}

fn place_of(text: &str, span: Option<Span>) -> Option<Place> {
    span.map(|span| Place::of(text, &span))
}
