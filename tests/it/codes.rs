//! Codes of faults: each that the program can give has an explanation, and the other way round.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::support::{REPOSITORY, TestSite};

#[test]
fn every_code_has_an_explanation_and_every_explanation_a_code() {
    let listed = TestSite::empty().run(&["check", "--explain"]).succeeds().stdout;
    let explained: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let unique: BTreeSet<&str> = explained.iter().copied().collect();
    assert_eq!(unique.len(), explained.len(), "a code is explained twice");
    let mut codes = BTreeSet::new();
    let mut files = Vec::new();
    rust_files(&Path::new(REPOSITORY).join("src"), &mut files);
    let is_explanation = |file: &Path| file.components().any(|part| part.as_os_str() == "explanations");
    files.retain(|file| !file.ends_with("src/model/source/diagnostic.rs") && !is_explanation(file));
    let sources: Vec<String> = files.iter().map(|file| fs::read_to_string(file).expect("a source file")).collect();
    for source in &sources {
        codes_in(source, &mut codes);
    }
    assert!(codes.len() > 50, "the search for codes finds too little: {codes:?}");
    let explained: BTreeSet<String> = unique.into_iter().map(str::to_owned).collect();
    let without: Vec<_> = codes.difference(&explained).collect();
    assert!(without.is_empty(), "codes without a row in src/check/explanations: {without:?}");
    // Some codes are handed to the function that makes the diagnostic.
    let is_named = |code: &String| sources.iter().any(|source| source.contains(&format!("\"{code}\"")));
    let dead: Vec<_> = explained.difference(&codes).filter(|code| !is_named(code)).collect();
    assert!(dead.is_empty(), "explanations of codes that nothing reports: {dead:?}");
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("tests") {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

/// The first text behind each of these, up to the tests of the file.
fn codes_in(source: &str, codes: &mut BTreeSet<String>) {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    for start in [
        "Diagnostic::error(",
        "Diagnostic::of_tree(",
        "Diagnostic::warning(",
        "Problem::new(",
        "diagnose(&error, ",
        "const CODE: &str = ",
    ] {
        for (at, _) in source.match_indices(start) {
            let rest = source[at + start.len()..].trim_start();
            let code = rest.strip_prefix('"').and_then(|rest| rest.split('"').next());
            codes.extend(code.map(str::to_owned));
        }
    }
}
