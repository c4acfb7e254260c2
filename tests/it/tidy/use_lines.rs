//! Reads the paths of a Rust file: what `use` lines bring in under which name, and what code names by a path.

use super::{
    functions::{matching, split_top},
    text::{find_words, is_word, line_of},
};

/// A name that a `use` line brings in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedName {
    /// What the file calls it; `*` for everything.
    pub name: String,
    /// The path as written.
    pub path: Vec<String>,
    /// Whether others see it here too.
    pub is_public: bool,
    /// The line, from 1.
    pub line: usize,
}

/// A path of two segments or more in code, outside of `use` lines.
#[derive(Debug, PartialEq, Eq)]
pub struct NamedPath {
    /// Its segments.
    pub segments: Vec<String>,
    /// The line, from 1.
    pub line: usize,
}

impl UsedName {
    /// Whether code uses the name outside of `use` lines.
    pub fn stands_in(&self, code: &str) -> bool {
        let statements = use_ranges(code);
        let is_outside = |at: usize| !statements.iter().any(|(start, end, _)| (*start..*end).contains(&at));
        let is_own = |at: usize| !code[..at].ends_with("::") && !code[..at].ends_with('.');
        find_words(code, &self.name).any(|at| is_outside(at) && is_own(at) && !code[..at].trim_end().ends_with("mod"))
    }
}

/// The names that all `use` lines of a masked text bring in, groups spread out.
pub fn use_statements(code: &str) -> Vec<UsedName> {
    let mut found = Vec::new();
    for (start, end, is_public) in use_ranges(code) {
        let tree = start + "use".len();
        spread(&code[tree..end], &[], &mut |path: Vec<String>, alias: Option<String>, inside: usize| {
            let last = path.last().cloned().unwrap_or_default();
            let name = alias.unwrap_or(last);
            let path = if path.last().is_some_and(|last| last == "*") { path[..path.len() - 1].to_vec() } else { path };
            found.push(UsedName { name, path, is_public, line: line_of(code, tree + inside) });
        });
    }
    found
}

/// The paths that code names outside of `use` lines.
pub fn paths_in_code(code: &str) -> Vec<NamedPath> {
    let statements = use_ranges(code);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = code[at..].find("::") {
        let colons = at + offset;
        let head: String = code[..colons].chars().rev().take_while(|found| is_word(*found)).collect();
        let head: String = head.chars().rev().collect();
        let start = colons - head.len();
        let tail: String =
            code[colons..].chars().scan(' ', |_, found| (is_word(found) || found == ':').then_some(found)).collect();
        at = colons + tail.trim_end_matches(':').len().max(2);
        let is_inner = code[..start].ends_with("::") || code[..start].ends_with('.');
        let is_use = statements.iter().any(|(from, to, _)| (*from..*to).contains(&colons));
        if !head.is_empty() && !is_inner && !is_use {
            let path = format!("{head}{}", tail.trim_end_matches(':'));
            let segments = path.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
            found.push(NamedPath { segments, line: line_of(code, start) });
        }
    }
    found
}

/// Where `use` lines start and end (at their semicolon), and whether they are public.
fn use_ranges(code: &str) -> Vec<(usize, usize, bool)> {
    let is_statement = |at: usize| {
        let before = code[..at].trim_end();
        before.is_empty() || before.ends_with(['{', '}', ';', ']', ')']) || before.ends_with("pub")
    };
    let range = |at: usize| {
        let end = at + code[at..].find(';')?;
        let line = &code[code[..at].rfind('\n').map_or(0, |newline| newline + 1)..at];
        Some((at, end, line.trim_start().starts_with("pub")))
    };
    // `use` also names what a returned type captures: `impl X + use<'_>`.
    let is_capture = |at: usize| code[at + "use".len()..].starts_with('<');
    find_words(code, "use").filter(|at| is_statement(*at) && !is_capture(*at)).filter_map(range).collect()
}

/// Calls `found` with each path of a `use` tree, its other name, and where it stands in the whole tree.
fn spread(tree: &str, above: &[String], found: &mut impl FnMut(Vec<String>, Option<String>, usize)) {
    let whole = tree.as_ptr() as usize;
    spread_part(tree, above, &mut |path, alias, address| found(path, alias, address - whole));
}

fn spread_part(part: &str, above: &[String], found: &mut dyn FnMut(Vec<String>, Option<String>, usize)) {
    let part = part.trim();
    if let Some(open) = part.find('{') {
        let Some(close) = matching(part, open) else { return };
        let head = part[..open].split("::").map(str::trim).filter(|name| !name.is_empty());
        let above: Vec<String> = above.iter().cloned().chain(head.map(str::to_owned)).collect();
        for inner in split_top(&part[open + 1..close]) {
            spread_part(inner, &above, found);
        }
        return;
    }
    let (path, alias) =
        part.split_once(" as ").map_or((part, None), |(path, name)| (path, Some(name.trim().to_owned())));
    let own = path.split("::").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    let mut path: Vec<String> = above.iter().cloned().chain(own).collect();
    // `use other::{self, …}` brings in `other` itself.
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    found(path, alias, part.as_ptr() as usize);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(code: &str) -> Vec<(String, String, bool, usize)> {
        let used = use_statements(code).into_iter();
        used.map(|used| (used.name, used.path.join("::"), used.is_public, used.line)).collect()
    }

    #[test]
    fn use_lines_are_spread_out() {
        let code = "use crate::{\n    a::{self, B as C},\n    d,\n};\npub use e::*;\npub(super) use f::G;\nfn h() -> impl I + use<'_> { use j::K; }\n";
        let expected = [
            ("a", "crate::a", false, 2),
            ("C", "crate::a::B", false, 2),
            ("d", "crate::d", false, 3),
            ("*", "e", true, 5),
            ("G", "f::G", true, 6),
            ("K", "j::K", false, 7),
        ];
        assert_eq!(
            names(code),
            expected.map(|(name, path, is_public, line)| (name.into(), path.into(), is_public, line))
        );
    }

    #[test]
    fn paths_are_found_outside_of_use_lines() {
        let code = "use a::b;\nfn f(x: super::Y) { c::d::<u8>(x); E::F.g::<H>(); }\n";
        let found: Vec<_> = paths_in_code(code).into_iter().map(|path| (path.segments.join("::"), path.line)).collect();
        assert_eq!(found, [("super::Y", 2), ("c::d", 2), ("E::F", 2)].map(|(path, line)| (path.to_owned(), line)));
        let used = &use_statements("pub use a::B;\nmod a;\n")[0];
        assert!(!used.stands_in("pub use a::B;\nmod B;\nx.B; a::B") && used.stands_in("pub use a::B;\nfn f(b: B) {}"));
    }
}
