//! The tree holds what `serde_norway` and `toml`, with which Zola reads, make of the same text.

use super::{
    super::{Data, Format, parse_toml, parse_yaml},
    NodeValue, parse_tree,
};

fn tree(format: Format, text: &str) -> Result<Data, Vec<super::TreeFault>> {
    let (root, faults) = parse_tree(format, text, 0..text.len());
    let faults: Vec<_> =
        faults.into_iter().filter(|fault| !matches!(fault.kind, super::TreeFaultKind::DuplicateKey { .. })).collect();
    if faults.is_empty() { Ok(root.to_data()) } else { Err(faults) }
}

/// Adds a text to `wrong` of which the tree holds something else, or which only one of the two can read. Values are
/// compared as they are shown, so that `.nan` is like itself.
fn compare(format: Format, text: &str, wrong: &mut Vec<String>) {
    let expected = match format {
        Format::Toml => parse_toml::<Data>(text),
        Format::Yaml => parse_yaml::<Data>(text),
    };
    let found = tree(format, text);
    let is_same = match (&found, &expected) {
        (Ok(found), Ok(expected)) => format!("{found:?}") == format!("{expected:?}"),
        (found, expected) => found.is_err() == expected.is_err(),
    };
    if !is_same {
        wrong.push(format!("{text:?}: {found:?}, but serde reads {expected:?}"));
    }
}

const SCALARS: &str = "~ null Null NULL nULL true True TRUE tRUE false False FALSE yes Yes no No on off y n \
    0 1 -1 +1 +-1 -+1 ++1 --1 007 -007 +007 00 08 0o17 -0o17 +0o17 0o8 0o 0o+1 017 0x1F 0X1F 0x1f -0x1F +0x1F 0x 0xg 0x-1 \
    0b101 -0b101 0b2 1_000 1,000 9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809 \
    18446744073709551615 18446744073709551616 -0 +0 340282366920938463463374607431768211456 99999999999999999999999999999999999999999999 \
    0.1 .5 5. -.5 +.5 +-.5 1e3 1E3 1e+3 1e-3 -1e3 1e400 -1e400 1e 1.e3 .e3 . - + -- 1.2.3 00.5 01.5 -01.5 \
    .inf .Inf .INF .iNF +.inf -.inf -.Inf inf -inf nan NaN .nan .NaN .NAN .Nan -.nan infinity \
    2026-11-21 2026-11-21T10:00:00+09:00 12:30 12:30:45 190:20:30 << = key a:b http://a.jp/ '~' \"~\" '1' \"1\" \"\" '' \
    仙台 １２ a#b 'it''s' \"a\\tb\" \"\\u4e2d\" 1d 0d10 0xFFFFFFFFFFFFFFFF -0xFFFFFFFFFFFFFFFF";

#[test]
fn scalars_are_those_of_serde() {
    let mut wrong = Vec::new();
    for scalar in SCALARS.split(' ') {
        let mut compare = |text: String| compare(Format::Yaml, &text, &mut wrong);
        for text in [format!("a: {scalar}"), format!("- {scalar}"), format!("[{scalar}]"), format!("{{a: {scalar}}}")] {
            compare(text);
        }
        compare(format!("{scalar}: 1"));
        for tag in ["str", "int", "float", "bool", "null", "binary", "timestamp", "seq"] {
            compare(format!("a: !!{tag} {scalar}"));
        }
        compare(format!("a: !own {scalar}"));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

const YAML: &[&str] = &[
    "",
    "\n",
    "# only a remark\n",
    "~",
    "---\n",
    "---\na: 1\n",
    "---\na: 1\n...\n",
    "a: 1\n---\nb: 2\n",
    "---\n---\n",
    "text",
    "- a\n- b: 1\n  c: 2\n-\n  - d\n",
    "a:\n- 1\n- 2\nb:\n  - 3\n",
    "a:\nb: ~\nc: ''\n",
    "base: &base {x: 1, y: [2]}\nother:\n  <<: *base\n  z: *base\n",
    "<<: {a: 1}\n",
    "a: &x 1\nb: *x\nc: &x 2\nd: *x\n",
    "a: *missing\n",
    "a: &a [*a]\n",
    "&k key: 1\nlist: [*k]\n",
    "a: 1\na: 2\n",
    "a: {b: 1, b: 2}\n",
    "? a\n: 1\n? b\n",
    "? [a]\n: 1\n",
    "{a: 1}: 2\n",
    "1: a\n1.50: b\ntrue: c\n0x10: d\n",
    "~: a\n",
    "a: |\n  one\n  two\n\n  three\nb: >\n  one\n  two\n\n  three\nc: |-\n  x\nd: >+\n  x\n\n",
    "a: |2\n   x\n",
    "a: one\n  two\n\n  three\n",
    "a: \"one\n  two\\\n  three\"\n",
    "a: 'one\n\n  two'\n",
    "a: [1, 2, 3,]\nb: {x: 1, y, z: }\n",
    "a: [a: 1, b: 2]\n",
    "{\"a\":1}\n",
    "{\"a\":1, \"b\":[true,null,1.5,\"x\\ny\"]}\n",
    "a: !!map {b: 1}\nc: !!seq [1]\n",
    "a: !own {b: 1}\n",
    "a: !own [1]\n",
    "a: !!set {b, c}\n",
    "a: !!str\nb: !!null\n",
    "a: [1, 2\nb: 3\n",
    "a: {b: 1\n",
    "a: \"x\n",
    "a: b: c\n",
    "a:\n\t- 1\n",
    "a: 1\n b: 2\n",
    "a: %x\n",
    "a: @x\n",
    "a: `x`\n",
    "a: x # remark\nb: x#no\n",
    "a: 'x' # remark\n",
    "春: 夜\n詳しく: {場所: 仙台, 時: 18:00}\n",
    "a: 1\r\nb:\r\n  - x\r\n  - y\r\n",
    "\u{feff}a: 1\n",
    "%YAML 1.2\n---\na: 1\n",
    "a: http://example.jp:80/x?y=1&z#f\n",
    "a: -\n",
    "- - - x\n",
    "a: [[], {}, [[]], ]\n",
    "a: &x\nb: *x\n",
    "\"a b\": 1\n'c': 2\n",
    "a: \"\\x41\\u00e9\\U0001F600\\/\\e\"\n",
    "a: \"\\q\"\n",
    "a: 'x\u{2028}y'\n",
    "path: C:\\dir\nwin: \"C:\\\\dir\"\n",
    "a: null\nb: [~, null, ]\n",
    "key with spaces: value with spaces\n",
    "a:   spaced   \n",
    "a: ''''\nb: '\"'\n",
    "- {a: 1}\n- {b: 2}\n",
    "a: ? x\n",
    "a: - x\n",
    "a: >-\n\n  x\n   y\n  z\n",
    "# head\n\na: 1 # one\n\n# tail\n",
];

#[test]
fn documents_are_those_of_serde() {
    let mut wrong = Vec::new();
    for text in YAML {
        compare(Format::Yaml, text, &mut wrong);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

const TOML: &[&str] = &[
    "",
    "# remark\n",
    "z = 1\na = 2\n",
    "a = 2026-11-21\nb = 2026-11-21 10:00:00\nc = 2026-11-21T10:00:00.120+09:00\nd = 10:00:00\ne = 07:32\nf = 2026-11-21t10:00z\n",
    "a = 0x1F\nb = 0o17\nc = 0b101\nd = 1_000\ne = -0\nf = +5\ng = 9223372036854775808\n",
    "a = 18446744073709551616\n",
    "a = 1.5\nb = 1e3\nc = inf\nd = -inf\ne = nan\nf = +nan\ng = 1_0.5_0\n",
    "a = 1e400\n",
    "a = \"x\\ty\\u4e2d\"\nb = 'x\\t'\nc = \"\"\"\n x\\\n   y\"\"\"\nd = '''\nx'''\n",
    "a.b.c = 1\na.b.d = 2\na.e = 3\n",
    "[a]\nb = 1\n[a.c]\nd = 2\n[x.y.z]\nw = 1\n[x]\nv = 2\n[x.y]\nu = 3\n",
    "[[a]]\nb = 1\n[a.c]\nd = 1\n[[a]]\nb = 2\n[[a.e]]\nf = 1\n[[a.e]]\nf = 2\n",
    "a = { b = 1, c.d = 2, c.e = [1, { f = 3 }] }\n",
    "a = {\n  b = 1, # one\n  c = 2,\n}\n",
    "a = [\n  1, # one\n  [2, 3],\n  \"x\",\n]\n",
    "a = 1\na = 2\n",
    "[a]\n[a]\n",
    "[a]\nb = 1\n[a.b]\nc = 1\n",
    "a = {b = 1}\na.c = 2\n",
    "a = {b = 1}\n[a.c]\n",
    "a = [1]\n[[a]]\n",
    "[[a]]\n[a]\n",
    "[a.b]\n[a]\nb.c = 1\n",
    "[a]\nb.c = 1\n[a.b]\nd = 1\n",
    "[a]\nb.c = 1\n[a.b.d]\ne = 1\n",
    "a.b = 1\na.b.c = 2\n",
    "[a.b]\nx = 1\n[a]\nc.d = 1\n[a.c.e]\n",
    "a = \n",
    "= 1\n",
    "a\n",
    "a = x\n",
    "a = [1, 2\nb = 3\n",
    "a = {b = 1\nc = 2\n",
    "[a\nb = 1\n",
    "a = \"x\nb = 1\n",
    "a = 2026-13-01\n",
    "a = TRUE\n",
    "a = 01\n",
    "\"a b\" = 1\n'c.d' = 2\n3 = 4\n春 = 1\n",
    "a = 1\r\nb = [\r\n 1,\r\n]\r\n",
    "a . b = 1\n[ x . y ]\nz = 1\n",
    "a = 1 b = 2\n",
    "\u{feff}a = 1\n",
    "a = {b = 1, b = 2}\n",
    "a = {b.c = 1, b = 2}\n",
    "a = {b = {c = 1}, b.d = 2}\n",
];

#[test]
fn what_only_the_tree_can_read() {
    for text in ["a: x\u{85}y\n", "a: x\u{7}y\n", "[?]", "{a: ?}", "[!!str]", "{a: !!str}"] {
        assert!(tree(Format::Yaml, text).is_ok() && parse_yaml::<Data>(text).is_err(), "{text:?}");
    }
}

#[test]
fn what_only_serde_can_read_has_no_places_of_its_own() {
    let text = "a: [-]";
    let (root, faults) = parse_tree(Format::Yaml, text, 0..text.len());
    assert_eq!((root.to_data(), faults), (parse_yaml(text).unwrap(), Vec::new()));
    assert_eq!(root.get("a").map(|node| node.span.clone()), Some(0..text.len()));
}

#[test]
fn tables_are_those_of_toml() {
    let mut wrong = Vec::new();
    for text in TOML {
        // What TOML calls twice is a fault there, and one here too.
        let (_, faults) = parse_tree(Format::Toml, text, 0..text.len());
        let expected = parse_toml::<Data>(text);
        if faults.is_empty() != expected.is_ok()
            || expected.is_ok_and(|data| format!("{data:?}") != format!("{:?}", tree(Format::Toml, text).unwrap()))
        {
            wrong.push((text, faults, parse_toml::<Data>(text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_too_deep_or_repeated_too_often_is_a_fault() {
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    let bomb = |kind: &str| {
        let lines = (1..10).map(|at| format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 10].join(", ")));
        format!("a0: &a0 {kind}\n{}", lines.collect::<Vec<_>>().concat())
    };
    let chain = (1..1_000).map(|at| format!("a{at}: &a{at} [*a{}]\n", at - 1)).collect::<Vec<_>>().concat();
    for (format, text) in [
        (Format::Yaml, format!("a: {}", deep("[", "]"))),
        (Format::Yaml, format!("a: {}", deep("{a: ", "}"))),
        (Format::Yaml, "- ".repeat(100_000)),
        (Format::Yaml, "[".repeat(100_000)),
        (Format::Yaml, format!("a: {}b: 1\n", "[".repeat(150) + &"]".repeat(150) + "\n")),
        (Format::Yaml, bomb("[x, x]")),
        (Format::Yaml, format!("a0: &a0 [x]\n{chain}")),
        (Format::Yaml, format!("a: &a \"{}\"\nb:\n{}", "x".repeat(1_000_000), "- *a\n".repeat(20))),
        (Format::Toml, format!("a = {}", deep("[", "]"))),
        (Format::Toml, format!("a = {}", deep("{a = ", "}"))),
        (Format::Toml, format!("a = {}", "[".repeat(100_000))),
        (Format::Toml, format!("{}a = 1", "a.".repeat(100_000))),
        (Format::Toml, format!("[{}a]\nb = 1", "a.".repeat(100_000))),
    ] {
        let (root, faults) = parse_tree(format, &text, 0..text.len());
        assert!(!faults.is_empty(), "{}", &text[..40.min(text.len())]);
        assert!(!matches!(root.value, NodeValue::Null));
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the site and the conformance cases of this repository lie on the disk")]
fn files_of_this_repository_are_those_of_serde() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = ["content", "data", "tests", "themes"].map(|folder| root.join(folder)).to_vec();
    let (mut texts, mut wrong) = (0, Vec::new());
    let mut compare_file = |path: &std::path::Path| {
        let Ok(text) = std::fs::read_to_string(path) else { return };
        let (format, text) = match path.extension().and_then(|ending| ending.to_str()) {
            Some("toml") => (Format::Toml, text.as_str()),
            Some("yaml" | "yml") => (Format::Yaml, text.as_str()),
            Some("md") => match (text.split("+++\n").nth(1), text.split("---\n").nth(1)) {
                (Some(front), _) if text.starts_with("+++") => (Format::Toml, front),
                (_, Some(front)) if text.starts_with("---") => (Format::Yaml, front),
                _ => return,
            },
            _ => return,
        };
        texts += 1;
        compare(format, text, &mut wrong);
    };
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { compare_file(&path) }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(texts > 100 || !root.join("content").is_dir(), "only {texts} texts");
}
