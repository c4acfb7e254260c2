//! The phases in which people are who may come one day: `data/phases.yaml`, from the undecided to those who come at once.

use super::{
    definition::{DefinitionFile, key},
    named_list::check_names,
};
use crate::source::{Diagnostic, SourcePath, TableReader, Wording};

/// The one key of the file.
const LIST: &str = "phases";

/// A phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonPhase {
    /// Its name for programs.
    pub id: String,
    /// Its name for people.
    pub label: String,
}

impl PersonPhase {
    /// Where they are written.
    pub const FILE: &'static str = "data/phases.yaml";
}

/// Reads the phases from the text of their file, in its order. They may come with faults.
pub fn parse_phases(path: &SourcePath, text: &str) -> (Vec<PersonPhase>, Vec<Diagnostic>) {
    let file = DefinitionFile::parse(path, text);
    let (found, tree_faults) =
        file.read(|table| table.required(LIST).and_then(|list| list.list(|item| item.table(read_phase).flatten())));
    let found = found.unwrap_or_default();
    let mut faults = file.diagnostics(&tree_faults);
    if !tree_faults.is_empty() {
        return (found, faults);
    }
    if found.is_empty() {
        let message = Wording::new("there is not a single phase", "フェーズが一つもありません");
        let hint = Wording::new(
            "write phases under `phases:`, or remove this file if the site has none",
            "`phases:` の下にフェーズを書きます。フェーズのないサイトでは、このファイルを消します",
        );
        faults.push(file.fault_at(&[key(LIST)], message, hint));
    }
    let names: Vec<_> = found.iter().map(|phase| (phase.id.as_str(), phase.label.as_str())).collect();
    faults.extend(check_names(LIST, &names, &file));
    (found, faults)
}

fn read_phase(table: &mut TableReader<'_>) -> Option<PersonPhase> {
    let (id, label) = (table.required_text("id"), table.required_text("label"));
    Some(PersonPhase { id: id?, label: label? })
}
