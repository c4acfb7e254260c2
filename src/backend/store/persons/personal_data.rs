//! Everything that somebody gave, decrypted: for the person who asks for it. It is held as long as the answer is written, and
//! nowhere kept. What staff wrote about them is not in it: it is a part of what the law has disclosed on request, but it can speak
//! of others too, so that staff look at it first and hand it over themselves.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::records::{person_of, record_of, records_of, registrations_of, submissions_of};
use crate::{
    intake::{AttributionTouches, PersonId, SubmissionId, VisitSource, bookings::BookingMark},
    store::{
        BookingView, Keys, PersonKey, RegistrationView, SealedSubmission, WrappedKey,
        entities::{
            attendance, booking, booking_mark, consent, consent_text, outbox_mail, person_address, person_key,
            submission, submission_answer, upload,
        },
        registration_change::view,
        sealed_submission::SealedAddress,
        upload_rows::place,
    },
};

/// Everything about one person.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonalData {
    /// Whose it is.
    pub person: PersonId,
    /// Their addresses, each with the time it was confirmed.
    pub addresses: Vec<(String, Option<Timestamp>)>,
    /// What they sent, oldest first.
    pub submissions: Vec<KeptSubmission>,
    /// Where they came from.
    pub touches: AttributionTouches,
    /// The mails that were written to them: which, and when. Those that are planned are none yet.
    pub mails: Vec<(String, Timestamp)>,
}

/// Something that they sent.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptSubmission {
    /// What it is called.
    pub id: SubmissionId,
    /// The form.
    pub form: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// The answers by the names of their fields, with those that were chosen.
    pub answers: BTreeMap<String, Vec<String>>,
    /// What it was sent for: an event, a company.
    pub references: BTreeMap<String, String>,
    /// Where the visit began.
    pub source: VisitSource,
    /// What was agreed to.
    pub consent: Option<KeptConsent>,
    /// What became of the registration, where there is one.
    pub registration: Option<RegistrationView>,
    /// When they were let in at the door of the event.
    pub checked_in_at: Option<Timestamp>,
    /// What is booked, where there is a time.
    pub booking: Option<BookingView>,
    /// What became of that when its time had come, as staff said.
    pub booking_mark: Option<BookingMark>,
    /// The files that came with it.
    pub files: Vec<KeptUpload>,
}

/// A file that somebody sent. What is in it they have themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptUpload {
    /// The field that it was sent for.
    pub field: String,
    /// What it is called.
    pub name: String,
    /// How long it is.
    pub size_bytes: u64,
}

/// What was agreed to, with all of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptConsent {
    /// The version of the text.
    pub version: String,
    /// The text as it was shown.
    pub text: String,
    /// When it was given.
    pub given_at: Timestamp,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
}

/// The keys of records; those of erased ones are not there.
pub(in crate::store) struct RecordKeys(BTreeMap<Uuid, PersonKey>);

impl RecordKeys {
    pub async fn read(records: &[PersonId], keys: &Keys, db: &impl ConnectionTrait) -> anyhow::Result<Self> {
        let rows = person_key::Entity::find()
            .filter(person_key::Column::PersonId.is_in(records.iter().map(|record| record.0)))
            .all(db)
            .await?;
        Self::unwrap(&rows, keys)
    }

    /// The same of rows that were read already.
    pub fn unwrap(rows: &[person_key::Model], keys: &Keys) -> anyhow::Result<Self> {
        let mut found = BTreeMap::new();
        for row in rows {
            let wrapped = WrappedKey { master_key: row.master_key, wrapped: row.wrapped.clone() };
            found.insert(row.person_id, keys.master.unwrap(&wrapped, PersonId(row.person_id))?);
        }
        Ok(Self(found))
    }

    /// The key of a record; `None` if it is erased.
    pub fn of(&self, record: PersonId) -> Option<&PersonKey> {
        self.0.get(&record.0)
    }
}

/// The encrypted answers of a submission; `None` if its key is gone.
pub(in crate::store) fn read_answers(
    row: &submission::Model,
    keys: &RecordKeys,
) -> anyhow::Result<Option<Map<String, Value>>> {
    let Some(key) = keys.0.get(&row.person_id) else { return Ok(None) };
    let opened = key.open(SealedSubmission::place(PersonId(row.person_id)), &row.sealed)?;
    Ok(Some(serde_json::from_slice(&opened)?))
}

/// An address in clear; `None` if its key is gone.
pub(in crate::store) fn read_address(row: &person_address::Model, keys: &RecordKeys) -> anyhow::Result<Option<String>> {
    let Some(key) = keys.0.get(&row.person_id) else { return Ok(None) };
    let opened = key.open(SealedAddress::place(PersonId(row.person_id)), &row.sealed)?;
    Ok(Some(String::from_utf8(opened)?))
}

/// Everything about the person who sent a submission; `None` if it is gone.
pub(in crate::store) async fn read_personal_data(
    submission: SubmissionId,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<PersonalData>> {
    let Some(record) = record_of(submission, db).await? else { return Ok(None) };
    let person = person_of(record, db).await?;
    let records = records_of(person, db).await?;
    let opened = RecordKeys::read(&records, keys, db).await?;
    let rows = submissions_of(&records, db).await?;
    let mut submissions = Vec::new();
    for row in &rows {
        submissions.push(read_submission(row, &opened, db).await?);
    }
    let touches = AttributionTouches::of(submissions.iter().map(|one| one.source.clone()));
    let (addresses, mails) = (read_addresses(&records, &opened, db).await?, read_mails(&rows, db).await?);
    Ok(Some(PersonalData { person, addresses, submissions, touches, mails }))
}

async fn read_addresses(
    records: &[PersonId],
    keys: &RecordKeys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<(String, Option<Timestamp>)>> {
    let rows = person_address::Entity::find()
        .filter(person_address::Column::PersonId.is_in(records.iter().map(|record| record.0)))
        .all(db)
        .await?;
    let mut addresses: BTreeMap<String, Option<Timestamp>> = BTreeMap::new();
    for row in rows {
        let Some(address) = read_address(&row, keys)? else { continue };
        let verified_at = row.verified_at.map(Timestamp::from_millisecond).transpose()?;
        let known = addresses.entry(address).or_default();
        *known = known.iter().chain(&verified_at).min().copied();
    }
    Ok(addresses.into_iter().collect())
}

async fn read_mails(
    submissions: &[submission::Model],
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<(String, Timestamp)>> {
    let rows = outbox_mail::Entity::find()
        .filter(outbox_mail::Column::SubmissionId.is_in(submissions.iter().map(|row| row.id)))
        .filter(outbox_mail::Column::DueAt.lte(Timestamp::now().as_millisecond()))
        .order_by_asc(outbox_mail::Column::CreatedAt)
        .all(db)
        .await?;
    rows.into_iter().map(|row| Ok((row.kind, Timestamp::from_millisecond(row.created_at)?))).collect()
}

async fn read_submission(
    row: &submission::Model,
    keys: &RecordKeys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<KeptSubmission> {
    let mut answers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in read_answers(row, keys)?.unwrap_or_default() {
        answers.insert(name, texts_of(&value));
    }
    let coded = submission_answer::Entity::find().filter(submission_answer::Column::SubmissionId.eq(row.id));
    for answer in coded.all(db).await? {
        answers.entry(answer.field).or_default().push(answer.value);
    }
    let origin: Value = serde_json::from_str(&row.origin)?;
    let registration = match registrations_of(&[row.id], db).await?.first() {
        Some(found) => Some(view(found, db).await?),
        None => None,
    };
    let booked = booking::Entity::find().filter(booking::Column::SubmissionId.eq(row.id)).one(db).await?;
    let mark = booking_mark::Entity::find().filter(booking_mark::Column::SubmissionId.eq(row.id)).one(db).await?;
    let came = attendance::Entity::find()
        .filter(attendance::Column::SubmissionId.eq(row.id))
        .filter(attendance::Column::UndoneAt.is_null())
        .one(db)
        .await?;
    Ok(KeptSubmission {
        id: SubmissionId(row.id),
        form: row.form.clone(),
        received_at: Timestamp::from_millisecond(row.received_at)?,
        answers,
        references: texts_in(&origin, "references"),
        source: texts_in(&origin, "attribution"),
        consent: read_consent(row.id, db).await?,
        registration,
        checked_in_at: came.map(|row| Timestamp::from_millisecond(row.checked_in_at)).transpose()?,
        booking: booked.as_ref().map(BookingView::of).transpose()?,
        booking_mark: mark.and_then(|row| BookingMark::parse(&row.mark)),
        files: read_files(row.id, keys, db).await?,
    })
}

async fn read_files(submission: Uuid, keys: &RecordKeys, db: &impl ConnectionTrait) -> anyhow::Result<Vec<KeptUpload>> {
    let sent = upload::Entity::find().filter(upload::Column::SubmissionId.eq(submission));
    let mut files = Vec::new();
    for row in sent.order_by_asc(upload::Column::Id).all(db).await? {
        let record = PersonId(row.person_id);
        let Some(key) = keys.of(record) else { continue };
        let told: Value = serde_json::from_slice(&key.open(place(record), &row.sealed)?)?;
        let name = told.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        files.push(KeptUpload { field: row.field, name, size_bytes: u64::try_from(row.size_bytes)? });
    }
    Ok(files)
}

async fn read_consent(submission: Uuid, db: &impl ConnectionTrait) -> anyhow::Result<Option<KeptConsent>> {
    let Some(given) = consent::Entity::find_by_id(submission).one(db).await? else { return Ok(None) };
    let text = consent_text::Entity::find_by_id(given.text_id).one(db).await?;
    let (version, text) = text.map(|row| (row.version, row.text)).unwrap_or_default();
    let given_at = Timestamp::from_millisecond(given.given_at)?;
    let withdrawn_at = given.withdrawn_at.map(Timestamp::from_millisecond).transpose()?;
    Ok(Some(KeptConsent { version, text, given_at, withdrawn_at }))
}

/// The texts of an answer: one, or several that were chosen.
pub(in crate::store) fn texts_of(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(texts_of).collect(),
        Value::String(text) => vec![text.clone()],
        Value::Null => Vec::new(),
        other => vec![other.to_string()],
    }
}

/// A table of texts within what a submission came with.
pub(in crate::store) fn texts_in(origin: &Value, name: &str) -> BTreeMap<String, String> {
    let table = origin.get(name).and_then(Value::as_object);
    let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
    table.into_iter().flatten().filter_map(text).collect()
}
