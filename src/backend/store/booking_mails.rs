//! The mails that tell both sides of a booking what became of it, and the one that reminds them.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    entities::{booking, outbox_mail},
    mails::{MailOf, MailState},
};
use crate::intake::{MailKind, PersonId, SubmissionId, bookings::BookingState};

/// How long before it begins somebody is reminded.
const REMINDER_HOURS: i64 = 24;

/// What there is to tell of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BookingNews {
    /// It is one now, from this state on.
    New,
    /// It has another time.
    Moved,
    /// It is with somebody else.
    HandedOver,
    /// It has an address to meet at.
    Joined,
    /// It was given back, or is over, from this state on.
    Over(BookingState),
}

/// The mails that tell news of a booking as it stands now. Each is one for each change.
pub(super) fn mails_about(row: &booking::Model, news: BookingNews, now: Timestamp) -> Vec<outbox_mail::Model> {
    let of = MailOf { person: PersonId(row.person_id), submission: SubmissionId(row.submission_id) };
    let state = BookingState::parse(&row.state);
    let is_booked = state == Some(BookingState::Booked);
    let visitor = match news {
        BookingNews::New | BookingNews::Moved | BookingNews::HandedOver if state == Some(BookingState::Unconfirmed) => {
            Some(MailKind::AddressConfirmation)
        }
        BookingNews::New if is_booked => Some(MailKind::BookingConfirmed),
        BookingNews::Moved | BookingNews::HandedOver if is_booked => Some(MailKind::BookingChanged),
        BookingNews::Joined if is_booked => Some(MailKind::BookingAddress),
        BookingNews::Over(_) if state == Some(BookingState::Cancelled) => Some(MailKind::BookingCancelled),
        _ => None,
    };
    // The other side hears of a booking once it is one.
    let host = match news {
        BookingNews::New | BookingNews::HandedOver if is_booked => Some(MailKind::HostBooked),
        BookingNews::Moved | BookingNews::Joined if is_booked => Some(MailKind::HostChanged),
        BookingNews::Over(BookingState::Booked) => Some(MailKind::HostCancelled),
        _ => None,
    };
    let once = row.sequence.to_string();
    let mut mails: Vec<outbox_mail::Model> = Vec::new();
    mails.extend(visitor.filter(|_| row.lookup.is_some()).map(|kind| of.row(kind, &once, now)));
    mails.extend(host.filter(|_| row.host_mail.is_some()).map(|kind| of.row(kind, &once, now)));
    if is_booked && row.lookup.is_some() && news != BookingNews::Joined {
        mails.extend(reminder(row, of, now));
    }
    mails
}

/// A reminder for this time, unless that is so near that the mail about the booking itself reminds enough.
fn reminder(row: &booking::Model, of: MailOf, now: Timestamp) -> Option<outbox_mail::Model> {
    let start = Timestamp::from_millisecond(row.starts_at).ok()?;
    let due = start.checked_sub(SignedDuration::from_hours(REMINDER_HOURS)).ok()?;
    (due > now).then(|| outbox_mail::Model {
        due_at: due.as_millisecond(),
        ..of.row(MailKind::BookingReminder, &row.starts_at.to_string(), now)
    })
}

/// Takes back reminders that nobody has sent yet.
pub(super) async fn drop_reminders(submission: SubmissionId, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    outbox_mail::Entity::delete_many()
        .filter(outbox_mail::Column::SubmissionId.eq(submission.0))
        .filter(outbox_mail::Column::Kind.eq(MailKind::BookingReminder.name()))
        .filter(outbox_mail::Column::State.eq(MailState::Waiting.name()))
        .exec(db)
        .await?;
    Ok(())
}
