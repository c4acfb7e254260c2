//! `publish_at`, `expires_at` and `--now`: what is part of the site when, and what that does to links and lookups.

use crate::support::{Outcome, TestSite};

const NOW: &str = "2026-12-01T00:00:00Z";

fn scheduled() -> TestSite {
    TestSite::new()
        .file(
            "zola.toml",
            "base_url = \"https://example.jp\"\n[extra.tsubame]\ntimezone = \"Asia/Tokyo\"\n[extra.tsubame.schedule]\n\
             expires = [\"valid_through\"]\nchanges = [\"end\"]\n",
        )
        .file("templates/page.html", "{{ page.title }} {{ now() }} {{ page.content | safe }}")
        .page("_index.md", "家", "")
        .page("jobs/_index.md", "求人", "")
        .file("content/jobs/a.md", "+++\ntitle = \"今\"\n[extra]\nvalid_through = 2026-12-10\n+++\n")
        .file("content/jobs/b/index.md", "---\ntitle: 先\nextra:\n  publish_at: 2026-12-05\n---\n")
        .file("content/jobs/b/b.txt", "x")
        .file("content/jobs/c.md", "+++\ntitle = \"前\"\n[extra]\nvalid_through = 2026-11-30\n+++\n")
        .file("content/soon/_index.md", "+++\ntitle = \"節\"\n[extra]\npublish_at = 2026-12-03T10:00:00+09:00\n+++\n")
        .page("soon/d.md", "節の中", "")
        .file("content/event.md", "+++\ntitle = \"会\"\n[extra]\nend = 2026-12-02T12:00:00+09:00\n+++\n")
}

fn build_at(project: &TestSite, now: &str) -> Outcome {
    project.build_with(&["--now", now])
}

#[test]
fn what_is_published_follows_the_time() {
    let project = scheduled();
    let before = build_at(&project, NOW).succeeds();
    assert_eq!(before.report()["next_change"], "2026-12-02T12:00:00+09:00");
    assert_eq!(before.report()["next_change_by"]["file"], "content/event.md");
    let before = before
        .assert_file("jobs/a/index.html", "2026-12-01T00:00:00Z")
        .assert_no_file("jobs/b")
        .assert_no_file("jobs/c")
        .assert_no_file("soon");
    assert!(!before.text("sitemap.xml").contains("/jobs/b/"));
    assert_eq!(before.count("pages"), 2);
    let after = build_at(&project, "2026-12-05").succeeds();
    after
        .assert_file("jobs/b/index.html", "先")
        .assert_file("jobs/b/b.txt", "x")
        .assert_file("soon/d/index.html", "節の中")
        .assert_file("jobs/index.html", "先");
    let end = build_at(&project, "2026-12-11").succeeds().assert_no_file("jobs/a");
    assert!(end.report()["next_change"].is_null());
}

#[test]
fn check_and_drafts_know_the_time_too() {
    let project = scheduled();
    let checked = project.run(&["check", "--skip-external", "--now", NOW, "--format", "json"]);
    assert_eq!((checked.count("pages"), &checked.report()["next_change"]), (2, &"2026-12-02T12:00:00+09:00".into()));
    let shown = project.run(&["build", "--now", NOW]).succeeds();
    shown.assert_mentions("Next change: 2026-12-02T12:00:00+09:00 (`end` of content/event.md)");
    let drafts = project.build_with(&["--now", NOW, "--drafts"]).succeeds();
    drafts.assert_file("jobs/b/index.html", "先").assert_no_file("jobs/c");
    project.run(&["build", "--now", "someday"]).exits_with(2).assert_mentions("it is no date");
}

#[test]
fn links_to_what_is_over_lead_to_the_section() {
    let project = scheduled().page("about.md", "紹介", "本文\n\n[求人](@/jobs/c.md#top)").file(
        "templates/index.html",
        "{{ get_url(path='@/jobs/c.md') }} {{ get_page(path='jobs/c.md', allow_missing=true) is none }}",
    );
    let built = build_at(&project, NOW).succeeds().assert_diagnostic("link-expired", "content/about.md", 7);
    built
        .assert_file("about/index.html", "href=\"https://example.jp/jobs/#top\"")
        .assert_file("index.html", "https://example.jp/jobs/ true");
}

#[test]
fn links_to_what_is_to_come_are_clear_faults() {
    let project = scheduled().page("about.md", "紹介", "[求人](@/jobs/b/index.md)");
    let failed = build_at(&project, NOW).exits_with(1).assert_diagnostic("link-held-back", "content/about.md", 5);
    failed.assert_mentions("not published before 2026-12-05T00:00:00+09:00 (`publish_at`)");
    build_at(&project, "2026-12-05").succeeds();
    for (call, words) in [
        ("get_page(path='jobs/b/index.md')", "`jobs/b/index.md` is not published before 2026-12-05"),
        ("get_page(path='jobs/c.md')", "`jobs/c.md` is not published any more, since 2026-12-01T00:00:00+09:00"),
        ("get_section(path='soon/_index.md')", "before 2026-12-03T10:00:00+09:00"),
        ("get_page(path='soon/d.md')", "(`publish_at` of `content/soon/_index.md`)"),
        ("get_url(path='@/jobs/b/index.md')", "is not published before"),
    ] {
        let project = scheduled().file("templates/index.html", format!("{{{{ {call} }}}}"));
        build_at(&project, NOW).exits_with(1).assert_mentions(words);
    }
}

#[test]
fn bad_dates_are_told_together() {
    let project = scheduled()
        .file("content/x.md", "+++\ntitle = \"x\"\n[extra]\npublish_at = \"いつか\"\n+++\n")
        .file("content/y.md", "---\ntitle: y\nextra:\n  expires_at: 2026-02-30\n---\n");
    let failed = build_at(&project, NOW).exits_with(1);
    failed
        .assert_diagnostic("schedule-date", "content/x.md", 4)
        .assert_diagnostic("schedule-date", "content/y.md", 4)
        .assert_no_file("index.html");
}

#[test]
fn sites_without_these_fields_do_not_change_with_time() {
    let project = TestSite::new().page("a.md", "題", "本文");
    let first = build_at(&project, "2001-01-01").succeeds();
    assert!(first.report()["next_change"].is_null());
    assert_eq!(build_at(&project, "2031-01-01").succeeds().count("written"), 0);
}
