//! The phase that reads: files → entries and how they hang together, templates, and files made without either.

use std::sync::Arc;

use super::{
    NextChange, TypedEntries,
    context::{BuildContext, GeneratedFiles},
    entries::{EntryTexts, read_entries},
    memo::Memo,
    sass,
    schedule::next_slots_change,
    template_files::read_template_files,
    typed_entries::{check_typed_entries, missing_templates, read_types},
};
use crate::{
    content::{Library, assemble},
    templates::TemplateSet,
};
use tsubame_model::{schema::Types, source::WithFaults};

/// What the content of a site says before anything is rendered.
pub(super) struct SiteContent {
    pub library: Arc<Library>,
    /// The texts of the entries, until their bodies are rendered.
    pub texts: EntryTexts,
    pub typed: TypedEntries,
    /// How many pages there are.
    pub pages: usize,
    /// How many sections there are, without the roots that no file makes.
    pub sections: usize,
    pub next_change: Option<NextChange>,
}

/// Reads all entries, with how they hang together, their texts, and what their types say of them.
pub(super) fn read_content(build: &BuildContext<'_>, memo: &mut Memo) -> WithFaults<SiteContent> {
    let BuildContext { project, config, .. } = *build;
    let types = read_types(project, config);
    let WithFaults { value: mut entries, faults } = read_entries(project, config, &types.value, memo);
    let checked = check_typed_entries(project, config, WithFaults::new(&entries, faults), types, memo);
    if config.markdown.highlighting.is_some() && entries.have_code() {
        // Loading the grammars takes as long as rendering hundreds of pages, so it begins beside the serial phases.
        let highlighter = Arc::clone(&build.highlighter);
        rayon::spawn(move || highlighter.warm_up());
    }
    let (page_count, section_count) = (entries.pages.len(), entries.sections.len());
    let next_change = entries.next_change.take().into_iter().chain(next_slots_change(project, config)).min();
    let unpublished = std::mem::take(&mut entries.unpublished);
    let (pages, sections, texts) = entries.with_assets(project, config);
    let (library, found) = assemble(pages, sections, config);
    let library = Arc::new(library.with_unpublished(unpublished));
    let content = checked.map(|typed| SiteContent {
        library,
        texts,
        typed,
        pages: page_count,
        sections: section_count,
        next_change,
    });
    content.with_faults(found)
}

/// Reads the templates of the site and of its theme; `None` where they cannot be used.
pub(super) fn read_templates(
    build: &BuildContext<'_>,
    types: &Types,
    memo: &mut Memo,
) -> WithFaults<Option<TemplateSet>> {
    let WithFaults { value: files, mut faults } = read_template_files(build.project, build.config);
    let templates = files.and_then(|files| match memo.load_templates(files, build.config) {
        Ok(templates) => Some(templates),
        Err(found) => {
            faults.extend(found);
            None
        }
    });
    if let Some(templates) = &templates {
        faults.extend(templates.warnings().iter().cloned());
        faults.extend(missing_templates(build.project, types, templates));
    }
    WithFaults::new(templates, faults)
}

/// Style sheets made from Sass and from the colour themes of code, by output path.
pub(super) fn generate_files(build: &BuildContext<'_>, memo: &mut Memo) -> WithFaults<GeneratedFiles> {
    sass::compile(build.project, build.config, &mut memo.sheets).map(|mut files| {
        let sheets = build.highlighter.style_sheets().into_iter();
        files.extend(sheets.map(|(name, css)| (name.to_owned(), Arc::from(css.into_bytes()))));
        Arc::new(files)
    })
}
