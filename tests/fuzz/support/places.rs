//! Where diagnostics point to: into the file that they name, at a line and a column that it has.

use tsubame_model::source::{Diagnostic, Place};

use crate::SiteFiles;

/// Breaks off where a diagnostic or one of its notes points out of its file, or shows a line that is not there.
pub fn assert_places(files: &SiteFiles, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        assert!(!diagnostic.message.english().is_empty(), "a fault says what is wrong: {diagnostic:?}");
        let own = diagnostic.file.as_ref().zip(diagnostic.place.as_ref());
        let notes = diagnostic.notes.iter().filter_map(|note| Some((&note.file, note.place.as_ref()?)));
        for (file, place) in own.into_iter().chain(notes) {
            if let Some(text) = files.text(file) {
                assert!(is_inside(text, place), "{diagnostic:?} points out of {file}");
            }
        }
    }
}

fn is_inside(text: &str, place: &Place) -> bool {
    let line = place.line.checked_sub(1).and_then(|line| text.split('\n').nth(line));
    // The end of a file after its last line break counts as a line, too.
    let Some(line) = line else { return false };
    let shown: String = line.chars().skip(place.excerpt_column.saturating_sub(1)).collect();
    // A carriage return at the end of a line belongs to the line break.
    let excerpt = place.excerpt.trim_end_matches('\r');
    (1..=line.chars().count() + 1).contains(&place.column)
        && place.width > 0
        && place.excerpt_column > 0
        && shown.starts_with(excerpt)
}
