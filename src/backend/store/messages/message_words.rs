//! What a message says. To one person it is that person's, and encrypted with the key of their record.

use sea_orm::ConnectionTrait;

use crate::{
    intake::PersonId,
    store::{Keys, SealedPlace, entities::message, persons::RecordKeys},
};

/// What a message says, as its columns have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WrittenWords {
    pub subject: Option<String>,
    pub text: Option<String>,
    pub sealed: Option<Vec<u8>>,
}

fn place(person: PersonId) -> SealedPlace {
    SealedPlace { table: "messages", column: "sealed", person }
}

impl WrittenWords {
    /// In clear, for many.
    pub fn plain(subject: String, text: String) -> Self {
        Self { subject: Some(subject), text: Some(text), sealed: None }
    }

    /// For one; `None` if the key of their record is gone.
    pub async fn seal(
        (subject, text): (&str, &str),
        record: PersonId,
        keys: &Keys,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Option<Self>> {
        let known = RecordKeys::read(&[record], keys, db).await?;
        let Some(key) = known.of(record) else { return Ok(None) };
        let sealed = key.seal(place(record), serde_json::to_string(&(subject, text))?.as_bytes())?;
        Ok(Some(Self { subject: None, text: None, sealed: Some(sealed) }))
    }
}

/// Subject and text of a message; `None` if the key of its person is gone.
pub(in crate::store) fn open_words(
    row: &message::Model,
    keys: &RecordKeys,
) -> anyhow::Result<Option<(String, String)>> {
    let (Some(record), Some(sealed)) = (row.record_id, &row.sealed) else {
        return Ok(Some((row.subject.clone().unwrap_or_default(), row.text.clone().unwrap_or_default())));
    };
    let Some(key) = keys.of(PersonId(record)) else { return Ok(None) };
    Ok(Some(serde_json::from_slice(&key.open(place(PersonId(record)), sealed)?)?))
}

/// The same, with the keys read for it.
pub(super) async fn read_words(
    row: &message::Model,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<(String, String)>> {
    let records: Vec<PersonId> = row.record_id.into_iter().map(PersonId).collect();
    open_words(row, &RecordKeys::read(&records, keys, db).await?)
}
