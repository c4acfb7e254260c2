//! The configuration file beside its tree, so that faults of its meaning get their places.

use tsubame_model::source::{DataNode, Diagnostic, Place, SourcePath, Span};

/// A configuration file as it was read.
#[derive(Clone, Copy)]
pub(super) struct ConfigSource<'a> {
    /// The file, from the project's root.
    pub file: &'a SourcePath,
    /// Its text.
    pub text: &'a str,
    /// What it says.
    pub root: &'a DataNode<'a>,
}

impl ConfigSource<'_> {
    /// Puts a fault at the value at the end of `path`; in the file alone when there is no such value.
    pub fn at(&self, fault: Diagnostic, path: &[&str]) -> Diagnostic {
        self.at_span(fault, self.node(path).map(|node| &node.span))
    }

    /// Puts a fault at the key at the end of `path`.
    pub fn at_key(&self, fault: Diagnostic, path: &[&str]) -> Diagnostic {
        let entry = path.split_last().and_then(|(key, above)| self.node(above)?.entry(key));
        self.at_span(fault, entry.map(|entry| &entry.key_span))
    }

    /// Puts a fault at an item of the list at the end of `path`.
    pub fn at_item(&self, fault: Diagnostic, path: &[&str], item: usize) -> Diagnostic {
        let items = self.node(path).and_then(DataNode::as_list);
        self.at_span(fault, items.and_then(|items| items.get(item)).map(|node| &node.span))
    }

    /// Whether there is a value at the end of `path`.
    pub fn has(&self, path: &[&str]) -> bool {
        self.node(path).is_some()
    }

    /// The place of the value at the end of `path`.
    pub fn place(&self, path: &[&str]) -> Option<Place> {
        self.node(path).map(|node| Place::of(self.text, &node.span))
    }

    fn node(&self, path: &[&str]) -> Option<&DataNode<'_>> {
        path.iter().try_fold(self.root, |node, key| node.get(key))
    }

    fn at_span(&self, fault: Diagnostic, span: Option<&Span>) -> Diagnostic {
        let fault = fault.in_file(self.file);
        match span {
            Some(span) => fault.at(self.text, span),
            None => fault,
        }
    }
}
