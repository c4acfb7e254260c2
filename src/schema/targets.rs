//! How much content a site has promised: `data/targets.yaml`.

use serde::Deserialize;

use super::{
    Condition, Mentions, Types,
    near::nearest,
    read::{fault_at, read_yaml},
};
use crate::source::{Diagnostic, SourcePath, Step};

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a list `targets`")]
struct File {
    targets: Vec<Target>,
}

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

/// Reads the targets from the text of their file.
pub fn parse_targets(path: &SourcePath, text: &str, types: &Types) -> (Vec<Target>, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let File { targets } = read_yaml(path, text, &mut faults).unwrap_or_default();
    for (at, target) in targets.iter().enumerate() {
        let inside = |steps: &[Step]| [&[Step::Key("targets".to_owned()), Step::Item(at)], steps].concat();
        let key = |name: &str| Step::Key(name.to_owned());
        let mut report = |steps: &[Step], message: String, hint: &str| {
            faults.push(fault_at(path, text, &inside(steps), (message, hint)));
        };
        if targets[..at].iter().any(|other| other.id == target.id) {
            report(&[key("id")], format!("id `{}` が二度あります", target.id), "別の id にしてください");
        }
        let Some(kind) = types.get(&target.type_id) else {
            let message = format!("種類 `{}` がありません", target.type_id);
            report(&[key("type")], message, "data/types にある id を書きます");
            continue;
        };
        for (at, condition) in target.conditions.iter().enumerate() {
            let unknown = condition.keys().find(|key| *key != "folder" && kind.field(key).is_none());
            let Some(unknown) = unknown else { continue };
            let meant = nearest(unknown, kind.fields.iter().map(|field| field.key.as_str()));
            let hint = meant.map_or_else(String::new, |meant| format!("`{meant}` の書き間違いではありませんか"));
            let steps = [key("where"), Step::Item(at), key("field")];
            report(&steps, format!("{}に項目 `{unknown}` はありません", kind.label), &hint);
        }
    }
    (targets, faults)
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
