//! A booking is confirmed, accepted, moved, handed to somebody else or given back, or gets an address to meet at: one transaction
//! each, under the lock of whose time it takes.

use std::ops::Range;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

use super::{
    Keys,
    audit::AuditEntry,
    booking_mails::{BookingNews, drop_reminders, mails_about},
    booking_reasons::{BookingHand, write_booking_reason},
    booking_view::{BookingView, of_submission, status},
    entities::{booking, repeat_key},
    mails::add_mails,
    persons::tell_former_host,
    slot_request::SlotHost,
    slot_rows::{SlotNeed, free_cells, take_cells},
};
use crate::intake::{
    Digest, PersonId, SubmissionId,
    bookings::{BookingAction, BookingState, BookingStep, SlotCandidate, SlotDecision, TakenCells, choose_slot},
};

/// What is to be changed.
#[derive(Clone, Debug)]
pub(super) struct BookingChange {
    pub submission: SubmissionId,
    pub kind: BookingChangeKind,
    pub now: Timestamp,
    /// Who of the staff changes it, with the keys under which they say why; `None` for whoever booked, and for the server.
    pub hand: Option<(BookingHand, Keys)>,
}

/// How it is to be changed.
#[derive(Clone, Debug)]
pub(super) enum BookingChangeKind {
    /// A button was pressed, or time has passed.
    Act(BookingAction),
    /// It gets another time, with the same counsellor or company.
    Move(SlotCandidate),
    /// It gets another time, or the same one, with whoever of its counsellors or companies that is.
    HandOver(SlotCandidate, SlotHost),
    /// It gets an address to meet at, sealed for its person.
    Join(Vec<u8>),
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookingOutcome {
    /// Nothing was booked by this submission.
    NoBooking,
    /// So it stands now, whether or not there was anything to change.
    Stands(BookingView),
    /// The time is not free: it stands as before.
    Taken(BookingView),
    /// The person is booked then already, with somebody else: it stands as before.
    OwnOverlap(BookingView),
}

impl BookingOutcome {
    /// How the booking stands now; `None` if there is none.
    pub fn into_view(self) -> Option<BookingView> {
        match self {
            Self::NoBooking => None,
            Self::Stands(view) | Self::Taken(view) | Self::OwnOverlap(view) => Some(view),
        }
    }
}

impl BookingChange {
    /// The cells that a booking is to have after this change.
    fn wanted(&self, row: &booking::Model) -> Range<i64> {
        match &self.kind {
            BookingChangeKind::Move(to) | BookingChangeKind::HandOver(to, _) => to.cells.clone(),
            BookingChangeKind::Act(_) | BookingChangeKind::Join(_) => row.first_cell..row.past_cell,
        }
    }

    /// The time that this change touches.
    fn need(&self, row: &booking::Model) -> SlotNeed {
        let need = SlotNeed::of_booking(row, &self.wanted(row));
        match &self.kind {
            BookingChangeKind::HandOver(to, _) => need.with_resource(&to.slot.resource),
            _ => need,
        }
    }

    /// What is taken, as it is read before the transaction: for the test that shows what the lock is for.
    #[cfg(test)]
    pub async fn read_unguarded(&self, db: &impl ConnectionTrait) -> anyhow::Result<Option<TakenCells>> {
        let Some(row) = of_submission(self.submission).one(db).await? else { return Ok(None) };
        let need = self.need(&row);
        Ok(Some(need.read(Some(row.id), db).await?))
    }

    /// Changes the booking that came of a submission, within the transaction `db`; the caller commits.
    pub async fn apply(
        &self,
        unguarded: Option<TakenCells>,
        audit: &mut Vec<AuditEntry>,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<BookingOutcome> {
        let Some(found) = of_submission(self.submission).one(db).await? else { return Ok(BookingOutcome::NoBooking) };
        let need = self.need(&found);
        let taken = if let Some(taken) = unguarded {
            taken
        } else {
            need.lock(db).await?;
            need.read(Some(found.id), db).await?
        };
        // Read again under the lock: it may have become another one in between.
        let row = of_submission(self.submission).lock_exclusive().one(db).await?.context("a booking is gone")?;
        let before = BookingView::of(&row)?;
        let changed = match &self.kind {
            BookingChangeKind::Act(action) => self.act(&row, *action, &taken)?,
            BookingChangeKind::Move(to) => self.move_to(&row, to, &taken)?,
            BookingChangeKind::HandOver(to, host) => self.hand_over(&row, (to, host), &taken)?,
            BookingChangeKind::Join(sealed) => Ok(joined(&row, sealed)),
        };
        match changed {
            Err(ChangeRefusal::Same) => Ok(BookingOutcome::Stands(before)),
            Err(ChangeRefusal::Taken) => Ok(BookingOutcome::Taken(before)),
            Err(ChangeRefusal::OwnOverlap) => Ok(BookingOutcome::OwnOverlap(before)),
            Ok(changed) => {
                let entry = self.entry(&row);
                if let Some((hand, keys)) = &self.hand {
                    write_booking_reason(&row, &entry, hand, keys, db).await?;
                }
                audit.push(entry);
                self.write(&row, changed, db).await.map(BookingOutcome::Stands)
            }
        }
    }

    fn entry(&self, row: &booking::Model) -> AuditEntry {
        let (actor, action) = match &self.kind {
            BookingChangeKind::Act(BookingAction::Expire) => ("system", "booking.lapsed"),
            BookingChangeKind::Act(BookingAction::Accept) => ("staff", "booking.accepted"),
            BookingChangeKind::Act(BookingAction::Cancel) if self.hand.is_some() => ("staff", "booking.cancelled"),
            BookingChangeKind::Act(_) => ("visitor", "booking.changed"),
            BookingChangeKind::HandOver(to, _) if to.slot.resource != row.resource => ("staff", "booking.handed_over"),
            BookingChangeKind::Move(_) | BookingChangeKind::HandOver(..) => ("visitor", "booking.moved"),
            BookingChangeKind::Join(_) => ("staff", "booking.address"),
        };
        let actor = self.hand.as_ref().map_or(actor, |(hand, _)| hand.actor.as_str());
        let (person, subject) = (Some(PersonId(row.person_id)), Some(row.id));
        AuditEntry { at: self.now, actor: actor.to_owned(), action, person, subject }
    }

    /// The row as an action makes it.
    fn act(&self, row: &booking::Model, action: BookingAction, taken: &TakenCells) -> anyhow::Result<Changed> {
        let state = match status(row)?.after(action, self.now) {
            BookingStep::Same => return Ok(Err(ChangeRefusal::Same)),
            BookingStep::Over(state) => state,
            BookingStep::Kept => BookingState::Booked,
            BookingStep::TakesTime => match decide(row, &candidate_of(row)?, taken) {
                Ok(()) => BookingState::Booked,
                Err(refusal) => return Ok(Err(refusal)),
            },
        };
        Ok(Ok(booking::Model {
            state: state.name().to_owned(),
            expires_at: None,
            sequence: row.sequence + 1,
            ..row.clone()
        }))
    }

    /// The row at another time.
    fn move_to(&self, row: &booking::Model, to: &SlotCandidate, taken: &TakenCells) -> anyhow::Result<Changed> {
        let starts_at = to.slot.start.as_millisecond();
        if !status(row)?.can_move(self.now) || to.slot.resource != row.resource || starts_at == row.starts_at {
            return Ok(Err(ChangeRefusal::Same));
        }
        if let Err(refusal) = decide(row, to, taken) {
            return Ok(Err(refusal));
        }
        Ok(Ok(booking::Model {
            starts_at,
            ends_at: to.slot.end.as_millisecond(),
            first_cell: to.cells.start,
            past_cell: to.cells.end,
            moved_from: Some(row.starts_at),
            moved_until: Some(row.ends_at),
            moved_title: None,
            sequence: row.sequence + 1,
            ..row.clone()
        }))
    }

    /// The row with somebody else, or with the same one at another time.
    fn hand_over(
        &self,
        row: &booking::Model,
        (to, host): (&SlotCandidate, &SlotHost),
        taken: &TakenCells,
    ) -> anyhow::Result<Changed> {
        if to.slot.resource == row.resource {
            return self.move_to(row, to, taken);
        }
        if !status(row)?.can_move(self.now) {
            return Ok(Err(ChangeRefusal::Same));
        }
        if let Err(refusal) = decide(row, to, taken) {
            return Ok(Err(refusal));
        }
        Ok(Ok(booking::Model {
            resource: to.slot.resource.clone(),
            title: host.title.clone(),
            host_mail: host.mail.clone(),
            starts_at: to.slot.start.as_millisecond(),
            ends_at: to.slot.end.as_millisecond(),
            first_cell: to.cells.start,
            past_cell: to.cells.end,
            moved_from: Some(row.starts_at),
            moved_until: Some(row.ends_at),
            moved_title: Some(row.title.clone()),
            sequence: row.sequence + 1,
            ..row.clone()
        }))
    }

    /// Writes the row, the time that it takes now, and the mails that tell both sides.
    async fn write(
        &self,
        row: &booking::Model,
        changed: booking::Model,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<BookingView> {
        changed.clone().into_active_model().reset_all().update(db).await?;
        let view = BookingView::of(&changed)?;
        let is_handed_over = row.resource != changed.resource;
        let has_moved = is_handed_over || (row.first_cell, row.past_cell) != (changed.first_cell, changed.past_cell);
        if has_moved || view.state.is_over() {
            free_cells(row.id, db).await?;
            drop_reminders(self.submission, db).await?;
        }
        if view.state.has_time() && (has_moved || row.state == BookingState::Requested.name()) {
            take_cells(std::slice::from_ref(&changed), db).await?;
        }
        if view.state == BookingState::Cancelled {
            // Who comes back within minutes, and says the same, is no repeat any more.
            let of_submission = repeat_key::Column::SubmissionId.eq(row.submission_id);
            repeat_key::Entity::delete_many().filter(of_submission).exec(db).await?;
        }
        let news = match &self.kind {
            BookingChangeKind::HandOver(..) if is_handed_over => BookingNews::HandedOver,
            BookingChangeKind::Move(_) | BookingChangeKind::HandOver(..) => BookingNews::Moved,
            BookingChangeKind::Join(_) => BookingNews::Joined,
            BookingChangeKind::Act(_) if view.state.is_over() => BookingNews::Over(status(row)?.state),
            BookingChangeKind::Act(_) => BookingNews::New,
        };
        if news == BookingNews::HandedOver {
            tell_former_host(row, self.now, db).await?;
        }
        add_mails(mails_about(&changed, news, self.now), db).await?;
        Ok(view)
    }
}

/// A row as it is to be, or why it stays.
type Changed = Result<booking::Model, ChangeRefusal>;

/// Why a booking stays as it is.
enum ChangeRefusal {
    /// There is nothing to change.
    Same,
    Taken,
    OwnOverlap,
}

fn decide(row: &booking::Model, to: &SlotCandidate, taken: &TakenCells) -> Result<(), ChangeRefusal> {
    let person = row.lookup.as_ref().and_then(|lookup| Digest::try_from(lookup.as_slice()).ok());
    match choose_slot(std::slice::from_ref(to), person.as_ref(), taken) {
        SlotDecision::Free(_) => Ok(()),
        SlotDecision::OwnOverlap => Err(ChangeRefusal::OwnOverlap),
        SlotDecision::Taken => Err(ChangeRefusal::Taken),
    }
}

/// The time that a row asks for.
fn candidate_of(row: &booking::Model) -> anyhow::Result<SlotCandidate> {
    let view = BookingView::of(row)?;
    Ok(SlotCandidate::at(&row.resource, view.starts_at..view.ends_at, row.first_cell..row.past_cell))
}

fn joined(row: &booking::Model, sealed: &[u8]) -> booking::Model {
    booking::Model {
        join_sealed: Some(sealed.to_vec()),
        // What was told of the last move is told.
        moved_from: None,
        moved_until: None,
        moved_title: None,
        sequence: row.sequence + 1,
        ..row.clone()
    }
}
