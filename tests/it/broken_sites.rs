//! Sites with one fault each: the exit status, and the words that a message has to contain to be of use.

use std::{fs, path::Path};

use crate::{
    language::untold_in_japanese,
    support::{REPOSITORY, TestSite, Tree, differences, read_tree},
};

/// Sites whose fault is not found yet, and what they wait for. One that passes has to go.
const LATER: &[(&str, &str)] = &[];

/// Sites that are not told in Japanese what is wrong with them, and why.
const NOT_IN_JAPANESE: &[(&str, &str)] = &[(
    "search-unsupported-language",
    "the fault is the language of the site, and people who read that one are told in English",
)];

#[test]
fn every_fault_is_named() {
    let folder = Path::new(REPOSITORY).join("tests/conformance/errors");
    let mut sites: Vec<_> =
        fs::read_dir(&folder).expect("the broken sites").map(|e| e.expect("an entry").path()).collect();
    sites.sort();
    assert!(sites.len() >= 42, "broken sites are missing: {}", sites.len());
    for (name, reason) in NOT_IN_JAPANESE {
        assert!(folder.join(name).is_dir(), "{name} is gone; take it out of NOT_IN_JAPANESE ({reason})");
    }

    let mut faults = Vec::new();
    for site in &sites {
        let name = site.file_name().expect("a name").to_string_lossy();
        let found = check(site);
        match LATER.iter().find(|(later, _)| *later == name) {
            None => faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}"))),
            Some(_) if found.is_empty() => faults.push(format!("{name} passes; take it out of LATER")),
            Some((_, reason)) => eprintln!("not required yet: {name} waits for {reason}"),
        }
    }
    assert!(faults.is_empty(), "{} faults\n\n{}", faults.len(), faults.join("\n"));
}

/// Builds a copy of a broken site over an earlier output; says what is not as it should be.
fn check(site: &Path) -> Vec<String> {
    let expected = fs::read_to_string(site.join("expected.txt")).expect("the expected outcome");
    let mut lines = expected.lines();
    let status: i32 = lines.next().and_then(|line| line.trim().parse().ok()).expect("an exit status");
    let words = lines.next().expect("the words of a good message");

    let project = TestSite::copy_of(site);
    let earlier = earlier_output(&project);
    let outcome = project.run(&["build", "--force"]);

    let mut faults = Vec::new();
    if NOT_IN_JAPANESE.iter().all(|(name, _)| !site.ends_with(name)) {
        faults.extend(untold_in_japanese(&project, outcome.code));
    }
    if outcome.code != Some(status) {
        faults.push(format!("exit status {:?} instead of {status}", outcome.code));
    }
    let missing = words.split_whitespace().filter(|word| !outcome.stderr.contains(word));
    faults.extend(missing.map(|word| format!("no `{word}` in the message:\n{}", outcome.stderr)));
    if status != 0 {
        let changed = differences(&earlier, &outcome.files());
        faults.extend(changed.iter().map(|path| format!("the failed build changed {path} in the output folder")));
    }
    faults
}

/// Puts something into `public/` that a failed build must leave alone, and returns it.
fn earlier_output(project: &TestSite) -> Tree {
    project.write("public/index.html", "昨日の家");
    project.write("public/.well-known/note.txt", "そのまま");
    project.write("public/old/page/index.html", "古いページ");
    read_tree(&project.path("public"))
}
