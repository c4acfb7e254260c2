//! Sections above and below each other, and the pages of each.

use std::collections::HashMap;

use super::{
    front_matter::SortBy,
    id::{PageId, SectionId},
    library::{Library, PageNode, SectionNode},
    sorting::{can_sort, sort_pages},
};
use crate::config::{Config, Lang};
use tsubame_model::source::{Diagnostic, Wording};

/// The sections of each language by their folder.
type Folders<'a> = HashMap<(&'a Lang, &'a str), SectionId>;

fn folders(library: &Library) -> Folders<'_> {
    let key = |id: SectionId| (&library.section(id).file.lang, library.section(id).file.folder.as_str());
    library.section_ids().map(|id| (key(id), id)).collect()
}

/// Ancestors, subsections and whether each section is hidden; its pages come later.
pub(super) fn link_sections(library: &Library) -> Vec<SectionNode> {
    let folders = folders(library);
    let mut nodes: Vec<SectionNode> = vec![SectionNode::default(); library.sections.len()];
    for id in library.section_ids() {
        let section = library.section(id);
        let above = folders_above(&section.file.folder);
        let ancestors: Vec<SectionId> =
            above.iter().filter_map(|folder| folders.get(&(&section.file.lang, *folder)).copied()).collect();
        let parent = above.last().and_then(|folder| folders.get(&(&section.file.lang, *folder)));
        if let Some(parent) = parent {
            nodes[parent.0 as usize].subsections.push(id);
        }
        let chain = ancestors.iter().rev().map(|ancestor| library.section(*ancestor).meta.hidden);
        let node = &mut nodes[id.0 as usize];
        node.hidden = std::iter::once(section.meta.hidden).chain(chain).flatten().next().unwrap_or(false);
        node.ancestors = ancestors;
    }
    order_subsections(library, &mut nodes);
    nodes
}

/// The folders above a folder, from the root (an empty text) on.
fn folders_above(folder: &str) -> Vec<&str> {
    if folder.is_empty() {
        return Vec::new();
    }
    let cuts = folder.match_indices('/').map(|(at, _)| &folder[..at]);
    std::iter::once("").chain(cuts).collect()
}

fn order_subsections(library: &Library, nodes: &mut [SectionNode]) {
    for at in 0..nodes.len() {
        let mut children = std::mem::take(&mut nodes[at].subsections);
        children.sort_by_key(|id| library.section(*id).meta.weight);
        children.retain(|id| !nodes[id.0 as usize].hidden);
        for (before, after) in children.iter().zip(children.iter().skip(1)) {
            nodes[before.0 as usize].higher = Some(*after);
            nodes[after.0 as usize].lower = Some(*before);
        }
        nodes[at].subsections = children;
    }
}

/// The pages of each section in order, and what that makes of each page.
pub(super) fn link_pages(library: &Library, config: &Config) -> (Vec<PageNode>, Vec<SectionNode>, Vec<Diagnostic>) {
    let folders = folders(library);
    let mut sections = library.section_nodes.clone();
    let pages: Vec<PageNode> =
        library.page_ids().map(|id| place_page(library, id, &folders, &mut sections, config)).collect();
    let mut pages = pages;
    let mut diagnostics = Vec::new();
    for id in library.section_ids() {
        sort_section(library, id, &mut sections[id.0 as usize], &mut pages);
        diagnostics.extend(report_ignored(library, id, &sections[id.0 as usize]));
    }
    (pages, sections, diagnostics)
}

/// Hangs one page into its section, and into those above while they are transparent.
fn place_page(
    library: &Library,
    id: PageId,
    folders: &Folders<'_>,
    sections: &mut [SectionNode],
    config: &Config,
) -> PageNode {
    let page = library.page(id);
    let mut node = PageNode { anchor_links: config.markdown.insert_anchor_links, ..PageNode::default() };
    let parent = folders.get(&(&page.file.lang, page.file.folder.as_str())).copied();
    if let Some(links) = parent.and_then(|parent| library.section(parent).meta.insert_anchor_links) {
        node.anchor_links = links;
    }
    let inherited_hidden = parent.is_some_and(|parent| sections[parent.0 as usize].hidden);
    node.hidden = page.meta.hidden.unwrap_or(inherited_hidden);
    if !page.meta.render {
        return node;
    }
    let mut next = parent;
    while let Some(section) = next {
        let receiver = &mut sections[section.0 as usize];
        if node.hidden {
            receiver.hidden_pages.push(id);
        } else {
            receiver.pages.push(id);
        }
        node.ancestors.clone_from(&receiver.ancestors);
        node.ancestors.push(section);
        if node.inherited_template.is_none() {
            let nearest = node.ancestors.iter().rev().find_map(|id| library.section(*id).meta.page_template.clone());
            node.inherited_template = nearest;
        }
        if !library.section(section).meta.transparent {
            break;
        }
        let folder = library.section(section).file.folder.as_str();
        let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
        next = folders.get(&(&page.file.lang, above)).copied().filter(|_| !folder.is_empty());
    }
    node
}

/// Orders a section's pages, sets aside those that cannot be ordered, and tells the others who stands beside them.
fn sort_section(library: &Library, id: SectionId, node: &mut SectionNode, pages: &mut [PageNode]) {
    let section = library.section(id);
    let sort_by = section.meta.sort_by;
    if sort_by == SortBy::None {
        return;
    }
    let all = std::mem::take(&mut node.pages);
    let (mut sortable, ignored): (Vec<PageId>, _) =
        all.into_iter().partition(|id| can_sort(library.page(*id), sort_by));
    sort_pages(library, &mut sortable, sort_by);
    if !section.meta.transparent {
        for (before, after) in sortable.iter().zip(sortable.iter().skip(1)) {
            pages[before.0 as usize].higher = Some(*after);
            pages[after.0 as usize].lower = Some(*before);
        }
    }
    node.pages = sortable;
    node.ignored = ignored;
}

fn report_ignored<'a>(
    library: &'a Library,
    id: SectionId,
    node: &'a SectionNode,
) -> impl Iterator<Item = Diagnostic> + 'a {
    let section = library.section(id);
    let (key, key_japanese) = match section.meta.sort_by {
        SortBy::Date => ("date", "date"),
        SortBy::UpdateDate => ("date or updated", "date` か `updated"),
        SortBy::Weight => ("weight", "weight"),
        _ => ("title", "title"),
    };
    let file = &section.file.path;
    node.ignored.iter().map(move |page| {
        let message = Wording::new(
            format!("the page has no `{key}`, by which its section {file} sorts, so it gets no page"),
            format!("セクション {file} の並べ替えに使う `{key_japanese}` がないので、このページは作られません"),
        );
        let hint = Wording::new(
            format!("add `{key}` to its front matter, or change `sort_by` of the section"),
            format!("フロントマターに `{key_japanese}` を足すか、セクションの `sort_by` を変えてください"),
        );
        Diagnostic::warning("page-unsortable", message).in_file(&library.page(*page).file.path).with_hint(hint)
    })
}
