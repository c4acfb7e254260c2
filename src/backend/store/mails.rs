//! Mails that wait to be sent: rows that say which and to whom, and nothing that somebody wrote.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict};
use strum::VariantArray;

use super::{
    entities::{outbox_mail, submission},
    row_id::new_row_id,
    row_insert::insert_rows,
};
use crate::intake::{MailKind, PersonId, SubmissionId};

/// Seconds within which a fresh link is sent once, however often it is asked for.
pub(super) const FRESH_LINK_S: i64 = 600;

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum MailState {
    /// It waits for its time.
    Waiting,
    /// An attempt is under way, or a crash has left it without an outcome.
    Sending,
    /// The server has it.
    Sent,
    /// Its address takes no mail; it waits for another one.
    Bounced,
    /// It is not tried again by itself: staff decide.
    Dead,
    /// What it was to say held no more when it was handed over, or staff have given it up.
    Dropped,
    /// The message that it is of was stopped; it waits for that to go on.
    Withdrawn,
}

impl MailState {
    /// The one of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|state| state.name() == name)
    }

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Bounced => "bounced",
            Self::Dead => "dead",
            Self::Dropped => "dropped",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Whom a mail is for, and about what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MailOf {
    pub person: PersonId,
    pub submission: SubmissionId,
}

impl MailOf {
    /// The key of a mail of this kind. `once` tells those of one kind apart.
    pub fn once(self, kind: MailKind, once: &str) -> String {
        mail_key(kind, self.submission, once)
    }

    /// A mail that is due at once. `once` tells mails of the same kind apart: the same is the same mail.
    pub fn row(self, kind: MailKind, once: &str, now: Timestamp) -> outbox_mail::Model {
        let at = now.as_millisecond();
        outbox_mail::Model {
            id: new_row_id(),
            kind: kind.name().to_owned(),
            once: self.once(kind, once),
            person_id: self.person.0,
            submission_id: self.submission.0,
            due_at: at,
            created_at: at,
            state: MailState::Waiting.name().to_owned(),
            attempts: 0,
            uncertain: 0,
            reply: None,
        }
    }
}

fn mail_key(kind: MailKind, submission: SubmissionId, once: &str) -> String {
    format!("{}:{}:{once}", kind.name(), submission.0)
}

/// Whether a mail of a kind about a submission was written, and neither dropped nor given up. `changes` says how often what it is about
/// has changed since: each change may have had such a mail, besides the receipt and the release by staff.
pub(super) async fn was_written(
    kind: MailKind,
    submission: SubmissionId,
    changes: i32,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    // By the keys of such mails, of which there is an index.
    let of_changes = (0..=changes).map(|change| change.to_string());
    let keys = ["", "released"].map(str::to_owned).into_iter().chain(of_changes);
    let written = outbox_mail::Entity::find()
        .filter(outbox_mail::Column::Once.is_in(keys.map(|once| mail_key(kind, submission, &once))))
        .filter(outbox_mail::Column::State.is_not_in([MailState::Dropped, MailState::Dead].map(MailState::name)));
    Ok(written.one(db).await?.is_some())
}

/// Adds mails to the outbox. One that is there already is left as it is.
pub(super) async fn add_mails(mails: Vec<outbox_mail::Model>, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    if mails.is_empty() {
        return Ok(());
    }
    let mails = mails.into_iter().map(IntoActiveModel::into_active_model);
    insert_rows(&outbox_mail::Entity::insert_many(mails).on_conflict(known_mail()), db).await?;
    Ok(())
}

/// What a mail is known by that is there already; it is left as it is.
pub(super) fn known_mail() -> OnConflict {
    OnConflict::column(outbox_mail::Column::Once).do_nothing().to_owned()
}

/// Adds a mail with fresh links to whoever sent a submission, if there is such a submission.
pub(super) async fn add_fresh_link(
    submission: SubmissionId,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let Some(row) = submission::Entity::find_by_id(submission.0).one(db).await? else { return Ok(()) };
    let window = now.as_second().div_euclid(FRESH_LINK_S).to_string();
    let of = MailOf { person: PersonId(row.person_id), submission };
    add_mails(vec![of.row(MailKind::FreshLink, &window, now)], db).await
}
