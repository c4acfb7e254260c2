//! A list of documents for Fuse.js.

use serde::Serialize;

use super::{document::Document, text::plain_text};
use crate::config::SearchConfig;

#[derive(Serialize)]
struct FuseItem<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
}

/// The documents as JSON, with the fields that the settings include.
pub(super) fn index(documents: &[Document<'_>], search: &SearchConfig) -> String {
    let item = |document: &Document<'_>| {
        serde_json::to_string(&FuseItem {
            url: document.url,
            title: search.include_title.then_some(document.title),
            description: search.include_description.then_some(document.description),
            body: search.include_content.then(|| plain_text(document.html, search.truncate_content_length)),
            path: search.include_path.then_some(document.path),
        })
    };
    // Texts and optional texts cannot fail to become JSON, so nothing is lost here.
    let items: Vec<String> = documents.iter().filter_map(|document| item(document).ok()).collect();
    format!("[{}]", items.join(","))
}
