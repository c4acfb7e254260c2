//! The design's rules on its own source: who imports whom, which room owns a package, how long things get.
//!
//! The tables are in `tables`; the other files read Rust well enough for code that rustfmt has seen. A finding names
//! file and line.

mod functions;
mod manifests;
mod modules;
mod paths;
mod rules;
mod tables;
mod text;
mod types;
mod use_lines;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use tables::{PACKAGE_ROOT, PACKAGES, Package};
use toml::Table;

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

    /// Where the file belongs; `None` outside of `src/`.
    fn home(&self) -> Option<Home<'_>> {
        let package = Package::of(&self.path)?;
        let inside = self.path.strip_prefix(package.folder)?.strip_prefix('/')?;
        let parts: Vec<&str> = inside.split('/').collect();
        let room = if parts.len() > 1 { parts[0] } else { PACKAGE_ROOT };
        let depth = if inside.ends_with("mod.rs") { parts.len() - 1 } else { parts.len() };
        Some(Home { package, room, part: parts.get(1).copied().unwrap_or_default(), depth })
    }

    /// A finding on a line of this file.
    fn finding(&self, line: usize, message: &str) -> String {
        format!("{}:{line}: {message}", self.path)
    }
}

/// Where a file of a package belongs.
struct Home<'a> {
    package: &'static Package,
    /// The folder of the package that holds it, or [`PACKAGE_ROOT`].
    room: &'a str,
    /// The folder or file of the room that holds it.
    part: &'a str,
    /// How many modules deep it is: 1 for `room/mod.rs`, 2 for `room/part.rs`.
    depth: usize,
}

/// A rule: what it finds in one file.
type FileRule = fn(&SourceFile) -> Vec<String>;

#[test]
fn rooms_import_only_what_the_design_allows() {
    over("src", rules::imports);
}

#[test]
fn what_is_pure_is_checked_by_the_compiler() {
    over("src", rules::purity);
}

#[test]
fn dependencies_stay_in_their_rooms() {
    over("src", rules::dependencies);
}

#[test]
fn files_and_functions_are_short() {
    over("src", rules::sizes);
    over("tests/it", rules::sizes);
    over("tests/fuzz", rules::sizes);
}

#[test]
fn bad_patterns_are_noticed() {
    over("src", rules::patterns);
}

#[test]
fn no_variant_is_left_out_of_a_list() {
    over("src/backend", rules::variant_lists);
}

#[test]
fn one_type_name_means_one_thing() {
    report(&types::doubles(&[files("src"), files("tests/it"), files("tests/fuzz")]));
}

#[test]
fn files_do_not_import_each_other_in_a_circle() {
    let mut findings = Vec::new();
    for package in PACKAGES {
        let is_own = |file: &&SourceFile| Package::of(&file.path).is_some_and(|of| of.name == package.name);
        let own: Vec<&SourceFile> = files("src").iter().filter(is_own).collect();
        let edges = modules::Modules::of(package.folder, &own).edges();
        for circle in modules::circles(&edges) {
            let steps = edges.iter().filter(|edge| circle.contains(&edge.from) && circle.contains(&edge.to));
            let steps: Vec<String> =
                steps.map(|edge| format!("    {}:{} takes from {}", edge.from, edge.line, edge.to)).collect();
            findings.push(format!("a circle of {} files\n{}", circle.len(), steps.join("\n")));
        }
    }
    report(&findings);
}

#[test]
fn every_file_says_what_it_is_for() {
    over("src", rules::opening);
    over("tests/it", rules::opening);
    over("tests/fuzz", rules::opening);
    over("benches", rules::opening);
}

#[test]
fn no_example_waits_for_a_test() {
    over("src", rules::examples);
}

#[test]
fn names_and_attributes_say_something() {
    over("src", rules::names);
    over("tests/it", rules::names);
    over("tests/fuzz", rules::names);
}

#[test]
fn the_maps_name_every_package_and_room() {
    let mut findings = Vec::new();
    let packages: Vec<String> = PACKAGES.iter().map(|package| package.name.to_owned()).collect();
    for package in PACKAGES {
        let path = format!("{}/lib.rs", package.folder);
        let map = fs::read_to_string(Path::new(REPOSITORY).join(&path)).expect("a library");
        let mut parts: Vec<String> = if package.folder == "src" { packages.clone() } else { Vec::new() };
        let rooms = package.rooms.iter().map(|room| room.name.to_owned());
        parts.extend(rooms.filter(|room| Path::new(REPOSITORY).join(package.folder).join(room).exists()));
        findings.extend(rules::map(&path, &map, &parts));
        let gone = rules::named_paths(&map).into_iter().filter(|name| !Path::new(REPOSITORY).join(name).exists());
        findings.extend(gone.map(|name| format!("{path}:1: the map names {name}, which is not there")));
    }
    report(&findings);
}

#[test]
fn manifests_draw_the_arrows_of_the_design() {
    over_manifests(manifests::arrows);
}

#[test]
fn every_dependency_has_one_row() {
    over_manifests(manifests::owners);
}

#[test]
fn members_share_lints_and_lie_in_their_folders() {
    over_manifests(manifests::members);
    let manifest = fs::read_to_string(Path::new(REPOSITORY).join("Cargo.toml")).expect("Cargo.toml");
    let manifest: Table = manifest.parse().expect("a manifest in TOML");
    let members: Vec<&str> = manifest["workspace"]["members"]
        .as_array()
        .expect("members")
        .iter()
        .filter_map(|member| member.as_str())
        .collect();
    let expected: Vec<&str> = PACKAGES.iter().map(|package| package.folder).filter(|folder| *folder != "src").collect();
    assert_eq!(members, expected, "the workspace and the table name other packages");
}

/// Applies a rule to the manifest of every package and fails with all that it finds.
fn over_manifests(rule: fn(&Package, &Table) -> Vec<String>) {
    let findings = PACKAGES.iter().flat_map(|package| {
        let text = fs::read_to_string(Path::new(REPOSITORY).join(manifests::file(package))).expect("a manifest");
        rule(package, &text.parse().expect("a manifest in TOML"))
    });
    report(&findings.collect::<Vec<_>>());
}

/// Applies a rule to every Rust file below a folder and fails with all that it finds.
fn over(folder: &'static str, rule: FileRule) {
    report(&files(folder).iter().flat_map(rule).collect::<Vec<_>>());
}

/// The Rust files below a folder, sorted; each folder is read once for all rules.
fn files(folder: &'static str) -> &'static [SourceFile] {
    static READ: Mutex<BTreeMap<&str, &[SourceFile]>> = Mutex::new(BTreeMap::new());
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    read.entry(folder).or_insert_with(|| Vec::leak(read_files(folder)))
}

fn read_files(folder: &str) -> Vec<SourceFile> {
    let mut found = Vec::new();
    collect(&Path::new(REPOSITORY).join(folder), folder, &mut found);
    found.sort();
    assert!(!found.is_empty(), "no Rust files below {folder}");
    let read =
        |(name, path): (String, PathBuf)| SourceFile::new(&name, &fs::read_to_string(path).expect("a Rust file"));
    found.into_iter().map(read).collect()
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
