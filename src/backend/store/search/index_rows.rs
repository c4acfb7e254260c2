//! What the index holds of persons, as rows: of each change only what is different is written.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::{
    intake::search::{Facet, Gram},
    store::{
        entities::{facet, facet_loss, person_facet, person_gram, person_index},
        row_id::new_row_id,
        row_insert::JoinedWrites,
    },
};

/// How many of those who are gone are settled at a time.
const MOST_LOSSES: u64 = 1000;

/// What the index is to hold of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct IndexContent {
    pub grams: BTreeSet<Gram>,
    pub facets: BTreeSet<Facet>,
}

/// What it holds of somebody now.
#[derive(Clone, Debug, Default)]
struct IndexedKeys {
    grams: BTreeSet<Gram>,
    facets: BTreeSet<i64>,
}

impl IndexedKeys {
    fn of(row: &person_index::Model) -> Self {
        let grams = row.grams.as_chunks().0.iter().map(|bytes| Gram::from_be_bytes(*bytes));
        Self { grams: grams.collect(), facets: read_facets(&row.facets).collect() }
    }

    fn row(&self, person_id: Uuid) -> person_index::Model {
        person_index::Model {
            person_id,
            grams: self.grams.iter().flat_map(|gram| gram.to_be_bytes()).collect(),
            facets: self.facets.iter().flat_map(|facet| facet.to_be_bytes()).collect(),
        }
    }
}

fn read_facets(bytes: &[u8]) -> impl Iterator<Item = i64> {
    bytes.as_chunks().0.iter().map(|bytes| i64::from_be_bytes(*bytes))
}

/// Writes what the index is to hold of some persons. They are locked, so that nobody erases them meanwhile.
pub(super) async fn write_indexed(
    wanted: &BTreeMap<Uuid, &IndexContent>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let persons: Vec<Uuid> = wanted.keys().copied().collect();
    let mut known = read_indexed(&persons, db).await?;
    let (mut grams, mut facets, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    let (mut values, mut gained) = (BTreeMap::new(), BTreeMap::new());
    let mut lost_facets = BTreeMap::new();
    for (person, content) in wanted {
        let before = known.remove(person);
        let is_new = before.is_none();
        let before = before.unwrap_or_default();
        let named: BTreeMap<i64, &Facet> = content.facets.iter().map(|facet| (facet.id(), facet)).collect();
        let after = IndexedKeys { grams: content.grams.clone(), facets: named.keys().copied().collect() };
        let added = after.grams.difference(&before.grams);
        grams.extend(added.map(|gram| person_gram::Model { gram: *gram, person_id: *person }));
        for facet_id in after.facets.difference(&before.facets) {
            facets.push(person_facet::Model { facet_id: *facet_id, person_id: *person });
            values.extend(named.get_key_value(facet_id).map(|(id, facet)| (*id, *facet)));
            *gained.entry(*facet_id).or_insert(0) += 1;
        }
        let lost = IndexedKeys {
            grams: before.grams.difference(&after.grams).copied().collect(),
            facets: before.facets.difference(&after.facets).copied().collect(),
        };
        delete_keys(*person, &lost, db).await?;
        for facet_id in lost.facets {
            *lost_facets.entry(facet_id).or_insert(0) += 1;
        }
        if is_new || before.grams != after.grams || before.facets != after.facets {
            rows.push(after.row(*person));
        }
    }
    uncount_facets(&lost_facets, db).await?;
    let values =
        values.into_iter().map(|(id, facet)| facet_row(id, facet, gained.get(&id).copied().unwrap_or_default()));
    let mut counted = OnConflict::column(facet::Column::Id);
    let count = Expr::col((facet::Entity, facet::Column::Persons)).add(Expr::col(("excluded", facet::Column::Persons)));
    counted.value(facet::Column::Persons, count);
    // What is there already is left as it is.
    let known = OnConflict::new().do_nothing().to_owned();
    let mut changed = OnConflict::column(person_index::Column::PersonId);
    changed.update_columns([person_index::Column::Grams, person_index::Column::Facets]);
    let mut writes = JoinedWrites::default();
    writes.insert::<facet::Entity, _>(values, Some(&counted));
    writes.insert::<person_gram::Entity, _>(grams, Some(&known));
    writes.insert::<person_facet::Entity, _>(facets, Some(&known));
    writes.insert::<person_index::Entity, _>(rows, Some(&changed));
    writes.write(db).await?;
    Ok(())
}

/// Deletes all that the index holds of persons. The counts of values are for whoever keeps the index, who alone locks them: whoever
/// erases somebody would wait for others who do, and they for them.
pub(in crate::store) async fn forget_indexed(persons: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let known = read_indexed(persons, db).await?;
    let mut losses = Vec::new();
    for (person, keys) in &known {
        delete_keys(*person, keys, db).await?;
        let facets = keys.row(*person).facets;
        losses.push(facet_loss::Model { id: new_row_id(), facets });
    }
    let mut writes = JoinedWrites::default();
    writes.insert::<facet_loss::Entity, _>(losses, None);
    writes.write(db).await?;
    let of = person_index::Column::PersonId.is_in(known.into_keys());
    person_index::Entity::delete_many().filter(of).exec(db).await?;
    Ok(())
}

/// Takes off the counts of values what those had who are gone.
pub(super) async fn settle_losses(db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let losses = facet_loss::Entity::find().limit(MOST_LOSSES).all(db).await?;
    let mut lost = BTreeMap::new();
    for facet_id in losses.iter().flat_map(|loss| read_facets(&loss.facets)) {
        *lost.entry(facet_id).or_insert(0) += 1;
    }
    uncount_facets(&lost, db).await?;
    let settled = facet_loss::Column::Id.is_in(losses.into_iter().map(|loss| loss.id));
    facet_loss::Entity::delete_many().filter(settled).exec(db).await?;
    Ok(())
}

async fn read_indexed(persons: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<BTreeMap<Uuid, IndexedKeys>> {
    let of = person_index::Column::PersonId.is_in(persons.iter().copied());
    let rows = person_index::Entity::find().filter(of).all(db).await?;
    Ok(rows.iter().map(|row| (row.person_id, IndexedKeys::of(row))).collect())
}

async fn delete_keys(person: Uuid, keys: &IndexedKeys, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    if !keys.grams.is_empty() {
        person_gram::Entity::delete_many()
            .filter(person_gram::Column::Gram.is_in(keys.grams.iter().copied()))
            .filter(person_gram::Column::PersonId.eq(person))
            .exec(db)
            .await?;
    }
    if !keys.facets.is_empty() {
        person_facet::Entity::delete_many()
            .filter(person_facet::Column::FacetId.is_in(keys.facets.iter().copied()))
            .filter(person_facet::Column::PersonId.eq(person))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// So many persons have these values no more.
async fn uncount_facets(lost: &BTreeMap<i64, i64>, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let mut by_count: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (facet_id, count) in lost {
        by_count.entry(*count).or_default().push(*facet_id);
    }
    for (count, ids) in by_count {
        facet::Entity::update_many()
            .col_expr(facet::Column::Persons, Expr::col(facet::Column::Persons).sub(count))
            .filter(facet::Column::Id.is_in(ids))
            .exec(db)
            .await?;
    }
    Ok(())
}

fn facet_row(id: i64, facet: &Facet, persons: i64) -> facet::Model {
    let (kind, name, value) = (facet.kind.name().to_owned(), facet.name.clone(), facet.value.clone());
    facet::Model { id, kind, name, value, persons }
}
