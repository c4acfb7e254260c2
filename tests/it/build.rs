//! The options of `tsubame build`, where a project is found, exit codes and the report.

use std::fs;

use crate::support::TestSite;

const DRAFT: &str = "+++\ntitle = \"下書き\"\ndraft = true\n+++\n\nまだ。\n";

#[test]
fn a_page_becomes_html() {
    let outcome = TestSite::new()
        .page("spring.md", "春", "**燕**が帰る。")
        .file("content/news/_index.md", "+++\ntitle = \"知らせ\"\n+++\n")
        .page("news/first.md", "はじめ", "家ができた。")
        .build()
        .succeeds()
        .assert_file("index.html", "<h1>試しの家</h1>")
        .assert_file("spring/index.html", "<strong>燕</strong>が帰る。")
        .assert_file("news/index.html", "https://example.jp/news/first/")
        .assert_file("sitemap.xml", "https://example.jp/news/first/")
        .assert_file("robots.txt", "https://example.jp/sitemap.xml");
    assert!(outcome.files().contains_key("404.html"));
    assert_eq!(outcome.report()["status"], "built");
    assert_eq!(outcome.count("pages"), 2);
    assert_eq!(outcome.count("sections"), 1, "the root is not counted");
}

#[test]
fn base_url_of_the_command_line_wins() {
    TestSite::new()
        .page("a.md", "題", "本文")
        .build_with(&["--base-url", "https://preview.example.jp/42"])
        .succeeds()
        .assert_file("index.html", "https://preview.example.jp/42/a/")
        .assert_file("sitemap.xml", "https://preview.example.jp/42/a/");
}

#[test]
fn drafts_are_built_when_asked_for() {
    let project = TestSite::new().file("content/draft.md", DRAFT);
    project.build().succeeds().assert_no_file("draft");
    project.build_with(&["--drafts"]).succeeds().assert_file("draft/index.html", "まだ。");
    project.build().succeeds().assert_no_file("draft");
}

#[test]
fn minify_makes_pages_smaller() {
    let project = TestSite::new().file("templates/page.html", "<p>\n\n   {{ page.title }}   \n\n</p>\n<p>二</p>\n");
    let project = project.page("a.md", "題", "本文");
    let plain = project.build().succeeds().text("a/index.html");
    let small = project.build_with(&["--minify"]).succeeds().assert_file("a/index.html", "題").text("a/index.html");
    assert!(small.len() < plain.len(), "{small:?} is not smaller than {plain:?}");
}

#[test]
fn the_project_is_found_from_a_folder_inside() {
    let project = TestSite::new().page("deep/er/a.md", "題", "本文");
    let inside = project.path("content/deep/er");
    let inside = inside.to_str().expect("a path in UTF-8");
    // The current folder belongs to a whole process, so these run in processes of their own.
    project.run_in("content/deep/er", &["build"]).succeeds().assert_file("deep/er/a/index.html", "本文");
    fs::remove_dir_all(project.path("public")).expect("an output to remove");
    project.run_in(".", &["--root", inside, "build"]).succeeds().assert_file("deep/er/a/index.html", "本文");
}

#[test]
fn outside_of_any_project_there_is_nothing_to_build() {
    TestSite::empty()
        .file("readme.txt", "")
        .run(&["build"])
        .fails()
        .assert_mentions("zola.toml")
        .assert_no_file("public");
}

#[test]
fn config_toml_serves_when_there_is_no_zola_toml() {
    let project = TestSite::new();
    fs::rename(project.path("zola.toml"), project.path("config.toml")).expect("a renamed configuration");
    project.build().succeeds().assert_file("index.html", "試しの家");
    project.write("zola.toml", "base_url = \"https://example.jp\"\ntitle = \"新しい家\"\n");
    project.build().succeeds().assert_file("index.html", "新しい家");
}

#[test]
fn another_configuration_can_be_named() {
    let project =
        TestSite::new().file("staging.toml", "base_url = \"https://staging.example.jp\"\ntitle = \"稽古場\"\n");
    let outcome = project.run(&["--config", "staging.toml", "build"]).succeeds();
    outcome.assert_file("index.html", "稽古場").assert_file("sitemap.xml", "https://staging.example.jp/");
    project.run(&["--config", "nowhere.toml", "build"]).fails().assert_mentions("nowhere.toml");
}

#[test]
fn an_existing_output_folder_is_replaced_only_by_force() {
    let project = TestSite::new().page("a.md", "題", "本文").file("elsewhere/mine.txt", "大切");
    let elsewhere = project.path("elsewhere");
    let elsewhere = elsewhere.to_str().expect("a path in UTF-8");
    let outcome = project.build_with(&["--output-dir", elsewhere]).fails();
    outcome.assert_mentions("elsewhere").assert_file("mine.txt", "大切").assert_no_file("index.html");

    let outcome = project.build_with(&["--output-dir", elsewhere, "--force"]).succeeds();
    outcome.assert_file("a/index.html", "本文").assert_no_file("mine.txt");
    assert!(!project.path("public").exists(), "only the named folder is written");

    let fresh = project.path("new/deep");
    let fresh = fresh.to_str().expect("a path in UTF-8");
    project.build_with(&["--output-dir", fresh]).succeeds().assert_file("a/index.html", "本文");
}

#[test]
fn the_output_folder_can_be_configured() {
    let project = TestSite::new().config("output_dir = \"dist\"");
    project.build().succeeds();
    assert!(project.path("dist/index.html").exists());
    assert!(!project.path("public").exists());
}

#[test]
fn all_faults_of_several_files_are_shown_in_one_run() {
    let unreadable = TestSite::new()
        .file("content/z.md", "front matter なし\n")
        .file("content/b.md", "+++\ntitle = 春\n+++\n")
        .page("good.md", "題", "本文");
    unreadable.build().exits_with(1).assert_diagnostic("front-matter", "content/b.md", 2).assert_no_file("index.html");
    assert_eq!(files_at_fault(&unreadable), ["content/b.md", "content/z.md"]);

    let astray = TestSite::new()
        .page("c.md", "題", "一行\n\n[道](@/ない.md)\n\n[道](@/またない.md)")
        .page("d.md", "題", "[道](@/どこにも.md)")
        .page("good.md", "題", "本文")
        .file("templates/section.html", "{{ section.no.such }}")
        .file("content/news/_index.md", "+++\n+++\n");
    let files = files_at_fault(&astray);
    assert!(files.starts_with(&["content/c.md".into(), "content/c.md".into(), "content/d.md".into()]), "{files:?}");
}

/// The files that the diagnostics of a build name, in order.
fn files_at_fault(project: &TestSite) -> Vec<String> {
    let diagnostics = project.build().exits_with(1).diagnostics();
    diagnostics.iter().filter_map(|found| found["file"].as_str()).map(str::to_owned).collect()
}

#[test]
fn people_see_the_line_and_a_caret() {
    let project = TestSite::new().page("c.md", "題", "一行\n\n[道](@/ない.md)").page("d.md", "題", "[道](@/どこ.md)");
    let outcome = project.run(&["build"]).exits_with(1);
    for words in ["content/c.md:7", "[道](@/ない.md)", "content/d.md:5", "[道](@/どこ.md)", "^"] {
        assert!(outcome.stderr.contains(words), "no {words:?} in\n{}", outcome.stderr);
    }
    assert!(outcome.stdout.is_empty(), "diagnostics do not go to standard output:\n{}", outcome.stdout);
}

#[test]
fn the_report_has_every_field() {
    let failed = TestSite::new().page("a.md", "題", "[道](@/ない.md)").build().exits_with(1);
    let report = failed.report();
    assert_eq!(report["status"], "failed");
    let diagnostic = &report["diagnostics"][0];
    for field in ["code", "severity", "file", "message"] {
        assert!(diagnostic[field].is_string(), "no text `{field}` in {diagnostic}");
    }
    for field in ["line", "column", "width"] {
        assert!(diagnostic["place"][field].is_u64(), "no number `place.{field}` in {diagnostic}");
    }
    assert!(diagnostic["place"]["excerpt"].as_str().is_some_and(|line| line.contains("@/ない.md")), "{diagnostic}");
    assert!(diagnostic.get("hint").is_some() && diagnostic["notes"].is_array(), "{diagnostic}");

    let built = TestSite::new().build().succeeds();
    assert_eq!(built.report()["status"], "built");
    assert!(built.diagnostics().is_empty());
    for count in ["pages", "sections", "written", "unchanged", "removed"] {
        built.count(count);
    }
}

#[test]
fn warnings_do_not_stop_a_build() {
    let outcome = TestSite::new()
        .file("content/news/_index.md", "+++\nsort_by = \"date\"\n+++\n")
        .page("news/a.md", "日付なし", "本文")
        .build()
        .succeeds();
    let diagnostics = outcome.diagnostics();
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert_eq!(diagnostics[0]["severity"], "warning");
    assert_eq!(diagnostics[0]["file"], "content/news/a.md");
}

#[test]
fn exit_codes_tell_whose_fault_it_is() {
    let project = TestSite::new();
    project.run(&["build"]).exits_with(0);
    project.run_process(&["build"]).exits_with(0);

    project.write("content/a.md", "+++\ntitle = \n+++\n");
    project.run(&["build"]).exits_with(1);
    project.run_process(&["build"]).exits_with(1);

    // A wrong command line, and a place that cannot be written, are no faults of the site.
    project.run(&["fly"]).exits_with(2).assert_mentions("fly");
    project.remove("content/a.md");
    project.write("file", "");
    let below = project.path("file/out");
    project.run(&["build", "--output-dir", below.to_str().expect("UTF-8")]).exits_with(2);
}

#[test]
fn help_and_version_are_printed() {
    let project = TestSite::empty();
    let help = project.run(&["--help"]).exits_with(0);
    assert!(help.stdout.contains("build"), "{}", help.stdout);
    let version = project.run(&["--version"]).exits_with(0);
    assert!(version.stdout.contains(env!("CARGO_PKG_VERSION")), "{}", version.stdout);
}

#[test]
fn assets_of_other_pages_are_linked_by_their_source_path() {
    TestSite::new()
        .file("content/地図/index.md", "+++\ntitle = \"地図\"\n+++\n")
        .file("content/地図/駅.svg", "<svg/>")
        .page("a.md", "題", "![駅](@/地図/駅.svg) [原図](@/地図/駅.svg)")
        .build()
        .succeeds()
        .assert_file("a/index.html", "/di-tu/%E9%A7%85.svg");
}

#[test]
fn groups_stand_in_the_order_of_their_items() {
    let template = "{% for k, pages in section.pages | group_by(attribute=\"extra.k\") %}{{ k }}{% endfor %}";
    let mut project = TestSite::new()
        .file("templates/index.html", template)
        .file("content/_index.md", "+++\nsort_by = \"slug\"\n+++\n");
    for (name, key) in [("a", "z"), ("b", "m"), ("c", "z"), ("d", "a"), ("e", "q")] {
        project = project.file(&format!("content/{name}.md"), format!("+++\nextra.k = \"{key}\"\n+++\n"));
    }
    project.build().succeeds().assert_file("index.html", "zmaq");
}

#[test]
fn outputs_that_get_in_each_other_s_way_are_faults() {
    for (path, text, other) in [
        ("static/about", "file", "about"),
        ("content/x.md", "+++\naliases = [\"robots.txt/y\"]\n+++\n", "robots.txt"),
        ("content/404.md", "+++\npath = \"404.html\"\n+++\n", "404.html"),
    ] {
        let outcome = TestSite::new().page("about.md", "題", "本文").file(path, text).build().exits_with(1);
        assert!(outcome.stdout.contains("path-collision") && outcome.stdout.contains(other), "{}", outcome.stdout);
    }
}

#[test]
fn failures_are_json_too() {
    let project = TestSite::new().page("a.md", "題", "本文").file("out/mine.txt", "大切");
    let out = project.root().join("out");
    let outcome = project.run(&["build", "--format", "json", "--output-dir", out.to_str().expect("a path in UTF-8")]);
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!((outcome.code, report["status"].as_str()), (Some(2), Some("error")));
}

#[test]
fn sources_are_never_an_output_folder() {
    for folder in ["content", "content/a", ".", "data", "static/../templates", ".git"] {
        let project = TestSite::new().page("a.md", "題", "本文").file("data/d.json", "{}").file(".git/HEAD", "x");
        let out = project.root().join(folder);
        let outcome = project.run(&["build", "--force", "--output-dir", out.to_str().expect("a path in UTF-8")]);
        assert_eq!(outcome.code, Some(2), "{folder}: {}", outcome.stderr);
        assert!(project.root().join("content/a.md").exists() && project.root().join("data/d.json").exists());
    }
}

#[test]
fn aliases_of_a_page_s_own_path_or_written_twice_harm_nobody() {
    let page = "+++\ntitle = \"題\"\naliases = [\"/a/\", \"old\", \"/old/\"]\n+++\n";
    TestSite::new().file("content/a.md", page).build().succeeds().assert_file("old/index.html", "/a/");
}
