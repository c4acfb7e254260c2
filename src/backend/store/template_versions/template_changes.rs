//! Another version of a template is written, or the files hold again. Each says which version it was made from: of two who write the
//! next one, the second is told.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::OnConflict,
};

use super::template_rows::TemplateWords;
use crate::store::{
    Store, WriteError, audit::AuditEntry, entities::template_version, row_id::new_row_id, store_change::StoreChange,
    work_log::WorkLog,
};

/// What is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateEdit {
    /// The name of the template.
    pub name: String,
    /// What it says; `None` for the files.
    pub words: Option<TemplateWords>,
    /// What the files say now.
    pub file: TemplateWords,
    /// The version that it was made from; 0 where there was none.
    pub seen: i32,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateOutcome {
    /// It holds, under this number.
    Written(i32),
    /// It says what holds already.
    Same,
    /// Somebody else has written one since.
    Stale,
}

impl Store {
    /// Writes a version, which holds for mails that are written from now on, on every server of the database.
    pub async fn write_template(&self, edit: TemplateEdit, actor: &str) -> Result<TemplateOutcome, WriteError> {
        self.write(TemplateChange::new(edit, actor)).await
    }
}

pub(super) struct TemplateChange {
    pub(super) edit: TemplateEdit,
    pub(super) actor: String,
    pub(super) now: Timestamp,
    /// Whether an edit that was made from an older version is told; not so in the test that shows what this is for.
    pub(super) is_guarded: bool,
}

impl TemplateChange {
    pub(super) fn new(edit: TemplateEdit, actor: &str) -> Self {
        Self { edit, actor: actor.to_owned(), now: Timestamp::now(), is_guarded: true }
    }
}

impl StoreChange for TemplateChange {
    type Made = TemplateOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<TemplateOutcome> {
        let TemplateEdit { name, words, file, seen } = &self.edit;
        let newest = template_version::Entity::find()
            .filter(template_version::Column::Name.eq(name))
            .order_by_desc(template_version::Column::Number)
            .one(db)
            .await?;
        let number = newest.as_ref().map_or(0, |row| row.number);
        if self.is_guarded && number != *seen {
            return Ok(TemplateOutcome::Stale);
        }
        let (text, page) = words.clone().map(|words| (words.text, words.page)).unwrap_or_default();
        let held = newest.map(|row| (row.text, row.page)).unwrap_or_default();
        if held == (text.clone(), page.clone()) {
            return Ok(TemplateOutcome::Same);
        }
        let (id, number) = (new_row_id(), number + 1);
        let row = template_version::Model {
            name: name.clone(),
            number,
            id,
            text,
            page,
            file_text: file.text.clone(),
            file_page: file.page.clone(),
            made_by: self.actor.clone(),
            made_at: self.now.as_millisecond(),
        };
        let key = [template_version::Column::Name, template_version::Column::Number];
        let known = OnConflict::columns(key).do_nothing().to_owned();
        let row = [row.into_active_model()];
        if template_version::Entity::insert_many(row).on_conflict(known).exec_without_returning(db).await? == 0 {
            return Ok(TemplateOutcome::Stale);
        }
        let action = if words.is_some() { "template.written" } else { "template.given_back" };
        log.audit.push(AuditEntry::of_row(id, action, &self.actor, self.now));
        Ok(TemplateOutcome::Written(number))
    }
}
