//! A page as templates see it.

use std::borrow::Cow;

use jiff::civil::Date;

use super::{EntryField, EntryFieldSink, ValueContext};
use crate::content::{Page, PageNode};

/// The fields of a page without the pages beside it: `lower` and `higher` are there but none.
pub fn page_fields<S: EntryFieldSink>(fields: S, page: &Page, node: &PageNode, material: &ValueContext<'_>) -> S {
    let meta = &page.meta;
    let day = meta.date.as_ref().map(|date| date.day);
    let number = |number: Option<i16>| number.map_or(EntryField::None, |number| EntryField::Number(number.into()));
    let assets = page.assets.iter().map(|path| format!("/{}", path.strip_folder("content").unwrap_or(path.as_str())));
    fields
        .field("relative_path", page.file.relative.as_str())
        .field("colocated_path", page.file.colocated.as_deref())
        .field("content", EntryField::Apart(&material.body.content))
        .field("permalink", page.permalink.as_str())
        .field("slug", page.slug.as_str())
        .field("ancestors", EntryField::Values(material.section_paths(&node.ancestors)))
        .field("title", meta.title.as_deref())
        .field("description", meta.description.as_deref())
        .field("updated", meta.updated.as_ref().map(|date| date.text.as_str()))
        .field("date", meta.date.as_ref().map(|date| date.text.as_str()))
        .field("year", number(day.map(Date::year)))
        .field("month", number(day.map(|day| day.month().into())))
        .field("day", number(day.map(|day| day.day().into())))
        .field("taxonomies", EntryField::NamedTexts(&meta.taxonomies))
        .field("authors", meta.authors.as_slice())
        .field("extra", EntryField::Data(&meta.extra))
        .field("path", page.path.as_str())
        .field("components", EntryField::Texts(page.components().map(Cow::Borrowed).collect()))
        .field("summary", EntryField::Apart(&material.body.summary))
        .field("toc", EntryField::Apart(&material.body.toc))
        .field("word_count", page.word_count)
        .field("reading_time", page.reading_time)
        .field("assets", EntryField::Texts(assets.map(Cow::Owned).collect()))
        .field("draft", meta.draft)
        .field("lang", page.file.lang.as_str())
        .field("lower", EntryField::None)
        .field("higher", EntryField::None)
        .field("translations", EntryField::Values(material.translations(&page.file)))
        .field("backlinks", EntryField::Value(&material.body.backlinks))
        .field("aliases", meta.aliases.as_slice())
}
