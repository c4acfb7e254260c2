//! What is done about a delivery report: the address that takes no mail is marked, its reminders wait, and nobody else is
//! touched. Whoever makes a report up names no mail of ours, or none that went to the address they name.

use super::{Delivery, parse_report};
use crate::store::{ReportEffect, ReportVerdict, Store};

/// What came of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportOutcome {
    /// Whether it was a report at all, and no other mail.
    pub is_report: bool,
    /// How many addresses are marked by it.
    pub marked: usize,
    /// How many mails are given up by it.
    pub ended: usize,
}

/// Takes a report, as a mail server wrote it. A delay, and a mail that arrived, change nothing.
pub async fn take_report(store: &Store, bytes: &[u8]) -> anyhow::Result<ReportOutcome> {
    let Some(report) = parse_report(bytes) else { return Ok(ReportOutcome::default()) };
    let mut outcome = ReportOutcome { is_report: true, ..ReportOutcome::default() };
    let Some(id) = report.message_id else { return Ok(outcome) };
    let part = id.as_str().split('@').next().unwrap_or_default();
    for recipient in &report.recipients {
        let Some(verdict) = verdict(&recipient.outcome) else { continue };
        match store.apply_report(part, &recipient.address, verdict).await? {
            ReportEffect::AddressMarked => outcome.marked += 1,
            ReportEffect::MailEnded => outcome.ended += 1,
            ReportEffect::Unknown => {}
        }
    }
    Ok(outcome)
}

fn verdict(outcome: &Delivery) -> Option<ReportVerdict> {
    match outcome {
        Delivery::AddressRefused(_) => Some(ReportVerdict::AddressRefused),
        Delivery::MessageRefused(_) | Delivery::SenderBlocked(_) => Some(ReportVerdict::MailRefused(outcome.name())),
        Delivery::Accepted | Delivery::TemporaryFailure(_) | Delivery::Uncertain => None,
    }
}

#[cfg(test)]
mod tests;
