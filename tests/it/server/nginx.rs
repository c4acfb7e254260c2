//! nginx as `deploy/` sets it up, in front of a real server: what it passes on, what it keeps away, what it writes down.

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::{self, sleep},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{
    process::{Sent, ServerProcess},
    site::{EVENT, registration, site_with_open_event, small_site},
};
use crate::{
    preview::{
        client::{get, request_with},
        running::PATIENCE,
    },
    support::REPOSITORY,
};

/// What stands in the place of a link's secret.
const TOKEN: &str = "AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHHIIIIJJJJKKKKLLLL";

/// A running nginx. It ends with this value.
struct Nginx {
    child: Child,
    folder: TempDir,
    address: SocketAddr,
}

impl Nginx {
    /// With the files of `deploy/`, in front of this server, for a built site.
    fn start(public: &Path, server: SocketAddr) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let settings = path("tsubame");
        let made =
            Command::new(deploy("host-headers")).arg("nginx").arg(public.join("_headers")).arg(&settings).status();
        assert!(made.expect("deploy/host-headers").success());
        fs::copy(deploy("nginx-proxy.conf"), settings.join("proxy.conf")).expect("a file of settings");
        let address = free_address();
        let site = site_settings(folder.path(), public, server, address);
        fs::write(path("site.conf"), site).expect("a file of settings");
        fs::write(path("nginx.conf"), main_settings(folder.path())).expect("a file of settings");
        let mut nginx = Command::new("nginx");
        nginx.arg("-p").arg(folder.path()).arg("-c").arg(path("nginx.conf"));
        let checked = Command::new("nginx").arg("-t").args(nginx.get_args()).output();
        let checked = checked.expect("nginx, which tests/run installs");
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
        let child = nginx.stdin(Stdio::null()).stderr(Stdio::null()).spawn().expect("nginx starts");
        let nginx = Self { child, folder, address };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(start.elapsed() < PATIENCE, "nginx does not start: {}", nginx.logs());
            sleep(Duration::from_millis(10));
        }
        nginx
    }

    /// All that it has written down.
    fn logs(&self) -> String {
        ["access.log", "error.log"]
            .map(|name| fs::read_to_string(self.folder.path().join(name)).unwrap_or_default())
            .concat()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its workers end with it when it is asked to, not when it is killed.
        drop(Command::new("kill").args(["-QUIT", &self.child.id().to_string()]).status());
        drop(self.child.wait());
    }
}

fn deploy(name: &str) -> PathBuf {
    Path::new(REPOSITORY).join("deploy").join(name)
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address")
}

/// `deploy/nginx.conf` for these paths and addresses, without TLS: there is no certificate here.
fn site_settings(folder: &Path, public: &Path, server: SocketAddr, address: SocketAddr) -> String {
    let text = fs::read_to_string(deploy("nginx.conf")).expect("deploy/nginx.conf");
    let second = free_address();
    let changes = [
        ("/etc/nginx/tsubame/", format!("{}/tsubame/", folder.display())),
        ("/srv/tsubame/site/public", public.display().to_string()),
        ("/var/log/nginx/tsubame.log", folder.join("access.log").display().to_string()),
        ("/var/log/nginx/tsubame-error.log crit;", format!("{} crit;", folder.join("error.log").display())),
        ("server 127.0.0.1:8460;", format!("server {server};")),
        ("listen 443 ssl http2;", format!("listen {address};")),
        ("listen 80;", format!("listen {second};")),
    ];
    let text = changes.iter().fold(text, |text, (old, new)| {
        assert!(text.contains(old), "deploy/nginx.conf has lost {old}");
        text.replace(old, new)
    });
    let without_tls: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("ssl_")).collect();
    assert!(without_tls.len() < text.lines().count());
    without_tls.join("\n")
}

fn main_settings(folder: &Path) -> String {
    let folder = folder.display();
    let is_root = fs::metadata("/proc/self").expect("this process").uid() == 0;
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {folder}/{name};\n"))
        .concat();
    format!(
        "daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log crit;\n{}events {{}}\nhttp {{\ninclude \
         /etc/nginx/mime.types;\n{temporary}include {folder}/site.conf;\n}}\n",
        if is_root { "user root;\n" } else { "" }
    )
}

/// The headers that `_headers` has for all paths.
fn headers_for_all(rules: &str) -> Vec<(String, String)> {
    let lines = rules.lines().skip_while(|line| *line != "/*").skip(1).take_while(|line| line.starts_with(' '));
    lines
        .filter_map(|line| line.trim().split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect()
}

#[test]
fn nginx_serves_the_site_as_its_build_says_and_passes_on_what_is_for_the_server() {
    let project = site_with_open_event();
    let public = project.run(&["build"]).succeeds().output;
    let server = ServerProcess::start(project.root(), &[]);
    let nginx = Nginx::start(&public, server.address());
    let status = |path: &str| get(nginx.address, path, "").status;

    let front = get(nginx.address, "/", "");
    let rules = fs::read_to_string(public.join("_headers")).expect("_headers");
    let expected = headers_for_all(&rules);
    assert!(front.status == 200 && expected.iter().any(|(name, _)| name == "content-security-policy"));
    for (name, value) in &expected {
        assert_eq!(front.header(name), value, "{name}");
    }
    let lines: Vec<&str> = rules.lines().collect();
    let is_kept = |pair: &&[&str]| pair[0].starts_with('/') && !pair[0].ends_with('*') && pair[1].contains("immutable");
    let kept = lines.windows(2).find(is_kept).expect("a file that is kept")[0];
    assert!(get(nginx.address, kept, "").header("cache-control").contains("immutable"), "{kept}");
    assert_eq!(get(nginx.address, "/events", "").header("location"), "/events/");
    let api = get(nginx.address, "/api/v1/index.json", "");
    assert_eq!((api.status, api.header("access-control-allow-origin")), (200, "*"));
    for path in ["/_headers", "/_redirects", "/api/v1/none.json", "/private/keys.toml", "/none/"] {
        assert_eq!(status(path), 404, "{path}");
    }
    assert!(
        get(nginx.address, "/none/", "").text().contains("<title>"),
        "the site's own page says that it is not there"
    );

    assert_eq!((status("/api/health"), status("/api/openapi.json"), status("/apish")), (200, 200, 404));
    let seats = format!("/api/events/{EVENT}/seats");
    assert!(get(nginx.address, &seats, "").text().starts_with(r#"{"venue":"#));
    let sent = Sent { path: "/api/forms/event", body: &registration(1), ..Sent::default() };
    let answer = sent.to(nginx.address);
    assert_eq!((answer.status, answer.header("location")), (303, "/api/forms/event/received?seat=seat"));
    let shown = get(nginx.address, answer.header("location"), "");
    let policies = shown.headers.iter().filter(|(name, _)| name == "content-security-policy").count();
    assert_eq!((shown.status, policies), (200, 1), "the server's policy stands alone");
    let again = Sent { path: "/api/forms/event", body: "name=taro", ..Sent::default() }.to(nginx.address);
    assert!(again.status == 422 && again.text().contains("aria-invalid"), "{}", again.text());

    // More than the server would take is not even passed on.
    for (path, length) in [("/api/health", 70_000), ("/api/forms/event", 80_000_000)] {
        let headers = format!("Host: {}\r\nContent-Length: {length}\r\n", nginx.address);
        assert_eq!(request_with(nginx.address, "POST", path, &headers, "").status, 413, "{path}");
    }
    drop(server);
    assert_eq!(status("/api/health"), 502);
    assert_eq!(status("/"), 200, "the site is there whatever the server does");
}

/// The addresses of the server that hold a link's secret, as its document has them.
fn paths_with_tokens(address: SocketAddr) -> Vec<String> {
    let document: serde_json::Value =
        serde_json::from_slice(&get(address, "/api/openapi.json", "").body).expect("JSON");
    let paths = document["paths"].as_object().expect("paths").keys().filter(|path| path.contains("{token}"));
    let part = |part: &str| match part {
        "{token}" => TOKEN.to_owned(),
        other if other.starts_with('{') => "1".to_owned(),
        other => other.to_owned(),
    };
    paths.map(|path| path.split('/').map(part).collect::<Vec<_>>().join("/")).collect()
}

#[test]
fn nginx_writes_down_no_secret_and_no_visitor() {
    let project = site_with_open_event();
    let server = ServerProcess::start(project.root(), &[]);
    let public = small_site();
    let nginx = Nginx::start(public.path(), server.address());
    let ask = |path: &str, headers: &str| get(nginx.address, path, headers).status;
    assert_eq!(ask(&format!("/api/l/{TOKEN}/confirm"), ""), 404);
    assert_eq!(ask(&format!("/api/%6c/{TOKEN}/confirm"), ""), 404);
    assert_eq!(ask(&format!("//api//l/{TOKEN}/confirm"), ""), 404);
    let secret_paths = paths_with_tokens(nginx.address);
    assert!(secret_paths.contains(&format!("/api/l/{TOKEN}/1")), "{secret_paths:?}");
    for path in &secret_paths {
        ask(path, "");
    }
    // As the page of a link asks for its style sheet.
    let referrer = format!("Referer: http://{}/api/l/{TOKEN}/confirm\r\nUser-Agent: visitor\r\n", nginx.address);
    assert_eq!(ask("/api/pages.css", &referrer), 200);
    assert_eq!(ask(&format!("/?x={TOKEN}"), ""), 200);
    drop(server);
    assert_eq!(ask(&format!("/api/l/{TOKEN}/confirm"), ""), 502, "the server is away");
    assert_eq!(ask("/api/health", ""), 502);
    let logs = nginx.logs();
    assert!(logs.contains("200 GET /api/pages.css") && logs.contains("502 GET /api/health"), "{logs}");
    for secret in [TOKEN, "visitor", "127.0.0.1"] {
        assert!(!logs.contains(secret), "{logs}");
    }
}

#[test]
fn r12_the_server_is_told_the_address_that_nginx_sees_and_no_other() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let behind = listener.local_addr().expect("an address");
    let heard = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut head = Vec::new();
        while !head.windows(4).any(|window| window == b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("a request");
            head.push(byte[0]);
        }
        stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").expect("an answer");
        String::from_utf8_lossy(&head).to_lowercase()
    });
    let public = small_site();
    let nginx = Nginx::start(public.path(), behind);
    let forged =
        "X-Forwarded-For: 203.0.113.7, 198.51.100.1\r\nX-Real-IP: 203.0.113.7\r\nForwarded: for=203.0.113.7\r\n";
    assert_eq!(get(nginx.address, "/api/health", forged).status, 204);
    let head = heard.join().expect("what the server hears");
    assert!(!head.contains("203.0.113.7") && !head.contains("198.51.100.1"), "{head}");
    assert_eq!(head.matches("x-forwarded-for: ").count(), 1, "{head}");
    assert!(head.contains("x-forwarded-for: 127.0.0.1\r\n") && head.contains("x-forwarded-proto: http\r\n"), "{head}");
}
