//! Content types: entries at fault are told all at once and nothing is published; new ones build at once; targets count.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};

use crate::support::{Outcome, Project, REPOSITORY};

/// A small site with the types of this repository.
fn typed() -> Project {
    let mut project =
        Project::new().config("taxonomies = [{ name = \"tags\", render = false }, { name = \"areas\", render = false }, { name = \"work_styles\", render = false }]");
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
    for folder in ["", "events/", "companies/", "jobs/", "articles/", "interviews/", "programmes/", "videos/job-reco/"]
    {
        project = project.file(&format!("content/{folder}_index.md"), "+++\ntitle = \"節\"\n+++\n");
    }
    project
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
    let project = Project::new().file("content/events/a.md", "+++\ntitle = \"夜\"\n[extra]\nseats = \"x\"\n+++\n");
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
    let project = typed();
    project.run(&["new", "evnt", "x"]).exits_with(2).assert_mentions("only article, company, event");
    project.run(&["new", "video", "x"]).exits_with(2).assert_mentions("tsubame new video job-reco/x");
    project.run(&["new", "event", "../x"]).exits_with(2).assert_mentions("leads out");
    project.run(&["new", "event", "x", "--section"]).exits_with(2).assert_mentions("--section");
}

#[test]
fn targets_are_counted() {
    let project = Project::of_repository();
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

/// The API of a site with these events of this repository's type.
fn api_of(events: &[(&str, &[(&str, &str)])], now: &str) -> (Project, crate::support::Outcome) {
    let project = typed();
    let settings = fs::read_to_string(project.path("zola.toml")).expect("settings");
    project.write("zola.toml", format!("{settings}\n[extra.tsubame.api]\nenabled = true\n"));
    project.run(&["new", "company", "izumi"]).succeeds();
    project.run(&["new", "job", "maker"]).succeeds();
    for (name, changes) in events {
        project.run(&["new", "event", name, "--title", name]).succeeds();
        let path = format!("content/events/{name}/index.md");
        let mut text = fs::read_to_string(project.path(&path)).expect("an event");
        for (key, value) in [
            ("start", "2030-05-10T14:00:00+09:00"),
            ("end", "2030-05-10T16:00:00+09:00"),
            ("deadline", "2030-05-08T18:00:00+09:00"),
        ] {
            text = with_field(&text, key, value);
        }
        text = changes.iter().fold(text, |text, (key, value)| with_field(&text, key, value));
        project.write(&path, text);
    }
    let outcome = project.build_with(&["--now", now]);
    (project, outcome)
}

/// The text of an entry with another value of a field below `[extra]`.
fn with_field(text: &str, key: &str, value: &str) -> String {
    let is_field = |line: &&str| !line.starts_with(&format!("{key} = ")) && !line.starts_with(&format!("# {key} = "));
    let lines: Vec<&str> = text.lines().filter(is_field).collect();
    lines.join("\n").replacen("[extra]\n", &format!("[extra]\n{key} = {value}\n"), 1) + "\n"
}

#[test]
fn the_content_api_tells_the_state_of_registration() {
    let events: [(&str, &[(&str, &str)]); 6] = [
        ("plain", &[]),
        ("full", &[("status", "\"full\""), ("seats_left", "0")]),
        ("taken", &[("seats_left", "0")]),
        ("late", &[("deadline", "2030-05-01T00:00:00+09:00"), ("seats_left", "0")]),
        (
            "past",
            &[
                ("start", "2030-04-01T10:00:00+09:00"),
                ("end", "2030-04-01T12:00:00+09:00"),
                ("deadline", "2030-03-30T00:00:00+09:00"),
            ],
        ),
        ("off", &[("status", "\"cancelled\""), ("status_note", "\"台風のため\"")]),
    ];
    let (_project, outcome) = api_of(&events, "2030-05-02T12:00:00+09:00");
    let outcome = outcome.succeeds();
    let json = |path: &str| -> Value { serde_json::from_str(&outcome.text(&format!("api/v1/{path}"))).expect("JSON") };
    let list = json("event/index.json");
    for (name, state) in [
        ("plain", "open"),
        ("full", "waitlist"),
        ("taken", "waitlist"),
        ("late", "closed"),
        ("past", "over"),
        ("off", "cancelled"),
    ] {
        let entry = json(&format!("event/entries/{name}.json"));
        assert_eq!(entry["registration"]["state"], state, "{name}");
        let item = list["items"].as_array().expect("items").iter().find(|item| item["id"] == name).expect("an item");
        assert_eq!(item["registration"], entry["registration"], "{name}");
    }
    let registration = &json("event/entries/plain.json")["registration"];
    assert_eq!(registration["closes_at"], "2030-05-08T18:00:00+09:00");
    assert_eq!(registration["label"], "受付中");
    let facets = list["facets"].as_array().expect("facets");
    let facet = |name: &str| facets.iter().find(|facet| facet["field"] == name).expect("a facet");
    let counts = |name: &str| -> Vec<(Value, u64)> {
        let values = facet(name)["values"].as_array().expect("values").iter();
        values.map(|row| (row["value"].clone(), row["count"].as_u64().expect("a count"))).collect()
    };
    assert_eq!(facet("status")["at"], "registration.state");
    let expected = [("open", 1), ("waitlist", 2), ("closed", 1), ("over", 1), ("cancelled", 1)];
    assert_eq!(counts("status"), expected.map(|(state, count)| (json!(state), count)));
    assert_eq!(counts("third_party"), [(json!(false), 6)], "what is not written is no");
    assert_eq!(json("event/entries/plain.json")["fields"]["third_party"], false);
    let schema = json("event/schema.json");
    let state = &schema["properties"]["registration"]["properties"]["state"];
    assert_eq!(state["oneOf"].as_array().map(Vec::len), Some(6));
    assert!(schema["required"].as_array().expect("names").contains(&json!("registration")));
    let own = &json("openapi.json")["components"]["schemas"]["event"]["properties"]["registration"];
    assert_eq!(own["properties"]["closes_at"]["format"], "date-time");
    assert_eq!(json("job/index.json")["items"][0]["registration"], Value::Null);
}

/// The theme works the state out in its templates, since Zola has to be able to, too; the API does so in the program.
#[test]
fn pages_tell_the_state_that_the_content_api_tells() {
    let cancelled: [(&str, &str); 2] = [("status", "\"cancelled\""), ("status_note", "\"台風のため\"")];
    let postponed: [(&str, &str); 2] = [("status", "\"postponed\""), ("status_note", "\"大雪のため\"")];
    let over: [(&str, &str); 4] = [
        ("status", "\"over\""),
        ("start", "2030-04-01T10:00:00+09:00"),
        ("end", "2030-04-01T12:00:00+09:00"),
        ("deadline", "2030-03-30T00:00:00+09:00"),
    ];
    let events: [(&str, &[(&str, &str)]); 8] = [
        ("plain", &[]),
        ("few", &[("seats_left", "1")]),
        ("taken", &[("seats_left", "0")]),
        ("full", &[("status", "\"full\""), ("seats_left", "0")]),
        ("late", &[("deadline", "2030-05-01T00:00:00Z"), ("seats_left", "0")]),
        ("over", &over),
        ("cancelled", &cancelled),
        ("postponed", &postponed),
    ];
    let (project, _) = api_of(&events, "2030-05-02T12:00:00+09:00");
    for name in ["badge", "condition", "event_state"] {
        let theme = Path::new(REPOSITORY).join("themes/cross-sendai/templates/components");
        let text = fs::read_to_string(theme.join(format!("{name}.html"))).expect("a component");
        project.write(&format!("templates/components/{name}.html"), text);
    }
    let state = "<i>{{<event_state event={page} />}}</i><b>{{<event_was event={page} />}}</b>";
    project.write("templates/page.html", format!("{{% if page.extra?.start %}}{state}{{% endif %}}"));
    let mut seen = BTreeSet::new();
    for now in [
        "2030-05-01T08:59:59+09:00",
        "2030-05-02T12:00:00+09:00",
        "2030-05-08T18:00:00+09:00",
        "2030-05-08T18:00:01+09:00",
        "2030-05-10T15:00:00+09:00",
        "2030-05-10T16:00:00+09:00",
        "2030-05-10T16:00:01+09:00",
        "2031-01-01",
    ] {
        let outcome = project.build_with(&["--now", now]).succeeds();
        for (name, _) in &events {
            let entry: Value =
                serde_json::from_str(&outcome.text(&format!("api/v1/event/entries/{name}.json"))).expect("JSON");
            let state = entry["registration"]["state"].as_str().expect("a state");
            let page = outcome.text(&format!("events/{name}/index.html"));
            assert!(page.contains(&format!("<i>{state}</i>")), "{name} at {now}: {state} is not in {page}");
            let has_ended = *name == "over" || now > "2030-05-10T16:00:00+09:00";
            assert_eq!(page.contains("<b>yes</b>"), has_ended, "{name} at {now}: {page}");
            seen.insert(state.to_owned());
        }
    }
    assert_eq!(seen.len(), 6, "not every state was tried: {seen:?}");
}

#[test]
fn values_of_facets_and_addresses_are_those_of_entries() {
    let project = typed();
    let settings = fs::read_to_string(project.path("zola.toml")).expect("settings");
    project
        .write("zola.toml", format!("{settings}\n[extra.tsubame.api]\nenabled = true\n[slugify]\npaths = \"safe\"\n"));
    for kind in ["company", "job", "interview"] {
        project.run(&["new", kind, "夜"]).succeeds();
    }
    let company = fs::read_to_string(project.path("content/companies/夜/index.md")).expect("a company");
    project.write("content/companies/夜/index.md", company.replace("draft = true\n", ""));
    let portrait = fs::read_to_string(project.path("content/interviews/夜/index.md")).expect("an interview");
    let renamed = portrait.replace("portrait.webp", "顔 1.webp");
    fs::rename(project.path("content/interviews/夜/portrait.webp"), project.path("content/interviews/夜/顔 1.webp"))
        .expect("a picture");
    project.write("content/interviews/夜/index.md", renamed);
    let outcome = project.build().succeeds();
    let json = |path: &str| -> Value { serde_json::from_str(&outcome.text(&format!("api/v1/{path}"))).expect("JSON") };
    let jobs = json("job/index.json");
    let facet = jobs["facets"].as_array().expect("facets").iter().find(|facet| facet["field"] == "company");
    let facet = facet.expect("a facet of companies");
    assert_eq!(facet["at"], "fields.company.id");
    assert_eq!(facet["values"][0]["value"], jobs["items"][0]["fields"]["company"]["id"]);
    let picture = &json("interview/entries/夜.json")["fields"]["image"]["url"];
    assert_eq!(picture, "https://example.jp/interviews/%E5%A4%9C/%E9%A1%94%201.webp");
}

#[test]
fn the_content_api_follows_the_types() {
    let project = typed();
    for name in ["one", "two", "three"] {
        project.run(&["new", "event", name, "--title", name]).succeeds();
    }
    project.run(&["new", "interview", "person"]).succeeds();
    project.run(&["new", "company", "waiting"]).succeeds();
    project.build().succeeds().assert_no_file("api");
    let settings = fs::read_to_string(project.path("zola.toml")).expect("settings");
    project.write("zola.toml", format!("{settings}\n[extra.tsubame.api]\nenabled = true\nper_page = 2\n"));
    let outcome = project.build_with(&["--drafts"]).succeeds();
    let json = |path: &str| -> Value { serde_json::from_str(&outcome.text(&format!("api/v1/{path}"))).expect("JSON") };
    let (first, second) = (json("event/index.json"), json("event/page-2.json"));
    assert_eq!((first["total"].as_u64(), first["pages"].as_u64()), (Some(3), Some(2)));
    assert_eq!(first["next"], "https://example.jp/api/v1/event/page-2.json");
    assert_eq!((first["items"].as_array().map(Vec::len), second["items"].as_array().map(Vec::len)), (Some(2), Some(1)));
    let facets = first["facets"].as_array().expect("facets");
    let mode = facets.iter().find(|facet| facet["field"] == "mode").expect("a facet");
    assert_eq!(mode["values"], json!([{ "value": "venue", "label": "会場", "count": 3 }]));
    let entry = json("event/entries/one.json");
    assert_eq!(entry["url"], "https://example.jp/events/one/");
    assert_eq!(entry["fields"]["title"], "one");
    assert_eq!(entry["fields"]["seats"], 30);
    assert!(entry["fields"]["start"].as_str().is_some_and(|start| start.ends_with("T14:00:00+09:00")));
    assert_eq!(entry["fields"]["speakers"].as_array().map(Vec::len), Some(2));
    assert!(entry["body"]["html"].as_str().is_some_and(|html| html.contains("<h2")));
    assert!(entry["body"]["text"].as_str().is_some_and(|text| text.contains("こんな人に") && !text.contains('<')));
    let portrait = json("interview/entries/person.json");
    assert_eq!(portrait["fields"]["image"]["url"], "https://example.jp/interviews/person/portrait.webp");
    // A draft is shown by a preview, never by the API.
    assert_eq!(json("company/index.json")["total"], 0);
    outcome.text("companies/waiting/index.html");
    let schema = json("event/schema.json");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let fields = schema["properties"]["fields"]["properties"].as_object().expect("fields");
    for name in entry["fields"].as_object().expect("fields").keys() {
        assert!(fields.contains_key(name), "the schema lacks {name}");
    }
    assert!(!fields.contains_key("draft") && !fields.contains_key("publish_at"));
    let document = json("openapi.json");
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["paths"]["/event/entries/{id}.json"]["get"]["operationId"] == "get-event");
    assert_eq!(json("index.json")["collections"].as_array().map(Vec::len), Some(8));
    project.write("content/clash.md", "+++\ntitle = \"夜\"\ndescription = \"二十字より長い説明文をここに書いておきます。はい。\"\nweight = 1\npath = \"api/v1/index.json\"\n+++\n");
    project.build().exits_with(1).assert_mentions("api-path");
}
