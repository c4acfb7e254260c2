//! How many seats are left, for the page of an event: asked by everybody who looks at it, so answered from memory, which is a
//! second old at most.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use sea_orm::DatabaseConnection;

use super::event_rows::find_event;
use crate::intake::{Attendance, SeatLedger};

/// How old an answer may be. Another process may have given out seats in between.
const FRESH: Duration = Duration::from_secs(1);

/// Most events of which counts are kept; beyond it the oldest are asked for again.
const MOST: usize = 1_000;

/// The seats of an event at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatCount {
    /// How many there are; `None` for a place that takes everybody.
    pub capacity: Option<u32>,
    /// How many are left: none as long as somebody waits.
    pub left: Option<u32>,
    /// How many seats are waited for; a thousand stands for so many or more.
    pub waiting: u32,
}

impl SeatCount {
    fn of(ledger: &SeatLedger) -> Self {
        Self { capacity: ledger.capacity, left: ledger.shown_free(), waiting: ledger.waiting }
    }
}

/// The seats of an event, by place.
pub type EventSeats = BTreeMap<Attendance, SeatCount>;

/// Counts that were asked for lately.
#[derive(Debug, Default)]
pub(super) struct SeatCounts(Mutex<BTreeMap<String, KnownSeats>>);

/// What was answered, and when. `None` is the answer for an event that is not known.
#[derive(Debug)]
struct KnownSeats {
    asked: Instant,
    seats: Option<Arc<EventSeats>>,
}

impl SeatCounts {
    /// The seats of an event; `None` if it is not known.
    pub async fn of(&self, event: &str, readers: &DatabaseConnection) -> anyhow::Result<Option<Arc<EventSeats>>> {
        if let Some(known) = self.0.lock().get(event).filter(|known| known.asked.elapsed() < FRESH) {
            return Ok(known.seats.clone());
        }
        let seats = find_event(event, readers).await?.map(|book| {
            let counted = book.places.into_iter().map(|(place, ledger)| (place, SeatCount::of(&ledger)));
            Arc::new(counted.collect())
        });
        let mut known = self.0.lock();
        known.retain(|_, known| known.asked.elapsed() < FRESH);
        if known.len() < MOST {
            known.insert(event.to_owned(), KnownSeats { asked: Instant::now(), seats: seats.clone() });
        }
        Ok(seats)
    }

    /// Forgets what this process itself has changed, so that whoever registered sees it at once.
    pub fn forget<'a>(&self, events: impl Iterator<Item = &'a String>) {
        let mut known = self.0.lock();
        for event in events {
            known.remove(event);
        }
    }
}
