//! The content API: what the types of this repository make of entries, and what pages tell beside it.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};

use crate::{
    support::{Outcome, REPOSITORY, TestSite},
    typed::typed,
};

/// The API of a site with these events of this repository's type.
fn api_of(events: &[(&str, &[(&str, &str)])], now: &str) -> (TestSite, Outcome) {
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
    for name in ["badge", "condition", "entry_name", "event_seats", "event_state"] {
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
    assert_eq!(json("index.json")["collections"].as_array().map(Vec::len), Some(10));
    project.write("content/clash.md", "+++\ntitle = \"夜\"\ndescription = \"二十字より長い説明文をここに書いておきます。はい。\"\nweight = 1\npath = \"api/v1/index.json\"\n+++\n");
    project.build().exits_with(1).assert_mentions("api-path");
}
