//! Builds of the preview that do not end: what people see meanwhile, and that later saves are shown all the same.

use std::{
    ffi::OsString,
    fs,
    io::{self, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Sender},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use clap::Parser;
use tempfile::TempDir;
use tsubame_model::source::MessageLanguage;

use super::*;
use crate::cli::args::Command;

/// Nothing here takes so long on any machine; a test that waits for it fails.
const TOO_LONG: Duration = Duration::from_mins(2);

const CONFIG: &str = "base_url = \"https://example.jp\"\n";

/// A server that takes every question, and answers none until it is told to.
struct SlowHost {
    address: SocketAddr,
    answers: Arc<AtomicBool>,
}

impl SlowHost {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, answers) = (listener.local_addr().unwrap(), Arc::new(AtomicBool::new(false)));
        let may_answer = Arc::clone(&answers);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let may_answer = Arc::clone(&may_answer);
                thread::spawn(move || answer(stream, &may_answer));
            }
        });
        Self { address, answers }
    }

    /// A template that asks it.
    fn template(&self) -> String {
        format!("{{{{ load_data(url=\"http://{}/x\", format=\"plain\") }}}}", self.address)
    }
}

fn answer(mut stream: TcpStream, may_answer: &AtomicBool) {
    while !may_answer.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_millis(5));
    }
    let _ = stream.read(&mut [0; 1024]);
    let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 8\r\nconnection: close\r\n\r\nan answer");
}

/// A preview in this process, until it is dropped.
struct Preview {
    folder: TempDir,
    address: SocketAddr,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<u8>>,
}

impl Preview {
    fn start(template: &str, patience: BuildPatience) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "zola.toml", CONFIG);
        write(folder.path(), "templates/index.html", template);
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let words = ["tsubame", "--root", folder.path().to_str().unwrap(), "serve", "--port"];
        let words: Vec<OsString> = words.iter().map(Into::into).chain([free.port().to_string().into()]).collect();
        let (stop, stopped) = mpsc::channel();
        let thread = thread::spawn(move || {
            let args = Args::parse_from(words);
            let Command::Serve(command) = &args.command else { panic!("not serve") };
            let (mut out, mut err) = (io::sink(), io::sink());
            let mut terminal = Terminal {
                out: &mut out,
                err: &mut err,
                is_watched: false,
                owns_process: false,
                stop: Some(stopped),
                answers: None,
                language: MessageLanguage::Japanese,
                subprocesses: None,
            };
            serve_with(&args, command, &mut terminal, ServeWay { patience, companion: None }).unwrap()
        });
        Self { folder, address: free, stop: Some(stop), thread: Some(thread) }
    }

    fn write(&self, path: &str, text: &str) {
        write(self.folder.path(), path, text);
    }

    /// Asks for the home page until the answer holds a text.
    fn wait_for(&self, text: &str) -> String {
        let began = Instant::now();
        loop {
            let answer = self.ask();
            if answer.contains(text) {
                return answer;
            }
            assert!(began.elapsed() < TOO_LONG, "{text:?} is not shown, but\n{answer}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn ask(&self) -> String {
        let Ok(mut stream) = TcpStream::connect(self.address) else { return String::new() };
        stream.set_read_timeout(Some(TOO_LONG)).unwrap();
        let mut answer = String::new();
        let asked = write!(stream, "GET / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        asked.and_then(|()| stream.read_to_string(&mut answer).map(drop)).map_or(String::new(), |()| answer)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

#[test]
fn a_first_build_that_takes_long_is_told_of_and_then_shown() {
    let host = SlowHost::start();
    let patience = BuildPatience { notice: Duration::from_millis(100), give_up: TOO_LONG };
    let preview = Preview::start(&host.template(), patience);
    let meanwhile = preview.wait_for("サイトを作っています");
    assert!(meanwhile.starts_with("HTTP/1.1 503") && meanwhile.contains("data-working=\""), "{meanwhile}");
    host.answers.store(true, Ordering::Relaxed);
    let shown = preview.wait_for("an answe");
    assert!(shown.starts_with("HTTP/1.1 200") && !shown.contains("data-working"), "{shown}");
}

#[test]
fn a_build_that_does_not_end_keeps_no_later_save_from_being_shown() {
    let host = SlowHost::start();
    let patience = BuildPatience { notice: Duration::from_millis(100), give_up: Duration::from_millis(400) };
    let preview = Preview::start("one", patience);
    preview.wait_for("one");
    preview.write("templates/index.html", &host.template());
    let meanwhile = preview.wait_for("data-working=\"");
    assert!(meanwhile.contains("one"), "the last good site stays: {meanwhile}");
    preview.write("templates/index.html", "two");
    let shown = preview.wait_for("two");
    assert!(!shown.contains("data-working"), "{shown}");
    // What comes of the build that was given up is nothing to anybody.
    host.answers.store(true, Ordering::Relaxed);
    preview.write("templates/index.html", "three");
    preview.wait_for("three");
}

#[test]
fn a_slow_build_that_is_not_given_up_is_followed_by_the_later_save() {
    let host = SlowHost::start();
    let patience = BuildPatience { notice: Duration::from_millis(100), give_up: TOO_LONG };
    let preview = Preview::start("one", patience);
    preview.wait_for("one");
    preview.write("templates/index.html", &host.template());
    preview.wait_for("data-working=\"");
    preview.write("templates/index.html", "two");
    thread::sleep(Duration::from_millis(600));
    assert!(preview.ask().contains("one"), "it waits for the build before");
    host.answers.store(true, Ordering::Relaxed);
    preview.wait_for("two");
}
