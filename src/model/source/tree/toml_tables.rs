//! How TOML's headers and dotted keys make tables: which of them may say more of the same table, and which may not.
//!
//! The rules are those of the `toml` crate, which Zola reads with; unlike it, nothing is lost here where they are broken.

use std::borrow::Cow;

use super::{
    super::Span,
    fault::{SyntaxProblem, TreeFault},
    key_index::KeyIndex,
    node::{DataNode, NodeEntry, NodeValue},
};

/// One part of a dotted key.
#[derive(Clone, Debug)]
pub(super) struct KeyPart<'a> {
    pub text: Cow<'a, str>,
    pub span: Span,
}

/// The number of a table among those being made.
pub(super) type TableNumber = usize;

/// All tables of a document while it is read.
pub(super) struct TableDrafts<'a> {
    tables: Vec<TableDraft<'a>>,
    pub faults: Vec<TreeFault>,
}

struct TableDraft<'a> {
    span: Span,
    made_by: MadeBy,
    entries: Vec<(KeyPart<'a>, DraftValue<'a>)>,
    keys: KeyIndex<'a>,
}

impl<'a> TableDraft<'a> {
    fn new(span: Span, made_by: MadeBy) -> Self {
        Self { span, made_by, entries: Vec::new(), keys: KeyIndex::default() }
    }

    fn position(&self, key: &str) -> Option<usize> {
        self.keys.find(key, &self.entries, |(part, _)| &part.text)
    }

    fn push(&mut self, key: KeyPart<'a>, value: DraftValue<'a>) {
        self.entries.push((key, value));
        self.keys.added(&self.entries, |(part, _)| &part.text);
    }
}

/// What brought a table into being, which decides what may add to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MadeBy {
    /// A header of its own, or it is the root.
    Header,
    /// The header of a table inside it.
    InnerHeader,
    /// A dotted key.
    DottedKey,
    /// Braces; nothing outside of them may add to it.
    Braces,
}

enum DraftValue<'a> {
    Node(DataNode<'a>),
    Table(TableNumber),
    /// Tables under one `[[header]]`.
    Tables(Vec<TableNumber>),
}

impl<'a> TableDrafts<'a> {
    /// The number of the root.
    pub const ROOT: TableNumber = 0;

    pub fn new(root: Span) -> Self {
        Self { tables: vec![TableDraft::new(root, MadeBy::Header)], faults: Vec::new() }
    }

    fn add(&mut self, span: Span, made_by: MadeBy) -> TableNumber {
        self.tables.push(TableDraft::new(span, made_by));
        self.tables.len() - 1
    }

    /// The table that lines below a header belong to. Where the header is at fault, it is one that says more of what is
    /// there already, or a second value under the same key.
    pub fn open_header(&mut self, mut path: Vec<KeyPart<'a>>, span: Span, is_list: bool) -> TableNumber {
        let Some(key) = path.pop() else { return self.add(span, MadeBy::Header) };
        let Some(parent) = self.descend(Self::ROOT, &path, MadeBy::InnerHeader) else {
            return self.add(span, MadeBy::Header);
        };
        let new = self.tables.len();
        let Some(at) = self.tables[parent].position(&key.text) else {
            self.add(span, MadeBy::Header);
            let value = if is_list { DraftValue::Tables(vec![new]) } else { DraftValue::Table(new) };
            self.tables[parent].push(key, value);
            return new;
        };
        let (first, value) = &mut self.tables[parent].entries[at];
        let first = first.span.clone();
        match value {
            DraftValue::Tables(tables) if is_list => {
                tables.push(new);
                return self.add(span, MadeBy::Header);
            }
            &mut DraftValue::Table(table) if !is_list => {
                if self.tables[table].made_by == MadeBy::InnerHeader {
                    self.tables[table].made_by = MadeBy::Header;
                    self.tables[table].span = span;
                } else {
                    self.faults.push(TreeFault::duplicate(&key.text, key.span, first));
                }
                return table;
            }
            _ => {}
        }
        self.faults.push(TreeFault::duplicate(&key.text, key.span.clone(), first));
        self.add(span, MadeBy::Header);
        self.tables[parent].push(key, DraftValue::Table(new));
        new
    }

    /// Puts a value under a dotted key of a table.
    pub fn insert(&mut self, table: TableNumber, mut path: Vec<KeyPart<'a>>, node: DataNode<'a>) {
        let Some(key) = path.pop() else { return };
        let Some(table) = self.descend(table, &path, MadeBy::DottedKey) else { return };
        if let Some(at) = self.tables[table].position(&key.text) {
            let first = self.tables[table].entries[at].0.span.clone();
            self.faults.push(TreeFault::duplicate(&key.text, key.span.clone(), first));
        }
        self.tables[table].push(key, DraftValue::Node(node));
    }

    /// Goes down from a table along a path, making the tables that are missing; `None` where something else is in the
    /// way, about which there is a fault then.
    fn descend(&mut self, mut table: TableNumber, path: &[KeyPart<'a>], by: MadeBy) -> Option<TableNumber> {
        for key in path {
            let Some(at) = self.tables[table].position(&key.text) else {
                let new = self.add(key.span.clone(), by);
                self.tables[table].push(key.clone(), DraftValue::Table(new));
                table = new;
                continue;
            };
            let (first, value) = &self.tables[table].entries[at];
            match value {
                DraftValue::Node(_) => {
                    let detail = format!("`{}` has a value already that no key can add to", key.text);
                    self.faults.push(TreeFault::syntax(key.span.clone(), SyntaxProblem::NotATable, detail));
                    return None;
                }
                DraftValue::Tables(tables) => table = *tables.last()?,
                &DraftValue::Table(inner) => {
                    let first = first.span.clone();
                    let draft = &mut self.tables[inner];
                    if by == MadeBy::DottedKey && draft.made_by == MadeBy::InnerHeader {
                        draft.made_by = MadeBy::DottedKey;
                    }
                    let is_closed = by == MadeBy::DottedKey && draft.made_by == MadeBy::Header;
                    if is_closed {
                        self.faults.push(TreeFault::duplicate(&key.text, key.span.clone(), first));
                        return None;
                    }
                    table = inner;
                }
            }
        }
        Some(table)
    }

    /// Begins a table in braces.
    pub fn open_braces(&mut self, span: Span) -> TableNumber {
        self.add(span, MadeBy::Braces)
    }

    /// Ends the table in braces that was begun last, at the byte `end`.
    pub fn close_braces(&mut self, table: TableNumber, end: usize) -> DataNode<'a> {
        let mut node = self.assemble(table);
        self.tables.truncate(table);
        node.span.end = end.max(node.span.end);
        node
    }

    /// The whole tree, with the faults.
    pub fn finish(mut self) -> (DataNode<'a>, Vec<TreeFault>) {
        (self.assemble(Self::ROOT), self.faults)
    }

    fn assemble(&mut self, table: TableNumber) -> DataNode<'a> {
        let draft = &mut self.tables[table];
        let (span, drafts) = (draft.span.clone(), std::mem::take(&mut draft.entries));
        let mut entries = Vec::with_capacity(drafts.len());
        for (key, value) in drafts {
            let node = match value {
                DraftValue::Node(node) => node,
                DraftValue::Table(table) => self.assemble(table),
                DraftValue::Tables(tables) => {
                    let items: Vec<_> = tables.into_iter().map(|table| self.assemble(table)).collect();
                    let span = items.first().map_or(key.span.clone(), |first| first.span.clone());
                    DataNode::new(span, NodeValue::List(items))
                }
            };
            entries.push(NodeEntry { key: key.text, key_span: key.span, node });
        }
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        DataNode::new(span, NodeValue::Table(entries))
    }
}
