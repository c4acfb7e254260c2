//! The bookings of a batch: whose wish for a time is granted, and the rows that come of it.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

use super::{
    SealedSubmission,
    booking_mails::{BookingNews, mails_about},
    entities::{booking, outbox_mail},
    mails::add_mails,
    slot_rows::{has_time, names, take_cells},
};
use crate::intake::{
    MailKind, SubmissionId,
    bookings::{SlotDecision, TakenCells, choose_slot},
};

/// Rows of bookings that a batch writes, with the mails about them.
#[derive(Default)]
pub(super) struct BookedRows {
    bookings: Vec<booking::Model>,
    mails: Vec<outbox_mail::Model>,
}

/// Nobody who was asked for is free.
pub(super) struct SlotTaken;

impl BookedRows {
    /// Takes the time that a submission wishes for; gives the mail that is to be sent beside those about the booking. What
    /// there is to say to a person who is booked already is said by mail only, since anybody can type any address: the
    /// answer is the one that somebody new would get.
    pub fn book(
        &mut self,
        sealed: &SealedSubmission,
        taken: &mut TakenCells,
        now: Timestamp,
    ) -> Result<Option<MailKind>, SlotTaken> {
        let Some(slot) = &sealed.slot else { return Ok(None) };
        let row = match choose_slot(slot.request.candidates(), slot.lookup.as_ref(), taken) {
            SlotDecision::Taken => return Err(SlotTaken),
            SlotDecision::OwnOverlap => return Ok(Some(MailKind::AlreadyRegistered)),
            SlotDecision::Free(chosen) => slot.row(&sealed.row_head(), chosen, now),
        };
        if has_time(&row) {
            for name in names(&row) {
                taken.insert(&name, row.first_cell..row.past_cell);
            }
        }
        self.mails.extend(mails_about(&row, BookingNews::New, now));
        self.bookings.push(row);
        Ok(None)
    }

    /// Whether the newest is that of a submission.
    pub fn has(&self, submission: SubmissionId) -> bool {
        self.bookings.last().is_some_and(|row| row.submission_id == submission.0)
    }

    /// Writes them, one statement a table.
    pub async fn write(self, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        if self.bookings.is_empty() {
            return Ok(());
        }
        let timed: Vec<booking::Model> = self.bookings.iter().filter(|row| has_time(row)).cloned().collect();
        let rows = self.bookings.into_iter().map(IntoActiveModel::into_active_model);
        booking::Entity::insert_many(rows).exec_without_returning(db).await?;
        take_cells(&timed, db).await?;
        add_mails(self.mails, db).await
    }
}
