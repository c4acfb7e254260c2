//! Whoever writes a template is sent it with made-up values: what is wrong with it is seen in one mailbox, not in many.

use jiff::Timestamp;
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::{
    intake::{AccountId, MailKind, PersonId, SubmissionId},
    store::{
        Store, WriteError,
        audit::AuditEntry,
        entities::template_trial,
        mails::{MailOf, add_mails},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

impl Store {
    /// Sends a template of a kind, as it holds when it is sent, to an account's own address.
    pub async fn try_template(&self, kind: MailKind, name: &str, account: AccountId) -> Result<(), WriteError> {
        self.write(TemplateTrial { kind, name: name.to_owned(), account, now: Timestamp::now() }).await
    }
}

struct TemplateTrial {
    kind: MailKind,
    name: String,
    account: AccountId,
    now: Timestamp,
}

impl StoreChange for TemplateTrial {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        // It has neither a person nor a submission: it is the account's.
        let of = MailOf { person: PersonId(self.account.0), submission: SubmissionId(self.account.0) };
        let mail = of.row(self.kind, &Uuid::new_v4().simple().to_string(), self.now);
        let trial = template_trial::Model { mail_id: mail.id, name: self.name.clone(), account: self.account.0 };
        log.audit.push(AuditEntry::of_row(mail.id, "template.tested", &self.account.to_string(), self.now));
        template_trial::Entity::insert(trial.into_active_model()).exec_without_returning(db).await?;
        add_mails(vec![mail], db).await
    }
}
