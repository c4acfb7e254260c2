//! Companies, towns and partners of the programmes. What is known of them publicly lies in clear; what staff wrote is encrypted with a
//! key of their own.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The programme that it belongs to; without one, the whole office's.
    pub programme: Option<String>,
    /// An `OrganisationKind`, by its name.
    pub kind: String,
    pub name: String,
    pub kana: String,
    /// The municipality.
    pub place: String,
    pub trade: String,
    /// Where it was found.
    pub source: String,
    /// What the site calls its profile.
    pub content_id: Option<String>,
    /// The day of the first word that led to a yes, as `2026-12-01`.
    pub won_on: Option<String>,
    /// A status of the pipeline of organisations.
    pub step: String,
    pub step_since: i64,
    /// The account that looks after it.
    pub owner: Option<String>,
    /// Until when the next thing has to be done.
    pub due_on: Option<String>,
    /// What that is.
    pub sealed: Option<Vec<u8>>,
    pub made_at: i64,
    pub made_by: String,
    /// When its last step was taken.
    pub closed_at: Option<i64>,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
