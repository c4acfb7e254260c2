//! `tsubame watch` beside a server: what it says once, and whom it writes to while the server is gone and when it is back.

use std::{
    fs::{self, File},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{process::ServerProcess, site::site_with_open_event};
use crate::{durability::mail_sink::MailSink, preview::running::PATIENCE, support::TestSite};

/// Who is on duty.
const DUTY: &str = "duty@example.jp";

/// A server at this address.
fn start_at(root: &Path, address: &str) -> ServerProcess {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tsubame"));
    command.arg("--root").arg(root).args(["backend", "--listen", address]);
    ServerProcess::start_command(command)
}

/// A program that watches, until it is dropped.
struct WatchProcess {
    child: Child,
    folder: TempDir,
}

impl WatchProcess {
    fn start(address: SocketAddr, sink: &MailSink) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let steps = format!("[alerts]\nsteps = [{{ mail = \"{DUTY}\" }}]\n");
        fs::write(folder.path().join("tsubame.toml"), steps).expect("settings");
        let out = File::create(folder.path().join("out")).expect("a file");
        let mut command = Command::new(env!("CARGO_BIN_EXE_tsubame"));
        command.arg("--root").arg(folder.path()).args(["watch", "--every", "1", &format!("http://{address}/api/")]);
        command.env("SMTP_URL", format!("smtp://{}", sink.address)).env("MAIL_FROM", "watch@example.jp");
        let child = command.stdin(Stdio::null()).stdout(out).stderr(Stdio::null()).spawn().expect("the program");
        Self { child, folder }
    }

    fn printed(&self) -> String {
        fs::read_to_string(self.folder.path().join("out")).expect("what it printed")
    }
}

impl Drop for WatchProcess {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        sleep(Duration::from_millis(20));
    }
}

#[test]
fn whoever_is_on_duty_gets_a_mail_when_the_server_is_gone_and_one_when_it_is_back() {
    let project = site_with_open_event();
    let server = ServerProcess::start(project.root(), &[]);
    let (address, sink) = (server.address(), MailSink::start());
    let watcher = WatchProcess::start(address, &sink);
    wait_until("it watches", || watcher.printed().contains("Watching 1 addresses, every 1 seconds"));
    let mails = || sink.by_recipient().get(DUTY).map_or(0, Vec::len);
    assert_eq!(mails(), 0, "all is well");
    server.stop();
    wait_until("a mail that the server is gone", || mails() == 1);
    assert!(watcher.printed().contains("unreachable: /api/health: no answer"), "{}", watcher.printed());
    let again = start_at(project.root(), &address.to_string());
    wait_until("a mail that it is back", || mails() == 2);
    assert!(watcher.printed().contains("not any more: "), "{}", watcher.printed());
    drop(again);
}

#[test]
fn asked_once_the_exit_code_says_whether_something_is_wrong() {
    let project = site_with_open_event();
    let server = ServerProcess::start(project.root(), &[]);
    let (address, elsewhere) = (server.address(), TestSite::empty());
    let (site, alone) = (format!("http://{address}/"), format!("http://{address}/api/"));
    elsewhere.run(&["watch", "--once", &alone]).succeeds().assert_mentions("faults: 0");
    // The site's pages are served by somebody else.
    let told = elsewhere.run(&["watch", "--once", &site, &alone]).exits_with(1);
    told.assert_mentions("front-page: /: status 404 instead of 200").assert_mentions("addresses: 2, faults: 1");
    server.stop();
    elsewhere.run(&["watch", "--once", &alone]).exits_with(1).assert_mentions("unreachable: /api/health: no answer");

    elsewhere.run(&["watch", &alone]).exits_with(2).assert_mentions("nobody would be told: name somebody by `steps`");
    elsewhere.run(&["watch", "--once", "cross-sendai"]).exits_with(2).assert_mentions("write an address like");
    let missing = ["watch", "--once", "--settings", "none.toml", &alone];
    elsewhere.run(&missing).exits_with(2).assert_mentions("reading none.toml");
}
