//! The script with which browsers search in elasticlunr indices, put together for the languages of a site.
//!
//! It is written for this program after the algorithms that are published, and answers as elasticlunr.js 0.9.5 does.
//! Zola brings that one, which knows English only. Stop words of other languages are known in part; the rest are those
//! that the index itself has met, so that a question loses the words that its index lacks.

use std::collections::{BTreeMap, BTreeSet};

/// Where it is published.
pub(super) const PATH: &str = "elasticlunr.min.js";

/// What makes the parts one script that pages, modules and loaders can take.
const FRAME: &str = include_str!("library/umd.js");
/// Where the parts stand in it.
const PARTS: &str = "/* parts */";

/// Needed for any index.
const ALWAYS: [&str; 6] = [
    include_str!("library/text.js"),
    include_str!("library/store.js"),
    include_str!("library/events.js"),
    include_str!("library/index.js"),
    include_str!("library/stemming.js"),
    include_str!("library/english.js"),
];

/// Needed for any language but English.
const FURTHER: [&str; 2] = [include_str!("library/regions.js"), include_str!("library/languages.js")];

/// The languages but English, by the codes that the pipelines of indices carry.
const LANGUAGES: [(&str, &str); 15] = [
    ("da", include_str!("library/languages/da.js")),
    ("de", include_str!("library/languages/de.js")),
    ("du", include_str!("library/languages/du.js")),
    ("es", include_str!("library/languages/es.js")),
    ("fi", include_str!("library/languages/fi.js")),
    ("fr", include_str!("library/languages/fr.js")),
    ("hu", include_str!("library/languages/hu.js")),
    ("it", include_str!("library/languages/it.js")),
    ("ko", include_str!("library/languages/ko.js")),
    ("no", include_str!("library/languages/no.js")),
    ("pt", include_str!("library/languages/pt.js")),
    ("ro", include_str!("library/languages/ro.js")),
    ("ru", include_str!("library/languages/ru.js")),
    ("sv", include_str!("library/languages/sv.js")),
    ("tr", include_str!("library/languages/tr.js")),
];

/// The script for indices of these languages, each with the stop words that its indices have met.
pub(super) fn script(languages: &BTreeMap<String, BTreeSet<String>>) -> String {
    let mut parts = ALWAYS.map(squeezed).to_vec();
    let wanted: Vec<_> = LANGUAGES.iter().filter(|(code, _)| languages.contains_key(*code)).collect();
    if !wanted.is_empty() {
        parts.extend(FURTHER.map(squeezed));
    }
    for (code, source) in wanted {
        parts.push(squeezed(source));
        let words: Vec<&str> = languages.get(*code).into_iter().flatten().map(String::as_str).collect();
        if !words.is_empty() {
            parts.push(format!("leaveOut(\"{code}\", {});\n", serde_json::json!(words.join(" "))));
        }
    }
    squeezed(FRAME).replace(PARTS, parts.concat().trim_end())
}

/// A script without comments and indentation. Its lines are whole: no comment and no text goes on over their ends.
fn squeezed(source: &str) -> String {
    let lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use elasticlunr::lang;

    use super::*;

    fn script_for(codes: &[&str]) -> String {
        script(&codes.iter().map(|code| ((*code).to_owned(), BTreeSet::new())).collect())
    }

    #[test]
    fn every_language_that_can_be_indexed_can_be_searched() {
        for language in lang::languages().iter().filter(|language| language.code() != "en") {
            let code = language.code();
            assert!(script_for(&[&code]).contains(&format!("addLanguage(\"{code}\"")), "{code}");
            assert!(!script_for(&["en"]).contains("addLanguage"), "English needs no further language");
        }
        assert_eq!(lang::languages().len(), LANGUAGES.len() + 1);
    }

    #[test]
    fn common_words_are_stop_words_of_the_index() {
        for (code, source) in LANGUAGES {
            let after = source.split_once("const COMMON =").map_or("", |(_, after)| after);
            let texts = after.split(';').next().unwrap_or_default().split('"').skip(1).step_by(2);
            let words: Vec<&str> = texts.flat_map(str::split_whitespace).collect();
            assert!(words.len() > 50, "{code}: {words:?}");
            let pipeline = lang::from_code(code).expect("a known language").make_pipeline();
            for word in words {
                assert_eq!(pipeline.queue[1].filter(word.to_owned()), None, "{code}: {word} can be found");
            }
        }
    }

    #[test]
    fn stop_words_of_the_index_are_added() {
        let words = BTreeSet::from(["dadurch".to_owned(), "wobei\"".to_owned()]);
        let script = script(&BTreeMap::from([("de".to_owned(), words)]));
        assert!(script.contains("leaveOut(\"de\", \"dadurch wobei\\\"\");\n"), "{script}");
    }

    #[test]
    fn lines_can_be_squeezed() {
        let languages = LANGUAGES.iter().map(|(_, source)| *source);
        for source in ALWAYS.into_iter().chain(FURTHER).chain(languages).chain([FRAME]) {
            for line in source.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
                let is_whole = line.matches('`').count() % 2 == 0 && !line.ends_with('\\');
                let has_comment = line.contains(" // ") || line.contains("/*") && source != FRAME;
                assert!(is_whole && !has_comment, "{line}");
            }
        }
        let script = script_for(&["en"]);
        assert!(script.lines().all(|line| !line.starts_with("//") && !line.starts_with(' ')), "{script}");
        assert!(script.len() < 20_000 && script.is_ascii(), "{} bytes", script.len());
    }
}
