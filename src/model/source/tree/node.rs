//! The tree: plain data whose every value and key knows where it stands.

use std::borrow::Cow;

use super::super::{Data, Span};

/// A value of a TOML or YAML text, with its place.
///
/// Texts are borrowed from the source wherever they stand there as they are; [`DataNode::into_owned`] ends that.
#[derive(Clone, Debug, PartialEq)]
pub struct DataNode<'a> {
    /// Bytes of the value in its file. A table that a TOML header opens has the header's; one that only a longer key
    /// implies has that of its part of the key.
    pub span: Span,
    /// The value.
    pub value: NodeValue<'a>,
    /// As written, where YAML made something else than a text of a word without quotes: `1.10`, `0x1F`, `yes`. Whoever
    /// wants a text there takes this one, as serde does.
    pub(super) written: Option<Cow<'a, str>>,
    /// Whether a fault of writing ended the table before its end, so that keys may be missing that are in the file.
    pub(super) is_cut: bool,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeValue<'a> {
    /// Nothing.
    Null,
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A whole number too large for [`NodeValue::Integer`].
    Large(u64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// A date, time or both of TOML, written without quotes; the text is in the form of RFC 3339. YAML's dates are texts.
    Date(Cow<'a, str>),
    /// A list.
    List(Vec<DataNode<'a>>),
    /// Keys and values: of TOML sorted by key, as its reader hands them on; of YAML in the order of the file. A key that
    /// stands there twice, which is a fault, is in it twice.
    Table(Vec<NodeEntry<'a>>),
    /// Something that could not be read, about which there is a fault already.
    Invalid,
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeEntry<'a> {
    /// The key, without quotes.
    pub key: Cow<'a, str>,
    /// Bytes of the key in its file.
    pub key_span: Span,
    /// The value.
    pub node: DataNode<'a>,
}

/// Kinds of values, as faults speak of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing.
    Null,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A number with a fraction; as what is wanted, any number.
    Number,
    /// A text.
    Text,
    /// A date.
    Date,
    /// A list.
    List,
    /// A list of texts.
    Texts,
    /// A text, or a list of texts.
    TextOrTexts,
    /// A table.
    Table,
}

impl<'a> DataNode<'a> {
    /// A node of the given value.
    pub(super) fn new(span: Span, value: NodeValue<'a>) -> Self {
        Self { span, value, written: None, is_cut: false }
    }

    /// A tree of plain data, all of which stands at `span`.
    pub(super) fn without_places(data: Data, span: &Span) -> Self {
        let value = match data {
            Data::Null => NodeValue::Null,
            Data::Bool(value) => NodeValue::Boolean(value),
            Data::Integer(value) => NodeValue::Integer(value),
            Data::Large(value) => NodeValue::Large(value),
            Data::Float(value) => NodeValue::Float(value),
            Data::Text(text) => NodeValue::Text(Cow::Owned(text)),
            Data::List(items) => {
                NodeValue::List(items.into_iter().map(|item| Self::without_places(item, span)).collect())
            }
            Data::Map(entries) => {
                let entry = |(key, value)| NodeEntry {
                    key: Cow::Owned(key),
                    key_span: span.clone(),
                    node: Self::without_places(value, span),
                };
                NodeValue::Table(entries.into_iter().map(entry).collect())
            }
        };
        Self::new(span.clone(), value)
    }

    /// The kind of the value; `None` for what could not be read.
    pub fn shape(&self) -> Option<Shape> {
        Some(match self.value {
            NodeValue::Null => Shape::Null,
            NodeValue::Boolean(_) => Shape::Boolean,
            NodeValue::Integer(_) | NodeValue::Large(_) => Shape::Integer,
            NodeValue::Float(_) => Shape::Number,
            NodeValue::Text(_) => Shape::Text,
            NodeValue::Date(_) => Shape::Date,
            NodeValue::List(_) => Shape::List,
            NodeValue::Table(_) => Shape::Table,
            NodeValue::Invalid => return None,
        })
    }

    /// The first entry under `key`, if this is a table that has one.
    pub fn entry(&self, key: &str) -> Option<&NodeEntry<'a>> {
        self.as_table()?.iter().find(|entry| entry.key == key)
    }

    /// The value under `key`, if this is a table that has it.
    pub fn get(&self, key: &str) -> Option<&DataNode<'a>> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The entry at the end of a path of keys parted by dots: `extra.start`.
    pub fn find(&self, path: &str) -> Option<&NodeEntry<'a>> {
        match path.split_once('.') {
            Some((key, rest)) => self.get(key)?.find(rest),
            None => self.entry(path),
        }
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What a reader of texts gets: a text, or a word of YAML that resolves to something else, as written.
    pub fn written_text(&self) -> Option<&str> {
        self.as_str().or(self.written.as_deref())
    }

    /// The text of a date, or any other text, which may be a date too.
    pub fn as_date_text(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Text(text) | NodeValue::Date(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if this is a list.
    pub fn as_list(&self) -> Option<&[DataNode<'a>]> {
        match &self.value {
            NodeValue::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, if this is a table.
    pub fn as_table(&self) -> Option<&[NodeEntry<'a>]> {
        match &self.value {
            NodeValue::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The plain value, as `parse_toml` and `parse_yaml` read it. What could not be read is [`Data::Null`].
    pub fn to_data(&self) -> Data {
        match &self.value {
            NodeValue::Null | NodeValue::Invalid => Data::Null,
            NodeValue::Boolean(value) => Data::Bool(*value),
            NodeValue::Integer(value) => Data::Integer(*value),
            NodeValue::Large(value) => Data::Large(*value),
            NodeValue::Float(value) => Data::Float(*value),
            NodeValue::Text(text) | NodeValue::Date(text) => Data::Text(text.as_ref().to_owned()),
            NodeValue::List(items) => Data::List(items.iter().map(DataNode::to_data).collect()),
            NodeValue::Table(entries) => {
                Data::Map(entries.iter().map(|entry| (entry.key.as_ref().to_owned(), entry.node.to_data())).collect())
            }
        }
    }

    /// The same tree, which needs its source no longer.
    pub fn into_owned(self) -> DataNode<'static> {
        let owned = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        let value = match self.value {
            NodeValue::Null => NodeValue::Null,
            NodeValue::Boolean(value) => NodeValue::Boolean(value),
            NodeValue::Integer(value) => NodeValue::Integer(value),
            NodeValue::Large(value) => NodeValue::Large(value),
            NodeValue::Float(value) => NodeValue::Float(value),
            NodeValue::Text(text) => NodeValue::Text(owned(text)),
            NodeValue::Date(text) => NodeValue::Date(owned(text)),
            NodeValue::List(items) => NodeValue::List(items.into_iter().map(DataNode::into_owned).collect()),
            NodeValue::Table(entries) => NodeValue::Table(entries.into_iter().map(NodeEntry::into_owned).collect()),
            NodeValue::Invalid => NodeValue::Invalid,
        };
        DataNode { span: self.span, value, written: self.written.map(owned), is_cut: self.is_cut }
    }

    /// How many values the tree has, itself included, and how deep it is; a scalar is one value and 0 deep.
    pub(super) fn measure(&self) -> (usize, usize) {
        let add = |(count, depth): (usize, usize), child: &DataNode<'a>| {
            let (more, deeper) = child.measure();
            (count + more, depth.max(deeper + 1))
        };
        match &self.value {
            NodeValue::List(items) => items.iter().fold((1, 1), add),
            NodeValue::Table(entries) => entries.iter().map(|entry| &entry.node).fold((1, 1), add),
            _ => (1, 0),
        }
    }

    /// How many bytes the texts and keys of the tree have.
    pub(super) fn text_bytes(&self) -> usize {
        let written = self.written.as_ref().map_or(0, |written| written.len());
        let inside = match &self.value {
            NodeValue::Text(text) | NodeValue::Date(text) => text.len(),
            NodeValue::List(items) => items.iter().map(DataNode::text_bytes).sum(),
            NodeValue::Table(entries) => entries.iter().map(|entry| entry.key.len() + entry.node.text_bytes()).sum(),
            _ => 0,
        };
        written + inside
    }
}

impl NodeEntry<'_> {
    fn into_owned(self) -> NodeEntry<'static> {
        let Self { key, key_span, node } = self;
        NodeEntry { key: Cow::Owned(key.into_owned()), key_span, node: node.into_owned() }
    }
}
