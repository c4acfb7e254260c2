//! Which values there are to narrow a list by, each with how many persons have it at this moment.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::person_count::PersonCount;
use crate::{
    intake::search::FacetKind,
    store::{Store, entities::facet},
};

/// How many values are told at most.
const MOST_VALUES: u64 = 200;

/// A value, and how many have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCount {
    /// The value.
    pub value: String,
    /// How many persons.
    pub persons: PersonCount,
}

impl Store {
    /// The values of one name of a kind that somebody has, in the order of the values.
    pub async fn facet_values(&self, kind: FacetKind, name: &str) -> anyhow::Result<Vec<FacetCount>> {
        let values = facet::Entity::find()
            .filter(facet::Column::Kind.eq(kind.name()))
            .filter(facet::Column::Name.eq(name))
            .filter(facet::Column::Persons.gt(0))
            .order_by_asc(facet::Column::Value)
            .limit(MOST_VALUES)
            .all(&self.databases.readers)
            .await?;
        let count = |row: facet::Model| {
            Ok(FacetCount { value: row.value, persons: PersonCount::of(u64::try_from(row.persons)?) })
        };
        values.into_iter().map(count).collect()
    }
}
