//! A section as templates see it.

use tera::Value;

use super::{MapBuilder, ValueContext, data_value, texts};
use crate::content::{Section, SectionNode};

/// A section with the given pages, without the sections beside it: `lower` and `higher` are there but none.
pub fn section_value(section: &Section, node: &SectionNode, pages: Vec<Value>, material: &ValueContext<'_>) -> Value {
    let meta = &section.meta;
    let paths = |ids: &[crate::content::SectionId]| {
        ids.iter().filter_map(|id| material.section_paths.get(id.0 as usize).cloned()).collect::<Vec<Value>>()
    };
    let assets = section.assets.iter().map(|path| format!("{}{}", section.path, path.file_name()));
    MapBuilder::with_capacity(27)
        .set("relative_path", section.file.relative.as_str())
        .set("colocated_path", section.file.colocated.as_deref())
        .set("content", material.body.content.clone())
        .set("permalink", section.permalink.as_str())
        .set("draft", meta.draft)
        .set("ancestors", paths(&node.ancestors))
        .set("title", meta.title.as_deref())
        .set("description", meta.description.as_deref())
        .set("extra", data_value(&meta.extra))
        .set("path", section.path.as_str())
        .set("components", section.components().map(Value::from).collect::<Vec<Value>>())
        .set("toc", material.body.toc.clone())
        .set("word_count", section.word_count)
        .set("reading_time", section.reading_time)
        .set("lang", section.file.lang.as_str())
        .set("assets", assets.map(Value::from).collect::<Vec<Value>>())
        .set("pages", pages)
        .set("subsections", paths(&node.subsections))
        .set("translations", material.translations(&section.file))
        .set("backlinks", material.body.backlinks.clone())
        .set("generate_feeds", meta.generate_feeds)
        .set("transparent", meta.transparent)
        .set("paginate_by", meta.paginate_by)
        .set("paginate_reversed", meta.paginate_reversed)
        .set("lower", Value::none())
        .set("higher", Value::none())
        .set("aliases", texts(&meta.aliases))
        .finish()
}
