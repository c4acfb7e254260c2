//! What is left of a submission whose person goes: a row that names nobody, so that figures of the past never shrink. A coded
//! answer that fewer than five gave is merged with others of its kind, since it could point at somebody.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{Expr, Query},
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    counted_bookings::leave_counted_bookings, counted_casework::CaseworkTallies, counted_talks::leave_counted_talks,
    personal_data::texts_in,
};
use crate::{
    intake::calendar::clock_in_japan,
    store::{
        entities::{
            attendance, counted_answer, counted_submission, registration, submission, submission_answer,
            survey_response, survey_revision, text_tag,
        },
        unconfirmed::{all_unconfirmed, find_unconfirmed},
    },
};

/// How many have to have given an answer for it to be kept as it is.
const FEWEST: i64 = 5;

/// Stands for answers that too few gave.
const MERGED: &str = "*";

/// How many gave which answer, by form, field and value: of those who are there and of those who are gone. And the same of what
/// staff did about people.
#[derive(Debug, Default)]
pub(in crate::store) struct AnswerTallies {
    answers: BTreeMap<(String, String, String), i64>,
    pub(super) casework: CaseworkTallies,
}

impl AnswerTallies {
    /// Counts for some forms. It looks at many rows, so whoever writes does not wait for it; a few who come or go in
    /// between make no difference.
    pub async fn read(forms: &BTreeSet<String>, db: &impl ConnectionTrait) -> anyhow::Result<Self> {
        let mut tallies = Self { casework: CaseworkTallies::read(db).await?, ..Self::default() };
        for form in forms {
            let sent = Query::select()
                .column(submission::Column::Id)
                .from(submission::Entity)
                .and_where(Expr::col(submission::Column::Form).eq(form.as_str()))
                .and_where(Expr::col(submission::Column::Id).not_in_subquery(all_unconfirmed()))
                .to_owned();
            let present: Vec<(String, String, i64)> = submission_answer::Entity::find()
                .select_only()
                .columns([submission_answer::Column::Field, submission_answer::Column::Value])
                .expr(Expr::col(submission_answer::Column::SubmissionId).count())
                .filter(submission_answer::Column::SubmissionId.in_subquery(sent))
                .group_by(submission_answer::Column::Field)
                .group_by(submission_answer::Column::Value)
                .into_tuple()
                .all(db)
                .await?;
            let counted = Query::select()
                .column(counted_submission::Column::Id)
                .from(counted_submission::Entity)
                .and_where(Expr::col(counted_submission::Column::Form).eq(form.as_str()))
                .to_owned();
            let gone: Vec<(String, String, i64)> = counted_answer::Entity::find()
                .select_only()
                .columns([counted_answer::Column::Field, counted_answer::Column::Value])
                .expr(Expr::col(counted_answer::Column::CountedId).count())
                .filter(counted_answer::Column::CountedId.in_subquery(counted))
                .group_by(counted_answer::Column::Field)
                .group_by(counted_answer::Column::Value)
                .into_tuple()
                .all(db)
                .await?;
            let tags = count_tags(form, db).await?;
            for (field, value, count) in present.into_iter().chain(gone).chain(tags) {
                *tallies.answers.entry((form.clone(), field, value)).or_default() += count;
            }
        }
        Ok(tallies)
    }

    /// The value, or the mark of merged ones where too few gave it.
    fn merged(&self, form: &str, answer: submission_answer::Model) -> (String, String) {
        let known = (form.to_owned(), answer.field, answer.value);
        let is_enough = self.answers.get(&known).is_some_and(|count| *count >= FEWEST);
        let (_, field, value) = known;
        (field, if is_enough { value } else { MERGED.to_owned() })
    }
}

/// How many texts of a form have which word on them, by field.
async fn count_tags(form: &str, db: &impl ConnectionTrait) -> anyhow::Result<Vec<(String, String, i64)>> {
    let sent = Query::select()
        .column(submission::Column::Id)
        .from(submission::Entity)
        .and_where(Expr::col(submission::Column::Form).eq(form))
        .to_owned();
    let rows: Vec<(String, String, i64)> = text_tag::Entity::find()
        .select_only()
        .columns([text_tag::Column::Field, text_tag::Column::Tag])
        .expr(Expr::col(text_tag::Column::SubmissionId).count())
        .filter(text_tag::Column::SubmissionId.in_subquery(sent))
        .group_by(text_tag::Column::Field)
        .group_by(text_tag::Column::Tag)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(field, tag, count)| (tag_field(&field), tag, count)).collect())
}

/// Leaves a counted row of each submission. Called before they are deleted.
pub(super) async fn leave_counted(
    submissions: &[submission::Model],
    registrations: &[registration::Model],
    tallies: &AnswerTallies,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    // What nobody has confirmed does not count.
    let ids: Vec<Uuid> = submissions.iter().map(|row| row.id).collect();
    let unconfirmed = find_unconfirmed(&ids, db).await?;
    leave_counted_bookings(&ids, db).await?;
    leave_counted_talks(&ids, db).await?;
    let (attended, revised) = (attended_by(&ids, db).await?, find_revised(&ids, db).await?);
    let is_counted = |row: &&submission::Model| !unconfirmed.contains(&row.id) && !revised.contains(&row.id);
    for row in submissions.iter().filter(is_counted) {
        let origin: Value = serde_json::from_str(&row.origin)?;
        let references = texts_in(&origin, "references");
        let registration = registrations.iter().find(|found| found.submission_id == row.id);
        let event = registration.map(|found| &found.event_id).or_else(|| references.get("event"));
        let received_at = Timestamp::from_millisecond(row.received_at)?;
        let counted = counted_submission::Model {
            id: Uuid::new_v4(),
            form: row.form.clone(),
            programme: references.get("programme").cloned(),
            event_id: event.cloned(),
            day: clock_in_japan(received_at).date().to_string(),
            state: registration.map(|found| found.state.clone()),
            seats: registration.map(|found| found.seats),
            attended: registration.filter(|found| attended.contains(&found.id)).map(|found| found.attendance.clone()),
        };
        let counted_id = counted.id;
        counted_submission::Entity::insert(counted.into_active_model()).exec_without_returning(db).await?;
        let answers = submission_answer::Entity::find()
            .filter(submission_answer::Column::SubmissionId.eq(row.id))
            .all(db)
            .await?;
        let answers = answers.into_iter().chain(read_tags(row.id, db).await?);
        let answers: BTreeSet<(String, String)> = answers.map(|answer| tallies.merged(&row.form, answer)).collect();
        if !answers.is_empty() {
            let rows = answers
                .into_iter()
                .map(|(field, value)| counted_answer::Model { counted_id, field, value }.into_active_model());
            counted_answer::Entity::insert_many(rows).exec_without_returning(db).await?;
        }
    }
    Ok(())
}

/// The answers to surveys that another one has taken the place of: whoever gave them is counted once.
async fn find_revised(submissions: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<BTreeSet<Uuid>> {
    let of_these = survey_revision::Column::SubmissionId.is_in(submissions.iter().copied());
    let told = survey_revision::Entity::find().filter(of_these).all(db).await?;
    let of_these = survey_response::Column::SubmissionId.is_in(submissions.iter().copied());
    let hold = survey_response::Entity::find().filter(of_these).all(db).await?;
    let mut revised: BTreeSet<Uuid> = told.into_iter().map(|row| row.submission_id).collect();
    for row in hold {
        revised.remove(&row.submission_id);
    }
    Ok(revised)
}

/// The words that staff put on what somebody wrote, as answers: of a field that is called after the one that was written in.
async fn read_tags(submission: Uuid, db: &impl ConnectionTrait) -> anyhow::Result<Vec<submission_answer::Model>> {
    let tags = text_tag::Entity::find().filter(text_tag::Column::SubmissionId.eq(submission)).all(db).await?;
    let answer = |row: text_tag::Model| submission_answer::Model {
        submission_id: submission,
        field: tag_field(&row.field),
        value: row.tag,
    };
    Ok(tags.into_iter().map(answer).collect())
}

/// What the words on a field are counted under. No field of a form has a colon in its name.
pub(in crate::store) fn tag_field(field: &str) -> String {
    format!("{field}:tag")
}

/// The registrations of submissions with which somebody came.
async fn attended_by(submissions: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<BTreeSet<Uuid>> {
    let came = attendance::Entity::find()
        .select_only()
        .column(attendance::Column::RegistrationId)
        .filter(attendance::Column::SubmissionId.is_in(submissions.iter().copied()))
        .filter(attendance::Column::UndoneAt.is_null());
    let came: Vec<Uuid> = came.into_tuple().all(db).await?;
    Ok(came.into_iter().collect())
}
