//! A section as templates see it.

use std::borrow::Cow;

use tera::Value;

use super::{EntryField, EntryFieldSink, ValueContext};
use crate::content::{Section, SectionNode};

/// The fields of a section with the given pages, without the sections beside it: `lower` and `higher` are there but none.
pub fn section_fields<S: EntryFieldSink>(
    fields: S,
    section: &Section,
    node: &SectionNode,
    pages: &Value,
    material: &ValueContext<'_>,
) -> S {
    let meta = &section.meta;
    let assets = section.assets.iter().map(|path| format!("{}{}", section.path, path.file_name()));
    fields
        .field("relative_path", section.file.relative.as_str())
        .field("colocated_path", section.file.colocated.as_deref())
        .field("content", EntryField::Value(&material.body.content))
        .field("permalink", section.permalink.as_str())
        .field("draft", meta.draft)
        .field("ancestors", EntryField::Values(material.section_paths(&node.ancestors)))
        .field("title", meta.title.as_deref())
        .field("description", meta.description.as_deref())
        .field("extra", EntryField::Data(&meta.extra))
        .field("path", section.path.as_str())
        .field("components", EntryField::Texts(section.components().map(Cow::Borrowed).collect()))
        .field("toc", EntryField::Value(&material.body.toc))
        .field("word_count", section.word_count)
        .field("reading_time", section.reading_time)
        .field("lang", section.file.lang.as_str())
        .field("assets", EntryField::Texts(assets.map(Cow::Owned).collect()))
        .field("pages", EntryField::Apart(pages))
        .field("subsections", EntryField::Values(material.section_paths(&node.subsections)))
        .field("translations", EntryField::Values(material.translations(&section.file)))
        .field("backlinks", EntryField::Value(&material.body.backlinks))
        .field("generate_feeds", meta.generate_feeds)
        .field("transparent", meta.transparent)
        .field("paginate_by", meta.paginate_by)
        .field("paginate_reversed", meta.paginate_reversed)
        .field("lower", EntryField::None)
        .field("higher", EntryField::None)
        .field("aliases", meta.aliases.as_slice())
}
