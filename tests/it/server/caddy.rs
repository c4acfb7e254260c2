//! Caddy as `deploy/` sets it up. It is not needed for anything else, so where it is not installed this is left out.

use std::{
    fs,
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{
    process::{Sent, ServerProcess},
    site::{registration, site_with_open_event, small_site},
};
use crate::{
    preview::{client::get, running::PATIENCE},
    support::REPOSITORY,
};

/// What stands in the place of a link's secret.
const TOKEN: &str = "AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHHIIIIJJJJKKKKLLLL";

/// A running Caddy. It ends with this value.
struct Caddy {
    child: Child,
    folder: TempDir,
    address: SocketAddr,
}

impl Caddy {
    fn start(public: &Path, server: SocketAddr) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let deploy = Path::new(REPOSITORY).join("deploy");
        let mut headers = Command::new(deploy.join("host-headers"));
        headers.arg("caddy").arg(public.join("_headers")).arg(folder.path());
        assert!(headers.status().expect("deploy/host-headers").success());
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
        let text = fs::read_to_string(deploy.join("Caddyfile")).expect("the Caddyfile");
        let changes = [
            // Without certificates, for which it would ask the network.
            ("{\n\tlog {", "{\n\tadmin off\n\tauto_https off\n\tlog {".to_owned()),
            ("cross-sendai.example.jp {", format!("http://{address} {{")),
            ("127.0.0.1:8460", server.to_string()),
            ("/srv/tsubame/site/public", public.display().to_string()),
            ("/etc/caddy/tsubame", folder.path().display().to_string()),
        ];
        let text = changes.iter().fold(text, |text, (old, new)| {
            assert!(text.contains(old), "deploy/Caddyfile has lost {old}");
            text.replace(old, new)
        });
        let file = folder.path().join("Caddyfile");
        fs::write(&file, text).expect("a file of settings");
        let log = fs::File::create(folder.path().join("log")).expect("a log");
        let mut caddy = Command::new("caddy");
        caddy.args(["run", "--adapter", "caddyfile", "--config"]).arg(&file).env("HOME", folder.path());
        let child = caddy.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().expect("Caddy starts");
        let caddy = Self { child, folder, address };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(start.elapsed() < PATIENCE, "{}", caddy.log());
            sleep(Duration::from_millis(20));
        }
        caddy
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Caddy {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn caddy_serves_the_site_and_passes_on_what_is_for_the_server() {
    if Command::new("caddy").arg("version").output().is_err() {
        eprintln!("Caddy is not installed; deploy/Caddyfile was not tried");
        return;
    }
    let project = site_with_open_event();
    let server = ServerProcess::start(project.root(), &[]);
    let public = small_site();
    let caddy = Caddy::start(public.path(), server.address());
    let status = |path: &str| get(caddy.address, path, "").status;
    let front = get(caddy.address, "/", "");
    assert!(front.status == 200 && front.header("content-security-policy").contains("default-src 'none'"));
    let link = format!("/api/l/{TOKEN}/confirm");
    for (path, expected) in [
        ("/api/health", 200),
        ("/api/v1/index.json", 200),
        ("/api/v1/none.json", 404),
        ("/_headers", 404),
        ("/none/", 404),
        (&link, 404),
    ] {
        assert_eq!(status(path), expected, "{path}: {}", caddy.log());
    }
    let sent = Sent { path: "/api/forms/event", body: &registration(1), ..Sent::default() }.to(caddy.address);
    let shown = get(caddy.address, sent.header("location"), "");
    let policies = shown.headers.iter().filter(|(name, _)| name == "content-security-policy").count();
    assert_eq!((sent.status, shown.status, policies), (303, 200, 1), "the server's policy stands alone");
    drop(server);
    assert_eq!(status(&link), 502, "the server is away");
    let log = caddy.log();
    assert!(log.contains("serving initial configuration"), "the log is not found: {log}");
    assert!(!log.contains(TOKEN) && !log.contains("/api/l/"), "{log}");
}
