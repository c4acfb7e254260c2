//! `tsubame up` as somebody tries it: register on the site, read the mail, follow its link, confirm, give back; the line moves;
//! and what is saved meanwhile is shown and received.

use std::{
    fs,
    net::SocketAddr,
    os::unix::fs::PermissionsExt,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    preview::{
        client::{Answer, Socket, get, request_with},
        running::{PATIENCE, Running},
    },
    support::{REPOSITORY, TestSite},
};

const TYPE: &str = "id: event\nlabel: イベント\nabout: 会です。\nfolder: events\nlayout: folder\ntemplate: event.html\n\
                    structured_data: Event\nfields:\n\
                    - {key: title, kind: text, label: 名前, hint: 会の名前。, required: true}\n\
                    - {key: extra.mode, kind: choice, label: 開き方, hint: 会場かオンライン。, required: true, choices: \
                    [{value: venue, label: 会場}]}\n\
                    - {key: extra.status, kind: text, label: 状態, hint: 受付の状態。}\n\
                    - {key: extra.start, kind: datetime, label: 始まり, hint: 始まり。, required: true}\n\
                    - {key: extra.end, kind: datetime, label: 終わり, hint: 終わり。, required: true}\n\
                    - {key: extra.deadline, kind: datetime, label: 締め切り, hint: 締め切り。, required: true}\n\
                    - {key: extra.venue, kind: text, label: 会場, hint: 会場。}\n\
                    - {key: extra.seats, kind: integer, label: 定員, hint: 人数。, required: true}\n";

const FORM: &str = "form: event\nlabel: 申し込み\nversion: '1'\nreferences: [event, event_mode]\ngroups:\n- legend: お名前\n  fields:\n  \
                    - {name: name, type: text, label: お名前, required: true, max_length: 20}\n  \
                    - {name: email, type: email, label: メール, required: true, max_length: 254}\n\
                    consent: {version: '1', label: 同意します, link: /privacy/}\nhoneypot: remark\ndouble_opt_in: true\n\
                    submit: 送る\nthanks: メールをお送りしました。\n";

const EVENT: &str = "+++\ntitle = \"渋谷の夜\"\ntemplate = \"event.html\"\n[extra]\nmode = \"venue\"\nstatus = \"open\"\nstart = 2099-12-18T19:00:00+09:00\n\
                     end = 2099-12-18T21:00:00+09:00\ndeadline = 2099-12-17T18:00:00+09:00\nvenue = \"坂の上ホール（架空）\"\n\
                     seats = 1\n+++\n\n本文\n";

const PAGE: &str = "<body><h1>{{ page.title }}</h1>{{ page.content | safe }}<form method=\"post\" data-form=\"event\" \
                    action=\"{{ config.extra.backend_url }}/forms/event\"><div data-errors hidden></div>\
                    <input type=\"hidden\" name=\"event\" value=\"{{ page.slug }}\"><div data-field=\"name\" data-label=\"お名前\">\
                    <input id=\"n\" name=\"name\"></div><div data-field=\"email\"><input id=\"e\" name=\"email\"></div>\
                    <button>送る</button></form></body>";

/// A site with one event that has one seat, whose forms others send to a server far away.
fn site() -> TestSite {
    let mut site = TestSite::new()
        .file("data/types/event.yaml", TYPE)
        .file("data/forms/event.yaml", FORM)
        .file("templates/event.html", PAGE)
        .file("content/events/night/index.md", EVENT)
        .page("events/_index.md", "会", "");
    let settings = fs::read_to_string(site.path("zola.toml")).expect("settings");
    let extra =
        "[extra]\nbackend_url = \"https://forms.example.jp\"\n[extra.tsubame]\n[extra.tsubame.api]\nenabled = true\n";
    site = site.file("zola.toml", format!("{settings}{extra}"));
    for entry in fs::read_dir(Path::new(REPOSITORY).join("data/mail")).expect("the templates of mails") {
        let path = entry.expect("a file").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        site = site.file(&format!("data/mail/{name}"), fs::read(&path).expect("a template"));
    }
    site
}

fn post(address: SocketAddr, path: &str, body: &str) -> Answer {
    let headers = format!(
        "Host: {address}\r\nOrigin: http://{address}\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n",
        body.len()
    );
    request_with(address, "POST", path, &headers, body)
}

fn register(address: SocketAddr, number: usize) {
    let body = format!("event=night&name=taro&email=visitor{number}%40example.jp&consent=yes&consent_version=1");
    let sent = post(address, "/api/forms/event", &body);
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert_eq!(get(address, sent.header("location"), "").status, 200);
}

/// The outbox, as a browser that has followed the printed link.
struct Outbox {
    address: SocketAddr,
    cookie: String,
}

impl Outbox {
    fn open(running: &Running) -> Self {
        let address = running.address();
        let printed = running.out.text();
        let link = printed.split_once("/api/outbox?key=").expect("the link").1;
        let key = link.split_whitespace().next().expect("the key");
        let led_in = get(address, &format!("/api/outbox?key={key}"), "");
        assert_eq!((led_in.status, led_in.header("location")), (303, "/api/outbox"));
        Self { address, cookie: led_in.header("set-cookie").split(';').next().expect("a cookie").to_owned() }
    }

    fn get(&self, path: &str) -> String {
        let answer = get(self.address, path, &format!("Cookie: {}\r\n", self.cookie));
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }

    /// The path of the link that ends so, in the newest mail to somebody.
    fn link(&self, to: usize, end: &str) -> String {
        let list = self.get("/api/outbox");
        let recipient = format!("visitor{to}@example.jp");
        let mut mails = list.split("<li>").filter(|mail| mail.contains(&recipient));
        let mail = mails.find_map(|mail| mail.split('"').nth(1)).unwrap_or_else(|| panic!("{list}"));
        let page = self.get(mail);
        let start = format!("href=\"http://{}", self.address);
        let mut links = page.split(&start).skip(1).filter_map(|rest| rest.split('"').next());
        links.find(|link| link.ends_with(end)).unwrap_or_else(|| panic!("no {end} in {page}")).to_owned()
    }

    /// Presses the button behind that link.
    fn press(&self, to: usize, end: &str) -> String {
        let link = self.link(to, end);
        let page = get(self.address, &link, "").text();
        assert_eq!(page.matches("<button").count(), 1, "{page}");
        post(self.address, &link, "").text()
    }
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        sleep(Duration::from_millis(20));
    }
}

#[test]
fn somebody_registers_confirms_and_gives_back_and_the_line_moves() {
    let site = site();
    let running = Running::start_up(site.root());
    let address = running.address();
    let page = get(address, "/events/night/", "").text();
    assert!(page.contains("action=\"/api/forms/event\"") && !page.contains("forms.example.jp"), "{page}");
    assert_eq!(get(address, "/api/v1/index.json", "").status, 200, "the content API is of the site");
    assert_eq!(get(address, "/api/health", "").status, 200);
    for path in ["/api/outbox", "/api/outbox?key=0123456789abcdef0123456789abcdef", "/api/outbox/x/html"] {
        assert_eq!(get(address, path, "").status, 403, "{path}");
    }
    let outbox = Outbox::open(&running);
    register(address, 1);
    register(address, 2);
    assert!(outbox.get("/api/outbox").contains("送信待ち"));
    assert!(outbox.press(1, "/confirm").contains("参加が決まっています"));
    let seats = || get(address, "/api/events/night/seats", "").text();
    wait_until("the seat is taken", || seats() == r#"{"venue":{"capacity":1,"left":0,"waiting":1}}"#);
    assert!(outbox.press(1, "/cancel").contains("取り消しました"));
    assert!(outbox.press(2, "/confirm").contains("参加が決まっています"), "the seat was offered to the first in line");
    // The page of the form again, from the pages in memory: nothing was built into public/.
    let again = post(address, "/api/forms/event", "event=night&name=&email=x&consent=yes&consent_version=1");
    assert_eq!(again.status, 422);
    assert!(again.text().contains("<h1>渋谷の夜</h1>") && again.text().contains("aria-invalid"), "{}", again.text());
    assert!(!site.path("public").exists());
    let mode = |path: &str| fs::metadata(site.path(path)).expect("a file").permissions().mode() & 0o777;
    assert_eq!((mode("private"), mode("private/keys.toml")), (0o700, 0o600));
    assert_eq!(running.stop(), 0);

    // What was received outlives the run; the key of the outbox does not.
    let again = Running::start_up(site.root());
    assert_eq!(get(again.address(), "/api/outbox", &format!("Cookie: {}\r\n", outbox.cookie)).status, 403);
    let outbox = Outbox::open(&again);
    assert!(outbox.get("/api/outbox").contains("visitor2@example.jp"));
    assert_eq!(again.stop(), 0);
    site.run(&["backend", "--check-config"]).succeeds();
}

#[test]
fn what_is_saved_is_shown_and_received_and_a_broken_site_keeps_the_last_good_one() {
    let site = site();
    let running = Running::start_up(site.root());
    let address = running.address();
    let (mut open, _) = Socket::open(address);
    site.write(
        "content/events/night/index.md",
        EVENT.replace("渋谷の夜", "神田の夜").replace("seats = 1", "seats = 7"),
    );
    assert_eq!(open.message()["kind"], "reload");
    assert!(get(address, "/events/night/", "").text().contains("<h1>神田の夜</h1>"));
    let seats = || get(address, "/api/events/night/seats", "").text();
    wait_until("there are more seats", || seats().contains(r#""capacity":7"#));
    site.write("data/forms/ask.yaml", FORM.replace("form: event", "form: ask").replace("remark", "ask_remark"));
    let has_form = |name: &str| get(address, &format!("/api/forms/{name}"), "").status == 200;
    wait_until("the new form is received", || has_form("ask"));

    site.write("data/forms/ask.yaml", "form: ask\n");
    wait_until("the fault is shown", || get(address, "/", "").text().contains("tsubame-fault"));
    assert!(has_form("ask") && has_form("event"));
    register(address, 1);
    let again = post(address, "/api/forms/event", "event=night&name=&email=x&consent=yes&consent_version=1");
    assert!(again.text().contains("<h1>神田の夜</h1>"), "{}", again.text());
    // Whoever asks by another name, or from another page, is refused as by the preview.
    let foreign = request_with(address, "GET", "/api/health", "Host: evil.example\r\n", "");
    assert_eq!(foreign.status, 403);
    assert_eq!(running.stop(), 0);
}

#[test]
fn a_site_that_is_broken_from_the_start_is_received_for_once_it_is_mended() {
    let site = site();
    site.write("data/forms/event.yaml", "form: event\n");
    let running = Running::start_up(site.root());
    let address = running.address();
    assert_eq!(get(address, "/api/forms/event", "").status, 404);
    site.write("data/forms/event.yaml", FORM);
    wait_until("the form is received", || get(address, "/api/forms/event", "").status == 200);
    register(address, 1);
    assert!(Outbox::open(&running).get("/api/outbox").contains("visitor1@example.jp"));
    assert_eq!(running.stop(), 0);
}

#[test]
fn settings_at_fault_are_told_with_their_place_and_nothing_starts() {
    let site = site();
    site.write("tsubame.toml", "[server]\nlisten = \"8460\"\n[mails]\n[mail]\npassword = \"hunter2\"\n");
    for command in [&["backend", "--check-config"][..], &["up", "--port", "0"]] {
        let told = site.run(command).exits_with(1);
        for words in ["tsubame.toml:2:10", "tsubame.toml:3:2", "did you mean `mail`", "SMTP_PASSWORD", "3 errors"] {
            assert!(told.stderr.contains(words), "{words}: {}", told.stderr);
        }
        assert!(!told.stderr.contains("hunter2"), "{}", told.stderr);
    }
    assert!(!site.path("private").exists());
    site.run(&["check", "--explain", "server-settings"]).succeeds().assert_mentions("tsubame.toml");
    site.write(
        "tsubame.toml",
        "[server]\nlisten = \"192.0.2.1:1\"\nprivate = \"kept\"\n[database]\nfile = \"none/x.sqlite\"\n",
    );
    site.run(&["backend", "--check-config"]).exits_with(2).assert_mentions("given by `database.file` in tsubame.toml");
    site.write("tsubame.toml", "[server]\nlisten = \"192.0.2.1:1\"\nprivate = \"kept\"\n");
    site.run(&["backend", "--check-config"]).succeeds().assert_mentions("1 forms can be received");
    assert!(site.path("kept/tsubame.sqlite").exists() && !site.path("private").exists());
    site.run(&["backend"]).exits_with(2).assert_mentions("given by `server.listen` in tsubame.toml");
}

#[test]
fn a_server_for_others_never_shows_mails() {
    let site = site();
    let running = Running::start_backend(site.root());
    for path in ["/api/outbox", "/api/outbox?key=x", "/api/outbox/outbox.css"] {
        assert_eq!(get(running.address(), path, "").status, 404, "{path}");
    }
    assert!(!running.out.text().contains("outbox"));
    assert_eq!(running.stop(), 0);
}

/// Asks the office for something, or sends it a form, with these cookies and headers.
fn office(address: SocketAddr, (method, path): (&str, &str), headers: &str, body: &str) -> Answer {
    let host = format!("office.localhost:{}", address.port());
    let sent = format!(
        "Host: {host}\r\nOrigin: http://{host}\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n{headers}",
        body.len()
    );
    request_with(address, method, path, &sent, body)
}

/// What stands in a page between two texts.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let rest = page.split_once(start).unwrap_or_else(|| panic!("no {start} in {page}")).1;
    rest.split(end).next().expect("an end")
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().expect("a cookie").to_owned()
}

#[test]
fn the_printed_key_opens_the_office_and_its_api_takes_a_token_of_it_and_nothing_else() {
    let site = site();
    site.run(&["demo", "--persons", "3"]).succeeds();
    let running = Running::start_up(site.root());
    running.out.wait_for_line("http://office.localhost:");
    let (address, printed) = (running.address(), running.out.text());
    let key = between(&printed, &format!("http://office.localhost:{}/?key=", address.port()), "\n").trim().to_owned();
    assert_eq!(office(address, ("GET", "/sign-in"), "", "").status, 403, "without the key");
    let led_in = office(address, ("GET", &format!("/?key={key}")), "", "");
    assert_eq!((led_in.status, led_in.header("location")), (303, "/"));
    let with_key = format!("Cookie: {}\r\n", cookie(&led_in));
    let page = office(address, ("GET", "/sign-in"), &with_key, "").text();
    let account = between(between(&page, "管理 愛", "</form>"), "name=\"account\" value=\"", "\"").to_owned();
    let signed_in = office(address, ("POST", "/sign-in/demo"), &with_key, &format!("next=&account={account}"));
    assert_eq!(signed_in.status, 303, "{}", signed_in.text());
    let cookies = format!("Cookie: {}; {}\r\n", cookie(&led_in), cookie(&signed_in));
    let page = office(address, ("GET", "/api-tokens"), &cookies, "").text();
    let csrf = between(&page, "name=\"csrf\" value=\"", "\"");
    let in_a_week = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(7 * 24);
    let ends_on = in_a_week.to_zoned(jiff::tz::TimeZone::UTC).date();
    let form = format!("csrf={csrf}&name=test&scope=events%3Aread&programme=&ends_on={ends_on}");
    let made = office(address, ("POST", "/api-tokens"), &cookies, &form).text();
    let token = between(&made, "<output class=\"secret\">", "<").to_owned();
    let ask = |headers: &str| office(address, ("GET", "/api/office/v1/events"), headers, "");
    let told = ask(&format!("Authorization: Bearer {token}\r\n"));
    assert_eq!(told.status, 200, "{}", told.text());
    assert!(told.header("content-type").starts_with("application/json") && told.text().contains("渋谷の夜"));
    for headers in ["", &cookies, &format!("Authorization: Bearer {key}\r\n")] {
        assert_eq!(ask(headers).status, 401, "{headers}");
    }
    assert_eq!(running.stop(), 0);
}
