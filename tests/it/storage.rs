//! `tsubame backup`, `restore`, `confirm-keys`, `rotate-key` and `audit verify` as an operator says them, on a copy of this
//! repository's site whose server has received something.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use crate::{
    preview::{client::request_with, running::Running},
    support::TestSite,
};

const ORIGIN: &str = "https://cross-sendai.example.jp";

/// The recovery key in what was printed when it was made.
pub fn recovery_key(printed: &str) -> String {
    let line = printed.lines().map(str::trim).find(|line| line.starts_with("AGE-SECRET-KEY-1"));
    line.unwrap_or_else(|| panic!("no recovery key is shown in\n{printed}")).to_owned()
}

/// A site whose server has received a message, with its recovery key.
fn programme() -> (TestSite, String) {
    let project = TestSite::of_repository();
    let shown = project.run(&["backend", "--check-config"]).succeeds();
    receive(&project, "hello+there");
    (project, recovery_key(&shown.stderr))
}

fn receive(project: &TestSite, message: &str) {
    let running = Running::start_backend(project.root());
    let address = running.address();
    let body = format!(
        "kind=other&message={message}&name=taro&email=taro%40example.jp&consent=yes&consent_version=2026-11-29"
    );
    let headers = format!(
        "Host: {address}\r\nOrigin: {ORIGIN}\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n",
        body.len()
    );
    assert_eq!(request_with(address, "POST", "/api/forms/contact", &headers, &body).status, 303);
    assert_eq!(running.stop(), 0);
}

/// The newest file of a folder whose name ends so.
fn newest(folder: &Path, ending: &str) -> PathBuf {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let found = entries.filter(|path| path.to_string_lossy().ends_with(ending)).max();
    found.unwrap_or_else(|| panic!("nothing in {} ends with {ending}", folder.display()))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

#[test]
fn the_recovery_key_is_shown_once_and_confirmed_by_the_copies_themselves() {
    let project = TestSite::of_repository();
    let first = project.run(&["backend", "--check-config"]).succeeds().assert_mentions("nobody has confirmed");
    let key = recovery_key(&first.stderr);
    let again = project.run(&["backend", "--check-config"]).succeeds().assert_mentions("nobody has confirmed");
    assert!(!again.stderr.contains("AGE-SECRET-KEY"), "{}", again.stderr);
    for entry in fs::read_dir(project.path("private")).expect("a folder") {
        let bytes = fs::read(entry.expect("an entry").path()).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains(&key), "the secret half lies nowhere");
    }
    let mode = fs::metadata(project.path("private/recovery.pub")).expect("the public half").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let elsewhere = tempfile::tempdir().expect("another place");
    let (written_down, copy) = (elsewhere.path().join("key.txt"), elsewhere.path().join("keys.toml"));
    let confirm = ["confirm-keys", "--recovery-key", text(&written_down), "--keys", text(&copy)];
    fs::write(&written_down, &key[..key.len() - 1]).expect("a slip");
    fs::copy(project.path("private/keys.toml"), &copy).expect("a copy");
    project.run(&confirm).exits_with(2).assert_mentions("no recovery key");
    fs::write(&written_down, format!("{key}\n")).expect("the key");
    fs::write(&copy, "").expect("a bad copy");
    project.run(&confirm).exits_with(2).assert_mentions("copy it again");
    let inside = text(&project.path("private/keys.toml")).to_owned();
    project
        .run(&["confirm-keys", "--recovery-key", text(&written_down), "--keys", &inside])
        .exits_with(2)
        .assert_mentions("is no copy");
    fs::copy(project.path("private/keys.toml"), &copy).expect("a copy");
    project.run(&confirm).succeeds();
    let sure = project.run(&["backend", "--check-config"]).succeeds();
    assert!(!sure.stderr.contains("nobody has confirmed"), "{}", sure.stderr);
    // A new master key is in no copy yet.
    project.run(&["rotate-key"]).succeeds().assert_mentions("under master key 2");
    project.run(&["backend", "--check-config"]).succeeds().assert_mentions("nobody has confirmed");
}

#[test]
fn show_5_a_machine_is_lost_and_another_one_goes_on() {
    let (project, key) = programme();
    let elsewhere = tempfile::tempdir().expect("another place");
    let to = elsewhere.path().join("data");
    let said = project.run(&["backup", "--to", text(&to)]).succeeds().assert_mentions("submissions");
    assert!(said.stdout.contains("sha256 "), "{}", said.stdout);
    let (data, heads) = (newest(&to, ".data.age"), newest(&to, ".heads"));
    let keyring = elsewhere.path().join("keyring.age");
    fs::copy(newest(&project.path("private/keyring"), ".keyring.age"), &keyring).expect("a copy");
    let keys = fs::read(project.path("private/keys.toml")).expect("the secrets");
    project.run(&["audit", "verify", "--heads", text(&heads)]).succeeds().assert_mentions("is whole");

    let next = TestSite::of_repository();
    let written_down = elsewhere.path().join("key.txt");
    fs::write(&written_down, &key).expect("the key");
    let (data, keyring, written_down) = (text(&data), text(&keyring), text(&written_down));
    let restore = ["restore", "--data", data, "--keyring", keyring, "--recovery-key", written_down];
    next.run(&restore).exits_with(2).assert_mentions("put back the copy");
    next.write("private/keys.toml", &keys);
    fs::set_permissions(next.path("private"), fs::Permissions::from_mode(0o700)).expect("a mode");
    let restored = next.run(&restore).succeeds().assert_mentions("mails that are held");
    assert!(restored.stdout.contains("1  submissions"), "{}", restored.stdout);
    next.run(&restore).exits_with(2).assert_mentions("is not empty");
    next.run(&["audit", "verify", "--heads", text(&heads)]).succeeds();
    receive(&next, "hello+again");
    next.run(&["backup"]).succeeds().assert_mentions("2  submissions").assert_mentions("same disk");
}

#[test]
fn what_is_missing_or_wrong_is_told_with_what_to_do() {
    let project = TestSite::of_repository();
    for command in [&["backup"][..], &["rotate-key"], &["audit", "verify"]] {
        project.run(command).exits_with(2).assert_mentions("start `tsubame backend` once");
    }
    let (project, key) = programme();
    project.run(&["backup"]).succeeds();
    let data = newest(&project.path("private/backups"), ".data.age");
    let keyring = newest(&project.path("private/keyring"), ".keyring.age");
    for file in [&data, &keyring] {
        assert_eq!(fs::metadata(file).expect("a file").permissions().mode() & 0o777, 0o600);
    }
    let written_down = project.path("key.txt");
    fs::write(&written_down, &key).expect("the key");
    // A later keyring with another recovery key does not open with the first.
    let shown = project.run(&["backup", "--new-recovery-key"]).succeeds();
    assert_ne!(recovery_key(&shown.stderr), key);
    let other = newest(&project.path("private/keyring"), ".keyring.age");
    let restore = |data: &Path, keyring: &Path| {
        let files = ["--data", text(data), "--keyring", text(keyring), "--recovery-key", text(&written_down)];
        project.run(&[&["restore"], &files[..]].concat()).exits_with(2)
    };
    restore(&data, &other).assert_mentions("another one");
    restore(&data, &keyring).assert_mentions("move ").assert_mentions("nothing was changed");
    restore(&keyring, &keyring).assert_mentions("--data");
}

#[test]
fn a_changed_record_of_the_audit_log_is_named_and_the_exit_code_says_so() {
    let (project, _) = programme();
    project.run(&["audit", "verify"]).succeeds();
    // An end that no chain has: as after somebody has cut the log.
    let kept = project.path("kept.log");
    let head = format!("audit-head 6f1b4b2e-6a39-4a53-9c3a-0d4a5d6d3c11 7 {}", "ab".repeat(32));
    fs::write(&kept, format!("Nov 29 host tsubame: {head}\n")).expect("a log");
    let told = project.run(&["audit", "verify", "--heads", text(&kept)]).exits_with(1);
    told.assert_mentions("record 7 of the writer 6f1b4b2e-6a39-4a53-9c3a-0d4a5d6d3c11");
}

#[test]
fn a_new_master_key_is_made_while_the_server_runs() {
    let (project, _) = programme();
    let running = Running::start_backend(project.root());
    project.run(&["rotate-key"]).succeeds().assert_mentions("1 keys are wrapped under master key 2");
    let keys = fs::read_to_string(project.path("private/keys.toml")).expect("the secrets");
    assert!(keys.contains("\n1 = \"") && keys.contains("\n2 = \""));
    assert_eq!(running.stop(), 0);
    receive(&project, "after+the+rotation");
    project.run(&["audit", "verify"]).succeeds();
    project.run(&["rotate-key"]).succeeds().assert_mentions("under master key 3");
}
