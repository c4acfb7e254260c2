//! Files of `data/` that define something: parsed once, with faults that name file and place.

use crate::source::{
    DataNode, Diagnostic, Format, SourcePath, Span, Step, TableReader, TreeFault, Wording, parse_tree, read_table,
};

/// The code of every fault in a file that defines something.
pub(super) const CODE: &str = "schema-file";

/// Such a file, as a tree that knows its places.
#[derive(Clone, Debug)]
pub(super) struct DefinitionFile<'a> {
    /// The file.
    pub path: &'a SourcePath,
    /// Its text.
    pub text: &'a str,
    root: DataNode<'a>,
    faults: Vec<TreeFault>,
}

impl<'a> DefinitionFile<'a> {
    /// Parses a file; faults of its writing are told by [`DefinitionFile::read`].
    pub fn parse(path: &'a SourcePath, text: &'a str) -> Self {
        let (root, faults) = parse_tree(Format::Yaml, text, 0..text.len());
        Self { path, text, root, faults }
    }

    /// Reads what the file defines, with all that is wrong with its writing and its shape.
    pub fn read<T>(&self, read: impl FnOnce(&mut TableReader<'_>) -> Option<T>) -> (Option<T>, Vec<TreeFault>) {
        let mut faults = self.faults.clone();
        let found = read_table(&self.root, &mut faults, read).flatten();
        (found, faults)
    }

    /// Faults of writing and shape in words.
    pub fn diagnostics(&self, faults: &[TreeFault]) -> Vec<Diagnostic> {
        faults.iter().map(|fault| self.diagnostic(fault)).collect()
    }

    fn diagnostic(&self, fault: &TreeFault) -> Diagnostic {
        let section = match self.path.parent() {
            "data/forms" => "Forms",
            "data/types" => "Content types",
            "data/bookings" => "Bookings",
            "data/pipelines" => "Pipelines",
            _ if ["data/phases.yaml", "data/support.yaml"].contains(&self.path.as_str()) => "Pipelines",
            _ => "Content targets",
        };
        let about = Wording::new(
            format!("the README says under \"{section}\" what may stand here"),
            format!("書ける項目は README の「{section}」を見てください"),
        );
        let hint = Wording::compose(|language| {
            let about = about.in_language(language);
            let between = language.choose("; ", "。");
            fault.in_language(language).hint.map_or_else(|| about.to_owned(), |hint| format!("{hint}{between}{about}"))
        });
        let message = Wording::compose(|language| {
            let what = language.choose("this definition cannot be read", "この定義ファイルは読み込めません");
            format!("{what}: {}", fault.in_language(language).message)
        });
        Diagnostic::error(CODE, message).in_file(self.path).with_hint(hint).at(self.text, &fault.span)
    }

    /// A fault at a value of the file, or at the nearest value around it that is there. A hint that is empty is none.
    pub fn fault_at(&self, steps: &[Step], message: Wording, hint: Wording) -> Diagnostic {
        let fault = Diagnostic::error(CODE, message).in_file(self.path);
        let fault = if hint.is_empty() { fault } else { fault.with_hint(hint) };
        fault.at(self.text, &self.span_of(steps))
    }

    /// Where a value stands.
    pub fn span_of(&self, steps: &[Step]) -> Span {
        nearest_span(&self.root, steps)
    }

    /// A text at the top of the file, whatever else is wrong with it.
    pub fn text_of(&self, key: &str) -> Option<&str> {
        self.root.get(key)?.written_text()
    }
}

/// Where the value at the end of a path stands, or the nearest value around it that is there.
pub(super) fn nearest_span(root: &DataNode<'_>, steps: &[Step]) -> Span {
    let mut node = root;
    for step in steps {
        let inner = match step {
            Step::Key(key) => node.get(key),
            Step::Item(at) => node.as_list().and_then(|items| items.get(*at)),
        };
        let Some(inner) = inner else { break };
        node = inner;
    }
    node.span.clone()
}

/// The hint that something else was meant.
pub(super) fn did_you_mean(meant: &str) -> Wording {
    Wording::new(format!("did you mean `{meant}`?"), format!("`{meant}` の書き間違いではありませんか"))
}

/// Whether a text is a name for programs, which may stand in addresses: small letters, digits, `-` and `_`, forty at most.
pub(super) fn is_code(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    (1..=40).contains(&text.len()) && text.bytes().all(is_letter)
}

/// The step to a key.
pub(super) fn key(name: &str) -> Step {
    Step::Key(name.to_owned())
}

/// Reads a value for a test, which must not be at fault.
#[cfg(test)]
pub(super) fn read_for_test<T>(text: &str, read: impl FnOnce(crate::source::ValueReader<'_>) -> Option<T>) -> T {
    let (root, mut faults) = parse_tree(Format::Yaml, text, 0..text.len());
    let found = read(crate::source::read_value(&root, &mut faults));
    assert_eq!(faults, [], "{text}");
    found.unwrap_or_else(|| panic!("{text}"))
}
