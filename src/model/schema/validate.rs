//! An entry against its type: every fault at once, each with its place in the file and a remedy.

use std::{collections::BTreeSet, sync::LazyLock};

use jiff::Zoned;
use regex::Regex;

use super::{
    Condition, ContentType, Field, FieldKind, Subject, Types,
    condition::is_empty,
    definition::{did_you_mean, nearest_span},
    entry_file::{check_file, check_image},
    entry_words::{
        empty, is_missing, missing, names_draft, names_no_page, names_other_type, no_alt, rather_short, sample_left,
        too_few, too_many, unknown_key, written, wrong_folder,
    },
    text_length::count_read,
    time_marks::length_seconds,
    value::{Problem, check_item, check_length, check_value, too_short},
};
use crate::source::{
    Data, DataNode, Diagnostic, NodeEntry, Severity, SourcePath, Span, Step, Wording, pattern, steps_to, suggest,
};

/// An entry that is to be checked.
#[derive(Clone, Debug)]
pub struct EntryInput<'a> {
    /// Its type.
    pub kind: &'a ContentType,
    /// Its file.
    pub file: &'a SourcePath,
    /// The folder in which it belongs, below `content/`.
    pub folder: &'a str,
    /// The file's text.
    pub text: &'a str,
    /// Where the front matter is in the text.
    pub front: Span,
    /// Where the body is in the text.
    pub body: Span,
    /// The front matter, with its places.
    pub root: &'a DataNode<'a>,
    /// The same as plain data.
    pub data: &'a Data,
}

/// What an entry is checked against beside its type.
#[derive(Clone, Copy, Debug)]
pub struct ValidationContext<'a> {
    /// All types.
    pub types: &'a Types,
    /// All files of the project, sorted.
    pub files: &'a [SourcePath],
    /// Entries that are no part of the site because they are drafts, by their paths below `content/`.
    pub drafts: &'a BTreeSet<&'a str>,
    /// The time by which dates are past.
    pub now: &'a Zoned,
}

/// Finds every fault of an entry, in the order of its type's fields.
pub fn validate(draft: &EntryInput<'_>, around: &ValidationContext<'_>) -> Vec<Diagnostic> {
    let subject = Subject { data: draft.data, folder: draft.folder, now: around.now };
    let mut check = EntryCheck { draft, around, subject, faulty: Vec::new(), faults: Vec::new() };
    check.look_at_folder();
    for field in &draft.kind.fields {
        match field.key.as_str() {
            "body" => check.look_at_body(field),
            key => {
                let value = draft.data.find(key);
                check.look_at(field, value, &steps_to(key));
            }
        }
    }
    check.look_for_unknown(draft.data, "", &[]);
    check.look_at_rules();
    check.faults
}

/// The key at the end of a path, with its value.
fn entry_at<'a>(root: &'a DataNode<'a>, path: &[Step]) -> Option<&'a NodeEntry<'a>> {
    let (Step::Key(key), above) = path.split_last()? else { return None };
    let node = above.iter().try_fold(root, |node, step| match step {
        Step::Key(key) => node.get(key),
        Step::Item(at) => node.as_list()?.get(*at),
    });
    node?.entry(key)
}

/// The line with blanks in place of what stands between backquotes.
fn without_code(line: &str) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    let last = parts.len() - 1;
    let blank =
        |(at, part): (usize, &&str)| if at % 2 == 1 && at < last { " ".repeat(part.len()) } else { (*part).to_owned() };
    parts.iter().enumerate().map(blank).collect::<Vec<String>>().join("`")
}

/// Whether what every entry has of its own is still as the scaffold wrote it.
fn is_sample(field: &Field, written: &str) -> bool {
    let is_own = ["title", "description", "body"].contains(&field.key.as_str());
    let sample = field.sample.as_ref().and_then(Data::as_str).map_or("", str::trim);
    is_own && !sample.is_empty() && sample == written.trim()
}

/// A text that says less than it should. One that says nothing is looked at elsewhere.
fn look_at_length(field: &Field, text: &str) -> Option<Problem> {
    let (wanted, length) = (field.recommended_length?, count_read(text));
    (length > 0 && length < wanted).then(|| rather_short(length, wanted))
}

/// A check that is under way.
struct EntryCheck<'a> {
    draft: &'a EntryInput<'a>,
    around: &'a ValidationContext<'a>,
    subject: Subject<'a>,
    /// The keys of fields that have a fault.
    faulty: Vec<String>,
    faults: Vec<Diagnostic>,
}

impl EntryCheck<'_> {
    /// Looks at a field, there or not, in the front matter or in a table of it.
    fn look_at(&mut self, field: &Field, value: Option<&Data>, path: &[Step]) {
        let Some(value) = value.filter(|value| **value != Data::Null) else {
            if field.required && self.subject.meets(&field.show_when) {
                self.report(field, path, missing(field));
            }
            return;
        };
        if let Some(problem) = check_value(field, value) {
            self.report(field, path, problem);
            return;
        }
        if is_empty(value) {
            if field.required && self.subject.meets(&field.show_when) {
                self.report(field, path, empty(field));
            }
            return;
        }
        let text = value.as_str().unwrap_or_default();
        if is_sample(field, text) {
            self.warn(|check| check.report(field, path, sample_left()));
        } else if let Some(problem) = look_at_length(field, text) {
            self.warn(|check| check.report(field, path, problem));
        }
        self.look_at_size(field, value, path);
        match (field.kind, value) {
            (FieldKind::List, Data::List(items)) => {
                for (at, item) in items.iter().enumerate() {
                    let path = [path, &[Step::Item(at)]].concat();
                    let problem = check_item(field, item).or_else(|| self.lost_relation(field, item));
                    self.report_if_any(field, &path, problem);
                    self.look_for_draft(field, item, &path);
                }
            }
            (FieldKind::Table, table) => self.look_inside(field, table, path),
            (FieldKind::Tables, Data::List(tables)) => {
                for (at, table) in tables.iter().enumerate() {
                    self.look_inside(field, table, &[path, &[Step::Item(at)]].concat());
                }
                self.look_at_times(field, tables, path);
            }
            (FieldKind::Relation, value) => {
                let problem = self.lost_relation(field, value);
                self.report_if_any(field, path, problem);
                self.look_for_draft(field, value, path);
            }
            (FieldKind::Image, Data::Text(written)) => {
                let problem = check_image(written, self.draft.file, self.around.files);
                self.report_if_any(field, path, problem);
            }
            (FieldKind::File, Data::Text(written)) => {
                let problem = check_file(field, written, self.draft.file, self.around.files);
                self.report_if_any(field, path, problem);
            }
            _ => {}
        }
    }

    fn look_at_times(&mut self, field: &Field, tables: &[Data], path: &[Step]) {
        let Some(marks) = &field.time_marks else { return };
        let length = marks.until.as_deref().and_then(|key| self.draft.data.find(key)).and_then(Data::as_str);
        for (at, problem) in marks.check(tables, length.and_then(length_seconds)) {
            self.report(field, &[path, &[Step::Item(at), Step::Key(marks.at.clone())]].concat(), problem);
        }
    }

    /// A relation to a draft shows nothing, which is meant while the draft is being written and forgotten later.
    fn look_for_draft(&mut self, field: &Field, value: &Data, path: &[Step]) {
        let Some(written) = value.as_str().filter(|_| field.to.is_some()) else { return };
        if self.around.drafts.contains(written) {
            self.warn(|check| check.report(field, path, names_draft(written)));
        }
    }

    /// Reports what does not stop the site, and does not keep a field from being held to rules.
    fn warn(&mut self, report: impl FnOnce(&mut Self)) {
        let (faulty, before) = (self.faulty.len(), self.faults.len());
        report(self);
        self.faulty.truncate(faulty);
        self.faults[before..].iter_mut().for_each(|fault| fault.severity = Severity::Warning);
    }

    fn look_at_size(&mut self, field: &Field, value: &Data, path: &[Step]) {
        let Some(count) = value.as_list().map(<[Data]>::len) else { return };
        if let Some(least) = field.min_items.filter(|least| count < *least) {
            self.report(field, path, too_few(count, least));
        }
        if let Some(most) = field.max_items.filter(|most| count > *most) {
            self.report(field, path, too_many(count, most));
        }
    }

    fn look_inside(&mut self, field: &Field, table: &Data, path: &[Step]) {
        for inner in &field.fields {
            let path = [path, &[Step::Key(inner.key.clone())]].concat();
            self.look_at(inner, table.get(&inner.key), &path);
        }
        let names = || field.fields.iter().map(|inner| inner.key.as_str());
        for (key, _) in table.as_map().unwrap_or_default() {
            if !names().any(|name| name == key) {
                self.report_unknown(key, suggest(key, names()), &[path, &[Step::Key(key.clone())]].concat());
            }
        }
    }

    /// Warns of keys that no field has, in the tables that fields stand in.
    fn look_for_unknown(&mut self, table: &Data, prefix: &str, path: &[Step]) {
        let fields = &self.draft.kind.fields;
        for (key, value) in table.as_map().unwrap_or_default() {
            let full = format!("{prefix}{key}");
            let inside = format!("{full}.");
            let path = [path, &[Step::Key(key.clone())]].concat();
            if fields.iter().any(|field| field.key == full) {
                continue;
            }
            if fields.iter().any(|field| field.key.starts_with(&inside)) {
                self.look_for_unknown(value, &inside, &path);
                continue;
            }
            let beside = fields.iter().filter_map(|field| field.key.strip_prefix(prefix)).filter(|key| *key != "body");
            let beside = beside.map(|key| key.split('.').next().unwrap_or(key));
            self.report_unknown(key, suggest(key, beside), &path);
        }
    }

    fn report_unknown(&mut self, key: &str, meant: Option<&str>, path: &[Step]) {
        let kind = self.draft.kind;
        let (message, hint) = unknown_key(kind, key);
        let hint = meant.map_or(hint, did_you_mean);
        let fault = Diagnostic::warning("entry-unknown-key", message).in_file(self.draft.file).with_hint(hint);
        let span = entry_at(self.draft.root, path).map(|entry| entry.key_span.clone());
        self.faults.push(self.placed(fault, span));
    }

    fn look_at_folder(&mut self) {
        let kind = self.draft.kind;
        if kind.categories.is_empty() || kind.categories.iter().any(|category| category.folder == self.subject.folder) {
            return;
        }
        let (message, hint) = wrong_folder(kind, self.subject.folder);
        self.faults.push(Diagnostic::error("entry-folder", message).in_file(self.draft.file).with_hint(hint));
    }

    fn look_at_body(&mut self, field: &Field) {
        static WITHOUT_ALT: LazyLock<Regex> = LazyLock::new(|| pattern(r"!\[\s*\]\([^)]*\)"));
        let body = &self.draft.text[self.draft.body.clone()];
        let is_left = is_sample(field, body);
        if is_left {
            let start = self.draft.body.start + (body.len() - body.trim_start().len());
            let span = start..start + body.trim_start().lines().next().map_or(0, str::len);
            self.warn(|check| check.report_at((field, &Wording::of_site("body")), sample_left(), Some(span)));
        } else if let Some(problem) = look_at_length(field, body) {
            self.warn(|check| check.report_at((field, &Wording::of_site("body")), problem, None));
        }
        let length = body.trim().chars().count();
        if length == 0 && field.required && self.subject.meets(&field.show_when) {
            let problem = Problem::new("entry-missing", is_missing(), Wording::of_site(&field.hint));
            self.report_at((field, &Wording::of_site("body")), problem, None);
        } else if let Some(least) = field.min_length.filter(|least| length > 0 && length < *least && !is_left) {
            let problem = Problem::new("entry-limit", too_short(length, least), Wording::of_site(&field.hint));
            self.report_at((field, &Wording::of_site("body")), problem, None);
        } else if let Some(problem) = check_length(field, body.trim()).filter(|_| length > 0 && !is_left) {
            self.report_at((field, &Wording::of_site("body")), problem, None);
        }
        let (mut at, mut is_code) = (self.draft.body.start, false);
        for line in body.split_inclusive('\n') {
            is_code ^= line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
            let line_without_code = without_code(line);
            let shapes = Some(&*WITHOUT_ALT).filter(|_| !is_code).into_iter();
            let found = shapes.flat_map(|shape| shape.find_iter(&line_without_code));
            for image in found {
                let span = at + image.start()..at + image.end();
                self.report_at((field, &Wording::of_site("body")), no_alt(), Some(span));
            }
            at += line.len();
        }
    }

    /// A field that has a fault of its own is not held to rules as well: mending it may mend both.
    fn look_at_rules(&mut self) {
        for rule in self.draft.kind.rules.iter().filter(|rule| self.subject.meets(&rule.when)) {
            let Some(broken) = rule.require.iter().find(|condition| !condition.holds(&self.subject)) else { continue };
            let is_faulty = |key: &str| self.faulty.iter().any(|faulty| faulty == key);
            if rule.when.iter().chain(&rule.require).flat_map(Condition::keys).any(|(_, key)| is_faulty(key)) {
                continue;
            }
            let fault = rule.fault(self.draft.file);
            let span = Some(nearest_span(self.draft.root, &steps_to(&broken.field)));
            self.faults.push(self.placed(fault, span));
        }
    }

    fn lost_relation(&self, field: &Field, value: &Data) -> Option<Problem> {
        let (wanted, written) = (field.to.as_deref()?, value.as_str()?);
        let target = SourcePath::new(format!("content/{written}"));
        let label = self.around.types.get(wanted).map_or(wanted, |kind| kind.label.as_str());
        let of_wanted = |relative: &str| self.around.types.of_entry(relative).is_some_and(|kind| kind.id == wanted);
        if self.around.files.binary_search(&target).is_ok() {
            return (!of_wanted(written)).then(|| names_other_type(written, label));
        }
        let known = self.around.files.iter().filter_map(|path| path.strip_folder("content"));
        let meant = suggest(written, known.filter(|relative| of_wanted(relative)));
        Some(names_no_page(written, label, meant))
    }

    fn report_if_any(&mut self, field: &Field, path: &[Step], problem: Option<Problem>) {
        if let Some(problem) = problem {
            self.report(field, path, problem);
        }
    }

    fn report(&mut self, field: &Field, path: &[Step], problem: Problem) {
        let span = Some(nearest_span(self.draft.root, path));
        let key = Wording::compose(|language| written(path, language));
        self.report_at((field, &key), problem, span);
    }

    fn report_at(&mut self, (field, key): (&Field, &Wording), problem: Problem, span: Option<Span>) {
        let Problem { code, what, remedy } = problem;
        self.faulty.push(key.english().split('[').next().unwrap_or_default().to_owned());
        let message = Wording::new(
            format!("\"{}\" ({}) {}", field.label, key.english(), what.english()),
            format!("「{}」（{}）{}", field.label, key.japanese(), what.japanese()),
        );
        let fault = Diagnostic::error(code, message).in_file(self.draft.file);
        let fault = if remedy.is_empty() { fault } else { fault.with_hint(remedy) };
        // What is nowhere is told at the head of the file, where it would stand.
        let head = self.draft.front.start.saturating_sub(1);
        self.faults.push(fault.at(self.draft.text, &span.unwrap_or(head..head + 1)));
    }

    fn placed(&self, fault: Diagnostic, span: Option<Span>) -> Diagnostic {
        let start = self.draft.front.start;
        fault.at(self.draft.text, &span.unwrap_or(start.saturating_sub(1)..start))
    }
}
