//! A server as an operator runs it: a process, its output in files.

use std::{
    fs::{self, File},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::preview::{
    client::{Answer, request_with},
    running::PATIENCE,
};

/// The address of the site of this repository.
pub const ORIGIN: &str = "https://cross-sendai.example.jp";

/// A running server. It ends with this value.
pub struct ServerProcess {
    child: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl ServerProcess {
    /// `tsubame --root ROOT backend` on any free port with these variables of the environment, once it receives.
    pub fn start(root: &Path, variables: &[(String, String)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tsubame"));
        command.arg("--root").arg(root).args(["backend", "--listen", "127.0.0.1:0"]);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        Self::start_command(command)
    }

    /// The same by a command that is made already.
    pub fn start_command(mut command: Command) -> Self {
        let folder = tempfile::tempdir().expect("a folder for what it prints");
        let file = |name: &str| File::create(folder.path().join(name)).expect("a file for what it prints");
        let spawned = command.stdin(Stdio::null()).stdout(file("out")).stderr(file("err")).spawn();
        let mut child = spawned.expect("the server starts");
        let start = Instant::now();
        let address = loop {
            if let Some(address) = address_in(&printed(&folder.path().join("out"))) {
                break address;
            }
            let ended = child.try_wait().expect("a status");
            assert!(ended.is_none() && start.elapsed() < PATIENCE, "{}", printed(&folder.path().join("err")));
            sleep(Duration::from_millis(5));
        };
        Self { child, address, folder }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// All that it has printed until now.
    pub fn printed(&self) -> String {
        ["out", "err"].map(|name| printed(&self.folder.path().join(name))).concat()
    }

    /// Ends it as systemd does.
    pub fn stop(mut self) -> (ExitStatus, String) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(sent.expect("kill").success());
        let status = self.child.wait().expect("an end");
        (status, self.printed())
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn printed(file: &Path) -> String {
    String::from_utf8_lossy(&fs::read(file).unwrap_or_default()).into_owned()
}

fn address_in(text: &str) -> Option<SocketAddr> {
    text.split_once(" at http://")?.1.split_once('/')?.0.parse().ok()
}

/// What is sent to a form.
pub struct Sent<'a> {
    /// The path of the form.
    pub path: &'a str,
    pub content_type: &'a str,
    pub body: &'a str,
    /// Whether a browser sends it, which wants pages, or the script of a page.
    pub wants_page: bool,
    /// Of which site the page is that sends it.
    pub origin: &'a str,
}

impl Default for Sent<'_> {
    fn default() -> Self {
        Self {
            path: "/api/forms/contact",
            content_type: "application/x-www-form-urlencoded",
            body: "",
            wants_page: true,
            origin: ORIGIN,
        }
    }
}

impl Sent<'_> {
    /// Sends it.
    pub fn to(&self, address: SocketAddr) -> Answer {
        let accept = if self.wants_page { "text/html" } else { "application/json" };
        let headers = format!(
            "Host: {address}\r\nOrigin: {}\r\nAccept: {accept}\r\nContent-Type: {}\r\nContent-Length: {}\r\n",
            self.origin,
            self.content_type,
            self.body.len()
        );
        request_with(address, "POST", self.path, &headers, self.body)
    }
}
