//! A booking as a mail tells it, with the address at which its two sides meet.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use tsubame_model::schema::Channel;
use uuid::Uuid;

use super::{
    PersonKey,
    booking_view::{BookingView, of_submission},
    entities::{booking, host_address, host_notice},
    mails::was_written,
    slot_request::join_place,
};
use crate::intake::{MailKind, PersonId, SubmissionId, bookings::BookingState};

/// A booking as a mail tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingFacts {
    /// How it stands.
    pub view: BookingView,
    /// What its calendar entry is called.
    pub id: Uuid,
    /// How often it has changed.
    pub sequence: u32,
    /// From when until when it was to be before it was moved last.
    pub before: Option<(Timestamp, Timestamp)>,
    /// What it was called before that, where it is with somebody else since.
    pub before_title: Option<String>,
    /// Where its two sides meet by video.
    pub join_address: Option<String>,
    /// The address at work of the other side.
    pub host_mail: Option<String>,
    /// Whether it was given back, and a mail had brought its entry for calendars.
    pub has_calendar_entry: bool,
}

/// What a mail is about, as far as it tells which booking that is.
#[derive(Clone, Copy, Debug)]
pub(super) struct MailSubject<'a> {
    pub kind: MailKind,
    pub person: PersonId,
    pub submission: SubmissionId,
    /// The keyed hash of the address.
    pub lookup: &'a [u8],
    /// The time that was asked for.
    pub wish: Option<Timestamp>,
}

/// The booking that a mail is about: the one that came of its submission, or, where none came, since the person is booked
/// about that time already, the one that is nearest to it. `key` is the person's key.
pub(super) async fn booking_facts(
    about: MailSubject<'_>,
    key: &PersonKey,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<BookingFacts>> {
    let own = of_submission(about.submission).one(db).await?;
    let row = match own {
        None if about.kind == MailKind::AlreadyRegistered => nearest_of(about, db).await?,
        own => own,
    };
    let Some(row) = row else { return Ok(None) };
    let submission = SubmissionId(row.submission_id);
    let is_given_back = row.state == BookingState::Cancelled.name();
    let has_calendar_entry =
        is_given_back && was_written(MailKind::BookingConfirmed, submission, row.sequence, db).await?;
    let facts = facts(&row, about.person, key)?;
    // The other side of another submission's booking may be anybody: what is said of it says no address.
    let is_own = row.person_id == about.person.0;
    let join_address = match facts.join_address {
        None if is_own => host_address_of(&row, db).await?,
        own => own,
    };
    Ok(Some(BookingFacts { join_address, has_calendar_entry, ..facts }))
}

/// The booking of somebody who is erased, as the other side is told that it is off; `None` if the mail is about no such one.
pub(super) async fn erased_booking_facts(
    mail: Uuid,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<BookingFacts>> {
    let Some(row) = host_notice::Entity::find_by_id(mail).one(db).await? else { return Ok(None) };
    let view = BookingView {
        submission: SubmissionId(Uuid::nil()),
        booking: row.booking,
        resource: row.resource,
        title: row.title,
        channel: Channel::parse(&row.channel).context("a channel of a booking is unknown")?,
        state: BookingState::Cancelled,
        starts_at: Timestamp::from_millisecond(row.starts_at)?,
        ends_at: Timestamp::from_millisecond(row.ends_at)?,
        expires_at: None,
    };
    Ok(Some(BookingFacts {
        view,
        id: row.booking_id,
        sequence: u32::try_from(row.sequence)?,
        before: None,
        before_title: None,
        join_address: None,
        host_mail: Some(row.host_mail),
        has_calendar_entry: true,
    }))
}

/// Where the other side of a booking by video meets all who have no address of their own, if it has said so.
pub(super) async fn host_address_of(of: &booking::Model, db: &impl ConnectionTrait) -> anyhow::Result<Option<String>> {
    if of.channel != Channel::Video.name() {
        return Ok(None);
    }
    Ok(host_address::Entity::find_by_id(of.resource.clone()).one(db).await?.map(|row| row.address))
}

/// The booking of an address that has its time, and is in the way of the time that was asked for: the nearest to it.
async fn nearest_of(about: MailSubject<'_>, db: &impl ConnectionTrait) -> anyhow::Result<Option<booking::Model>> {
    let with_time = [BookingState::Unconfirmed, BookingState::Booked].map(BookingState::name);
    let rows = booking::Entity::find()
        .filter(booking::Column::Lookup.eq(about.lookup.to_vec()))
        .filter(booking::Column::State.is_in(with_time))
        .order_by_desc(booking::Column::CreatedAt)
        .all(db)
        .await?;
    let distance = |row: &booking::Model| about.wish.map(|wish| row.starts_at.abs_diff(wish.as_millisecond()));
    Ok(rows.into_iter().min_by_key(distance))
}

fn facts(row: &booking::Model, person: PersonId, key: &PersonKey) -> anyhow::Result<BookingFacts> {
    let time = |at: Option<i64>| at.map(Timestamp::from_millisecond).transpose();
    // Of another submission's person the address is sealed with another key; the mail leads there, and does not say it.
    let is_own = row.person_id == person.0;
    let sealed = row.join_sealed.as_ref().filter(|_| is_own);
    let opened = sealed.map(|sealed| key.open(join_place(person), sealed)).transpose()?;
    Ok(BookingFacts {
        view: BookingView::of(row)?,
        id: row.id,
        sequence: u32::try_from(row.sequence)?,
        before: time(row.moved_from)?.zip(time(row.moved_until)?),
        before_title: row.moved_title.clone(),
        join_address: opened.map(String::from_utf8).transpose()?,
        host_mail: row.host_mail.clone(),
        has_calendar_entry: false,
    })
}
