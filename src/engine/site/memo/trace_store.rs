//! Results by key, each with what it was made from, and the check whether that is still so.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use super::Fingerprint;
use crate::templates::{Engine, Query, Trace};
use tsubame_model::source::SourcePath;

/// Results of one kind.
pub struct TraceStore<V> {
    traces: HashMap<String, StoredTrace<V>>,
    observations: ObservationTable,
}

impl<V> Default for TraceStore<V> {
    fn default() -> Self {
        Self { traces: HashMap::new(), observations: ObservationTable::default() }
    }
}

/// One result with what it depends on.
struct StoredTrace<V> {
    /// Of all that it was made from beside answers.
    root: Fingerprint,
    /// Numbers of what was asked and answered.
    asked: Box<[usize]>,
    /// Images by the path that was asked for, and who asked.
    images: Box<[(String, SourcePath)]>,
    value: V,
    /// Whether the build that runs has found it.
    is_used: AtomicBool,
}

/// What was asked, and the fingerprint of the answer.
type Observation = (Query, Fingerprint);

/// Every observation once: pages of one site ask mostly the same questions and get the same answers, hundreds of them
/// where each page links to all others.
#[derive(Default)]
struct ObservationTable {
    all: Vec<Arc<Observation>>,
    numbers: HashMap<Arc<Observation>, usize>,
}

impl ObservationTable {
    fn find(&self, observation: &Observation) -> Option<usize> {
        self.numbers.get(observation).copied()
    }

    /// The number of an observation that is in the table from now on.
    fn number(&mut self, observation: Observation) -> usize {
        self.find(&observation).unwrap_or_else(|| self.push(Arc::new(observation)))
    }

    /// Adds one that is not in the table.
    fn push(&mut self, observation: Arc<Observation>) -> usize {
        let number = self.all.len();
        self.all.push(Arc::clone(&observation));
        self.numbers.insert(observation, number);
        number
    }
}

/// A store as one build sees it: each query is asked at most once, whoever depends on it.
pub struct Revision<'a, V> {
    store: &'a TraceStore<V>,
    engine: &'a Engine,
    /// By number: whether the answer is still the observed one.
    holding: Vec<OnceLock<bool>>,
    found: AtomicUsize,
    fresh: Mutex<Inserts<V>>,
}

/// What a build has made on top of what was kept.
pub struct Inserts<V> {
    made: Vec<(String, StoredTrace<V>)>,
    /// Those that the store does not have; their numbers go on where its numbers end.
    observations: ObservationTable,
}

impl<V: Clone + Send + Sync> TraceStore<V> {
    /// Begins a build; `None` when its engine does not trace, as then nothing can be kept.
    pub fn begin_revision<'a>(&'a self, engine: &'a Engine) -> Option<Revision<'a, V>> {
        engine.is_tracing().then(|| Revision {
            store: self,
            engine,
            holding: self.observations.all.iter().map(|_| OnceLock::new()).collect(),
            found: AtomicUsize::new(0),
            fresh: Mutex::new(Inserts { made: Vec::new(), observations: ObservationTable::default() }),
        })
    }

    /// Puts in what is new, and throws out what the build has neither found nor made.
    pub fn apply(&mut self, Inserts { made, observations }: Inserts<V>) {
        self.traces.retain(|_, kept| std::mem::take(kept.is_used.get_mut()));
        for observation in observations.all {
            self.observations.push(observation);
        }
        self.traces.extend(made);
        self.forget_observations();
    }

    /// How many observations are known.
    #[cfg(test)]
    pub fn observations(&self) -> usize {
        self.observations.all.len()
    }

    /// Drops what no result depends on any more, once that is as much as the rest.
    fn forget_observations(&mut self) {
        let mut is_asked = vec![false; self.observations.all.len()];
        self.traces.values().flat_map(|kept| &kept.asked).for_each(|number| is_asked[*number] = true);
        let asked = is_asked.iter().filter(|is_asked| **is_asked).count();
        if self.observations.all.len() <= 2 * asked {
            return;
        }
        let old = std::mem::take(&mut self.observations);
        let numbers: Vec<usize> = std::iter::zip(old.all, is_asked)
            .map(|(observation, is_asked)| if is_asked { self.observations.push(observation) } else { 0 })
            .collect();
        for number in self.traces.values_mut().flat_map(|kept| &mut kept.asked) {
            *number = numbers[*number];
        }
    }
}

impl<V: Clone> Revision<'_, V> {
    /// The result under a key, if it would come out the same in this build.
    pub fn find(&self, key: &str, root: &Fingerprint) -> Option<V> {
        let kept = self.store.traces.get(key)?;
        if kept.root != *root || !kept.asked.iter().all(|number| self.holds(*number)) {
            return None;
        }
        kept.asked.iter().for_each(|number| self.engine.repeat(&self.store.observations.all[*number].0));
        self.engine.note_images(&kept.images);
        kept.is_used.store(true, Ordering::Relaxed);
        self.found.fetch_add(1, Ordering::Relaxed);
        Some(kept.value.clone())
    }

    /// Keeps a result for later builds, unless it depends on chance.
    pub fn keep(&self, key: &str, root: Fingerprint, trace: Trace, value: &V) {
        if trace.is_volatile {
            return;
        }
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        let known = &self.store.observations;
        let number = |observation: Observation| {
            known.find(&observation).unwrap_or_else(|| known.all.len() + fresh.observations.number(observation))
        };
        let asked = trace.asked.into_iter().map(number).collect();
        let (images, value, is_used) = (trace.images.into(), value.clone(), AtomicBool::new(false));
        fresh.made.push((key.to_owned(), StoredTrace { root, asked, images, value, is_used }));
    }

    /// How many results were found so far.
    pub fn found(&self) -> usize {
        self.found.load(Ordering::Relaxed)
    }

    /// Ends the build's use of the store.
    pub fn finish(self) -> Inserts<V> {
        self.fresh.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn holds(&self, number: usize) -> bool {
        *self.holding[number].get_or_init(|| {
            let (query, observed) = &*self.store.observations.all[number];
            self.engine.fingerprint(query) == *observed
        })
    }
}
