//! The live preview: what it serves, and what open pages are told when files change.

pub mod client;
mod hostile_saves;
pub mod running;

use std::{net::SocketAddr, time::Duration};

use self::{
    client::{Socket, get, request},
    running::Running,
};
use crate::support::TestSite;

fn project() -> TestSite {
    TestSite::new()
        .config("slugify.paths = \"safe\"")
        .page("a/index.md", "あ", "本文")
        .page("b.md", "い", "本文")
        .file("content/draft.md", "+++\ntitle = \"下書き\"\ndraft = true\n+++\n")
        .page("移住.md", "移住", "本文")
        .file("content/a/写真 1.png", b"\x89PNG")
        .file("templates/404.html", "<body>迷子</body>")
        .file("static/style.css", "a{}")
        .file("static/film.mp4", (0..=255).collect::<Vec<u8>>())
        .file("static/part.html", "<body>静的</body>")
        .file("secret.txt", "ひみつ")
}

#[test]
fn files_are_served_with_their_types() {
    let project = project();
    let running = Running::start(project.root(), &[]);
    let address = running.address();
    for (path, status, kind, text) in [
        ("/", 200, "text/html; charset=utf-8", format!("href=\"http://{address}/a/\"")),
        ("/a/", 200, "text/html; charset=utf-8", "<h1>あ</h1>".to_owned()),
        ("/a/?x=1", 200, "text/html; charset=utf-8", "<h1>あ</h1>".to_owned()),
        ("/part.html", 200, "text/html; charset=utf-8", "静的<script src=\"/__tsubame/reload.js\"".to_owned()),
        ("/style.css", 200, "text/css; charset=utf-8", "a{}".to_owned()),
        ("/sitemap.xml", 200, "text/xml; charset=utf-8", "<urlset".to_owned()),
        ("/robots.txt", 200, "text/plain; charset=utf-8", "User-agent".to_owned()),
        ("/__tsubame/reload.js", 200, "text/javascript; charset=utf-8", "WebSocket".to_owned()),
        ("/__tsubame/overlay.css", 200, "text/css; charset=utf-8", "dialog".to_owned()),
        ("/draft/", 404, "text/html; charset=utf-8", "迷子<script".to_owned()),
        ("/../secret.txt", 404, "text/html; charset=utf-8", "迷子".to_owned()),
        ("/%2e%2e/secret.txt", 404, "text/html; charset=utf-8", "迷子".to_owned()),
        ("/..%2fsecret.txt", 404, "text/html; charset=utf-8", "迷子".to_owned()),
        ("/static/../../secret.txt", 404, "text/html; charset=utf-8", "迷子".to_owned()),
        ("/zola.toml", 404, "text/html; charset=utf-8", "迷子".to_owned()),
        ("/%ff", 404, "text/html; charset=utf-8", "迷子".to_owned()),
    ] {
        let answer = get(address, path, "");
        assert_eq!((answer.status, answer.header("content-type")), (status, kind), "{path}");
        assert!(answer.text().contains(&text), "{path} lacks {text}: {}", answer.text());
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
    let image = get(address, "/a/%E5%86%99%E7%9C%9F%201.png", "");
    assert_eq!((image.status, image.header("content-type"), &*image.body), (200, "image/png", &b"\x89PNG"[..]));
    let japanese = get(address, "/%E7%A7%BB%E4%BD%8F?q=%E3%81%82", "");
    assert_eq!((japanese.status, japanese.header("location")), (302, "/%E7%A7%BB%E4%BD%8F/?q=%E3%81%82"));
    assert!(get(address, "/%E7%A7%BB%E4%BD%8F/", "").text().contains("<h1>移住</h1>"));
    let part = get(address, "/a/", "Sec-Fetch-Dest: empty\r\n");
    assert!(!part.text().contains("__tsubame"), "{}", part.text());
    assert_eq!(running.stop(), 0);
}

#[test]
fn ranges_methods_and_versions() {
    let project = project();
    let running = Running::start(project.root(), &[]);
    let address = running.address();
    let whole = get(address, "/film.mp4", "");
    assert_eq!((whole.status, whole.body.len(), whole.header("content-type")), (200, 256, "video/mp4"));
    assert_eq!(whole.header("accept-ranges"), "bytes");
    for (range, status, shown, body) in [
        ("bytes=0-3", 206, "bytes 0-3/256", &[0, 1, 2, 3][..]),
        ("bytes=-2", 206, "bytes 254-255/256", &[254, 255]),
        ("bytes=254-", 206, "bytes 254-255/256", &[254, 255]),
        ("bytes=256-", 416, "bytes */256", &[]),
        ("bytes=0-1,4-5", 200, "", &whole.body),
    ] {
        let answer = get(address, "/film.mp4", &format!("Range: {range}\r\n"));
        assert_eq!((answer.status, answer.header("content-range")), (status, shown), "{range}");
        assert_eq!(answer.body, body, "{range}");
    }
    for path in ["/", "/film.mp4", "/style.css", "/a/"] {
        let first = get(address, path, "");
        let again = get(address, path, &format!("If-None-Match: {}\r\n", first.header("etag")));
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        let head = request(address, "HEAD", path, &format!("Host: {address}\r\n"));
        let length = first.body.len().to_string();
        assert_eq!((head.status, head.body.len(), head.header("content-length")), (200, 0, &*length), "{path}");
        assert_eq!(head.header("etag"), first.header("etag"), "{path}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = request(address, method, "/", &format!("Host: {address}\r\n"));
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method}");
    }
    let stranger = request(address, "GET", "/", "Host: evil.example\r\n");
    assert_eq!(stranger.status, 403);
    let handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://evil.example\r\n";
    assert_eq!(get(address, "/__tsubame/socket", handshake).status, 403);
}

#[test]
fn a_site_below_a_path_with_drafts() {
    let project = project();
    let running = Running::start(project.root(), &["--base-url", "http://127.0.0.1/blog/", "--drafts"]);
    let address = running.address();
    assert_eq!(get(address, "/blog", "").header("location"), "/blog/");
    let home = get(address, "/blog/", "").text();
    assert!(home.contains(&format!("href=\"http://{address}/blog/a/\"")), "{home}");
    assert!(home.contains("<script src=\"/__tsubame/reload.js\"") && home.contains("data-base=\"/blog/\""), "{home}");
    assert!(get(address, "/blog/draft/", "").text().contains("下書き"));
    assert_eq!(get(address, "/blog/a", "").header("location"), "/blog/a/");
    for path in ["/", "/a/", "/blogger/"] {
        assert_eq!(get(address, path, "").status, 404, "{path}");
    }
}

#[test]
fn open_pages_hear_of_changes_faults_and_mends() {
    let project = project();
    let running = Running::start(project.root(), &[]);
    let address = running.address();
    let (mut socket, stamp) = Socket::open(address);
    assert!(get(address, "/a/", "").text().contains(&format!("data-stamp=\"{stamp}\"")));

    project.write("content/a/index.md", "+++\ntitle = \"あ\"\n+++\n新しい本文\n");
    let message = socket.message();
    assert_eq!((&message["kind"], &message["assets"]), (&"reload".into(), &serde_json::json!([])));
    assert_eq!(message["pages"], serde_json::json!(["a/index.html"]));
    assert!(get(address, "/a/", "").text().contains("新しい本文"));

    project.write("static/style.css", "b{}");
    let message = socket.message();
    assert_eq!((&message["kind"], &message["css"]), (&"css".into(), &serde_json::json!(["style.css"])));
    assert_eq!(get(address, "/style.css", "").text(), "b{}");

    // A fault leaves the good pages, with what is wrong laid over them.
    project.write("content/a/index.md", "+++\ntitle = <あ>\n+++\n");
    let message = socket.message();
    let overlay = message["html"].as_str().expect("an overlay");
    assert_eq!(message["kind"], "fault");
    assert!(overlay.contains("content/a/index.md:2:9") && overlay.contains("&lt;あ&gt;"), "{overlay}");
    let page = get(address, "/a/", "");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("新しい本文") && page.text().contains(overlay), "{}", page.text());
    running.err.wait_for("content/a/index.md:2:9");

    project.write("content/a/index.md", "+++\ntitle = \"あ\"\n+++\n新しい本文\n");
    assert_eq!(socket.message()["kind"], "clear");
    assert!(!get(address, "/a/", "").text().contains("tsubame-fault"));

    // What builds do not look at is no change, and neither is saving the same text.
    project.write("README.md", "x");
    project.write("content/b.md", "+++\ntitle = \"い\"\n+++\n\n本文\n");
    assert!(socket.is_silent_for(Duration::from_millis(500)));
    project.remove("content/b.md");
    let message = socket.message();
    assert!(message["pages"].as_array().expect("pages").contains(&"b/index.html".into()), "{message}");
    assert_eq!(get(address, "/b/", "").status, 404);

    assert_eq!(running.stop(), 0);
    assert_eq!(socket.frame().0, 8, "the socket is closed in order");
}

#[test]
fn a_site_that_never_built_comes_alive() {
    let project = project().config("title = 1");
    let running = Running::start(project.root(), &[]);
    let address = running.address();
    let page = get(address, "/b/", "");
    assert_eq!(page.status, 500);
    assert!(
        page.text().contains("The site could not be built") && page.text().contains("zola.toml"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("data-pages=\"null\""), "{}", page.text());
    let (mut socket, _) = Socket::open(address);
    project.write("zola.toml", "base_url = \"https://example.jp\"\n");
    assert_eq!(socket.message()["kind"], "reload");
    assert!(get(address, "/b/", "").text().contains("<h1>い</h1>"));

    // Without its configuration file, the site is shown as it was.
    project.remove("zola.toml");
    let message = socket.message();
    assert!(message["html"].as_str().expect("an overlay").contains("zola.toml"), "{message}");
    assert_eq!(get(address, "/b/", "").status, 200);
}

#[test]
fn a_taken_port_is_said_and_bad_arguments_are_refused() {
    let project = project();
    let first = Running::start(project.root(), &[]);
    let taken = first.address().port().to_string();
    let second = Running::start(project.root(), &["--port", &taken]);
    assert_ne!(second.address(), first.address());
    assert!(second.out.text().contains(&format!("Port {taken} is taken")), "{}", second.out.text());
    let empty = TestSite::empty();
    empty.run(&["serve"]).exits_with(2).assert_mentions("zola.toml");
    empty.run(&["serve", "--debounce", "0"]).exits_with(2).assert_mentions("--debounce");
}

#[test]
fn ctrl_c_ends_the_process_cleanly() {
    let project = project();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_tsubame"))
        .args(["--root".as_ref(), project.root().as_os_str(), "serve".as_ref(), "--port".as_ref(), "0".as_ref()])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().expect("its output")));
    let line = lines.find_map(|line| line.ok().filter(|line| line.starts_with("Serving"))).expect("the address");
    let (_, rest) = line.split_once("http://").expect("an address");
    let address: SocketAddr = rest.split('/').next().and_then(|text| text.parse().ok()).expect("an address");
    let (_open, _) = Socket::open(address);
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.is_ok_and(|status| status.success()), "a signal is sent");
    assert_eq!(child.wait().expect("an end").code(), Some(0));
}

/// A home page that says what another file of the project says.
fn project_with_words() -> TestSite {
    TestSite::new()
        .file("templates/index.html", "{% set words = load_data(path=\"i18n/en.toml\") %}{{ words.hello }}")
        .file("i18n/en.toml", "hello = \"Good morning\"\n")
}

#[test]
fn zola_11_serve_file_that_a_build_reads() {
    let project = project_with_words();
    let running = Running::start(project.root(), &[]);
    let address = running.address();
    assert!(get(address, "/", "").text().contains("Good morning"));
    let (mut socket, _) = Socket::open(address);
    project.write("i18n/en.toml", "hello = \"Good evening\"\n");
    assert_eq!(socket.message()["kind"], "reload");
    assert!(get(address, "/", "").text().contains("Good evening"));
    // What a template no longer asks for is no reason to build, and what it asks for now is.
    project.write("templates/index.html", "{{ load_data(path=\"notes/plain.txt\", required=false) }}x");
    assert_eq!(socket.message()["kind"], "reload");
    project.write("i18n/en.toml", "hello = \"Good night\"\n");
    assert!(socket.is_silent_for(Duration::from_millis(500)));
    project.write("notes/plain.txt", "それから");
    assert_eq!(socket.message()["kind"], "reload");
    assert!(get(address, "/", "").text().contains("それから"));
}

#[test]
fn zola_12_serve_with_zolas_options() {
    let project = project_with_words().file("extra/note", "");
    let outside = TestSite::empty().file("shared/words", "");
    let shared = outside.path("shared");
    let out = project.path("out");
    let args = ["--fast", "--force", "--output-dir", out.to_str().expect("UTF-8"), "--store-html", "--drafts"];
    let more =
        ["--no-port-append", "--extra-watch-path", "extra", "--extra-watch-path", shared.to_str().expect("UTF-8")];
    let running = Running::start(project.root(), &[&args[..], &more].concat());
    running.err.wait_for("--fast changes nothing");
    let stored = || std::fs::read_to_string(out.join("index.html")).unwrap_or_default();
    assert!(stored().contains("Good morning") && !stored().contains("__tsubame"), "{}", stored());
    project.write("i18n/en.toml", "hello = \"Good evening\"\n");
    running.out.wait_for("i18n/en.toml: ");
    assert!(stored().contains("Good evening"));
    project.write("extra/note", "x");
    running.out.wait_for("extra/note: ");
    outside.write("shared/words", "x");
    running.out.wait_for("shared/words: ");
    assert_eq!(running.stop(), 0);
    assert!(!out.join("index.html").exists(), "the preview's pages do not stay");

    let running = Running::start(project.root(), &["-f", "--force", "-o", "elsewhere"]);
    running.err.wait_for("--output-dir and --force change nothing without --store-html");
    assert_eq!(running.stop(), 0);
    project.run(&["serve", "--extra-watch-path", "no-such"]).exits_with(2).assert_mentions("no-such");
    project.write("dear/mine.txt", "大切");
    let dear = project.path("dear");
    let refused = project.run(&["serve", "--port", "0", "-H", "-o", dear.to_str().expect("UTF-8")]).exits_with(2);
    refused.assert_mentions("mine.txt").assert_mentions("--force");
}

#[test]
fn a_theme_that_lies_elsewhere_is_served_and_watched() {
    let theme = TestSite::empty()
        .file("theme.toml", "")
        .file("templates/index.html", "一<link rel=stylesheet href=/far.css>")
        .file("static/far.css", "a {}");
    let project = TestSite::new().config("theme = \"far\"").link("themes/far", theme.root());
    project.remove("templates/index.html");
    let running = Running::start(project.root(), &[]);
    let address = running.address();
    assert_eq!(get(address, "/far.css", "").text(), "a {}");
    let (mut socket, _) = Socket::open(address);
    theme.write("templates/index.html", "二");
    assert_eq!(socket.message()["kind"], "reload");
    assert!(get(address, "/", "").text().contains('二'));
}
