//! The modules of one package and who takes what from whom: a graph of files, with re-exports followed to the file that
//! declares the thing.
//!
//! What tests take is left out: they may look at everything. A re-export is no use of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    SourceFile,
    functions::matching,
    text::{find_words, is_word},
    use_lines::{NamedPath, UsedName, paths_in_code, use_statements},
};

/// One file of a package, as a module.
struct Module<'a> {
    file: &'a SourceFile,
    /// The text without tests, comments and literals.
    code: String,
    /// What its `use` lines bring in.
    uses: Vec<UsedName>,
}

/// A file that takes something from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The file that takes.
    pub from: String,
    /// The file that has it.
    pub to: String,
    /// The line of `from` on which it first does.
    pub line: usize,
}

/// The modules of a package by their paths, such as `["site", "memo"]`.
pub struct Modules<'a> {
    modules: BTreeMap<Vec<String>, Module<'a>>,
}

/// How many re-exports are followed before a name is given up.
const LONGEST_CHAIN: usize = 8;

impl<'a> Modules<'a> {
    /// The modules of the files below `folder`, without those that hold tests alone.
    pub fn of(folder: &str, files: &[&'a SourceFile]) -> Self {
        let mut modules = BTreeMap::new();
        for file in files {
            let Some(path) = module_path(folder, &file.path) else { continue };
            let code = without_tests(&file.masked);
            let uses = use_statements(&code);
            modules.insert(path, Module { file, code, uses });
        }
        Self { modules }
    }

    /// Who takes something from whom, once for each pair of files.
    pub fn edges(&self) -> Vec<Edge> {
        let mut edges: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (path, module) in &self.modules {
            let own = module.file.path.as_str();
            let taken = self.taken_by(path, module);
            for (target, line) in taken.into_iter().filter(|(target, _)| *target != own) {
                let first = edges.entry((own, target)).or_insert(line);
                *first = line.min(*first);
            }
        }
        let edge = |((from, to), line): ((&str, &str), usize)| Edge { from: from.to_owned(), to: to.to_owned(), line };
        edges.into_iter().map(edge).collect()
    }

    /// The files that have what a module takes, with lines.
    fn taken_by(&self, path: &[String], module: &Module<'_>) -> Vec<(&str, usize)> {
        let mut taken = Vec::new();
        for used in &module.uses {
            // A re-export counts where the name is also used beside it, a module where something of it is.
            let is_used = !used.is_public || used.stands_in(&module.code);
            if is_used && !self.is_module(path, &used.path) {
                taken.extend(self.resolve(path, &used.path, 0).map(|file| (file, used.line)));
            }
        }
        for NamedPath { segments, line } in paths_in_code(&module.code) {
            taken.extend(self.resolve(path, &segments, 0).map(|file| (file, line)));
        }
        taken
    }

    /// The file that declares what a path names, as seen from a module.
    fn resolve(&self, from: &[String], segments: &[String], depth: usize) -> Option<&str> {
        let (mut here, rest) = self.start(from, segments, depth)?;
        for (number, name) in rest.iter().enumerate() {
            let module = self.modules.get(&here)?;
            let is_last = number + 1 == rest.len();
            let child = [here.as_slice(), std::slice::from_ref(name)].concat();
            let is_module = self.modules.contains_key(&child);
            let reexport = module.uses.iter().find(|used| used.name == *name && depth < LONGEST_CHAIN);
            // The module and the function of one name: the last segment means the function.
            if let Some(used) = reexport.filter(|_| is_last || !is_module) {
                let whole = [used.path.as_slice(), &rest[number + 1..]].concat();
                return self.resolve(&here, &whole, depth + 1);
            }
            if !is_module {
                return Some(self.through_stars(&here, &rest[number..], depth).unwrap_or(&module.file.path));
            }
            here = child;
        }
        self.modules.get(&here).map(|module| module.file.path.as_str())
    }

    /// What a module has by `use other::*`, where it does not declare the name itself.
    fn through_stars(&self, here: &[String], rest: &[String], depth: usize) -> Option<&str> {
        let module = self.modules.get(here)?;
        if declares(&module.code, &rest[0]) || depth >= LONGEST_CHAIN {
            return None;
        }
        let mut stars = module.uses.iter().filter(|used| used.name == "*");
        stars.find_map(|used| self.resolve(here, &[used.path.as_slice(), rest].concat(), depth + 1))
    }

    /// The module in which a path begins, and what is left of it; `None` where it leaves the package.
    fn start<'b>(&self, from: &[String], segments: &'b [String], depth: usize) -> Option<(Vec<String>, &'b [String])> {
        let mut here = from.to_vec();
        match segments.first()?.as_str() {
            "crate" => return Some((Vec::new(), &segments[1..])),
            "self" => return Some((here, &segments[1..])),
            "super" => {
                let climbed = segments.iter().take_while(|name| *name == "super").count();
                here.truncate(here.len().checked_sub(climbed)?);
                return Some((here, &segments[climbed..]));
            }
            _ => {}
        }
        let child = [from, &segments[..1]].concat();
        let is_used = depth < LONGEST_CHAIN && self.modules.get(from)?.uses.iter().any(|used| used.name == segments[0]);
        (self.modules.contains_key(&child) || is_used).then_some((here, segments))
    }

    /// Whether a path names a module and nothing inside of one.
    fn is_module(&self, from: &[String], segments: &[String]) -> bool {
        let Some((start, rest)) = self.start(from, segments, 0) else { return false };
        let whole = [start.as_slice(), rest].concat();
        let named = |used: &&UsedName| rest.last() == Some(&used.name);
        let parent = &whole[..whole.len().saturating_sub(1)];
        let is_reexported = self.modules.get(parent).is_some_and(|module| module.uses.iter().any(|used| named(&used)));
        self.modules.contains_key(&whole) && !is_reexported
    }
}

/// Groups of files that take from each other in a circle, each sorted.
pub fn circles(edges: &[Edge]) -> Vec<Vec<String>> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for edge in edges {
        next.entry(&edge.from).or_default().insert(&edge.to);
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> = next.keys().map(|file| (*file, reachable(file, &next))).collect();
    let leads = |from: &str, to: &str| reached.get(from).is_some_and(|files| files.contains(to));
    let mut groups = BTreeSet::new();
    for file in next.keys().filter(|file| leads(file, file)) {
        let group: Vec<String> = next
            .keys()
            .filter(|other| leads(file, other) && leads(other, file))
            .map(|file| (*file).to_owned())
            .collect();
        groups.insert(group);
    }
    groups.into_iter().collect()
}

fn reachable<'a>(start: &'a str, next: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![start];
    while let Some(file) = waiting.pop() {
        waiting.extend(next.get(file).into_iter().flatten().filter(|file| found.insert(**file)));
    }
    found
}

/// The module that a file is: `["site", "memo"]` for `site/memo.rs` and `site/memo/mod.rs`. Tests and the program beside
/// a library are none.
fn module_path(folder: &str, path: &str) -> Option<Vec<String>> {
    let inside = path.strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(".rs")?;
    let mut parts: Vec<String> = inside.split('/').map(str::to_owned).collect();
    if parts.iter().any(|part| part == "tests" || part.ends_with("_tests")) || inside == "main" {
        return None;
    }
    if parts.last().is_some_and(|last| last == "mod") || inside == "lib" {
        parts.pop();
    }
    Some(parts)
}

/// The text with everything under `#[cfg(test)]` blank.
fn without_tests(masked: &str) -> String {
    let mut code = masked.to_owned();
    for (at, mark) in masked.match_indices("#[cfg(test)]") {
        let after = at + mark.len();
        let end = masked[after..].find(['{', ';']).map(|offset| after + offset);
        let end =
            end.map(|end| if masked.as_bytes()[end] == b'{' { matching(masked, end).unwrap_or(end) } else { end });
        let Some(end) = end else { continue };
        let blank: String = masked[at..=end].chars().map(|found| if found == '\n' { '\n' } else { ' ' }).collect();
        // Every character of the masked part may be longer than a space.
        let shortened = masked[at..=end].len() - blank.len();
        code.replace_range(at..=end, &(blank + &" ".repeat(shortened)));
    }
    code
}

/// Whether code declares an item of a name.
fn declares(code: &str, name: &str) -> bool {
    let words = ["fn", "struct", "enum", "trait", "type", "const", "static", "mod", "union"];
    find_words(code, name).any(|at| {
        let before = code[..at].trim_end();
        let word: String = before.chars().rev().take_while(|found| is_word(*found)).collect();
        words.contains(&word.chars().rev().collect::<String>().as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges_of(files: &[(&str, &str)]) -> Vec<(String, String, usize)> {
        let files: Vec<SourceFile> = files.iter().map(|(path, text)| SourceFile::new(path, text)).collect();
        let files: Vec<&SourceFile> = files.iter().collect();
        let edges = Modules::of("src/p", &files).edges();
        edges.into_iter().map(|edge| (edge.from, edge.to, edge.line)).collect()
    }

    #[test]
    fn names_are_followed_to_the_file_that_declares_them() {
        let edges = edges_of(&[
            ("src/p/lib.rs", "pub mod a;\npub mod b;\n"),
            ("src/p/a/mod.rs", "mod one;\nmod two;\npub use one::One;\npub use two::{Two as Other, two};\n"),
            ("src/p/a/one.rs", "use super::Other;\npub struct One;\n#[cfg(test)]\nmod tests { use crate::b::B; }\n"),
            ("src/p/a/two.rs", "pub struct Two;\npub fn two() {}\n"),
            (
                "src/p/b.rs",
                "use crate::a;\nuse std::fmt;\npub struct B(\n    a::One,\n);\nfn f() { crate::a::two() }\n",
            ),
        ]);
        let expected = [
            ("src/p/a/one.rs", "src/p/a/two.rs", 1),
            ("src/p/b.rs", "src/p/a/one.rs", 4),
            ("src/p/b.rs", "src/p/a/two.rs", 6),
        ];
        assert_eq!(edges, expected.map(|(from, to, line)| (from.to_owned(), to.to_owned(), line)));
    }

    #[test]
    fn circles_are_found_also_through_the_head_of_a_folder() {
        let files = [
            ("src/p/a/mod.rs", "mod part;\npub use part::Part;\npub fn whole(part: Part) { x() }\npub struct Size;\n"),
            ("src/p/a/part.rs", "use super::Size;\npub struct Part;\n"),
            ("src/p/b.rs", "use crate::a::Part;\n"),
        ];
        let files: Vec<SourceFile> = files.iter().map(|(path, text)| SourceFile::new(path, text)).collect();
        let files: Vec<&SourceFile> = files.iter().collect();
        let found = circles(&Modules::of("src/p", &files).edges());
        assert_eq!(found, [["src/p/a/mod.rs".to_owned(), "src/p/a/part.rs".to_owned()]]);
    }
}
