//! What was done with a mail, and what staff decide about those that do not come through by themselves: they are tried again, or
//! given up for a reason.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use strum::VariantArray;
use uuid::Uuid;

use super::{
    MailState, Store, WriteError,
    audit::AuditEntry,
    entities::{mail_try, outbox_mail},
    mail_tries::note_try,
    store_change::StoreChange,
    work_log::WorkLog,
};
use crate::intake::PersonId;

/// Why a mail is given up. It is one of a few, so that nothing of a person lies in clear beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum GiveUpCause {
    /// They were told otherwise: by telephone, by letter.
    ToldOtherwise,
    /// What it says is of no use any more.
    NotNeeded,
    /// Nobody finds an address that is theirs.
    NoAddress,
    /// Something else.
    Other,
}

impl GiveUpCause {
    /// All of them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::ToldOtherwise => "told-otherwise",
            Self::NotNeeded => "not-needed",
            Self::NoAddress => "no-address",
            Self::Other => "other",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|cause| cause.name() == name)
    }
}

/// Something that was done with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailTry {
    /// When.
    pub at: Timestamp,
    /// What came of it, by its name, and what the server said: its codes.
    pub outcome: String,
    /// The account, if it was somebody of the staff.
    pub account: Option<String>,
}

impl Store {
    /// What was done with a mail, first things first.
    pub async fn mail_tries(&self, mail: Uuid) -> anyhow::Result<Vec<MailTry>> {
        let rows = mail_try::Entity::find()
            .filter(mail_try::Column::MailId.eq(mail))
            .order_by_asc(mail_try::Column::At)
            .order_by_asc(mail_try::Column::Id)
            .all(&self.databases.readers)
            .await?;
        let told = |row: mail_try::Model| {
            let at = Timestamp::from_millisecond(row.at)?;
            Ok(MailTry { at, outcome: row.outcome, account: row.account })
        };
        rows.into_iter().map(told).collect()
    }

    /// Has a dead letter be tried again at once, as if it had never been. Gives whether it is one.
    pub async fn retry_mail(&self, mail: Uuid, actor: &str) -> Result<bool, WriteError> {
        self.write(MailDecision { mail, cause: None, actor: actor.to_owned(), now: Timestamp::now() }).await
    }

    /// Gives a mail up that waits, has bounced or is a dead letter. Gives whether it is one of these.
    pub async fn give_up_mail(&self, mail: Uuid, cause: GiveUpCause, actor: &str) -> Result<bool, WriteError> {
        self.write(MailDecision { mail, cause: Some(cause), actor: actor.to_owned(), now: Timestamp::now() }).await
    }
}

struct MailDecision {
    mail: Uuid,
    /// Why it is given up; it is tried again without.
    cause: Option<GiveUpCause>,
    actor: String,
    now: Timestamp,
}

impl StoreChange for MailDecision {
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let Some(row) = outbox_mail::Entity::find_by_id(self.mail).lock_exclusive().one(db).await? else {
            return Ok(false);
        };
        let is_open = match MailState::of_name(&row.state) {
            Some(MailState::Dead) => true,
            Some(MailState::Waiting | MailState::Bounced) => self.cause.is_some(),
            _ => false,
        };
        if !is_open {
            return Ok(false);
        }
        let (person, subject) = (Some(PersonId(row.person_id)), Some(row.id));
        let mut row = row.into_active_model();
        let (action, outcome) = if let Some(cause) = self.cause {
            row.state = Set(MailState::Dropped.name().to_owned());
            ("mail.given_up", format!("given-up {}", cause.name()))
        } else {
            row.state = Set(MailState::Waiting.name().to_owned());
            row.due_at = Set(self.now.as_millisecond());
            row.attempts = Set(0);
            row.uncertain = Set(0);
            ("mail.retried", "retried".to_owned())
        };
        row.update(db).await?;
        note_try(self.mail, &outcome, Some(&self.actor), self.now, db).await?;
        log.audit.push(AuditEntry { at: self.now, actor: self.actor.clone(), action, person, subject });
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_known_by_their_names() {
        for &cause in GiveUpCause::ALL {
            assert_eq!(GiveUpCause::parse(cause.name()), Some(cause));
        }
        assert_eq!(GiveUpCause::parse("none"), None);
    }
}
