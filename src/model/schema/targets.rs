//! How much content a site has promised: `data/targets.yaml`.

use super::{
    Condition, ContentType, EntryRef, Types,
    condition_check::ConditionScope,
    definition::{CODE, DefinitionFile, did_you_mean, key},
};
use crate::source::{Diagnostic, SourcePath, Step, TableReader, ValueReader, Wording, suggest};

/// The one key of the file.
const LIST: &str = "targets";

/// A number of entries that there have to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its name for programs.
    pub id: String,
    /// Its name for people.
    pub label: String,
    /// The type of the entries that count.
    pub type_id: String,
    /// What they have to be to count.
    pub conditions: Vec<Condition>,
    /// How many there have to be.
    pub want: usize,
    /// Where the number is from.
    pub source: String,
}

/// How far a target is reached.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetProgress {
    /// The target.
    pub target: Target,
    /// How many there are.
    pub have: usize,
}

impl TargetProgress {
    /// How many are missing.
    pub fn missing(&self) -> usize {
        self.target.want.saturating_sub(self.have)
    }
}

/// Reads the targets from the text of their file. One at fault is left out; the others count.
pub fn parse_targets(path: &SourcePath, text: &str, types: &Types) -> (Vec<Target>, Vec<Diagnostic>) {
    let file = DefinitionFile::parse(path, text);
    let mut at = 0;
    let read_item = |item: ValueReader<'_>| {
        at += 1;
        item.table(read_target).flatten().map(|target| (at - 1, target))
    };
    let (found, tree_faults) = file.read(|table| table.list(LIST, read_item));
    let found = found.unwrap_or_default();
    let mut faults = file.diagnostics(&tree_faults);
    if found.is_empty() && faults.is_empty() {
        let message = Wording::new("there is not a single target", "目標が一つもありません");
        let fault = Diagnostic::error(CODE, message).in_file(path);
        let hint = Wording::new(
            "write targets under `targets:`, or remove this file if the site has none",
            "`targets:` の下に目標を書きます。目標のないサイトでは、このファイルを消します",
        );
        faults.push(fault.with_hint(hint));
    }
    let is_at_fault = |at: usize| tree_faults.iter().any(|fault| fault.path.get(1) == Some(&Step::Item(at)));
    let mut targets: Vec<Target> = Vec::new();
    for (at, target) in found.into_iter().filter(|(at, _)| !is_at_fault(*at)) {
        let before = faults.len();
        let mut report = |steps: &[Step], message: Wording, hint: Wording| {
            faults.push(file.fault_at(&[&[key(LIST), Step::Item(at)], steps].concat(), message, hint));
        };
        if targets.iter().any(|other| other.id == target.id) {
            let message = Wording::new(
                format!("the id `{}` stands there twice", target.id),
                format!("id `{}` が二度あります", target.id),
            );
            report(&[key("id")], message, Wording::new("choose another id", "別の id にしてください"));
        }
        if let Some(kind) = types.get(&target.type_id) {
            check_conditions(&target.conditions, kind, &mut report);
        } else {
            let meant = suggest(&target.type_id, types.iter().map(|kind| kind.id.as_str()));
            let ids = || Wording::new("write an id from data/types", "data/types にある id を書きます");
            let message = Wording::new(
                format!("there is no type `{}`", target.type_id),
                format!("種類 `{}` がありません", target.type_id),
            );
            report(&[key("type")], message, meant.map_or_else(ids, did_you_mean));
        }
        if faults.len() == before {
            targets.push(target);
        }
    }
    (targets, faults)
}

fn read_target(table: &mut TableReader<'_>) -> Option<Target> {
    let (id, label, type_id) = (table.required_text("id"), table.required_text("label"), table.required_text("type"));
    let conditions = table.list("where", Condition::read).unwrap_or_default();
    let want = table.required("want").and_then(ValueReader::integer);
    let source = table.text("source").unwrap_or_default();
    Some(Target { id: id?, label: label?, type_id: type_id?, conditions, want: want?, source })
}

fn check_conditions(conditions: &[Condition], kind: &ContentType, report: &mut dyn FnMut(&[Step], Wording, Wording)) {
    let scope = ConditionScope::of_type(kind);
    for (at, condition) in conditions.iter().enumerate() {
        for fault in scope.check(condition) {
            report(&[key("where"), Step::Item(at), key(fault.key)], fault.message, fault.hint);
        }
    }
}

/// Counts the entries for each target.
pub fn count_targets(targets: Vec<Target>, entries: &[EntryRef<'_>]) -> Vec<TargetProgress> {
    let tally = |target: Target| {
        let of_type = entries.iter().filter(|entry| entry.kind.id == target.type_id);
        let have = of_type.filter(|entry| entry.subject.meets(&target.conditions)).count();
        TargetProgress { target, have }
    };
    targets.into_iter().map(tally).collect()
}
