//! Those whom somebody means, for lists of what was sent to people. However many have a name, none is left out: the index is asked within
//! the list's own question to the database, and whoever stands in it because hashes are cut short is told apart in the part that is
//! shown.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, sea_query::Expr};
use uuid::Uuid;

use super::{
    find_persons::PersonSearch,
    index_search::{IndexSearch, PersonOrder},
    loaded_persons::{LoadedPersons, read_persons},
};
use crate::{intake::search::PersonQuery, store::Keys};

/// To whom somebody narrows a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderSearch {
    /// What was typed; nobody is meant by what says nothing.
    pub query: Option<PersonQuery>,
    /// The programmes of whoever asks, if they may not find all persons.
    pub scope: Option<BTreeSet<String>>,
    /// The account that asks, which is written down.
    pub actor: String,
}

impl ReaderSearch {
    /// That a column, by its name, is of a record of somebody whom the index finds: their own, or one that was joined to them.
    pub(in crate::store) async fn is_found(
        &self,
        column: &str,
        keys: &Keys,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Expr> {
        let nobody = || Expr::cust("1 = 0");
        if self.query.is_none() {
            return Ok(nobody());
        }
        let search = PersonSearch { query: self.query.clone(), scope: self.scope.clone(), ..PersonSearch::default() };
        let plan = IndexSearch::plan(search.conditions(&keys.index), PersonOrder::Newest, db).await?;
        let Some((found, values)) = plan.all(db.get_database_backend()) else { return Ok(nobody()) };
        let text = format!(
            "{column} IN (WITH RECURSIVE meant(id) AS (SELECT person_id FROM ({found}) AS indexed UNION SELECT joined.record_id FROM \
             person_joins joined JOIN meant ON joined.into_id = meant.id) SELECT id FROM meant)"
        );
        Ok(Expr::cust_with_values(text, values))
    }

    /// Those of some records that belong to somebody who is meant.
    pub(in crate::store) async fn meant(
        &self,
        records: BTreeSet<Uuid>,
        keys: &Keys,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<BTreeSet<Uuid>> {
        let Some(query) = &self.query else { return Ok(BTreeSet::new()) };
        let persons = read_persons(&records, db).await?;
        let texts = LoadedPersons::read(&persons.values().copied().collect(), keys, db).await?.texts()?;
        let is_meant = |record: &Uuid| {
            let own = persons.get(record).and_then(|person| texts.get(person));
            own.is_some_and(|texts| query.verify(texts))
        };
        Ok(records.into_iter().filter(is_meant).collect())
    }
}
