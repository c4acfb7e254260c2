//! An elasticlunr index.

use std::{cell::RefCell, collections::BTreeSet, rc::Rc};

use elasticlunr::{IndexBuilder, Language, Pipeline, lang, pipeline::PipelineFn};

use super::{document::Document, text::plain_text};
use crate::config::{Lang, SearchConfig};
use tsubame_model::source::Date;

/// Longer words are cut. The index is a tree with a level for each letter, and its parts call themselves for each level.
const LONGEST_WORD: usize = 1_000;

/// Room for a tree of so many levels while it is written and given back.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// An index, and what the library that reads it has to know.
pub(super) struct ElasticlunrIndex {
    pub json: String,
    /// The language as the names of the index's pipeline carry it.
    pub language: String,
    /// The words of the documents that are too common for the index.
    pub stop_words: BTreeSet<String>,
}

/// Whether there are rules for the language; a region does not matter.
pub(super) fn knows(code: &Lang) -> bool {
    lang::from_code(base(code)).is_some()
}

fn base(code: &Lang) -> &str {
    code.as_str().split('-').next().unwrap_or_default()
}

/// The index, unless it is of a language without rules; `knows` is asked before.
///
/// As with Zola, a document without a date has no field for it, so that its later fields stand one column earlier:
/// the scripts that read these indices have learned to live with it.
pub(super) fn index(code: &Lang, documents: &[Document<'_>], search: &SearchConfig) -> Option<ElasticlunrIndex> {
    stacker::grow(STACK_BYTES, || build_index(code, documents, search))
}

fn build_index(code: &Lang, documents: &[Document<'_>], search: &SearchConfig) -> Option<ElasticlunrIndex> {
    let rules = lang::from_code(base(code))?;
    let language = rules.code();
    let stop_words = StopWords::default();
    let mut builder = IndexBuilder::with_language(Box::new(WatchedLanguage { rules, found: Rc::clone(&stop_words) }));
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
                Some(language) => builder.add_field_with_tokenizer(field, Box::new(words_of(language))),
                None => builder.add_field(field),
            },
        };
    }
    let mut index = builder.build();
    for document in documents {
        index.add_doc(document.url, row(document, search));
    }
    Some(ElasticlunrIndex { json: index.to_json(), language, stop_words: stop_words.take() })
}

/// The words of a text by the rules of a language, none of them too long.
fn words_of(language: Box<dyn Language>) -> impl Fn(&str) -> Vec<String> {
    move |text| cut_words(language.tokenize(text))
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

/// Stop words that were met; shared by the steps of one index, which is made on one thread.
type StopWords = Rc<RefCell<BTreeSet<String>>>;

/// A language whose stop words are kept as they are met: its rules do not list them.
struct WatchedLanguage {
    rules: Box<dyn Language>,
    found: StopWords,
}

impl Language for WatchedLanguage {
    fn name(&self) -> String {
        self.rules.name()
    }

    fn code(&self) -> String {
        self.rules.code()
    }

    fn tokenize(&self, text: &str) -> Vec<String> {
        self.rules.tokenize(text)
    }

    fn make_pipeline(&self) -> Pipeline {
        let watch = |step: Box<dyn PipelineFn>| -> Box<dyn PipelineFn> {
            if step.name().starts_with("stopWordFilter") {
                Box::new(WatchedFilter { step, found: Rc::clone(&self.found) })
            } else {
                step
            }
        };
        Pipeline { queue: self.rules.make_pipeline().queue.into_iter().map(watch).collect() }
    }
}

/// A step that drops stop words.
struct WatchedFilter {
    step: Box<dyn PipelineFn>,
    found: StopWords,
}

impl PipelineFn for WatchedFilter {
    fn name(&self) -> String {
        self.step.name()
    }

    fn filter(&self, token: String) -> Option<String> {
        let kept = self.step.filter(token.clone());
        if kept.is_none() && !token.is_empty() {
            self.found.borrow_mut().insert(token);
        }
        kept
    }
}
