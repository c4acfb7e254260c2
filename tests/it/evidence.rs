//! `tsubame evidence`: what it says of tests and tables is so.

use std::{collections::BTreeSet, fs};

use walkdir::WalkDir;

use crate::support::{REPOSITORY, TestSite};

/// Tables in which nothing of a person lies, nor of whoever works for the programme.
const IMPERSONAL: [&str; 13] = [
    "backup_runs",
    "booking_locks",
    "event_changes",
    "event_places",
    "events",
    "facet_losses",
    "facets",
    "incidents",
    "index_positions",
    "newsletters",
    "outbox_stops",
    "seaql_migrations",
    "webhook_positions",
];

/// The cells of a sheet in Markdown, without its heading.
fn cells(sheet: &str) -> Vec<Vec<String>> {
    let lines = sheet.lines().filter(|line| line.starts_with("| ")).skip(1);
    let row = |line: &str| line.trim_matches(['|', ' ']).split(" | ").map(|cell| cell.trim().to_owned()).collect();
    lines.map(row).collect()
}

/// All Rust sources of a folder of the repository, with or without those of tests.
fn all_sources(folder: &str, with_tests: bool) -> Vec<String> {
    let files = WalkDir::new(format!("{REPOSITORY}/{folder}")).into_iter();
    let files = files.filter_entry(|entry| with_tests || entry.file_name() != "tests").filter_map(Result::ok);
    let files = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "rs"));
    files.map(|file| fs::read_to_string(file.path()).expect("a source")).collect()
}

fn sources(folder: &str) -> Vec<String> {
    all_sources(folder, true)
}

fn sheets() -> (String, String) {
    let project = TestSite::of_repository();
    let folder = project.root().join("evidence");
    let folder = folder.to_str().expect("a folder's name");
    project.run(&["evidence", "--to", folder]).succeeds().assert_mentions("ipa-checklist.md");
    let read = |name: &str| fs::read_to_string(project.root().join("evidence").join(name)).expect("a sheet");
    assert!(read("ipa-checklist.csv").lines().count() == 48 && read("personal-data.csv").lines().count() > 100);
    (read("ipa-checklist.md"), read("personal-data.md"))
}

#[test]
fn every_item_of_the_checklist_names_tests_that_are_there() {
    let (checklist, _) = sheets();
    let rows = cells(&checklist);
    assert_eq!(rows.len(), 47);
    let sources = [sources("src"), sources("tests/it")].concat();
    for row in &rows {
        let names: Vec<&str> = row[5].split('、').collect();
        assert!(!names[0].is_empty(), "{row:?}");
        for name in names {
            let is_there = sources.iter().any(|source| source.contains(&format!("fn {name}(")));
            assert!(is_there, "{}: no test is called {name}", row[0]);
        }
    }
}

#[test]
fn every_table_is_in_the_register_or_holds_nothing_of_a_person() {
    let (_, register) = sheets();
    let told: BTreeSet<String> =
        cells(&register).iter().flat_map(|row| row[4].split('、').map(str::to_owned).collect::<Vec<_>>()).collect();
    let mut tables = BTreeSet::new();
    for source in sources("src/backend/store/entities") {
        let name = source.split("table_name = \"").nth(1).and_then(|rest| rest.split('"').next());
        tables.extend(name.map(str::to_owned));
    }
    assert!(tables.len() > 60, "{tables:?}");
    for table in &tables {
        let is_told = told.contains(table);
        let is_impersonal = IMPERSONAL.contains(&table.as_str());
        assert!(
            is_told != is_impersonal,
            "{table}: add it to src/backend/evidence/stored_tables.rs, or to the list of this test"
        );
    }
    for name in told {
        assert!(tables.contains(&name), "{name} is no table");
    }
}

#[test]
fn a_gap_of_the_register_is_told_and_the_exit_code_says_so() {
    let project = TestSite::of_repository();
    let form = fs::read_to_string(project.root().join("data/forms/contact.yaml")).unwrap();
    let without: Vec<&str> = form.lines().filter(|line| !line.starts_with("purpose:")).collect();
    project.write("data/forms/contact.yaml", without.join("\n"));
    let told = project.run(&["evidence"]).exits_with(1);
    told.assert_mentions("data/forms/contact.yaml に purpose を書いてください").assert_mentions("個人情報管理台帳");
}

#[test]
fn the_server_starts_no_other_program() {
    for folder in ["src/backend", "src/http", "src/model"] {
        for source in all_sources(folder, false) {
            for start in ["process::Command", "tokio::process"] {
                assert!(!source.contains(start), "{folder}: {start}");
            }
        }
    }
}
