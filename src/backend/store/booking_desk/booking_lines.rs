//! Talks as lines of a calendar. Who booked is read for whoever may see it, and the audit log knows that it was.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    intake::{AttendeeField, PersonId, SubmissionId, bookings::BookingMark},
    store::{
        BookingView, Store,
        audit::AuditEntry,
        entities::{booking, booking_mark},
        event_day::OpenedAnswers,
    },
};

/// A talk in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingLine {
    /// How it stands.
    pub view: BookingView,
    /// The record of whoever booked.
    pub record: PersonId,
    /// What became of it, where somebody said so.
    pub mark: Option<BookingMark>,
}

impl Store {
    /// All talks that begin from one time to before another, by their time, whatever became of them.
    pub async fn booking_lines(&self, from: Timestamp, until: Timestamp) -> anyhow::Result<Vec<BookingLine>> {
        let db = &self.databases.readers;
        let rows = booking::Entity::find()
            .filter(booking::Column::StartsAt.gte(from.as_millisecond()))
            .filter(booking::Column::StartsAt.lt(until.as_millisecond()))
            .order_by_asc(booking::Column::StartsAt)
            .order_by_asc(booking::Column::Id);
        read_lines(&rows.all(db).await?, db).await
    }

    /// What those are called who booked some talks, for an account that is written down. Of whoever is erased there is none.
    pub async fn visitor_names(
        &self,
        lines: &[BookingLine],
        actor: &str,
    ) -> anyhow::Result<BTreeMap<SubmissionId, String>> {
        if lines.is_empty() {
            return Ok(BTreeMap::new());
        }
        let (at, actor, action) = (Timestamp::now(), actor.to_owned(), "bookings.listed");
        self.write(AuditEntry { at, actor, action, person: None, subject: None }).await?;
        let ids: Vec<(Uuid, PersonId)> = lines.iter().map(|line| (line.view.submission.0, line.record)).collect();
        let answers = OpenedAnswers::of(&ids, &self.keys, &self.databases.readers).await?;
        let name = |(submission, _): &(Uuid, PersonId)| {
            (SubmissionId(*submission), answers.text(*submission, AttendeeField::Name))
        };
        Ok(ids.iter().map(name).filter(|(_, name)| !name.is_empty()).collect())
    }
}

/// Rows as lines, in their order.
pub(super) async fn read_lines(rows: &[booking::Model], db: &impl ConnectionTrait) -> anyhow::Result<Vec<BookingLine>> {
    let of = booking_mark::Column::BookingId.is_in(rows.iter().map(|row| row.id));
    let marks = booking_mark::Entity::find().filter(of).all(db).await?;
    let line = |row: &booking::Model| {
        let mark = marks.iter().find(|mark| mark.booking_id == row.id);
        let mark = mark.map(|mark| BookingMark::parse(&mark.mark).context("a mark of a booking is unknown"));
        Ok(BookingLine { view: BookingView::of(row)?, record: PersonId(row.person_id), mark: mark.transpose()? })
    };
    rows.iter().map(line).collect()
}
