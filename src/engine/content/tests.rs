//! Tests of whole libraries: small sites given as texts, asked how their entries hang together.

use super::{Library, assemble, is_section_file, parse_page, parse_section};
use crate::config::{BuildOptions, resolve};
use tsubame_model::source::{Diagnostic, SourcePath};

/// The library of a site given as `path|front matter` lines, with extra settings.
fn library(settings: &str, entries: &[(&str, &str)]) -> (Library, Vec<Diagnostic>) {
    let text = format!("base_url = \"https://a.jp\"\ndefault_language = \"ja\"\n{settings}");
    let config = resolve(&SourcePath::new("zola.toml"), &text, &BuildOptions::default()).unwrap();
    let (mut pages, mut sections) = (Vec::new(), Vec::new());
    for (path, front) in entries {
        let path = SourcePath::new(format!("content/{path}"));
        let text = format!("+++\n{front}\n+++\n");
        if is_section_file(path.file_name()) {
            sections.push(parse_section(&path, text, &config).unwrap().entry);
        } else {
            pages.push(parse_page(&path, text, &config).unwrap().entry);
        }
    }
    assemble(pages, sections, &config)
}

fn names<'a>(library: &'a Library, pages: &[super::PageId]) -> Vec<&'a str> {
    pages.iter().map(|id| library.page(*id).file.name.as_str()).collect()
}

fn section(library: &Library, relative: &str) -> super::SectionId {
    match library.find(relative) {
        Some(super::EntryId::Section(id)) => id,
        other => panic!("{relative} is {other:?}"),
    }
}

fn page(library: &Library, relative: &str) -> super::PageId {
    match library.find(relative) {
        Some(super::EntryId::Page(id)) => id,
        other => panic!("{relative} is {other:?}"),
    }
}

#[test]
fn orders_of_pages() {
    let pages = [
        ("s/a.md", "title = \"第10回\"\nweight = 2\ndate = 2024-01-01"),
        ("s/b.md", "title = \"第9回\"\nweight = 3\ndate = 2024-01-03\nupdated = 2024-02-01"),
        ("s/c.md", "title = \"apple\"\nweight = 1\ndate = 2024-01-03"),
        ("s/d.md", "title = \"Banana\"\nweight = 1\ndate = 2024-01-02\nupdated = 2025-01-01"),
    ];
    for (sort_by, expected) in [
        ("date", ["c", "b", "d", "a"]),
        ("update_date", ["d", "b", "c", "a"]),
        ("title", ["c", "d", "b", "a"]),
        ("title_bytes", ["d", "c", "a", "b"]),
        ("weight", ["c", "d", "a", "b"]),
        ("slug", ["a", "b", "c", "d"]),
        ("permalink", ["a", "b", "c", "d"]),
        ("none", ["a", "b", "c", "d"]),
    ] {
        let front = format!("sort_by = \"{sort_by}\"");
        let entries: Vec<_> = [("s/_index.md", front.as_str())].into_iter().chain(pages).collect();
        let (library, _) = library("", &entries);
        let node = library.section_node(section(&library, "s/_index.md"));
        assert_eq!(names(&library, &node.pages), expected, "{sort_by}");
    }
}

#[test]
fn pages_that_cannot_be_sorted_are_set_aside_with_a_warning() {
    let (library, faults) = library("", &[("_index.md", "sort_by = \"weight\""), ("a.md", ""), ("b.md", "weight = 1")]);
    let node = library.section_node(section(&library, "_index.md"));
    assert_eq!((names(&library, &node.pages), names(&library, &node.ignored)), (vec!["b"], vec!["a"]));
    assert_eq!((faults.len(), faults[0].code, faults[0].is_error()), (1, "page-unsortable", false));
}

#[test]
fn neighbours_and_ancestors() {
    let (library, faults) = library(
        "",
        &[
            ("x/_index.md", "sort_by = \"weight\"\npage_template = \"x.html\""),
            ("x/y/_index.md", "transparent = true\nsort_by = \"weight\""),
            ("x/y/c.md", "weight = 3"),
            ("x/a.md", "weight = 1"),
            ("x/b.md", "weight = 2\ntemplate = \"own.html\""),
            ("lost/d.md", ""),
        ],
    );
    assert_eq!(faults, []);
    let root = section(&library, "_index.md");
    let x = section(&library, "x/_index.md");
    assert_eq!(names(&library, &library.section_node(x).pages), ["a", "b", "c"]);
    assert_eq!(library.section_node(x).ancestors, [root]);
    assert_eq!(library.section_node(root).subsections, [x]);
    let c = library.page_node(page(&library, "x/y/c.md"));
    assert_eq!(c.lower, Some(page(&library, "x/b.md")));
    assert_eq!(c.ancestors, [root, x], "the receiver farthest up counts");
    assert_eq!(c.inherited_template.as_deref(), Some("x.html"));
    assert_eq!(library.page_node(page(&library, "lost/d.md")).ancestors, []);
}

#[test]
fn terms_of_taxonomies() {
    let settings = "taxonomies = [{ name = \"tags\" }]";
    let (library, _) = library(
        settings,
        &[
            ("a.md", "date = 2024-01-01\ntaxonomies.tags = [\"C++\", \"仙台\"]"),
            ("b.md", "date = 2024-01-02\ntaxonomies.tags = [\"c\"]"),
            ("c.md", "taxonomies.tags = [\"c\"]"),
            ("d.md", "render = false\ntaxonomies.tags = [\"c\"]"),
        ],
    );
    let terms: Vec<_> =
        library.taxonomies[0].terms.iter().map(|term| (term.name.as_str(), term.path.as_str())).collect();
    assert_eq!(terms, [("C++", "/tags/c/"), ("仙台", "/tags/xian-tai/")]);
    assert_eq!(names(&library, &library.taxonomies[0].terms[0].pages), ["b", "a", "c"]);
}

#[test]
fn hidden_entries_are_left_out_of_listings() {
    let (library, _) = library(
        "taxonomies = [{ name = \"tags\" }]",
        &[
            ("s/_index.md", "hidden = true"),
            ("s/a.md", "taxonomies.tags = [\"x\"]"),
            ("s/b.md", "hidden = false\ntaxonomies.tags = [\"x\"]"),
        ],
    );
    let node = library.section_node(section(&library, "s/_index.md"));
    assert_eq!((names(&library, &node.pages), names(&library, &node.hidden_pages)), (vec!["b"], vec!["a"]));
    assert_eq!(library.section_node(section(&library, "_index.md")).subsections, []);
    assert_eq!(names(&library, &library.taxonomies[0].terms[0].pages), ["b"]);
}

#[test]
fn translations_share_a_name() {
    let (library, _) = library("[languages.en]", &[("a.md", ""), ("a.en.md", ""), ("b.md", "")]);
    let a = page(&library, "a.md");
    let found: Vec<_> =
        library.translations(&library.page(a).file).map(|id| library.file(id).lang.to_string()).collect();
    assert_eq!(found, ["en", "ja"]);
    assert_eq!(library.find_in("a.md", &library.page(page(&library, "a.en.md")).file.lang), library.find("a.en.md"));
}

#[test]
fn every_kind_of_collision_is_told() {
    for (settings, entries, words) in [
        ("", vec![("a.md", ""), ("b.md", "slug = \"a\"")], vec!["content/a.md", "content/b.md"]),
        ("", vec![("a.md", ""), ("b.md", "aliases = [\"a\"]")], vec!["/a/", "an alias in content/b.md"]),
        ("taxonomies = [{ name = \"tags\" }]", vec![("tags.md", "")], vec!["/tags/", "the taxonomy `tags`"]),
        ("", vec![("s/_index.md", ""), ("s/index.md", "")], vec!["/s/", "content/s/_index.md"]),
        ("", vec![("index.md", "path = \"x\"")], vec!["_index.md"]),
    ] {
        let (_, faults) = library(settings, &entries);
        let text = faults.iter().map(|fault| fault.message.english()).collect::<Vec<_>>().join("\n");
        assert!(words.iter().all(|word| text.contains(word)), "{entries:?}: {text}");
    }
}
