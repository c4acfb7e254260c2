//! The rules on the manifests: which package uses which, what all members share, and that every dependency has an owner.

use toml::{Table, Value};

use super::tables::Package;

/// Whether a manifest names the packages of the workspace that the design lets it use, no more and no less.
pub fn arrows(package: &Package, manifest: &Table) -> Vec<String> {
    let mut expected: Vec<&str> = package.uses.to_vec();
    expected.sort_unstable();
    let mut found: Vec<&str> =
        dependencies_of(manifest).filter(|name| name.starts_with("tsubame")).map(String::as_str).collect();
    found.sort_unstable();
    let message = format!("{}: uses {found:?} of the workspace; the design says {expected:?}", file(package));
    if found == expected { Vec::new() } else { vec![message] }
}

/// Whether the table of owners and a manifest name the same dependencies.
pub fn owners(package: &Package, manifest: &Table) -> Vec<String> {
    let foreign = dependencies_of(manifest).filter(|name| !name.starts_with("tsubame"));
    let listed: Vec<String> = foreign.map(|name| name.replace('-', "_")).collect();
    let without_row = listed.iter().filter(|name| !package.owners.iter().any(|(owned, _)| owned == name));
    let gone = package.owners.iter().filter(|(owned, _)| !listed.iter().any(|name| name == owned));
    without_row
        .map(|name| format!("{}: `{name}` has no owner; add a row to tests/it/tidy/tables.rs", file(package)))
        .chain(gone.map(|(owned, _)| {
            format!("tests/it/tidy/tables.rs: `{owned}` is no dependency of {} any more", package.name)
        }))
        .collect()
}

/// Whether a package takes its lints from the workspace, and keeps its library in its folder.
pub fn members(package: &Package, manifest: &Table) -> Vec<String> {
    let at = |path: &[&str]| path.iter().try_fold(manifest, |table, key| table.get(*key)?.as_table());
    let mut findings = Vec::new();
    if at(&["lints"]).and_then(|lints| lints.get("workspace")) != Some(&Value::Boolean(true)) {
        findings.push(format!("{}: `lints.workspace = true` is missing", file(package)));
    }
    let has_path = || at(&["lib"]).and_then(|library| library.get("path")?.as_str()) == Some("lib.rs");
    if package.folder != "src" && !has_path() {
        findings.push(format!("{}: `[lib] path = \"lib.rs\"` is missing", file(package)));
    }
    if at(&["lib"]).and_then(|library| library.get("doctest")) != Some(&Value::Boolean(false)) {
        findings.push(format!("{}: `[lib] doctest = false` is missing", file(package)));
    }
    findings
}

/// Where a package's manifest lies: the root's beside `src/`.
pub fn file(package: &Package) -> String {
    if package.folder == "src" { "Cargo.toml".to_owned() } else { format!("{}/Cargo.toml", package.folder) }
}

fn dependencies_of(manifest: &Table) -> impl Iterator<Item = &String> {
    manifest.get("dependencies").and_then(Value::as_table).into_iter().flat_map(Table::keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tables::PACKAGES;

    #[test]
    fn every_rule_finds_what_it_is_for() {
        let engine = PACKAGES.iter().find(|package| package.name == "tsubame-engine").expect("the engine");
        let manifest: Table =
            "[dependencies]\ntsubame-http.workspace = true\nleft-pad = \"1\"\n[lib]\npath = \"x.rs\"\n"
                .parse()
                .expect("a manifest");
        assert_eq!(
            arrows(engine, &manifest),
            [
                "src/engine/Cargo.toml: uses [\"tsubame-http\"] of the workspace; the design says [\"tsubame-images\", \"tsubame-model\"]"
            ]
        );
        let unowned = owners(engine, &manifest);
        assert!(unowned.iter().any(|finding| finding.contains("`left_pad` has no owner")), "{unowned:?}");
        assert!(unowned.iter().any(|finding| finding.contains("`tera` is no dependency")), "{unowned:?}");
        assert_eq!(members(engine, &manifest).len(), 3);
    }
}
