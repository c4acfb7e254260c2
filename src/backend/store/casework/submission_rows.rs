//! What hangs on what one person has sent, asked for at once, and what leads on from that: events and the texts that
//! were agreed to.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::person_rows::RecordRows;
use crate::store::{
    entities::{
        attendance, booking, consent, consent_text, event, message, outbox_mail, registration, registration_reason,
        submission_answer, survey_response, upload,
    },
    joined_reads::{JoinedReads, ReadPart},
};

/// The questions.
pub(super) struct SubmissionParts {
    answers: ReadPart<submission_answer::Model>,
    registrations: ReadPart<registration::Model>,
    attendances: ReadPart<attendance::Model>,
    reasons: ReadPart<registration_reason::Model>,
    bookings: ReadPart<booking::Model>,
    mails: ReadPart<outbox_mail::Model>,
    uploads: ReadPart<upload::Model>,
    consents: ReadPart<consent::Model>,
    responses: ReadPart<survey_response::Model>,
}

/// The answers.
pub(super) struct SubmissionRows {
    pub answers: Vec<submission_answer::Model>,
    pub registrations: Vec<registration::Model>,
    pub attendances: Vec<attendance::Model>,
    pub reasons: Vec<registration_reason::Model>,
    pub bookings: Vec<booking::Model>,
    pub mails: Vec<outbox_mail::Model>,
    pub uploads: Vec<upload::Model>,
    pub consents: Vec<consent::Model>,
    pub responses: Vec<survey_response::Model>,
    pub events: Vec<event::Model>,
    pub consent_texts: Vec<consent_text::Model>,
    pub messages: Vec<message::Model>,
}

impl SubmissionParts {
    /// Asks for everything of submissions and invitations.
    pub fn ask(submissions: &[Uuid], invitations: &[Uuid], reads: &mut JoinedReads) -> Self {
        let of = || submissions.iter().copied();
        let invited = invitations.iter().copied();
        // Reasons are found by their registration.
        let registered = registration::Entity::find()
            .select_only()
            .column(registration::Column::Id)
            .filter(registration::Column::SubmissionId.is_in(of()))
            .into_query();
        let reasons = registration_reason::Column::RegistrationId.in_subquery(registered);
        Self {
            answers: reads
                .add(submission_answer::Entity::find().filter(submission_answer::Column::SubmissionId.is_in(of()))),
            registrations: reads
                .add(registration::Entity::find().filter(registration::Column::SubmissionId.is_in(of()))),
            attendances: reads.add(attendance::Entity::find().filter(attendance::Column::SubmissionId.is_in(of()))),
            reasons: reads.add(registration_reason::Entity::find().filter(reasons)),
            bookings: reads.add(booking::Entity::find().filter(booking::Column::SubmissionId.is_in(of()))),
            mails: reads.add(outbox_mail::Entity::find().filter(outbox_mail::Column::SubmissionId.is_in(of()))),
            uploads: reads.add(upload::Entity::find().filter(upload::Column::SubmissionId.is_in(of()))),
            consents: reads.add(consent::Entity::find().filter(consent::Column::SubmissionId.is_in(of()))),
            responses: reads
                .add(survey_response::Entity::find().filter(survey_response::Column::InvitationId.is_in(invited))),
        }
    }
}

impl SubmissionRows {
    /// Reads everything of what a person has sent.
    pub async fn read(of: &RecordRows, db: &impl ConnectionTrait) -> anyhow::Result<Self> {
        let submissions: Vec<Uuid> = of.submissions.iter().map(|row| row.id).collect();
        let invitations: Vec<Uuid> = of.invitations.iter().map(|row| row.id).collect();
        let mut reads = JoinedReads::default();
        let parts = SubmissionParts::ask(&submissions, &invitations, &mut reads);
        let mut rows = reads.read(db).await?;
        let registrations = rows.take(&parts.registrations)?;
        let consents = rows.take(&parts.consents)?;

        let mut reads = JoinedReads::default();
        let reasons = rows.take(&parts.reasons)?;
        let moved = reasons.iter().flat_map(|row| row.from_event.iter().chain(&row.to_event));
        let events = registrations.iter().map(|row| &row.event_id).chain(moved).cloned();
        let written = || of.readers.iter().map(|row| row.message_id);
        let about = message::Entity::find()
            .select_only()
            .column(message::Column::EventId)
            .filter(message::Column::Id.is_in(written()))
            .filter(message::Column::EventId.is_not_null())
            .into_query();
        let known = event::Column::Id.is_in(events).or(event::Column::Id.in_subquery(about));
        let events = reads.add(event::Entity::find().filter(known));
        let texts = consents.iter().map(|row| row.text_id.clone());
        let texts = reads.add(consent_text::Entity::find().filter(consent_text::Column::Id.is_in(texts)));
        let messages = reads.add(message::Entity::find().filter(message::Column::Id.is_in(written())));
        let mut led_to = reads.read(db).await?;
        Ok(Self {
            answers: rows.take(&parts.answers)?,
            registrations,
            attendances: rows.take(&parts.attendances)?,
            reasons,
            bookings: rows.take(&parts.bookings)?,
            mails: rows.take(&parts.mails)?,
            uploads: rows.take(&parts.uploads)?,
            consents,
            responses: rows.take(&parts.responses)?,
            events: led_to.take(&events)?,
            consent_texts: led_to.take(&texts)?,
            messages: led_to.take(&messages)?,
        })
    }
}
