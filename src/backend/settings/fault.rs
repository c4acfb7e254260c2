//! Faults of the settings, as they are told.

use tsubame_model::source::{Diagnostic, Place, SourcePath, TreeFault, Wording};

/// The name of the file, in the folder of the project.
pub const SETTINGS_FILE: &str = "tsubame.toml";

/// The code of every fault in the settings.
pub(super) const CODE: &str = "server-settings";

/// What a line that holds a secret is known by: a key that is none of ours, or an address with a password in it.
const MARKS: [&str; 5] = ["password", "passwd", "secret", "access_key", "://"];

/// A fault with its place. An excerpt of the file lands in journals, so a line that may hold a secret is named by its number.
pub(super) fn diagnostic(fault: TreeFault, path: &SourcePath, text: &str) -> Diagnostic {
    let place = Place::of(text, &fault.span);
    let line = text.lines().nth(place.line - 1).unwrap_or_default().to_lowercase();
    let told = Diagnostic::of_tree(CODE, fault, text).in_file(path);
    let told = told
        .with_fallback_hint(&Wording::new("the README has a table of all settings", "設定の一覧はREADMEにあります"));
    if !MARKS.iter().any(|mark| line.contains(mark)) {
        return told;
    }
    let message = told.message.clone();
    let message = Wording::new(
        format!("line {}: {}", place.line, message.english()),
        format!("{}行目: {}", place.line, message.japanese()),
    );
    Diagnostic { message, cause: None, ..told }.with_place(None)
}
