//! The design's rules on its own source: who imports whom, which room owns a package, how long things get.
//!
//! The tables are in `tables`; the other files read Rust well enough for code that rustfmt has seen. A finding names
//! file and line.

mod functions;
mod paths;
mod rules;
mod tables;
mod text;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::support::REPOSITORY;

/// A Rust file of the repository.
pub struct SourceFile {
    /// Its path from the root, with `/`.
    pub path: String,
    /// As written.
    pub text: String,
    /// Without comments and the insides of literals.
    pub masked: String,
}

impl SourceFile {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), masked: text::mask(text) }
    }

    /// The room the file is in; `None` for `main.rs`, `lib.rs` and what is outside of `src/`.
    fn room(&self) -> Option<&str> {
        self.path.strip_prefix("src/")?.split_once('/').map(|(room, _)| room)
    }

    /// A finding on a line of this file.
    fn finding(&self, line: usize, message: &str) -> String {
        format!("{}:{line}: {message}", self.path)
    }
}

/// A rule: what it finds in one file.
type Rule = fn(&SourceFile) -> Vec<String>;

#[test]
fn rooms_import_only_what_the_design_allows() {
    over("src", rules::imports);
}

#[test]
fn packages_stay_in_their_rooms() {
    over("src", rules::packages);
}

#[test]
fn files_and_functions_are_short() {
    over("src", rules::sizes);
    over("tests/it", rules::sizes);
}

#[test]
fn every_file_says_what_it_is_for() {
    over("src", rules::opening);
    over("tests/it", rules::opening);
    over("benches", rules::opening);
}

#[test]
fn names_and_attributes_say_something() {
    over("src", rules::names);
    over("tests/it", rules::names);
}

#[test]
fn the_map_names_every_room() {
    let map = fs::read_to_string(Path::new(REPOSITORY).join("src/lib.rs")).expect("src/lib.rs");
    let folders =
        fs::read_dir(Path::new(REPOSITORY).join("src")).expect("src").map(|entry| entry.expect("an entry").path());
    let rooms: Vec<String> = folders
        .filter(|folder| folder.join("mod.rs").exists())
        .map(|folder| folder.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert!(rooms.len() >= 3, "src/ has lost its rooms: {rooms:?}");
    report(&rules::map(&map, &rooms));
}

#[test]
fn every_dependency_has_one_row() {
    let manifest = fs::read_to_string(Path::new(REPOSITORY).join("Cargo.toml")).expect("Cargo.toml");
    report(&rules::dependencies(&manifest));
}

/// Applies a rule to every Rust file below a folder and fails with all that it finds.
fn over(folder: &str, rule: Rule) {
    let mut files = Vec::new();
    collect(&Path::new(REPOSITORY).join(folder), folder, &mut files);
    files.sort();
    assert!(!files.is_empty(), "no Rust files below {folder}");
    let findings = files.iter().flat_map(|(name, path)| {
        let text = fs::read_to_string(path).expect("a Rust file in UTF-8");
        rule(&SourceFile::new(name, &text))
    });
    report(&findings.collect::<Vec<_>>());
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        let name = format!("{prefix}/{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() {
            // What cargo and the benchmark write is not source.
            if !name.ends_with("/target") && !name.ends_with("/out") {
                collect(&path, &name, files);
            }
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push((name, path));
        }
    }
}

fn report(findings: &[String]) {
    assert!(findings.is_empty(), "{} findings\n{}\n", findings.len(), findings.join("\n"));
}
