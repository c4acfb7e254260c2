//! Inviting people to surveys, and reminding those who have not answered.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{LockBehavior, LockType, OnConflict},
};
use tsubame_model::schema::{SurveyOccasion, SurveySide, SurveyTerms};
use uuid::Uuid;

use super::{
    Store, WriteError,
    audit::AuditEntry,
    entities::{attendance, event, registration, survey_invitation, survey_mail, survey_response},
    mails::{MailOf, add_mails},
    store_change::StoreChange,
    survey_rows::{Invitation, find_invitation},
    work_log::WorkLog,
};
use crate::intake::{
    HashKey, InvitationId, MailKind, PersonId, RegistrationState, SubmissionId, ended_between, next_reminder,
    open_until,
};

/// A survey of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// The name of its form.
    pub form: String,
    /// What people call it.
    pub label: String,
    /// Whom it asks, when.
    pub terms: SurveyTerms,
}

/// Somebody who is to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitee {
    /// Whom.
    pub person: PersonId,
    /// What they sent that led to this: a registration, a booking, an entry.
    pub submission: SubmissionId,
    /// What it is about: the id of the event, of the booking.
    pub occasion: String,
}

impl Store {
    /// Asks those who were at events and programmes that ended long enough ago, once each; gives how many. `programmes` are the
    /// ids of those that are programmes.
    pub async fn invite_after_events(
        &self,
        surveys: &[Survey],
        programmes: &BTreeSet<String>,
        now: Timestamp,
    ) -> Result<usize, WriteError> {
        let (surveys, programmes, key) = (surveys.to_vec(), programmes.clone(), self.keys.index.clone());
        self.write(InviteAfterEvents { surveys, programmes, now, key, asks_absent: false }).await
    }

    /// Asks somebody, once about one occasion. By mail, unless staff ask on the phone. Both sides of a talk are two calls, each
    /// with its own form.
    pub async fn invite_to_survey(
        &self,
        survey: &Survey,
        invitee: Invitee,
        is_mailed: bool,
        now: Timestamp,
    ) -> Result<InvitationId, WriteError> {
        let key = self.keys.index.clone();
        let id = InvitationId::of(&survey.form, &invitee.occasion, invitee.person, &key);
        self.write(InviteOne { survey: survey.clone(), invitee, is_mailed, now, key }).await?;
        Ok(id)
    }

    /// Reminds those who have not answered and whose time has come; gives how many.
    pub async fn remind_of_surveys(&self, surveys: &[Survey], now: Timestamp) -> Result<usize, WriteError> {
        self.write(Remind { surveys: surveys.to_vec(), now }).await
    }

    /// An invitation; `None` if there is none, or its person is erased.
    pub async fn invitation(&self, id: InvitationId) -> anyhow::Result<Option<Invitation>> {
        find_invitation(id, &self.databases.readers).await
    }
}

/// Asks after events.
pub(super) struct InviteAfterEvents {
    pub surveys: Vec<Survey>,
    pub programmes: BTreeSet<String>,
    pub now: Timestamp,
    pub key: HashKey,
    /// Whether those are asked too who did not come; for the test that shows what that is for.
    pub asks_absent: bool,
}

impl StoreChange for InviteAfterEvents {
    type Made = usize;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<usize> {
        let mut count = 0;
        for survey in self.surveys.iter().filter(|survey| survey.terms.side == SurveySide::Visitor) {
            let asks_of_programmes = match survey.terms.about {
                SurveyOccasion::Event => false,
                SurveyOccasion::Programme => true,
                SurveyOccasion::Talk | SurveyOccasion::Person => continue,
            };
            let (from, until) = ended_between(&survey.terms, self.now);
            let over: Vec<String> = event::Entity::find()
                .select_only()
                .column(event::Column::Id)
                .filter(event::Column::EndsAt.gt(from.as_millisecond()))
                .filter(event::Column::EndsAt.lte(until.as_millisecond()))
                .into_tuple()
                .all(db)
                .await?;
            let is_asked = |id: &String| self.programmes.contains(id) == asks_of_programmes;
            let over: Vec<String> = over.into_iter().filter(is_asked).collect();
            if over.is_empty() {
                continue;
            }
            // Who gave their seat back, or whose event was called off, was not there.
            let seated = registration::Entity::find()
                .filter(registration::Column::EventId.is_in(over.iter().cloned()))
                .filter(registration::Column::State.eq(RegistrationState::Confirmed.name()))
                .all(db)
                .await?;
            let came = if self.asks_absent { seated } else { those_who_came(seated, over, db).await? };
            let invitees: Vec<Invitee> = came.into_iter().map(invitee).collect();
            count += Inviting { survey, is_mailed: true, now: self.now, key: &self.key }
                .write(&invitees, &mut log.audit, db)
                .await?;
        }
        Ok(count)
    }
}

/// Those with a seat who were let in; where nobody was, at an event or online, nobody counted who came, and all are.
async fn those_who_came(
    mut seated: Vec<registration::Model>,
    events: Vec<String>,
    db: &DatabaseTransaction,
) -> anyhow::Result<Vec<registration::Model>> {
    let let_in: BTreeSet<Uuid> = attendance::Entity::find()
        .select_only()
        .column(attendance::Column::RegistrationId)
        .filter(attendance::Column::EventId.is_in(events))
        .filter(attendance::Column::UndoneAt.is_null())
        .into_tuple::<Uuid>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let place = |row: &registration::Model| (row.event_id.clone(), row.attendance.clone());
    let counted: BTreeSet<(String, String)> = seated.iter().filter(|row| let_in.contains(&row.id)).map(place).collect();
    seated.retain(|row| let_in.contains(&row.id) || !counted.contains(&place(row)));
    Ok(seated)
}

fn invitee(row: registration::Model) -> Invitee {
    Invitee { person: PersonId(row.person_id), submission: SubmissionId(row.submission_id), occasion: row.event_id }
}

struct InviteOne {
    survey: Survey,
    invitee: Invitee,
    is_mailed: bool,
    now: Timestamp,
    key: HashKey,
}

impl StoreChange for InviteOne {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        let inviting = Inviting { survey: &self.survey, is_mailed: self.is_mailed, now: self.now, key: &self.key };
        inviting.write(std::slice::from_ref(&self.invitee), &mut log.audit, db).await?;
        Ok(())
    }
}

/// Invitations to one survey.
struct Inviting<'a> {
    survey: &'a Survey,
    is_mailed: bool,
    now: Timestamp,
    key: &'a HashKey,
}

impl Inviting<'_> {
    /// Writes those that are not there yet, with their mails; gives how many. Another process may write the same at the same
    /// moment: invitations and mails have names that are worked out, so there is one of each.
    async fn write(
        &self,
        invitees: &[Invitee],
        audit: &mut Vec<AuditEntry>,
        db: &DatabaseTransaction,
    ) -> anyhow::Result<usize> {
        let ids: Vec<Uuid> = invitees.iter().map(|invitee| self.id(invitee).0).collect();
        let known: BTreeSet<Uuid> = survey_invitation::Entity::find()
            .select_only()
            .column(survey_invitation::Column::Id)
            .filter(survey_invitation::Column::Id.is_in(ids))
            .into_tuple::<Uuid>()
            .all(db)
            .await?
            .into_iter()
            .collect();
        let fresh: Vec<&Invitee> = invitees.iter().filter(|invitee| !known.contains(&self.id(invitee).0)).collect();
        for invitee in &fresh {
            let known = OnConflict::column(survey_invitation::Column::Id).do_nothing().to_owned();
            let row = self.row(invitee).into_active_model();
            survey_invitation::Entity::insert(row).on_conflict(known).exec_without_returning(db).await?;
            if self.is_mailed {
                add_survey_mail(MailKind::SurveyInvitation, &self.row(invitee), self.now, db).await?;
            }
            audit.push(AuditEntry {
                at: self.now,
                actor: "system".to_owned(),
                action: "survey.invited",
                person: Some(invitee.person),
                subject: Some(self.id(invitee).0),
            });
        }
        Ok(fresh.len())
    }

    fn id(&self, invitee: &Invitee) -> InvitationId {
        InvitationId::of(&self.survey.form, &invitee.occasion, invitee.person, self.key)
    }

    fn row(&self, invitee: &Invitee) -> survey_invitation::Model {
        let terms = &self.survey.terms;
        let reminder = next_reminder(terms, self.now, 0).filter(|_| self.is_mailed);
        survey_invitation::Model {
            id: self.id(invitee).0,
            form: self.survey.form.clone(),
            label: self.survey.label.clone(),
            incentive: terms.incentive.as_ref().map(|incentive| incentive.label.clone()),
            occasion: invitee.occasion.clone(),
            person_id: invitee.person.0,
            submission_id: invitee.submission.0,
            invited_at: self.now.as_millisecond(),
            closes_at: open_until(terms, self.now).as_millisecond(),
            reminders: 0,
            next_reminder_at: reminder.map(Timestamp::as_millisecond),
        }
    }
}

/// Adds a mail about an invitation, each reminder once.
async fn add_survey_mail(
    kind: MailKind,
    invitation: &survey_invitation::Model,
    now: Timestamp,
    db: &DatabaseTransaction,
) -> anyhow::Result<()> {
    let of = MailOf { person: PersonId(invitation.person_id), submission: SubmissionId(invitation.submission_id) };
    let mail = of.row(kind, &format!("{}:{}", invitation.id, invitation.reminders), now);
    let link = survey_mail::ActiveModel { mail_id: Set(mail.id), invitation_id: Set(invitation.id) };
    add_mails(vec![mail], db).await?;
    survey_mail::Entity::insert(link).exec_without_returning(db).await?;
    Ok(())
}

struct Remind {
    surveys: Vec<Survey>,
    now: Timestamp,
}

impl StoreChange for Remind {
    type Made = usize;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<usize> {
        let due = survey_invitation::Entity::find()
            .filter(survey_invitation::Column::NextReminderAt.lte(self.now.as_millisecond()))
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(db)
            .await?;
        let answered: BTreeSet<Uuid> = survey_response::Entity::find()
            .select_only()
            .column(survey_response::Column::InvitationId)
            .filter(survey_response::Column::InvitationId.is_in(due.iter().map(|row| row.id)))
            .into_tuple::<Uuid>()
            .all(db)
            .await?
            .into_iter()
            .collect();
        let mut count = 0;
        for row in due {
            let survey = self.surveys.iter().find(|survey| survey.form == row.form);
            let is_open = row.closes_at > self.now.as_millisecond() && !answered.contains(&row.id);
            let survey = survey.filter(|_| is_open);
            let reminders = row.reminders + 1;
            let mut changed = row.clone().into_active_model();
            changed.next_reminder_at = Set(None);
            if let Some(survey) = survey {
                let invited_at = Timestamp::from_millisecond(row.invited_at)?;
                let next = next_reminder(&survey.terms, invited_at, usize::try_from(reminders)?);
                changed.next_reminder_at = Set(next.map(Timestamp::as_millisecond));
                changed.reminders = Set(reminders);
                let row = survey_invitation::Model { reminders, ..row };
                add_survey_mail(MailKind::SurveyReminder, &row, self.now, db).await?;
                count += 1;
            }
            changed.update(db).await?;
        }
        Ok(count)
    }
}
