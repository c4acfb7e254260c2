//! The audit log: who did what to whose data, in chains that nobody can change unseen. Each writer has a chain of its own,
//! linked once a batch by a keyed hash over the link before and the batch's records.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{entities::audit_record, row_insert::JoinedWrites};
use crate::intake::{Digest, HashKey, PersonId};

/// What was done. Records hold ids and names of actions, never values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AuditEntry {
    pub at: Timestamp,
    /// `visitor`, `system`, or the id of an account.
    pub actor: String,
    /// What was done, as `submission.received`.
    pub action: &'static str,
    pub person: Option<PersonId>,
    /// The row that it was done to.
    pub subject: Option<Uuid>,
}

impl AuditEntry {
    /// That something was done to a row that belongs to no person.
    pub fn of_row(subject: Uuid, action: &'static str, actor: &str, at: Timestamp) -> Self {
        Self { at, actor: actor.to_owned(), action, person: None, subject: Some(subject) }
    }
}

/// The end of a writer's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AuditHead {
    writer: Uuid,
    number: i64,
    link: Digest,
}

impl AuditHead {
    /// A chain that begins.
    pub fn new(writer: Uuid) -> Self {
        Self { writer, number: 0, link: [0; 32] }
    }

    /// Writes the records of a batch, and gives the head that holds once the transaction is committed.
    pub async fn append(
        self,
        entries: Vec<AuditEntry>,
        key: &HashKey,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Self> {
        let mut rows = JoinedWrites::default();
        let head = self.chain(entries, key, &mut rows);
        rows.write(db).await?;
        Ok(head)
    }

    /// Adds the records of a batch to what is to be written.
    pub fn chain(self, entries: Vec<AuditEntry>, key: &HashKey, joined: &mut JoinedWrites) -> Self {
        let (rows, head) = self.link(entries, key);
        joined.insert::<audit_record::Entity, _>(rows, None);
        head
    }

    fn link(self, entries: Vec<AuditEntry>, key: &HashKey) -> (Vec<audit_record::Model>, Self) {
        let row = |(number, entry): (i64, AuditEntry)| audit_record::Model {
            writer: self.writer,
            number,
            at: entry.at.as_millisecond(),
            actor: entry.actor,
            action: entry.action.to_owned(),
            person_id: entry.person.map(|person| person.0),
            subject: entry.subject,
            link: None,
        };
        let mut rows: Vec<audit_record::Model> = (self.number + 1..).zip(entries).map(row).collect();
        let link = link(&self.link, &rows, key);
        let Some(last) = rows.last_mut() else { return (rows, self) };
        last.link = Some(link.to_vec());
        let head = Self { number: last.number, link, ..self };
        (rows, head)
    }
}

/// The keyed hash of a batch's records and of the link before them.
fn link(before: &Digest, rows: &[audit_record::Model], key: &HashKey) -> Digest {
    let mut parts: Vec<Vec<u8>> = vec![before.to_vec()];
    for row in rows {
        parts.push(row.writer.as_bytes().to_vec());
        parts.push(row.number.to_le_bytes().to_vec());
        parts.push(row.at.to_le_bytes().to_vec());
        parts.push(row.actor.clone().into_bytes());
        parts.push(row.action.clone().into_bytes());
        for id in [row.person_id, row.subject] {
            parts.push(id.map(|id| id.as_bytes().to_vec()).unwrap_or_default());
        }
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    key.hash("audit", &parts)
}

/// Who has a chain.
pub(super) async fn chain_writers(db: &impl ConnectionTrait) -> anyhow::Result<Vec<Uuid>> {
    let writers = audit_record::Entity::find().select_only().column(audit_record::Column::Writer).distinct();
    Ok(writers.into_tuple().all(db).await?)
}

/// All writers, each found from the one before by the key of the table: to look at all records would take minutes. With each, how far it
/// was read by whoever keeps these positions, and its last record.
pub(super) fn followed_writers(positions: &'static str) -> String {
    format!(
        "WITH RECURSIVE writers(writer) AS (\
        SELECT (SELECT a.writer FROM audit_records a ORDER BY a.writer LIMIT 1) UNION ALL \
        SELECT (SELECT a.writer FROM audit_records a WHERE a.writer > w.writer ORDER BY a.writer LIMIT 1) \
        FROM writers w WHERE w.writer IS NOT NULL) \
        SELECT w.writer, COALESCE(p.number, 0), \
        (SELECT a.number FROM audit_records a WHERE a.writer = w.writer ORDER BY a.number DESC LIMIT 1) \
        FROM writers w LEFT JOIN {positions} p ON p.writer = w.writer WHERE w.writer IS NOT NULL ORDER BY w.writer"
    )
}

/// The chains that are broken, by their writers.
pub(super) async fn find_broken_chains(key: &HashKey, db: &impl ConnectionTrait) -> anyhow::Result<Vec<(Uuid, i64)>> {
    let mut broken = Vec::new();
    for writer in chain_writers(db).await? {
        let rows = audit_record::Entity::find().filter(audit_record::Column::Writer.eq(writer));
        let rows = rows.order_by_asc(audit_record::Column::Number).all(db).await?;
        broken.extend(first_broken(&rows, key).map(|number| (writer, number)));
    }
    Ok(broken)
}

/// The first record that does not follow from those before it, of one writer's records in order; `None` if all do.
fn first_broken(rows: &[audit_record::Model], key: &HashKey) -> Option<i64> {
    let (mut before, mut batch_from, mut expected) = ([0; 32], 0, 1);
    for (at, row) in rows.iter().enumerate() {
        if row.number != expected {
            return Some(expected);
        }
        expected += 1;
        let Some(found) = &row.link else { continue };
        let link = link(&before, &rows[batch_from..=at], key);
        if found[..] != link[..] {
            return Some(row.number);
        }
        (before, batch_from) = (link, at + 1);
    }
    // What follows the last link is chained to nothing.
    rows.get(batch_from).map(|row| row.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(second: i64) -> AuditEntry {
        let at = Timestamp::from_second(second).unwrap();
        AuditEntry { at, actor: "visitor".to_owned(), action: "submission.received", person: None, subject: None }
    }

    #[test]
    fn a_changed_missing_or_added_record_is_found() {
        let key = HashKey::new([3; 32]);
        let head = AuditHead::new(Uuid::from_u128(9));
        let (mut rows, head) = head.link(vec![entry(1), entry(2)], &key);
        let (more, head) = head.link(vec![entry(3)], &key);
        rows.extend(more);
        assert_eq!(head.link(Vec::new(), &key), (Vec::new(), head), "nothing done, nothing linked");
        assert_eq!(first_broken(&rows, &key), None);
        assert_eq!(first_broken(&rows, &HashKey::new([4; 32])), Some(2), "another key");

        let mut changed = rows.clone();
        changed[0].actor = "nobody".to_owned();
        assert_eq!(first_broken(&changed, &key), Some(2));
        let missing: Vec<_> = rows.iter().filter(|row| row.number != 2).cloned().collect();
        assert_eq!(first_broken(&missing, &key), Some(2));
        let mut added = rows.clone();
        added.push(audit_record::Model { number: 4, link: None, ..rows[0].clone() });
        assert_eq!(first_broken(&added, &key), Some(4));
    }
}
