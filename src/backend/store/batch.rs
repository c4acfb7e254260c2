//! Many submissions in one transaction: read what they touch, decide in memory, write one statement a table, commit once.
//! The number of statements does not grow with the batch, and its flush to the disk is shared.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict};
use uuid::Uuid;

use super::{
    SealedSubmission,
    audit::AuditEntry,
    entities::{
        consent, consent_text, outbox_mail, person, person_address, person_key, registration, repeat_key, submission,
        submission_answer,
    },
    event_rows::{EventBooks, lock_events, write_lines},
    mails::{MailOf, add_mails},
    sealed_submission::AppliedEvent,
};
use crate::intake::{
    Admission, MailKind, RegistrationDecision, RegistrationState, RepeatKey, SubmissionHash, SubmissionId,
};

/// How long an attempt is remembered.
const REMEMBERED_HOURS: i64 = 72;

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reception {
    /// It is on the disk: just now, or since the first of several tries.
    Received {
        /// The submission that is kept.
        submission: SubmissionId,
        /// What its sender is told of a seat.
        receipt: SeatReceipt,
    },
    /// This attempt was received before with other answers. The first ones hold.
    Conflict {
        /// The submission that is kept.
        first: SubmissionId,
    },
    /// The event takes nobody any more, or takes place no more.
    Closed,
    /// The event is not known, or nobody takes part in it in this way.
    NoSuchEvent,
}

/// What a sender is told of a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatReceipt {
    /// The form gives out no seats.
    None,
    /// A seat.
    Seat,
    /// A place in line.
    Line,
}

impl SeatReceipt {
    /// Its name in answers and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Seat => "seat",
            Self::Line => "line",
        }
    }

    /// The one of this name; no seats for a name that is none.
    pub fn parse(name: &str) -> Self {
        [Self::Seat, Self::Line].into_iter().find(|receipt| receipt.name() == name).unwrap_or(Self::None)
    }

    fn of(admission: Admission) -> Self {
        match admission {
            Admission::Seat(_) => Self::Seat,
            Admission::Line(_) => Self::Line,
        }
    }
}

/// Rows that a batch writes, a list for each table.
#[derive(Default)]
struct BatchRows {
    persons: Vec<person::Model>,
    keys: Vec<person_key::Model>,
    addresses: Vec<person_address::Model>,
    submissions: Vec<submission::Model>,
    answers: Vec<submission_answer::Model>,
    consents: Vec<consent::Model>,
    texts: BTreeMap<Vec<u8>, consent_text::Model>,
    registrations: Vec<registration::Model>,
    attempts: Vec<repeat_key::Model>,
    mails: Vec<outbox_mail::Model>,
}

/// A batch that is decided: what each sender is told, and what remains to be written in the audit log.
pub(super) struct DecidedBatch {
    /// In the order of the submissions.
    pub receptions: Vec<Reception>,
    pub audit: Vec<AuditEntry>,
}

/// What a batch is decided by.
pub(super) struct BatchContext {
    /// The time at which events are open or closed.
    pub now: Timestamp,
    /// Events as they were read before the transaction, for the test that shows what the lock is for.
    pub unguarded: Option<EventBooks>,
}

/// Decides and writes a batch within the transaction `db`; the caller commits.
pub(super) async fn write_batch(
    batch: &[SealedSubmission],
    context: BatchContext,
    db: &impl ConnectionTrait,
) -> anyhow::Result<DecidedBatch> {
    let before = match context.unguarded {
        Some(books) => books,
        None => read_events(batch, db).await?,
    };
    // Under the lock: another process may have received the same attempt for the same event until then.
    let mut known = find_attempts(batch, db).await?;
    let mut books = before.clone();
    let mut rows = BatchRows::default();
    let mut audit = Vec::new();
    let mut receptions = Vec::with_capacity(batch.len());
    for sealed in batch {
        let reception = match find_repeat(sealed, &known) {
            Some(reception) => reception,
            None => rows.receive(sealed, &mut books, context.now),
        };
        if let (Reception::Received { receipt, .. }, Some(key)) = (reception, sealed.repeat_keys.first())
            && !known.contains_key(key)
        {
            known.insert(*key, Attempt { hash: sealed.hash, submission: sealed.id, receipt });
        }
        if matches!(reception, Reception::Received { submission, .. } if submission == sealed.id) {
            audit.push(received(sealed));
        }
        receptions.push(reception);
    }
    rows.write(db).await?;
    write_lines(&before, &books, db).await?;
    Ok(DecidedBatch { receptions, audit })
}

/// The events that a batch wants to come to, locked.
pub(super) async fn read_events(batch: &[SealedSubmission], db: &impl ConnectionTrait) -> anyhow::Result<EventBooks> {
    let events = || batch.iter().filter_map(|sealed| sealed.event.as_ref());
    let ids: BTreeSet<String> = events().map(|event| event.id.clone()).collect();
    let lookups = events().filter_map(|event| event.applicant.lookup).collect();
    lock_events(&ids, &lookups, db).await
}

fn received(sealed: &SealedSubmission) -> AuditEntry {
    AuditEntry {
        at: sealed.received_at,
        actor: "visitor".to_owned(),
        action: "submission.received",
        person: Some(sealed.person),
        subject: Some(sealed.id.0),
    }
}

/// An attempt that was received.
struct Attempt {
    hash: SubmissionHash,
    submission: SubmissionId,
    receipt: SeatReceipt,
}

async fn find_attempts(
    batch: &[SealedSubmission],
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<RepeatKey, Attempt>> {
    let keys: BTreeSet<RepeatKey> = batch.iter().flat_map(|sealed| sealed.repeat_keys.iter().copied()).collect();
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let is_asked = repeat_key::Column::Key.is_in(keys.iter().map(|key| key.0.to_vec()));
    let rows = repeat_key::Entity::find().filter(is_asked).all(db).await?;
    let attempt = |row: repeat_key::Model| {
        let (key, hash) = (RepeatKey(row.key.try_into().ok()?), SubmissionHash(row.hash.try_into().ok()?));
        let receipt = SeatReceipt::parse(&row.receipt);
        Some((key, Attempt { hash, submission: SubmissionId(row.submission_id), receipt }))
    };
    Ok(rows.into_iter().filter_map(attempt).collect())
}

fn find_repeat(sealed: &SealedSubmission, known: &BTreeMap<RepeatKey, Attempt>) -> Option<Reception> {
    let attempt = sealed.repeat_keys.iter().find_map(|key| known.get(key))?;
    Some(if attempt.hash == sealed.hash {
        Reception::Received { submission: attempt.submission, receipt: attempt.receipt }
    } else {
        Reception::Conflict { first: attempt.submission }
    })
}

impl BatchRows {
    /// Takes in a submission that is none of the known ones, if its event does.
    fn receive(&mut self, sealed: &SealedSubmission, books: &mut EventBooks, now: Timestamp) -> Reception {
        let (receipt, mail) = match &sealed.event {
            None => (SeatReceipt::None, if sealed.is_held { None } else { Some(MailKind::FormReceived) }),
            Some(event) => {
                let Some(book) = books.get_mut(&event.id) else { return Reception::NoSuchEvent };
                match book.register(&event.applicant, now) {
                    RegistrationDecision::Closed => return Reception::Closed,
                    RegistrationDecision::NoSuchPlace => return Reception::NoSuchEvent,
                    RegistrationDecision::AlreadyRegistered { as_if } => {
                        (SeatReceipt::of(as_if), Some(MailKind::AlreadyRegistered))
                    }
                    RegistrationDecision::Registered { state, admission, expires_at } => {
                        self.registrations.push(registration_row(sealed, event, (state, admission), expires_at));
                        (SeatReceipt::of(admission), MailKind::about(state))
                    }
                }
            }
        };
        self.add_submission(sealed);
        if let Some(key) = sealed.repeat_keys.first() {
            self.attempts.push(attempt_row(sealed, *key, receipt));
        }
        if let (Some(kind), Some(_)) = (mail, &sealed.address) {
            let of = MailOf { person: sealed.person, submission: sealed.id };
            self.mails.push(of.row(kind, "", sealed.received_at));
        }
        Reception::Received { submission: sealed.id, receipt }
    }

    fn add_submission(&mut self, sealed: &SealedSubmission) {
        let (id, person_id, at) = (sealed.id.0, sealed.person.0, sealed.received_at.as_millisecond());
        self.persons.push(person::Model { id: person_id, created_at: at, verified_at: None });
        let (master_key, wrapped) = (sealed.key.master_key, sealed.key.wrapped.clone());
        self.keys.push(person_key::Model { person_id, master_key, wrapped });
        self.addresses.extend(sealed.address.iter().map(|address| person_address::Model {
            id: Uuid::new_v4(),
            person_id,
            lookup: address.lookup.to_vec(),
            sealed: address.sealed.clone(),
            verified_at: None,
            bounced_at: None,
        }));
        self.submissions.push(submission::Model {
            id,
            person_id,
            form: sealed.form.clone(),
            form_version: sealed.form_version.clone(),
            received_at: at,
            is_held: sealed.is_held,
            origin: sealed.origin.clone(),
            sealed: sealed.sealed.clone(),
        });
        self.answers.extend(sealed.coded.iter().map(|(field, value)| submission_answer::Model {
            submission_id: id,
            field: field.clone(),
            value: value.clone(),
        }));
        let (text, text_id) = (&sealed.consent, sealed.consent.id());
        self.consents.push(consent::Model {
            submission_id: id,
            person_id,
            text_id: text_id.clone(),
            given_at: at,
            withdrawn_at: None,
        });
        self.texts.entry(text_id.clone()).or_insert_with(|| consent_text::Model {
            id: text_id,
            form: text.form.clone(),
            version: text.version.clone(),
            text: text.text.clone(),
        });
    }

    /// One statement a table. A text that is known already is left as it is.
    async fn write(self, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let known_text = OnConflict::column(consent_text::Column::Id).do_nothing().to_owned();
        if !self.texts.is_empty() {
            let texts =
                consent_text::Entity::insert_many(self.texts.into_values().map(IntoActiveModel::into_active_model))
                    .on_conflict(known_text);
            texts.exec_without_returning(db).await?;
        }
        insert::<person::Entity, _>(self.persons, db).await?;
        insert::<person_key::Entity, _>(self.keys, db).await?;
        insert::<person_address::Entity, _>(self.addresses, db).await?;
        insert::<submission::Entity, _>(self.submissions, db).await?;
        insert::<submission_answer::Entity, _>(self.answers, db).await?;
        insert::<consent::Entity, _>(self.consents, db).await?;
        insert::<registration::Entity, _>(self.registrations, db).await?;
        insert_attempts(self.attempts, db).await?;
        add_mails(self.mails, db).await
    }
}

/// Another process has received the same attempt at the same moment: read again, and it is known.
#[derive(Debug, thiserror::Error)]
#[error("another process received the same attempt at the same moment")]
pub(super) struct LostRace;

/// In the order of their keys, so that two processes never wait for each other.
async fn insert_attempts(mut rows: Vec<repeat_key::Model>, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_by(|a, b| a.key.cmp(&b.key));
    let known = OnConflict::column(repeat_key::Column::Key).do_nothing().to_owned();
    let count = rows.len() as u64;
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    let inserted = repeat_key::Entity::insert_many(rows).on_conflict(known).exec_without_returning(db).await?;
    if inserted == count { Ok(()) } else { Err(LostRace.into()) }
}

async fn insert<E, M>(rows: Vec<M>, db: &impl ConnectionTrait) -> anyhow::Result<()>
where
    E: EntityTrait<Model = M>,
    M: IntoActiveModel<E::ActiveModel>,
{
    if !rows.is_empty() {
        E::insert_many(rows.into_iter().map(IntoActiveModel::into_active_model)).exec_without_returning(db).await?;
    }
    Ok(())
}

fn registration_row(
    sealed: &SealedSubmission,
    event: &AppliedEvent,
    given: (RegistrationState, Admission),
    expires_at: Option<Timestamp>,
) -> registration::Model {
    let (state, admission) = given;
    let (seat, in_line) = match admission {
        Admission::Seat(number) => (i32::try_from(number).ok(), None),
        Admission::Line(number) => (None, Some(number)),
    };
    registration::Model {
        id: Uuid::new_v4(),
        event_id: event.id.clone(),
        attendance: event.applicant.attendance.name().to_owned(),
        person_id: sealed.person.0,
        submission_id: sealed.id.0,
        active_lookup: event.applicant.lookup.map(|lookup| lookup.to_vec()),
        state: state.name().to_owned(),
        seat,
        in_line,
        expires_at: expires_at.map(Timestamp::as_millisecond),
        created_at: sealed.received_at.as_millisecond(),
        sequence: 0,
    }
}

fn attempt_row(sealed: &SealedSubmission, key: RepeatKey, receipt: SeatReceipt) -> repeat_key::Model {
    let end = sealed.received_at.checked_add(SignedDuration::from_hours(REMEMBERED_HOURS)).unwrap_or(Timestamp::MAX);
    repeat_key::Model {
        key: key.0.to_vec(),
        hash: sealed.hash.0.to_vec(),
        submission_id: sealed.id.0,
        receipt: receipt.name().to_owned(),
        expires_at: end.as_millisecond(),
    }
}
