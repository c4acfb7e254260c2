//! Faults are told in the language of the site, and where no site can be read in that of the terminal.

use std::fs;

use serde_json::Value;

use crate::{support::TestSite, typed::typed};

const JAPANESE: &str = "default_language = \"ja\"\n";

/// The site in English, so that its faults are told in it.
pub fn in_english(project: TestSite) -> TestSite {
    let config = fs::read_to_string(project.path("zola.toml")).expect("settings");
    let english = config.replacen("default_language = \"ja\"", "default_language = \"en\"", 1);
    assert_ne!(english, config, "the site is none in Japanese");
    project.file("zola.toml", english)
}

/// Builds a site as a Japanese one, unless it says another language itself, from a terminal in Japanese. Says which of its
/// faults is not told in Japanese, and whether it ends in another way than it is known to.
pub fn untold_in_japanese(project: &TestSite, code: Option<i32>) -> Vec<String> {
    let file = project.path("zola.toml");
    let config = fs::read_to_string(&file).unwrap_or_default();
    let is_plain =
        file.exists() && !config.is_empty() && !config.lines().any(|line| line.starts_with("default_language"));
    if is_plain {
        fs::write(&file, format!("{JAPANESE}{config}")).expect("settings");
    }
    let built = project.run_process_with(&[("LC_ALL", "ja_JP.UTF-8")], &["build", "--force", "--format", "json"]);
    if is_plain {
        fs::write(&file, config).expect("settings");
    }
    let found = built.diagnostics();
    let mut faults: Vec<String> = found.iter().flat_map(untold).collect();
    if built.code != code || (code == Some(1) && found.is_empty()) {
        faults.push(format!("it ends with {:?} in Japanese and not with {code:?}: {found:?}", built.code));
    }
    faults
}

/// The texts of a fault that hold no Japanese. A hint, unlike a message and a note, may be what the site itself says.
fn untold(found: &Value) -> Vec<String> {
    let labels = found["notes"].as_array().into_iter().flatten().map(|note| &note["label"]);
    let texts = [&found["message"], &found["hint"]].into_iter().chain(labels).filter_map(Value::as_str);
    let is_japanese = |letter| matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}');
    let untold = texts.filter(|text| !text.is_empty() && !text.contains(is_japanese));
    untold.map(|text| format!("{} is not told in Japanese: {text}", found["code"])).collect()
}

/// A site whose event, type or form is at fault in a way that every language has words for.
fn broken(settings: impl Fn(&str) -> String) -> TestSite {
    let project = typed();
    project.run(&["new", "event", "test"]).succeeds();
    let event = fs::read_to_string(project.path("content/events/test/index.md")).expect("an event");
    let event =
        event.replacen("seats = 30", "seats = \"三十\"", 1).replacen("status = \"open\"", "status = \"opne\"", 1);
    project.write("content/events/test/index.md", event);
    let config = fs::read_to_string(project.path("zola.toml")).expect("settings");
    assert!(config.contains(JAPANESE), "{config}");
    project.write("zola.toml", settings(&config));
    project
}

/// What a run says of each fault.
fn messages(diagnostics: &[Value]) -> String {
    let text = |fault: &Value, key: &str| fault[key].as_str().unwrap_or_default().to_owned();
    let lines: Vec<String> =
        diagnostics.iter().flat_map(|fault| [text(fault, "message"), text(fault, "hint")]).collect();
    lines.join("\n")
}

#[test]
fn a_site_is_told_in_its_language_what_is_wrong_with_it() {
    let english = [
        "\"定員\" (extra.seats) must be an integer, but it is the text \"三十\"",
        "\"受付の状態\" (extra.status) has the value \"opne\", which is none of its choices",
        "did you mean `open`?",
    ];
    let japanese = ["「定員」（extra.seats）は整数で書きますが、「三十」になっています", "「open」でしょうか"];
    for (language, words) in [
        ("default_language = \"ja\"\n", &japanese[..]),
        ("default_language = \"ja-JP\"\n", &japanese),
        ("default_language = \"en\"\n", &english),
        ("", &english),
    ] {
        let project = broken(|config| config.replace(JAPANESE, language));
        let json = messages(&project.build().exits_with(1).diagnostics());
        let github = project.run(&["check", "--skip-external", "--format", "github"]).exits_with(1).stdout;
        let human = project.run(&["build"]).exits_with(1).stderr;
        for (said, format) in [(json, "json"), (github, "github"), (human, "human")] {
            for words in words {
                // A message to a terminal may be cut into lines, and one to GitHub is encoded.
                assert!(said.contains(words), "{language}: nothing says {words} as {format}:\n{said}");
            }
        }
    }
}

#[test]
fn types_forms_and_targets_speak_it_too() {
    for (language, of_type, of_form, of_target) in [
        (
            JAPANESE,
            "`feilds` という項目はありません",
            "`groups` リストを書くところに、数 5 があります",
            "目標が一つもありません",
        ),
        ("", "unknown key `feilds`", "`groups` must be a list, but it is the number 5", "there is not a single target"),
    ] {
        let project = broken(|config| config.replace(JAPANESE, language));
        project.write("data/targets.yaml", "targets: []\n");
        project.run(&["check", "--targets"]).exits_with(1).assert_mentions(of_target);
        project.write("data/types/event.yaml", "id: event\nlabel: Events\nfolder: events\nfeilds: []\n");
        project.run(&["new", "event", "x"]).exits_with(1).assert_mentions(of_type);
        project.write("data/forms/ask.yaml", "form: ask\ngroups: 5\n");
        let config = fs::read_to_string(project.path("zola.toml")).expect("settings");
        project.write("zola.toml", format!("{config}\n[extra]\nbackend_url = \"/api\"\n"));
        project.build().exits_with(1).assert_mentions(of_form);
    }
}

#[test]
fn a_site_that_cannot_be_read_is_told_of_in_the_language_of_the_terminal() {
    let project = TestSite::new().file("zola.toml", "base_url = 1\n");
    let said = |variables: &[(&str, &str)]| project.run_process_with(variables, &["build"]).exits_with(1).stderr;
    let japanese = said(&[("LC_ALL", ""), ("LC_MESSAGES", "ja_JP.UTF-8"), ("LANG", "C")]);
    assert!(japanese.contains("設定を読めません: `base_url` 文字列を書くところに、数 1 があります"), "{japanese}");
    let english = said(&[("LC_ALL", "C.UTF-8"), ("LANG", "ja_JP.UTF-8")]);
    assert!(english.contains("the configuration cannot be read: `base_url` must be a text"), "{english}");
}

/// A site that is at fault in ways of which the site alone is not at fault, but what it asks for: rules of `check`, and
/// faults that come with what was being done.
#[test]
fn rules_of_check_and_warnings_are_told_in_japanese() {
    let settings = "[extra.tsubame]\n[extra.tsubame.delivery]\n[link_checker]\ninternal_level = \"warn\"\n";
    let page = "<html><body><h3>a</h3><img src=\"/x.png\"><p style=\"a\"></p><iframe src=\"https://video.example.jp/\"></iframe>\
        <a href=\"/gone/\"></a><script type=\"application/ld+json\">{\"@type\":\"Event\"}</script>{{ page.content | safe }}</body></html>";
    let project = TestSite::new().file("templates/page.html", page).page("a.md", "題", "[x](../no/) [y](#z)\n\n# b");
    let config = fs::read_to_string(project.path("zola.toml")).expect("settings");
    let project =
        project.file("zola.toml", format!("{config}{settings}")).page("b/c.md", "題", "## d {#e}\n\n## f {#e}");
    let outcome = project.run(&["check", "--skip-external", "--format", "json"]);
    let found = outcome.diagnostics();
    let codes: Vec<&str> = found.iter().filter_map(|found| found["code"].as_str()).collect();
    for code in [
        "csp-foreign",
        "csp-inline",
        "heading-id-twice",
        "html-broken-link",
        "image-alt",
        "image-size",
        "link-broken-path",
        "page-orphan",
        "page-unlinked",
        "seo-canonical",
        "seo-description",
        "seo-headings",
        "seo-structured-data",
    ] {
        assert!(codes.contains(&code), "no {code} among {codes:?}");
    }
    let untold: Vec<String> = found.iter().flat_map(untold).collect();
    assert_eq!(untold, Vec::<String>::new());
}

#[test]
fn what_is_not_told_in_japanese_is_found() {
    let told = |message: &str, note: &str| {
        untold(&serde_json::json!({ "code": "x", "message": message, "hint": null, "notes": [{ "label": note }] }))
    };
    assert_eq!(told("ありません", "ここから"), Vec::<String>::new());
    assert_eq!(told("it is gone", "ここから").len(), 1);
    assert_eq!(told("ありません", "called from here").len(), 1);
}

#[test]
fn the_terminal_names_kinds_of_faults_in_the_language_of_the_site() {
    let project = TestSite::new().page("a.md", "題", "[x](@/gone.md)");
    let japanese = project.run(&["build"]).exits_with(1).stderr;
    for words in [
        "エラー[link-missing-page]: リンク先 `@/gone.md` のファイルが content/ にありません",
        "直し方: ",
        "エラーが1件",
    ] {
        assert!(japanese.contains(words), "no {words} in\n{japanese}");
    }
    let config = fs::read_to_string(project.path("zola.toml")).expect("settings").replace(JAPANESE, "");
    let english = project.file("zola.toml", config).run(&["build"]).exits_with(1).stderr;
    for words in ["error[link-missing-page]: `@/gone.md` leads to no file", "help: ", "The site has 1 error"] {
        assert!(english.contains(words), "no {words} in\n{english}");
    }
}
