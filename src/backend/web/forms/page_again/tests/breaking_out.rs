//! The law of this file: whatever is typed, it comes back as typed, and the page has the same elements as before.

use std::sync::LazyLock;

use proptest::{prelude::*, test_runner::RngSeed};

use super::*;

/// Texts with many of the characters and words that mean something in HTML.
fn typed() -> impl Strategy<Value = String> {
    let letters: Vec<char> =
        "<>&\"'`=/-!;# \t\r\n\u{A0}\u{2028}\u{202E}\u{3000}\u{FEFF}\u{FFFD}\u{FFFE}𠮷か\u{3099}".chars().collect();
    let words = vec![
        "\"><script>alert(1)</script>",
        "</textarea><script>",
        "</select>",
        "' onfocus='x",
        "<!--",
        "-->",
        "]]>",
        "&amp;",
        "&lt",
        "&#10;",
        "&notin",
        "{{ x }}",
        "javascript:",
    ];
    let letter = prop_oneof![4 => prop::sample::select(letters), 1 => any::<char>()];
    let letter = letter.prop_filter("refused before", |letter| !letter.is_control() || "\t\r\n".contains(*letter));
    let part =
        prop_oneof![4 => letter.prop_map(String::from), 1 => prop::sample::select(words).prop_map(str::to_owned)];
    prop::collection::vec(part, 0..16).prop_map(|parts| parts.concat())
}

/// The same texts at every run, or as many others as `tests/prove` asks for when it compiles this.
fn config() -> ProptestConfig {
    let more: Option<u32> = option_env!("TSUBAME_PROVE").map(|count| count.parse().expect("TSUBAME_PROVE is a number"));
    let rng_seed = if more.is_some() { RngSeed::Random } else { RngSeed::Fixed(7) };
    let cases = more.map_or(256, |count| count * 100);
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

/// A text as a browser has it: it knows one kind of line break.
fn as_read(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// All elements in order: their names, and how many attributes they have.
fn shape(page: &Html) -> Vec<(String, usize)> {
    let elements = page.root_element().descendent_elements().map(|element| element.value());
    elements.map(|element| (element.name().to_owned(), element.attrs().count())).collect()
}

/// The page to which nothing was sent.
static PLAIN: LazyLock<Vec<(String, usize)>> = LazyLock::new(|| shape(&again(PAGE, &FormValues::default(), &[])));

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_typed_comes_back_as_typed(line in typed(), area in typed(), hidden in typed(), choice in typed()) {
        let sent = [("name", &line), ("text", &area), ("utm_source", &hidden), ("area", &choice), ("timing", &choice)];
        let values = FormValues {
            texts: sent.map(|(name, value)| (name.to_owned(), value.clone())).to_vec(),
            files: Vec::new(),
        };
        let page = again(PAGE, &values, &[]);
        prop_assert_eq!(only(&page, "#f-event-name").attr("value"), Some(&*as_read(&line)));
        prop_assert_eq!(text(only(&page, "#f-event-text")), as_read(&area));
        prop_assert_eq!(only(&page, "[name=utm_source]").attr("value").unwrap_or_default(), as_read(&hidden));
        let found = shape(&page);
        prop_assert_eq!(found.len(), PLAIN.len());
        for ((name, attributes), (plain_name, plain_attributes)) in found.iter().zip(&*PLAIN) {
            // Every value becomes one attribute at most: `value`, `checked` or `selected`.
            prop_assert!(name == plain_name && *attributes <= plain_attributes + 1, "{name} {attributes}");
        }
    }
}
