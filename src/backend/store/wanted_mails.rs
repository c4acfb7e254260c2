//! Whether a mail is still wanted at the moment when it is handed over. It may have waited for hours, and what it was to say
//! may hold no more: a seat was given back, an event moved, a newsletter was left, a case went on.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QuerySelect};

use super::{
    ClaimedMail, Store,
    casework::is_case_mail_wanted,
    entities::registration,
    event_day::is_unverified_walk_in,
    fair::{is_table_notice_wanted, is_talk_offer_wanted},
    messages::{is_message_trial, is_message_wanted},
    newsletters::is_newsletter_wanted,
    registration_change::of_submission,
    reminders::is_reminder_wanted,
    staff::is_invitation_wanted,
    subscriptions::is_question_wanted,
    template_versions::is_template_trial,
    unconfirmed::is_confirmation_wanted,
};
use crate::intake::{MailKind, RegistrationState, SubmissionId};

impl Store {
    /// Whether a mail is to be sent, as things stand at `now`.
    pub async fn is_mail_wanted(&self, mail: &ClaimedMail, now: Timestamp) -> anyhow::Result<bool> {
        let db = &self.databases.readers;
        if is_template_trial(mail.id, db).await? {
            return Ok(true);
        }
        // What somebody said at a door for an address may be anybody's.
        if !mail.kind.asks_for_owner() && is_unverified_walk_in(mail.submission, db).await? {
            return Ok(false);
        }
        match mail.kind {
            MailKind::TalkOffered => is_talk_offer_wanted(mail, now, db).await,
            MailKind::HostTalks => is_table_notice_wanted(mail.id, now, db).await,
            MailKind::Reminder => is_reminder_wanted(mail.id, now, db).await,
            MailKind::EventChanged | MailKind::EventOff | MailKind::FairTalks => is_coming(mail.submission, db).await,
            MailKind::SeatConfirmed | MailKind::SeatWaitlisted | MailKind::SeatOffered | MailKind::SeatCancelled => {
                is_news(mail, db).await
            }
            MailKind::Newsletter | MailKind::Invitation => is_newsletter_wanted(mail.id, db).await,
            MailKind::Message | MailKind::MessageNews => is_message_wanted(mail.id, mail.submission, db).await,
            MailKind::MessageEvent => Ok(is_message_wanted(mail.id, mail.submission, db).await?
                && (is_message_trial(mail.id, db).await? || is_coming(mail.submission, db).await?)),
            MailKind::AddressConfirmation => is_confirmation_wanted(mail.submission, db).await,
            MailKind::SubscriptionConfirmation => is_question_wanted(mail.submission, db).await,
            MailKind::StaffInvitation => is_invitation_wanted(mail.id, &self.keys, db).await,
            MailKind::CaseStep => is_case_mail_wanted(mail.id, db).await,
            _ => Ok(true),
        }
    }
}

/// Whether somebody has a seat or waits for one.
async fn is_coming(submission: SubmissionId, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let coming = [RegistrationState::Confirmed, RegistrationState::Waiting, RegistrationState::Offered];
    Ok(state(submission, db).await?.is_some_and(|state| coming.contains(&state)))
}

/// Whether a registration still is what a mail tells of it. If it has become something else, another mail says so; only of an offer
/// that is over none does.
async fn is_news(mail: &ClaimedMail, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    Ok(match state(mail.submission, db).await? {
        Some(RegistrationState::Lapsed) => mail.kind == MailKind::SeatOffered,
        Some(state) => MailKind::about(state) == Some(mail.kind),
        None => true,
    })
}

async fn state(submission: SubmissionId, db: &impl ConnectionTrait) -> anyhow::Result<Option<RegistrationState>> {
    let state: Option<String> =
        of_submission(submission).select_only().column(registration::Column::State).into_tuple().one(db).await?;
    Ok(state.and_then(|state| RegistrationState::parse(&state)))
}
