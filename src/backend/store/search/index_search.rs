//! Who has all of some hashes and values, in the order of their ids. The rarest of them leads: its persons are walked through from the
//! end that is asked for, and each is looked up under the others; so what is found first is given first, and nothing is sorted.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, Statement, Value};
use uuid::Uuid;

use crate::{intake::search::Gram, store::entities::facet};

/// How far it is counted how rare pairs of letters are, at first and where all are more than that. How many persons have a value is known.
const COUNTED: [i64; 2] = [2_000, 20_000];

/// From which end persons are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PersonOrder {
    /// Who came last first.
    #[default]
    Newest,
    /// Who came first first.
    Oldest,
}

/// What somebody must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum IndexCondition {
    /// A hash of letters.
    Gram(Gram),
    /// At least one of some values.
    AnyFacet(BTreeSet<i64>),
}

/// A statement that is put together, with its values.
struct SqlText {
    text: String,
    values: Vec<Value>,
    backend: DbBackend,
}

/// All of what somebody must have, the rarest first.
#[derive(Debug)]
pub(super) struct IndexSearch {
    conditions: Vec<IndexCondition>,
    order: PersonOrder,
}

impl IndexSearch {
    /// Puts the rarest first.
    pub async fn plan(
        conditions: Vec<IndexCondition>,
        order: PersonOrder,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Self> {
        if conditions.len() < 2 {
            return Ok(Self { conditions, order });
        }
        let mut counts = count_facets(&conditions, db).await?;
        for most in COUNTED {
            count_grams(&conditions, most, &mut counts, db).await?;
            if counts.iter().any(|count| *count < most) {
                break;
            }
        }
        let mut counted: Vec<(i64, IndexCondition)> = counts.into_iter().zip(conditions).collect();
        counted.sort_by_key(|(count, _)| *count);
        Ok(Self { conditions: counted.into_iter().map(|(_, condition)| condition).collect(), order })
    }

    /// The persons after one, or from the first on, as many at most.
    pub async fn find(&self, after: Option<Uuid>, most: usize, db: &impl ConnectionTrait) -> anyhow::Result<Vec<Uuid>> {
        if self.is_impossible() {
            return Ok(Vec::new());
        }
        let mut sql = SqlText::new(db.get_database_backend());
        self.push_persons(&mut sql, after, Some(most));
        sql.push_end(self.order, "", most);
        let rows = db.query_all_raw(sql.finish()).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }

    /// All of them as a question of its own to a database, with its values; `None` if there can be nobody.
    pub fn all(&self, backend: DbBackend) -> Option<(String, Vec<Value>)> {
        if self.is_impossible() {
            return None;
        }
        let mut sql = SqlText::new(backend);
        self.push_persons(&mut sql, None, None);
        Some((sql.text, sql.values))
    }

    /// The persons of each place where the first condition lies, as many at most of each.
    fn push_persons(&self, sql: &mut SqlText, after: Option<Uuid>, most: Option<usize>) {
        let leading = self.conditions.split_first();
        let branches = leading.map_or(1, |(first, _)| first.branches());
        for branch in 0..branches {
            sql.text.push_str(if branch == 0 { "SELECT person_id FROM (" } else { " UNION SELECT person_id FROM (" });
            sql.push_leading(leading.map(|(first, _)| (first, branch)), self.order, after);
            for (number, other) in leading.map(|(_, others)| others).unwrap_or_default().iter().enumerate() {
                sql.text.push_str(if number == 0 { " WHERE " } else { " AND " });
                sql.push_lookup(other);
            }
            if let Some(most) = most {
                sql.push_end(self.order, "d.", most);
            }
            sql.text.push_str(") AS branch_");
            sql.text.push_str(&branch.to_string());
        }
    }

    /// Whether there is something that nobody can have.
    fn is_impossible(&self) -> bool {
        self.conditions.iter().any(|condition| condition.branches() == 0)
    }
}

/// How many have each condition of values; more than all where it is one of letters.
async fn count_facets(conditions: &[IndexCondition], db: &impl ConnectionTrait) -> anyhow::Result<Vec<i64>> {
    let ids: BTreeSet<i64> = conditions.iter().flat_map(IndexCondition::facets).copied().collect();
    let known: Vec<(i64, i64)> = facet::Entity::find()
        .select_only()
        .columns([facet::Column::Id, facet::Column::Persons])
        .filter(facet::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    let known: BTreeMap<i64, i64> = known.into_iter().collect();
    let count = |condition: &IndexCondition| match condition {
        IndexCondition::Gram(_) => i64::MAX,
        IndexCondition::AnyFacet(facets) => facets.iter().filter_map(|facet| known.get(facet)).sum(),
    };
    Ok(conditions.iter().map(count).collect())
}

/// Counts who has each condition of letters, up to so many.
async fn count_grams(
    conditions: &[IndexCondition],
    most: i64,
    counts: &mut [i64],
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let mut sql = SqlText::new(db.get_database_backend());
    let mut counted = Vec::new();
    for (condition, count) in conditions.iter().zip(counts) {
        if let IndexCondition::Gram(_) = condition {
            sql.text.push_str(if counted.is_empty() { "SELECT " } else { ", " });
            sql.text.push_str("(SELECT COUNT(*) FROM (SELECT 1 FROM ");
            sql.push_branch(condition, 0);
            sql.text.push_str(" LIMIT ");
            sql.push(most);
            sql.text.push_str(") AS counted)");
            counted.push(count);
        }
    }
    if counted.is_empty() {
        return Ok(());
    }
    if let Some(row) = db.query_all_raw(sql.finish()).await?.first() {
        for (at, count) in counted.into_iter().enumerate() {
            *count = row.try_get_by_index(at)?;
        }
    }
    Ok(())
}

impl IndexCondition {
    fn facets(&self) -> impl Iterator<Item = &i64> {
        match self {
            Self::Gram(_) => None,
            Self::AnyFacet(facets) => Some(facets),
        }
        .into_iter()
        .flatten()
    }

    /// In how many places of the index the persons lie who have it, each in the order of their ids.
    fn branches(&self) -> usize {
        match self {
            Self::Gram(_) => 1,
            Self::AnyFacet(facets) => facets.len(),
        }
    }
}

impl SqlText {
    fn new(backend: DbBackend) -> Self {
        Self { text: String::new(), values: Vec::new(), backend }
    }

    fn push(&mut self, value: impl Into<Value>) {
        self.values.push(value.into());
        match self.backend {
            DbBackend::Postgres => {
                self.text.push('$');
                self.text.push_str(&self.values.len().to_string());
            }
            _ => self.text.push('?'),
        }
    }

    /// The persons of one place of the index: table and condition.
    fn push_branch(&mut self, condition: &IndexCondition, branch: usize) {
        match condition {
            IndexCondition::Gram(gram) => {
                self.text.push_str("person_grams WHERE gram = ");
                self.push(*gram);
            }
            IndexCondition::AnyFacet(facets) => {
                self.text.push_str("person_facets WHERE facet_id = ");
                self.push(facets.iter().nth(branch).copied().unwrap_or_default());
            }
        }
    }

    /// Those who are walked through, called `d`. PostgreSQL would look all of them up before it sorts what is found, where it cannot
    /// know how few are enough; an offset keeps it from taking both statements for one.
    fn push_leading(&mut self, leading: Option<(&IndexCondition, usize)>, order: PersonOrder, after: Option<Uuid>) {
        self.text.push_str("SELECT d.person_id FROM (SELECT person_id FROM ");
        match leading {
            Some((condition, branch)) => self.push_branch(condition, branch),
            None => self.text.push_str("person_indexes"),
        }
        if let Some(after) = after {
            self.text.push_str(if leading.is_some() { " AND" } else { " WHERE" });
            self.text.push_str(if order == PersonOrder::Newest { " person_id < " } else { " person_id > " });
            self.push(after);
        }
        if self.backend == DbBackend::Postgres {
            self.push_order(order, "");
            self.text.push_str(" OFFSET 0");
        }
        self.text.push_str(") AS d");
    }

    /// That whoever is looked at has something else as well. It is written as a value, which no database makes a join of.
    fn push_lookup(&mut self, condition: &IndexCondition) {
        match condition {
            IndexCondition::Gram(gram) => {
                self.text.push_str("1 = (SELECT 1 FROM person_grams o WHERE o.gram = ");
                self.push(*gram);
            }
            IndexCondition::AnyFacet(facets) => {
                self.text.push_str("1 = (SELECT 1 FROM person_facets o WHERE o.facet_id IN (");
                for (number, facet) in facets.iter().enumerate() {
                    self.text.push_str(if number == 0 { "" } else { ", " });
                    self.push(*facet);
                }
                self.text.push(')');
            }
        }
        self.text.push_str(" AND o.person_id = d.person_id LIMIT 1)");
    }

    fn push_order(&mut self, order: PersonOrder, table: &str) {
        self.text.push_str(" ORDER BY ");
        self.text.push_str(table);
        self.text.push_str(if order == PersonOrder::Newest { "person_id DESC" } else { "person_id" });
    }

    fn push_end(&mut self, order: PersonOrder, table: &str, most: usize) {
        self.push_order(order, table);
        self.text.push_str(" LIMIT ");
        self.push(i64::try_from(most).unwrap_or(i64::MAX));
    }

    fn finish(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.text, self.values)
    }
}
