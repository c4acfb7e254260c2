//! How long the texts of a bibliography become when the names in them are replaced by what `@string` says they mean.
//!
//! The parser replaces names inside of what names mean, as often as it meets them, and follows one that means itself for
//! ever: a few lines can ask for more than any memory holds.

use std::{collections::HashMap, slice};

use nom_bibtex::{
    Entry,
    model::{KeyValue, StringValueType},
};

use tsubame_model::source::Wording;

/// The most that all texts together may be long, in bytes.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// How many names may stand for each other in a row.
const DEEPEST: usize = 100;

/// How often the parser may compare a name with another: it looks each of them up from the first one on.
const MOST_COMPARISONS: usize = 50_000_000;

/// Refuses what would take too much memory or time.
pub(super) fn check_expansion(entries: &[Entry]) -> Result<(), Wording> {
    let mut lengths = Lengths::new(entries);
    let names = lengths.meanings.len();
    let mut bytes = 0_usize;
    let mut comparisons = 0_usize;
    for value in entries.iter().flat_map(values_of) {
        bytes = bytes.saturating_add(lengths.of_value(value, 0)?);
        comparisons = comparisons.saturating_add(names.saturating_mul(value.len()));
    }
    if bytes > MOST_BYTES || comparisons > MOST_COMPARISONS {
        let english = "what `@string` says is repeated too often";
        return Err(Wording::new(english, "`@string` で決めた言葉の繰り返しが多すぎます"));
    }
    Ok(())
}

fn values_of(entry: &Entry) -> Vec<&[StringValueType]> {
    let tags = match entry {
        Entry::Comment(_) => return Vec::new(),
        Entry::Preamble(value) => return vec![value],
        Entry::Variable(tag) => slice::from_ref(tag),
        Entry::Bibliography(_, _, tags) => tags.as_slice(),
    };
    tags.iter().map(|tag| tag.value.as_slice()).collect()
}

/// The lengths of names, written out.
struct Lengths<'e> {
    meanings: HashMap<&'e str, &'e [StringValueType]>,
    known: HashMap<&'e str, usize>,
}

impl<'e> Lengths<'e> {
    fn new(entries: &'e [Entry]) -> Self {
        let mut meanings = HashMap::new();
        for entry in entries {
            if let Entry::Variable(KeyValue { key, value }) = entry {
                meanings.entry(key.as_str()).or_insert(value.as_slice());
            }
        }
        Self { meanings, known: HashMap::new() }
    }

    fn of_value(&mut self, value: &'e [StringValueType], depth: usize) -> Result<usize, Wording> {
        let mut length = 0_usize;
        for part in value {
            let more = match part {
                StringValueType::Str(text) => text.len(),
                StringValueType::Abbreviation(name) => self.of_name(name, depth)?,
            };
            // One more, since following an empty text takes time as well.
            length = length.saturating_add(more).saturating_add(1);
        }
        Ok(length)
    }

    fn of_name(&mut self, name: &'e str, depth: usize) -> Result<usize, Wording> {
        if let Some(&length) = self.known.get(name) {
            return Ok(length);
        }
        if depth == DEEPEST {
            let english = format!("`{name}` means itself, or too many names stand for each other");
            return Err(Wording::new(english, format!("`{name}` が自分自身を指すか、言い換えが重なりすぎています")));
        }
        // A name that means nothing is the parser's to tell.
        let Some(&meaning) = self.meanings.get(name) else { return Ok(0) };
        let length = self.of_value(meaning, depth + 1)?;
        self.known.insert(name, length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use nom_bibtex::Bibtex;

    use super::*;

    fn check(text: &str) -> Result<(), Wording> {
        check_expansion(&Bibtex::raw_parse(text).unwrap())
    }

    #[test]
    fn names_that_double_or_mean_themselves_are_refused() {
        let doubled = |times: usize| {
            let line = |at: usize| format!("@string{{a{} = a{at} # a{at}}}\n", at + 1);
            let lines: Vec<String> = (0..times).map(line).collect();
            format!("@string{{a0 = \"x\"}}\n{}@book{{k, title = a{times}}}", lines.concat())
        };
        assert_eq!(check(&doubled(10)), Ok(()));
        for hostile in [
            doubled(60),
            "@string{a = a}\n@book{k, title = a}".to_owned(),
            "@string{a = b}\n@string{b = a # \"x\"}\n@book{k, title = a}".to_owned(),
        ] {
            assert!(check(&hostile).is_err(), "{hostile}");
        }
    }

    #[test]
    fn very_many_names_are_refused() {
        let names: Vec<String> = (0..10_000).map(|at| format!("@string{{n{at} = \"x\"}}\n")).collect();
        assert!(check(&names.concat()).is_err());
    }
}
