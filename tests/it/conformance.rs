//! Tsubame and the recorded output of Zola 0.23, site by site: `tests/conformance/README.md` says what each one shows.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::support::{REPOSITORY, TestSite};

/// A deliberate difference from what was recorded.
#[derive(Debug)]
struct Difference {
    reason: &'static str,
    /// Site and file of each place where it shows.
    files: &'static [(&'static str, &'static str)],
}

/// Every deliberate difference. A file that no longer differs has to go.
const DIFFERENCES: &[Difference] = &[
    Difference {
        reason: "links between footnotes carry the page's address, as in Zola from 0.23.2 on",
        files: &[("markdown", "脚注/index.html"), ("markdown", "同じ場所/index.html")],
    },
    Difference {
        reason: "pages of a term without a date stand by path; the reference has the order of its file system",
        files: &[
            ("slugs-off", "タグ/共通/index.html"),
            ("slugs-on", "tagu/gong-tong/index.html"),
            ("slugs-safe", "タグ/共通/index.html"),
        ],
    },
    Difference {
        reason: "Tera 2.4, as in Zola 0.23.6: filters on safe text give safe text, `indent` takes any one character",
        files: &[("templates", "components/index.html"), ("templates", "filters-text/index.html")],
    },
];

/// A long list here would mean that Tsubame is something else than a generator compatible with Zola.
const MOST_DIFFERENCES: usize = 5;

/// Sites that are not as recorded yet, and what they wait for. One that passes has to go.
const LATER: &[(&str, &str)] = &[];

#[test]
fn every_site_is_as_recorded() {
    let sites = names(&folder("sites"));
    assert!(sites.len() >= 27, "sites are missing from tests/conformance: {sites:?}");
    assert_eq!(sites, names(&folder("expected")), "every site has a recorded output, and the other way round");

    let mut faults = Vec::new();
    for site in &sites {
        let found = match compare(site) {
            Err(failure) => vec![format!("{site}: {failure}")],
            Ok(report) => judge(site, &report),
        };
        match LATER.iter().find(|(later, _)| later == site) {
            None => faults.extend(found),
            Some(_) if found.is_empty() => faults.push(format!("{site} passes; take it out of LATER")),
            Some((_, reason)) => eprintln!("not required yet: {site} waits for {reason}"),
        }
    }
    assert!(faults.is_empty(), "{} faults\n\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_lists_name_sites_and_give_reasons() {
    let sites = names(&folder("sites"));
    assert!(DIFFERENCES.len() <= MOST_DIFFERENCES, "too many deliberate differences: {DIFFERENCES:?}");
    for difference in DIFFERENCES {
        let are_sites = difference.files.iter().all(|(site, _)| sites.contains(*site));
        assert!(are_sites && !difference.files.is_empty() && !difference.reason.is_empty(), "{difference:?}");
    }
    for (site, reason) in LATER {
        assert!(sites.contains(*site) && !reason.is_empty(), "{site} in LATER is no site, or has no reason");
    }
}

#[test]
fn a_difference_that_is_not_listed_is_a_fault() {
    let report = serde_json::json!({
        "files": {"a/index.html": "differs", "b/index.html": "equal", "c.xml": "missing"},
        "diffs": {"a/index.html": ["-<p>", "+<q>"]},
    });
    let faults = judge("no-such-site", &report);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].contains("a/index.html differs") && faults[0].contains("+<q>"), "{faults:?}");
    assert!(faults[1].contains("c.xml missing"), "{faults:?}");
}

/// Builds a copy of a site and compares it with what was recorded. The error says why there is nothing to compare.
fn compare(site: &str) -> Result<Value, String> {
    let project = TestSite::copy_of(&folder("sites").join(site));
    let outcome = project.run(&["build"]);
    if outcome.code != Some(0) {
        return Err(format!("the build ends with {:?}\n{}", outcome.code, outcome.stderr));
    }
    let output = Command::new("python3")
        .arg(folder("compare.py"))
        .arg(folder("expected").join(site))
        .arg(&outcome.output)
        .args(["--json", "--show", "1000"])
        .output()
        .expect("python3 (tests/run installs it)");
    serde_json::from_slice(&output.stdout).map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// What is wrong with a comparison: differences that are not listed, and listed ones that did not occur.
fn judge(site: &str, report: &Value) -> Vec<String> {
    let files = report["files"].as_object().expect("an object of files");
    let found: Vec<(&str, &str)> = files
        .iter()
        .map(|(file, kind)| (file.as_str(), kind.as_str().expect("a kind")))
        .filter(|(_, kind)| *kind != "equal")
        .collect();
    let listed = DIFFERENCES.iter().flat_map(|difference| difference.files).filter(|(of_site, _)| *of_site == site);
    let listed: Vec<&str> = listed.map(|(_, file)| *file).collect();

    let unlisted = found.iter().filter(|(file, _)| !listed.contains(file)).map(|(file, kind)| {
        let lines = report["diffs"][file].as_array().into_iter().flatten();
        let diff: Vec<&str> = lines.filter_map(Value::as_str).collect();
        format!("{site}: {file} {kind}\n{}\n", diff.join("\n"))
    });
    let gone = listed
        .iter()
        .filter(|file| !found.iter().any(|(name, _)| name == *file))
        .map(|file| format!("{site}: {file} no longer differs; take it out of DIFFERENCES"));
    unlisted.chain(gone).collect()
}

fn folder(name: &str) -> PathBuf {
    Path::new(REPOSITORY).join("tests/conformance").join(name)
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder)
        .expect("a folder of sites")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name in UTF-8"))
        .collect()
}
