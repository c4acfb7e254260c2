//! Bookings, as handlers and staff see them.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use sea_orm::EntityTrait;
use tsubame_model::schema::{Booking, Channel};

use super::{
    BookingOutcome, BookingView, Store, WrappedKey, WriteError,
    booking_change::{BookingChange, BookingChangeKind},
    booking_reasons::BookingHand,
    booking_view::{find_expired, find_upcoming, of_submission},
    entities::person_key,
    host_time_rows::add_host_times,
    slot_request::{SlotHost, join_place},
    slot_rows::SlotNeed,
};
use crate::intake::{
    PersonId, SubmissionId,
    bookings::{
        BookingAction, BookingConflict, BookingRules, Slot, SlotCandidate, TakenCells, bare_cells, cells, resource_name,
    },
    calendar::Holidays,
};

/// Why an address to meet at was not written down.
#[derive(Debug, thiserror::Error)]
pub enum JoinAddressError {
    /// It is no address of a page that is read in secret.
    #[error("write an address that begins with https://")]
    NotAnAddress,
    /// There is no such booking, or it is not held by video.
    #[error("there is no such booking by video")]
    NoVideo,
    /// Nothing was written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The booking cannot be read.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl Store {
    /// What is taken of the counsellors or companies of a booking, within cells.
    pub async fn taken_time(&self, booking: &Booking, cells: Range<i64>) -> anyhow::Result<TakenCells> {
        let keys = || booking.resources.iter().map(|resource| resource.key.as_str());
        let read = SlotNeed::of_resources(keys(), cells).read(None, &self.databases.readers).await?;
        // The rules know them by their keys alone.
        let mut taken = TakenCells::default();
        for key in keys() {
            read.copy(&resource_name(key), key, &mut taken);
        }
        Ok(taken)
    }

    /// When the counsellors or companies of a booking are there beside their hours, within cells; and when they are away, as if that
    /// were taken.
    pub async fn host_times_of(&self, booking: &Booking, cells: Range<i64>) -> anyhow::Result<TakenCells> {
        let keys = booking.resources.iter().map(|resource| resource.key.as_str());
        let mut known = TakenCells::default();
        add_host_times(keys, &cells, str::to_owned, &mut known, &self.databases.readers).await?;
        Ok(known)
    }

    /// How the booking that came of a submission stands; `None` if none came of it.
    pub async fn booking(&self, submission: SubmissionId) -> anyhow::Result<Option<BookingView>> {
        let row = of_submission(submission).one(&self.databases.readers).await?;
        row.map(|row| BookingView::of(&row)).transpose()
    }

    /// Confirms, accepts or gives back the booking that came of a submission.
    pub async fn change_booking(
        &self,
        submission: SubmissionId,
        action: BookingAction,
    ) -> Result<BookingOutcome, WriteError> {
        self.send_change(submission, BookingChangeKind::Act(action), None).await
    }

    /// Accepts a booking or gives it back by hand: both sides are told as if whoever booked had done so.
    pub async fn change_booking_by_hand(
        &self,
        submission: SubmissionId,
        action: BookingAction,
        hand: BookingHand,
    ) -> Result<BookingOutcome, WriteError> {
        self.send_change(submission, BookingChangeKind::Act(action), Some(hand)).await
    }

    /// Moves the booking that came of a submission to another slot of the same counsellor or company: its time is freed
    /// and the new one taken, or neither.
    pub async fn move_booking(
        &self,
        submission: SubmissionId,
        booking: &Booking,
        slot: Slot,
    ) -> Result<BookingOutcome, WriteError> {
        self.send_change(submission, BookingChangeKind::Move(candidate(booking, slot)), None).await
    }

    /// The same by hand, or to a slot of another counsellor or company of the same booking, with whom it is from then on.
    pub async fn move_booking_by_hand(
        &self,
        submission: SubmissionId,
        booking: &Booking,
        slot: Slot,
        hand: BookingHand,
    ) -> Result<BookingOutcome, WriteError> {
        let host = SlotHost::of(booking, &slot.resource);
        self.send_change(submission, BookingChangeKind::HandOver(candidate(booking, slot), host), Some(hand)).await
    }

    /// Writes down where a booking by video meets, and tells its two sides.
    pub async fn set_join_address(
        &self,
        submission: SubmissionId,
        address: &str,
        actor: &str,
    ) -> Result<BookingOutcome, JoinAddressError> {
        let address = address.trim();
        if !is_join_address(address) {
            return Err(JoinAddressError::NotAnAddress);
        }
        let readers = &self.databases.readers;
        let row = of_submission(submission).one(readers).await.map_err(anyhow::Error::from)?;
        let is_video = |row: &super::entities::booking::Model| row.channel == Channel::Video.name();
        let row = row.filter(is_video).ok_or(JoinAddressError::NoVideo)?;
        let key = person_key::Entity::find_by_id(row.person_id).one(readers).await.map_err(anyhow::Error::from)?;
        let key = key.context("the key of a person is gone")?;
        let person = PersonId(row.person_id);
        let wrapped = WrappedKey { master_key: key.master_key, wrapped: key.wrapped };
        let sealed = self.keys.master.unwrap(&wrapped, person)?.seal(join_place(person), address.as_bytes())?;
        let hand = BookingHand { actor: actor.to_owned(), reason: String::new() };
        Ok(self.send_change(submission, BookingChangeKind::Join(sealed), Some(hand)).await?)
    }

    /// Bookings that begin from a time on and are not over, by their time. For staff.
    pub async fn upcoming_bookings(&self, from: Timestamp) -> anyhow::Result<Vec<BookingView>> {
        find_upcoming(from, &self.databases.readers).await
    }

    /// Upcoming bookings that do not agree with what is offered now, each with the reason: days were closed, hours changed or somebody
    /// is away since. None of them is dropped; staff are to speak with both sides.
    pub async fn bookings_in_conflict(
        &self,
        bookings: &BTreeMap<String, Booking>,
        holidays: &Holidays,
        from: Timestamp,
    ) -> anyhow::Result<Vec<(BookingView, BookingConflict)>> {
        let upcoming = self.upcoming_bookings(from).await?;
        let mut times = TakenCells::default();
        let hosts: BTreeSet<&str> = upcoming.iter().map(|view| view.resource.as_str()).collect();
        let last = upcoming.iter().map(|view| view.ends_at).max().unwrap_or(from);
        // Buffers are a day at most.
        let reach = bare_cells(from, last.checked_add(SignedDuration::from_hours(24)).unwrap_or(last));
        add_host_times(hosts, &reach, str::to_owned, &mut times, &self.databases.readers).await?;
        let rules = BookingRules { bookings, holidays, times: &times };
        let with_conflict = |view: BookingView| {
            let conflict = rules.find_conflict(&view.booking, &view.resource, view.starts_at)?;
            Some((view, conflict))
        };
        Ok(upcoming.into_iter().filter_map(with_conflict).collect())
    }

    /// Ends bookings that nobody confirmed in time. Gives how many.
    pub async fn expire_bookings(&self) -> anyhow::Result<usize> {
        let late = find_expired(Timestamp::now(), &self.databases.readers).await?;
        for submission in &late {
            self.change_booking(*submission, BookingAction::Expire).await?;
        }
        Ok(late.len())
    }

    async fn send_change(
        &self,
        submission: SubmissionId,
        kind: BookingChangeKind,
        hand: Option<BookingHand>,
    ) -> Result<BookingOutcome, WriteError> {
        let hand = hand.map(|hand| (hand, self.keys.clone()));
        self.send_booking(BookingChange { submission, kind, now: Timestamp::now(), hand }).await
    }
}

fn candidate(booking: &Booking, slot: Slot) -> SlotCandidate {
    let cells = cells(slot.start, slot.end, &booking.slots);
    SlotCandidate { slot, cells }
}

/// Whether it is the address of a page that is read in secret.
pub(super) fn is_join_address(address: &str) -> bool {
    address.starts_with("https://") && address.chars().all(|letter| letter.is_ascii_graphic())
}
