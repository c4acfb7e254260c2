//! `tsubame backend` as an operator starts it: on a copy of this repository's site, asked over TCP.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    preview::{
        client::{Answer, get, request_with},
        running::{PATIENCE, Running},
    },
    support::TestSite,
};

const ORIGIN: &str = "https://cross-sendai.example.jp";

/// What a browser without scripts sends from a page of the site.
pub fn post(address: SocketAddr, path: &str, body: &str) -> Answer {
    let headers = format!(
        "Host: {address}\r\nOrigin: {ORIGIN}\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n",
        body.len()
    );
    request_with(address, "POST", path, &headers, body)
}

fn contact(message: &str) -> String {
    format!("kind=other&message={message}&name=taro&email=taro%40example.jp&consent=yes&consent_version=2026-11-29")
}

#[test]
fn a_form_is_received_and_what_was_received_outlives_the_server() {
    let project = TestSite::of_repository();
    project.run(&["build"]).succeeds();
    let running = Running::start_backend(project.root());
    let address = running.address();
    assert_eq!(get(address, "/api/health", "").status, 200);
    let ready = get(address, "/api/ready", "");
    assert!(ready.status == 200 && ready.text().contains(r#""status":"ready""#), "{}", ready.text());
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
    project.run(&["backend", "--check-config"]).succeeds().assert_mentions("13 forms can be received");
}

#[test]
fn a_programme_gives_out_its_places_as_an_event_does_and_a_company_sends_a_file() {
    let project = TestSite::of_repository();
    project.run(&["build"]).succeeds();
    let running = Running::start_backend(project.root());
    let address = running.address();
    let seats = || get(address, "/api/events/two-city-trial-stay/seats", "").text();
    assert_eq!(seats(), r#"{"venue":{"capacity":6,"left":6,"waiting":0}}"#);
    let application = "programme=two-city-trial-stay&name=taro&kana=%E3%82%BF%E3%83%AD%E3%82%A6&email=taro%40example.jp\
        &tel=09012345678&wish=snow&consent=yes&consent_version=2026-11-29";
    let sent = post(address, "/api/forms/programme-entry", application);
    assert_eq!((sent.status, sent.header("location")), (303, "/api/forms/programme-entry/received?seat=seat"));
    assert_eq!(seats(), r#"{"venue":{"capacity":6,"left":5,"waiting":0}}"#);
    let page = fs::read_to_string(project.path("public/programmes/two-city-trial-stay/index.html")).expect("its page");
    assert!(page.contains("data-form=programme-entry") && page.contains("form.js"));

    let parts = "--x\r\nContent-Disposition: form-data; name=\"brochure\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\n\r\n";
    let texts = [
        ("organisation", "mihon"),
        ("place", "sendai"),
        ("ways", "page"),
        ("name", "taro"),
        ("email", "taro@example.jp"),
        ("consent", "yes"),
        ("consent_version", "2026-11-29"),
    ];
    let texts =
        texts.map(|(name, value)| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    let body = format!("{parts}{}--x--\r\n", texts.concat());
    let headers = format!(
        "Host: {address}\r\nOrigin: {ORIGIN}\r\nAccept: text/html\r\nContent-Type: multipart/form-data; boundary=x\r\n\
         Content-Length: {}\r\n",
        body.len()
    );
    let sent = request_with(address, "POST", "/api/forms/company-entry", &headers, &body);
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert_eq!(fs::read_dir(project.path("private/uploads")).expect("the folder of files").count(), 1);
    assert_eq!(running.stop(), 0);
}

#[test]
fn a_closed_terminal_has_the_site_read_again_and_ends_nothing() {
    let project = TestSite::of_repository();
    let mut server = Command::new(env!("CARGO_BIN_EXE_tsubame"))
        .args(["--root".as_ref(), project.root().as_os_str()])
        .args(["backend", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a server");
    let mut said = BufReader::new(server.stdout.take().expect("its output"));
    let mut line = String::new();
    said.read_line(&mut line).expect("a line");
    let address = line.split_once("http://").and_then(|(_, rest)| rest.split('/').next()?.parse().ok());
    let address: SocketAddr = address.unwrap_or_else(|| panic!("{line}"));
    let is_there = |name: &str| get(address, &format!("/api/forms/{name}"), "").status == 200;
    assert!(is_there("contact") && !is_there("extra"));
    let form = fs::read_to_string(project.path("data/forms/contact.yaml")).expect("a form");
    project.write("data/forms/extra.yaml", form.replace("form: contact", "form: extra"));
    let signal = |name: &str| {
        let sent = Command::new("kill").args([name, &server.id().to_string()]).status();
        assert!(sent.expect("kill").success());
    };
    signal("-HUP");
    let start = Instant::now();
    while !is_there("extra") {
        assert!(start.elapsed() < PATIENCE, "the site was not read again");
        sleep(Duration::from_millis(20));
    }
    signal("-TERM");
    assert!(server.wait().expect("an end").success());
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
