//! What tests ask of everything that is said of types, entries, forms and targets.

use super::{
    FieldKind, Types,
    entry_words::{names_no_file, names_no_image, names_no_page, names_other_type, too_few, too_many, wrong_ending},
    type_words::FieldFlaw,
};
use crate::source::{Diagnostic, SourcePath, Wording};

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

#[test]
fn kinds_and_flaws_are_said_in_both_languages() {
    for kind in [
        FieldKind::Text,
        FieldKind::Date,
        FieldKind::Datetime,
        FieldKind::Integer,
        FieldKind::Number,
        FieldKind::Boolean,
        FieldKind::Choice,
        FieldKind::List,
        FieldKind::Duration,
        FieldKind::Url,
        FieldKind::Table,
        FieldKind::Tables,
    ] {
        for (english, japanese) in [kind.names(), kind.examples()] {
            check_wording(&Wording::new(english, japanese), &[]);
        }
    }
    for flaw in [
        FieldFlaw::NoLabel,
        FieldFlaw::NoKey,
        FieldFlaw::NoChoices,
        FieldFlaw::OddSample,
        FieldFlaw::MisplacedFields,
        FieldFlaw::NoTarget,
        FieldFlaw::MisplacedTarget,
        FieldFlaw::UnknownTarget,
        FieldFlaw::MisplacedMarkdown,
        FieldFlaw::TableAsFacet,
        FieldFlaw::MisplacedEndings,
        FieldFlaw::OddLength,
        FieldFlaw::MisplacedFrame,
        FieldFlaw::OddTimeMarks,
    ] {
        check_wording(&flaw.message("extra.seats"), &[]);
        check_wording(&flaw.hint(), &[]);
    }
    for problem in [
        too_few(1, 2),
        too_many(2, 1),
        names_other_type("a.md", "企業"),
        names_no_page("a.md", "企業", None),
        names_no_page("a.md", "企業", Some("b.md")),
        names_no_image("絵.webp", "content/a"),
        names_no_file("絵.mp4", "content/a"),
        wrong_ending("絵.mov", &["mp4".to_owned(), "m4v".to_owned()]),
    ] {
        check_wording(&problem.what, &["企業", "絵"]);
        check_wording(&problem.remedy, &["企業", "絵"]);
    }
}

#[test]
fn types_beside_each_other_are_told_in_both_languages() {
    const FIRST: &str = "id: a\nlabel: 甲\nfolder: a\nfields:\n  - {key: title, kind: text, label: 題}\n";
    for (from, to, english) in [
        ("id: b", "id: B", "the id `B` cannot be used"),
        ("id: b", "id: a", "the id `a` is that of data/types/a.yaml already"),
        ("folder: b", "folder: a", "the folder `a` is that of the type in data/types/a.yaml already"),
        ("fields:", "categories: [{folder: c, label: 丙}]\nfields:", "`c` is not inside of `b`"),
        ("fields:", "times: {change: [title]}\nfields:", "`title` is no date or datetime field in `extra`"),
        ("fields:", "rules: [{id: r, label: 丁, message: 戊}]\nfields:", "the rule `r` has to have exactly one of"),
        (
            "fields:",
            "rules: [{id: r, label: 丁, message: 戊, referenced_by: {type: a, field: x}}]\nfields:",
            "there is no field `x` in a type `a`",
        ),
        ("label: 題", "label: 題, show_when: [{field: title, is: x}]", "`show_when` leads in a circle"),
        ("fields:", "fields:\n  - {use: head}", "there is no set of fields `head`"),
        ("label: 題", "label: 題, endings: [mp4]", "`endings` goes with `file` only"),
        ("label: 題", "label: 題, lasts: title", "`lasts` goes with `file` only"),
        ("label: 題", "label: 題, framed: true", "`framed` goes with `url` only"),
        ("label: 題", "label: 題, time_marks: {at: at}", "`time_marks` goes with `tables` only"),
    ] {
        let second = FIRST.replace("id: a", "id: b").replace("folder: a", "folder: b").replace(from, to);
        let files = [("a", FIRST), ("b", second.as_str())]
            .map(|(name, text)| (SourcePath::new(format!("data/types/{name}.yaml")), text.to_owned()));
        let (_, faults) = Types::parse(&files);
        check_languages(&faults, &[FIRST, &second]);
        assert!(faults.iter().any(|fault| fault.message.english().contains(english)), "{english}: {faults:?}");
    }
}
