//! Results by key, each with what it was made from, and the check whether that is still so.

use std::{
    collections::HashMap,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use super::Fingerprint;
use crate::templates::{Engine, Query, Trace};
use tsubame_model::source::SourcePath;

/// Results of one kind.
#[derive(Default)]
pub struct TraceStore<V> {
    traces: HashMap<String, StoredTrace<V>>,
    queries: QueryTable,
}

/// One result with what it depends on.
struct StoredTrace<V> {
    /// Of all that it was made from beside answers.
    root: Fingerprint,
    /// Numbers of queries, and the answers' fingerprints.
    asked: Box<[(usize, Fingerprint)]>,
    /// Images by the path that was asked for, and who asked.
    images: Box<[(String, SourcePath)]>,
    value: V,
    /// Whether the build that runs has found it.
    is_used: AtomicBool,
}

/// Every query once: pages of one site ask mostly the same ones.
#[derive(Default)]
struct QueryTable {
    all: Vec<Query>,
    numbers: HashMap<Query, usize>,
}

impl QueryTable {
    fn number(&mut self, query: Query) -> usize {
        if let Some(number) = self.numbers.get(&query) {
            return *number;
        }
        let number = self.all.len();
        self.all.push(query.clone());
        self.numbers.insert(query, number);
        number
    }
}

/// A store as one build sees it: each query is asked at most once, whoever depends on it.
pub struct Revision<'a, V> {
    store: &'a TraceStore<V>,
    engine: &'a Engine,
    answers: Vec<OnceLock<Fingerprint>>,
    found: AtomicUsize,
    fresh: Mutex<Vec<Fresh<V>>>,
}

/// A result that the build has made anew.
struct Fresh<V> {
    key: String,
    root: Fingerprint,
    trace: Trace,
    value: V,
}

/// What a build has made on top of what was kept.
pub struct Inserts<V>(Vec<Fresh<V>>);

impl<V: Clone + Send + Sync> TraceStore<V> {
    /// Begins a build; `None` when its engine does not trace, as then nothing can be kept.
    pub fn begin_revision<'a>(&'a self, engine: &'a Engine) -> Option<Revision<'a, V>> {
        engine.is_tracing().then(|| Revision {
            store: self,
            engine,
            answers: self.queries.all.iter().map(|_| OnceLock::new()).collect(),
            found: AtomicUsize::new(0),
            fresh: Mutex::default(),
        })
    }

    /// Puts in what is new, and throws out what the build has neither found nor made.
    pub fn apply(&mut self, Inserts(fresh): Inserts<V>) {
        self.traces.retain(|_, kept| std::mem::take(kept.is_used.get_mut()));
        for Fresh { key, root, trace, value } in fresh {
            let asked = trace.asked.into_iter();
            let asked = asked.map(|(query, print)| (self.queries.number(query), print)).collect();
            let images = trace.images.into();
            self.traces.insert(key, StoredTrace { root, asked, images, value, is_used: AtomicBool::new(false) });
        }
        self.forget_queries();
    }

    /// How many queries are known.
    #[cfg(test)]
    pub fn queries(&self) -> usize {
        self.queries.all.len()
    }

    /// Drops queries that nobody asks any more, once they are as many as the others.
    fn forget_queries(&mut self) {
        let mut is_asked = vec![false; self.queries.all.len()];
        self.traces.values().flat_map(|kept| &kept.asked).for_each(|(number, _)| is_asked[*number] = true);
        let asked = is_asked.iter().filter(|is_asked| **is_asked).count();
        if self.queries.all.len() <= 2 * asked {
            return;
        }
        let old = std::mem::take(&mut self.queries);
        for (number, _) in self.traces.values_mut().flat_map(|kept| &mut kept.asked) {
            *number = self.queries.number(old.all[*number].clone());
        }
    }
}

impl<V: Clone> Revision<'_, V> {
    /// The result under a key, if it would come out the same in this build.
    pub fn find(&self, key: &str, root: &Fingerprint) -> Option<V> {
        let kept = self.store.traces.get(key)?;
        let holds = |(number, print): &(usize, Fingerprint)| self.answer(*number) == *print;
        if kept.root != *root || !kept.asked.iter().all(holds) {
            return None;
        }
        kept.asked.iter().for_each(|(number, _)| self.engine.repeat(&self.store.queries.all[*number]));
        self.engine.note_images(&kept.images);
        kept.is_used.store(true, Ordering::Relaxed);
        self.found.fetch_add(1, Ordering::Relaxed);
        Some(kept.value.clone())
    }

    /// Keeps a result for later builds, unless it depends on chance.
    pub fn keep(&self, key: &str, root: Fingerprint, trace: Trace, value: &V) {
        if !trace.is_volatile {
            let fresh = Fresh { key: key.to_owned(), root, trace, value: value.clone() };
            self.fresh.lock().unwrap_or_else(PoisonError::into_inner).push(fresh);
        }
    }

    /// How many results were found so far.
    pub fn found(&self) -> usize {
        self.found.load(Ordering::Relaxed)
    }

    /// Ends the build's use of the store.
    pub fn finish(self) -> Inserts<V> {
        Inserts(self.fresh.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn answer(&self, number: usize) -> Fingerprint {
        *self.answers[number].get_or_init(|| self.engine.fingerprint(&self.store.queries.all[number]))
    }
}
