//! The rules, each a function from a file to findings, and a proof for each that it finds something.

use super::{
    SourceFile,
    functions::{functions, matching},
    paths::{climbs_out, crate_imports, package_uses},
    tables::{ANYWHERE, FEATURES, PACKAGE_ROOT},
    text::find_words,
};

const LONGEST_FILE_LINES: usize = 400;
const LONGEST_FUNCTION_LINES: usize = 70;
const MOST_PARAMETERS: usize = 5;

/// Names that say nothing about what a module holds.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "manager", "misc"];

/// Whether a room imports only rooms that it may import, and whether features stay apart.
pub fn imports(file: &SourceFile) -> Vec<String> {
    let Some(home) = file.home() else { return Vec::new() };
    if home.package.rooms.is_empty() || home.room == PACKAGE_ROOT {
        return Vec::new();
    }
    let Some(room) = home.package.find_room(home.room) else {
        let message = format!("the room `{}` is not in the table of {}", home.room, home.package.name);
        return vec![file.finding(1, &message)];
    };
    let climbs = climbs_out(&file.masked, home.depth).into_iter();
    let mut findings: Vec<String> =
        climbs.map(|line| file.finding(line, "write `crate::` to leave a room, not `super::`")).collect();
    let features = FEATURES.iter().find(|(name, _)| *name == room.name).map_or(&[][..], |(_, features)| *features);
    let is_other = |part: &str| features.contains(&part) && features.contains(&home.part) && part != home.part;
    for import in crate_imports(&file.masked) {
        let target = import.segments[0].as_str();
        if target == room.name {
            let part = import.segments.get(1).map_or("", String::as_str);
            if is_other(part) {
                let message = format!("the feature `{part}` of `{target}` may not be imported by another feature");
                findings.push(file.finding(import.line, &message));
            }
        } else if !room.may_import.contains(&target) {
            findings.push(file.finding(import.line, &format!("`{}` may not import `{target}`", room.name)));
        }
    }
    findings
}

/// Whether a package or room that touches nothing outside has the compiler see to it, at its head.
pub fn purity(file: &SourceFile) -> Vec<String> {
    let Some(home) = file.home() else { return Vec::new() };
    let is_head = |head: &str| file.path == format!("{}/{head}", home.package.folder);
    let is_pure_room = home.package.find_room(home.room).is_some_and(|room| room.is_pure);
    let must =
        (home.package.is_pure && is_head("lib.rs")) || (is_pure_room && is_head(&format!("{}/mod.rs", home.room)));
    if must && !file.masked.contains(PURE) {
        return vec![file.finding(1, &format!("what is pure must begin with `{PURE}`"))];
    }
    Vec::new()
}

const PURE: &str = "#![deny(clippy::disallowed_methods)]";

/// Whether a file uses only dependencies that its room owns.
pub fn dependencies(file: &SourceFile) -> Vec<String> {
    let Some(home) = file.home() else { return Vec::new() };
    let is_own = |rooms: &[&str]| rooms.iter().any(|room| [ANYWHERE, home.room].contains(room));
    let foreign = home.package.owners.iter().filter(|(_, rooms)| !is_own(rooms));
    let finding = |(dependency, rooms): &(&str, &[&str])| {
        let message = format!("the dependency `{dependency}` belongs to {}", rooms.join(", "));
        package_uses(&file.masked, dependency).into_iter().map(|line| file.finding(line, &message)).collect::<Vec<_>>()
    };
    foreign.flat_map(finding).collect()
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

/// Whether examples in documentation are marked as what no test runs, since none is run.
pub fn examples(file: &SourceFile) -> Vec<String> {
    const RUN: &[&str] = &["", "rust", "ignore", "no_run", "should_panic", "compile_fail"];
    let mut findings = Vec::new();
    let mut is_inside = false;
    for (number, line) in file.text.lines().enumerate() {
        let line = line.trim_start();
        let comment = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).unwrap_or_default();
        let Some(language) = comment.trim().strip_prefix("```") else { continue };
        if !is_inside && language.split(',').any(|word| RUN.contains(&word.trim())) {
            findings.push(file.finding(number + 1, "no test runs examples of the documentation; mark it as `text`"));
        }
        is_inside = !is_inside;
    }
    findings
}

/// Whether a pattern that is no pattern would be noticed: one that is dropped switches off what it is for, in silence.
pub fn patterns(file: &SourceFile) -> Vec<String> {
    let mut findings = Vec::new();
    for at in find_words(&file.masked, "Regex") {
        let line = super::text::line_of(&file.masked, at);
        let before = file.masked[..at].trim_end_matches([' ', '\n']);
        if before.ends_with("LazyLock<Option<") {
            findings.push(file.finding(line, "a pattern must not be an `Option`: it is there or the program is wrong"));
        }
        let call = file.masked[at..].strip_prefix("Regex::new").and_then(|rest| rest.starts_with('(').then_some(rest));
        let after = call.and_then(|rest| matching(rest, 0).map(|end| rest[end + 1..].trim_start()));
        if after.is_some_and(|after| after.starts_with(".ok()")) {
            findings.push(file.finding(line, "a pattern that cannot be read must not be dropped by `.ok()`"));
        }
    }
    findings
}

/// Whether lists of all variants of an enum are made by the compiler: one that is kept by hand misses what is added later, and
/// names are read by it.
pub fn variant_lists(file: &SourceFile) -> Vec<String> {
    let by_hand = file.masked.match_indices(": [Self; ");
    let line = |at: usize| super::text::line_of(&file.masked, at);
    by_hand.map(|(at, _)| file.finding(line(at), "derive `strum::VariantArray` instead of a list by hand")).collect()
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

/// Whether the documentation of a package names what it is made of.
pub fn map(path: &str, library: &str, parts: &[String]) -> Vec<String> {
    let documentation: Vec<&str> = library.lines().filter(|line| line.starts_with("//!")).collect();
    let is_named = |part: &str| documentation.iter().any(|line| line.contains(&format!("`{part}`")));
    let missing = parts.iter().filter(|part| !is_named(part));
    missing.map(|part| format!("{path}:1: the map does not name `{part}`")).collect()
}

/// The paths of the repository that a text names between backquotes.
pub fn named_paths(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(|name| name.starts_with("src/") || name.starts_with("tests/")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_finds_what_it_is_for() {
        let long = format!("//! Purpose.\nfn long() {{\n{}}}\n", "    x();\n".repeat(70));
        let wide = "//! Purpose.\nfn wide(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8) {}\n";
        let pairs = "//! Purpose.\nfn pairs(a: (u8, &str), b: &mut (u8, (u8, u8)), c: u8) {}\n";
        let web = "//! Purpose.\nuse crate::web::forms::Form;\n";
        for (rule, path, text, line, words) in [
            (
                imports as super::super::FileRule,
                "src/engine/config/a.rs",
                "//! A.\nuse crate::content::Page;\n",
                2,
                "may not import `content`",
            ),
            (
                imports,
                "src/engine/markdown/a.rs",
                "use crate::{\n    config::X,\n    site::Y,\n};\n",
                3,
                "may not import `site`",
            ),
            (imports, "src/backend/store/a.rs", "fn f() { crate::web::x() }\n", 1, "may not import `web`"),
            (imports, "src/engine/attic/mod.rs", "//! A.\n", 1, "not in the table"),
            (imports, "src/engine/config/a.rs", "use super::super::content::X;\n", 1, "write `crate::`"),
            (purity, "src/model/lib.rs", "//! A.\n", 1, "must begin with"),
            (purity, "src/backend/intake/mod.rs", "//! A.\n", 1, "must begin with"),
            (imports, "src/backend/web/editor/a.rs", web, 2, "the feature `forms`"),
            (dependencies, "src/engine/site/a.rs", "use tera::Tera;\n", 1, "`tera` belongs to templates"),
            (dependencies, "src/main.rs", "fn f() { clap::x() }\n", 1, "`clap` belongs to cli"),
            (sizes, "src/a.rs", &long, 2, "takes 72 lines"),
            (sizes, "src/a.rs", &"x\n".repeat(401), 401, "401 lines"),
            (sizes, "src/a.rs", wide, 2, "takes 6 parameters"),
            (examples, "src/a.rs", "//! ```text\n//! ```\n\n/// ```\n/// f();\n/// ```\n", 4, "as `text`"),
            (sizes, "src/a.rs", pairs, 2, "takes 6 parameters"),
            (patterns, "src/a.rs", "//! A.\nstatic A: LazyLock<Option<Regex>> = x;\n", 2, "must not be an `Option`"),
            (patterns, "src/a.rs", "fn f() { Regex::new(&format!(\"a\"))\n    .ok() }\n", 1, "dropped by `.ok()`"),
            (variant_lists, "src/a.rs", "//! A.\nconst ALL: [Self; 1] = [Self::A];\n", 2, "strum::VariantArray"),
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
        let file = SourceFile::new("src/engine/site/part.rs", text);
        for rule in [imports, purity, dependencies, sizes, patterns, variant_lists, opening, names] {
            assert_eq!(rule(&file), Vec::<String>::new());
        }
        let within = SourceFile::new("src/backend/web/editor/a.rs", "use crate::web::{Error, editor::x};\n");
        assert_eq!(imports(&within), Vec::<String>::new());
    }

    #[test]
    fn the_map_is_checked() {
        assert_eq!(named_paths("//! `x` in `src/x.rs`, see `tests/it/`\n//! `y`\n"), ["src/x.rs", "tests/it/"]);
        let rooms = ["source".to_owned(), "site".to_owned()];
        assert_eq!(map("src/lib.rs", "//! | `source` | texts |\nmod site; // `site`\n", &rooms).len(), 1);
    }
}
