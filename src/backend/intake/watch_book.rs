//! What is wrong with addresses that are watched from another host, over several looks: when it is told, and when it is over. One
//! look that fails is no fault: what comes and goes on a network is nobody's night.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

/// So often in a row something is found wrong before it is told, and right before it is over.
const LOOKS: u32 = 2;

/// What is wrong, by what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchBook<K> {
    faults: BTreeMap<K, WatchedFault>,
}

/// Something that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WatchedFault {
    /// Since when.
    pub since: Timestamp,
    /// How many of the list have been told.
    pub told: usize,
    /// In how many looks until now.
    wrong: u32,
    /// In how many looks in a row it was not there.
    right: u32,
}

impl WatchedFault {
    /// Whether it is told.
    fn is_open(&self) -> bool {
        self.wrong >= LOOKS
    }
}

impl<K> Default for WatchBook<K> {
    fn default() -> Self {
        Self { faults: BTreeMap::new() }
    }
}

impl<K: Ord + Clone> WatchBook<K> {
    /// Writes down what a look has found. Gives what is over by it, of what was told.
    pub fn note(&mut self, found: &BTreeSet<K>, now: Timestamp) -> Vec<(K, WatchedFault)> {
        for key in found {
            let new = WatchedFault { since: now, told: 0, wrong: 0, right: 0 };
            let fault = self.faults.entry(key.clone()).or_insert(new);
            fault.wrong = fault.wrong.saturating_add(1);
            fault.right = 0;
        }
        let mut over = Vec::new();
        self.faults.retain(|key, fault| {
            if found.contains(key) {
                return true;
            }
            fault.right += 1;
            let stays = fault.is_open() && fault.right < LOOKS;
            if !stays && fault.is_open() {
                over.push((key.clone(), *fault));
            }
            stays
        });
        over
    }

    /// What is wrong at this look and known for long enough to be told.
    pub fn open(&self) -> Vec<(K, WatchedFault)> {
        let open = self.faults.iter().filter(|(_, fault)| fault.is_open() && fault.right == 0);
        open.map(|(key, fault)| (key.clone(), *fault)).collect()
    }

    /// So many know of it now.
    pub fn tell(&mut self, key: &K, told: usize) {
        if let Some(fault) = self.faults.get_mut(key) {
            fault.told = told;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(book: &mut WatchBook<char>, found: &str, second: i64) -> (String, String) {
        let over = book.note(&found.chars().collect(), Timestamp::from_second(second).unwrap());
        let names = |faults: Vec<(char, WatchedFault)>| faults.into_iter().map(|(key, _)| key).collect();
        (names(book.open()), names(over))
    }

    #[test]
    fn twice_in_a_row_is_a_fault_and_twice_in_a_row_is_its_end() {
        let mut book = WatchBook::default();
        for (second, (found, open, over)) in (0..).zip([
            ("a", "", ""),
            ("", "", ""),
            ("a", "", ""),
            ("ab", "a", ""),
            ("b", "b", ""),
            ("ab", "ab", ""),
            ("b", "b", ""),
            ("b", "b", "a"),
            ("", "", ""),
            ("", "", "b"),
            ("a", "", ""),
        ]) {
            assert_eq!(look(&mut book, found, second), (open.to_owned(), over.to_owned()), "at {second}");
        }
    }

    #[test]
    fn a_fault_remembers_when_it_began_and_who_knows() {
        let mut book = WatchBook::default();
        look(&mut book, "a", 10);
        look(&mut book, "a", 20);
        book.tell(&'a', 2);
        let (_, fault) = book.open()[0];
        assert_eq!((fault.since.as_second(), fault.told), (10, 2));
        look(&mut book, "", 30);
        let over = book.note(&BTreeSet::new(), Timestamp::from_second(40).unwrap());
        assert_eq!((over.len(), over[0].1.told), (1, 2));
    }
}
