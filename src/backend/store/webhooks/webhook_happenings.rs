//! What happened, as far as it is told: ids and states as they are when it is told, and nothing that says who somebody is. Of what is gone
//! meanwhile, the ids alone.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    intake::{PersonId, office_api::WebhookEvent},
    store::{
        Store,
        entities::{audit_record, booking, person_case, registration, submission},
        office_scope::is_of,
    },
};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Happening {
    pub event: WebhookEvent,
    pub at: Timestamp,
    /// What is told of it.
    pub data: Value,
    /// To whose programmes it belongs.
    pub owner: HappeningOwner,
}

/// By what it is known which programme something belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HappeningOwner {
    /// Where a submission came from.
    Origin(String),
    /// What a person has sent.
    Person(PersonId),
    /// Nobody knows any more.
    Nobody,
}

impl Happening {
    /// What is sent, in the envelope of Standard Webhooks.
    pub fn body(&self) -> String {
        json!({ "type": self.event.name(), "timestamp": self.at.to_string(), "data": self.data }).to_string()
    }
}

impl Store {
    /// What a record of the audit log tells; `None` for what concerns nobody outside.
    pub(super) async fn read_happening(&self, record: &audit_record::Model) -> anyhow::Result<Option<Happening>> {
        let Some(event) = WebhookEvent::of_action(&record.action) else { return Ok(None) };
        let (person, subject) = (record.person_id, record.subject.unwrap_or_default());
        let (mut data, owner) = match event {
            WebhookEvent::SubmissionReceived => self.read_submission(subject).await?,
            WebhookEvent::RegistrationChanged | WebhookEvent::EventCheckedIn => self.read_registration(subject).await?,
            WebhookEvent::BookingChanged => self.read_booking(subject).await?,
            WebhookEvent::CaseMoved => self.read_case(subject).await?,
            WebhookEvent::PersonErased => (json!({ "record": subject }), HappeningOwner::Nobody),
        };
        data["person"] = json!(person);
        Ok(Some(Happening { event, at: Timestamp::from_millisecond(record.at)?, data, owner }))
    }

    async fn origin_of(&self, submission: Uuid) -> anyhow::Result<HappeningOwner> {
        let row = submission::Entity::find_by_id(submission).one(&self.databases.readers).await?;
        Ok(row.map_or(HappeningOwner::Nobody, |row| HappeningOwner::Origin(row.origin)))
    }

    async fn read_submission(&self, id: Uuid) -> anyhow::Result<(Value, HappeningOwner)> {
        let db = &self.databases.readers;
        let Some(row) = submission::Entity::find_by_id(id).one(db).await? else {
            return Ok((json!({ "submission": id, "form": null, "registration": null }), HappeningOwner::Nobody));
        };
        let of_submission = registration::Column::SubmissionId.eq(id);
        let came_of_it = registration::Entity::find().filter(of_submission).one(db).await?;
        let came_of_it = came_of_it.map(|row| json!({ "id": row.id, "event": row.event_id, "state": row.state }));
        let data = json!({ "submission": id, "form": row.form, "registration": came_of_it });
        Ok((data, HappeningOwner::Origin(row.origin)))
    }

    async fn read_registration(&self, id: Uuid) -> anyhow::Result<(Value, HappeningOwner)> {
        let Some(row) = registration::Entity::find_by_id(id).one(&self.databases.readers).await? else {
            return Ok((json!({ "registration": id, "event": null, "state": null }), HappeningOwner::Nobody));
        };
        let data = json!({ "registration": id, "event": row.event_id, "state": row.state });
        Ok((data, self.origin_of(row.submission_id).await?))
    }

    async fn read_booking(&self, id: Uuid) -> anyhow::Result<(Value, HappeningOwner)> {
        let Some(row) = booking::Entity::find_by_id(id).one(&self.databases.readers).await? else {
            return Ok((json!({ "booking": id, "kind": null, "state": null }), HappeningOwner::Nobody));
        };
        let data = json!({ "booking": id, "submission": row.submission_id, "kind": row.booking, "state": row.state });
        Ok((data, self.origin_of(row.submission_id).await?))
    }

    async fn read_case(&self, id: Uuid) -> anyhow::Result<(Value, HappeningOwner)> {
        let Some(row) = person_case::Entity::find_by_id(id).one(&self.databases.readers).await? else {
            return Ok((json!({ "case": id, "pipeline": null, "status": null }), HappeningOwner::Nobody));
        };
        let person = self.person_of(PersonId(row.record_id)).await?;
        let data = json!({ "case": id, "pipeline": row.pipeline, "status": row.status });
        Ok((data, HappeningOwner::Person(person)))
    }

    /// Whether something that happened belongs to a programme. What is gone belongs to none that could be told.
    pub(super) async fn is_happening_of(&self, owner: &HappeningOwner, programme: &str) -> anyhow::Result<bool> {
        let programmes = BTreeSet::from([programme.to_owned()]);
        match owner {
            HappeningOwner::Origin(origin) => is_of(origin, &programmes),
            HappeningOwner::Person(person) => self.is_of_programmes(*person, &programmes).await,
            HappeningOwner::Nobody => Ok(false),
        }
    }
}
