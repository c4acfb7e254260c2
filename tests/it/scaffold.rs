//! `init`, `new`, `completion` and `man`: what they make can be used at once, and nothing is ever lost.

use std::{fs, process::Command};

use crate::support::{Outcome, TestSite, read_tree};

/// The path after `Made `.
fn made(outcome: &Outcome) -> String {
    let line = outcome.stdout.lines().find_map(|line| line.strip_prefix("Made ")).expect("a line that says the path");
    line.to_owned()
}

#[test]
fn a_new_site_builds_at_once() {
    for extra in [&[][..], &["--no-sass", "--search", "--title", "燕 \"の\" <家>", "--base-url", "/"]] {
        let project = TestSite::empty();
        let arguments = [&["init", "サイト", "--yes"], extra].concat();
        let outcome = project.run(&arguments).succeeds();
        assert!(outcome.stdout.contains("tsubame build") && outcome.stderr.is_empty(), "{}", outcome.stdout);
        for folder in ["content", "static", "templates", "themes"] {
            assert!(project.path("サイト").join(folder).is_dir(), "{folder}");
        }
        let public = project.path("サイト/public");
        let built = project.run_in("サイト", &["build", "--output-dir", public.to_str().expect("a path")]).succeeds();
        assert_eq!(built.stderr, "");
        let title = if extra.is_empty() { "新しいサイト" } else { "燕 &quot;の&quot; &lt;家&gt;" };
        built
            .assert_file("index.html", &format!("<h1>{title}</h1>"))
            .assert_file("index.html", "<html lang=\"ja\">")
            .assert_file("about/index.html", "このサイトについて")
            .assert_file("style.css", "max-width");
        assert_eq!(public.join("search_index.ja.json").exists(), !extra.is_empty());
    }
}

#[test]
fn a_site_grows_by_what_the_readme_says() {
    let project = TestSite::empty();
    project.run(&["init", "--yes"]).succeeds();
    project.run(&["new", "news/"]).succeeds().assert_mentions("content/news/_index.md");
    let page = project.run(&["new", "news/first", "--title", "最初の知らせ", "--date", "2026-11-21"]).succeeds();
    assert_eq!(page.stderr, "");
    assert!(made(&page).ends_with("content/news/first.md"), "{}", page.stdout);
    project.run(&["new", "news/仙台の夜", "--dir"]).succeeds();
    let text = fs::read_to_string(project.path("content/news/仙台の夜/index.md")).expect("a page");
    assert!(text.contains("title = \"仙台の夜\"\ndate = 20"), "the neighbour has a date: {text}");
    project
        .build()
        .succeeds()
        .assert_file("news/index.html", "2026年11月21日")
        .assert_file("news/first/index.html", "<h1>最初の知らせ</h1>")
        .assert_file("news/仙台の夜/index.html", "<h1>仙台の夜</h1>")
        .assert_file("index.html", "/news/");
}

#[test]
fn new_events_of_the_repository_offer_the_fields_of_events() {
    let project = TestSite::of_repository();
    let made = project.run(&["new", "events/2027-02-osaki", "--title", "大崎の夜"]).succeeds();
    made.assert_mentions("content type `event`");
    let text = fs::read_to_string(project.path("content/events/2027-02-osaki/index.md")).expect("a page");
    for field in ["title = \"大崎の夜\"", "venue = \"", "seats = 30", "start = 20", "# apply_url", "[taxonomies]"] {
        assert!(text.contains(field), "{field} is not offered:\n{text}");
    }
    let told = project.build().succeeds().diagnostics();
    assert!(told.iter().all(|fault| fault["code"] == "entry-sample"), "{told:#?}");
    // A section of such a folder, and a page of a folder without a type, are made as anywhere.
    project.run(&["new", "events/old/"]).succeeds().assert_mentions("content/events/old/_index.md");
    project.run(&["new", "notes/first"]).succeeds().assert_mentions("content/notes/first.md");
    project.run(&["new", "videos/first"]).exits_with(2).assert_mentions("tsubame new video job-reco/first");
}

#[test]
fn refusals_name_what_is_in_the_way() {
    let project = TestSite::new().page("a.md", "題", "本文").page("x/b.md", "題", "本文");
    let before = read_tree(project.root());
    for (arguments, words) in [
        (&["init"][..], "zola.toml"),
        (&["init", "content"], "is not empty (a.md, x)"),
        (&["init", "zola.toml"], "is a file"),
        (&["init", "other", "--base-url", "example.jp"], "is not an address"),
        (&["new", "a"], "content/a.md exists already"),
        (&["new", "a", "--dir"], "address /a/"),
        (&["new", "../a"], "leads out of content/"),
        (&["new", "y", "--lang", "en"], "no language `en`"),
        (&["new", "y", "--date", "soon"], "`soon` is not a date"),
        (&["new", "y", "--dir", "--section"], "cannot be used with"),
    ] {
        let outcome = project.run(arguments).exits_with(2);
        assert!(outcome.stderr.contains(words), "{arguments:?}: {}", outcome.stderr);
    }
    assert_eq!(read_tree(project.root()), before, "a refusal writes nothing");
    TestSite::empty().run(&["new", "a"]).exits_with(2).assert_mentions("zola.toml");
    project.run(&["new", "x/c"]).succeeds().assert_mentions("tsubame new x/");
}

#[test]
fn with_force_only_what_is_missing_is_written() {
    let project = TestSite::new().file(".hidden", "x").file("content/about.md", "+++\ntitle = \"前から\"\n+++\n");
    let before = read_tree(project.root());
    let outcome = project.run(&["init", "--force", "--yes"]).succeeds();
    assert!(outcome.stdout.contains("Left as they were: zola.toml, content/about.md"), "{}", outcome.stdout);
    let after = read_tree(project.root());
    assert!(before.iter().all(|(path, bytes)| after.get(path) == Some(bytes)));
    assert!(after.contains_key("templates/base.html") && after.contains_key(".gitignore"));

    let hidden = TestSite::empty().file(".git/config", "x").file(".gitignore", "mine");
    hidden.run(&["init", "--yes"]).succeeds().assert_mentions("Left as they were: .gitignore");
    assert_eq!(fs::read_to_string(hidden.path(".gitignore")).expect("a file"), "mine");
}

#[test]
fn a_project_is_found_from_below_and_without_a_terminal() {
    let project = TestSite::new().page("x/_index.md", "節", "");
    project.run_in("content/x", &["new", "x/夜", "--draft"]).succeeds();
    let text = fs::read_to_string(project.path("content/x/夜.md")).expect("a page");
    assert_eq!(text, "+++\ntitle = \"夜\"\ndraft = true\n+++\n\n");
    // Standard input is empty: questions would fail.
    fs::create_dir_all(project.path("empty")).expect("a folder");
    project.run_in("empty", &["init"]).succeeds().assert_mentions("this folder");
}

#[test]
fn the_editor_opens_what_was_made() {
    let project = TestSite::new().file("editor", "#!/bin/sh\necho \"$1 $2\" > \"$(dirname \"$0\")/opened\"\n");
    let run = |editor: &str, path: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tsubame"));
        command.env_remove("VISUAL").env("EDITOR", editor).current_dir(project.root());
        command.args(["new", path, "--open"]).output().expect("the program runs")
    };
    let editor = format!("sh '{}' --wait", project.path("editor").display());
    assert!(run(&editor, "a b").status.success());
    let opened = fs::read_to_string(project.path("opened")).expect("what the editor was given");
    assert!(opened.starts_with("--wait ") && opened.trim_end().ends_with("content/a b.md"), "{opened}");
    let failed = run("false", "c");
    assert_eq!(failed.status.code(), Some(2));
    assert!(project.path("content/c.md").exists(), "the file stays");
    let unset = run("", "d");
    assert!(String::from_utf8_lossy(&unset.stderr).contains("set VISUAL or EDITOR"));
    assert!(!project.path("content/d.md").exists());
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let outcome = TestSite::empty().run(&["completion", shell]).succeeds();
        for word in ["tsubame", "build", "completion", "base-url"] {
            assert!(outcome.stdout.contains(word), "{shell} does not know {word}");
        }
    }
    TestSite::empty().run(&["completion", "cmd"]).exits_with(2).assert_mentions("powershell");
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let project = TestSite::empty();
    let main = project.run(&["man"]).succeeds().stdout;
    let folder = project.path("man");
    project.run(&["man", "--output", folder.to_str().expect("a path")]).succeeds();
    let help = project.run(&["help"]).succeeds().stdout;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.contains(&"build") && commands.contains(&"man"), "{help}");
    assert!(main.contains(".TH tsubame"), "{main}");
    for command in commands.into_iter().filter(|command| *command != "help") {
        let escaped = command.replace('-', "\\-");
        assert!(main.contains(&format!("tsubame\\-{escaped}(1)")), "the main page does not name {command}");
        let page = fs::read_to_string(folder.join(format!("tsubame-{command}.1"))).expect("a page");
        assert!(page.contains(".TH tsubame-") && page.contains(".SH OPTIONS"), "{page}");
    }
    assert_eq!(fs::read_to_string(folder.join("tsubame.1")).expect("the main page"), main);
}
