//! Elasticlunr indices and the script beside them that searches in them: when they are published.
//!
//! What the script finds is shown in Node: `tests/browser/elasticlunr.test.js`.

use crate::support::{Outcome, TestSite};

const LIBRARY: &str = "elasticlunr.min.js";
const CONFIG: &str = "base_url = \"https://example.org\"\ntitle = \"Search\"\n";

fn site(settings: &str) -> TestSite {
    TestSite::new()
        .file("zola.toml", format!("{CONFIG}{settings}"))
        .file("templates/index.html", "<script src=\"{{ get_url(path='elasticlunr.min.js') }}\"></script>")
        .file("content/_index.md", "+++\ntitle = \"Home\"\n+++\n\nA place to begin.\n")
}

fn clean(outcome: Outcome) -> Outcome {
    let outcome = outcome.succeeds();
    assert!(outcome.diagnostics().is_empty(), "{:?}", outcome.diagnostics());
    outcome
}

/// The case zola/10.
#[test]
fn search_library_is_missing() {
    let outcome = clean(site("build_search_index = true\n").build());
    assert!(outcome.files().contains_key("search_index.en.js"));
    let script = outcome.text(LIBRARY);
    assert!(script.contains("elasticlunr.Index = Index") && !script.contains("addLanguage"), "{script}");
}

#[test]
fn the_library_is_there_when_an_index_needs_it() {
    let french = "[languages.fr]\nbuild_search_index = true\n";
    for (settings, is_there) in [
        ("", false),
        ("build_search_index = true\n[search]\nindex_format = \"elasticlunr_json\"\n", true),
        ("build_search_index = true\n[search]\nindex_format = \"fuse_json\"\n", false),
        ("build_search_index = true\n[search]\nindex_format = \"fuse_javascript\"\n", false),
        (french, true),
        // The form of all indices is that of the default language.
        (&format!("build_search_index = true\n{french}[search]\nindex_format = \"fuse_json\"\n"), false),
        (&format!("{french}[languages.fr.search]\nindex_format = \"fuse_json\"\n"), true),
    ] {
        let files = clean(site(settings).build()).files();
        assert_eq!(files.contains_key(LIBRARY), is_there, "{settings}");
    }
}

#[test]
fn the_library_of_a_site_or_its_theme_wins() {
    let on = "build_search_index = true\n";
    let outcome = clean(site(on).file("static/elasticlunr.min.js", "site()").build());
    assert_eq!(outcome.text(LIBRARY), "site()");
    let themed = site(&format!("{on}theme = \"cedar\"\n"))
        .file("themes/cedar/theme.toml", "name = \"cedar\"\n")
        .file("themes/cedar/templates/unused.html", "")
        .file("themes/cedar/static/elasticlunr.min.js", "theme()");
    assert_eq!(clean(themed.build()).text(LIBRARY), "theme()");
}

#[test]
fn the_library_knows_the_languages_and_their_stop_words() {
    let settings = "build_search_index = true\n[languages.de]\nbuild_search_index = true\n\
        [languages.fr]\n[languages.de-CH]\nbuild_search_index = true\n";
    let project = site(settings)
        .file("content/_index.de.md", "+++\ntitle = \"Haus\"\n+++\n\nWährend und weil der Wald wächst.\n")
        .file("content/_index.de-CH.md", "+++\ntitle = \"Haus\"\n+++\n\nKönnte auch ein Baum sein.\n")
        .file("content/_index.fr.md", "+++\ntitle = \"Maison\"\n+++\n\nUn arbre.\n");
    let script = clean(project.build()).text(LIBRARY);
    assert!(script.contains("addLanguage(\"de\"") && !script.contains("addLanguage(\"fr\""), "{script}");
    assert!(script.contains("leaveOut(\"de\", \"auch der ein könnte sein und weil während\")"), "{script}");
}
