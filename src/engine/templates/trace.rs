//! Records, for the length of one render on one thread, what was asked and the fingerprint of each answer.
//!
//! A variable of the thread, because Tera leaves no other way: a function gets its arguments and a `State` of which only
//! the template's own variables can be read. What is put among them does not reach components, which see nothing of
//! their caller's, nor the filters of an inner render. A render stays on its thread from beginning to end. Nothing is
//! hashed while no recording runs.

use std::cell::RefCell;

use super::{fingerprint::Fingerprint, query::Query};
use tsubame_model::source::SourcePath;

/// What a render asked for, sorted and without repetitions, and whether chance played a part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Questions with the fingerprint of their answers.
    pub asked: Vec<(Query, Fingerprint)>,
    /// Images by the path that was asked for, each with the content file that asked, for messages about the image.
    pub images: Vec<(String, SourcePath)>,
    /// Whether a result must not be kept.
    pub is_volatile: bool,
}

thread_local! {
    static RECORDER: RefCell<Option<Trace>> = const { RefCell::new(None) };
}

/// A running recording. Dropping it without [`Recording::finish`] discards what was recorded.
pub(super) struct Recording {
    outer: Option<Trace>,
}

impl Recording {
    /// Begins a recording; one that already runs is set aside until this one ends.
    pub fn start() -> Self {
        Self { outer: RECORDER.replace(Some(Trace::default())) }
    }

    /// Ends the recording.
    pub fn finish(mut self) -> Trace {
        let mut trace = RECORDER.replace(self.outer.take()).unwrap_or_default();
        // Dropping `self` now puts back what was just put back.
        self.outer = RECORDER.take();
        trace.asked.sort();
        trace.asked.dedup();
        trace.images.sort();
        trace.images.dedup();
        trace
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        RECORDER.set(self.outer.take());
    }
}

/// Whether a recording runs on this thread.
pub(super) fn is_active() -> bool {
    RECORDER.with_borrow(Option::is_some)
}

/// Records an answer, if a recording runs.
pub(super) fn record(query: &Query, fingerprint: Fingerprint) {
    RECORDER.with_borrow_mut(|trace| {
        if let Some(trace) = trace {
            trace.asked.push((query.clone(), fingerprint));
        }
    });
}

/// Records which content file asks for an image, if a recording runs.
pub(super) fn record_image(path: &str, asker: &SourcePath) {
    RECORDER.with_borrow_mut(|trace| {
        if let Some(trace) = trace {
            trace.images.push((path.to_owned(), asker.clone()));
        }
    });
}

/// Records that the result depends on chance, if a recording runs.
pub(super) fn mark_volatile() {
    RECORDER.with_borrow_mut(|trace| {
        if let Some(trace) = trace {
            trace.is_volatile = true;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recordings_nest_and_end() {
        let query = Query::Variable("A".to_owned());
        let fingerprint = Fingerprint([1; 32]);
        assert!(!is_active());
        let outer = Recording::start();
        record(&query, fingerprint);
        record(&query, fingerprint);
        let inner = Recording::start();
        mark_volatile();
        assert!(inner.finish().is_volatile);
        drop(Recording::start());
        assert!(is_active());
        assert_eq!(outer.finish(), Trace { asked: vec![(query, fingerprint)], ..Trace::default() });
        assert!(!is_active());
    }
}
