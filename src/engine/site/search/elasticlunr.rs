//! An elasticlunr index.

use elasticlunr::{IndexBuilder, lang};

use super::{document::Document, text::plain_text};
use crate::config::{Lang, SearchConfig};
use tsubame_model::source::Date;

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
            "path" => builder.add_field_with_tokenizer(field, Box::new(path_parts)),
            _ => builder.add_field(field),
        };
    }
    let mut index = builder.build();
    for document in documents {
        index.add_doc(document.url, row(document, search));
    }
    index.to_json()
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
