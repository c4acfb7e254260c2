//! `tsubame backend` as an operator starts it: on a copy of this repository's site, asked over TCP.

use std::{fs, net::SocketAddr, os::unix::fs::PermissionsExt};

use crate::{
    preview::{
        client::{Answer, get, request_with},
        running::Running,
    },
    support::TestSite,
};

const ORIGIN: &str = "https://cross-sendai.example.jp";

/// What a browser without scripts sends from a page of the site.
fn post(address: SocketAddr, path: &str, body: &str) -> Answer {
    let headers = format!(
        "Host: {address}\r\nOrigin: {ORIGIN}\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n",
        body.len()
    );
    request_with(address, "POST", path, &headers, body)
}

fn contact(message: &str) -> String {
    format!("kind=other&message={message}&name=taro&email=taro%40example.jp&consent=yes&consent_version=2026-11-20")
}

#[test]
fn a_form_is_received_and_what_was_received_outlives_the_server() {
    let project = TestSite::of_repository();
    project.run(&["build"]).succeeds();
    let running = Running::start_backend(project.root());
    let address = running.address();
    assert_eq!(get(address, "/api/health", "").status, 200);
    let sent = post(address, "/api/forms/contact", &contact("hello+there"));
    assert_eq!(
        (sent.status, sent.header("location")),
        (303, "/api/forms/contact/received?seat=none"),
        "{}",
        sent.text()
    );
    assert_eq!(get(address, sent.header("location"), "").status, 200);
    // The built page again, with what was typed.
    let again = post(address, "/api/forms/contact", &contact("hi"));
    assert_eq!(again.status, 422);
    assert!(again.text().contains("taro@example.jp") && again.text().contains("aria-invalid"), "{}", again.text());
    let seats = get(address, "/api/events/2027-01-online-morning/seats", "");
    assert!(seats.text().contains(r#""capacity":36"#), "{}", seats.text());
    assert_eq!(running.stop(), 0);

    let again = Running::start_backend(project.root());
    let repeated = post(again.address(), "/api/forms/contact", &contact("hello+there"));
    assert_eq!((repeated.status, repeated.header("location")), (303, sent.header("location")));
    assert_eq!(again.stop(), 0);
    project.run(&["backend", "--check-config"]).succeeds().assert_mentions("6 forms can be received");
}

#[test]
fn what_is_secret_lies_where_nobody_else_reads() {
    let project = TestSite::of_repository();
    project.run(&["backend", "--check-config"]).succeeds().assert_mentions("made fresh secrets");
    let mode = |path: &str| fs::metadata(project.path(path)).expect("a file").permissions().mode() & 0o777;
    assert_eq!((mode("private"), mode("private/keys.toml")), (0o700, 0o600));
    let keys = fs::read(project.path("private/keys.toml")).expect("the secrets");
    project.run(&["backend", "--check-config"]).succeeds();
    assert_eq!(fs::read(project.path("private/keys.toml")).expect("the secrets"), keys, "they are made once");

    fs::set_permissions(project.path("private"), fs::Permissions::from_mode(0o755)).expect("a mode");
    project.run(&["backend", "--check-config"]).exits_with(2).assert_mentions("chmod 700");
    fs::set_permissions(project.path("private"), fs::Permissions::from_mode(0o700)).expect("a mode");
    fs::write(project.path("private/keys.toml"), "index = \"short\"\n").expect("a broken file");
    project.run(&["backend", "--check-config"]).exits_with(2).assert_mentions("put back the copy");
}
