//! Lists in `data/` whose items have a name for programs and one for people: phases, offices.

use super::definition::{DefinitionFile, is_code, key};
use crate::source::{Diagnostic, Step, Wording};

/// Finds what the names of a list must not be. `names` are the `id` and the `label` of each item, in the order of the file.
pub(super) fn check_names(list: &str, names: &[(&str, &str)], file: &DefinitionFile<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (at, (id, label)) in names.iter().enumerate() {
        let mut report = |name: &str, message: Wording, hint: Wording| {
            faults.push(file.fault_at(&[key(list), Step::Item(at), key(name)], message, hint));
        };
        if !is_code(id) {
            let message = Wording::new(format!("the name `{id}` cannot be used"), format!("名前 `{id}` は使えません"));
            let hint = Wording::new(
                "write small letters from a to z, digits, - and _, 40 at most",
                "英小文字、数字、-、_ で40文字までにします",
            );
            report("id", message, hint);
        }
        if names[..at].iter().any(|(other, _)| other == id) {
            let message =
                Wording::new(format!("the id `{id}` stands there twice"), format!("id `{id}` が二度あります"));
            report("id", message, Wording::new("choose another id", "別の id にしてください"));
        }
        if label.trim().is_empty() {
            let message = Wording::new("`label` is empty", "label が空です");
            report("label", message, Wording::new("write the words that people see", "人に見せる言葉を書きます"));
        }
    }
    faults
}
