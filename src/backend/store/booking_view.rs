//! How a booking stands: what pages, mails and staff are told of it.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use tsubame_model::schema::Channel;

use super::entities::booking;
use crate::intake::{
    SubmissionId,
    bookings::{BookingState, BookingStatus},
};

/// How a booking stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingView {
    /// The submission that it came of, to which its links lead.
    pub submission: SubmissionId,
    /// The name of its definition.
    pub booking: String,
    /// The key of the counsellor or company.
    pub resource: String,
    /// What is booked and with whom, as people read it.
    pub title: String,
    /// How they meet.
    pub channel: Channel,
    /// What it is.
    pub state: BookingState,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// When the time of an unconfirmed one is given to others.
    pub expires_at: Option<Timestamp>,
}

impl BookingView {
    pub(super) fn of(row: &booking::Model) -> anyhow::Result<Self> {
        let BookingStatus { state, starts_at, expires_at } = status(row)?;
        Ok(Self {
            submission: SubmissionId(row.submission_id),
            booking: row.booking.clone(),
            resource: row.resource.clone(),
            title: row.title.clone(),
            channel: Channel::parse(&row.channel).context("a channel of a booking is unknown")?,
            state,
            starts_at,
            ends_at: Timestamp::from_millisecond(row.ends_at)?,
            expires_at,
        })
    }

    /// What actions look at.
    pub fn status(&self) -> BookingStatus {
        BookingStatus { state: self.state, starts_at: self.starts_at, expires_at: self.expires_at }
    }
}

/// A booking as far as actions look at it.
pub(super) fn status(row: &booking::Model) -> anyhow::Result<BookingStatus> {
    Ok(BookingStatus {
        state: BookingState::parse(&row.state).context("a state of a booking is unknown")?,
        starts_at: Timestamp::from_millisecond(row.starts_at)?,
        expires_at: row.expires_at.map(Timestamp::from_millisecond).transpose()?,
    })
}

/// The booking that came of a submission.
pub(super) fn of_submission(submission: SubmissionId) -> Select<booking::Entity> {
    booking::Entity::find().filter(booking::Column::SubmissionId.eq(submission.0))
}

/// Bookings that begin from a time on and are not over, by their time.
pub(super) async fn find_upcoming(from: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<Vec<BookingView>> {
    let over = [BookingState::Cancelled, BookingState::Lapsed].map(BookingState::name);
    let rows = booking::Entity::find()
        .filter(booking::Column::StartsAt.gte(from.as_millisecond()))
        .filter(booking::Column::State.is_not_in(over))
        .order_by_asc(booking::Column::StartsAt)
        .order_by_asc(booking::Column::Id)
        .all(db)
        .await?;
    rows.iter().map(BookingView::of).collect()
}

/// The submissions whose unconfirmed bookings are over their time.
pub(super) async fn find_expired(now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<Vec<SubmissionId>> {
    let rows = booking::Entity::find()
        .filter(booking::Column::State.eq(BookingState::Unconfirmed.name()))
        .filter(booking::Column::ExpiresAt.lte(now.as_millisecond()))
        .order_by_asc(booking::Column::ExpiresAt)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| SubmissionId(row.submission_id)).collect())
}
