//! TOML texts as trees.
//!
//! The lexer and the parser are those of the `toml` crate, so what is TOML to Zola is TOML here. They carry on after a
//! fault, and so does this.

use std::borrow::Cow;

use ::toml::value::Datetime;
use toml_parser::{
    ErrorSink, Expected, ParseError, Raw, Source,
    decoder::{Encoding, ScalarKind},
    parser::{EventReceiver, ValidateWhitespace, parse_document},
};

use super::{
    super::Span,
    fault::{SyntaxProblem, TreeFault},
    node::{DataNode, NodeValue},
    toml_tables::{KeyPart, TableDrafts, TableNumber},
};

/// As deep as the `toml` crate goes, for values inside each other and for parts of a key.
const DEEPEST: usize = 80;

/// Parses TOML that starts at the byte `start` of its file.
pub(super) fn parse_toml_tree(text: &str, start: usize) -> (DataNode<'_>, Vec<TreeFault>) {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut builder = TomlBuilder::new(source, start);
    let mut errors: Vec<ParseError> = Vec::new();
    parse_document(&tokens, &mut ValidateWhitespace::new(&mut builder, source), &mut errors);
    builder.abandon_key();
    let (root, mut faults) = builder.tables.finish();
    faults.extend(errors.into_iter().map(|error| fault_of(&error, start, problem_of(&error))));
    faults.sort_by_key(|fault| fault.span.start);
    // Where several brackets are not closed, each of them is missed at the same place.
    faults.dedup();
    (root, faults)
}

/// Makes a tree of what the parser meets.
struct TomlBuilder<'a> {
    source: Source<'a>,
    /// Where the text starts in its file.
    start: usize,
    tables: TableDrafts<'a>,
    /// The table that lines belong to.
    current: TableNumber,
    /// Lists and tables in braces that are open.
    open: Vec<OpenToml<'a>>,
    /// The parts of the key that is being read.
    key: Vec<KeyPart<'a>>,
    /// Whether the next part belongs to the same key.
    is_key_open: bool,
    /// The header that is open: where it starts, and whether it is one of a list.
    header: Option<(usize, bool)>,
    /// The key, outside of all braces, whose value is to come.
    pending: Option<Vec<KeyPart<'a>>>,
}

enum OpenToml<'a> {
    List {
        start: usize,
        items: Vec<DataNode<'a>>,
    },
    Braces {
        table: TableNumber,
        pending: Option<Vec<KeyPart<'a>>>,
    },
    /// Too deep to be read.
    Skipped {
        start: usize,
    },
}

impl<'a> TomlBuilder<'a> {
    fn new(source: Source<'a>, start: usize) -> Self {
        Self {
            source,
            start,
            tables: TableDrafts::new(start..start + source.input().len()),
            current: TableDrafts::ROOT,
            open: Vec::new(),
            key: Vec::new(),
            is_key_open: false,
            header: None,
            pending: None,
        }
    }

    fn place(&self, span: toml_parser::Span) -> Span {
        self.start + span.start()..self.start + span.end()
    }

    fn raw(&self, span: toml_parser::Span, encoding: Option<Encoding>) -> Raw<'a> {
        let text = self.source.input().get(span.start()..span.end()).unwrap_or_default();
        Raw::new_unchecked(text, encoding, span)
    }

    /// Gives a finished value to what it belongs to.
    fn deliver(&mut self, node: DataNode<'a>) {
        let (table, pending) = match self.open.last_mut() {
            Some(OpenToml::List { items, .. }) => return items.push(node),
            Some(OpenToml::Braces { table, pending }) => (*table, pending.take()),
            Some(OpenToml::Skipped { .. }) => return,
            None => (self.current, self.pending.take()),
        };
        if let Some(key) = pending {
            self.tables.insert(table, key, node);
        }
    }

    /// A key that was read but never got a value: a fault of it is known by now, so that nothing more has to be said
    /// when the value is missed.
    fn abandon_key(&mut self) {
        let key = match self.open.last_mut() {
            None => self.pending.take(),
            Some(OpenToml::Braces { pending, .. }) => pending.take(),
            Some(_) => None,
        };
        let key = key.unwrap_or_else(|| std::mem::take(&mut self.key));
        let table = match self.open.last() {
            None => self.current,
            Some(OpenToml::Braces { table, .. }) => *table,
            Some(_) => return,
        };
        if let Some(span) = key.last().map(|part| part.span.clone()) {
            self.tables.insert(table, key, DataNode::new(span, NodeValue::Invalid));
        }
    }

    fn open_value(&mut self, start: usize, value: impl FnOnce(&mut Self) -> OpenToml<'a>) -> bool {
        let is_allowed = self.open.len() < DEEPEST;
        let value = if is_allowed { value(self) } else { OpenToml::Skipped { start } };
        if !is_allowed {
            let detail = "lists and tables are nested too deeply";
            self.tables.faults.push(TreeFault::syntax(start..start + 1, SyntaxProblem::TooDeep, detail));
        }
        self.open.push(value);
        is_allowed
    }

    fn close_value(&mut self, end: usize) {
        let node = match self.open.pop() {
            Some(OpenToml::List { start, items }) => DataNode::new(start..end, NodeValue::List(items)),
            Some(OpenToml::Braces { table, .. }) => self.tables.close_braces(table, end),
            Some(OpenToml::Skipped { start }) => DataNode::new(start..end, NodeValue::Invalid),
            None => return,
        };
        self.deliver(node);
    }

    fn open_header(&mut self, start: usize, is_list: bool) {
        self.open.clear();
        self.abandon_key();
        self.is_key_open = false;
        self.header = Some((start, is_list));
    }

    fn close_header(&mut self, end: usize) {
        let path = std::mem::take(&mut self.key);
        if let Some((start, is_list)) = self.header.take() {
            self.current = self.tables.open_header(path, start..end, is_list);
        }
    }

    /// The value of a scalar, with the faults of its writing.
    fn scalar_value(&mut self, span: toml_parser::Span, encoding: Option<Encoding>) -> NodeValue<'a> {
        let raw = self.raw(span, encoding);
        let mut text = Cow::Borrowed("");
        let mut errors: Vec<ParseError> = Vec::new();
        let kind = raw.decode_scalar(&mut text, &mut errors);
        if !errors.is_empty() {
            let problem = |error: &ParseError| match kind {
                _ if raw.is_empty() => SyntaxProblem::MissingValue,
                ScalarKind::Boolean(_) => SyntaxProblem::Boolean,
                ScalarKind::DateTime => SyntaxProblem::Date,
                ScalarKind::Float | ScalarKind::Integer(_) => SyntaxProblem::Number,
                ScalarKind::String => match (missing_sign(error), encoding) {
                    (Some(sign), _) => SyntaxProblem::Expected(sign),
                    (None, None) => SyntaxProblem::UnquotedText,
                    (None, Some(_)) => SyntaxProblem::Text,
                },
            };
            let faults = errors.iter().map(|error| fault_of(error, self.start, problem(error)));
            self.tables.faults.extend(faults);
            return NodeValue::Invalid;
        }
        let value = match kind {
            ScalarKind::String => return NodeValue::Text(text),
            ScalarKind::Boolean(value) => return NodeValue::Boolean(value),
            ScalarKind::DateTime => match text.parse::<Datetime>() {
                Ok(date) => return NodeValue::Date(Cow::Owned(date.to_string())),
                Err(error) => Err((SyntaxProblem::Date, error.to_string())),
            },
            ScalarKind::Float => parse_float(&text),
            ScalarKind::Integer(radix) => parse_integer(&text, radix.value()),
        };
        value.unwrap_or_else(|(problem, detail)| {
            self.tables.faults.push(TreeFault::syntax(self.place(span), problem, detail));
            NodeValue::Invalid
        })
    }
}

fn parse_float(text: &str) -> Result<NodeValue<'static>, (SyntaxProblem, String)> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() || !text.ends_with(|last: char| last.is_ascii_digit()) => {
            Ok(NodeValue::Float(number))
        }
        _ => Err((SyntaxProblem::Number, "floating-point number overflowed".to_owned())),
    }
}

fn parse_integer(text: &str, radix: u32) -> Result<NodeValue<'static>, (SyntaxProblem, String)> {
    let small = i64::from_str_radix(text, radix).map(NodeValue::Integer);
    let number = small.or_else(|_| u64::from_str_radix(text, radix).map(NodeValue::Large));
    number.map_err(|_| (SyntaxProblem::Number, "integer number overflowed".to_owned()))
}

/// The one sign that the parser wants, if it wants one.
fn missing_sign(error: &ParseError) -> Option<&'static str> {
    match error.expected() {
        Some(&[Expected::Literal(sign)]) => Some(sign),
        _ => None,
    }
}

fn problem_of(error: &ParseError) -> SyntaxProblem {
    missing_sign(error).map_or(SyntaxProblem::Other, SyntaxProblem::Expected)
}

fn fault_of(error: &ParseError, start: usize, problem: SyntaxProblem) -> TreeFault {
    let span = error.unexpected().or_else(|| error.context());
    let span = span.map_or(start..start, |span| start + span.start()..start + span.end());
    TreeFault::syntax(span, problem, detail_of(error))
}

/// The parser's own words, which say what it expected as well.
fn detail_of(error: &ParseError) -> String {
    let expected = error.expected().unwrap_or_default().iter().filter_map(|expected| match expected {
        Expected::Literal("\n") => Some("newline".to_owned()),
        Expected::Literal(sign) => Some(format!("`{sign}`")),
        Expected::Description(words) => Some((*words).to_owned()),
        _ => None,
    });
    let expected: Vec<String> = expected.collect();
    match (error.expected(), expected.is_empty()) {
        (None, _) => error.description().to_owned(),
        (Some(_), true) => format!("{}, expected nothing", error.description()),
        (Some(_), false) => format!("{}, expected {}", error.description(), expected.join(", ")),
    }
}

impl EventReceiver for TomlBuilder<'_> {
    fn std_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.open_header(self.start + span.start(), false);
    }

    fn std_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.close_header(self.start + span.end());
    }

    fn array_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.open_header(self.start + span.start(), true);
    }

    fn array_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.close_header(self.start + span.end());
    }

    fn inline_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        let place = self.place(span);
        self.open_value(place.start, |builder| OpenToml::Braces {
            table: builder.tables.open_braces(place),
            pending: None,
        })
    }

    fn inline_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.abandon_key();
        self.close_value(self.start + span.end());
    }

    fn array_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        let start = self.start + span.start();
        self.open_value(start, |_| OpenToml::List { start, items: Vec::new() })
    }

    fn array_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.close_value(self.start + span.end());
    }

    fn simple_key(&mut self, span: toml_parser::Span, encoding: Option<Encoding>, _: &mut dyn ErrorSink) {
        if !std::mem::take(&mut self.is_key_open) && self.header.is_none() {
            self.abandon_key();
        }
        let mut text = Cow::Borrowed("");
        let mut errors: Vec<ParseError> = Vec::new();
        self.raw(span, encoding).decode_key(&mut text, &mut errors);
        self.tables.faults.extend(errors.iter().map(|error| fault_of(error, self.start, SyntaxProblem::Key)));
        let span = self.place(span);
        if self.key.len() == DEEPEST {
            let detail = "a key has too many parts";
            self.tables.faults.push(TreeFault::syntax(span.clone(), SyntaxProblem::TooDeep, detail));
        }
        if self.key.len() <= DEEPEST {
            self.key.push(KeyPart { text, span });
        }
    }

    fn key_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.is_key_open = true;
    }

    fn key_val_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        let key = std::mem::take(&mut self.key);
        match self.open.last_mut() {
            None => self.pending = Some(key),
            Some(OpenToml::Braces { pending, .. }) => *pending = Some(key),
            Some(_) => {}
        }
    }

    fn scalar(&mut self, span: toml_parser::Span, encoding: Option<Encoding>, _: &mut dyn ErrorSink) {
        let value = self.scalar_value(span, encoding);
        let node = DataNode::new(self.place(span), value);
        self.deliver(node);
    }
}
