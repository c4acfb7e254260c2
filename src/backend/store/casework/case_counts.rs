//! How many cases there are, and how many people (実人数): who has three cases is one person, and so is who was put
//! together with another one. Those who are gone count on.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Statement};

use crate::store::Store;

/// How many there are in a status of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseCount {
    /// The name of the pipeline.
    pub pipeline: String,
    /// The status; `None` for all of the pipeline, `*` for those of erased people of which there were too few to say.
    pub status: Option<String>,
    /// How many cases.
    pub cases: u64,
    /// Of how many people.
    pub persons: u64,
}

/// The record that each case belongs to leads to its person by as many steps as merges were made.
const PERSONS: &str = "WITH RECURSIVE up(record_id, person_id) AS (\
     SELECT DISTINCT record_id, record_id FROM cases \
     UNION ALL SELECT up.record_id, j.into_id FROM up JOIN person_joins j ON j.record_id = up.person_id), \
     owner AS (SELECT record_id, person_id FROM up \
     WHERE NOT EXISTS (SELECT 1 FROM person_joins j WHERE j.record_id = up.person_id)) ";

impl Store {
    /// Counts cases and people by pipeline and status, and in each pipeline as a whole, which comes first.
    pub async fn count_cases(&self) -> anyhow::Result<Vec<CaseCount>> {
        let db = &self.databases.readers;
        let of = |status: &str, group: &str, first: &str| {
            [
                format!(
                    "{PERSONS}SELECT c.pipeline, {status}, COUNT(*), COUNT(DISTINCT o.person_id) FROM cases c \
                     JOIN owner o ON o.record_id = c.record_id GROUP BY {group}"
                ),
                format!(
                    "SELECT c.pipeline, {status}, COUNT(*), COUNT(CASE WHEN c.{first} THEN 1 END) FROM counted_cases c \
                     GROUP BY {group}"
                ),
            ]
        };
        let each = of("c.status", "c.pipeline, c.status", "is_first_in_status");
        let whole = of("''", "c.pipeline", "is_first");
        let mut counts: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
        for sql in each.into_iter().chain(whole) {
            for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await? {
                let (cases, persons): (i64, i64) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
                let count = counts.entry((row.try_get_by_index(0)?, row.try_get_by_index(1)?)).or_default();
                count.0 += u64::try_from(cases)?;
                count.1 += u64::try_from(persons)?;
            }
        }
        let count = |((pipeline, status), (cases, persons)): ((String, String), (u64, u64))| {
            let status = Some(status).filter(|status| !status.is_empty());
            CaseCount { pipeline, status, cases, persons }
        };
        Ok(counts.into_iter().map(count).collect())
    }
}
