//! Finds the functions of a Rust file: how long they are and how many parameters they take.

use super::text::{find_words, is_word, line_of};

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of its `fn`, from 1.
    pub line: usize,
    /// How many lines it takes, from `fn` to the closing brace.
    pub lines: usize,
    /// How many parameters it takes, without `self`; one that is a tuple counts as its elements.
    pub parameters: usize,
}

/// The functions of a masked text, in order. Function types and functions without a body are none.
pub fn functions(masked: &str) -> Vec<Function> {
    find_words(masked, "fn").filter_map(|at| function_at(masked, at)).collect()
}

fn function_at(masked: &str, at: usize) -> Option<Function> {
    let rest = masked[at + 2..].trim_start();
    let name: String = rest.chars().take_while(|found| is_word(*found)).collect();
    if name.is_empty() {
        return None;
    }
    let after_name = masked.len() - rest.len() + name.len();
    let open = skip_generics(masked, after_name)?;
    let close = matching(masked, open)?;
    let body = close + masked[close..].find(['{', ';'])?;
    if masked.as_bytes()[body] == b';' {
        return None;
    }
    let end = matching(masked, body)?;
    let line = line_of(masked, at);
    let parameters = split_top(&masked[open + 1..close]).into_iter().filter(|part| !is_self(part)).map(weight).sum();
    Some(Function { name, line, lines: line_of(masked, end) - line + 1, parameters })
}

/// The `(` of the parameters: straight after the name, or after its generics.
fn skip_generics(masked: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (offset, found) in masked[start..].char_indices() {
        match found {
            '<' => depth += 1,
            '>' if before != '-' => depth = depth.saturating_sub(1),
            '(' if depth == 0 => return Some(start + offset),
            _ => {}
        }
        before = found;
    }
    None
}

/// The bracket that closes the one at `open`.
pub fn matching(masked: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (offset, found) in masked[open..].char_indices() {
        match found {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(open + offset);
        }
    }
    None
}

/// The parts of a list between its top-level commas, without empty ones.
pub fn split_top(list: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start, mut before) = (Vec::new(), 0_usize, 0, ' ');
    for (at, found) in list.char_indices() {
        match found {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '>' if !matches!(before, '-' | '=') => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        before = found;
    }
    parts.push(list[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// How many values a parameter brings: those of a tuple one by one, also behind a reference.
fn weight(parameter: &str) -> usize {
    let Some((_, kind)) = parameter.split_once(':') else { return 1 };
    elements(kind)
}

fn elements(kind: &str) -> usize {
    let kind = kind.trim_start_matches(|found: char| found == '&' || found.is_whitespace());
    let kind = if kind.starts_with('\'') { kind.split_once(' ').map_or(kind, |(_, rest)| rest) } else { kind };
    let kind = kind.trim_start().trim_start_matches("mut ").trim();
    match kind.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')) {
        Some(inside) => split_top(inside).into_iter().map(elements).sum::<usize>().max(1),
        None => 1,
    }
}

fn is_self(parameter: &str) -> bool {
    let name = parameter.split(':').next().unwrap_or_default();
    name.split(|found: char| !is_word(found)).any(|word| word == "self")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_measured() {
        let code = "\
trait T { fn none(&self); }
fn one(a: u8) { body() }
impl X {
    pub fn three<'a, F: Fn(u8, u8) -> u8>(
        &'a mut self,
        map: HashMap<String, Vec<u8>>,
        f: F,
        tail: (u8, u8),
    ) -> Result<(), fn(u8) -> u8> {
        if x { y(|| {}) }
    }
}
fn two(self: Box<Self>, f: impl Fn(A, B) -> C, n: &'a mut (u8, (u8, &str), ()))
where
    X: Y,
{
    fn inner() {}
}
";
        let found: Vec<_> = functions(code).into_iter().map(|f| (f.name, f.line, f.lines, f.parameters)).collect();
        let expected = [("one", 2, 1, 1), ("three", 4, 8, 4), ("two", 13, 6, 5), ("inner", 17, 1, 0)];
        assert_eq!(found, expected.map(|(name, line, lines, count)| (name.to_owned(), line, lines, count)));
    }
}
