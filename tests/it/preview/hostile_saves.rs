//! What an editor saves neither ends the preview nor keeps it busy for ever: the cases `process-abort` and
//! `endless-template` with a whole process, as somebody runs it.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{client::get, running::PATIENCE};
use crate::support::TestSite;

/// Sass that the compiler follows until the stack ends.
const ENDLESS_SASS: &str = "@mixin m { @include m; } .a { @include m; }\n";

/// `tsubame serve` in a process of its own, until this is dropped.
struct Process {
    child: Child,
    address: SocketAddr,
    /// Held, so that the process can write.
    _out: BufReader<ChildStdout>,
}

impl Process {
    fn start(site: &TestSite) -> Self {
        let mut child = program(site, &["serve", "--port", "0"]).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        while !line.starts_with("Serving") {
            line.clear();
            assert!(out.read_line(&mut line).is_ok_and(|read| read > 0), "it serves");
        }
        let (_, rest) = line.split_once("http://").expect("an address");
        let address = rest.split(['/', ' ']).next().and_then(|text| text.parse().ok()).expect("host and port");
        Self { child, address, _out: out }
    }

    fn wait_for(&mut self, text: &str) {
        let begun = Instant::now();
        while !get(self.address, "/a/", "").text().contains(text) {
            assert_eq!(self.child.try_wait().expect("a status"), None, "the preview has ended");
            assert!(begun.elapsed() < PATIENCE, "`{text}` is never shown");
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Failing here would hide the failure that came before.
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

fn program(site: &TestSite, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tsubame"));
    command.arg("--root").arg(site.root()).args(args).stdin(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn process_abort_by_sass_is_a_fault_of_the_build() {
    let deep = format!("{}b:c{}", ".a{".repeat(20_000), "}".repeat(20_000));
    for sass in [ENDLESS_SASS, "@function f($x) { @return f($x + 1); } .a { b: f(1); }\n", &deep] {
        let site = TestSite::new().config("compile_sass = true").page("a.md", "題", "本文").file("sass/x.scss", sass);
        let output = program(&site, &["build", "--format", "json"]).output().expect("it runs");
        let told = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("sass/x.scss") && told.contains("\"hint\""), "{told}");
        assert!(!site.path("public").exists(), "nothing is published");
    }
}

#[test]
fn the_preview_outlives_what_is_saved() {
    let site = TestSite::new().config("compile_sass = true").page("a.md", "題", "本文").file("sass/x.scss", "a{b:c}\n");
    let mut preview = Process::start(&site);
    preview.wait_for("本文");
    site.write("sass/x.scss", ENDLESS_SASS);
    preview.wait_for("sass/x.scss");
    site.write("sass/x.scss", "a{b:d}\n");
    let endless = "{% for a in range(end=100000) %}".repeat(3) + &"{% endfor %}".repeat(3);
    site.write("content/a.md", format!("+++\ntitle = \"題\"\n+++\n{endless}\n"));
    preview.wait_for("content/a.md:4");
    site.write("content/a.md", "+++\ntitle = \"題\"\n+++\n直した本文\n");
    preview.wait_for("直した本文");
}
