//! What is left of people once they have sent something: nothing of it in clear, wherever a server writes.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{
    databases::TestedDatabase,
    process::{Sent, ServerProcess},
    site::{EVENT, site_with_open_event},
};
use crate::{
    preview::{
        client::{get, request},
        running::PATIENCE,
    },
    support::{TestSite, Tree, differences, read_tree},
};

/// What a person of these tests says of themselves. None of it stands in the site.
const NAME: &str = "検索花子七七三一";
const EMAIL: &str = "Kensaku.7731@example.jp";
const MESSAGE: &str = "折り返しは〇九〇七七三一まで";
const CARE: &str = "配慮七七三一をお願いします";

/// Each value as it could lie somewhere: as it is, in small letters, encoded for addresses, escaped in JSON, in UTF-16.
fn forms_of(value: &str) -> Vec<Vec<u8>> {
    let escaped = value.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat();
    let utf16: Vec<u8> = value.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let texts = [value.to_owned(), value.to_lowercase(), encoded(value), encoded(value).to_lowercase(), escaped];
    let mut forms: Vec<Vec<u8>> = texts.into_iter().map(String::into_bytes).chain([utf16]).collect();
    // As a body has it that is written down without being decoded.
    forms.push(value.replace('@', "%40").into_bytes());
    forms
}

fn encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

fn find_person(bytes: &[u8]) -> Vec<&'static str> {
    let is_in = |form: &Vec<u8>| bytes.windows(form.len()).any(|window| window == form);
    [NAME, EMAIL, MESSAGE, CARE].into_iter().filter(|value| forms_of(value).iter().any(is_in)).collect()
}

#[test]
fn whatever_form_a_value_has_it_is_found() {
    for text in [
        format!("name={}", encoded(NAME)),
        format!("to {} now", EMAIL.to_lowercase()),
        EMAIL.replace('@', "%40"),
        "{\"care\":\"\\u914d\\u616e\\u4e03\\u4e03\\u4e09\\u4e00\\u3092\\u304a\\u9858\\u3044\\u3057\\u307e\\u3059\"}"
            .to_owned(),
    ] {
        assert_eq!(find_person(text.as_bytes()).len(), 1, "{text}");
    }
    assert!(find_person("検索花子".as_bytes()).is_empty());
}

/// A mail server that knows nobody, and repeats the address that it refuses, as many do.
fn refusing_mail_server() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let (address, refused) = (listener.local_addr().expect("an address"), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&refused);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // A client that hangs up has ended its session.
            drop(refuse(&mut stream, &count));
        }
    });
    (address, refused)
}

fn refuse(stream: &mut TcpStream, refused: &AtomicUsize) -> std::io::Result<()> {
    stream.write_all(b"220 mail.example.jp\r\n")?;
    for line in BufReader::new(stream.try_clone()?).lines() {
        let line = line?;
        let answer = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "RCPT" => {
                refused.fetch_add(1, Ordering::Relaxed);
                format!("550 5.1.1 {}: no such user here", line.get(8..).unwrap_or_default())
            }
            "QUIT" => "221 bye".to_owned(),
            _ => "250 mail.example.jp".to_owned(),
        };
        stream.write_all(format!("{answer}\r\n").as_bytes())?;
    }
    Ok(())
}

/// Everything that can become of what somebody sends, with the status that it is answered by.
fn send_all(address: SocketAddr) {
    let person = format!("name={}&email={}", encoded(NAME), encoded(EMAIL));
    let contact = format!("kind=other&message={}&{person}&consent=yes&consent_version=2026-11-29", encoded(MESSAGE));
    let seat = format!(
        "event={EVENT}&{person}&needs_accommodation=yes&accommodation={}&consent=yes&consent_version=2026-11-29",
        encoded(CARE)
    );
    let named = format!("{contact}&request_id=attempt");
    let json = format!(
        r#"{{"kind":"other","message":"{MESSAGE} 2","name":"{NAME}","email":"{EMAIL}","consent":"yes","consent_version":"1"}}"#
    );
    let parts = format!(
        "--x\r\nContent-Disposition: form-data; name=\"name\"; filename=\"{NAME}.pdf\"\r\n\r\n{MESSAGE}\r\n--x--\r\n"
    );
    let (form, event) = ("application/x-www-form-urlencoded", "/api/forms/event");
    let contact_form = "/api/forms/contact";
    let cases = [
        (contact_form, form, contact.clone(), 303),
        (contact_form, "application/json", json.clone(), 303),
        (event, form, seat.clone(), 303),
        (event, form, format!("{seat}&seat_remark=x"), 303),
        (contact_form, form, named.clone(), 303),
        (contact_form, form, named.replace("kind=other", "kind=event"), 409),
        // The page again.
        (contact_form, form, contact.replace("kind=other", ""), 422),
        (contact_form, form, format!("{contact}&organisation=%00"), 400),
        (contact_form, "application/json", json.replace('}', ""), 400),
        (contact_form, "multipart/form-data; boundary=x", parts.clone(), 422),
        (contact_form, "multipart/form-data; boundary=y", parts, 400),
        (contact_form, "text/plain", contact.clone(), 415),
        (contact_form, form, format!("{contact}&more={}", NAME.repeat(20_000)), 413),
    ];
    for (path, content_type, body, status) in cases {
        let answer = Sent { path, content_type, body: &body, ..Sent::default() }.to(address);
        assert_eq!(answer.status, status, "{path} {content_type} {}", answer.text());
    }
    let as_data = Sent { body: &contact.replace("kind=other", ""), wants_page: false, ..Sent::default() };
    assert_eq!(as_data.to(address).status, 422);
    let foreign = Sent { body: &contact, origin: "https://other.example.jp", ..Sent::default() };
    assert_eq!(foreign.to(address).status, 403);
    for path in [
        format!("/api/forms/{}", encoded(NAME)),
        format!("/api/l/{}/confirm", encoded(EMAIL)),
        format!("/api/events/{}/seats", encoded(NAME)),
    ] {
        assert_eq!(get(address, &path, &format!("Referer: https://x.example.jp/{}\r\n", encoded(NAME))).status, 404);
    }
    let lost = format!("Host: {address}\r\nX-Name: {}\r\n", encoded(NAME));
    assert_eq!(request(address, "DELETE", "/api/forms/contact", &lost).status, 405);
}

/// What lies in the folders of a site.
fn read_folders(project: &TestSite) -> Tree {
    let read = |folder: &str| {
        let files = read_tree(&project.path(folder)).into_iter();
        files.map(|(path, bytes)| (format!("{folder}/{path}"), bytes)).collect::<Vec<_>>()
    };
    ["content", "data", "public", "private"].into_iter().flat_map(read).collect()
}

fn look_everywhere(project: &TestSite, database: &TestedDatabase) {
    let (mail, refused) = refusing_mail_server();
    let mut variables = database.variables();
    variables.push(("SMTP_URL".to_owned(), format!("smtp://{mail}")));
    variables.push(("MAIL_FROM".to_owned(), "info@example.jp".to_owned()));
    // All that it has to say is looked at.
    variables.push(("RUST_LOG".to_owned(), "trace".to_owned()));
    let before = read_folders(project);
    let server = ServerProcess::start(project.root(), &variables);
    send_all(server.address());
    let start = Instant::now();
    while refused.load(Ordering::Relaxed) < 3 {
        assert!(start.elapsed() < PATIENCE, "no mail was sent: {}", server.printed());
        thread::sleep(Duration::from_millis(20));
    }
    for path in ["/api/health", "/api/ready", "/metrics", "/api/metrics", "/api/openapi.json"] {
        let told = get(server.address(), path, "");
        assert_eq!(find_person(&told.body), [""; 0], "{path}");
    }
    // While it runs, and once it has ended: what is written at the end is looked at, too.
    assert_eq!(find_person(&database.bytes()), [""; 0], "in the database while the server runs");
    let (status, printed) = server.stop();
    assert!(status.success(), "{printed}");
    assert_eq!(find_person(printed.as_bytes()), [""; 0], "in the log:\n{printed}");
    let bytes = database.bytes();
    assert!(bytes.windows(EVENT.len()).any(|window| window == EVENT.as_bytes()), "the database cannot be looked into");
    assert_eq!(find_person(&bytes), [""; 0], "in the database");
    let after = read_folders(project);
    for path in differences(&before, &after) {
        assert!(path.starts_with("private/"), "{path} is none of the server's files");
        assert_eq!(find_person(after.get(&path).map_or(&[][..], Vec::as_slice)), [""; 0], "in {path}");
    }
    let kept = database.rows("SELECT count(*) FROM submissions");
    assert!(kept[0].parse::<usize>().is_ok_and(|count| count >= 4), "what was sent is kept: {kept:?}");
}

#[test]
fn nothing_of_a_person_lies_in_clear_in_logs_files_and_sqlite() {
    let project = site_with_open_event();
    project.run(&["build"]).succeeds();
    look_everywhere(&project, &TestedDatabase::sqlite(project.root()));
}

#[test]
fn nothing_of_a_person_lies_in_clear_in_postgresql() {
    let project = site_with_open_event();
    look_everywhere(&project, &TestedDatabase::postgres());
}
