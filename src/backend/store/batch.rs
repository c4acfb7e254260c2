//! Many submissions in one transaction: read what they touch, decide in memory, write one statement a table, commit once.
//! The number of statements does not grow with the batch, and its flush to the disk is shared.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, sea_query::OnConflict};
use uuid::Uuid;

use super::{
    SealedSubmission,
    attempts::{Attempt, attempt_row, find_repeat, forget_attempts, insert_attempts},
    audit::{AuditEntry, AuditHead},
    batch_bookings::{BookedRows, SlotTaken},
    batch_guard::{BatchGuard, BatchState},
    entities::{
        consent, consent_text, fair_wish, held_submission, outbox_mail, person, person_address, person_key, question,
        registration, repeat_key, submission, submission_answer, unconfirmed_submission, upload,
    },
    event_rows::{EventRolls, add_lines},
    fair::{settle_fair, wish_rows},
    held_submissions::held_row,
    limit_counts::{CountedSenders, LimitSharing, add_counts, read_totals},
    lost_race::LostRace,
    mails::{MailOf, known_mail},
    question_rows::question_row,
    reception::{Reception, SeatReceipt},
    row_id::new_row_id,
    row_insert::JoinedWrites,
    sealed_submission::AppliedEvent,
    spent_proofs::SpentProofs,
    unconfirmed::{ask_again, unconfirmed_row},
    upload_rows::UploadUsage,
};
use crate::intake::{
    Admission, Applicant, HashKey, MailKind, RegistrationDecision, RegistrationState, bookings::TakenCells,
};

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
    held: Vec<held_submission::Model>,
    registrations: Vec<registration::Model>,
    wishes: Vec<fair_wish::Model>,
    attempts: Vec<repeat_key::Model>,
    bookings: BookedRows,
    mails: Vec<outbox_mail::Model>,
    uploads: Vec<upload::Model>,
    unconfirmed: Vec<unconfirmed_submission::Model>,
    questions: Vec<question::Model>,
}

/// A batch that is decided and written.
pub(super) struct DecidedBatch {
    /// What each sender is told, in the order of the submissions.
    pub receptions: Vec<Reception>,
    /// The end of the chain of the audit log once it is committed.
    pub audit: AuditHead,
    /// How many submissions of each sender there are then.
    pub totals: CountedSenders,
    /// What is still to be written, of which nothing is asked.
    pub last: JoinedWrites,
}

/// What a batch is decided by.
pub(super) struct BatchContext<'a> {
    /// The time at which events are open or closed.
    pub now: Timestamp,
    /// What is read under which locks.
    pub guard: BatchGuard,
    /// The end of the writer's chain of the audit log, and the key of its links.
    pub audit: (AuditHead, &'a HashKey),
    /// How many submissions of each sender the batch holds.
    pub added: &'a CountedSenders,
    /// Whether replicas tell each other which proofs were used.
    pub sharing: LimitSharing,
}

/// Decides and writes a batch within the transaction `db`; the caller commits it with the last of it.
pub(super) async fn write_batch(
    batch: &[SealedSubmission],
    context: BatchContext<'_>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<DecidedBatch> {
    let BatchState { rolls: before, mut known, mut taken, all_taken } = context.guard.read(batch, db).await?;
    let mut usage = UploadUsage::read(batch, context.now, db).await?;
    let mut proofs = SpentProofs::find(batch.iter().filter_map(|sealed| sealed.proof), context.sharing, db).await?;
    let mut rolls = before.clone();
    let mut rows = BatchRows::default();
    let mut audit = Vec::new();
    let mut receptions = Vec::with_capacity(batch.len());
    let mut ended = Vec::new();
    for sealed in batch {
        let mut repeat = find_repeat(sealed, &known);
        if repeat.is_some_and(|reception| has_ended(sealed, reception, &rolls)) {
            repeat = None;
            ended.extend(sealed.repeat_keys.iter().filter(|key| known.remove(key).is_some()).copied());
        }
        let reception = match repeat {
            Some(reception) => reception,
            None if sealed.proof.is_some_and(|proof| proofs.is_spent(proof)) => Reception::ProofSpent,
            None if !usage.admit(sealed) => Reception::TooManyFiles,
            None => rows.receive(sealed, &mut rolls, &mut taken, context.now),
        };
        if let (Reception::Received { receipt, .. }, Some(key)) = (reception, sealed.repeat_keys.first())
            && !known.contains_key(key)
        {
            known.insert(*key, Attempt { hash: sealed.hash, submission: sealed.id, receipt });
        }
        if matches!(reception, Reception::Received { submission, .. } if submission == sealed.id) {
            audit.push(received(sealed));
            proofs.spend(sealed.proof);
        }
        receptions.push(reception);
    }
    forget_attempts(&ended, db).await?;
    let mut joined = JoinedWrites::default();
    add_lines(&before, &rolls, &mut joined);
    let (head, key) = context.audit;
    let audit = head.chain(audit, key, &mut joined);
    add_counts(context.added, &mut joined)?;
    let fairs: BTreeSet<String> = rows.wishes.iter().map(|wish| wish.event_id.clone()).collect();
    let (told, last) = rows.write(joined, db).await?;
    for fair in &fairs {
        settle_fair(fair, context.now, all_taken.as_ref(), db).await?;
    }
    let totals = read_totals(&told)?;
    ask_again(repeats(batch, &receptions), context.now, db).await?;
    if !proofs.write(db).await? {
        return Err(LostRace.into());
    }
    Ok(DecidedBatch { receptions, audit, totals, last })
}

/// Writes a submission by itself, by whoever knows what comes of it.
pub(super) async fn write_submission(sealed: &SealedSubmission, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let mut rows = BatchRows::default();
    rows.add_submission(sealed);
    let (_, answers) = rows.write(JoinedWrites::default(), db).await?;
    answers.write(db).await?;
    Ok(())
}

/// Whether what is asked for again was given and is given back, or was answered as if it were given: it is no repeat then.
fn has_ended(sealed: &SealedSubmission, reception: Reception, rolls: &EventRolls) -> bool {
    let is_given = matches!(reception, Reception::Received { receipt: SeatReceipt::Seat | SeatReceipt::Line, .. } if !sealed.is_held);
    let event = sealed.event.as_ref().filter(|_| is_given);
    event.is_some_and(|event| {
        let roll = rolls.get(&event.id);
        event.applicant.lookup.zip(roll).is_some_and(|(lookup, roll)| !roll.active.contains(&lookup))
    })
}

/// What was known before, and came again with this batch.
fn repeats(batch: &[SealedSubmission], receptions: &[Reception]) -> BTreeSet<Uuid> {
    let known = |(sealed, reception): (&SealedSubmission, &Reception)| match reception {
        Reception::Received { submission, .. } => (*submission != sealed.id).then_some(submission.0),
        _ => None,
    };
    batch.iter().zip(receptions).filter_map(known).collect()
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

impl BatchRows {
    /// Takes in a submission that is none of the known ones, if its event does.
    fn receive(
        &mut self,
        sealed: &SealedSubmission,
        rolls: &mut EventRolls,
        taken: &mut TakenCells,
        now: Timestamp,
    ) -> Reception {
        let (receipt, mail) = match &sealed.event {
            None if sealed.slot.is_some() => match self.bookings.book(sealed, taken, now) {
                Ok(mail) => (SeatReceipt::None, mail),
                Err(SlotTaken) => return Reception::SlotTaken,
            },
            None if sealed.confirm_hours.is_some() => (SeatReceipt::None, Some(MailKind::AddressConfirmation)),
            None => (SeatReceipt::None, Some(MailKind::FormReceived)),
            Some(event) => {
                let Some(roll) = rolls.get_mut(&event.id) else { return Reception::NoSuchEvent };
                let attendance = roll.attendance_of(event.applicant.attendance);
                let Some(attendance) = attendance else { return Reception::NoSuchEvent };
                let applicant = Applicant { attendance, ..event.applicant };
                let event = &AppliedEvent { id: event.id.clone(), applicant };
                match roll.register(&event.applicant, now) {
                    RegistrationDecision::Closed => return Reception::Closed,
                    RegistrationDecision::NoSuchPlace => return Reception::NoSuchEvent,
                    RegistrationDecision::GroupTooLarge { most } => return Reception::GroupTooLarge { most },
                    RegistrationDecision::AlreadyRegistered { as_if } => {
                        (SeatReceipt::of(as_if), Some(MailKind::AlreadyRegistered))
                    }
                    RegistrationDecision::Registered { state, admission, expires_at } => {
                        self.registrations.push(registration_row(sealed, event, (state, admission), expires_at));
                        self.wishes.extend(wish_rows(sealed, &event.id));
                        (SeatReceipt::of(admission), MailKind::about(state))
                    }
                }
            }
        };
        // Whoever is held is told so, and nobody is written to: the address may be anybody's.
        let (receipt, mail) = if sealed.is_held { (SeatReceipt::Held, None) } else { (receipt, mail) };
        self.add_submission(sealed);
        if let Some(key) = sealed.repeat_keys.first() {
            self.attempts.push(attempt_row(sealed, *key, receipt));
        }
        if let (Some(kind), Some(_)) = (mail, &sealed.address) {
            let of = MailOf { person: sealed.person, submission: sealed.id };
            self.mails.push(of.row(kind, "", sealed.received_at));
        }
        if sealed.wants_news() {
            let of = MailOf { person: sealed.person, submission: sealed.id };
            self.mails.push(of.row(MailKind::SubscriptionConfirmation, "", sealed.received_at));
        }
        Reception::Received { submission: sealed.id, receipt }
    }

    fn add_submission(&mut self, sealed: &SealedSubmission) {
        let (id, person_id, at) = (sealed.id.0, sealed.person.0, sealed.received_at.as_millisecond());
        self.persons.push(person::Model { id: person_id, created_at: at, verified_at: None });
        let (master_key, wrapped) = (sealed.key.master_key, sealed.key.wrapped.clone());
        self.keys.push(person_key::Model { person_id, master_key, wrapped });
        self.addresses.extend(sealed.address.iter().map(|address| person_address::Model {
            id: new_row_id(),
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
            event_id: sealed.event.as_ref().map(|event| event.id.clone()),
            form_version: sealed.form_version.clone(),
            received_at: at,
            is_held: sealed.is_held,
            origin: sealed.origin.clone(),
            sealed: sealed.sealed.clone(),
        });
        self.uploads.extend(sealed.uploads.iter().cloned());
        // What has a seat or a time is confirmed by the state of that.
        let has_own =
            self.registrations.last().is_some_and(|row| row.submission_id == id) || self.bookings.has(sealed.id);
        self.unconfirmed.extend(unconfirmed_row(sealed).filter(|_| !has_own));
        self.held.extend(held_row(sealed));
        self.questions.extend(question_row(sealed));
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

    /// One statement a table, most of them joined with what is joined already; gives what is told of these, and what is still to be
    /// written. A text that is known is left as it is.
    async fn write(
        self,
        mut joined: JoinedWrites,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<(Vec<QueryResult>, JoinedWrites)> {
        let known_text = OnConflict::column(consent_text::Column::Id).do_nothing().to_owned();
        joined.insert::<consent_text::Entity, _>(self.texts.into_values(), Some(&known_text));
        joined.insert::<person::Entity, _>(self.persons, None);
        joined.insert::<person_key::Entity, _>(self.keys, None);
        joined.insert::<person_address::Entity, _>(self.addresses, None);
        joined.insert::<submission::Entity, _>(self.submissions, None);
        joined.insert::<consent::Entity, _>(self.consents, None);
        joined.insert::<held_submission::Entity, _>(self.held, None);
        joined.insert::<registration::Entity, _>(self.registrations, None);
        joined.insert::<fair_wish::Entity, _>(self.wishes, None);
        joined.insert::<upload::Entity, _>(self.uploads, None);
        joined.insert::<unconfirmed_submission::Entity, _>(self.unconfirmed, None);
        joined.insert::<question::Entity, _>(self.questions, None);
        joined.insert::<outbox_mail::Entity, _>(self.mails, Some(&known_mail()));
        insert_attempts(self.attempts, &mut joined, db).await?;
        let told = joined.write(db).await?;
        // How many there are hangs on what people chose: joined with the others, hardly any text would come twice.
        let mut answers = JoinedWrites::default();
        answers.insert::<submission_answer::Entity, _>(self.answers, None);
        self.bookings.write(db).await?;
        Ok((told, answers))
    }
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
        id: new_row_id(),
        event_id: event.id.clone(),
        attendance: event.applicant.attendance.name().to_owned(),
        person_id: sealed.person.0,
        submission_id: sealed.id.0,
        active_lookup: event.applicant.lookup.filter(|_| !sealed.is_held).map(|lookup| lookup.to_vec()),
        state: state.name().to_owned(),
        seat,
        in_line,
        expires_at: expires_at.map(Timestamp::as_millisecond),
        created_at: sealed.received_at.as_millisecond(),
        sequence: 0,
        seats: i32::try_from(event.applicant.seats).unwrap_or(i32::MAX),
    }
}
