//! Content types: entries at fault are told all at once and nothing is published; new ones build at once; targets count.

use std::{fs, path::Path};

use serde_json::Value;

use crate::support::{Outcome, REPOSITORY, TestSite};

/// A small site with the types of this repository.
pub fn typed() -> TestSite {
    let mut project =
        TestSite::new().config("taxonomies = [{ name = \"tags\", render = false }, { name = \"areas\", render = false }, { name = \"work_styles\", render = false }]");
    for entry in fs::read_dir(Path::new(REPOSITORY).join("data/types")).expect("the types") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a type");
        if let Some(template) = text.lines().find_map(|line| line.strip_prefix("template: ")) {
            project =
                project.file(&format!("templates/{template}"), "<h1>{{ page.title }}</h1>{{ page.content | safe }}");
        }
        project = project.file(&format!("data/types/{name}"), text);
    }
    for folder in [
        "",
        "events/",
        "companies/",
        "jobs/",
        "articles/",
        "interviews/",
        "programmes/",
        "grants/",
        "landing/",
        "videos/job-reco/",
    ] {
        project = project.file(&format!("content/{folder}_index.md"), "+++\ntitle = \"節\"\n+++\n");
    }
    let settings = fs::read_to_string(project.path("zola.toml")).expect("settings");
    project.file("zola.toml", format!("{settings}[extra.tsubame]\n"))
}

#[test]
fn a_new_entry_of_every_type_builds_at_once() {
    let project = typed();
    for name in [
        "company test",
        "event test",
        "article test",
        "interview test",
        "video job-reco/test",
        "programme test",
        "grant test",
        "page test",
    ] {
        let (kind, name) = name.split_once(' ').expect("two words");
        project.run(&["new", kind, name]).succeeds().assert_mentions("Made ");
        let built = project.build().succeeds();
        // What the scaffold says in the editor's place is told of until the editor has.
        assert!(codes(&built).iter().all(|code| code == "entry-sample"), "{kind}: {:?}", built.diagnostics());
    }
    // A company waits for the job that names it.
    project.build().succeeds().assert_no_file("companies/test");
    project.run(&["new", "job", "test"]).succeeds();
    let company = fs::read_to_string(project.path("content/companies/test/index.md")).expect("a company");
    project.write("content/companies/test/index.md", company.replace("draft = true\n", ""));
    project
        .build()
        .succeeds()
        .assert_file("events/test/index.html", "新しいイベントの名前")
        .assert_file("companies/test/index.html", "株式会社見本");
    assert!(project.path("content/videos/job-reco/test/poster.webp").exists(), "a video must have a picture");
    project.remove("content/jobs/test.md");
    let alone = project.build().exits_with(1);
    assert_eq!(errors(&alone).len(), 1, "{:?}", alone.diagnostics());
    assert!(codes(&alone).contains(&"entry-rule".to_owned()));
}

#[test]
fn a_job_that_is_over_stops_nothing() {
    let project = typed();
    project.run(&["new", "company", "test"]).succeeds();
    project.run(&["new", "job", "test"]).succeeds();
    let company = fs::read_to_string(project.path("content/companies/test/index.md")).expect("a company");
    project.write("content/companies/test/index.md", company.replace("draft = true\n", ""));
    assert!(!codes(&project.build().succeeds()).contains(&"entry-rule".to_owned()));
    let later = project.build_with(&["--now", "2040-01-01"]).succeeds().assert_no_file("jobs/test");
    assert!(codes(&later).contains(&"entry-rule".to_owned()), "{:?}", later.diagnostics());
    assert_eq!(errors(&later).len(), 0);
    later.assert_file("companies/test/index.html", "株式会社見本");
}

#[test]
fn what_readers_say_is_told_in_the_words_of_the_type() {
    let project = typed();
    project.run(&["new", "event", "test"]).succeeds();
    let text = fs::read_to_string(project.path("content/events/test/index.md")).expect("an event");
    for (from, to, words) in [
        ("seats = 30", "seats = 40人", "「定員」（extra.seats）を読めません。文字を引用符で囲んでいません"),
        ("title = \"新しいイベントの名前\"", "title = “夜”", "全角の「“」があります"),
        ("status = \"open\"", "publish_at = \"あした\"\nstatus = \"open\"", "extra.publish_at"),
    ] {
        assert!(text.contains(from), "the scaffold has changed: {from}");
        project.write("content/events/test/index.md", text.replacen(from, to, 1));
        let outcome = project.build().exits_with(1);
        let found = errors(&outcome);
        assert_eq!(found.len(), 1, "{to}: {found:#?}");
        assert!(found[0]["message"].as_str().is_some_and(|message| message.contains(words)), "{to}: {found:#?}");
    }
}

#[test]
fn a_company_says_how_it_is_read_who_works_there_and_for_whom_it_is_not() {
    let project = typed();
    project.run(&["new", "company", "test"]).succeeds();
    project.run(&["new", "job", "test"]).succeeds();
    let file = "content/companies/test/index.md";
    let text = fs::read_to_string(project.path(file)).expect("a company").replace("draft = true\n", "");
    for (from, to, code, words) in [
        ("yomi = \"みほん\"", "yomi = \"見本\"", "entry-limit", "社名の読み"),
        ("yomi = \"みほん\"", "yomi = \"かぶしきがいしゃみほん\"", "entry-rule", "かぶしきがいしゃ"),
        ("came = ", "# came = ", "entry-missing", "どこから、いつ来たか"),
        ("quote = ", "quote = \"よい会社です。\" # ", "entry-limit", "ひとこと"),
        ("unsuited = ", "# unsuited = ", "entry-missing", "合わないかもしれない人"),
        ("unsuited = ", "logo = \"none.webp\"\nunsuited = ", "entry-image", "ロゴ"),
    ] {
        assert!(text.contains(from), "the scaffold has changed: {from}");
        project.write(file, text.replacen(from, to, 1));
        let found = errors(&project.build().exits_with(1));
        assert_eq!((found.len(), found[0]["code"].as_str()), (1, Some(code)), "{to}: {found:#?}");
        assert!(found[0]["message"].as_str().is_some_and(|message| message.contains(words)), "{to}: {found:#?}");
    }
}

/// The codes of all that an outcome tells.
fn codes(outcome: &Outcome) -> Vec<String> {
    let code = |fault: &Value| fault["code"].as_str().unwrap_or_default().to_owned();
    outcome.diagnostics().iter().map(code).collect()
}

/// What stands against publishing.
fn errors(outcome: &Outcome) -> Vec<Value> {
    outcome.diagnostics().into_iter().filter(|fault| fault["severity"] == "error").collect()
}

#[test]
fn five_broken_fields_are_five_errors_in_one_run() {
    let project = typed();
    project.run(&["new", "event", "test"]).succeeds();
    project.build().succeeds().assert_file("events/test/index.html", "新しい");
    let before = fs::read(project.path("public/events/test/index.html")).expect("a page");
    let text = fs::read_to_string(project.path("content/events/test/index.md")).expect("an event");
    let mut broken = text.clone();
    for (from, to) in [
        ("title = \"新しいイベントの名前\"", "title = 5"),
        ("seats = 30", "seats = \"三十\""),
        ("status = \"open\"", "status = \"opne\""),
        ("fee = \"無料\"", "# fee"),
        (
            "[[extra.speakers]]\nname = \"見本さん（仮名）\"",
            "[[extra.speakers]]\ncompany = \"companies/none/index.md\"\nname = \"見本さん（仮名）\"",
        ),
    ] {
        assert!(broken.contains(from), "the scaffold has changed: {from}");
        broken = broken.replacen(from, to, 1);
    }
    let line = |start: &str| 1 + broken.lines().position(|line| line.starts_with(start)).expect("a line") as u64;
    project.write("content/events/test/index.md", &broken);
    let outcome = project.build().exits_with(1);
    let found = errors(&outcome);
    assert_eq!(found.len(), 5, "{found:#?}");
    let file = "content/events/test/index.md";
    let outcome = outcome
        .assert_diagnostic("entry-kind", file, line("title"))
        .assert_diagnostic("entry-missing", file, line("[extra]"))
        .assert_diagnostic("entry-choice", file, line("status"))
        .assert_diagnostic("entry-kind", file, line("seats"))
        .assert_diagnostic("entry-relation", file, line("company"));
    for words in
        ["「見出し」（title）", "「定員」（extra.seats）", "「open」でしょうか", "extra.speakers[1件目].company"]
    {
        assert!(outcome.report()["diagnostics"].to_string().contains(words), "nothing says {words}");
    }
    assert_eq!(
        fs::read(project.path("public/events/test/index.html")).expect("a page"),
        before,
        "nothing is published"
    );
    let checked = project.run(&["check", "--skip-external", "--format", "json"]).exits_with(1);
    assert_eq!(errors(&checked).len(), 5);
}

#[test]
fn sites_without_types_hear_nothing_of_them() {
    let project = TestSite::new().file("content/events/a.md", "+++\ntitle = \"夜\"\n[extra]\nseats = \"x\"\n+++\n");
    project.build().succeeds().assert_file("events/a/index.html", "夜");
    project.run(&["new", "event", "b"]).exits_with(2).assert_mentions("no content types");
    project.run(&["check", "--targets"]).exits_with(2).assert_mentions("data/targets.yaml");
}

#[test]
fn faults_of_types_forms_and_names_are_told() {
    let project = typed().file("data/types/event.yaml", "id: event\nlabel: イベント\nfolder: events\nfeilds: []\n");
    project.build().exits_with(1).assert_diagnostic("schema-file", "data/types/event.yaml", 4);
    project.run(&["new", "event", "x"]).exits_with(1).assert_mentions("feilds");
    let project = typed().file("data/forms/contact.yaml", "form: contact\nlabel: 問い合わせ\ngroups: 5\n");
    let settings = fs::read_to_string(project.path("zola.toml")).expect("settings");
    project.write("zola.toml", format!("{settings}\n[extra]\nbackend_url = \"/api\"\n"));
    project.build().exits_with(1).assert_diagnostic("schema-file", "data/forms/contact.yaml", 3);
    let pipeline = "pipeline: talk\nlabel: 面談\nkind: talk\n";
    let project = typed().file("data/pipelines/talk.yaml", pipeline).file("data/phases.yaml", "phases: []\n");
    let built = project.build().exits_with(1).assert_diagnostic("schema-file", "data/pipelines/talk.yaml", 3);
    built.assert_diagnostic("schema-file", "data/phases.yaml", 1);
    let words = "Label: お礼\nPurpose: service\nSubject: お礼\n\n{{ nobody }}様\n";
    let project = typed().file("data/messages/thanks.txt", words);
    let built = project.build().exits_with(1).assert_diagnostic("message-sample", "data/messages/thanks.txt", 5);
    built.assert_mentions("nobody");
    let project = typed();
    project.run(&["new", "evnt", "x"]).exits_with(2).assert_mentions("only article, company, event");
    project.run(&["new", "video", "x"]).exits_with(2).assert_mentions("tsubame new video job-reco/x");
    project.run(&["new", "event", "../x"]).exits_with(2).assert_mentions("leads out");
    project.run(&["new", "event", "x", "--section"]).exits_with(2).assert_mentions("--section");
}

#[test]
fn targets_are_counted() {
    let project = TestSite::of_repository();
    let table = project.run(&["check", "--targets"]).succeeds();
    assert!(
        table.stdout.contains("4シリーズの動画") && table.stdout.contains("すべて足りています"),
        "{}",
        table.stdout
    );
    let targets = "targets:\n  - { id: a, label: イベント, type: event, want: 2 }\n";
    let project = typed().file("data/targets.yaml", targets);
    project.run(&["new", "event", "one"]).succeeds();
    let outcome = project.run(&["check", "--targets", "--format", "json"]).exits_with(1);
    let target = &outcome.report()["targets"][0];
    assert_eq!(
        (target["have"].as_u64(), target["want"].as_u64(), target["missing"].as_u64()),
        (Some(1), Some(2), Some(1))
    );
    project.run(&["new", "event", "two"]).succeeds();
    project.run(&["check", "--targets"]).succeeds().assert_mentions("イベント     2");
    project.write("data/targets.yaml", "targets:\n  - { id: a, label: イベント, type: evnt, want: 2 }\n");
    project.run(&["check", "--targets"]).exits_with(1).assert_mentions("data/targets.yaml:2:");
}

#[test]
fn targets_at_fault_are_told_and_the_others_count() {
    let targets = "targets:\n  - { id: a, label: 会, type: event, want: 1 }\n  - { id: b, label: 数, type: event, want: thirty }\n  \
        - { id: c, label: 型, type: event, where: [{ field: extra.mode, is: venu }], want: 1 }\n  \
        - { id: d, label: 綴り, type: event, wnat: 1 }\n  - { id: e, label: 企業, type: company, want: 0 }\n";
    let project = typed().file("data/targets.yaml", targets);
    project.run(&["new", "event", "one"]).succeeds();
    let outcome = project.run(&["check", "--targets", "--format", "json"]).exits_with(1);
    let ids: Vec<_> =
        outcome.report()["targets"].as_array().expect("targets").iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, ["a", "e"]);
    let file = "data/targets.yaml";
    let outcome = outcome
        .assert_diagnostic("schema-file", file, 3)
        .assert_diagnostic("schema-file", file, 4)
        .assert_diagnostic("schema-file", file, 5);
    // The last one has a key that means nothing, and lacks the one that was meant.
    assert_eq!(errors(&outcome).len(), 4);
    let told = project.run(&["check", "--targets"]).exits_with(1);
    assert!(!told.stdout.contains("すべて足りています"), "{}", told.stdout);
    for words in ["「thirty」があります", "`venue` の書き間違い", "`want` の書き間違い", "Content targets"]
    {
        assert!(told.stderr.contains(words), "{words}: {}", told.stderr);
    }
    assert!(!told.stderr.contains("expected") && !told.stderr.contains("invalid"), "{}", told.stderr);
    for empty in ["", "# 目標\n", "targets: []\n", "targets:\n"] {
        project.write(file, empty);
        let outcome = project.run(&["check", "--targets"]).exits_with(1).assert_mentions("目標が一つもありません");
        assert!(!outcome.stdout.contains("すべて足りています"), "{}", outcome.stdout);
    }
}
