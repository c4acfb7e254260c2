//! The talk that a mail offers: its key names it.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{talk_offers::mail_of, talk_views::FairTalkView};
use crate::{
    intake::{MailKind, RegistrationState},
    store::{
        ClaimedMail,
        entities::{fair_talk, outbox_mail, registration},
    },
};

/// The talk that a mail offers, whatever became of it since: its key names it.
pub(in crate::store) async fn offered_talk(
    mail: &ClaimedMail,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<FairTalkView>> {
    let Some(row) = outbox_mail::Entity::find_by_id(mail.id).one(db).await? else { return Ok(None) };
    let theirs = fair_talk::Entity::find().filter(fair_talk::Column::SubmissionId.eq(mail.submission.0));
    let named = |talk: &fair_talk::Model| mail_of(talk).once(MailKind::TalkOffered, &talk.id.to_string()) == row.once;
    theirs.all(db).await?.iter().find(|talk| named(talk)).map(FairTalkView::of).transpose()
}

/// Whether an offer stands when its mail is handed over: the talk can be taken, and its reader has a seat.
pub(in crate::store) async fn is_talk_offer_wanted(
    mail: &ClaimedMail,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    let Some(talk) = offered_talk(mail, db).await? else { return Ok(false) };
    let seat = registration::Entity::find().filter(registration::Column::SubmissionId.eq(mail.submission.0));
    let seat = seat.one(db).await?;
    let is_seated = seat.is_some_and(|row| row.state == RegistrationState::Confirmed.name());
    Ok(is_seated && talk.status().can_be_taken(now))
}
