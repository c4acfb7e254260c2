//! `tsubame events` as whoever runs the server uses it, and the join address of an event, which the built site never shows.

use std::{fs, path::Path, process::Command};

use crate::{backend::post, preview::running::Running, support::TestSite};

const EVENT: &str = "content/events/2027-01-online-morning/index.md";

const JOIN_LINK: &str = "https://meet.example.jp/only-for-those-with-a-seat";

/// Puts lines below `[extra]` of the event.
fn add(project: &TestSite, lines: &str) {
    let text = fs::read_to_string(project.path(EVENT)).expect("an event");
    project.write(EVENT, text.replacen("[extra]\n", &format!("[extra]\n{lines}"), 1));
}

/// Replaces a text of the event.
fn replace(project: &TestSite, from: &str, to: &str) {
    let text = fs::read_to_string(project.path(EVENT)).expect("an event");
    assert!(text.contains(from), "{text}");
    project.write(EVENT, text.replace(from, to));
}

fn git(folder: &Path, args: &[&str]) {
    let done = Command::new("git")
        .args(["-c", "user.name=Editor", "-c", "user.email=editor@example.jp", "-c", "init.defaultBranch=main"])
        .args(args)
        .current_dir(folder)
        .output()
        .expect("git");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Registers somebody for the event.
fn register(project: &TestSite) {
    let running = Running::start_backend(project.root());
    let body = "event=2027-01-online-morning&event_mode=online&name=taro&email=taro%40example.jp&consent=yes&consent_version=2026-11-29";
    let sent = post(running.address(), "/api/forms/event", body);
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert_eq!(running.stop(), 0);
}

#[test]
fn r21_a_change_that_touches_people_waits_until_somebody_says_so() {
    let project = TestSite::of_repository();
    // Far enough away that people can register whenever this runs.
    for day in ["01-22T", "01-23T"] {
        replace(&project, &format!("2027-{day}"), &format!("2099-{day}"));
    }
    git(project.root(), &["init", "-q"]);
    fs::write(project.path(".gitignore"), "private/\npublic/\n.tsubame/\n").expect("a list");
    git(project.root(), &["add", "."]);
    git(project.root(), &["commit", "-q", "-m", "The site", "--date", "2026-11-01T00:00:00Z"]);
    register(&project);
    project.run(&["events", "pending"]).succeeds().assert_mentions("changes that wait: 0");
    replace(&project, "seats = 36", "seats = 40");
    git(project.root(), &["commit", "-q", "-a", "-m", "More seats"]);
    assert_eq!(Running::start_backend(project.root()).stop(), 0);
    let listed = project.run(&["events", "pending"]).succeeds();
    let listed = listed.assert_mentions("online 36 -> online 40").assert_mentions("changes that wait: 1");
    let listed = listed.assert_mentions("with a seat: 1, seats held: 1, waiting: 0, to be written to: 0");
    let id = listed.stdout.split_whitespace().next().expect("an id").to_owned();
    project.run(&["events", "confirm", "none"]).exits_with(2).assert_mentions("events pending");
    let done = project.run(&["events", "confirm", &id]).succeeds();
    done.assert_mentions("notices in the outbox: 0, seats offered: 0");
    project.run(&["events", "confirm", &id]).exits_with(2);
    project.run(&["events", "refuse", &id]).exits_with(2);
    project.run(&["backend", "--check-config"]).succeeds();
}

#[test]
fn r18_the_join_address_is_in_no_page_and_in_no_data_of_the_site() {
    let project = TestSite::of_repository();
    let settings = fs::read_to_string(project.path("zola.toml")).expect("settings");
    assert!(settings.contains("[extra.tsubame.api]"), "the site has a content API");
    let lines = format!("join_url = \"{JOIN_LINK}\"\nseries = \"only-for-the-server\"\n");
    add(&project, &lines);
    let built = project.run(&["build"]).succeeds();
    let (mut files, mut pages) = (0, 0);
    for (path, bytes) in &built.files() {
        files += 1;
        pages += usize::from(path.ends_with("events/2027-01-online-morning/index.html"));
        for secret in [JOIN_LINK, "only-for-those", "only-for-the-server"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{path} says {secret}");
        }
    }
    assert!(files > 50 && pages == 1, "{files} files, {pages} pages of the event");
    assert!(built.files().keys().any(|path| path.contains("api/v1/event/entries/")), "the API was looked at too");
}
