//! Where keys stand among the entries of a table that is being read, also of one with very many keys.

use std::{borrow::Cow, collections::HashMap};

/// From how many keys on a table is looked through by hash: most tables are smaller, and one look at each key is faster.
const MANY: usize = 32;

/// The places of keys by their texts. Whoever adds entries says so, one after the other.
#[derive(Debug, Default)]
pub(super) struct KeyIndex<'a> {
    places: HashMap<Cow<'a, str>, usize>,
}

impl<'a> KeyIndex<'a> {
    /// The place of the first entry with that key.
    pub fn find<E>(&self, key: &str, entries: &[E], key_of: impl Fn(&E) -> &Cow<'a, str>) -> Option<usize> {
        if self.places.is_empty() {
            return entries.iter().position(|entry| key_of(entry).as_ref() == key);
        }
        self.places.get(key).copied()
    }

    /// Takes note of the last of the entries.
    pub fn added<E>(&mut self, entries: &[E], key_of: impl Fn(&E) -> &Cow<'a, str>) {
        if entries.len() < MANY {
            return;
        }
        let known = if self.places.is_empty() { 0 } else { entries.len() - 1 };
        for (place, entry) in entries.iter().enumerate().skip(known) {
            self.places.entry(key_of(entry).clone()).or_insert(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equal_keys_is_found_in_small_and_in_large_tables() {
        let mut index = KeyIndex::default();
        let mut entries: Vec<Cow<'_, str>> = Vec::new();
        for number in 0..3 * MANY {
            entries.push(Cow::Owned(format!("k{}", number / 2)));
            index.added(&entries, |key| key);
            assert_eq!(index.find(&format!("k{}", number / 2), &entries, |key| key), Some(number / 2 * 2));
            assert_eq!(index.find("k0", &entries, |key| key), Some(0));
            assert_eq!(index.find("none", &entries, |key| key), None);
        }
    }
}
