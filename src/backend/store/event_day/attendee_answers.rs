//! What people said of themselves when they registered, opened for a list: held as long as the list is made, and nowhere kept.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    intake::{AttendeeField, PersonId},
    store::{
        Keys,
        entities::{registration, submission, submission_answer},
        persons::{RecordKeys, read_answers, texts_of},
    },
};

/// How many registrations are read at a time.
pub(super) const ROWS_AT_ONCE: usize = 500;

/// Answers by the names of their fields.
pub(in crate::store) type FieldTexts = BTreeMap<String, Vec<String>>;

/// The answers of some submissions.
pub(in crate::store) struct OpenedAnswers {
    told: BTreeMap<Uuid, FieldTexts>,
    coded: BTreeMap<Uuid, FieldTexts>,
}

impl OpenedAnswers {
    /// Those of some registrations.
    pub async fn read(part: &[registration::Model], keys: &Keys, db: &impl ConnectionTrait) -> anyhow::Result<Self> {
        let ids: Vec<(Uuid, PersonId)> = part.iter().map(|row| (row.submission_id, PersonId(row.person_id))).collect();
        Self::of(&ids, keys, db).await
    }

    /// Those of some submissions, each with its record.
    pub async fn of(ids: &[(Uuid, PersonId)], keys: &Keys, db: &impl ConnectionTrait) -> anyhow::Result<Self> {
        let records: BTreeSet<PersonId> = ids.iter().map(|(_, record)| *record).collect();
        let opened = RecordKeys::read(&records.into_iter().collect::<Vec<_>>(), keys, db).await?;
        let ids = || ids.iter().map(|(submission, _)| *submission);
        let mut told = BTreeMap::new();
        for row in submission::Entity::find().filter(submission::Column::Id.is_in(ids())).all(db).await? {
            let answers = read_answers(&row, &opened)?.unwrap_or_default();
            told.insert(row.id, answers.iter().map(|(name, value)| (name.clone(), texts_of(value))).collect());
        }
        Ok(Self { told, coded: read_coded(ids(), db).await? })
    }

    /// What somebody said of themselves; empty where nothing was asked or said. Several answers are parted as lists are in Japanese.
    pub fn text(&self, submission: Uuid, field: AttendeeField) -> String {
        let answers = self.told.get(&submission).into_iter().flatten();
        let texts =
            answers.filter(|(name, _)| AttendeeField::of_field(name) == Some(field)).flat_map(|(_, texts)| texts);
        texts.map(String::as_str).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("、")
    }

    /// What they chose of the form's own answers.
    pub fn coded(&self, submission: Uuid) -> FieldTexts {
        self.coded.get(&submission).cloned().unwrap_or_default()
    }
}

/// The coded answers of submissions, each with its fields.
pub(super) async fn read_coded(
    submissions: impl IntoIterator<Item = Uuid>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<Uuid, FieldTexts>> {
    let rows = submission_answer::Entity::find()
        .filter(submission_answer::Column::SubmissionId.is_in(submissions))
        .order_by_asc(submission_answer::Column::Value);
    let mut coded: BTreeMap<Uuid, FieldTexts> = BTreeMap::new();
    for row in rows.all(db).await? {
        coded.entry(row.submission_id).or_default().entry(row.field).or_default().push(row.value);
    }
    Ok(coded)
}
