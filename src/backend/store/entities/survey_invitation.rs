//! Invitations to surveys: whom a form asks about what, once.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_invitations")]
pub struct Model {
    /// Worked out of form, occasion and person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub form: String,
    /// What people call the form.
    pub label: String,
    /// What they are thanked with.
    pub incentive: Option<String>,
    /// What it is about: the id of an event, of a booking, or what whoever invites calls it.
    pub occasion: String,
    pub person_id: Uuid,
    /// What the person sent that led to this.
    pub submission_id: Uuid,
    pub invited_at: i64,
    pub closes_at: i64,
    pub reminders: i32,
    pub next_reminder_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
