//! Tera's errors as data. The only file that reads what Tera says in words: kinds and places, where Tera has no field
//! for them.
//!
//! A fault found while parsing or rendering has its message, template and place as fields, but not the calls that led
//! to it. The unknown names of all templates come as one text of several reports. A report is `error: MESSAGE`, a line
//! `--> FILE:LINE:COLUMN`, an excerpt of three lines whose last underlines the fault, and any number of notes `note:
//! called from FILE:LINE:COLUMN` with excerpts of their own.

use std::ops::Range;

use tera::{Error, ErrorKind, ReportError};

use super::refusals::find_refusal;
use tsubame_model::source::Wording;

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TeraFault {
    pub kind: TeraFaultKind,
    /// Tera's own words, on one line and without a full stop.
    pub message: String,
    /// What a function or filter of this program said, where Tera's words are that.
    pub refusal: Option<Wording>,
    pub place: Option<TeraPlace>,
    /// The calls that led to it, innermost first.
    pub calls: Vec<TeraPlace>,
}

/// A place in a template, line and column from 1, width in characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TeraPlace {
    pub template: String,
    pub line: usize,
    pub column: usize,
    pub width: usize,
    /// The same in bytes of the template's text, where Tera tells them.
    pub range: Option<Range<usize>>,
}

/// What went wrong, as far as somebody acts on it. Names are as written in the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TeraFaultKind {
    UnknownTag,
    UnexpectedEnd,
    /// Text that stands outside the blocks of a template that extends another.
    OutsideBlocks,
    /// Macros and imports, which Tera 1 had.
    Macro,
    UnknownFilter(String),
    UnknownTest(String),
    UnknownFunction(String),
    UnknownComponent(String),
    UnknownTemplate(String),
    UnknownBlock(String),
    MissingArgument(String),
    WrongArgumentType(String),
    UnknownArgument,
    UndefinedField(String),
    UndefinedVariable(String),
    /// One of this program's functions refused its arguments, or has no answer to them.
    Refused {
        function: String,
    },
    /// The template, and those that it extends up to itself.
    CircularExtend(String, Vec<String>),
    /// The template, and those that it includes down to itself.
    CircularInclude(String, Vec<String>),
    MissingParent {
        template: String,
        parent: String,
    },
    /// A component that two templates define.
    DefinedTwice {
        component: String,
        templates: [String; 2],
    },
    /// Components that call each other without end.
    ComponentRecursion,
    Other,
}

/// Everything an error says; at least one fault.
pub(super) fn read_error(error: &Error) -> Vec<TeraFault> {
    let (kind, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let calls = read_reports(&error.to_string()).into_iter().flat_map(|fault| fault.calls).collect();
            let (kind, message) = (kind_of(report.message()), sentence(report.message()));
            let refusal = refusal_of(report.message());
            return vec![TeraFault { kind, message, refusal, place: Some(place_of(report)), calls }];
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            (TeraFaultKind::CircularExtend(tpl.clone(), inheritance_chain.clone()), error.to_string())
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            (TeraFaultKind::CircularInclude(tpl.clone(), include_chain.clone()), error.to_string())
        }
        ErrorKind::MissingParent { current, parent } => {
            let kind = TeraFaultKind::MissingParent { template: current.clone(), parent: parent.clone() };
            (kind, error.to_string())
        }
        _ => {
            let text = error.to_string();
            let faults = read_reports(&text);
            if !faults.is_empty() {
                return faults;
            }
            (kind_of(&text), text)
        }
    };
    let refusal = refusal_of(&message);
    vec![TeraFault { kind, message: sentence(&message), refusal, place: None, calls: Vec::new() }]
}

fn place_of(report: &ReportError) -> TeraPlace {
    let span = report.span();
    TeraPlace {
        template: report.filename().to_owned(),
        line: span.start_line,
        column: span.start_col + 1,
        width: span.end_col.saturating_sub(span.start_col).max(1),
        range: Some(span.range.clone()),
    }
}

/// All reports of a text; none if the text is no report.
fn read_reports(text: &str) -> Vec<TeraFault> {
    let mut faults: Vec<TeraFault> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(message) = line.strip_prefix("error: ") {
            let (kind, message) = (TeraFaultKind::Other, message.to_owned());
            faults.push(TeraFault { kind, message, refusal: None, place: None, calls: Vec::new() });
            continue;
        }
        let Some(fault) = faults.last_mut() else { continue };
        if let Some(place) = line.trim_start().strip_prefix("--> ") {
            fault.place = Some(read_place(place, &mut lines));
        } else if let Some(place) = line.strip_prefix("note: called from ") {
            fault.calls.push(read_place(place, &mut lines));
        } else if fault.place.is_none() {
            // Before its place, a message can go on for several lines.
            fault.message.extend(["\n", line]);
        }
    }
    faults.retain(|fault| fault.place.is_some());
    for fault in &mut faults {
        fault.kind = kind_of(&fault.message);
        fault.message = sentence(&fault.message);
    }
    faults
}

/// Reads `FILE:LINE:COLUMN`, and the width of the fault from the underline below the excerpt.
fn read_place<'a>(place: &str, lines: &mut impl Iterator<Item = &'a str>) -> TeraPlace {
    let mut parts = place.rsplitn(3, ':');
    let mut number = || parts.next().and_then(|part| part.trim().parse().ok()).unwrap_or(1);
    let (column, line) = (number(), number());
    let template = parts.next().unwrap_or_default().to_owned();
    let underline = lines.nth(2).unwrap_or_default();
    let width = underline.chars().rev().take_while(|character| *character == '^').count().max(1);
    TeraPlace { template, line, column, width, range: None }
}

/// One sentence without a full stop, on one line.
fn sentence(message: &str) -> String {
    let line = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    line.trim_end_matches('.').to_owned()
}

/// The kind that a message is of, by the words of Tera 2.4 and those that [`refusal`] puts before a reason.
fn kind_of(message: &str) -> TeraFaultKind {
    let mut quoted = message.split('`').skip(1).step_by(2).map(str::to_owned);
    let mut name = || quoted.next().unwrap_or_default();
    let starts = |start: &str| message.starts_with(start);
    match () {
        () if starts("Unknown tag") => TeraFaultKind::UnknownTag,
        () if starts("Unexpected end") => TeraFaultKind::UnexpectedEnd,
        () if starts("This content would be ignored") => TeraFaultKind::OutsideBlocks,
        () if starts("Unknown filter `") => TeraFaultKind::UnknownFilter(name()),
        () if starts("Unknown test `") => TeraFaultKind::UnknownTest(name()),
        () if starts("Unknown function `") => TeraFaultKind::UnknownFunction(name()),
        () if starts("Unknown component `") => TeraFaultKind::UnknownComponent(name()),
        () if starts("Unknown template `") => TeraFaultKind::UnknownTemplate(name()),
        () if starts("Unknown argument(s)") => TeraFaultKind::UnknownArgument,
        () if starts("Block `") => TeraFaultKind::UnknownBlock(name()),
        () if starts("Argument `") => TeraFaultKind::MissingArgument(name()),
        () if starts("Component argument `") && message.contains("expected type") => {
            TeraFaultKind::WrongArgumentType(name())
        }
        () if starts("Component `") && message.contains("is defined in both") => {
            TeraFaultKind::DefinedTwice { component: name(), templates: [name(), name()] }
        }
        () if starts("Field `") => TeraFaultKind::UndefinedField(name()),
        () if starts("Variable `") => TeraFaultKind::UndefinedVariable(name()),
        () if starts("Maximum render recursion depth") => TeraFaultKind::ComponentRecursion,
        () if starts("`") && message.contains("`: ") => TeraFaultKind::Refused { function: name() },
        () if message.contains("macro") || message.contains("`import`") => TeraFaultKind::Macro,
        () => TeraFaultKind::Other,
    }
}

/// What a function or filter of this program said, when that is what Tera tells.
fn refusal_of(message: &str) -> Option<Wording> {
    let told = find_refusal(message)?;
    Some(Wording::compose(|language| sentence(told.in_language(language))))
}

#[cfg(test)]
mod tests {
    use tera::{Context, Tera};

    use super::{super::refusals::refusal, *};

    #[test]
    fn several_reports_with_notes() {
        let text = "error: Unknown filter `x`\n --> a b.html:1:11\n  |\n1 | {{ name | x }}\n  |           ^\n\n\
                    error: went wrong\nfor two lines\n  --> 頁.html:12:3\n   |\n12 | error: no\n   |   ^^^^\n\n\
                    note: called from base.html:3:4\n  |\n3 | {{ <B/> }}\n  |    ^^^^";
        let faults = read_reports(text);
        let place = |template: &str, line, column, width| {
            Some(TeraPlace { template: template.to_owned(), line, column, width, range: None })
        };
        assert_eq!(faults.len(), 2);
        assert_eq!(faults[0].kind, TeraFaultKind::UnknownFilter("x".to_owned()));
        assert_eq!(faults[0].place, place("a b.html", 1, 11, 1));
        assert_eq!(faults[1].message, "went wrong for two lines");
        assert_eq!(faults[1].place, place("頁.html", 12, 3, 4));
        assert_eq!(Some(faults[1].calls[0].clone()), place("base.html", 3, 4, 4));
        assert_eq!(read_reports("something else"), []);
    }

    /// What Tera itself says today, so that a version with other words is noticed.
    #[test]
    fn every_kind_is_known_by_the_words_of_this_version() {
        use TeraFaultKind as Kind;
        let text = |name: &str| name.to_owned();
        let loop_ = "{% component c() %}{{ <c/> }}{% endcomponent c %}";
        let wants = "{% component w(n: integer) %}{{ n }}{% endcomponent w %}";
        for (template, expected) in [
            ("{% nope %}", Kind::UnknownTag),
            ("{% if x %}", Kind::UnexpectedEnd),
            ("{{ x | nope }}", Kind::UnknownFilter(text("nope"))),
            ("{{ x is nope }}", Kind::UnknownTest(text("nope"))),
            ("{{ nope() }}", Kind::UnknownFunction(text("nope"))),
            ("{{ <nope/> }}", Kind::UnknownComponent(text("nope"))),
            ("{% include \"nope\" %}", Kind::UnknownTemplate(text("nope"))),
            ("{% extends \"base\" %}x", Kind::OutsideBlocks),
            ("{% extends \"base\" %}{% block nope %}{% endblock %}", Kind::UnknownBlock(text("nope"))),
            ("{{ nope }}", Kind::UndefinedVariable(text("nope"))),
            ("{{ map.nope.x }}", Kind::UndefinedField(text("nope"))),
            ("{{ refuse() }}", Kind::Refused { function: text("refuse") }),
            ("{{ <c/> }}", Kind::ComponentRecursion),
            ("{{ <w/> }}", Kind::MissingArgument(text("n"))),
            ("{{ <w n=\"a\"/> }}", Kind::WrongArgumentType(text("n"))),
            ("{{ <w n={1} m={1}/> }}", Kind::UnknownArgument),
            ("{{ 1 / 0 }}", Kind::Other),
            (
                "{% component c() %}{% endcomponent c %}",
                Kind::DefinedTwice { component: text("c"), templates: [text("parts"), text("t")] },
            ),
            ("{% extends \"gone\" %}", Kind::MissingParent { template: text("t"), parent: text("gone") }),
            ("{% extends \"t\" %}", Kind::CircularExtend(text("t"), vec![text("t")])),
        ] {
            let mut tera = Tera::default();
            let refuse = |_: tera::Kwargs, _: &tera::State| -> tera::TeraResult<i64> {
                Err(refusal("refuse", &Wording::new("no", "いいえ")))
            };
            tera.register_function("refuse", refuse);
            let parts = format!("{loop_}{wants}");
            let loaded = tera.add_raw_templates([("base", ""), ("parts", parts.as_str()), ("t", template)]);
            let mut context = Context::new();
            context.insert("map", &std::collections::BTreeMap::from([("a", 1)]));
            context.insert("x", "");
            // Components call themselves in frames that are large where nothing is optimised.
            let render = || stacker::grow(64 << 20, || tera.render("t", &context));
            let error = loaded.err().or_else(|| render().err()).expect(template);
            let faults = read_error(&error);
            assert_eq!(faults.iter().map(|fault| &fault.kind).collect::<Vec<_>>(), [&expected], "{template} {error}");
        }
    }
}
