//! The rules, each a function from a file to findings, and a proof for each that it finds something.

use super::{
    SourceFile,
    functions::functions,
    paths::{climbs_out, crate_imports, package_uses},
    tables::{ANYWHERE, CRATE_ROOT, FEATURES, OWNERS, find_room},
    text::find_words,
};

const LONGEST_FILE_LINES: usize = 400;
const LONGEST_FUNCTION_LINES: usize = 70;
const MOST_PARAMETERS: usize = 5;

/// Names that say nothing about what a module holds.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "manager", "misc"];

/// Whether a room imports only rooms that it may import, and whether features stay apart.
pub fn imports(file: &SourceFile) -> Vec<String> {
    let Some(name) = file.room() else { return Vec::new() };
    let Some(room) = find_room(name) else {
        return vec![file.finding(1, &format!("the room `{name}` is not in the table of rooms"))];
    };
    let features = FEATURES.iter().find(|(room, _)| *room == name).map_or(&[][..], |(_, features)| *features);
    let own_feature = file.path.split('/').nth(2).filter(|part| features.contains(part));
    let mut findings = Vec::new();
    for import in crate_imports(&file.masked) {
        let target = import.segments[0].as_str();
        if target == name {
            let part = import.segments.get(1).map_or("", String::as_str);
            if features.contains(&part) && own_feature.is_some_and(|own| own != part) {
                let message = format!("the feature `{part}` of `{name}` may not be imported by another feature");
                findings.push(file.finding(import.line, &message));
            }
        } else if !room.may_import.contains(&target) {
            findings.push(file.finding(import.line, &format!("`{name}` may not import `{target}`")));
        }
    }
    let climbs = climbs_out(&file.masked, depth(&file.path));
    findings
        .extend(climbs.into_iter().map(|line| file.finding(line, "write `crate::` to leave a room, not `super::`")));
    if room.is_pure && file.path == format!("src/{name}/mod.rs") && !file.masked.contains(PURE) {
        findings.push(file.finding(1, &format!("the pure room `{name}` must begin with `{PURE}`")));
    }
    findings
}

const PURE: &str = "#![deny(clippy::disallowed_methods)]";

/// How many modules deep a file of `src/` is: 1 for `src/room/mod.rs`, 2 for `src/room/part.rs`.
fn depth(path: &str) -> usize {
    let parts = path.split('/').count() - 1;
    if path.ends_with("/mod.rs") { parts - 1 } else { parts }
}

/// Whether a file uses only packages that its room owns.
pub fn packages(file: &SourceFile) -> Vec<String> {
    let room = file.room().unwrap_or(CRATE_ROOT);
    let foreign = OWNERS.iter().filter(|(_, rooms)| !rooms.contains(&ANYWHERE) && !rooms.contains(&room));
    let finding = |(package, rooms): &(&str, &[&str])| {
        let message = format!("the package `{package}` belongs to {}", rooms.join(", "));
        package_uses(&file.masked, package).into_iter().map(|line| file.finding(line, &message)).collect::<Vec<_>>()
    };
    foreign.flat_map(finding).collect()
}

/// Whether the table of owners and the manifest name the same packages.
pub fn dependencies(manifest: &str) -> Vec<String> {
    let manifest: toml::Table = manifest.parse().expect("a manifest in TOML");
    let listed = manifest["dependencies"].as_table().expect("a table of dependencies");
    let listed: Vec<String> = listed.keys().map(|name| name.replace('-', "_")).collect();
    let without_row = listed.iter().filter(|name| !OWNERS.iter().any(|(package, _)| package == name));
    let gone = OWNERS.iter().filter(|(package, _)| !listed.iter().any(|name| name == package));
    without_row
        .map(|name| format!("Cargo.toml: `{name}` has no owner; add a row to tests/it/tidy/tables.rs"))
        .chain(gone.map(|(package, _)| format!("tests/it/tidy/tables.rs: `{package}` is no dependency any more")))
        .collect()
}

/// Whether the file, its functions and their parameter lists are short enough to read.
pub fn sizes(file: &SourceFile) -> Vec<String> {
    let mut findings = Vec::new();
    let lines = file.text.lines().count();
    if lines > LONGEST_FILE_LINES {
        findings.push(file.finding(lines, &format!("{lines} lines; {LONGEST_FILE_LINES} are the most")));
    }
    for function in functions(&file.masked) {
        let name = &function.name;
        if function.lines > LONGEST_FUNCTION_LINES {
            let message = format!("`{name}` takes {} lines; {LONGEST_FUNCTION_LINES} are the most", function.lines);
            findings.push(file.finding(function.line, &message));
        }
        if function.parameters > MOST_PARAMETERS {
            let message = format!("`{name}` takes {} parameters; {MOST_PARAMETERS} are the most", function.parameters);
            findings.push(file.finding(function.line, &message));
        }
    }
    findings
}

/// Whether the file opens with what it is for.
pub fn opening(file: &SourceFile) -> Vec<String> {
    let opens = file.text.lines().next().is_some_and(|line| line.starts_with("//! ") && line.len() > 8);
    if opens { Vec::new() } else { vec![file.finding(1, "the first line must be `//!` and the file's purpose")] }
}

/// Whether module names say something, and no lint is silenced without a reason.
pub fn names(file: &SourceFile) -> Vec<String> {
    let mut findings = Vec::new();
    for part in file.path.split('/').map(|part| part.trim_end_matches(".rs")) {
        if EMPTY_NAMES.contains(&part) {
            findings.push(file.finding(1, &format!("the name `{part}` says nothing")));
        }
    }
    for (number, line) in file.masked.lines().enumerate() {
        let line = line.trim_start();
        if ["#[allow(", "#![allow(", "#[cfg_attr("].iter().any(|start| line.starts_with(start))
            && line.contains("allow(")
        {
            findings.push(file.finding(number + 1, "write `#[expect(…, reason = \"…\")]` instead of `allow`"));
        }
        let module = line.trim_start_matches("pub ").trim_start_matches("pub(crate) ").strip_prefix("mod ");
        if let Some(name) =
            module.and_then(|rest| EMPTY_NAMES.iter().find(|name| find_words(rest, name).next() == Some(0)))
        {
            findings.push(file.finding(number + 1, &format!("the name `{name}` says nothing")));
        }
    }
    let bare =
        ["#[expect(", "#![expect("].iter().flat_map(|start| file.masked.match_indices(start)).filter(|(at, _)| {
            let end = file.masked[*at..].find(']').map_or(file.masked.len(), |end| at + end);
            !file.masked[*at..end].contains("reason =")
        });
    let line = |at: usize| super::text::line_of(&file.masked, at);
    findings.extend(bare.map(|(at, _)| file.finding(line(at), "this `expect` gives no reason")));
    findings
}

/// Whether the documentation of the crate names every room.
pub fn map(library: &str, rooms: &[String]) -> Vec<String> {
    let documentation: Vec<&str> = library.lines().filter(|line| line.starts_with("//!")).collect();
    let is_named = |room: &str| documentation.iter().any(|line| line.contains(&format!("`{room}`")));
    let missing = rooms.iter().filter(|room| !is_named(room));
    missing.map(|room| format!("src/lib.rs:1: the map does not name the room `{room}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_finds_what_it_is_for() {
        let long = format!("//! Purpose.\nfn long() {{\n{}}}\n", "    x();\n".repeat(70));
        let wide = "//! Purpose.\nfn wide(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8) {}\n";
        let web = "//! Purpose.\nuse crate::web::forms::Form;\n";
        for (rule, path, text, line, words) in [
            (
                imports as super::super::Rule,
                "src/config/a.rs",
                "//! A.\nuse crate::content::Page;\n",
                2,
                "may not import `content`",
            ),
            (
                imports,
                "src/markdown/a.rs",
                "use crate::{\n    source::X,\n    site::Y,\n};\n",
                3,
                "may not import `site`",
            ),
            (imports, "src/store/a.rs", "fn f() { crate::report::x() }\n", 1, "may not import `report`"),
            (imports, "src/attic/mod.rs", "//! A.\n", 1, "not in the table"),
            (imports, "src/config/a.rs", "use super::super::source::X;\n", 1, "write `crate::`"),
            (imports, "src/source/mod.rs", "//! A.\n", 1, "must begin with"),
            (imports, "src/web/editor/a.rs", web, 2, "the feature `forms`"),
            (packages, "src/site/a.rs", "use tera::Tera;\n", 1, "`tera` belongs to templates"),
            (packages, "src/main.rs", "fn f() { clap::x() }\n", 1, "`clap` belongs to cli"),
            (sizes, "src/a.rs", &long, 2, "takes 72 lines"),
            (sizes, "src/a.rs", &"x\n".repeat(401), 401, "401 lines"),
            (sizes, "src/a.rs", wide, 2, "takes 6 parameters"),
            (opening, "src/a.rs", "use x;\n", 1, "`//!`"),
            (names, "src/site/helpers.rs", "", 1, "`helpers` says nothing"),
            (names, "src/site/mod.rs", "//! A.\npub mod utils;\n", 2, "`utils` says nothing"),
            (names, "src/a.rs", "\n#[allow(dead_code)]\n", 2, "instead of `allow`"),
            (names, "src/a.rs", "#[expect(dead_code)]\n", 1, "gives no reason"),
        ] {
            let findings = rule(&SourceFile::new(path, text));
            assert_eq!(findings.len(), 1, "{path}: {findings:?}");
            assert!(
                findings[0].starts_with(&format!("{path}:{line}: ")) && findings[0].contains(words),
                "{findings:?}"
            );
        }
    }

    #[test]
    fn good_files_pass() {
        let text = "//! Purpose.\n#![deny(clippy::disallowed_methods)]\n\
            use crate::{config::Config, markdown, site::Site};\nuse super::x;\n\
            #[expect(dead_code, reason = \"[soon]\")]\nfn f() {}\n// crate::web, tera::Tera\n";
        let file = SourceFile::new("src/site/part.rs", text);
        for rule in [imports, packages, sizes, opening, names] {
            assert_eq!(rule(&file), Vec::<String>::new());
        }
        let within = SourceFile::new("src/web/editor/a.rs", "use crate::web::{Error, editor::x};\n");
        assert_eq!(imports(&within), Vec::<String>::new());
    }

    #[test]
    fn the_map_and_the_manifest_are_checked() {
        let rooms = ["source".to_owned(), "site".to_owned()];
        assert_eq!(map("//! | `source` | texts |\nmod site; // `site`\n", &rooms).len(), 1);
        let findings = dependencies("[dependencies]\nserde = \"1\"\nleft-pad = \"1\"\n");
        assert!(findings.iter().any(|finding| finding.contains("`left_pad` has no owner")), "{findings:?}");
        assert!(findings.iter().any(|finding| finding.contains("`tera` is no dependency")), "{findings:?}");
    }
}
