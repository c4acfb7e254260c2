//! Trees know their places, and readers of them find all that is wrong.

use super::{
    super::{Data, Format, Span},
    DataNode, NodeValue, SyntaxProblem, TreeFault, TreeFaultKind, parse_tree, read_table,
};

const TOML: &str = "title = \"春\"\n[extra]\nstart = 2026-12-05T18:00:00+09:00\nplace.city = '仙台'\n\
    [[extra.speakers]]\nname = \"あ\"\n[[extra.speakers]]\nname = 5\n";
const YAML: &str = "title: 春の夜 # 注\nextra:\n  # 注\n  start: 2026-12-05T18:00:00+09:00\n  place: {city: '仙台'}\n  \
    speakers:\n  - name: あ\n  - name: 5\n    tags:\n      - a\n      - b\n\nlast: |\n  一\n  二\n";

fn parse(format: Format, text: &str) -> (DataNode<'_>, Vec<TreeFault>) {
    parse_tree(format, text, 0..text.len())
}

#[test]
fn values_and_keys_know_their_places() {
    for (format, text, path, key, value) in [
        (Format::Toml, TOML, "title", "title", "\"春\""),
        (Format::Toml, TOML, "extra", "extra", "[extra]"),
        (Format::Toml, TOML, "extra.start", "start", "2026-12-05T18:00:00+09:00"),
        (Format::Toml, TOML, "extra.place", "place", "place"),
        (Format::Toml, TOML, "extra.place.city", "city", "'仙台'"),
        (Format::Toml, TOML, "extra.speakers", "speakers", "[[extra.speakers]]"),
        (Format::Yaml, YAML, "title", "title", "春の夜"),
        (Format::Yaml, YAML, "extra.start", "start", "2026-12-05T18:00:00+09:00"),
        (Format::Yaml, YAML, "extra.place", "place", "{city: '仙台'}"),
        (Format::Yaml, YAML, "extra.place.city", "city", "'仙台'"),
        (Format::Yaml, YAML, "extra.speakers", "speakers", "- name: あ\n  - name: 5\n    tags:\n      - a\n      - b"),
        (Format::Yaml, YAML, "last", "last", "一\n  二\n"),
    ] {
        // The same places, moved, when the text is part of a file.
        let file = format!("+++春\n{text}+++\nBody");
        let within = 7..7 + text.len();
        let (root, faults) = parse_tree(format, &file, within.clone());
        assert_eq!(faults, []);
        let entry = root.find(path).unwrap();
        let show = |span: &Span| &file[span.clone()];
        assert_eq!((show(&entry.key_span), show(&entry.node.span)), (key, value), "{path}");
        assert!(root.span.start >= within.start && root.span.end <= within.end, "{:?}", root.span);
    }
}

/// Faults as lines of English: `TEXT AT FAULT: message (hint)`.
fn said(text: &str, faults: &[TreeFault]) -> Vec<String> {
    let say = |fault: &TreeFault| {
        let words = fault.in_english();
        let hint = words.hint.map_or_else(String::new, |hint| format!(" ({hint})"));
        format!("{}: {}{hint}", &text[fault.span.clone()], words.message)
    };
    faults.iter().map(say).collect()
}

#[derive(Debug, PartialEq)]
struct Talk {
    title: String,
    seats: Option<u8>,
    tags: Vec<String>,
    is_open: bool,
    level: &'static str,
    rooms: Vec<String>,
    extra: Option<Data>,
}

fn read(format: Format, text: &str) -> (Option<Talk>, Vec<TreeFault>) {
    let (root, mut faults) = parse(format, text);
    let talk = read_table(&root, &mut faults, |table| {
        let title = table.required_text("title");
        let seats = table.integer("seats");
        let rooms = table.tables("rooms", |room| room.required_text("name"));
        let level = table.one_of("level", &[("easy", "E"), ("hard", "H")]);
        table.date("start");
        Some(Talk {
            seats,
            tags: table.text_or_texts("tags").unwrap_or_default(),
            is_open: table.boolean("open").unwrap_or(true),
            level: level.unwrap_or("E"),
            rooms: rooms.unwrap_or_default(),
            extra: table.data_table("extra"),
            title: title?,
        })
    });
    (talk.flatten(), faults)
}

#[test]
fn all_faults_are_found_at_once() {
    let text = "titel: 春\nseats: 300\ntags: [a, [b], 3]\nopen: yes\nlevel: esy\nstart: 昨日\nrooms:\n- {name: A}\n- {nam: B}\nextra: 5\n";
    let (talk, faults) = read(Format::Yaml, text);
    assert_eq!(talk, None);
    assert_eq!(
        said(text, &faults),
        [
            &format!("{}: `title` is missing (add `title`)", text.trim_end()) as &str,
            "300: `seats` must be at most 255, but it is 300",
            "{nam: B}: `name` is missing in `rooms[1]` (add `name`)",
            "nam: unknown key `nam` in `rooms[1]` (did you mean `name`?)",
            "esy: `level` cannot be `esy` (did you mean `easy`?)",
            "昨日: `start`: `昨日` is not a date (write it as 2026-11-21 or 2026-11-21T10:00:00+09:00)",
            "[b]: `tags[1]` must be a text, but it is a list",
            "yes: `open` must be `true` or `false`, but it is the text \"yes\" (write it without quotes)",
            "5: `extra` must be a table, but it is the number 5",
            "titel: unknown key `titel` (did you mean `title`?)",
        ]
    );
    let japanese: Vec<_> = faults.iter().map(|fault| fault.in_japanese().message).collect();
    assert_eq!(
        japanese,
        [
            "`title` がありません",
            "`seats` 255以下の整数を書くところに、数 300 があります",
            "`rooms[2件目]` `name` がありません",
            "`rooms[2件目]` `nam` という項目はありません",
            "`level` `esy` は選べません",
            "`start` 「昨日」は日付や時刻として読めません",
            "`tags[2件目]` 文字列を書くところに、リストがあります",
            "`open`  true か false を書くところに、「yes」があります",
            "`extra` 「項目: 値」の並びを書くところに、数 5 があります",
            "`titel` という項目はありません",
        ]
    );
}

#[test]
fn words_of_yaml_are_texts_where_texts_are_wanted() {
    let (talk, faults) = read(Format::Yaml, "title: 1.10\ntags: 0x1F\nseats: ~\nrooms: [{name: true}]\nlevel: hard\n");
    assert_eq!(faults, []);
    let talk = talk.unwrap();
    assert_eq!((talk.title.as_str(), talk.tags, talk.rooms), ("1.10", vec!["0x1F".into()], vec!["true".into()]));
    assert_eq!((talk.seats, talk.level), (None, "H"));
    let (_, faults) = read(Format::Toml, "title = 1.10\n");
    assert_eq!(faults.len(), 1);
}

#[test]
fn what_cannot_be_written_so_hides_nothing_and_is_not_missed() {
    for (text, problem, others) in [
        ("title = 40人\nseats = 300\n", SyntaxProblem::UnquotedText, 1),
        ("title = \"x\nseats = 300\n", SyntaxProblem::Expected("\""), 1),
        ("title = \"\\q\"\nopen = 1\n", SyntaxProblem::Text, 1),
        ("title ＝ \"x\"\nseats = 300\n", SyntaxProblem::Expected("="), 1),
        ("title = \nseats = 300\n", SyntaxProblem::MissingValue, 1),
        ("title = 'x'\nstart = 2026-13-01\nseats = 300\n", SyntaxProblem::Date, 1),
        ("title = 'x'\nseats = 99999999999999999999\nopen = 1\n", SyntaxProblem::Number, 1),
        ("title = 'x'\nopen = TRUE\nseats = 300\n", SyntaxProblem::Boolean, 1),
        ("title = 'x'\ntags = ['a'\n", SyntaxProblem::Expected("]"), 0),
        ("title = 'x'\ntitle.x = 1\nseats = 300\n", SyntaxProblem::NotATable, 1),
    ] {
        let (_, faults) = read(Format::Toml, text);
        let (first, rest): (Vec<_>, Vec<_>) = faults.iter().partition(|fault| fault.is_syntax());
        let found = first
            .iter()
            .any(|fault| matches!(&fault.kind, TreeFaultKind::Syntax { problem: found, .. } if *found == problem));
        assert!(found && rest.len() == others, "{text}: {faults:#?}");
    }
}

#[test]
fn what_comes_after_a_fault_of_yaml_is_not_missed() {
    for text in ["seats: 300\nlist: [1, 2\ntitle: x\n", "seats: 300\nopen: \"x\ntitle: y\n"] {
        let (_, faults) = read(Format::Yaml, text);
        assert_eq!(faults.iter().filter(|fault| fault.is_syntax()).count(), 1, "{faults:#?}");
        assert!(said(text, &faults).contains(&"300: `seats` must be at most 255, but it is 300".to_owned()));
        assert!(!faults.iter().any(|fault| matches!(fault.kind, TreeFaultKind::MissingKey { .. })), "{faults:#?}");
    }
}

#[test]
fn a_tab_that_indents_yaml_is_named_where_it_stands() {
    for text in [
        "title: x\nextra:\n\tplace: y\n",
        "title: x\nextra:\n  a: 1\n\tb: 2\n",
        "春: x\nextra:\n  \tb: 2\n",
        "title: x\n\tseats: 2\n",
    ] {
        let (_, faults) = parse(Format::Yaml, text);
        let [fault, ..] = &faults[..] else { panic!("{text:?} has no fault") };
        let TreeFaultKind::Syntax { problem, .. } = fault.kind else { panic!("{fault:?}") };
        assert_eq!((problem, &text[fault.span.clone()]), (SyntaxProblem::Tab, "\t"), "{text:?}");
    }
    let (_, faults) = parse(Format::Yaml, "a: [1\nb: 2\n");
    assert!(
        !faults.iter().any(|fault| matches!(fault.kind, TreeFaultKind::Syntax { problem: SyntaxProblem::Tab, .. }))
    );
}

#[test]
fn keys_that_stand_twice_know_both_places() {
    for (format, text) in [
        (Format::Yaml, "a: 1\nb: {a: 1}\na: 2\n"),
        (Format::Toml, "a = 1\nb = {a = 1}\na = 2\n"),
        (Format::Toml, "[a]\n[b]\na = 1\n[a]\n"),
    ] {
        let (root, faults) = parse(format, text);
        let [fault] = &faults[..] else { panic!("{faults:#?}") };
        let TreeFaultKind::DuplicateKey { key, first } = &fault.kind else { panic!("{fault:?}") };
        assert_eq!((key.as_str(), &text[first.clone()], &text[fault.span.clone()]), ("a", "a", "a"));
        assert!(first.start < fault.span.start);
        assert!(!matches!(root.get("a").unwrap().value, NodeValue::Invalid));
    }
}

#[test]
fn free_keys_and_owned_trees() {
    let text = "a: {ja: 日本, en: 5, fr: [x]}\n".to_owned();
    let (root, mut faults) = parse(Format::Yaml, &text);
    let owned = root.clone().into_owned();
    assert_eq!(owned, root);
    let names = read_table(&owned, &mut faults, |table| table.entries("a", |_, value| value.text())).flatten();
    assert_eq!(names, Some(vec![("ja".into(), "日本".into()), ("en".into(), "5".into())]));
    assert_eq!(said(&text, &faults), ["[x]: `a.fr` must be a text, but it is a list"]);
}
