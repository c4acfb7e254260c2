//! How much content a site has promised: `data/targets.yaml`.

use serde::Deserialize;

use super::{
    Condition, ContentType, Mentions, Types,
    condition_check::ConditionScope,
    near::nearest,
    read::{CODE, did_you_mean, fault_at},
    target_list::read_targets,
};
use crate::source::{Diagnostic, SourcePath, Step};

/// A number of entries that there have to be.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a target: id, label, type, want")]
pub struct Target {
    /// Its name for programs.
    pub id: String,
    /// Its name for people.
    pub label: String,
    /// The type of the entries that count.
    #[serde(rename = "type")]
    pub type_id: String,
    /// What they have to be to count.
    #[serde(default, rename = "where")]
    pub conditions: Vec<Condition>,
    /// How many there have to be.
    pub want: usize,
    /// Where the number is from.
    #[serde(default)]
    pub source: String,
}

/// How far a target is reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// The target.
    pub target: Target,
    /// How many there are.
    pub have: usize,
}

impl Tally {
    /// How many are missing.
    pub fn missing(&self) -> usize {
        self.target.want.saturating_sub(self.have)
    }
}

/// Reads the targets from the text of their file. One at fault is left out; the others count.
pub fn parse_targets(path: &SourcePath, text: &str, types: &Types) -> (Vec<Target>, Vec<Diagnostic>) {
    let (found, mut faults) = read_targets(path, text);
    if found.is_empty() && faults.is_empty() {
        let fault = Diagnostic::error(CODE, "目標が一つもありません").in_file(path);
        let hint = "`targets:` の下に目標を書きます。目標のないサイトでは、このファイルを消します";
        faults.push(fault.with_hint(hint));
    }
    let mut targets: Vec<Target> = Vec::new();
    for (at, target) in found {
        let before = faults.len();
        let mut report = |steps: &[Step], message: String, hint: &str| {
            let steps = [&[key("targets"), Step::Item(at)], steps].concat();
            faults.push(fault_at(path, text, &steps, (message, hint)));
        };
        if targets.iter().any(|other| other.id == target.id) {
            report(&[key("id")], format!("id `{}` が二度あります", target.id), "別の id にしてください");
        }
        if let Some(kind) = types.get(&target.type_id) {
            check_conditions(&target.conditions, kind, &mut report);
        } else {
            let meant = nearest(&target.type_id, types.iter().map(|kind| kind.id.as_str()));
            let hint = meant.map_or_else(|| "data/types にある id を書きます".to_owned(), did_you_mean);
            report(&[key("type")], format!("種類 `{}` がありません", target.type_id), &hint);
        }
        if faults.len() == before {
            targets.push(target);
        }
    }
    (targets, faults)
}

fn check_conditions(conditions: &[Condition], kind: &ContentType, report: &mut dyn FnMut(&[Step], String, &str)) {
    let scope = ConditionScope::of_type(kind);
    for (at, condition) in conditions.iter().enumerate() {
        for fault in scope.check(condition) {
            report(&[key("where"), Step::Item(at), key(fault.key)], fault.message, &fault.hint);
        }
    }
}

fn key(name: &str) -> Step {
    Step::Key(name.to_owned())
}

/// Counts the entries for each target.
pub fn count_targets(targets: Vec<Target>, entries: &[Mentions<'_>]) -> Vec<Tally> {
    let tally = |target: Target| {
        let of_type = entries.iter().filter(|entry| entry.kind.id == target.type_id);
        let have = of_type.filter(|entry| entry.subject.meets(&target.conditions)).count();
        Tally { target, have }
    };
    targets.into_iter().map(tally).collect()
}
