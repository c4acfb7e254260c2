//! What people wrote in a survey, opened for whoever may read it, which the audit log knows of.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::survey_scope::SurveyScope;
use crate::{
    intake::{PersonId, SubmissionId},
    store::{
        Store,
        audit::AuditEntry,
        entities::{submission, survey_response, text_tag},
        persons::{RecordKeys, read_answers, texts_of},
    },
};

/// How many texts are read at once, the newest of them.
const MOST_TEXTS: u64 = 500;

/// Which texts are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextAddress {
    /// The form.
    pub form: String,
    /// The field that they were written in.
    pub field: String,
    /// About which occasions.
    pub scope: SurveyScope,
}

/// What somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyText {
    /// The answer that it is a part of.
    pub submission: SubmissionId,
    /// The record of whoever wrote it.
    pub record: PersonId,
    /// When.
    pub answered_at: Timestamp,
    /// What it says.
    pub text: String,
    /// The words that staff put on it.
    pub tags: Vec<String>,
}

impl Store {
    /// Whether a submission holds as an answer to a survey.
    pub async fn is_answer_of(&self, answer: SubmissionId, form: &str) -> anyhow::Result<bool> {
        let holds = survey_response::Entity::find()
            .filter(survey_response::Column::SubmissionId.eq(answer.0))
            .filter(survey_response::Column::SubmissionId.in_subquery(SurveyScope::All.answers(form)));
        Ok(holds.count(&self.databases.readers).await? > 0)
    }

    /// What people wrote in a field, the newest first, for an account that is written down.
    pub async fn survey_texts(&self, of: &TextAddress, actor: &str) -> anyhow::Result<Vec<SurveyText>> {
        let db = &self.databases.readers;
        let (at, actor, action) = (Timestamp::now(), actor.to_owned(), "survey.texts_read");
        self.write(AuditEntry { at, actor, action, person: None, subject: None }).await?;
        let hold = survey_response::Entity::find()
            .filter(survey_response::Column::SubmissionId.in_subquery(of.scope.answers(&of.form)))
            .order_by_desc(survey_response::Column::AnsweredAt)
            .order_by_asc(survey_response::Column::Id)
            .limit(MOST_TEXTS)
            .all(db)
            .await?;
        let ids = || hold.iter().map(|row| row.submission_id);
        let sent = submission::Entity::find().filter(submission::Column::Id.is_in(ids())).all(db).await?;
        let records: Vec<PersonId> = sent.iter().map(|row| PersonId(row.person_id)).collect();
        let keys = RecordKeys::read(&records, &self.keys, db).await?;
        let tags = text_tag::Entity::find()
            .filter(text_tag::Column::SubmissionId.is_in(ids()))
            .filter(text_tag::Column::Field.eq(of.field.as_str()))
            .order_by_asc(text_tag::Column::Tag)
            .all(db)
            .await?;
        let mut texts = Vec::new();
        for row in &hold {
            let sent = sent.iter().find(|sent| sent.id == row.submission_id).context("an answer is gone")?;
            let answers = read_answers(sent, &keys)?.unwrap_or_default();
            let text = answers.get(&of.field).map(texts_of).unwrap_or_default().join("\n");
            if text.trim().is_empty() {
                continue;
            }
            let of_text = tags.iter().filter(|tag| tag.submission_id == row.submission_id);
            texts.push(SurveyText {
                submission: SubmissionId(row.submission_id),
                record: PersonId(sent.person_id),
                answered_at: Timestamp::from_millisecond(row.answered_at)?,
                text,
                tags: of_text.map(|tag| tag.tag.clone()).collect(),
            });
        }
        Ok(texts)
    }
}
