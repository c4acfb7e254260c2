//! Reading a table by its keys, collecting all that is wrong with it.

use std::collections::BTreeSet;

use super::{
    super::{Data, Date, Span, Wording},
    fault::{TreeFault, TreeFaultKind},
    node::{DataNode, NodeEntry, NodeValue, Shape},
    suggest::suggest,
    value_reader::{Trail, ValueReader, WholeNumber},
};

/// A table that is being read.
///
/// A method with the name of a kind reads an optional value: `None` means that the key is missing or says nothing
/// (`key: ~`), or that its value is at fault, which is among the faults then. Values that have to be there are read by
/// [`TableReader::required`]. Since `?` would hide the faults that come after it, read all keys before using it:
///
/// ```text
/// let category = read_table(&root, &mut faults, |table| {
///     let (folder, label) = (table.required_text("folder"), table.required_text("label"));
///     let hint = table.text("hint").unwrap_or_default();
///     Some(Category { folder: folder?, label: label?, hint })
/// });
/// ```
pub struct TableReader<'r> {
    entries: &'r [NodeEntry<'r>],
    node: &'r DataNode<'r>,
    trail: Trail<'r>,
    faults: &'r mut Vec<TreeFault>,
    asked: Vec<&'static str>,
    tolerates_unknown: bool,
}

/// Reads a whole text as a table. A text that says nothing (`~`) is an empty one.
pub fn read_table<T>(
    root: &DataNode<'_>,
    faults: &mut Vec<TreeFault>,
    read: impl FnOnce(&mut TableReader<'_>) -> T,
) -> Option<T> {
    if root.value == NodeValue::Null {
        let empty = DataNode::new(root.span.clone(), NodeValue::Table(Vec::new()));
        return read_value(&empty, faults).table(read);
    }
    read_value(root, faults).table(read)
}

/// Begins to read a value of any kind.
pub fn read_value<'r>(node: &'r DataNode<'r>, faults: &'r mut Vec<TreeFault>) -> ValueReader<'r> {
    ValueReader { node, trail: Trail::Root, faults }
}

impl ValueReader<'_> {
    /// A table with certain keys. Keys that `read` did not ask for are faults, unless it tolerates them.
    pub fn table<T>(mut self, read: impl FnOnce(&mut TableReader<'_>) -> T) -> Option<T> {
        let Some(entries) = self.node.as_table() else { return self.wrong(Shape::Table) };
        let mut table = TableReader::new(self, entries);
        let value = read(&mut table);
        table.report_unknown();
        Some(value)
    }
}

impl<'r> TableReader<'r> {
    pub(super) fn new(value: ValueReader<'r>, entries: &'r [NodeEntry<'r>]) -> Self {
        let ValueReader { node, trail, faults } = value;
        Self { entries, node, trail, faults, asked: Vec::with_capacity(24), tolerates_unknown: false }
    }

    fn entry(&mut self, key: &'static str) -> Option<&'r NodeEntry<'r>> {
        self.asked.push(key);
        self.entries.iter().find(|entry| entry.key == key)
    }

    fn value(&mut self, entry: &'r NodeEntry<'r>) -> ValueReader<'_> {
        ValueReader { node: &entry.node, trail: Trail::Key(&self.trail, &entry.key), faults: &mut *self.faults }
    }

    /// The value under a key, unless it is missing or says nothing.
    pub fn optional(&mut self, key: &'static str) -> Option<ValueReader<'_>> {
        let entry = self.entry(key)?;
        if entry.node.value == NodeValue::Null { None } else { Some(self.value(entry)) }
    }

    /// The value under a key that has to be there.
    pub fn required(&mut self, key: &'static str) -> Option<ValueReader<'_>> {
        if let Some(entry) = self.entry(key) {
            return Some(self.value(entry));
        }
        // Below a fault of writing, the key may well be there.
        if !self.node.is_cut {
            self.fault(self.node.span.clone(), TreeFaultKind::MissingKey { key });
        }
        None
    }

    /// Adds a fault of the table.
    pub fn fault(&mut self, span: Span, kind: TreeFaultKind) {
        self.faults.push(TreeFault { span, path: self.trail.steps(), kind });
    }

    /// Adds a fault of the value under a key, in the reader's own words; of the table where the key is missing.
    pub fn refuse(&mut self, key: &'static str, reason: Wording) {
        match self.entry(key) {
            Some(entry) => self.value(entry).refuse(reason),
            None => self.fault(self.node.span.clone(), TreeFaultKind::Refused { reason }),
        }
    }

    /// The table itself.
    pub fn node(&self) -> &'r DataNode<'r> {
        self.node
    }

    /// Lets keys be that nobody asks for.
    pub fn tolerate_unknown(&mut self) {
        self.tolerates_unknown = true;
    }

    /// The entries that nobody has asked for yet. They count as asked for then.
    pub fn rest(&mut self) -> Vec<&'r NodeEntry<'r>> {
        self.tolerates_unknown = true;
        self.entries.iter().filter(|entry| !self.asked.contains(&entry.key.as_ref())).collect()
    }

    pub(super) fn report_unknown(mut self) {
        if self.tolerates_unknown {
            return;
        }
        let mut told = BTreeSet::new();
        let unknown = self.entries.iter().filter(|entry| !self.asked.contains(&entry.key.as_ref()));
        let unknown: Vec<_> = unknown.filter(|entry| told.insert(entry.key.as_ref())).collect();
        for entry in unknown {
            let (key, allowed) = (entry.key.as_ref().to_owned(), self.asked.clone());
            let meant = suggest(&key, allowed.iter().copied());
            let kind = TreeFaultKind::UnknownKey { key, meant, allowed };
            self.fault(entry.key_span.clone(), kind);
        }
    }
}

/// Values under keys, by their kinds.
impl TableReader<'_> {
    /// A text.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        self.optional(key)?.text()
    }

    /// A text that has to be there.
    pub fn required_text(&mut self, key: &'static str) -> Option<String> {
        self.required(key)?.text()
    }

    /// True or false.
    pub fn boolean(&mut self, key: &'static str) -> Option<bool> {
        self.optional(key)?.boolean()
    }

    /// A whole number that `T` can hold.
    pub fn integer<T: WholeNumber>(&mut self, key: &'static str) -> Option<T> {
        self.optional(key)?.integer()
    }

    /// Any number.
    pub fn number(&mut self, key: &'static str) -> Option<f64> {
        self.optional(key)?.number()
    }

    /// A date.
    pub fn date(&mut self, key: &'static str) -> Option<Date> {
        self.optional(key)?.date()
    }

    /// The meaning of one of several texts.
    pub fn one_of<T: Clone>(&mut self, key: &'static str, meanings: &[(&str, T)]) -> Option<T> {
        self.optional(key)?.one_of(meanings)
    }

    /// A text that something else can read, or say in one sentence why it cannot.
    pub fn parse<T, R: Into<Wording>>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, R>,
    ) -> Option<T> {
        self.optional(key)?.parse(parse)
    }

    /// Plain data of any kind.
    pub fn data(&mut self, key: &'static str) -> Option<Data> {
        self.optional(key)?.data()
    }

    /// A table of plain data.
    pub fn data_table(&mut self, key: &'static str) -> Option<Data> {
        self.optional(key)?.data_table()
    }

    /// A list of texts.
    pub fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        self.optional(key)?.texts()
    }

    /// A list of texts, or one text that stands for a list.
    pub fn text_or_texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        self.optional(key)?.text_or_texts()
    }

    /// A list; items at fault are left out.
    pub fn list<T>(&mut self, key: &'static str, read: impl FnMut(ValueReader<'_>) -> Option<T>) -> Option<Vec<T>> {
        self.optional(key)?.list(read)
    }

    /// A table.
    pub fn table<T>(&mut self, key: &'static str, read: impl FnOnce(&mut TableReader<'_>) -> T) -> Option<T> {
        self.optional(key)?.table(read)
    }

    /// A list of tables; those of which `read` makes nothing are left out.
    pub fn tables<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut TableReader<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.optional(key)?.list(|item| item.table(&mut read).flatten())
    }

    /// A table whose keys are free.
    pub fn entries<T>(
        &mut self,
        key: &'static str,
        read: impl FnMut(&str, ValueReader<'_>) -> Option<T>,
    ) -> Option<Vec<(String, T)>> {
        self.optional(key)?.entries(read)
    }
}
