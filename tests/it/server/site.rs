//! The site of this repository, with an event that is open whenever the tests run.

use std::fs;

use tempfile::TempDir;

use crate::support::TestSite;

/// The event, as pages name it: in a room, with [`SEATS`] seats.
pub const EVENT: &str = "2027-02-shibuya-family";

/// How many seats it has.
pub const SEATS: usize = 20;

/// A copy of the site. It is not built.
pub fn site_with_open_event() -> TestSite {
    let project = TestSite::of_repository();
    let path = format!("content/events/{EVENT}/index.md");
    let mut text = fs::read_to_string(project.path(&path)).expect("an event");
    for (old, new) in [
        ("start = 2027-", "start = 2097-"),
        ("end = 2027-", "end = 2097-"),
        ("deadline = 2027-", "deadline = 2097-"),
        ("seats = 32", "seats = 20"),
        ("seats_left = 24", "seats_left = 20"),
    ] {
        assert!(text.contains(old), "{path} has lost {old}");
        text = text.replacen(old, new, 1);
    }
    project.write(&path, text);
    // All that is sent comes from one address.
    project.write("tsubame.toml", "[limits]\nper_address = 100000\n");
    project
}

/// What somebody with this number sends for the event.
pub fn registration(number: usize) -> String {
    format!(
        "event={EVENT}&name=taro{number}&email=taro{number}%40example.jp&consent=yes&consent_version=2026-11-29&form_version=\
         2026-11-20&request_id=attempt-{number}"
    )
}

/// A folder as a build leaves it, where it does not matter what the pages say.
pub fn small_site() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        ("index.html", "<!doctype html><title>front</title>"),
        ("404.html", "<!doctype html><title>missing</title>"),
        ("api/v1/index.json", "{}"),
        ("_headers", "/*\n  Content-Security-Policy: default-src 'none'\n"),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}
