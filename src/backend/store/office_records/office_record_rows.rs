//! Records as they stand, and as they were.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::{Timestamp, civil::Date};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use crate::{
    intake::{
        office_records::{HandOverState, OfficeRecordId, OfficeRecordKind},
        staff::ProgrammeScope,
    },
    store::{
        Store,
        audit::AuditEntry,
        entities::{office_record, office_record_version},
        own_keys::{OwnKey, OwnKeys, SealedColumn},
        programme_filter::{ProgrammeOwner, of_programmes},
    },
};

/// What a record says, encrypted. What it said before lies elsewhere, as it was encrypted here.
pub(super) const RECORD: SealedColumn = ("office_records", "sealed");

/// What a record says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeRecordContent {
    /// What it is called.
    pub title: String,
    /// The rest, by the names that its kind has.
    pub fields: BTreeMap<String, String>,
}

/// A record as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeRecordView {
    /// What it is called by programs.
    pub id: OfficeRecordId,
    /// The programme that it belongs to; without one, the whole office's.
    pub programme: Option<String>,
    /// What it is.
    pub kind: OfficeRecordKind,
    /// The day that it is about.
    pub day: Date,
    /// How far something is handed over.
    pub state: Option<HandOverState>,
    /// The account that wrote it down.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// The account that wrote what it says now.
    pub edited_by: String,
    /// When.
    pub edited_at: Timestamp,
    /// How often it was written, for whoever wants to edit it.
    pub version: i32,
    /// What it says.
    pub content: OfficeRecordContent,
}

/// What a record said before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierRecord {
    /// The day that it was about.
    pub day: Date,
    /// How far something was handed over.
    pub state: Option<HandOverState>,
    /// The account that wrote it.
    pub edited_by: String,
    /// When.
    pub edited_at: Timestamp,
    /// What it said.
    pub content: OfficeRecordContent,
}

impl OfficeRecordContent {
    /// Whether a text stands in it, whichever letters are large.
    pub fn holds(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let mut all = [&self.title].into_iter().chain(self.fields.values());
        all.any(|part| part.to_lowercase().contains(&text))
    }
}

fn read_day(text: &str) -> anyhow::Result<Date> {
    text.parse().with_context(|| format!("{text} is no day"))
}

fn read_state(text: Option<&str>) -> anyhow::Result<Option<HandOverState>> {
    text.map(|text| HandOverState::parse(text).context("a state of handing over is unknown")).transpose()
}

/// A record, decrypted; `None` if its key is gone.
fn open_record(row: office_record::Model, key: Option<&OwnKey>) -> anyhow::Result<Option<OfficeRecordView>> {
    let Some(key) = key else { return Ok(None) };
    Ok(Some(OfficeRecordView {
        id: OfficeRecordId(row.id),
        kind: OfficeRecordKind::parse(&row.kind).context("a kind of records is unknown")?,
        day: read_day(&row.day)?,
        state: read_state(row.state.as_deref())?,
        content: key.open(RECORD, &row.sealed)?,
        programme: row.programme,
        made_by: row.made_by,
        made_at: Timestamp::from_millisecond(row.made_at)?,
        edited_by: row.edited_by,
        edited_at: Timestamp::from_millisecond(row.edited_at)?,
        version: row.version,
    }))
}

impl Store {
    /// Records of a kind and of some programmes, the latest days first, so many, for an account that is written down.
    pub async fn office_records(
        &self,
        kind: OfficeRecordKind,
        scope: &ProgrammeScope,
        (actor, most): (&str, u64),
    ) -> anyhow::Result<Vec<OfficeRecordView>> {
        let readers = &self.databases.readers;
        let (at, actor, action) = (Timestamp::now(), actor.to_owned(), "office_records.listed");
        self.write(AuditEntry { at, actor, action, person: None, subject: None }).await?;
        let rows = office_record::Entity::find()
            .filter(office_record::Column::Kind.eq(kind.name()))
            .filter(of_programmes(office_record::Column::Programme, scope))
            .order_by_desc(office_record::Column::Day)
            .order_by_desc(office_record::Column::MadeAt)
            .order_by_asc(office_record::Column::Id)
            .limit(most)
            .all(readers)
            .await?;
        let keys = OwnKeys::read(rows.iter().map(|row| row.id), &self.keys, readers).await?;
        let opened = rows.into_iter().map(|row| {
            let key = keys.of(row.id);
            open_record(row, key)
        });
        Ok(opened.collect::<anyhow::Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// A record with what it said before, newest first, for an account that is written down; `None` if there is none.
    pub async fn office_record(
        &self,
        id: OfficeRecordId,
        actor: &str,
    ) -> anyhow::Result<Option<(OfficeRecordView, Vec<EarlierRecord>)>> {
        let readers = &self.databases.readers;
        let Some(row) = office_record::Entity::find_by_id(id.0).one(readers).await? else { return Ok(None) };
        self.write(AuditEntry::of_row(id.0, "office_record.opened", actor, Timestamp::now())).await?;
        let keys = OwnKeys::read([id.0], &self.keys, readers).await?;
        let Some(key) = keys.of(id.0) else { return Ok(None) };
        let rows = office_record_version::Entity::find()
            .filter(office_record_version::Column::OfficeRecordId.eq(id.0))
            .order_by_desc(office_record_version::Column::Version)
            .all(readers)
            .await?;
        let earlier = |row: office_record_version::Model| {
            Ok(EarlierRecord {
                day: read_day(&row.day)?,
                state: read_state(row.state.as_deref())?,
                edited_at: Timestamp::from_millisecond(row.edited_at)?,
                content: key.open(RECORD, &row.sealed)?,
                edited_by: row.edited_by,
            })
        };
        let earlier = rows.into_iter().map(earlier).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(open_record(row, Some(key))?.map(|record| (record, earlier)))
    }

    /// Whose a record is, for whoever asks for it by its address; `None` if there is no such thing.
    pub async fn owner_of_office_record(&self, id: OfficeRecordId) -> anyhow::Result<Option<ProgrammeOwner>> {
        let row = office_record::Entity::find_by_id(id.0).one(&self.databases.readers).await?;
        Ok(row.map(|row| row.programme.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_wherever_it_stands() {
        let fields = BTreeMap::from([("agenda".to_owned(), "LINEの配信".to_owned())]);
        let content = OfficeRecordContent { title: "定例会".to_owned(), fields };
        for (text, expected) in [("定例", true), ("line", true), ("会議", false), ("", true)] {
            assert_eq!(content.holds(text), expected, "{text}");
        }
    }
}
