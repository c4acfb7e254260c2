//! Finds what a Rust file imports: paths into the crate (`crate::room::…`, `super::super::…`) and other packages.

use super::{
    functions::{matching, split_top},
    text::{find_words, is_word, line_of},
};

/// A path that a file names, and the line (from 1) on which it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    /// The path's segments after `crate::`, two at most: a room, and what is taken from it.
    pub segments: Vec<String>,
    /// The line.
    pub line: usize,
}

/// The paths of a masked text that start with `crate::`, in `use` lines and elsewhere, groups spread out.
pub fn crate_imports(masked: &str) -> Vec<Import> {
    let mut found = Vec::new();
    for at in find_words(masked, "crate") {
        if let Some(rest) = masked[at + "crate".len()..].strip_prefix("::") {
            let start = masked.len() - rest.len();
            collect(masked, start, &[], &mut found);
        }
    }
    found
}

/// Adds the paths that start at `start`, below the segments already read.
fn collect(masked: &str, start: usize, above: &[String], found: &mut Vec<Import>) {
    let line = line_of(masked, start);
    let rest = &masked[start..];
    if rest.starts_with('{') {
        let Some(end) = matching(masked, start) else { return };
        for part in split_top(&masked[start + 1..end]) {
            // `part` is a piece of `masked`, so its distance from the start is its place.
            let place = part.as_ptr() as usize - masked.as_ptr() as usize;
            collect(masked, place, above, found);
        }
        return;
    }
    let name: String = rest.chars().take_while(|found| is_word(*found)).collect();
    let after = start + name.len();
    let segments: Vec<String> = above.iter().cloned().chain([name]).collect();
    if segments.len() < 2 && masked[after..].starts_with("::") {
        collect(masked, after + 2, &segments, found);
    } else {
        found.push(Import { segments, line });
    }
}

/// Lines with a chain of `super::` that leads out of the room, which should be written from `crate::`. `depth` is
/// how many modules deep the file is: 1 for `room/mod.rs`, 2 for `room/part.rs`.
pub fn climbs_out(masked: &str, depth: usize) -> Vec<usize> {
    let mut lines = Vec::new();
    for (number, line) in masked.lines().enumerate() {
        // What is indented may stand in a module inside the file, which is one deeper.
        let depth = depth + usize::from(line.starts_with(' '));
        let chain = "super::".repeat(depth);
        if line.contains(&chain) {
            lines.push(number + 1);
        }
    }
    lines
}

/// Lines on which the masked text names a package: `name::…`, `use name;`, `use name as …`. Where the file has a module
/// of the same name in scope, only `use name::…` and `::name::…` mean the package.
pub fn package_uses(masked: &str, package: &str) -> Vec<usize> {
    let is_shadowed = find_words(masked, package).any(|at| brings_into_scope(masked, at, package));
    let is_use = |at: usize| {
        let before = masked[..at].trim_end();
        let after = masked[at + package.len()..].trim_start();
        let is_inner = (before.ends_with("::") && !ends_in_root(before)) || is_in_list(before);
        let is_certain = !is_shadowed || before.ends_with("use") || before.ends_with("::");
        let is_path = after.starts_with("::") && !before.ends_with('.') && is_certain;
        let is_whole = before.ends_with("use") && (after.starts_with(';') || after.starts_with("as "));
        !is_inner && (is_path || is_whole)
    };
    let mut lines: Vec<usize> =
        find_words(masked, package).filter(|at| is_use(*at)).map(|at| line_of(masked, at)).collect();
    lines.dedup();
    lines
}

/// Whether the word at `at` is a module declared here (`mod name;`) or taken from a path (`use other::{name};`).
fn brings_into_scope(masked: &str, at: usize, name: &str) -> bool {
    let before = masked[..at].trim_end();
    let is_end = masked[at + name.len()..].trim_start().starts_with([';', ',', '}']);
    let statement = before.rfind([';', ')']).map_or(before, |end| &before[end + 1..]);
    let is_in_use = find_words(statement, "use").next().is_some() && before.ends_with([':', '{', ',']);
    before.ends_with("mod") || (is_end && is_in_use)
}

/// Whether text ends inside the list of a `use other::{`, where names are modules of that path.
fn is_in_list(before: &str) -> bool {
    let statement = before.rfind(';').map_or(before, |end| &before[end + 1..]).trim_start();
    statement.trim_start_matches("pub ").starts_with("use ") && statement.contains("::{")
}

/// Whether the `::` at the end is a leading one, as in `::serde::Serialize`.
fn ends_in_root(before: &str) -> bool {
    !before.trim_end_matches(':').ends_with(|found: char| is_word(found) || found == '>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crate_paths_are_spread_out() {
        let code = "\
use crate::source::{Place, Span};
use crate::{
    config::{Config, Lang},
    web::forms::router,
    content,
};
fn f() -> crate::site::Site { mycrate::other(); crate_name::x() }
";
        let found: Vec<_> =
            crate_imports(code).into_iter().map(|import| (import.segments.join("::"), import.line)).collect();
        let expected = [
            ("source::Place", 1),
            ("source::Span", 1),
            ("config::Config", 3),
            ("config::Lang", 3),
            ("web::forms", 4),
            ("content", 5),
            ("site::Site", 7),
        ];
        assert_eq!(found, expected.map(|(path, line)| (path.to_owned(), line)));
    }

    #[test]
    fn chains_of_super_stay_in_the_room() {
        let code = "use super::x;\nuse super::super::x;\n    use super::super::x;\n    use super::super::super::x;\n";
        assert_eq!(climbs_out(code, 2), [2, 4]);
        assert_eq!(climbs_out(code, 3), [0_usize; 0]);
        assert_eq!(climbs_out("use super::x;\n", 1), [1]);
    }

    #[test]
    fn packages_are_told_from_other_names() {
        let code = "\
use tera::Tera;
use tera;
let x = tera::Value::from(1);
use crate::tera::x;
fn f(tera: u8) { self.tera::<u8>(); tera.x() }
use ::tera::Tera;
use tera_contrib::x;
use tera as engine;
";
        assert_eq!(package_uses(code, "tera"), [1, 2, 3, 6, 8]);
        for shadow in ["use other::slug;", "use other::{a, slug, b};", "mod slug;", "use crate::{\n a,\n slug,\n};"] {
            let code = format!("{shadow} fn f() {{ slug::x() }}\nuse slug::slugify;\n");
            assert_eq!(package_uses(&code, "slug").len(), 1, "{shadow}");
        }
        assert_eq!(package_uses("use super::{\n    a::{B, C},\n    slug::D,\n};\nuse slug::E;\n", "slug"), [5]);
        assert_eq!(package_uses("use a::b;\nfn f() { g(a, slug::x()) }\n", "slug"), [2]);
    }
}
