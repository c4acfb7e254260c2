//! Faults in words. The words come last: nothing reads them but people.

use std::fmt::Write as _;

use super::{
    super::{MessageLanguage, Step},
    fault::{FoundValue, SyntaxProblem, TreeFault, TreeFaultKind},
    node::Shape,
};

/// A fault as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultWords {
    /// What is wrong, in one sentence without a full stop at its end.
    pub message: String,
    /// What to do about it, where that is known.
    pub hint: Option<String>,
}

impl FaultWords {
    pub(super) fn new(message: String, hint: impl Into<String>) -> Self {
        Self { message, hint: Some(hint.into()) }
    }

    pub(super) fn plain(message: String) -> Self {
        Self { message, hint: None }
    }
}

impl TreeFault {
    /// The fault in a language. What puts more words around it does so in each language, with [`Wording::compose`].
    ///
    /// [`Wording::compose`]: crate::source::Wording::compose
    pub fn in_language(&self, language: MessageLanguage) -> FaultWords {
        match language {
            MessageLanguage::English => self.in_english(),
            MessageLanguage::Japanese => self.in_japanese(),
        }
    }

    /// The fault in English.
    pub fn in_english(&self) -> FaultWords {
        let subject = || shown_path(&self.path).map_or_else(|| "this".to_owned(), |path| format!("`{path}`"));
        match &self.kind {
            TreeFaultKind::Syntax { problem, detail } => {
                FaultWords { message: detail.clone(), hint: syntax_hint(*problem).map(str::to_owned) }
            }
            TreeFaultKind::DuplicateKey { key, .. } => {
                FaultWords::new(format!("duplicate key `{key}`"), "remove one of the two")
            }
            TreeFaultKind::UnknownKey { key, meant, allowed } => {
                let inside = shown_path(&self.path).map_or_else(String::new, |path| format!(" in `{path}`"));
                FaultWords { message: format!("unknown key `{key}`{inside}"), hint: choice(*meant, allowed) }
            }
            TreeFaultKind::MissingKey { key } => {
                let inside = shown_path(&self.path).map_or_else(String::new, |path| format!(" in `{path}`"));
                FaultWords::new(format!("`{key}` is missing{inside}"), format!("add `{key}`"))
            }
            TreeFaultKind::WrongShape { expected, found } => {
                let message = format!("{} must be {}, but it is {}", subject(), name_of(*expected), name_found(found));
                FaultWords { message, hint: shape_hint(*expected, found.shape).map(str::to_owned) }
            }
            TreeFaultKind::NotOneOf { value, meant, allowed } => {
                let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
                FaultWords {
                    message: format!("{} cannot be `{value}`", subject()),
                    hint: choice(meant.as_deref(), &allowed),
                }
            }
            TreeFaultKind::OutOfRange { least, greatest, value } => {
                let range = if *value < *least { format!("at least {least}") } else { format!("at most {greatest}") };
                FaultWords::plain(format!("{} must be {range}, but it is {value}", subject()))
            }
            TreeFaultKind::NotADate { value } => FaultWords::new(
                format!("{}: `{value}` is not a date", subject()),
                "write it as 2026-11-21 or 2026-11-21T10:00:00+09:00",
            ),
            TreeFaultKind::Refused { reason } => FaultWords::plain(reason.english().to_owned()),
        }
    }
}

/// A path as it is written in settings: `targets[0].want`; `None` for the root.
fn shown_path(path: &[Step]) -> Option<String> {
    (!path.is_empty()).then(|| join_path(path, |shown, at| _ = write!(shown, "[{at}]")))
}

/// A path with its items in the words of a language.
pub(super) fn join_path(path: &[Step], write_item: impl Fn(&mut String, usize)) -> String {
    let mut shown = String::new();
    for step in path {
        match step {
            Step::Key(key) => {
                if !shown.is_empty() {
                    shown.push('.');
                }
                shown.push_str(key);
            }
            Step::Item(at) => write_item(&mut shown, *at),
        }
    }
    shown
}

fn choice(meant: Option<&str>, allowed: &[&str]) -> Option<String> {
    match (meant, allowed) {
        (Some(meant), _) => Some(format!("did you mean `{meant}`?")),
        (None, []) => None,
        (None, _) => Some(format!("what may stand here: `{}`", allowed.join("`, `"))),
    }
}

fn name_of(shape: Shape) -> &'static str {
    match shape {
        Shape::Null => "nothing",
        Shape::Boolean => "`true` or `false`",
        Shape::Integer => "an integer",
        Shape::Number => "a number",
        Shape::Text => "a text",
        Shape::Date => "a date",
        Shape::List => "a list",
        Shape::Texts => "a list of texts",
        Shape::TextOrTexts => "a text or a list of texts",
        Shape::Table => "a table",
    }
}

fn name_found(found: &FoundValue) -> String {
    match found.shape {
        Shape::Text => format!("the text \"{}\"", found.value),
        Shape::Boolean => format!("the boolean `{}`", found.value),
        Shape::Integer | Shape::Number => format!("the number {}", found.value),
        Shape::Date => format!("the date {}", found.value),
        shape => name_of(shape).to_owned(),
    }
}

fn shape_hint(expected: Shape, found: Shape) -> Option<&'static str> {
    match (expected, found) {
        (Shape::List | Shape::Texts, Shape::Text) => Some("even a single one stands in brackets: [\"…\"]"),
        (Shape::Text, Shape::Boolean | Shape::Integer | Shape::Number | Shape::Date) => Some("put it in quotes"),
        (Shape::Boolean | Shape::Integer | Shape::Number, Shape::Text) => Some("write it without quotes"),
        _ => None,
    }
}

fn syntax_hint(problem: SyntaxProblem) -> Option<&'static str> {
    Some(match problem {
        SyntaxProblem::UnquotedText => "put the text in quotes: \"…\"",
        SyntaxProblem::Text => "write `\\` and `\"` inside of a text as `\\\\` and `\\\"`",
        SyntaxProblem::Date => "write dates as 2026-11-21 or 2026-11-21T10:00:00+09:00",
        SyntaxProblem::Boolean => "write `true` or `false`, without capitals",
        SyntaxProblem::Expected("\"" | "'" | "\"\"\"" | "'''") => "close the quotes of the text",
        SyntaxProblem::Expected("]" | "]]" | "}") => "close the bracket",
        SyntaxProblem::Expected("=") => "write `key = value`",
        SyntaxProblem::MissingValue => "write a value, or remove the line",
        SyntaxProblem::TooManyAliases => "write out what is repeated, or repeat less",
        SyntaxProblem::Tab => "put spaces in its place, as many as the lines around it have",
        SyntaxProblem::Tag => "remove the tag",
        SyntaxProblem::SecondDocument => "remove the line `---`",
        _ => return None,
    })
}
