//! Addresses that turn out to take no mail after a server had accepted one, and those that are put in their place.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Keys, MailState, Store, WrappedKey, WriteError,
    audit::AuditEntry,
    entities::{outbox_mail, person_address, person_key, registration},
    sealed_submission::seal_address,
    staff::went_to,
    store_change::StoreChange,
    work_log::WorkLog,
};
use crate::intake::PersonId;

/// How old a mail may be that goes out again to a corrected address: what is older helps nobody.
const SENT_AGAIN_DAYS: i64 = 30;

/// What a report says for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportVerdict {
    /// The address takes no mail.
    AddressRefused,
    /// This mail is not taken, and the address is not at fault; the name is that of the reason.
    MailRefused(&'static str),
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportEffect {
    /// The address is marked, and its mails wait for another one.
    AddressMarked,
    /// The mail is a dead letter.
    MailEnded,
    /// No mail of this name went to this address: nothing is changed by whoever makes reports up.
    Unknown,
}

/// What became of a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressCorrection {
    /// The address is another one now, and so many mails go out again.
    Corrected {
        /// How many.
        mails: u64,
    },
    /// Somebody with that address has a seat at the same event.
    Taken,
    /// The person is not there, is erased, or has no address.
    Unknown,
}

impl Store {
    /// Takes what a report says of one of our mails at one address. `message_part` is the part of its Message-ID before the `@`.
    pub async fn apply_report(
        &self,
        message_part: &str,
        address: &str,
        verdict: ReportVerdict,
    ) -> Result<ReportEffect, WriteError> {
        let Ok(mail) = Uuid::try_parse(message_part) else { return Ok(ReportEffect::Unknown) };
        let lookup = self.keys.index.hash("email", &[address.to_ascii_lowercase().as_bytes()]).to_vec();
        let address = address.to_owned();
        self.write(ReportedMail { mail, address, lookup, verdict, now: Timestamp::now() }).await
    }

    /// Gives a person another address, for `actor` who has corrected it. What could not be delivered goes out again.
    pub async fn correct_address(
        &self,
        person: PersonId,
        email: &str,
        actor: &str,
    ) -> Result<AddressCorrection, WriteError> {
        let (email, actor, keys) = (email.to_owned(), actor.to_owned(), self.keys.clone());
        self.write(CorrectedAddress { person, email, actor, keys, now: Timestamp::now() }).await
    }
}

struct ReportedMail {
    mail: Uuid,
    address: String,
    lookup: Vec<u8>,
    verdict: ReportVerdict,
    now: Timestamp,
}

impl StoreChange for ReportedMail {
    type Made = ReportEffect;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<ReportEffect> {
        let Some(mail) = outbox_mail::Entity::find_by_id(self.mail).one(db).await? else {
            return Ok(ReportEffect::Unknown);
        };
        if went_to(&mail, &self.address, db).await? {
            return self.end_account_mail(mail, db).await;
        }
        let person = mail.person_id;
        let address = person_address::Entity::find()
            .filter(person_address::Column::PersonId.eq(person))
            .filter(person_address::Column::Lookup.eq(self.lookup.clone()));
        let Some(address) = address.one(db).await? else { return Ok(ReportEffect::Unknown) };
        let mut ended = mail.into_active_model();
        let effect = match self.verdict {
            ReportVerdict::MailRefused(reason) => {
                ended.state = Set(MailState::Dead.name().to_owned());
                ended.reply = Set(Some(reason.to_owned()));
                ReportEffect::MailEnded
            }
            ReportVerdict::AddressRefused => {
                ended.state = Set(MailState::Bounced.name().to_owned());
                ended.reply = Set(Some("address-refused".to_owned()));
                if address.bounced_at.is_none() {
                    let mut marked = address.into_active_model();
                    marked.bounced_at = Set(Some(self.now.as_millisecond()));
                    marked.update(db).await?;
                    log.audit.push(entry(PersonId(person), "address.bounced", "system", self.now));
                }
                // What waits for this person, reminders among it, waits for another address.
                hold_mails(PersonId(person), db).await?;
                ReportEffect::AddressMarked
            }
        };
        ended.update(db).await?;
        Ok(effect)
    }
}

impl ReportedMail {
    /// What a report says of the mail of an invitation: no person is behind it, and the accounts' page says so.
    async fn end_account_mail(
        &self,
        mail: outbox_mail::Model,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<ReportEffect> {
        let (state, reply) = match self.verdict {
            ReportVerdict::MailRefused(reason) => (MailState::Dead, reason),
            ReportVerdict::AddressRefused => (MailState::Bounced, "address-refused"),
        };
        let mut ended = mail.into_active_model();
        ended.state = Set(state.name().to_owned());
        ended.reply = Set(Some(reply.to_owned()));
        ended.update(db).await?;
        Ok(ReportEffect::MailEnded)
    }
}

async fn hold_mails(person: PersonId, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    outbox_mail::Entity::update_many()
        .col_expr(outbox_mail::Column::State, Expr::value(MailState::Bounced.name()))
        .filter(outbox_mail::Column::PersonId.eq(person.0))
        .filter(outbox_mail::Column::State.eq(MailState::Waiting.name()))
        .exec(db)
        .await?;
    Ok(())
}

struct CorrectedAddress {
    person: PersonId,
    email: String,
    actor: String,
    keys: Keys,
    now: Timestamp,
}

impl StoreChange for CorrectedAddress {
    type Made = AddressCorrection;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<AddressCorrection> {
        let person = self.person.0;
        let Some(key) = person_key::Entity::find_by_id(person).one(db).await? else {
            return Ok(AddressCorrection::Unknown);
        };
        let of_person = person_address::Entity::find().filter(person_address::Column::PersonId.eq(person));
        let Some(known) = of_person.one(db).await? else { return Ok(AddressCorrection::Unknown) };
        let key = WrappedKey { master_key: key.master_key, wrapped: key.wrapped };
        let key = self.keys.master.unwrap(&key, self.person)?;
        let sealed = seal_address(&self.email, &key, self.person, &self.keys)?;
        if is_taken(person, &sealed.lookup, db).await? {
            return Ok(AddressCorrection::Taken);
        }
        registration::Entity::update_many()
            .col_expr(registration::Column::ActiveLookup, Expr::value(sealed.lookup.to_vec()))
            .filter(registration::Column::PersonId.eq(person))
            .filter(registration::Column::ActiveLookup.is_not_null())
            .exec(db)
            .await?;
        let mut corrected = known.into_active_model();
        corrected.lookup = Set(sealed.lookup.to_vec());
        corrected.sealed = Set(sealed.sealed);
        corrected.verified_at = Set(None);
        corrected.bounced_at = Set(None);
        corrected.update(db).await?;
        let mails = self.send_again(db).await?;
        log.audit.push(entry(self.person, "address.corrected", &self.actor, self.now));
        Ok(AddressCorrection::Corrected { mails })
    }
}

impl CorrectedAddress {
    /// What could not be delivered is due at once, as if it had never been tried; its name stays.
    async fn send_again(&self, db: &impl ConnectionTrait) -> anyhow::Result<u64> {
        let oldest =
            self.now.checked_sub(SignedDuration::from_hours(24 * SENT_AGAIN_DAYS)).context("the clock is wrong")?;
        let again = outbox_mail::Entity::update_many()
            .col_expr(outbox_mail::Column::State, Expr::value(MailState::Waiting.name()))
            .col_expr(outbox_mail::Column::DueAt, Expr::value(self.now.as_millisecond()))
            .col_expr(outbox_mail::Column::Attempts, Expr::value(0))
            .col_expr(outbox_mail::Column::Uncertain, Expr::value(0))
            .filter(outbox_mail::Column::PersonId.eq(self.person.0))
            .filter(outbox_mail::Column::State.eq(MailState::Bounced.name()))
            .filter(outbox_mail::Column::CreatedAt.gte(oldest.as_millisecond()));
        Ok(again.exec(db).await?.rows_affected)
    }
}

/// Whether somebody else with this address is registered for an event for which the person is: one address has one seat.
async fn is_taken(person: Uuid, lookup: &[u8], db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let active = registration::Entity::find()
        .filter(registration::Column::PersonId.eq(person))
        .filter(registration::Column::ActiveLookup.is_not_null())
        .all(db)
        .await?;
    let others = registration::Entity::find()
        .filter(registration::Column::EventId.is_in(active.into_iter().map(|row| row.event_id)))
        .filter(registration::Column::PersonId.ne(person))
        .filter(registration::Column::ActiveLookup.eq(lookup.to_vec()));
    Ok(others.one(db).await?.is_some())
}

fn entry(person: PersonId, action: &'static str, actor: &str, at: Timestamp) -> AuditEntry {
    AuditEntry { at, actor: actor.to_owned(), action, person: Some(person), subject: None }
}
