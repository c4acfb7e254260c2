//! What tests ask of everything that is said of types, entries, forms and targets.

use crate::source::{Diagnostic, Wording};

/// Checks that faults are said whole in both languages, and in English without any Japanese but what the texts of the
/// site have themselves.
pub(super) fn check_languages(faults: &[Diagnostic], site: &[&str]) {
    for fault in faults {
        check_wording(&fault.message, site);
        assert!(fault.message.japanese().chars().any(is_japanese), "{:?} is not in Japanese", fault.message);
        fault.hint.iter().for_each(|hint| check_wording(hint, site));
    }
}

/// Checks the same of one text.
pub(super) fn check_wording(wording: &Wording, site: &[&str]) {
    let english = wording.english();
    for run in english.split(|letter| !is_japanese(letter)).filter(|run| !run.is_empty()) {
        assert!(site.iter().any(|text| text.contains(run)), "`{run}` is Japanese in the English text: {english}");
    }
    assert_eq!(english.is_empty(), wording.japanese().is_empty(), "{wording:?}");
    assert!(!english.ends_with([' ', ':', ';']), "{english}");
}

/// Whether a character is kana, kanji, or one of the signs and full-width letters beside them.
fn is_japanese(letter: char) -> bool {
    matches!(letter, '\u{3000}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}

#[test]
fn japanese_in_english_is_found() {
    check_wording(&Wording::new("\"席\" is empty", "「席」が空です"), &["label: 席"]);
    let mixed = Wording::new("\"席\"が空です", "「席」が空です");
    assert!(std::panic::catch_unwind(|| check_wording(&mixed, &["label: 席"])).is_err());
}
