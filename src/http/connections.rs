//! The connections that are open, and which of them goes when one too many comes.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use tokio::sync::oneshot;

/// Names an open connection.
pub(crate) type ConnectionId = u64;

/// All open connections of a server.
#[derive(Debug, Default)]
pub(crate) struct OpenConnections(Mutex<ConnectionOrder>);

/// Connections in the order in which they go.
#[derive(Debug, Default)]
struct ConnectionOrder {
    /// Counts what happens.
    clock: u64,
    next: ConnectionId,
    /// The use of each, and how to end it.
    open: BTreeMap<ConnectionId, (LastUse, oneshot::Sender<()>)>,
    /// The same, the first to go first.
    order: BTreeMap<LastUse, ConnectionId>,
}

/// Whether a connection was ever used, and when it last was. What was opened and never used goes first.
type LastUse = (bool, u64);

impl OpenConnections {
    /// A place for one more. If `most` are open, the one that has been silent for longest hears that it has lost its own;
    /// those that never took or gave a byte go before all others.
    pub fn enter(&self, most: usize) -> (ConnectionId, oneshot::Receiver<()>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.open.len() >= most.max(1)
            && let Some((_, silent)) = state.order.pop_first()
            && let Some((_, evict)) = state.open.remove(&silent)
        {
            let _ = evict.send(());
        }
        let (evict, evicted) = oneshot::channel();
        let id = state.next;
        state.next += 1;
        state.clock += 1;
        let now = (false, state.clock);
        state.open.insert(id, (now, evict));
        state.order.insert(now, id);
        (id, evicted)
    }

    /// A connection has taken or given a byte.
    pub fn note_progress(&self, id: ConnectionId) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.clock += 1;
        let now = (true, state.clock);
        let Some((then, _)) = state.open.get_mut(&id) else { return };
        let before = std::mem::replace(then, now);
        state.order.remove(&before);
        state.order.insert(now, id);
    }

    /// A connection has ended.
    pub fn leave(&self, id: ConnectionId) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((then, _)) = state.open.remove(&id) {
            state.order.remove(&then);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_silent_gives_way() {
        let open = OpenConnections::default();
        let (first, mut first_end) = open.enter(2);
        let (_, mut second_end) = open.enter(2);
        open.note_progress(first);
        // The second came later, but has never been used.
        let (third, mut third_end) = open.enter(2);
        assert!(second_end.try_recv().is_ok() && first_end.try_recv().is_err() && third_end.try_recv().is_err());
        open.leave(third);
        let (_, mut fourth_end) = open.enter(2);
        assert!(first_end.try_recv().is_err() && fourth_end.try_recv().is_err(), "a place was free");
        open.leave(third);
        open.note_progress(third);
        let state = open.0.lock().unwrap();
        assert_eq!((state.open.len(), state.order.len()), (2, 2));
    }
}
