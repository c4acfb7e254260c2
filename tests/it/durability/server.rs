//! `tsubame backend` as a process of its own, which can be killed at any moment, and visitors who notice.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::support::TestSite;

const ORIGIN: &str = "https://cross-sendai.example.jp";

/// A running server. Dropping it kills it.
pub struct KillableServer {
    child: Child,
    pub address: SocketAddr,
}

impl KillableServer {
    /// Starts the program on a site, by a shell that says this before (`exec` follows), with these variables.
    pub fn start(project: &TestSite, before: &str, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{before} exec \"$@\"")).arg("sh").arg(env!("CARGO_BIN_EXE_tsubame"));
        command.arg("--root").arg(project.root()).args(["backend", "--listen", "127.0.0.1:0"]);
        Self::of(command, variables)
    }

    /// The same under a program that counts its calls of the system, which writes them into a file at its end.
    pub fn start_traced(project: &TestSite, counts: &str) -> Self {
        let mut command = Command::new("strace");
        command.args(["-f", "-c", "-e", "trace=fsync,fdatasync", "-o", counts, env!("CARGO_BIN_EXE_tsubame")]);
        command.arg("--root").arg(project.root()).args(["backend", "--listen", "127.0.0.1:0"]);
        Self::of(command, &[])
    }

    fn of(mut command: Command, variables: &[(&str, &str)]) -> Self {
        command.envs(variables.iter().copied()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("a server");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = lines.find_map(|line| {
            let line = line.expect("a line");
            line.split_once("http://").and_then(|(_, rest)| rest.split('/').next()?.parse().ok())
        });
        Self { child, address: address.expect("the server says where it listens") }
    }

    /// Ends it without a word, as a power cut does.
    pub fn kill(&self) {
        signal("-KILL", self.child.id());
    }

    /// Asks it to end, and waits.
    pub fn stop(mut self) {
        signal("-TERM", self.child.id());
        self.child.wait().expect("the server ends");
    }

    /// Asks the process that this one has started to end, and waits for both.
    pub fn stop_traced(mut self) {
        let id = self.child.id();
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).expect("its children");
        let child = children.split_whitespace().next().and_then(|id| id.parse().ok()).expect("a child");
        signal("-TERM", child);
        self.child.wait().expect("the server ends");
    }
}

impl Drop for KillableServer {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn signal(name: &str, id: u32) {
    let sent = Command::new("kill").args([name, &id.to_string()]).status().expect("kill");
    assert!(sent.success(), "{name} {id}");
}

/// What the visitor of a number sends; the status of the answer, if there was one.
pub fn send(address: SocketAddr, number: usize) -> Option<u16> {
    let body = format!(
        "kind=other&message=visitor+number+{number}&name=taro&email=visitor{number}%40example.jp&consent=yes&consent_version=2026-11-29"
    );
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    write!(
        stream,
        "POST /api/forms/contact HTTP/1.1\r\nHost: {address}\r\nOrigin: {ORIGIN}\r\nAccept: text/html\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split(' ').nth(1)?.parse().ok()
}

/// How many rows a table has, as `tsubame backup` tells it, which is run for it.
pub fn rows(project: &TestSite, table: &str) -> usize {
    let said = project.run(&["backup"]).succeeds().stdout;
    let counted = |line: &str| line.trim().strip_suffix(table)?.trim_end().parse().ok();
    said.lines().find_map(counted).unwrap_or_else(|| panic!("{table} is not in\n{said}"))
}
