//! Mails that go with the steps of cases: each step has one at most, and it says nothing any more once its case has gone on.
//! It goes to the address of the person that takes mail, and with it to what they sent under that address.

use std::cmp::Reverse;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::case_mail_facts::CaseMailFacts;
use crate::{
    intake::{AttendeeField, MailKind, PersonId, SubmissionId, cases::CaseId},
    store::{
        MailFacts, Store,
        entities::{case_mail, person_address, person_case, submission},
        event_day::is_unverified_walk_in,
        mails::{MailOf, add_mails},
        persons::{RecordKeys, person_of, read_address, read_answers, records_of, texts_of},
        unconfirmed,
    },
};

/// To whom a mail goes: an address, and what was sent under it last.
struct CaseRecipient {
    address: person_address::Model,
    submission: submission::Model,
}

/// The address of a person to which a mail can go: one that they have confirmed, if there is one, and the newest of several. Of
/// what was said at a door, and of what waits to be confirmed, nobody knows whose address it has.
async fn find_recipient(record: PersonId, db: &impl ConnectionTrait) -> anyhow::Result<Option<CaseRecipient>> {
    let records = records_of(person_of(record, db).await?, db).await?;
    let of = || records.iter().map(|record| record.0);
    let mut addresses = person_address::Entity::find()
        .filter(person_address::Column::PersonId.is_in(of()))
        .filter(person_address::Column::BouncedAt.is_null())
        .all(db)
        .await?;
    addresses.sort_by_key(|row| Reverse((row.verified_at, row.id)));
    let sent = submission::Entity::find()
        .filter(submission::Column::PersonId.is_in(of()))
        .order_by_desc(submission::Column::ReceivedAt)
        .order_by_desc(submission::Column::Id)
        .all(db)
        .await?;
    for address in addresses {
        for submission in sent.iter().filter(|row| row.person_id == address.person_id) {
            let id = SubmissionId(submission.id);
            if !is_unverified_walk_in(id, db).await? && unconfirmed::deadline(id, db).await?.is_none() {
                return Ok(Some(CaseRecipient { address, submission: submission.clone() }));
            }
        }
    }
    Ok(None)
}

/// Puts the mail of a step into the outbox. `false` if nobody can read it.
pub(super) async fn add_case_mail(
    case: &person_case::Model,
    facts: &CaseMailFacts,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    let Some(recipient) = find_recipient(PersonId(case.record_id), db).await? else { return Ok(false) };
    let of =
        MailOf { person: PersonId(recipient.address.person_id), submission: SubmissionId(recipient.submission.id) };
    // A case is changed once to each version.
    let mail = of.row(MailKind::CaseStep, &format!("{}:{}", case.id, case.version), now);
    let row = case_mail::Model {
        mail_id: mail.id,
        case_id: case.id,
        status: case.status.clone(),
        template: facts.template.clone(),
        title: facts.title.clone(),
        organisation: facts.organisation.clone(),
    };
    add_mails(vec![mail], db).await?;
    case_mail::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(true)
}

impl Store {
    /// To whom a mail about a case would go, and what they call themselves; `None` if nobody could read it. Whoever asks has looked at
    /// the person.
    pub async fn case_mail_recipient(&self, case: CaseId) -> anyhow::Result<Option<MailFacts>> {
        let readers = &self.databases.readers;
        let Some(case) = self.case(case).await? else { return Ok(None) };
        let Some(found) = find_recipient(case.record, readers).await? else { return Ok(None) };
        let keys = RecordKeys::read(&[PersonId(found.address.person_id)], &self.keys, readers).await?;
        let Some(address) = read_address(&found.address, &keys)? else { return Ok(None) };
        let answers = read_answers(&found.submission, &keys)?.context("what was sent cannot be read")?;
        let named = answers.iter().find(|(field, _)| AttendeeField::of_field(field) == Some(AttendeeField::Name));
        let name = named.and_then(|(_, value)| texts_of(value).into_iter().next()).unwrap_or_default();
        Ok(Some(MailFacts::to(address, name)))
    }
}
