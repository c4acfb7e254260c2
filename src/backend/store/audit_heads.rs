//! The ends of the chains of the audit log, kept where whoever changes the log does not reach: in the server's own log, and in
//! backups. A log that was cut at a link is whole in itself; only its heads tell that records are missing.

use anyhow::Context;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};
use uuid::Uuid;

use super::entities::audit_record;
use crate::intake::Digest;

/// How the line of a head begins, wherever it stands in a log.
const MARK: &str = "audit-head";

/// The end that a chain had once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChainHead {
    /// Whose chain it is.
    pub writer: Uuid,
    /// The number of its last record.
    pub number: i64,
    /// The chain up to it.
    pub link: Digest,
}

impl ChainHead {
    /// The line that says it.
    pub fn render(&self) -> String {
        format!("{MARK} {} {} {}", self.writer, self.number, blake3::Hash::from_bytes(self.link).to_hex())
    }

    /// The heads in a text, such as the server's log; what else stands there is left alone.
    pub fn find_all(text: &str) -> Vec<Self> {
        text.lines().filter_map(|line| Self::parse(&line[line.find(MARK)? + MARK.len()..])).collect()
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let (writer, number) = (Uuid::parse_str(words.next()?).ok()?, words.next()?.parse().ok()?);
        let link = blake3::Hash::from_hex(words.next()?.get(..64)?).ok()?;
        Some(Self { writer, number, link: *link.as_bytes() })
    }
}

/// The heads of all chains as they are now.
pub(super) async fn read_heads(db: &impl ConnectionTrait) -> anyhow::Result<Vec<ChainHead>> {
    let sql = "SELECT r.writer, r.number, r.link FROM audit_records r JOIN (SELECT writer, MAX(number) AS number \
               FROM audit_records WHERE link IS NOT NULL GROUP BY writer) h ON h.writer = r.writer AND h.number = r.number";
    let backend: DbBackend = db.get_database_backend();
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await?;
    let head = |row: &sea_orm::QueryResult| {
        let link: Vec<u8> = row.try_get_by_index(2)?;
        let link = link.try_into().ok().context("a link of the audit log has a wrong length")?;
        anyhow::Ok(ChainHead { writer: row.try_get_by_index(0)?, number: row.try_get_by_index(1)?, link })
    };
    let mut heads = rows.iter().map(head).collect::<anyhow::Result<Vec<_>>>()?;
    heads.sort();
    Ok(heads)
}

/// Of heads that were kept, those that the log does not have any more as they were.
pub(super) async fn find_lost_heads(heads: &[ChainHead], db: &impl ConnectionTrait) -> anyhow::Result<Vec<ChainHead>> {
    let mut lost = Vec::new();
    for head in heads {
        let row = audit_record::Entity::find_by_id((head.writer, head.number)).one(db).await?;
        if row.and_then(|row| row.link).is_none_or(|link| link != head.link) {
            lost.push(*head);
        }
    }
    Ok(lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_found_in_whatever_log_they_stand() {
        let head = |byte: u8| ChainHead { writer: Uuid::from_u128(7), number: i64::from(byte), link: [byte; 32] };
        let text = format!(
            "Nov 29 10:00 host tsubame[3]: 2026-11-29T01:00:00Z INFO {}\nelse\n{{\"m\":\"{}\"}}\naudit-head x 1 2\naudit-head",
            head(3).render(),
            head(9).render()
        );
        assert_eq!(ChainHead::find_all(&text), [head(3), head(9)]);
    }
}
