//! Who comes to an event, as a table: a row for everybody who is registered, a column for everything that the form asks. What
//! the cells look like in a file is a matter of whoever writes it. It is asked for by `Store::registrations_table` in
//! `person_store`, which notes that in the audit log.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder};
use serde_json::Value;

use super::{
    Keys,
    data_table::{DataTable, TableCell},
    entities::{person_address, registration, submission, submission_answer},
    persons::{RecordKeys, read_address, read_answers, texts_of},
};
use crate::intake::PersonId;

/// How many registrations are read at a time.
const ROWS_AT_ONCE: usize = 500;

/// The columns that the form of an event asks for, in order: the names of its fields, and what people read.
pub type EventFormColumns = Vec<(String, String)>;

/// The headings before those of the form.
const HEADINGS: [&str; 7] = ["状態", "席", "人数", "待ち順", "参加のしかた", "受付日時", "確認済みのメール"];

/// Reads the table, in which a group is one row with one number for its seats: whoever holds a seat or waits for one, in the order in which they came.
pub(super) async fn read_registrations_table(
    event: &str,
    columns: &EventFormColumns,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<DataTable> {
    let is_active = registration::Column::Seat.is_not_null().or(registration::Column::InLine.is_not_null());
    let registrations = registration::Entity::find()
        .filter(registration::Column::EventId.eq(event))
        .filter(is_active)
        .order_by_asc(registration::Column::CreatedAt)
        .order_by_asc(registration::Column::Id)
        .all(db)
        .await?;
    let headings = HEADINGS.map(str::to_owned).into_iter().chain(columns.iter().map(|(_, label)| label.clone()));
    let mut table = DataTable { headings: headings.collect(), rows: Vec::new() };
    for part in registrations.chunks(ROWS_AT_ONCE) {
        let answers = PartAnswers::read(part, keys, db).await?;
        for row in part {
            table.rows.push(answers.row(row, columns)?);
        }
    }
    Ok(table)
}

/// What some registrations came with, decrypted.
struct PartAnswers {
    /// By submission, then by field.
    answers: BTreeMap<uuid::Uuid, BTreeMap<String, Vec<String>>>,
    /// Addresses that were confirmed, by record.
    verified: BTreeMap<uuid::Uuid, String>,
}

impl PartAnswers {
    async fn read(part: &[registration::Model], keys: &Keys, db: &impl ConnectionTrait) -> anyhow::Result<Self> {
        let records: BTreeSet<PersonId> = part.iter().map(|row| PersonId(row.person_id)).collect();
        let records: Vec<PersonId> = records.into_iter().collect();
        let opened = RecordKeys::read(&records, keys, db).await?;
        let ids = || part.iter().map(|row| row.submission_id);
        let mut answers: BTreeMap<uuid::Uuid, BTreeMap<String, Vec<String>>> = BTreeMap::new();
        for row in submission::Entity::find().filter(submission::Column::Id.is_in(ids())).all(db).await? {
            let told = read_answers(&row, &opened)?.unwrap_or_default();
            let told = told.iter().map(|(name, value): (&String, &Value)| (name.clone(), texts_of(value)));
            answers.insert(row.id, told.collect());
        }
        let coded = submission_answer::Column::SubmissionId.is_in(ids());
        let coded = submission_answer::Entity::find().filter(coded).order_by_asc(submission_answer::Column::Value);
        for row in coded.all(db).await? {
            answers.entry(row.submission_id).or_default().entry(row.field).or_default().push(row.value);
        }
        let addresses = person_address::Entity::find()
            .filter(person_address::Column::PersonId.is_in(records.iter().map(|record| record.0)))
            .filter(person_address::Column::VerifiedAt.is_not_null());
        let mut verified = BTreeMap::new();
        for row in addresses.all(db).await? {
            verified.extend(read_address(&row, &opened)?.map(|address| (row.person_id, address)));
        }
        Ok(Self { answers, verified })
    }

    fn row(&self, row: &registration::Model, columns: &EventFormColumns) -> anyhow::Result<Vec<TableCell>> {
        let number = |number: Option<i64>| number.map_or_else(|| TableCell::Text(String::new()), TableCell::Number);
        let mut cells = vec![
            TableCell::Text(state_in_japanese(&row.state).to_owned()),
            number(row.seat.map(i64::from)),
            TableCell::Number(i64::from(row.seats)),
            number(row.in_line),
            TableCell::Text(if row.attendance == "online" { "オンライン" } else { "会場" }.to_owned()),
            TableCell::Time(Timestamp::from_millisecond(row.created_at)?),
            TableCell::Text(self.verified.get(&row.person_id).cloned().unwrap_or_default()),
        ];
        let answers = self.answers.get(&row.submission_id);
        cells.extend(columns.iter().map(|(name, _)| {
            let texts = answers.and_then(|answers| answers.get(name));
            TableCell::Text(texts.map(|texts| texts.join("、")).unwrap_or_default())
        }));
        Ok(cells)
    }
}

/// A state as staff read it.
fn state_in_japanese(name: &str) -> &'static str {
    match name {
        "unconfirmed" => "確認待ち",
        "confirmed" => "確定",
        "waiting" => "キャンセル待ち",
        "offered" => "席を案内中",
        "held" => "担当者の確認待ち",
        _ => "終了",
    }
}
