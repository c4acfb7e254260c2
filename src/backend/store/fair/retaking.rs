//! The time of talks is in no backup: it is taken again by what is there.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::talk_rows::{add_talk_cells, visitor_name};
use crate::{
    intake::fair::TalkState,
    store::entities::{fair_talk, registration},
};

/// Rows that are read at once.
const PAGE: u64 = 500;

/// Takes the time of talks again. Where it is taken already, since an address was corrected, it stays so.
pub(in crate::store) async fn retake_talk_time(db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let mut last = Uuid::nil();
    loop {
        let talks = fair_talk::Entity::find()
            .filter(fair_talk::Column::State.is_in(TalkState::names_that_take_time()))
            .filter(fair_talk::Column::Id.gt(last))
            .order_by_asc(fair_talk::Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        let Some(next) = talks.last() else { return Ok(()) };
        last = next.id;
        let of = registration::Column::SubmissionId.is_in(talks.iter().map(|talk| talk.submission_id));
        let names: BTreeMap<Uuid, String> = registration::Entity::find()
            .filter(of)
            .all(db)
            .await?
            .iter()
            .map(|row| (row.submission_id, visitor_name(row)))
            .collect();
        let named = talks.into_iter().filter_map(|talk| {
            let name = names.get(&talk.submission_id)?.clone();
            Some((talk, name))
        });
        add_talk_cells(&named.collect::<Vec<_>>(), db).await?;
    }
}
