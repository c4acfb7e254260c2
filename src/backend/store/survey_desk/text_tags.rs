//! Words that staff put on what people wrote, to count what many write of. A text has a word once; of texts whose person is gone the
//! words count on.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, sea_query::OnConflict,
};

use super::survey_scope::SurveyScope;
use crate::{
    intake::{PersonId, SubmissionId, cases::PersonTag},
    store::{
        Store, WriteError,
        audit::AuditEntry,
        entities::{counted_answer, submission, text_tag},
        persons::tag_field,
        row_insert::insert_rows,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// How many texts have a word on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTag {
    /// The word; `*` for those of texts that are gone of which there were too few to say.
    pub tag: String,
    /// How many.
    pub count: u64,
}

impl Store {
    /// The words on what was written in a field of a form, the most frequent first.
    pub async fn text_tags(&self, form: &str, field: &str, scope: &SurveyScope) -> anyhow::Result<Vec<TextTag>> {
        let db = &self.databases.readers;
        let present = text_tag::Entity::find()
            .select_only()
            .column(text_tag::Column::Tag)
            .filter(text_tag::Column::Field.eq(field))
            .filter(text_tag::Column::SubmissionId.in_subquery(scope.answers(form)));
        let gone = counted_answer::Entity::find()
            .select_only()
            .column(counted_answer::Column::Value)
            .filter(counted_answer::Column::Field.eq(tag_field(field)))
            .filter(counted_answer::Column::CountedId.in_subquery(scope.counted(form)));
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        let words: Vec<String> = present.into_tuple().all(db).await?;
        let others: Vec<String> = gone.into_tuple().all(db).await?;
        for word in words.into_iter().chain(others) {
            *counts.entry(word).or_default() += 1;
        }
        let mut tags: Vec<TextTag> = counts.into_iter().map(|(tag, count)| TextTag { tag, count }).collect();
        tags.sort_by_key(|tag| std::cmp::Reverse(tag.count));
        Ok(tags)
    }

    /// Puts a word on what somebody wrote in a field. Gives whether the answer is there; it can be said again without effect.
    pub async fn tag_text(
        &self,
        answer: SubmissionId,
        field: &str,
        tag: &PersonTag,
        actor: &str,
    ) -> Result<bool, WriteError> {
        let step = TagStep::new(answer, field, tag.as_str(), actor);
        self.write(TagStep { is_put: true, ..step }).await
    }

    /// Takes a word off again. Gives whether the answer is there.
    pub async fn untag_text(
        &self,
        answer: SubmissionId,
        field: &str,
        tag: &str,
        actor: &str,
    ) -> Result<bool, WriteError> {
        self.write(TagStep::new(answer, field, tag, actor)).await
    }
}

/// A word is put on a text, or taken off.
struct TagStep {
    answer: SubmissionId,
    field: String,
    tag: String,
    is_put: bool,
    actor: String,
    now: Timestamp,
}

impl TagStep {
    fn new(answer: SubmissionId, field: &str, tag: &str, actor: &str) -> Self {
        let (field, tag, actor) = (field.to_owned(), tag.to_owned(), actor.to_owned());
        Self { answer, field, tag, is_put: false, actor, now: Timestamp::now() }
    }

    fn row(&self) -> text_tag::Model {
        text_tag::Model {
            submission_id: self.answer.0,
            field: self.field.clone(),
            tag: self.tag.clone(),
            at: self.now.as_millisecond(),
            actor: self.actor.clone(),
        }
    }
}

impl StoreChange for TagStep {
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let sent = submission::Entity::find_by_id(self.answer.0).lock_exclusive().one(db).await?;
        let Some(sent) = sent else { return Ok(false) };
        let changed = if self.is_put {
            let known = OnConflict::new().do_nothing().to_owned();
            let row = self.row().into_active_model();
            insert_rows(&text_tag::Entity::insert_many([row]).on_conflict(known), db).await?
        } else {
            let (field, tag) = (self.field.clone(), self.tag.clone());
            text_tag::Entity::delete_by_id((self.answer.0, field, tag)).exec(db).await?.rows_affected
        };
        if changed > 0 {
            log.audit.push(AuditEntry {
                at: self.now,
                actor: self.actor.clone(),
                action: if self.is_put { "text.tagged" } else { "text.untagged" },
                person: Some(PersonId(sent.person_id)),
                subject: Some(sent.id),
            });
        }
        Ok(true)
    }
}
