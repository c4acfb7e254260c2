//! All answers to a survey that are chosen from a list, each as a row that names nobody. Those whose person is gone are in it, with
//! what too few answered merged.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Query};
use uuid::Uuid;

use super::survey_scope::SurveyScope;
use crate::store::{
    ResponseRate, Store,
    entities::{
        counted_answer, counted_submission, submission, submission_answer, survey_invitation, survey_response,
        survey_revision,
    },
    event_day::FieldTexts,
};

/// The answers to a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveySheet {
    /// How many were asked, and how many of these answered.
    pub rate: ResponseRate,
    /// How many answered without having been asked by a link.
    pub without_link: u64,
    /// What each of them answered, by the names of the fields.
    pub answers: Vec<BTreeMap<String, Vec<String>>>,
}

impl Store {
    /// The answers to a survey about some occasions.
    pub async fn survey_sheet(&self, form: &str, scope: &SurveyScope) -> anyhow::Result<SurveySheet> {
        let db = &self.databases.readers;
        let invited = survey_invitation::Column::Id.in_subquery(scope.invitations(form));
        let invited = survey_invitation::Entity::find().filter(invited).count(db).await?;
        let hold = survey_response::Column::SubmissionId.in_subquery(scope.answers(form));
        let hold =
            survey_response::Entity::find().select_only().column(survey_response::Column::SubmissionId).filter(hold);
        let answered: Vec<Uuid> = hold.into_tuple().all(db).await?;
        let open = if matches!(scope, SurveyScope::All) { self.open_answers(form).await? } else { Vec::new() };
        let (linked, without_link) = (answered.len() as u64, open.len() as u64);
        let mut rows: BTreeMap<Uuid, FieldTexts> =
            answered.into_iter().chain(open).map(|id| (id, FieldTexts::new())).collect();
        let of_form = Query::select()
            .column(submission::Column::Id)
            .from(submission::Entity)
            .and_where(submission::Column::Form.eq(form))
            .to_owned();
        let coded = submission_answer::Entity::find()
            .filter(submission_answer::Column::SubmissionId.in_subquery(of_form))
            .order_by_asc(submission_answer::Column::Value);
        for row in coded.all(db).await? {
            if let Some(texts) = rows.get_mut(&row.submission_id) {
                texts.entry(row.field).or_default().push(row.value);
            }
        }
        let gone = self.gone_sheet(form, scope).await?;
        let gone_count = gone.len() as u64;
        let rate = ResponseRate { invited: invited + gone_count, answered: linked + gone_count };
        Ok(SurveySheet { rate, without_link, answers: rows.into_values().chain(gone).collect() })
    }

    /// Answers that came without a link, where a page of the site has the form.
    async fn open_answers(&self, form: &str) -> anyhow::Result<Vec<Uuid>> {
        let linked =
            Query::select().column(survey_revision::Column::SubmissionId).from(survey_revision::Entity).to_owned();
        let rows = submission::Entity::find()
            .select_only()
            .column(submission::Column::Id)
            .filter(submission::Column::Form.eq(form))
            .filter(submission::Column::IsHeld.eq(false))
            .filter(submission::Column::Id.not_in_subquery(linked));
        Ok(rows.into_tuple().all(&self.databases.readers).await?)
    }

    async fn gone_sheet(&self, form: &str, scope: &SurveyScope) -> anyhow::Result<Vec<FieldTexts>> {
        let db = &self.databases.readers;
        let ids = counted_submission::Entity::find()
            .select_only()
            .column(counted_submission::Column::Id)
            .filter(counted_submission::Column::Id.in_subquery(scope.counted(form)));
        let ids: Vec<Uuid> = ids.into_tuple().all(db).await?;
        let mut rows: BTreeMap<Uuid, FieldTexts> = ids.into_iter().map(|id| (id, FieldTexts::new())).collect();
        let of_these = counted_answer::Column::CountedId.in_subquery(scope.counted(form));
        for row in counted_answer::Entity::find().filter(of_these).all(db).await? {
            if let Some(texts) = rows.get_mut(&row.counted_id) {
                texts.entry(row.field).or_default().push(row.value);
            }
        }
        Ok(rows.into_values().collect())
    }
}
