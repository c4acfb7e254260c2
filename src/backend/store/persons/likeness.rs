//! Who may be one person with two addresses. Traits are read once a record is verified, apart from what receives: decrypted,
//! hashed, and forgotten again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};
use uuid::Uuid;

use super::{
    StoreChange, WorkLog,
    personal_data::{RecordKeys, read_answers},
    records::{person_of, submissions_of},
};
use crate::{
    intake::{Digest, PersonId, PersonTrait, TraitKind, may_be_one, traits_of},
    store::{
        Keys,
        audit::AuditEntry,
        entities::{person, person_trait},
    },
};

/// The most values that proposals are looked for among at a time.
const MOST_VALUES: u64 = 500;

/// Two persons who may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimilarPersons {
    /// One of them.
    pub first: PersonId,
    /// The other one.
    pub second: PersonId,
    /// What they have in common.
    pub shared: BTreeSet<TraitKind>,
}

/// Traits of records that were not looked at before.
pub(in crate::store) struct TraitsRead {
    pub records: Vec<(PersonId, BTreeSet<PersonTrait>)>,
    pub now: Timestamp,
}

/// Reads the traits of verified records that were not looked at yet, oldest first.
pub(in crate::store) async fn read_traits(
    most: u64,
    now: Timestamp,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<TraitsRead> {
    let looked_at = Query::select()
        .column(person_trait::Column::RecordId)
        .from(person_trait::Entity)
        .and_where(Expr::col(person_trait::Column::Kind).eq(""))
        .to_owned();
    let rows = person::Entity::find()
        .filter(person::Column::VerifiedAt.is_not_null())
        .filter(person::Column::Id.not_in_subquery(looked_at))
        .order_by_asc(person::Column::VerifiedAt)
        .limit(most);
    let mut records = Vec::new();
    for row in rows.all(db).await? {
        let record = PersonId(row.id);
        let mut traits = BTreeSet::new();
        let opened = RecordKeys::read(&[record], keys, db).await?;
        for submission in submissions_of(&[record], db).await? {
            let Some(answers) = read_answers(&submission, &opened)? else { continue };
            let texts = answers.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
            traits.extend(traits_of(texts, &keys.index));
        }
        records.push((record, traits));
    }
    Ok(TraitsRead { records, now })
}

impl StoreChange for TraitsRead {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        for (record, traits) in &self.records {
            // Who was erased meanwhile leaves nothing to be found by.
            if person::Entity::find_by_id(record.0).lock_exclusive().one(db).await?.is_none() {
                continue;
            }
            let row = |kind: &str, lookup: &[u8]| {
                person_trait::Model { record_id: record.0, kind: kind.to_owned(), lookup: lookup.to_vec() }
                    .into_active_model()
            };
            let rows = traits.iter().map(|(kind, lookup)| row(kind.name(), lookup)).chain([row("", &[])]);
            let known = [person_trait::Column::RecordId, person_trait::Column::Kind, person_trait::Column::Lookup];
            let known = OnConflict::columns(known).do_nothing().to_owned();
            person_trait::Entity::insert_many(rows).on_conflict(known).exec_without_returning(db).await?;
            log.audit.push(AuditEntry {
                at: self.now,
                actor: "system".to_owned(),
                action: "person.traits_read",
                person: Some(*record),
                subject: None,
            });
        }
        Ok(())
    }
}

/// All pairs of persons that may be one, in the order of their ids.
pub(in crate::store) async fn find_similar(db: &impl ConnectionTrait) -> anyhow::Result<Vec<SimilarPersons>> {
    let shared: Vec<(String, Vec<u8>)> = person_trait::Entity::find()
        .select_only()
        .columns([person_trait::Column::Kind, person_trait::Column::Lookup])
        .filter(person_trait::Column::Kind.ne(""))
        .group_by(person_trait::Column::Kind)
        .group_by(person_trait::Column::Lookup)
        .having(Expr::col(person_trait::Column::RecordId).count().gt(1))
        .order_by_asc(person_trait::Column::Kind)
        .order_by_asc(person_trait::Column::Lookup)
        .limit(MOST_VALUES)
        .into_tuple()
        .all(db)
        .await?;
    let mut pairs: BTreeMap<(PersonId, PersonId), BTreeSet<TraitKind>> = BTreeMap::new();
    for (kind, lookup) in shared {
        let (Some(kind), Ok(lookup)) = (TraitKind::parse(&kind), Digest::try_from(lookup)) else { continue };
        let persons: Vec<PersonId> = persons_with((kind, lookup), db).await?.into_iter().collect();
        for (at, first) in persons.iter().enumerate() {
            for second in &persons[at + 1..] {
                pairs.entry((*first, *second)).or_default().insert(kind);
            }
        }
    }
    let similar = pairs.into_iter().filter(|(_, shared)| may_be_one(shared));
    Ok(similar.map(|((first, second), shared)| SimilarPersons { first, second, shared }).collect())
}

/// The persons whose records show a trait.
async fn persons_with((kind, lookup): PersonTrait, db: &impl ConnectionTrait) -> anyhow::Result<BTreeSet<PersonId>> {
    let records: Vec<Uuid> = person_trait::Entity::find()
        .select_only()
        .column(person_trait::Column::RecordId)
        .filter(person_trait::Column::Kind.eq(kind.name()))
        .filter(person_trait::Column::Lookup.eq(lookup.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    let mut persons = BTreeSet::new();
    for record in records {
        persons.insert(person_of(PersonId(record), db).await?);
    }
    Ok(persons)
}
