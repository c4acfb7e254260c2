//! What is left of bookings whose person goes: which was to be in which month, and what became of it. Neither says who that was, nor
//! with whom.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::{
    intake::calendar::clock_in_japan,
    store::entities::{booking, booking_mark, counted_booking},
};

/// Leaves a counted row of each booking that came of submissions. Called before they are deleted.
pub(super) async fn leave_counted_bookings(ids: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let of_these = booking::Column::SubmissionId.is_in(ids.iter().copied());
    let rows = booking::Entity::find().filter(of_these).all(db).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let of_these = booking_mark::Column::SubmissionId.is_in(ids.iter().copied());
    let marks = booking_mark::Entity::find().filter(of_these).all(db).await?;
    let mut left = Vec::new();
    for row in rows {
        let mark = marks.iter().find(|mark| mark.booking_id == row.id);
        let month = clock_in_japan(Timestamp::from_millisecond(row.starts_at)?).strftime("%Y-%m").to_string();
        let counted = counted_booking::Model {
            id: Uuid::new_v4(),
            booking: row.booking,
            month,
            state: row.state,
            mark: mark.map(|mark| mark.mark.clone()),
        };
        left.push(counted.into_active_model());
    }
    counted_booking::Entity::insert_many(left).exec_without_returning(db).await?;
    Ok(())
}
