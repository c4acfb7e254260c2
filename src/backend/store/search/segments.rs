//! Selections of persons that staff keep. They are of values that lie in clear: a text that was typed may be somebody's name, and is
//! kept nowhere.

use std::collections::BTreeSet;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel, QueryOrder};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::person_count::PersonCount;
use crate::{
    intake::search::{Facet, FacetFilter, FacetKind},
    store::{
        Store, WriteError, audit::AuditEntry, entities::person_segment, store_change::StoreChange, work_log::WorkLog,
    },
};

/// What a selection is made by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SegmentQuery {
    /// What a person must have: one of each.
    pub filters: Vec<FacetFilter>,
    /// The programmes that it keeps to, if it keeps to some.
    pub scope: Option<BTreeSet<String>>,
}

/// A selection that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonSegment {
    /// What it is called by the program.
    pub id: Uuid,
    /// What it is called by people.
    pub name: String,
    /// The account that keeps it.
    pub owner: String,
    /// What it is made by.
    pub query: SegmentQuery,
    /// Since when.
    pub created_at: Timestamp,
}

/// A value as it is kept: kind, name, value.
type KeptFacet = (String, String, String);

/// The same, as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptQuery {
    filters: Vec<Vec<KeptFacet>>,
    scope: Option<BTreeSet<String>>,
}

impl SegmentQuery {
    pub(in crate::store) fn render(&self) -> anyhow::Result<String> {
        let kept = |facet: &Facet| (facet.kind.name().to_owned(), facet.name.clone(), facet.value.clone());
        let filters = self.filters.iter().map(|filter| filter.0.iter().map(kept).collect()).collect();
        Ok(serde_json::to_string(&KeptQuery { filters, scope: self.scope.clone() })?)
    }

    pub(in crate::store) fn parse(text: &str) -> anyhow::Result<Self> {
        let kept: KeptQuery = serde_json::from_str(text)?;
        let facet = |(kind, name, value): KeptFacet| {
            let kind = FacetKind::parse(&kind).with_context(|| format!("{kind:?} is no kind of values"))?;
            anyhow::Ok(Facet { kind, name, value })
        };
        let filter = |facets: Vec<KeptFacet>| facets.into_iter().map(facet).collect::<anyhow::Result<FacetFilter>>();
        let filters = kept.filters.into_iter().map(filter).collect::<anyhow::Result<_>>()?;
        Ok(Self { filters, scope: kept.scope })
    }
}

/// A selection comes, or goes.
enum SegmentChange {
    Save(person_segment::Model),
    Delete(Uuid, String, Timestamp),
}

impl StoreChange for SegmentChange {
    /// Whether anything was changed.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let (id, actor, action, at) = match self {
            Self::Save(row) => {
                person_segment::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
                (row.id, &row.owner, "segment.saved", Timestamp::from_millisecond(row.created_at)?)
            }
            Self::Delete(id, actor, at) => {
                if person_segment::Entity::delete_by_id(*id).exec(db).await?.rows_affected == 0 {
                    return Ok(false);
                }
                (*id, actor, "segment.deleted", *at)
            }
        };
        log.audit.push(AuditEntry { at, actor: actor.clone(), action, person: None, subject: Some(id) });
        Ok(true)
    }
}

impl Store {
    /// Keeps a selection for an account, and gives what it is called.
    pub async fn save_segment(&self, name: &str, query: &SegmentQuery, owner: &str) -> anyhow::Result<Uuid> {
        let row = person_segment::Model {
            id: Uuid::new_v4(),
            name: name.to_owned(),
            owner: owner.to_owned(),
            query: query.render()?,
            created_at: Timestamp::now().as_millisecond(),
        };
        let id = row.id;
        self.write(SegmentChange::Save(row)).await?;
        Ok(id)
    }

    /// All selections, in the order in which they came.
    pub async fn segments(&self) -> anyhow::Result<Vec<PersonSegment>> {
        let rows = person_segment::Entity::find()
            .order_by_asc(person_segment::Column::CreatedAt)
            .order_by_asc(person_segment::Column::Id)
            .all(&self.databases.readers)
            .await?;
        rows.into_iter().map(read_segment).collect()
    }

    /// Of how many persons a selection is at this moment; `None` if there is no such one.
    pub async fn count_segment(&self, segment: Uuid) -> anyhow::Result<Option<PersonCount>> {
        let Some(row) = person_segment::Entity::find_by_id(segment).one(&self.databases.readers).await? else {
            return Ok(None);
        };
        let query = SegmentQuery::parse(&row.query)?;
        Ok(Some(self.count_persons(&query.filters, query.scope.as_ref()).await?))
    }

    /// Keeps a selection no more. Gives whether there was such a one.
    pub async fn delete_segment(&self, segment: Uuid, actor: &str) -> Result<bool, WriteError> {
        self.write(SegmentChange::Delete(segment, actor.to_owned(), Timestamp::now())).await
    }
}

fn read_segment(row: person_segment::Model) -> anyhow::Result<PersonSegment> {
    let query = SegmentQuery::parse(&row.query).with_context(|| format!("reading the selection {}", row.id))?;
    let created_at = Timestamp::from_millisecond(row.created_at)?;
    Ok(PersonSegment { id: row.id, name: row.name, owner: row.owner, query, created_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_is_read_as_it_was_written() {
        let filter =
            |kind, values: &[&str]| values.iter().map(|value| Facet::named(kind, "event/phase", value)).collect();
        for query in [
            SegmentQuery::default(),
            SegmentQuery {
                filters: vec![filter(FacetKind::Answer, &["soon", "later"]), filter(FacetKind::Form, &[])],
                scope: Some(["programmes/uij".to_owned()].into()),
            },
        ] {
            assert_eq!(SegmentQuery::parse(&query.render().unwrap()).unwrap(), query);
        }
        assert!(SegmentQuery::parse(r#"{"filters":[[["colour","","red"]]],"scope":null}"#).is_err());
    }
}
