//! Answers to surveys: an invitation has one, whichever browsers send it and how often; what it replaces is kept beside it.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect,
    sea_query::{OnConflict, Query},
};
use uuid::Uuid;

use super::{
    MailState, SealedResponse, Store, WriteError,
    audit::AuditEntry,
    entities::{
        consent, consent_text, outbox_mail, submission, submission_answer, survey_invitation, survey_mail,
        survey_response, survey_revision,
    },
    incentives::grant_incentive,
    store_change::StoreChange,
    survey_rows::find_response,
    work_log::WorkLog,
};
use crate::intake::{Digest, InvitationStatus, PersonId, ResponseDecision};

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurveyReception {
    /// It holds: just now, or since the first of several tries. It has replaced so many before it.
    Kept {
        /// How many.
        revision: u32,
    },
    /// It was answered before, and one answer holds.
    Answered,
    /// It came too late.
    Closed,
    /// There is no such invitation.
    Unknown,
}

/// How many of those who were asked have answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseRate {
    /// Invitations.
    pub invited: u64,
    /// Those with an answer.
    pub answered: u64,
}

impl Store {
    /// Writes an answer.
    pub async fn answer_survey(&self, response: SealedResponse) -> Result<SurveyReception, WriteError> {
        self.write(AnswerSurvey { response, known: None }).await
    }

    /// How many have answered a survey about one occasion.
    pub async fn response_rate(&self, form: &str, occasion: &str) -> anyhow::Result<ResponseRate> {
        let db = &self.databases.readers;
        let is_asked = survey_invitation::Column::Form.eq(form).and(survey_invitation::Column::Occasion.eq(occasion));
        let of_these = Query::select()
            .column(survey_invitation::Column::Id)
            .from(survey_invitation::Entity)
            .and_where(is_asked.clone())
            .take();
        let invited = survey_invitation::Entity::find().filter(is_asked).count(db).await?;
        let answers = survey_response::Column::InvitationId.in_subquery(of_these);
        let answered = survey_response::Entity::find().filter(answers).count(db).await?;
        Ok(ResponseRate { invited, answered })
    }
}

/// What was answered before, where a test reads that outside of the transaction.
pub(super) type KnownResponse = Option<survey_response::Model>;

pub(super) struct AnswerSurvey {
    pub response: SealedResponse,
    /// What was answered before, as it was read before the transaction, for the test that shows what the lock is for.
    pub known: Option<KnownResponse>,
}

impl StoreChange for AnswerSurvey {
    type Made = SurveyReception;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<SurveyReception> {
        let (response, now) = (&self.response, Timestamp::now());
        // Whoever else answers by the same link waits here; SQLite has one transaction that writes anyway.
        let invitation = survey_invitation::Entity::find_by_id(response.invitation.0).lock_exclusive().one(db).await?;
        let Some(invitation) = invitation else { return Ok(SurveyReception::Unknown) };
        let known = match &self.known {
            Some(known) => known.clone(),
            None => find_response(response.invitation, db).await?,
        };
        let answered = known.as_ref().map(|known| known.hash.clone());
        let answered = answered.map(Digest::try_from).transpose().ok().context("a hash has a wrong length")?;
        let closes_at = Timestamp::from_millisecond(invitation.closes_at)?;
        let status = InvitationStatus { policy: response.policy, closes_at, answered };
        let before = known.as_ref().map_or(0, |known| known.revision);
        let revision = match status.decide(&response.hash.0, now) {
            ResponseDecision::Answered => return Ok(SurveyReception::Answered),
            ResponseDecision::Closed => return Ok(SurveyReception::Closed),
            ResponseDecision::Repeat => return Ok(SurveyReception::Kept { revision: u32::try_from(before)? }),
            ResponseDecision::First => 0,
            ResponseDecision::Revise => before + 1,
        };
        write_submission(response, db).await?;
        write_response(response, known, revision, db).await?;
        stop_reminders(invitation.clone(), db).await?;
        if let Some(kind) = response.incentive.filter(|_| revision == 0) {
            grant_incentive(kind, &invitation.form, PersonId(invitation.person_id), db).await?;
        }
        log.audit.push(AuditEntry {
            at: now,
            actor: response.answered_by.clone(),
            action: if revision == 0 { "survey.answered" } else { "survey.revised" },
            person: Some(PersonId(invitation.person_id)),
            subject: Some(response.submission.id),
        });
        Ok(SurveyReception::Kept { revision: u32::try_from(revision)? })
    }
}

/// What was sent, as any other submission has it.
async fn write_submission(response: &SealedResponse, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let row = &response.submission;
    submission::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
    let coded = response.coded.iter().map(|(field, value)| submission_answer::ActiveModel {
        submission_id: Set(row.id),
        field: Set(field.clone()),
        value: Set(value.clone()),
    });
    if !response.coded.is_empty() {
        submission_answer::Entity::insert_many(coded).exec_without_returning(db).await?;
    }
    let text = &response.consent;
    let known = OnConflict::column(consent_text::Column::Id).do_nothing().to_owned();
    let kept = consent_text::Model {
        id: text.id(),
        form: text.form.clone(),
        version: text.version.clone(),
        text: text.text.clone(),
    };
    consent_text::Entity::insert(kept.into_active_model()).on_conflict(known).exec_without_returning(db).await?;
    let given = consent::Model {
        submission_id: row.id,
        person_id: row.person_id,
        text_id: text.id(),
        given_at: row.received_at,
        withdrawn_at: None,
    };
    consent::Entity::insert(given.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// The one answer of an invitation, and its place in the history.
async fn write_response(
    response: &SealedResponse,
    known: KnownResponse,
    revision: i32,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let row = &response.submission;
    let told = survey_revision::Model {
        invitation_id: response.invitation.0,
        submission_id: row.id,
        revision,
        answered_by: response.answered_by.clone(),
        answered_at: row.received_at,
    };
    survey_revision::Entity::insert(told.into_active_model()).exec_without_returning(db).await?;
    let id = known.as_ref().map_or_else(Uuid::new_v4, |known| known.id);
    let holds = survey_response::Model {
        id,
        invitation_id: response.invitation.0,
        submission_id: row.id,
        revision,
        hash: response.hash.0.to_vec(),
        answered_at: row.received_at,
    };
    if known.is_some() {
        holds.into_active_model().reset_all().update(db).await?;
    } else {
        survey_response::Entity::insert(holds.into_active_model()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Who has answered is not reminded, not even by a mail that waits already.
async fn stop_reminders(invitation: survey_invitation::Model, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let of_invitation = Query::select()
        .column(survey_mail::Column::MailId)
        .from(survey_mail::Entity)
        .and_where(survey_mail::Column::InvitationId.eq(invitation.id))
        .take();
    outbox_mail::Entity::delete_many()
        .filter(outbox_mail::Column::State.eq(MailState::Waiting.name()))
        .filter(outbox_mail::Column::Id.in_subquery(of_invitation))
        .exec(db)
        .await?;
    let mut invitation = invitation.into_active_model();
    invitation.next_reminder_at = Set(None);
    invitation.update(db).await?;
    Ok(())
}
