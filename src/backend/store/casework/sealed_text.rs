//! What somebody of the staff wrote about a person: it is encrypted with the key of the record that it belongs to, for
//! its own table.

use sea_orm::ConnectionTrait;

use crate::{
    intake::PersonId,
    store::{Keys, SealedPlace, persons::RecordKeys},
};

/// Where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WrittenIn {
    CaseChange,
    Note,
    Task,
    TaskResult,
    Referral,
}

impl WrittenIn {
    fn place(self, person: PersonId) -> SealedPlace {
        let table = match self {
            Self::CaseChange => "case_changes",
            // What a note said before lies elsewhere, as it was encrypted here.
            Self::Note => "person_notes",
            Self::Task | Self::TaskResult => "person_tasks",
            Self::Referral => "referrals",
        };
        let column = if self == Self::TaskResult { "result_sealed" } else { "sealed" };
        SealedPlace { table, column, person }
    }

    /// Encrypts a text about a record; `None` if its key is gone.
    pub async fn seal(
        self,
        text: &str,
        record: PersonId,
        keys: &Keys,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Option<Vec<u8>>> {
        let known = RecordKeys::read(&[record], keys, db).await?;
        known.of(record).map(|key| key.seal(self.place(record), text.as_bytes())).transpose()
    }

    /// Decrypts a text about a record; `None` if its key is gone.
    pub fn open(self, sealed: &[u8], record: PersonId, keys: &RecordKeys) -> anyhow::Result<Option<String>> {
        let Some(key) = keys.of(record) else { return Ok(None) };
        Ok(Some(String::from_utf8(key.open(self.place(record), sealed)?)?))
    }
}
