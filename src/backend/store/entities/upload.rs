//! Files that were sent through forms. The bytes lie elsewhere, under the row's id; here lies what opens them.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "uploads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub submission_id: Uuid,
    /// The field of the form.
    pub field: String,
    pub size_bytes: i64,
    pub received_at: i64,
    /// An `UploadState`, by its name.
    pub state: String,
    /// When it is looked at next.
    pub scan_at: i64,
    /// How often looking at it has failed.
    pub failures: i32,
    /// The keyed hash of its sender's address, where the form asks for one.
    pub lookup: Option<Vec<u8>>,
    /// Its name, its type and its key, as JSON.
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
