//! Invitations as whoever shows or mails them sees them, and an answer made ready to be written: encrypted with the key of the
//! person who was invited.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tsubame_model::schema::{AnswerPolicy, Form, IncentiveKind, Submission};
use uuid::Uuid;

use super::{
    ConsentText, Keys, SealedSubmission, WrappedKey,
    entities::{event, person_key, submission, survey_invitation, survey_mail, survey_response},
    sealed_submission::part_answers,
};
use crate::intake::{InvitationId, PersonId, SubmissionHash, SubmissionId};

/// An invitation that somebody has a link to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// What its link leads to.
    pub id: InvitationId,
    /// The form.
    pub form: String,
    /// What it is about.
    pub occasion: String,
    /// What people call that, where it is an event.
    pub title: Option<String>,
    /// Until when it may be answered.
    pub closes_at: Timestamp,
    /// Whether it was.
    pub is_answered: bool,
    pub(super) person: PersonId,
    pub(super) key: WrappedKey,
}

/// What a mail about a survey says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyFacts {
    /// Where its link leads.
    pub invitation: InvitationId,
    /// What people call the survey.
    pub label: String,
    /// What they are thanked with; empty for nothing.
    pub incentive: String,
    /// Until when it may be answered.
    pub closes_at: Timestamp,
}

/// Whose answer it is.
#[derive(Clone, Copy, Debug)]
pub struct Respondent<'a> {
    /// What they were invited by.
    pub invitation: &'a Invitation,
    /// `visitor`, or the id of the account that fills it in on the phone.
    pub answered_by: &'a str,
}

/// An answer, ready to be written.
#[derive(Clone, Debug)]
pub struct SealedResponse {
    pub(super) invitation: InvitationId,
    pub(super) policy: AnswerPolicy,
    pub(super) incentive: Option<IncentiveKind>,
    /// `visitor`, or the account that filled it in on the phone.
    pub(super) answered_by: String,
    pub(super) submission: submission::Model,
    /// Coded answers, by field.
    pub(super) coded: Vec<(String, String)>,
    pub(super) consent: ConsentText,
    pub(super) hash: SubmissionHash,
}

impl SealedResponse {
    /// Makes a checked answer to an invitation ready.
    pub fn seal(
        form: &Form,
        submission: &Submission,
        consent_text: String,
        from: Respondent<'_>,
        keys: &Keys,
    ) -> anyhow::Result<Self> {
        let terms = form.survey.as_ref().context("the form is no survey")?;
        let Respondent { invitation, answered_by } = from;
        let (id, person) = (SubmissionId(Uuid::new_v4()), invitation.person);
        let key = keys.master.unwrap(&invitation.key, person)?;
        let (coded, others) = part_answers(form, submission);
        Ok(Self {
            invitation: invitation.id,
            policy: terms.answers,
            incentive: terms.incentive.as_ref().map(|incentive| incentive.kind),
            answered_by: answered_by.to_owned(),
            submission: submission::Model {
                id: id.0,
                person_id: person.0,
                form: submission.form.clone(),
                event_id: None,
                form_version: submission.form_version.clone(),
                received_at: Timestamp::now().as_millisecond(),
                is_held: submission.is_suspicious,
                origin: json!({ "references": submission.references, "attribution": submission.attribution })
                    .to_string(),
                sealed: key.seal(SealedSubmission::place(person), &serde_json::to_vec(&others)?)?,
            },
            coded,
            consent: ConsentText {
                form: submission.form.clone(),
                version: submission.consent.version.clone(),
                text: consent_text,
            },
            hash: SubmissionHash::of(submission, &keys.index),
        })
    }
}

/// An invitation; `None` if there is none, or its person is erased.
pub(super) async fn find_invitation(id: InvitationId, db: &impl ConnectionTrait) -> anyhow::Result<Option<Invitation>> {
    let Some(row) = survey_invitation::Entity::find_by_id(id.0).one(db).await? else { return Ok(None) };
    let Some(key) = person_key::Entity::find_by_id(row.person_id).one(db).await? else { return Ok(None) };
    let event = event::Entity::find_by_id(&row.occasion).one(db).await?;
    Ok(Some(Invitation {
        id,
        is_answered: find_response(id, db).await?.is_some(),
        title: event.map(|event| event.title),
        closes_at: Timestamp::from_millisecond(row.closes_at)?,
        form: row.form,
        occasion: row.occasion,
        person: PersonId(row.person_id),
        key: WrappedKey { master_key: key.master_key, wrapped: key.wrapped },
    }))
}

/// What an invitation was answered with.
pub(super) async fn find_response(
    id: InvitationId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<survey_response::Model>> {
    let of_invitation = survey_response::Column::InvitationId.eq(id.0);
    Ok(survey_response::Entity::find().filter(of_invitation).one(db).await?)
}

/// What a mail about a survey says; `None` for one that is about none, or about one that needs no mail any more: it was
/// answered, or is over.
pub(super) async fn survey_facts(
    mail: Uuid,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<SurveyFacts>> {
    let Some(mail) = survey_mail::Entity::find_by_id(mail).one(db).await? else { return Ok(None) };
    let Some(row) = survey_invitation::Entity::find_by_id(mail.invitation_id).one(db).await? else { return Ok(None) };
    let (invitation, closes_at) = (InvitationId(row.id), Timestamp::from_millisecond(row.closes_at)?);
    if closes_at <= now || find_response(invitation, db).await?.is_some() {
        return Ok(None);
    }
    Ok(Some(SurveyFacts { invitation, label: row.label, incentive: row.incentive.unwrap_or_default(), closes_at }))
}
