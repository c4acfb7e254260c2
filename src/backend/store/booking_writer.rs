//! What the writer does with bookings: one transaction each, whose locks are those of the time that it takes.

#[cfg(test)]
use std::time::Duration;

use super::{
    Store, WriteError,
    batch_guard::SeatGuard,
    booking_change::{BookingChange, BookingChangeKind, BookingOutcome},
    lost_race::LostRace,
    persons::AddressConfirmation,
    work_log::WorkLog,
    writer::{WriteJob, Writer},
};
use crate::intake::bookings::BookingAction;

impl Store {
    /// Changes a booking.
    pub(super) async fn send_booking(&self, change: BookingChange) -> Result<BookingOutcome, WriteError> {
        self.ask(|answer| WriteJob::Booking(Box::new(change), answer)).await
    }
}

impl Writer {
    /// Changes a booking. What another process took at the same moment is found by reading again.
    pub(super) async fn change_booking(&mut self, change: &BookingChange) -> anyhow::Result<BookingOutcome> {
        match self.try_change_booking(change).await {
            Err(error) if error.is::<LostRace>() => self.try_change_booking(change).await,
            outcome => outcome,
        }
    }

    async fn try_change_booking(&mut self, change: &BookingChange) -> anyhow::Result<BookingOutcome> {
        let unguarded = match self.guard {
            SeatGuard::On => None,
            #[cfg(test)]
            SeatGuard::AnswersFirst => None,
            #[cfg(test)]
            SeatGuard::Off => {
                let taken = change.read_unguarded(&self.databases.writer).await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
                taken
            }
        };
        let transaction = self.begin().await?;
        let mut log = WorkLog::default();
        let outcome = change.apply(unguarded, &mut log.audit, &transaction).await?;
        if let BookingChangeKind::Act(BookingAction::Confirm) = change.kind {
            // Who presses a button behind a link in a mail has the address.
            let (submission, now) = (change.submission, change.now);
            AddressConfirmation { submission, now, unguarded: None }.apply(&mut log, &transaction).await?;
        }
        self.commit_audited(transaction, log.audit).await?;
        Ok(outcome)
    }
}
