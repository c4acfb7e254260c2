//! Finds the types that Rust files declare, and those that are declared more than once: one name has one meaning.

use std::collections::BTreeMap;

use super::{
    SourceFile,
    functions::matching,
    text::{find_words, is_word, line_of},
};

/// The words that declare a type.
const DECLARATIONS: &[&str] = &["struct", "enum", "union", "trait", "type"];

/// Names that a derive of sea-orm prescribes; it refuses others.
const PRESCRIBED: &[&str] = &["ActiveModel", "Column", "Entity", "Model", "PrimaryKey", "Relation"];

/// A declared type, and the line on which it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct DeclaredType {
    /// Its name.
    pub name: String,
    /// The line, from 1.
    pub line: usize,
}

/// The types that a masked text declares, private ones and those of tests too; associated types are none.
pub fn declared_types(masked: &str) -> Vec<DeclaredType> {
    let blocks = blocks_of_associated_types(masked);
    let mut found: Vec<DeclaredType> = Vec::new();
    for word in DECLARATIONS {
        for at in find_words(masked, word) {
            let is_associated = *word == "type" && blocks.iter().any(|(start, end)| (start..end).contains(&&at));
            let rest = masked[at + word.len()..].trim_start_matches([' ', '\n']);
            let name: String = rest.chars().take_while(|found| is_word(*found)).collect();
            if !is_associated && starts_item(masked, at) && name.starts_with(char::is_uppercase) {
                found.push(DeclaredType { name, line: line_of(masked, at) });
            }
        }
    }
    found
}

/// Names that several places declare, with all places.
pub fn doubles(folders: &[&[SourceFile]]) -> Vec<String> {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in folders.iter().copied().flatten() {
        for found in declared_types(&file.masked) {
            places.entry(found.name).or_default().push(format!("{}:{}", file.path, found.line));
        }
    }
    let is_double = |(name, places): &(String, Vec<String>)| places.len() > 1 && !PRESCRIBED.contains(&name.as_str());
    let message = |(name, places): (String, Vec<String>)| format!("`{name}` is declared at {}", places.join(", "));
    places.into_iter().filter(is_double).map(message).collect()
}

/// Whether a word can begin a declaration there: it stands after a bracket, a semicolon, an attribute, or a visibility.
fn starts_item(masked: &str, at: usize) -> bool {
    let before = masked[..at].trim_end();
    before.is_empty()
        || before.ends_with(['{', '}', ';', ']', ')'])
        || before.ends_with("pub")
        || before.ends_with("unsafe")
}

/// Where the bodies of implementations and traits begin and end.
fn blocks_of_associated_types(masked: &str) -> Vec<(usize, usize)> {
    let heads = ["impl", "trait"].into_iter().flat_map(|word| find_words(masked, word));
    let heads = heads.filter(|at| starts_item(masked, *at));
    heads
        .filter_map(|at| {
            let open = at + masked[at..].find('{')?;
            Some((open, matching(masked, open)?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_found_where_they_are_declared() {
        let code = "\
pub struct One<T>(T);
#[derive(Debug)] enum Two { Three }
impl Iterator for One { type Item = u8; }
trait Four { type Inner; fn four(&self) -> impl Five; }
pub(crate) type Six = (u8, u8);
fn f() { struct Seven; let type_name = r#type; }
mod tests { union Eight { a: u8 } }
";
        let mut found: Vec<_> = declared_types(code).into_iter().map(|found| (found.line, found.name)).collect();
        found.sort();
        let expected = [(1, "One"), (2, "Two"), (4, "Four"), (5, "Six"), (6, "Seven"), (7, "Eight")];
        assert_eq!(found, expected.map(|(line, name)| (line, name.to_owned())));
    }

    #[test]
    fn a_name_declared_twice_is_found_with_both_places() {
        let first = SourceFile::new("src/a.rs", "pub struct Entry;\nstruct Model;\n");
        let second = SourceFile::new("src/b.rs", "struct Model;\n#[cfg(test)]\nmod tests {\n    enum Entry {}\n}\n");
        assert_eq!(doubles(&[&[first], &[second]]), ["`Entry` is declared at src/a.rs:1, src/b.rs:4"]);
    }
}
