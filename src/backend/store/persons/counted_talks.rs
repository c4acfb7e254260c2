//! What is left of talks at fairs, and of wishes for them, whose person goes: at which event, and what became of them. Neither says who
//! that was, nor with whom.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::store::entities::{counted_talk, fair_talk, fair_wish};

/// Leaves a counted row of each talk and of each wish that came of submissions. Called before they are deleted.
pub(super) async fn leave_counted_talks(ids: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let of = || ids.iter().copied();
    let talks = fair_talk::Entity::find().filter(fair_talk::Column::SubmissionId.is_in(of())).all(db).await?;
    let wishes = fair_wish::Entity::find().filter(fair_wish::Column::SubmissionId.is_in(of())).all(db).await?;
    let talks = talks.into_iter().map(|talk| (talk.event_id, Some(talk.state)));
    let counted = talks.chain(wishes.into_iter().map(|wish| (wish.event_id, None)));
    let counted = counted.map(|(event_id, state)| counted_talk::Model { id: Uuid::new_v4(), event_id, state });
    let counted: Vec<_> = counted.map(IntoActiveModel::into_active_model).collect();
    if !counted.is_empty() {
        counted_talk::Entity::insert_many(counted).exec_without_returning(db).await?;
    }
    Ok(())
}
