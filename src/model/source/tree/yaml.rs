//! YAML texts as trees.
//!
//! What the parser finds is read as `serde_norway` reads it, with which Zola reads YAML: merge keys are keys like any
//! other, a second document is a fault. A fault of writing ends the reading, but not what was read before it.

use std::{borrow::Cow, collections::BTreeMap};

use saphyr_parser::{Event, Parser, ScanError};
use serde::de::IgnoredAny;

use super::{
    super::{Span, nesting::nesting, parse_yaml, yaml_size::MOST_REPEATED_BYTES},
    fault::{SyntaxProblem, TreeFault},
    key_index::KeyIndex,
    node::{DataNode, NodeEntry, NodeValue},
    yaml_place::CharPlaces,
    yaml_scalar::{check_tag, resolve},
};

/// As deep as `serde_norway` goes.
const DEEPEST: usize = 128;

/// What is said of a tab that indents.
const TAB: &str = "the line is indented by a tab, and YAML is indented by spaces";

/// How many values aliases may repeat in any file; in large files, as many more as the file has.
const MOST_REPEATED: usize = 100_000;

/// Parses YAML that starts at the byte `start` of its file. A text without a value is an empty table.
///
/// The parser knows YAML 1.2, Zola's 1.1. Where only the latter can read a text, such as `[-]`, its values are right, but
/// have no better place than the whole text.
pub(super) fn parse_yaml_tree(text: &str, start: usize) -> (DataNode<'_>, Vec<TreeFault>) {
    let mut builder = YamlBuilder::new(text, start);
    let mut documents = 0;
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let (event, span) = match next {
            Ok((event, span)) => (event, builder.places.span(&span)),
            Err(error) => {
                builder.stop(&error);
                break;
            }
        };
        if matches!(event, Event::DocumentStart(_)) {
            documents += 1;
            if documents == 2 {
                let detail = "a file holds one document, but another one begins here";
                builder.faults.push(TreeFault::syntax(span, SyntaxProblem::SecondDocument, detail));
                break;
            }
        }
        builder.take(event, span);
    }
    let whole = start..start + text.len();
    if builder.is_stopped
        && nesting(text) <= DEEPEST
        && let Ok(data) = parse_yaml(text)
    {
        return (DataNode::without_places(data, &whole), Vec::new());
    }
    // The parser takes some of the tabs that YAML 1.1, and so Zola, does not allow.
    if builder.faults.is_empty()
        && let Some(tab) = builder.places.first_indenting_tab()
        && parse_yaml::<IgnoredAny>(text).is_err()
    {
        builder.fault(tab..tab + 1, SyntaxProblem::Tab, TAB);
    }
    let root = builder.root.unwrap_or_else(|| DataNode::new(whole, NodeValue::Table(Vec::new())));
    (root, builder.faults)
}

/// Makes a tree of what the parser meets.
struct YamlBuilder<'a> {
    places: CharPlaces<'a>,
    open: Vec<OpenYaml<'a>>,
    /// How many lists and tables are open that lie too deep to be read.
    skipped: usize,
    /// Values that aliases may name, by the parser's numbers.
    anchors: BTreeMap<usize, DataNode<'a>>,
    /// How many values were read.
    read: usize,
    /// How many values were repeated by aliases; `None` when that were too many.
    repeated: Option<usize>,
    /// How many bytes the texts have that were repeated by aliases.
    repeated_bytes: usize,
    root: Option<DataNode<'a>>,
    /// Whether the text is no YAML from some place on.
    is_stopped: bool,
    faults: Vec<TreeFault>,
}

struct OpenYaml<'a> {
    start: usize,
    anchor: usize,
    inside: Inside<'a>,
}

enum Inside<'a> {
    List(Vec<DataNode<'a>>),
    Table(OpenTable<'a>),
    /// Something with a tag that means nothing.
    Invalid,
}

#[derive(Default)]
struct OpenTable<'a> {
    entries: Vec<NodeEntry<'a>>,
    keys: KeyIndex<'a>,
    next: NextKey<'a>,
}

impl<'a> OpenTable<'a> {
    fn push(&mut self, entry: NodeEntry<'a>) {
        self.entries.push(entry);
        self.keys.added(&self.entries, |entry| &entry.key);
    }
}

/// Where reading a table stands.
#[derive(Default)]
enum NextKey<'a> {
    /// Before a key.
    #[default]
    Wanted,
    /// After a key.
    Read(Cow<'a, str>, Span),
    /// After what cannot be a key.
    Unusable,
}

impl<'a> YamlBuilder<'a> {
    fn new(text: &'a str, start: usize) -> Self {
        Self {
            places: CharPlaces::new(text, start),
            open: Vec::new(),
            skipped: 0,
            anchors: BTreeMap::new(),
            read: 0,
            repeated: Some(0),
            repeated_bytes: 0,
            root: None,
            is_stopped: false,
            faults: Vec::new(),
        }
    }

    fn fault(&mut self, span: Span, problem: SyntaxProblem, detail: impl Into<String>) {
        self.faults.push(TreeFault::syntax(span, problem, detail));
    }

    fn take(&mut self, event: Event<'a>, span: Span) {
        match event {
            Event::SequenceStart(anchor, tag) => {
                let tag = check_tag(tag.as_deref());
                self.begin(anchor, span, tag.map(|()| Inside::List(Vec::new())));
            }
            Event::MappingStart(anchor, tag) => {
                let tag = check_tag(tag.as_deref());
                self.begin(anchor, span, tag.map(|()| Inside::Table(OpenTable::default())));
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&span),
            Event::Scalar(..) | Event::Alias(_) if self.skipped > 0 => {}
            Event::Scalar(text, style, anchor, tag) => {
                self.read += 1;
                let resolved = resolve(text, style, tag.as_deref());
                let (value, written) = resolved.unwrap_or_else(|(problem, detail)| {
                    self.fault(span.clone(), problem, detail);
                    (NodeValue::Invalid, None)
                });
                self.finish(anchor, DataNode { written, ..DataNode::new(span, value) });
            }
            Event::Alias(anchor) => {
                let node = self.repeat(anchor, span);
                self.deliver(node);
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {}
        }
    }

    fn begin(&mut self, anchor: usize, span: Span, inside: Result<Inside<'a>, (SyntaxProblem, String)>) {
        self.read += 1;
        if self.skipped == 0 && self.open.len() < DEEPEST {
            let inside = inside.unwrap_or_else(|(problem, detail)| {
                self.fault(span.clone(), problem, detail);
                Inside::Invalid
            });
            self.open.push(OpenYaml { start: span.start, anchor, inside });
            return;
        }
        self.skipped += 1;
        if self.skipped == 1 {
            self.fault(span, SyntaxProblem::TooDeep, "lists and tables are nested too deeply");
        }
    }

    /// Ends the innermost list or table. In blocks, nothing stands at the end, and the last value inside is the end.
    fn end(&mut self, span: &Span) {
        if self.skipped > 0 {
            self.skipped -= 1;
            if self.skipped == 0 {
                self.deliver(DataNode::new(span.clone(), NodeValue::Invalid));
            }
            return;
        }
        let Some(OpenYaml { start, anchor, inside }) = self.open.pop() else { return };
        let (last, value) = match inside {
            Inside::List(items) => (items.last().map(|item| item.span.end), NodeValue::List(items)),
            Inside::Table(OpenTable { entries, .. }) => {
                (entries.last().map(|entry| entry.node.span.end), NodeValue::Table(entries))
            }
            Inside::Invalid => (None, NodeValue::Invalid),
        };
        let is_block_list = matches!(value, NodeValue::List(_)) && span.is_empty();
        let start = if is_block_list { self.places.dash_at_or_before(start) } else { start };
        let end = if span.is_empty() { last.unwrap_or(start) } else { span.end };
        self.finish(anchor, DataNode::new(start..end.max(start), value));
    }

    /// Keeps a value for aliases, and gives it to what it belongs to.
    fn finish(&mut self, anchor: usize, node: DataNode<'a>) {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.deliver(node);
    }

    fn deliver(&mut self, node: DataNode<'a>) {
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        match &mut open.inside {
            Inside::List(items) => items.push(node),
            Inside::Invalid => {}
            Inside::Table(table) => match std::mem::take(&mut table.next) {
                NextKey::Read(key, key_span) => table.push(NodeEntry { key, key_span, node }),
                NextKey::Unusable => {}
                NextKey::Wanted => {
                    let (key, fault) = key_of(node, table);
                    table.next = key;
                    self.faults.extend(fault);
                }
            },
        }
    }

    /// The value that an alias names, at the alias's own place.
    fn repeat(&mut self, anchor: usize, span: Span) -> DataNode<'a> {
        let invalid = DataNode::new(span.clone(), NodeValue::Invalid);
        let Some(repeated) = self.repeated else { return invalid };
        let Some(node) = self.anchors.get(&anchor) else {
            self.fault(span, SyntaxProblem::Alias, "an alias stands inside of what it names");
            return invalid;
        };
        let (count, depth) = node.measure();
        if self.open.len() + depth > DEEPEST {
            self.fault(span, SyntaxProblem::TooDeep, "lists and tables are nested too deeply");
            return invalid;
        }
        self.repeated_bytes += node.text_bytes();
        if repeated + count > MOST_REPEATED.max(self.read) || self.repeated_bytes > MOST_REPEATED_BYTES {
            self.repeated = None;
            self.fault(span, SyntaxProblem::TooManyAliases, "aliases repeat too many values");
            return invalid;
        }
        self.repeated = Some(repeated + count);
        DataNode { span, ..node.clone() }
    }

    /// Ends all that is open where the text stops being YAML.
    fn stop(&mut self, error: &ScanError) {
        let at = self.places.byte(error.marker().index());
        let end = self.places.end_of_char(at);
        // The parser has a limit of its own, which it meets before it says anything of what is inside.
        let is_deep = nesting(self.places.text()) > DEEPEST;
        match self.places.indenting_tab_near(at) {
            _ if is_deep => self.fault(at..end, SyntaxProblem::TooDeep, error.info()),
            Some(tab) => self.fault(tab..tab + 1, SyntaxProblem::Tab, TAB),
            None => self.fault(at..end, SyntaxProblem::Other, error.info()),
        }
        self.is_stopped = true;
        self.skipped = 0;
        while let Some(open) = self.open.last_mut() {
            if let Inside::Table(table) = &mut open.inside
                && let NextKey::Read(key, key_span) = std::mem::take(&mut table.next)
            {
                table.push(NodeEntry { key, key_span, node: DataNode::new(at..at, NodeValue::Invalid) });
            }
            self.end_cut(at);
        }
    }

    fn end_cut(&mut self, at: usize) {
        let Some(OpenYaml { start, inside, .. }) = self.open.pop() else { return };
        let value = match inside {
            Inside::List(items) => NodeValue::List(items),
            Inside::Table(table) => NodeValue::Table(table.entries),
            Inside::Invalid => NodeValue::Invalid,
        };
        self.deliver(DataNode { is_cut: true, ..DataNode::new(start..at.max(start), value) });
    }
}

/// What a value is as a key of a table, with the fault that there is one already or that it cannot be one.
fn key_of<'a>(node: DataNode<'a>, table: &OpenTable<'a>) -> (NextKey<'a>, Option<TreeFault>) {
    let span = node.span.clone();
    let key = match node.value {
        NodeValue::Text(text) => Some(text),
        NodeValue::Invalid => return (NextKey::Unusable, None),
        _ => node.to_data().into_key().map(Cow::Owned),
    };
    let Some(key) = key else {
        let detail = "only a text, a number or a boolean can be a key";
        return (NextKey::Unusable, Some(TreeFault::syntax(span, SyntaxProblem::Key, detail)));
    };
    let first = table.keys.find(&key, &table.entries, |entry| &entry.key);
    let first = first.and_then(|place| table.entries.get(place)).map(|entry| entry.key_span.clone());
    let fault = first.map(|first| TreeFault::duplicate(&key, span.clone(), first));
    (NextKey::Read(key, span), fault)
}
