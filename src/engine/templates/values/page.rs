//! A page as templates see it.

use std::sync::Arc;

use tera::{Value, value::Key};

use super::{MapBuilder, ValueContext, data_value, map_value};
use crate::content::{Page, PageNode};

/// A page without the pages beside it: `lower` and `higher` are there but none.
pub fn page_value(page: &Page, node: &PageNode, material: &ValueContext<'_>) -> Value {
    let meta = &page.meta;
    let day = meta.date.as_ref().map(|date| date.day);
    let ancestors = node.ancestors.iter().filter_map(|id| material.section_paths.get(id.0 as usize).cloned());
    let assets = page.assets.iter().map(|path| format!("/{}", path.strip_folder("content").unwrap_or(path.as_str())));
    MapBuilder::with_capacity(30)
        .set("relative_path", page.file.relative.as_str())
        .set("colocated_path", page.file.colocated.as_deref())
        .set("content", material.body.content.clone())
        .set("permalink", page.permalink.as_str())
        .set("slug", page.slug.as_str())
        .set("ancestors", ancestors.collect::<Vec<Value>>())
        .set("title", meta.title.as_deref())
        .set("description", meta.description.as_deref())
        .set("updated", meta.updated.as_ref().map(|date| date.text.as_str()))
        .set("date", meta.date.as_ref().map(|date| date.text.as_str()))
        .set("year", day.map(|day| i64::from(day.year())))
        .set("month", day.map(|day| i64::from(day.month())))
        .set("day", day.map(|day| i64::from(day.day())))
        .set("taxonomies", taxonomies(&meta.taxonomies))
        .set("authors", texts(&meta.authors))
        .set("extra", data_value(&meta.extra))
        .set("path", page.path.as_str())
        .set("components", page.components().map(Value::from).collect::<Vec<Value>>())
        .set("summary", material.body.summary.clone())
        .set("toc", material.body.toc.clone())
        .set("word_count", page.word_count)
        .set("reading_time", page.reading_time)
        .set("assets", assets.map(Value::from).collect::<Vec<Value>>())
        .set("draft", meta.draft)
        .set("lang", page.file.lang.as_str())
        .set("lower", Value::none())
        .set("higher", Value::none())
        .set("translations", material.translations(&page.file))
        .set("backlinks", material.body.backlinks.clone())
        .set("aliases", texts(&meta.aliases))
        .finish()
}

fn taxonomies(taxonomies: &[(String, Vec<String>)]) -> Value {
    let entry = |(name, terms): &(String, Vec<String>)| (Key::String(Arc::from(name.as_str())), texts(terms));
    map_value(taxonomies.iter().map(entry))
}

/// A list of texts.
pub fn texts(texts: &[String]) -> Value {
    Value::from(texts.iter().map(|text| Value::from(text.as_str())).collect::<Vec<Value>>())
}
