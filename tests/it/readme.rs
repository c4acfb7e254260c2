//! The README's commands: each is known here, and the one that builds is run.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use crate::{
    preview::running::Running,
    support::{REPOSITORY, TestSite},
};

/// Runs the program from a checkout; what follows are the program's own arguments.
const RUN: &str = "cargo run --release -- ";

/// How a command of the README is known to work.
enum Proof {
    /// The program's arguments, run here on a copy of the site in this repository.
    Run(Vec<String>),
    /// The arguments of `serve`, which is started here on any free port and stopped.
    Serve(Vec<String>),
    /// `up`, which is started here on any free port and stopped.
    Up,
    /// A script of the repository, which must be there to be run.
    Script(String),
    /// The program's arguments, run on a site whose server was started once.
    Storage(Vec<String>),
    /// The same, naming files that are not here: `tests/it/storage.rs` does it with files that are.
    StorageFiles(Vec<String>),
    /// Python's own web server, which is not ours to test.
    Server,
}

#[test]
fn every_command_works() {
    let commands = commands(&fs::read_to_string(Path::new(REPOSITORY).join("README.md")).expect("a README"));
    assert_eq!(commands[0], format!("{RUN}up"), "the first command shows everything");
    for command in &commands {
        match proof(command) {
            None => panic!("tests/it/readme.rs does not know how to prove `{command}`"),
            Some(Proof::Script(path)) => assert_executable(&path),
            Some(Proof::Server) => {}
            Some(Proof::Storage(args)) => {
                let args: Vec<&str> = args.iter().map(String::as_str).collect();
                let project = TestSite::of_repository();
                project.run(&["backend", "--check-config"]).succeeds();
                project.run(&args).succeeds();
            }
            Some(Proof::StorageFiles(args)) => {
                let args: Vec<&str> = args.iter().map(String::as_str).collect();
                let project = TestSite::of_repository();
                project.run(&["backend", "--check-config"]).succeeds();
                project.run(&args).exits_with(2).assert_mentions("/media/stick/recovery.txt: No such file");
            }
            Some(Proof::Serve(args)) => {
                let args: Vec<&str> = args.iter().map(String::as_str).collect();
                let running = Running::start(TestSite::of_repository().root(), &args);
                assert!(running.out.text().starts_with("Built "), "{}", running.err.text());
                assert_eq!(running.stop(), 0);
            }
            Some(Proof::Up) => {
                let running = Running::start_up(TestSite::of_repository().root());
                assert!(running.out.text().starts_with("Built "), "{}", running.err.text());
                assert_eq!(running.stop(), 0);
            }
            Some(Proof::Run(args)) => {
                let args: Vec<&str> = args.iter().map(String::as_str).collect();
                let project = TestSite::of_repository();
                let outcome = project.run(&args).succeeds();
                if args.contains(&"build") {
                    outcome.assert_file("index.html", "CROSS SENDAI");
                }
            }
        }
    }
}

#[test]
fn the_folders_it_names_are_there() {
    let text = fs::read_to_string(Path::new(REPOSITORY).join("README.md")).expect("a README");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(path, _)| path);
    let paths: Vec<&str> = rows.filter(|path| !["public/", ".tsubame/"].contains(path)).collect();
    assert!(paths.len() >= 6, "the README has lost its table of folders: {paths:?}");
    for path in paths {
        assert!(Path::new(REPOSITORY).join(path).exists(), "the README names {path}, which is not there");
    }
}

#[test]
fn commands_are_read_from_shell_blocks_only() {
    let text = "cargo no\n```sh\ncargo run --release -- build   # the site\n\n# a remark\nbenches/site/run --pages 1000\n```\n\
        ```toml\nx = 1\n```\n";
    assert_eq!(commands(text), ["cargo run --release -- build", "benches/site/run --pages 1000"]);
    assert!(proof("rm -rf /").is_none());
    assert!(
        matches!(proof("cargo run --release -- build --drafts"), Some(Proof::Run(args)) if args == ["build", "--drafts"])
    );
}

/// The commands in blocks marked `sh`, without remarks.
fn commands(text: &str) -> Vec<String> {
    let mut is_shell = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(language) = line.trim().strip_prefix("```") {
            is_shell = language == "sh";
        } else if is_shell {
            let command = line.split('#').next().unwrap_or_default().trim();
            found.extend((!command.is_empty()).then(|| command.to_owned()));
        }
    }
    found
}

fn proof(command: &str) -> Option<Proof> {
    if let Some(args) = command.strip_prefix(RUN).and_then(|args| args.strip_prefix("serve")) {
        return Some(Proof::Serve(args.split_whitespace().map(str::to_owned).collect()));
    }
    if command.strip_prefix(RUN) == Some("up") {
        return Some(Proof::Up);
    }
    if command.strip_prefix(RUN) == Some("backend") {
        // `tests/it/backend.rs` starts it and asks it.
        return Some(Proof::Run(vec!["backend".to_owned(), "--check-config".to_owned()]));
    }
    if let Some(args) = command.strip_prefix(RUN) {
        let words: Vec<String> = args.split_whitespace().map(str::to_owned).collect();
        match words.first().map(String::as_str) {
            Some("backup" | "rotate-key" | "audit" | "events" | "export" | "user") => {
                return Some(Proof::Storage(words));
            }
            Some("restore" | "confirm-keys") => return Some(Proof::StorageFiles(words)),
            _ => {}
        }
    }
    if let Some(args) = command.strip_prefix(RUN) {
        return Some(Proof::Run(args.split_whitespace().map(str::to_owned).collect()));
    }
    let mut words = command.split_whitespace();
    match words.next()? {
        script @ ("tests/run"
        | "benches/site/run"
        | "benches/preview/run"
        | "benches/check/run"
        | "benches/images/run"
        | ".ci/run") => Some(Proof::Script(script.to_owned())),
        "python3" if words.eq(["-m", "http.server", "--directory", "public"]) => Some(Proof::Server),
        _ => None,
    }
}

fn assert_executable(path: &str) {
    let script = fs::metadata(Path::new(REPOSITORY).join(path));
    let mode = script.unwrap_or_else(|error| panic!("the README names {path}: {error}")).permissions().mode();
    assert_ne!(mode & 0o111, 0, "{path} cannot be executed");
}
