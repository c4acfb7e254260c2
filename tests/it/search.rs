//! Full-text search: what the bundle of Pagefind holds, and that it is only there when asked for.
//!
//! That words are found in it is shown in a browser: `tests/browser/search.test.js`.

use serde_json::Value;

use crate::support::{Outcome, TestSite, Tree, differences};

const SWITCH: &str = "\n[extra.tsubame.search]\npagefind = true\n";
const CONFIG: &str = "base_url = \"https://example.jp\"\ntitle = \"家\"\ndefault_language = \"ja\"\n";
const HTML: &str = "<!doctype html><html lang=\"{{ lang }}\"><head><title>題</title></head><body>\
    <ul><li>{{ TITLE }}<li>二</ul><p>前</p>{{ CONTENT | safe }}</body></html>";

/// A site whose pages are whole documents; `settings` end its configuration.
fn site(settings: &str) -> TestSite {
    let template = |entry: &str| {
        let title = format!("{entry}.title or \"\"");
        HTML.replace("TITLE", &title).replace("CONTENT", &format!("{entry}.content"))
    };
    TestSite::new()
        .file("zola.toml", format!("{CONFIG}{settings}"))
        .file("templates/index.html", template("section"))
        .file("templates/section.html", template("section"))
        .file("templates/page.html", template("page"))
        .file("content/_index.md", "+++\ntitle = \"家\"\n+++\n\n表の間。\n")
        .page("haru.md", "春", "朝の仙台駅を出て、広瀬川まで歩く。")
}

fn bundle(outcome: &Outcome) -> Tree {
    outcome.files().into_iter().filter(|(path, _)| path.starts_with("pagefind/")).collect()
}

fn page_count(outcome: &Outcome) -> u64 {
    let entry: Value = serde_json::from_str(&outcome.text("pagefind/pagefind-entry.json")).expect("JSON");
    let languages = entry["languages"].as_object().expect("languages").values();
    languages.map(|language| language["page_count"].as_u64().expect("a number")).sum()
}

#[test]
fn the_bundle_is_there_when_asked_for() {
    for settings in ["", "[extra.tsubame.search]\npagefind = false", "[extra]\nsearch = { pagefind = true }"] {
        site(settings).build().succeeds().assert_no_file("pagefind");
    }
    let outcome = site(SWITCH).build().succeeds();
    assert!(outcome.diagnostics().is_empty(), "{:?}", outcome.diagnostics());
    assert_eq!(page_count(&outcome), 2);
    let names: Vec<String> = bundle(&outcome).into_keys().collect();
    let files = |folder: &str| names.iter().filter(|name| name.starts_with(&format!("pagefind/{folder}/"))).count();
    assert_eq!((files("fragment"), files("index")), (2, 1), "{names:?}");
    assert!(names.contains(&"pagefind/pagefind.js".to_owned()), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("-ui.") || name.contains("highlight")), "{names:?}");
}

#[test]
fn the_folder_and_its_parts_can_be_chosen() {
    let more = "output = \"assets/find\"\ninclude = [\"modular-ui\"]\ninclude_characters = \"+\"\n";
    let outcome = site(&format!("{SWITCH}{more}")).build().succeeds();
    let outcome = outcome.assert_file("assets/find/pagefind-entry.json", "\"+\"").assert_no_file("pagefind");
    assert!(outcome.files().contains_key("assets/find/pagefind-modular-ui.js"));
}

#[test]
fn pages_that_shall_not_be_found_are_left_out() {
    let page = |front: &str| format!("+++\ntitle = \"題\"\n{front}\n+++\n\n本文。\n");
    for (files, found) in [
        (&[("a.md", "")][..], 3),
        (&[("a.md", "in_search_index = false")], 2),
        (&[("a.md", "hidden = true")], 2),
        (&[("a.md", "draft = true")], 2),
        (&[("a.md", "render = false")], 2),
        (&[("a.md", "aliases = [\"old\", \"older.html\"]")], 3),
        (&[("s/_index.md", ""), ("s/a.md", "")], 4),
        (&[("s/_index.md", "in_search_index = false"), ("s/a.md", "")], 2),
        (&[("s/_index.md", "hidden = true"), ("s/a.md", "hidden = false")], 2),
        (&[("s/_index.md", "redirect_to = \"haru\""), ("s/a.md", "")], 3),
        (&[("s/_index.md", "paginate_by = 1"), ("s/a.md", ""), ("s/b.md", ""), ("s/c.md", "")], 6),
    ] {
        let project = site(SWITCH).file("templates/404.html", HTML.replace("TITLE", "\"\"").replace("CONTENT", "\"\""));
        for (path, front) in files {
            project.write(&format!("content/{path}"), page(front));
        }
        assert_eq!(page_count(&project.build().succeeds()), found, "{files:?}");
    }
    let project = site(SWITCH).file("content/a.md", page("draft = true"));
    assert_eq!(page_count(&project.build_with(&["--drafts"]).succeeds()), 3);
}

#[test]
fn the_bundle_depends_on_nothing_but_the_texts() {
    let project = TestSite::of_repository();
    let first = project.build().succeeds();
    assert!(page_count(&first) >= 20, "the site of this repository can be searched");
    let files = bundle(&first);
    let again = project.build().succeeds();
    assert_eq!((again.count("written"), again.count("removed")), (0, 0), "a second build has nothing to write");
    // Not on where the site goes, and not on what minifying leaves of its end tags.
    let other = TestSite::of_repository().build_with(&["--base-url", "https://example.jp/sub"]).succeeds();
    assert_eq!(differences(&files, &bundle(&other)), Vec::<String>::new());
    let plain = site(SWITCH).build().succeeds();
    let small = site(SWITCH).build_with(&["--minify"]).succeeds();
    assert!(small.text("haru/index.html").len() < plain.text("haru/index.html").len(), "the page itself is minified");
    assert_eq!(differences(&bundle(&plain), &bundle(&small)), Vec::<String>::new());
}

#[test]
fn pagefind_itself_prints_nothing() {
    let outcome = site(SWITCH).run_process(&["build", "--format", "json"]).succeeds();
    assert_eq!((outcome.report()["status"].as_str(), outcome.stderr.as_str()), (Some("built"), ""));
}

#[test]
fn faults_are_named() {
    let bad = site("[extra]\nfree = { form = 1 }\n[extra.tsubame.search]\npagefnd = true\n").build().exits_with(1);
    bad.assert_diagnostic("config-tsubame", "zola.toml", 7).assert_mentions("pagefnd").assert_no_file("index.html");

    for file in ["static/pagefind/old.js", "static/pagefind", "content/pagefind.md"] {
        let outcome = site(SWITCH).file(file, "+++\n+++\n").build().exits_with(1);
        assert_eq!(outcome.diagnostics()[0]["code"], "path-collision", "{file}");
        outcome.assert_mentions("output").assert_no_file("index.html");
    }

    let bare = "<p>{{ page.title }}</p>";
    let outcome = site(SWITCH).file("templates/page.html", bare).file("templates/index.html", "<p>家</p>").build();
    assert_eq!(outcome.succeeds().diagnostics()[0]["code"], "search-empty");
}
