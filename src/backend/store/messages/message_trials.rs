//! Whoever writes a message to many is sent it first, as it stands: what is wrong with it is seen in one mailbox, not in thousands.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel, QuerySelect};
use uuid::Uuid;

use super::{
    message_facts::mail_kind,
    message_sending::{MessageOutcome, SendRefusal, entry},
    message_target::{purpose_of, state_of},
};
use crate::{
    intake::{AccountId, PersonId, SubmissionId, messages::MessageState},
    store::{
        Store, WriteError,
        entities::{message, message_trial},
        mails::{MailOf, add_mails},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

impl Store {
    /// Sends a message of this version to an account's own address. After that it may be sent to others.
    pub async fn try_message(
        &self,
        message: Uuid,
        version: i32,
        account: AccountId,
    ) -> Result<MessageOutcome, WriteError> {
        self.write(MessageTrial { message, version, account, now: Timestamp::now() }).await
    }
}

struct MessageTrial {
    message: Uuid,
    version: i32,
    account: AccountId,
    now: Timestamp,
}

impl StoreChange for MessageTrial {
    type Made = MessageOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<MessageOutcome> {
        let found = message::Entity::find_by_id(self.message).lock_exclusive().one(db).await?;
        let Some(row) = found else { return Ok(MessageOutcome::Unknown) };
        // One to a single person is theirs alone, and is not sent to anybody else.
        if !state_of(&row)?.is_written() || row.record_id.is_some() {
            return Ok(MessageOutcome::Refused(SendRefusal::NotNow));
        }
        if row.version != self.version {
            return Ok(MessageOutcome::Stale);
        }
        // It has neither a person nor a submission: it is the account's, about the message.
        let of = MailOf { person: PersonId(self.account.0), submission: SubmissionId(row.id) };
        let mail = of.row(mail_kind(purpose_of(&row)?), &Uuid::new_v4().simple().to_string(), self.now);
        let trial = message_trial::Model { mail_id: mail.id, message_id: row.id, account: self.account.0 };
        message_trial::Entity::insert(trial.into_active_model()).exec_without_returning(db).await?;
        add_mails(vec![mail], db).await?;
        log.audit.push(entry(&row, "message.tested", &self.account.to_string(), self.now));
        let mut row = row.into_active_model();
        row.state = Set(MessageState::Testing.name().to_owned());
        row.update(db).await?;
        Ok(MessageOutcome::Done)
    }
}
