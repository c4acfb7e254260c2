//! What staff write about somebody. What a note said before it was edited is kept with it. What is for counsellors
//! alone is neither read nor decrypted for others.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::sealed_text::WrittenIn;
use crate::{
    intake::{
        PersonId,
        cases::{
            CaseId, CodedValue, ConsultationFacts, ConsultationKind, ConsultationMethod, NoteAudience, NoteId,
            NoteKind, NoteSide, TimeBand, Viewer,
        },
    },
    store::{
        ApiRequestKey, OnceOutcome, Store,
        api_tokens::OnceChange,
        audit::AuditEntry,
        entities::{note_version, person_case, person_note},
        persons::{RecordKeys, lock_persons, person_of},
        row_id::new_row_id,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// A note that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNote {
    /// About whom, by any record of theirs.
    pub person: PersonId,
    /// About which case of theirs.
    pub case: Option<CaseId>,
    /// For whom.
    pub audience: NoteAudience,
    /// Whose side it tells, if it tells one.
    pub side: Option<NoteSide>,
    /// What it says.
    pub text: String,
    /// What is counted, if it is about a consultation.
    pub consultation: Option<ConsultationFacts>,
}

/// A note that is to say something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteEdit {
    /// Which.
    pub note: NoteId,
    /// The version that whoever edits it has seen.
    pub version: i32,
    /// What it says from then on.
    pub text: String,
    /// What is counted from then on, if it is about a consultation; `None` leaves that as it is.
    pub consultation: Option<ConsultationFacts>,
}

/// What became of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteOutcome {
    /// It says so now.
    Edited,
    /// Somebody else has edited it in between.
    Stale,
    /// There is no such note, or not for this account.
    Unknown,
}

/// A note as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteView {
    /// What it is called.
    pub id: NoteId,
    /// About which case.
    pub case: Option<CaseId>,
    /// For whom.
    pub audience: NoteAudience,
    /// Whose side it tells, if it tells one.
    pub side: Option<NoteSide>,
    /// The account that wrote what it says now.
    pub author: String,
    /// When it was written first.
    pub at: Timestamp,
    /// When it was edited last.
    pub edited_at: Option<Timestamp>,
    /// How often it was written, for whoever wants to edit it.
    pub version: i32,
    /// What it says.
    pub text: String,
    /// What is counted, if it is about a consultation.
    pub consultation: Option<ConsultationFacts>,
}

/// What a note said before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierNote {
    /// The account that wrote it.
    pub author: String,
    /// When.
    pub at: Timestamp,
    /// What it said.
    pub text: String,
}

impl NoteView {
    /// A note, decrypted; `None` if its key is gone.
    pub(super) fn open(row: &person_note::Model, keys: &RecordKeys) -> anyhow::Result<Option<Self>> {
        let text = WrittenIn::Note.open(&row.sealed, PersonId(row.record_id), keys)?;
        let Some(text) = text else { return Ok(None) };
        let kind = NoteKind::parse(&row.kind).context("a kind of notes is unknown")?;
        Ok(Some(Self {
            id: NoteId(row.id),
            case: row.case_id.map(CaseId),
            audience: NoteAudience::parse(&row.audience).context("an audience of notes is unknown")?,
            side: row.side.as_deref().and_then(NoteSide::parse),
            author: row.author.clone(),
            at: Timestamp::from_millisecond(row.at)?,
            edited_at: row.edited_at.map(Timestamp::from_millisecond).transpose()?,
            version: row.version,
            text,
            consultation: (kind == NoteKind::Consultation).then(|| read_facts(row)).transpose()?,
        }))
    }
}

fn read_facts(row: &person_note::Model) -> anyhow::Result<ConsultationFacts> {
    let coded = |text: &str| CodedValue::parse(text).with_context(|| format!("{text} is no coded value"));
    let method = row.method.as_deref().and_then(ConsultationMethod::parse);
    let topics = row.topics.as_deref().unwrap_or_default().split(',').filter(|topic| !topic.is_empty());
    Ok(ConsultationFacts {
        // Those that were written before there were kinds were talks.
        kind: row.consultation.as_deref().and_then(ConsultationKind::parse).unwrap_or_default(),
        method: method.context("a method of a consultation is unknown")?,
        minutes: row.minutes.map(u16::try_from).transpose()?,
        time_band: row.time_band.as_deref().and_then(TimeBand::parse),
        topics: topics.map(coded).collect::<anyhow::Result<_>>()?,
        reaction: row.reaction.as_deref().map(coded).transpose()?,
        result: row.result.as_deref().map(coded).transpose()?,
    })
}

/// What is counted of a consultation, as its columns have it.
fn write_facts(facts: &ConsultationFacts, row: &mut person_note::Model) {
    let text = |value: &Option<CodedValue>| value.as_ref().map(|value| value.as_str().to_owned());
    let topics: Vec<&str> = facts.topics.iter().map(CodedValue::as_str).collect();
    row.consultation = Some(facts.kind.name().to_owned());
    row.method = Some(facts.method.name().to_owned());
    row.minutes = facts.minutes.map(i32::from);
    row.time_band = facts.band().map(|band| band.name().to_owned());
    row.topics = (!topics.is_empty()).then(|| topics.join(","));
    row.reaction = text(&facts.reaction);
    row.result = text(&facts.result);
}

struct NoteAddition {
    row: person_note::Model,
}

impl StoreChange for NoteAddition {
    /// Whether its person is there still, and the case is theirs.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = &self.row;
        let record = PersonId(row.record_id);
        if lock_persons(&[record].into(), db).await?.is_empty() || !is_case_of(row.case_id, record, db).await? {
            return Ok(false);
        }
        person_note::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        let at = Timestamp::from_millisecond(row.at)?;
        log.audit.push(entry(row, &row.author, at, "note.added"));
        Ok(true)
    }
}

/// Whether a case, if there is one, is that of a record's person.
pub(super) async fn is_case_of(
    case: Option<Uuid>,
    record: PersonId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    let Some(case) = case else { return Ok(true) };
    let Some(case) = person_case::Entity::find_by_id(case).one(db).await? else { return Ok(false) };
    Ok(person_of(PersonId(case.record_id), db).await? == person_of(record, db).await?)
}

struct NoteChange {
    edit: NoteEdit,
    sealed: Vec<u8>,
    viewer: Viewer,
    now: Timestamp,
}

impl StoreChange for NoteChange {
    type Made = NoteOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<NoteOutcome> {
        let Some(record) = find_note(self.edit.note, &self.viewer, db).await?.map(|row| row.record_id) else {
            return Ok(NoteOutcome::Unknown);
        };
        lock_persons(&[PersonId(record)].into(), db).await?;
        let row = person_note::Entity::find_by_id(self.edit.note.0).lock_exclusive().one(db).await?;
        let Some(row) = row else { return Ok(NoteOutcome::Unknown) };
        if row.version != self.edit.version {
            return Ok(NoteOutcome::Stale);
        }
        let before = note_version::Model {
            note_id: row.id,
            version: row.version,
            record_id: row.record_id,
            author: row.author.clone(),
            at: row.edited_at.unwrap_or(row.at),
            sealed: row.sealed.clone(),
        };
        note_version::Entity::insert(before.into_active_model()).exec_without_returning(db).await?;
        let mut edited = row.clone();
        if let (true, Some(facts)) = (row.kind == NoteKind::Consultation.name(), &self.edit.consultation) {
            write_facts(facts, &mut edited);
        }
        let mut changed = edited.into_active_model().reset_all();
        changed.version = Set(row.version + 1);
        changed.sealed = Set(self.sealed.clone());
        changed.author = Set(self.viewer.account.clone());
        changed.edited_at = Set(Some(self.now.as_millisecond()));
        changed.update(db).await?;
        log.audit.push(entry(&row, &self.viewer.account, self.now, "note.edited"));
        Ok(NoteOutcome::Edited)
    }
}

fn entry(row: &person_note::Model, actor: &str, at: Timestamp, action: &'static str) -> AuditEntry {
    AuditEntry { at, actor: actor.to_owned(), action, person: Some(PersonId(row.record_id)), subject: Some(row.id) }
}

/// A note, if there is one for this account.
async fn find_note(
    note: NoteId,
    viewer: &Viewer,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<person_note::Model>> {
    let mut find = person_note::Entity::find_by_id(note.0);
    if !viewer.sees_counselling {
        find = find.filter(person_note::Column::Audience.eq(NoteAudience::Team.name()));
    }
    Ok(find.one(db).await?)
}

impl Store {
    /// Writes a note about somebody; `None` if nobody is there any more, or the case is not theirs.
    pub async fn add_note(&self, new: NewNote, actor: &str) -> anyhow::Result<Option<NoteId>> {
        let Some(row) = self.note_row(new, actor).await? else { return Ok(None) };
        let id = NoteId(row.id);
        Ok(self.write(NoteAddition { row }).await?.then_some(id))
    }

    /// The same for a program, once for each request of it.
    pub async fn add_note_once(
        &self,
        new: NewNote,
        actor: &str,
        request: Option<ApiRequestKey>,
    ) -> anyhow::Result<OnceOutcome> {
        let Some(row) = self.note_row(new, actor).await? else { return Ok(OnceOutcome::Refused) };
        let (made, now) = (row.id, Timestamp::now());
        Ok(self.write(OnceChange { change: NoteAddition { row }, made, request, now }).await?)
    }

    async fn note_row(&self, new: NewNote, actor: &str) -> anyhow::Result<Option<person_note::Model>> {
        let readers = &self.databases.readers;
        let record = person_of(new.person, readers).await?;
        let Some(sealed) = WrittenIn::Note.seal(&new.text, record, &self.keys, readers).await? else {
            return Ok(None);
        };
        let kind = if new.consultation.is_some() { NoteKind::Consultation } else { NoteKind::Note };
        let mut row = person_note::Model {
            id: new_row_id(),
            record_id: record.0,
            case_id: new.case.map(|case| case.0),
            author: actor.to_owned(),
            at: Timestamp::now().as_millisecond(),
            edited_at: None,
            version: 1,
            kind: kind.name().to_owned(),
            audience: new.audience.name().to_owned(),
            sealed,
            side: new.side.map(|side| side.name().to_owned()),
            consultation: None,
            method: None,
            minutes: None,
            time_band: None,
            topics: None,
            reaction: None,
            result: None,
        };
        if let Some(facts) = &new.consultation {
            write_facts(facts, &mut row);
        }
        Ok(Some(row))
    }

    /// Has a note say something else; what it said is kept.
    pub async fn edit_note(&self, edit: NoteEdit, viewer: &Viewer) -> anyhow::Result<NoteOutcome> {
        let readers = &self.databases.readers;
        let Some(row) = find_note(edit.note, viewer, readers).await? else { return Ok(NoteOutcome::Unknown) };
        let sealed = WrittenIn::Note.seal(&edit.text, PersonId(row.record_id), &self.keys, readers).await?;
        let Some(sealed) = sealed else { return Ok(NoteOutcome::Unknown) };
        let change = NoteChange { edit, sealed, viewer: viewer.clone(), now: Timestamp::now() };
        Ok(self.write(change).await?)
    }

    /// What a note said before, newest first; `None` if there is no such note for this account, which is written down.
    pub async fn note_history(&self, note: NoteId, viewer: &Viewer) -> anyhow::Result<Option<Vec<EarlierNote>>> {
        let readers = &self.databases.readers;
        let Some(row) = find_note(note, viewer, readers).await? else { return Ok(None) };
        self.write(entry(&row, &viewer.account, Timestamp::now(), "note.history")).await?;
        let keys = RecordKeys::read(&[PersonId(row.record_id)], &self.keys, readers).await?;
        let versions = note_version::Entity::find()
            .filter(note_version::Column::NoteId.eq(row.id))
            .order_by_desc(note_version::Column::Version)
            .all(readers)
            .await?;
        let mut earlier = Vec::new();
        for version in versions {
            let Some(text) = WrittenIn::Note.open(&version.sealed, PersonId(version.record_id), &keys)? else {
                continue;
            };
            earlier.push(EarlierNote { author: version.author, at: Timestamp::from_millisecond(version.at)?, text });
        }
        Ok(Some(earlier))
    }
}
