//! Rules of style over the Japanese texts of typed entries: their bodies, and the fields that are texts.
//!
//! They only warn, and only where `style = true` stands in `[extra.tsubame.check]`. What words they go by is in
//! `data/style.yaml`; what is wrong is found in the file as it is written.

mod prose;
mod rules;
mod words;

use std::ops::Range;

use rayon::prelude::*;

use self::{
    prose::prose_of,
    rules::{StyleFault, find_faults},
    words::StyleWords,
};
use crate::{
    config::Config,
    content::{FrontMatter, Library, split_front_matter},
    site::{Project, read_types},
};
use tsubame_model::{
    schema::{ContentType, Field, FieldKind},
    source::{DataNode, Diagnostic, SourcePath, WithFaults},
};

/// Looks at all entries that have a type and are written in Japanese.
pub(super) fn check_style(project: &Project, config: &Config, library: &Library) -> Vec<Diagnostic> {
    if !config.tsubame.check.style {
        return Vec::new();
    }
    let words = match StyleWords::read(project) {
        Ok(words) => words,
        Err(fault) => return vec![fault],
    };
    let WithFaults { value: types, .. } = read_types(project, config);
    let check = |path: &SourcePath| {
        let kind = types.of_entry(path.strip_folder("content")?)?;
        let text = project.read_text(path).ok()?;
        Some(EntryStyle { path, text: &text, words: &words }.check(kind))
    };
    let pages = library.pages.par_iter().filter(|page| page.file.lang.as_str().starts_with("ja"));
    pages.filter_map(|page| check(&page.file.path)).flatten().collect()
}

/// The file of an entry.
struct EntryStyle<'a> {
    path: &'a SourcePath,
    text: &'a str,
    words: &'a StyleWords,
}

impl EntryStyle<'_> {
    fn check(&self, kind: &ContentType) -> Vec<Diagnostic> {
        let Ok(parts) = split_front_matter(self.path, self.text) else { return Vec::new() };
        let front = FrontMatter::parse(self.text, &parts);
        let mut faults = Vec::new();
        for field in &kind.fields {
            if let Some(entry) = front.root.find(&field.key) {
                self.check_field(field, &entry.node, &mut faults);
            }
        }
        let prose = prose_of(&self.text[parts.body.clone()]);
        let mut at = parts.body.start;
        for line in prose.split_inclusive('\n') {
            // Cells of tables are no sentences.
            let line_of_text = line.trim_end();
            let found = if line_of_text.starts_with('|') { Vec::new() } else { find_faults(line_of_text, self.words) };
            for fault in found {
                let span = at + fault.span.start..at + fault.span.end;
                faults.push(self.diagnostic(fault, &span));
            }
            at += line.len();
        }
        faults
    }

    /// Looks at a value, and at what is in it. What is wrong in a text is told at its beginning.
    fn check_field(&self, field: &Field, node: &DataNode<'_>, faults: &mut Vec<Diagnostic>) {
        match (field.kind, node.as_str()) {
            (FieldKind::Text, Some(text)) => {
                let text = prose_of(text);
                // Names of people and titles have spaces.
                let found = text.lines().flat_map(|line| find_faults(line, self.words));
                let found: Vec<_> = found.filter(|fault| fault.code != "style-space").collect();
                faults.extend(found.into_iter().map(|fault| self.diagnostic(fault, &node.span)));
            }
            (FieldKind::Table, _) => self.check_inside(field, node, faults),
            (FieldKind::Tables, _) => {
                node.as_list().unwrap_or_default().iter().for_each(|item| self.check_inside(field, item, faults));
            }
            _ => {}
        }
    }

    fn check_inside(&self, field: &Field, table: &DataNode<'_>, faults: &mut Vec<Diagnostic>) {
        for inner in &field.fields {
            if let Some(node) = table.get(&inner.key) {
                self.check_field(inner, node, faults);
            }
        }
    }

    fn diagnostic(&self, fault: StyleFault, span: &Range<usize>) -> Diagnostic {
        let StyleFault { code, message, hint, .. } = fault;
        Diagnostic::warning(code, message).in_file(self.path).at(self.text, span).with_hint(hint)
    }
}
