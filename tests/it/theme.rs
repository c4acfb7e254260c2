//! What the theme may not do, whatever its pages look like.

use std::{fs, path::Path};

/// What may be printed as it is: rendered Markdown, and texts that are encoded beforehand by the same expression. `cut.url`
/// is an address of the program's own making that goes into structured data, which is encoded as a whole.
const PRINTED_AS_THEY_ARE: [&str; 6] = [
    "page.content",
    "section.content",
    "body | markdown",
    "data | json_encode | replace(from=\"<\", to=\"\\\\u003c\")",
    "title | escape_html | replace(from=\"株式会社\", to=\"<wbr>株式会社<wbr>\")",
    "cut.url",
];

/// Expressions of a template that print without encoding, without the filter that says so.
fn printed_as_they_are(template: &str) -> Vec<&str> {
    let is_safe = |text: &&str| text.split('|').skip(1).any(|filter| filter.trim() == "safe");
    let all = [("{{", "}}"), ("{%", "%}")].into_iter().flat_map(|(start, end)| {
        template.split(start).skip(1).filter_map(move |rest| Some(rest.split_once(end)?.0.trim_matches('-').trim()))
    });
    all.filter(is_safe).map(|text| text.strip_suffix("| safe").map_or(text, str::trim)).collect()
}

fn templates(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the templates") {
        let path = entry.expect("a template").path();
        if path.is_dir() {
            templates(&path, found);
        } else {
            found.push((path.display().to_string(), fs::read_to_string(&path).expect("text")));
        }
    }
}

#[test]
fn no_value_of_an_editor_is_printed_as_it_is() {
    let (mut found, mut seen) = (Vec::new(), 0);
    templates(&Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/cross-sendai/templates"), &mut found);
    for (path, text) in &found {
        for printed in printed_as_they_are(text) {
            let is_known = PRINTED_AS_THEY_ARE.contains(&printed)
                || path.ends_with("sitemap.xml") && printed == "entry.permalink | escape_xml";
            assert!(is_known, "{path}: `{printed}` is printed as it is; leave `| safe` out");
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn what_is_printed_as_it_is_is_found() {
    for (template, found) in [
        ("<a href=\"{{ page.extra.url | safe }}\">", &["page.extra.url"][..]),
        ("{{- a | safe -}}{{ b }}{% set c = d | safe %}", &["a", "set c = d"]),
        ("{{ a | safe | upper }}", &["a | safe | upper"]),
        ("{{ safe }} {{ a | unsafe }}", &[]),
    ] {
        assert_eq!(printed_as_they_are(template), found, "{template}");
    }
}
