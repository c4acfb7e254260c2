//! An elasticlunr index.

use elasticlunr::{IndexBuilder, Language, lang};

use super::{document::Document, text::plain_text};
use crate::config::{Lang, SearchConfig};
use tsubame_model::source::Date;

/// Longer words are cut. The index is a tree with a level for each letter, and its parts call themselves for each level.
const LONGEST_WORD: usize = 1_000;

/// Room for a tree of so many levels while it is written and given back.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Whether there are rules for the language; a region does not matter.
pub(super) fn knows(code: &Lang) -> bool {
    lang::from_code(base(code)).is_some()
}

fn base(code: &Lang) -> &str {
    code.as_str().split('-').next().unwrap_or_default()
}

/// The index as JSON. A language without rules gives an empty index; `knows` is asked before.
///
/// As with Zola, a document without a date has no field for it, so that its later fields stand one column earlier:
/// the scripts that read these indices have learned to live with it.
pub(super) fn index(code: &Lang, documents: &[Document<'_>], search: &SearchConfig) -> String {
    stacker::grow(STACK_BYTES, || build_index(code, documents, search))
}

fn build_index(code: &Lang, documents: &[Document<'_>], search: &SearchConfig) -> String {
    let Some(language) = lang::from_code(base(code)) else { return "{}".to_owned() };
    let mut builder = IndexBuilder::with_language(language);
    let fields = [
        (search.include_title, "title"),
        (search.include_description, "description"),
        (search.include_date, "date"),
        (search.include_path, "path"),
        (search.include_content, "body"),
    ];
    for (_, field) in fields.into_iter().filter(|(is_included, _)| *is_included) {
        builder = match field {
            "path" => builder.add_field_with_tokenizer(field, Box::new(|path| cut_words(path_parts(path)))),
            _ => match lang::from_code(base(code)) {
                Some(language) => builder.add_field_with_tokenizer(field, words_of(language)),
                None => builder.add_field(field),
            },
        };
    }
    let mut index = builder.build();
    for document in documents {
        index.add_doc(document.url, row(document, search));
    }
    index.to_json()
}

/// The words of a text by the rules of a language, none of them too long.
fn words_of(language: Box<dyn Language>) -> Box<dyn Fn(&str) -> Vec<String>> {
    Box::new(move |text| cut_words(language.tokenize(text)))
}

fn cut_words(mut words: Vec<String>) -> Vec<String> {
    for word in &mut words {
        if let Some((end, _)) = word.char_indices().nth(LONGEST_WORD) {
            word.truncate(end);
        }
    }
    words
}

fn row(document: &Document<'_>, search: &SearchConfig) -> Vec<String> {
    let mut row = Vec::new();
    row.extend(search.include_title.then(|| document.title.to_owned()));
    row.extend(search.include_description.then(|| document.description.to_owned()));
    row.extend(document.date.filter(|_| search.include_date).map(Date::rfc3339));
    row.extend(search.include_path.then(|| document.path.to_owned()));
    row.extend(search.include_content.then(|| plain_text(document.html, search.truncate_content_length)));
    row
}

/// The words of a URL path.
fn path_parts(path: &str) -> Vec<String> {
    let parts = path.split(|c: char| c.is_whitespace() || c == '-' || c == '/').filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect()
}
