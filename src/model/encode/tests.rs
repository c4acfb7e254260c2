//! The law of this room: whatever the value is, it stays one value of its format, and reading it gives it back.

use proptest::{prelude::*, test_runner::RngSeed};

use super::*;

/// Texts with many of the characters that mean something somewhere.
fn any_text() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        4 => prop::sample::select("<>&\"'`%:*?#;,\\/!=@ \t\r\n\0\u{1}\u{B}\u{1B}\u{7F}\u{85}\u{2028}\u{202E}\u{3000}\u{FFFE}".chars().collect::<Vec<_>>()),
        2 => prop::char::range('a', 'z'),
        1 => any::<char>(),
    ];
    let word = prop::sample::select(vec![
        "</script>",
        "<!--",
        "]]>",
        "&amp;",
        "%41",
        "://",
        "\r\nX-Evil: 1",
        ":splat",
        "::set-output::",
    ]);
    let part = prop_oneof![8 => letter.prop_map(String::from), 1 => word.prop_map(str::to_owned)];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

/// What entities stand for.
fn without_entities(text: &str) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

fn is_one_word(text: &str) -> bool {
    !text.contains(|letter: char| letter.is_whitespace() || letter.is_control())
}

/// The same texts at every run, or as many others as `tests/prove` asks for when it compiles this.
fn config() -> ProptestConfig {
    let more: Option<u32> = option_env!("TSUBAME_PROVE").map(|count| count.parse().expect("TSUBAME_PROVE is a number"));
    let rng_seed = if more.is_some() { RngSeed::Random } else { RngSeed::Fixed(7) };
    ProptestConfig {
        cases: more.map_or(512, |count| count * 100),
        rng_seed,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn html_holds_any_text(text in any_text()) {
        let escaped = escape_html(&text);
        prop_assert!(!escaped.contains(['<', '>', '"', '\'']), "{escaped}");
        prop_assert_eq!(without_entities(&escaped), text);
    }

    #[test]
    fn an_address_stays_in_its_attribute(text in any_text()) {
        let mut href = String::new();
        push_href(&mut href, &text);
        prop_assert!(!href.contains(['<', '>', '"', '\'']) && is_one_word(&href), "{href:?}");
    }

    #[test]
    fn xml_holds_any_text(text in any_text()) {
        let escaped = escape_xml(&text);
        let document = format!("<a b=\"{escaped}\" c='{escaped}'>{escaped}</a>");
        let read = roxmltree::Document::parse(&document).unwrap();
        let is_kept = |letter: &char| !letter.is_control() && !matches!(letter, '\u{FFFE}' | '\u{FFFF}');
        let spaces = |letter: char| if matches!(letter, '\t' | '\n' | '\r') { ' ' } else { letter };
        let expected: String = text.chars().map(spaces).filter(is_kept).collect();
        prop_assert_eq!(read.root_element().text().unwrap_or_default(), &expected);
        prop_assert_eq!(read.root_element().attribute("b"), Some(expected.as_str()));
        prop_assert_eq!(read.root_element().children().filter(roxmltree::Node::is_element).count(), 0);
    }

    #[test]
    fn a_document_of_escaped_texts_is_xml(text in any_text()) {
        let document = without_forbidden_xml(format!("<a b=\"{0}\">{0}</a>", escape_html(&text)));
        prop_assert!(roxmltree::Document::parse(&document).is_ok(), "{document:?}");
    }

    #[test]
    fn json_stays_in_its_element(text in any_text()) {
        let json = json_in_html(&text);
        prop_assert!(!json.contains(['<', '>', '&', '\n', '\u{2028}']), "{json}");
        prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn a_rule_is_about_one_path(text in any_text()) {
        let path = encode_rule_path(&text);
        prop_assert!(is_one_word(&path) && path.is_ascii() && !path.contains(['*', ':', '#', '?']), "{path:?}");
        prop_assert_eq!(percent_decode(&path), text);
    }

    #[test]
    fn a_rule_leads_to_one_place(text in any_text()) {
        for target in [text.clone(), format!("/{text}"), format!("https://a.jp/{text}")] {
            let encoded = encode_rule_target(&target);
            prop_assert!(is_one_word(&encoded), "{encoded:?}");
            let path = encoded.strip_prefix("https://a.jp/").filter(|_| target != text);
            prop_assert!(path.is_none_or(|path| !path.contains([':', '*'])), "{encoded:?}");
        }
    }

    #[test]
    fn a_header_is_one_line(text in any_text()) {
        prop_assert!(!header_value(&text).contains(char::is_control));
    }

    #[test]
    fn calendars_hold_any_text(text in any_text()) {
        let value = calendar_text(&text);
        prop_assert!(!value.contains(|letter: char| letter.is_control() && !matches!(letter, '\n' | '\t')), "{value:?}");
        prop_assert!(is_one_word(&calendar_uri(&text)) && is_one_word(&calendar_mailto(&text)));
        prop_assert!(!calendar_parameter(&text).contains(|letter: char| letter.is_control() || letter == '"'));
        let line = format!("SUMMARY:{}\r\n", value.replace('\n', "\\n"));
        let folded = fold_calendar(&line);
        prop_assert!(folded.split("\r\n").all(|part| part.len() <= 75 && !part.contains(['\r', '\n'])), "{folded:?}");
        prop_assert_eq!(folded.replace("\r\n ", ""), line);
    }

    #[test]
    fn a_command_is_one_line(text in any_text()) {
        let (message, property) = (encode_command_text(&text), encode_command_property(&text));
        prop_assert!(!message.contains(['\r', '\n']) && !property.contains(['\r', '\n', ':', ',']));
        prop_assert_eq!(percent_decode(&message), text.as_str());
        prop_assert_eq!(percent_decode(&property), text.as_str());
    }

    #[test]
    fn a_terminal_obeys_nothing(text in any_text()) {
        let shown = terminal_text(&text);
        prop_assert!(!shown.contains(|letter: char| letter.is_control() && !matches!(letter, '\n' | '\t')), "{shown:?}");
    }

    #[test]
    fn a_file_name_is_one_part_of_an_address(name in any_text()) {
        let name = name.replace('/', "") + "x";
        let url = url::Url::parse(&format!("https://a.jp/folder/{}", encode_file_name(&name))).unwrap();
        prop_assert_eq!(url.path_segments().map(Iterator::count), Some(2));
        prop_assert_eq!(percent_decode(url.path_segments().unwrap().next_back().unwrap()), name.as_str());
        prop_assert_eq!((url.query(), url.fragment()), (None, None));
        let path = format!("/{name}");
        let url = url::Url::parse(&format!("https://a.jp{}", encode_path(&path))).unwrap();
        prop_assert_eq!(percent_decode(url.path()), path);
    }
}
