//! One talk with both its sides, as somebody of the staff opens it.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::booking_lines::{BookingLine, read_lines};
use crate::{
    intake::{AttendeeField, PersonId, SubmissionId},
    store::{
        StaffReason, Store, audit::AuditEntry, booking_facts::host_address_of, booking_reasons::reason_place,
        booking_view::of_submission, entities::booking_reason, event_day::OpenedAnswers, persons::RecordKeys,
        slot_request::join_place,
    },
};

/// A talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingRecord {
    /// As it stands in lists.
    pub line: BookingLine,
    /// What whoever booked is called; empty for whoever may not know that.
    pub visitor: String,
    /// The address at work of the other side.
    pub host_mail: Option<String>,
    /// From when until when it was to be before it was moved last.
    pub before: Option<(Timestamp, Timestamp)>,
    /// What it was called before that, where it is with somebody else since.
    pub before_title: Option<String>,
    /// Where its two sides meet by video.
    pub join_address: Option<String>,
    /// Whether that is the address of the host for all who have none of their own.
    pub is_host_address: bool,
    /// Why staff changed it, oldest first; none for whoever may not know whose it is.
    pub reasons: Vec<StaffReason>,
}

impl Store {
    /// The talk that was booked by a submission, for an account that is written down; `None` if there is none. Who booked, and what was
    /// written of them, is read for whoever may open persons alone.
    pub async fn booking_record(
        &self,
        submission: SubmissionId,
        opens_persons: bool,
        actor: &str,
    ) -> anyhow::Result<Option<BookingRecord>> {
        let db = &self.databases.readers;
        let Some(row) = of_submission(submission).one(db).await? else { return Ok(None) };
        let Some(line) = read_lines(std::slice::from_ref(&row), db).await?.pop() else { return Ok(None) };
        let record = PersonId(row.person_id);
        self.write(AuditEntry {
            at: Timestamp::now(),
            actor: actor.to_owned(),
            action: "booking.opened",
            person: Some(record),
            subject: Some(row.id),
        })
        .await?;
        let keys = RecordKeys::read(&[record], &self.keys, db).await?;
        let (mut visitor, mut reasons) = (String::new(), Vec::new());
        if opens_persons {
            let answers = OpenedAnswers::of(&[(submission.0, record)], &self.keys, db).await?;
            visitor = answers.text(submission.0, AttendeeField::Name);
            reasons = read_booking_reasons(row.id, &keys, db).await?;
        }
        let own = match (&row.join_sealed, keys.of(record)) {
            (Some(sealed), Some(key)) => Some(String::from_utf8(key.open(join_place(record), sealed)?)?),
            _ => None,
        };
        let of_host = if own.is_none() { host_address_of(&row, db).await? } else { None };
        let time = |at: Option<i64>| at.map(Timestamp::from_millisecond).transpose();
        Ok(Some(BookingRecord {
            line,
            visitor,
            host_mail: row.host_mail,
            before: time(row.moved_from)?.zip(time(row.moved_until)?),
            before_title: row.moved_title,
            is_host_address: of_host.is_some(),
            join_address: own.or(of_host),
            reasons,
        }))
    }
}

async fn read_booking_reasons(
    booking: Uuid,
    keys: &RecordKeys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<StaffReason>> {
    let rows = booking_reason::Entity::find()
        .filter(booking_reason::Column::BookingId.eq(booking))
        .order_by_asc(booking_reason::Column::At)
        .order_by_asc(booking_reason::Column::Id);
    let mut reasons = Vec::new();
    for row in rows.all(db).await? {
        let person = PersonId(row.person_id);
        let Some(key) = keys.of(person) else { continue };
        let text = String::from_utf8(key.open(reason_place(person), &row.sealed)?)?;
        let at = Timestamp::from_millisecond(row.at)?;
        reasons.push(StaffReason { action: row.action, at, by: row.account, text, from: None, to: None });
    }
    Ok(reasons)
}
