//! Numbers that the texts of this repository's site promise, against the files that decide them; and no number in words where
//! an operator decides it.

use std::{
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
    (PRIVACY, "イベントの終了から{}で消去します", ("data/forms/event.yaml", KEPT)),
    (PRIVACY, "| イベントの申し込み | 終了から{} |", ("data/forms/event.yaml", KEPT)),
    (PRIVACY, "| 必要な配慮の内容 | 終了から{} |", ("data/forms/event.yaml", KEPT_ANSWER)),
    (PRIVACY, "| 必要な配慮の内容 | 終了から{} |", ("data/forms/programme-entry.yaml", KEPT_ANSWER)),
    (PRIVACY, "または最後の利用から{} |", ("data/forms/member.yaml", KEPT)),
    (PRIVACY, "| 地域プログラムの応募 | プログラムの終了から{} |", ("data/forms/programme-entry.yaml", KEPT)),
    (PRIVACY, "| カジュアル面談、相談の予約 | 最後のやりとりから{} |", ("data/forms/casual-interview.yaml", KEPT)),
    (PRIVACY, "| カジュアル面談、相談の予約 | 最後のやりとりから{} |", ("data/forms/consultation.yaml", KEPT)),
    (PRIVACY, "| アンケート | 集計から{}（", ("data/forms/survey.yaml", KEPT)),
];

/// What follows a number of hours that somebody has to answer within.
const TERMS: &[&str] = &["時間以内", "時間のあいだ", "時間の間"];

fn text_of(path: &str) -> String {
    fs::read_to_string(Path::new(REPOSITORY).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The number that a file decides, with its unit where it has one.
fn decided((path, begin): Decided) -> String {
    let text = text_of(path);
    let value = text.lines().find_map(|line| line.strip_prefix(begin));
    let value = value.unwrap_or_else(|| panic!("{path} has no line that begins with `{begin}`"));
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
