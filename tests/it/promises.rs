//! Numbers that the texts of this repository's site promise, against the files that decide them; and no number in words where
//! an operator decides it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::support::REPOSITORY;

/// Where the numbers of a page come from: the form or the plan of bookings, and the beginning of the line that says it.
type Decided = (&'static str, &'static str);

const CONSULTATION: Decided = ("data/bookings/consultation.yaml", "slots: { minutes: ");
const INTERVIEW: Decided = ("data/bookings/casual-interview.yaml", "slots: { minutes: ");

/// How long a form keeps what was sent, and the answer of one of its fields.
const KEPT: &str = "retention: ";
const KEPT_ANSWER: &str = "        retention: ";

const PRIVACY: &str = "content/privacy.md";

/// Texts with `{}` in the place of the number.
const PROMISES: &[(&str, &str, Decided)] = &[
    ("content/consultation.md", "一回{}分。", CONSULTATION),
    ("content/register.md", "（一回{}分）", CONSULTATION),
    ("content/casual-interview.md", "\"{}分ほど。", INTERVIEW),
    ("content/company-entry.md", "、{}分話す | 一回", INTERVIEW),
    ("content/company-entry.md", " | 一回{}分 |", INTERVIEW),
    (
        "data/forms/company-entry.yaml",
        "PDFで、{}メガバイトまで。",
        ("data/forms/company-entry.yaml", "        max_megabytes: "),
    ),
];

/// The rows of the privacy page on when what was sent is deleted, with `{}` in the place of the term, and the forms whose term it is.
const KEPT_ROWS: &[(&str, &[&str])] = &[
    ("| イベントの申し込み | イベントの終了から{} |", &["event"]),
    ("| 地域プログラムの応募 | プログラムの終了から{} |", &["programme-entry"]),
    (
        "| カジュアル面談、相談の予約 | 予約した時間の終了から{}（日時を選ばずに送ったときは受け付けから{}） |",
        &["casual-interview", "consultation"],
    ),
    (
        "| アンケート | 回答から{} |",
        &["survey", "survey-event", "survey-programme", "survey-registrant", "survey-talk", "survey-talk-company"],
    ),
    ("| お問い合わせ | 受け付けから{} |", &["contact"]),
    ("| 企業の参加申し込み | 受け付けから{} |", &["company-entry"]),
    (
        "| 会員の登録 | 退会から30日以内、または登録から{}（そのあともお知らせのメールを受け取る方は、止めるまで） |",
        &["member"],
    ),
];

/// The row of answers that are kept for a shorter time than the rest, whichever form asks.
const KEPT_ANSWERS_ROW: &str =
    "| 必要な配慮の内容 | 上の終了、回答、受け付けから{}（会員の登録では、登録と同じ時期） |";

/// What follows a number of hours that somebody has to answer within.
const TERMS: &[&str] = &["時間以内", "時間のあいだ", "時間の間"];

fn text_of(path: &str) -> String {
    fs::read_to_string(Path::new(REPOSITORY).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The number that a file decides, with its unit where it has one.
fn decided((path, begin): (&str, &str)) -> String {
    let number = all_decided(path, begin).into_iter().next();
    number.unwrap_or_else(|| panic!("{path} has no line that begins with `{begin}`"))
}

/// The numbers of all lines of a file that begin so.
fn all_decided(path: &str, begin: &str) -> Vec<String> {
    text_of(path).lines().filter_map(|line| line.strip_prefix(begin)).map(|value| number_of(path, value)).collect()
}

/// The number at the beginning of a value, with its unit.
fn number_of(path: &str, value: &str) -> String {
    let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
    let unit = match value[digits.len()..].trim() {
        "day" | "days" => "日",
        "month" | "months" => "か月",
        "year" | "years" => "年",
        _ => "",
    };
    assert!(!digits.is_empty(), "{path}: `{value}` is no number");
    format!("{digits}{unit}")
}

/// Whether what a form receives is for an event, a programme or a time: its term counts from the end of that, not from receipt.
fn ends_with_something(path: &str) -> bool {
    let is_it =
        |line: &str| line.starts_with("references: [") && line.contains("event_mode") || line.trim() == "type: slot";
    text_of(path).lines().any(is_it)
}

/// The rows of the privacy page on when what was sent is deleted, without the heading.
fn kept_rows() -> BTreeSet<String> {
    let text = text_of(PRIVACY);
    let (_, section) = text.split_once("\n## 保管と消去\n").expect("the section");
    let section = section.split("\n## ").next().unwrap_or_default();
    section.lines().filter(|line| line.starts_with("| ")).skip(1).map(str::to_owned).collect()
}

/// Whether a text says in how many hours somebody has to answer.
fn says_hours(text: &str) -> bool {
    let is_digit =
        |letter: char| letter.is_ascii_digit() || "０１２３４５６７８９一二三四五六七八九十".contains(letter);
    let ends_in_digit = |before: &str| before.trim_end().chars().next_back().is_some_and(is_digit);
    TERMS.iter().any(|term| text.match_indices(term).any(|(at, _)| ends_in_digit(&text[..at])))
}

/// The texts below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let is_text = path.extension().is_some_and(|end| ["md", "yaml", "html", "txt"].iter().any(|text| end == *text));
        if path.is_dir() {
            files(&path, found);
        } else if is_text {
            found.push(path);
        }
    }
}

#[test]
fn what_pages_promise_is_what_forms_and_plans_decide() {
    for (path, words, place) in PROMISES {
        let words = words.replace("{}", &decided(*place));
        assert!(text_of(path).contains(&words), "{path} does not say `{words}`, as {} has it", place.0);
    }
}

/// A form without a term keeps what it received for ever, and one without a row promises nothing.
#[test]
fn the_privacy_page_says_of_every_form_when_what_was_sent_is_deleted() {
    let mut found = Vec::new();
    files(&Path::new(REPOSITORY).join("data/forms"), &mut found);
    let found: BTreeSet<&str> = found.iter().filter_map(|path| path.file_stem()?.to_str()).collect();
    let named: BTreeSet<&str> = KEPT_ROWS.iter().flat_map(|(_, forms)| *forms).copied().collect();
    assert_eq!(named, found, "the forms that have a row, and those of the site");
    let mut expected = BTreeSet::new();
    for (row, forms) in KEPT_ROWS {
        for form in *forms {
            let path = format!("data/forms/{form}.yaml");
            expected.insert(row.replace("{}", &decided((path.as_str(), KEPT))));
            let answers = all_decided(&path, KEPT_ANSWER);
            expected.extend(answers.iter().map(|term| KEPT_ANSWERS_ROW.replace("{}", term)));
            assert_eq!(row.contains("の終了から"), ends_with_something(&path), "{path}: from when its term counts");
        }
    }
    assert_eq!(kept_rows(), expected);
}

/// Whoever agrees does so to the page as it is: the version of the consent is the day of its last change.
#[test]
fn what_is_agreed_to_has_the_date_of_the_privacy_page() {
    let updated = text_of(PRIVACY).lines().find_map(|line| line.strip_prefix("updated = ").map(str::to_owned)).unwrap();
    let mut found = Vec::new();
    files(&Path::new(REPOSITORY).join("data/forms"), &mut found);
    assert!(!found.is_empty());
    for path in found {
        let text = fs::read_to_string(&path).unwrap();
        let (_, consent) =
            text.split_once("\nconsent:\n").unwrap_or_else(|| panic!("{} asks for none", path.display()));
        let version = consent.lines().next().unwrap_or_default().trim();
        assert_eq!(version, format!("version: \"{updated}\""), "{}", path.display());
    }
}

/// How long an offer is open and how long a confirmation waits is set by an operator: their mails say until when, and no text
/// of the site can.
#[test]
fn no_text_says_in_how_many_hours_somebody_has_to_answer() {
    for (text, expected) in [
        ("24時間以内のお返事をお願いします", true),
        ("確認のメールは、四十八時間のあいだ使えます", true),
        ("24 時間以内に", true),
        ("8時間の交代制", false),
        ("営業時間以内に", false),
    ] {
        assert_eq!(says_hours(text), expected, "{text}");
    }
    let mut found = Vec::new();
    for folder in ["content", "data", "themes"] {
        files(&Path::new(REPOSITORY).join(folder), &mut found);
    }
    assert!(found.len() > 100, "{} files", found.len());
    for path in found {
        assert!(!says_hours(&fs::read_to_string(&path).expect("a text")), "{} says in how many hours", path.display());
    }
}

/// Whoever reads that an address comes the day before gets it by the reminder of that event, whatever the server is set to.
#[test]
fn an_event_that_writes_the_day_before_is_reminded_of_then() {
    let mut found = Vec::new();
    files(&Path::new(REPOSITORY).join("content/events"), &mut found);
    let texts = found.iter().map(|path| fs::read_to_string(path).expect("an event"));
    let is_promised = |text: &String| {
        text.lines().any(|line| line.starts_with("access = ") && line.contains("前日") && line.contains("送ります"))
    };
    let promised: Vec<String> = texts.filter(is_promised).collect();
    assert!(promised.len() >= 2, "{}", promised.len());
    for text in promised {
        assert!(text.contains("\nreminder_hours = 24\n"), "{text}");
    }
}
