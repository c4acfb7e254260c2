//! Everybody of a selection, without a look at who they are.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    find_persons::scoped_conditions,
    index_search::{IndexSearch, PersonOrder},
    segments::SegmentQuery,
};

/// How many are found at a time.
const AT_ONCE: usize = 1000;

/// The persons of a selection, as the index knows them, in the order of their ids.
pub(in crate::store) async fn find_everybody(
    query: &SegmentQuery,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<Uuid>> {
    let conditions = scoped_conditions(&query.filters, query.scope.as_ref());
    let search = IndexSearch::plan(conditions, PersonOrder::Oldest, db).await?;
    let mut found: Vec<Uuid> = Vec::new();
    loop {
        let part = search.find(found.last().copied(), AT_ONCE, db).await?;
        let is_last = part.len() < AT_ONCE;
        found.extend(part);
        if is_last {
            return Ok(found);
        }
    }
}
