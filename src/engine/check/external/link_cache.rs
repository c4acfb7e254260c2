//! What earlier runs learned of other sites, in one file beside the project.
//!
//! Nothing in it is needed: a file that is missing, damaged or of another version is an empty one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::LinkStatus;
use tsubame_model::source::{ByteStore, Wording};

/// The file's name.
const FILE: &str = "links.json";

/// Changes whenever the file would be read wrongly by another version of the program.
const VERSION: u32 = 2;

/// Links that lead somewhere rarely break within days.
const GOOD_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Whoever repairs the other site, or is told that a page moved, wants to see it soon.
const BROKEN_SECONDS: i64 = 60 * 60;

/// The file as it is written.
#[derive(Debug, Deserialize, Serialize)]
struct CacheFile {
    version: u32,
    links: BTreeMap<String, CachedLink>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct CachedLink {
    state: CachedStatus,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason_japanese: String,
    /// When it was learned, in seconds since 1970.
    at: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum CachedStatus {
    Good,
    Broken,
    NoAnchor,
}

/// What is known, and since when.
#[derive(Debug)]
pub(super) struct LinkCache {
    links: BTreeMap<String, CachedLink>,
    now: i64,
    is_believed: bool,
}

impl LinkCache {
    /// Reads what is still young enough. With `fresh` nothing of it is believed, but it is not lost either.
    pub fn read(run_state: &dyn ByteStore, now: Timestamp, fresh: bool) -> Self {
        let now = now.as_second();
        let stored: Option<CacheFile> = run_state.get(FILE).and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let mut links =
            stored.filter(|stored| stored.version == VERSION).map_or_else(BTreeMap::new, |stored| stored.links);
        links.retain(|_, entry| entry.is_young(now));
        Self { links, now, is_believed: !fresh }
    }

    /// The answer to an address.
    pub fn find(&self, address: &str) -> Option<LinkStatus> {
        let entry = self.links.get(address).filter(|_| self.is_believed)?;
        Some(match entry.state {
            CachedStatus::Good => LinkStatus::Good,
            CachedStatus::Broken => {
                LinkStatus::Broken(Wording::new(entry.reason.clone(), entry.reason_japanese.clone()))
            }
            CachedStatus::NoAnchor => LinkStatus::NoAnchor,
        })
    }

    /// Keeps an answer. That a server was not there says nothing about the next run.
    pub fn insert(&mut self, address: &str, answer: &LinkStatus) {
        let (state, reason) = match answer {
            LinkStatus::Good => (CachedStatus::Good, Wording::default()),
            LinkStatus::Broken(reason) => (CachedStatus::Broken, reason.clone()),
            LinkStatus::NoAnchor => (CachedStatus::NoAnchor, Wording::default()),
            LinkStatus::Unreached(_) => {
                self.links.remove(address);
                return;
            }
        };
        let [reason, reason_japanese] = [reason.english(), reason.japanese()].map(str::to_owned);
        self.links.insert(address.to_owned(), CachedLink { state, reason, reason_japanese, at: self.now });
    }

    /// Writes the file, whole.
    pub fn write(self, run_state: &dyn ByteStore) {
        let stored = CacheFile { version: VERSION, links: self.links };
        if let Ok(bytes) = serde_json::to_vec_pretty(&stored) {
            run_state.put(FILE, &bytes);
        }
    }
}

impl CachedLink {
    /// Whether it may still be true. What was learned in the future was learned with a wrong clock.
    fn is_young(&self, now: i64) -> bool {
        let longest = if self.state == CachedStatus::Good { GOOD_SECONDS } else { BROKEN_SECONDS };
        (0..longest).contains(&now.saturating_sub(self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_grow_old() {
        let now = 1_000_000_000;
        for (state, age, expected) in [
            (CachedStatus::Good, 0, true),
            (CachedStatus::Good, GOOD_SECONDS - 1, true),
            (CachedStatus::Good, GOOD_SECONDS, false),
            (CachedStatus::Good, -1, false),
            (CachedStatus::Broken, BROKEN_SECONDS - 1, true),
            (CachedStatus::Broken, BROKEN_SECONDS, false),
            (CachedStatus::NoAnchor, BROKEN_SECONDS, false),
        ] {
            let entry = CachedLink { state, reason: String::new(), reason_japanese: String::new(), at: now - age };
            assert_eq!(entry.is_young(now), expected, "{state:?} {age}");
        }
        let (reason, reason_japanese) = (String::new(), String::new());
        let broken = CachedLink { state: CachedStatus::Good, reason, reason_japanese, at: i64::MIN };
        assert!(!broken.is_young(now));
    }
}
