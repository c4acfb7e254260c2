//! What staff wrote about people. What is counted of a consultation lies in clear.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_notes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub record_id: Uuid,
    pub case_id: Option<Uuid>,
    /// The account that wrote what it says now.
    pub author: String,
    pub at: i64,
    pub edited_at: Option<i64>,
    pub version: i32,
    /// A `NoteKind`, by its name.
    pub kind: String,
    /// A `NoteAudience`, by its name.
    pub audience: String,
    pub sealed: Vec<u8>,
    /// A `NoteSide`, by its name.
    pub side: Option<String>,
    /// A `ConsultationKind`, by its name.
    pub consultation: Option<String>,
    /// A `ConsultationMethod`, by its name.
    pub method: Option<String>,
    pub minutes: Option<i32>,
    /// A `TimeBand`, by its name.
    pub time_band: Option<String>,
    /// Coded values with commas between them.
    pub topics: Option<String>,
    pub reaction: Option<String>,
    pub result: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
