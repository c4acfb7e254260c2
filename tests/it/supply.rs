//! What the program is made of, against the policy of `.ci/deny.toml`: licences, sources, bans. Where `cargo deny` is
//! installed, `.ci/run` asks it as well, for advisories too, which need its database.

use std::{collections::BTreeSet, path::Path, process::Command};

use serde_json::Value;
use spdx::{Expression, ParseMode};
use toml::Table;

use crate::support::REPOSITORY;

/// The crates that a build for this machine takes, with what their manifests say of them.
fn packages() -> Vec<Value> {
    let host = Command::new("rustc").args(["--print", "host-tuple"]).output().expect("rustc");
    let host = String::from_utf8_lossy(&host.stdout).trim().to_owned();
    let arguments = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", &host];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(REPOSITORY).output().expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata");
    let resolved: BTreeSet<&str> =
        metadata["resolve"]["nodes"].as_array().expect("nodes").iter().filter_map(|node| node["id"].as_str()).collect();
    let all = metadata["packages"].as_array().expect("packages").iter();
    all.filter(|package| package["id"].as_str().is_some_and(|id| resolved.contains(id))).cloned().collect()
}

fn policy() -> Table {
    table(".ci/deny.toml")
}

fn table(path: &str) -> Table {
    let text = std::fs::read_to_string(Path::new(REPOSITORY).join(path)).expect("a file of settings");
    text.parse().expect("TOML")
}

fn texts(list: &toml::Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// Whether a licence of the form `A OR (B AND C)` can be had with these; a slash is an old form of `OR`.
fn is_allowed(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let parsed = Expression::parse_mode(expression, ParseMode::LAX);
    parsed.is_ok_and(|expression| expression.evaluate(|licence| allowed(&licence.to_string())))
}

#[test]
fn what_the_program_is_made_of_is_allowed() {
    let policy = policy();
    let licences = texts(&policy["licenses"]["allow"]);
    let exceptions = policy["licenses"]["exceptions"].as_array().expect("exceptions");
    let banned: Vec<&str> =
        policy["bans"]["deny"].as_array().expect("bans").iter().filter_map(|ban| ban["crate"].as_str()).collect();
    let registries = texts(&policy["sources"]["allow-registry"]);
    let all = packages();
    assert!(all.len() > 300, "{}", all.len());
    let mut findings = Vec::new();
    for package in &all {
        let name = package["name"].as_str().expect("a name");
        let licence = package["license"].as_str().unwrap_or_default();
        let own = exceptions.iter().filter(|exception| exception["crate"].as_str() == Some(name));
        let own: Vec<String> = own.flat_map(|exception| texts(&exception["allow"])).collect();
        if !is_allowed(licence, &|licence| licences.iter().chain(&own).any(|known| known == licence)) {
            findings.push(format!("{name}: the licence `{licence}` is not in .ci/deny.toml"));
        }
        if banned.contains(&name) {
            findings.push(format!("{name}: .ci/deny.toml bans it; `cargo tree -i {name}` shows who brings it"));
        }
        let source = package["source"].as_str();
        if source.is_some_and(|source| !registries.iter().any(|known| source == format!("registry+{known}"))) {
            findings.push(format!("{name}: comes from {source:?}, which .ci/deny.toml does not allow"));
        }
    }
    for exception in exceptions {
        let name = exception["crate"].as_str().expect("a name");
        if !all.iter().any(|package| package["name"] == name) {
            findings.push(format!("{name}: .ci/deny.toml makes an exception for a crate that is not used"));
        }
    }
    assert_eq!(findings, Vec::<String>::new());
}

#[test]
fn notices_of_a_release_name_what_the_policy_allows() {
    let (policy, notices) = (policy(), table(".ci/about.toml"));
    let sorted = |list: &toml::Value| texts(list).into_iter().collect::<BTreeSet<String>>();
    assert_eq!(sorted(&policy["licenses"]["allow"]), sorted(&notices["accepted"]));
    let exceptions = policy["licenses"]["exceptions"].as_array().expect("exceptions").iter();
    let exceptions: Vec<_> = exceptions
        .map(|exception| (exception["crate"].as_str().expect("a name"), sorted(&exception["allow"])))
        .collect();
    for (name, allowed) in &exceptions {
        let accepted = notices.get(*name).map(|own| sorted(&own["accepted"]));
        assert_eq!(accepted.as_ref(), Some(allowed), "{name}");
    }
    let named = notices.iter().filter(|(_, value)| value.is_table()).map(|(name, _)| name.as_str());
    assert!(named.into_iter().all(|name| exceptions.iter().any(|(known, _)| *known == name)));
}

#[test]
fn expressions_of_licences() {
    let mit = |licence: &str| licence == "MIT" || licence == "Apache-2.0 WITH LLVM-exception";
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("MIT AND GPL-3.0", false),
        ("MIT AND (GPL-3.0 OR Apache-2.0 WITH LLVM-exception)", true),
        ("(MIT OR GPL-3.0) AND GPL-3.0", false),
        ("(MIT", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression, &mit), expected, "{expression}");
    }
}

#[test]
fn actions_are_pinned_and_caches_end() {
    let folder = std::fs::read_dir(Path::new(REPOSITORY).join(".github/workflows")).expect("workflows");
    let texts = folder.flatten().map(|file| std::fs::read_to_string(file.path()).expect("a workflow"));
    let text = texts.collect::<Vec<String>>().join("\n");
    for line in text.lines().filter(|line| line.trim_start().trim_start_matches("- ").starts_with("uses:")) {
        let digest =
            line.split_once('@').map(|(_, rest)| rest.split(' ').next().unwrap_or_default()).unwrap_or_default();
        let is_digest = digest.len() == 40 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(is_digest && line.contains(" # v"), "no digest with its version behind it: {line}");
    }
}
