//! Faults are told in the language of the site, and where no site can be read in that of the terminal.

use std::fs;

use serde_json::Value;

use crate::{support::TestSite, typed::typed};

const JAPANESE: &str = "default_language = \"ja\"\n";

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
