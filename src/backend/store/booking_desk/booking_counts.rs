//! How many talks there were in a month, and what became of them. Those whose person is gone count on.

use std::collections::BTreeMap;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{
    intake::{
        bookings::{BookingMark, BookingState},
        calendar::instant_in_japan,
    },
    store::{
        Store,
        entities::{booking, booking_mark, counted_booking},
    },
};

/// Talks of one kind in a month, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BookingCounts {
    /// Those that were booked: held or not, or nobody has said.
    pub booked: u64,
    /// Of these, those that were held.
    pub held: u64,
    /// Those to which whoever booked did not come.
    pub visitor_absent: u64,
    /// Those to which the counsellor or company did not come.
    pub host_absent: u64,
    /// Those that were given back.
    pub cancelled: u64,
}

impl BookingCounts {
    fn add(&mut self, state: &str, mark: Option<&str>) {
        match BookingState::parse(state) {
            Some(BookingState::Booked) => self.booked += 1,
            Some(BookingState::Cancelled) => self.cancelled += 1,
            _ => {}
        }
        match mark.and_then(BookingMark::parse) {
            Some(BookingMark::Held) => self.held += 1,
            Some(BookingMark::VisitorAbsent) => self.visitor_absent += 1,
            Some(BookingMark::HostAbsent) => self.host_absent += 1,
            None => {}
        }
    }
}

impl Store {
    /// The talks that were to be in the month of a day, by the names of their definitions.
    pub async fn booking_counts(&self, day: Date) -> anyhow::Result<BTreeMap<String, BookingCounts>> {
        let db = &self.databases.readers;
        let first = day.first_of_month();
        let begin = |day: Date| instant_in_japan(day.to_datetime(Time::midnight()));
        let [from, until] = [begin(first), begin(first.saturating_add(1.month()))]
            .map(|at| at.unwrap_or(Timestamp::MAX).as_millisecond());
        let rows: Vec<(Uuid, String, String)> = booking::Entity::find()
            .select_only()
            .columns([booking::Column::Id, booking::Column::Booking, booking::Column::State])
            .filter(booking::Column::StartsAt.gte(from))
            .filter(booking::Column::StartsAt.lt(until))
            .into_tuple()
            .all(db)
            .await?;
        let of = booking_mark::Column::BookingId.is_in(rows.iter().map(|(id, ..)| *id));
        let marks = booking_mark::Entity::find().filter(of).all(db).await?;
        let mut counts: BTreeMap<String, BookingCounts> = BTreeMap::new();
        for (id, name, state) in rows {
            let mark = marks.iter().find(|mark| mark.booking_id == id).map(|mark| mark.mark.as_str());
            counts.entry(name).or_default().add(&state, mark);
        }
        let month = first.strftime("%Y-%m").to_string();
        let gone = counted_booking::Entity::find().filter(counted_booking::Column::Month.eq(month));
        for row in gone.all(db).await? {
            counts.entry(row.booking).or_default().add(&row.state, row.mark.as_deref());
        }
        Ok(counts)
    }
}
