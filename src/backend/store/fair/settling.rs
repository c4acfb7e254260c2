//! Wishes become talks as soon as somebody has a seat at the event, all that can be had in the transaction that gives the seat; and
//! talks end with the seat. The audit log knows of both by what it says of the registration.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

use super::talk_rows::{
    is_seated, lock_plan, read_taken, seated_states, take_talk_cells, talk_row, talks_at, visitor_name,
};
use crate::{
    intake::{
        bookings::TakenCells,
        fair::{FairPart, FairPlan, TalkApplicant, TalkState, assign_talks},
    },
    store::entities::{booking_cell, fair_talk, fair_wish, registration},
};

/// Settles the talks of an event, within the transaction `db`, which locks the event: nothing comes of it where there are no tables.
/// `unguarded` is what is taken, as it was read before, for the test that shows what the lock is for.
pub(in crate::store) async fn settle_fair(
    event: &str,
    now: Timestamp,
    unguarded: Option<&TakenCells>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let Some(plan) = lock_plan(event, db).await? else { return Ok(()) };
    end_unseated(event, now, db).await?;
    let wishes = fair_wish::Entity::find()
        .filter(fair_wish::Column::EventId.eq(event))
        .filter(fair_wish::Column::DecidedAt.is_null())
        .order_by_asc(fair_wish::Column::SubmissionId)
        .order_by_asc(fair_wish::Column::Place);
    let mut wished: BTreeMap<Uuid, Vec<fair_wish::Model>> = BTreeMap::new();
    for wish in wishes.all(db).await? {
        wished.entry(wish.submission_id).or_default().push(wish);
    }
    let seated = registration::Entity::find()
        .filter(registration::Column::SubmissionId.is_in(wished.keys().copied()))
        .filter(registration::Column::EventId.eq(event))
        .filter(registration::Column::State.is_in(seated_states()))
        .order_by_asc(registration::Column::CreatedAt)
        .order_by_asc(registration::Column::Id);
    let seated = if wished.is_empty() { Vec::new() } else { seated.all(db).await? };
    if seated.is_empty() {
        return Ok(());
    }
    let mut taken = match unguarded {
        Some(taken) => taken.clone(),
        None => read_taken((event, &plan), seated.iter().map(visitor_name).collect(), None, db).await?,
    };
    let mut talks = Vec::new();
    for row in &seated {
        let wishes = wished.get(&row.submission_id).map(Vec::as_slice).unwrap_or_default();
        talks.extend(given(row, wishes, &plan, (&mut taken, now)));
    }
    let decided = fair_wish::Column::SubmissionId.is_in(seated.iter().map(|row| row.submission_id));
    fair_wish::Entity::update_many()
        .col_expr(fair_wish::Column::DecidedAt, Expr::value(now.as_millisecond()))
        .filter(fair_wish::Column::EventId.eq(event))
        .filter(decided)
        .exec(db)
        .await?;
    if !talks.is_empty() {
        let rows = talks.iter().map(|(talk, _)| talk.clone().into_active_model());
        fair_talk::Entity::insert_many(rows).exec_without_returning(db).await?;
        take_talk_cells(&talks, db).await?;
    }
    Ok(())
}

/// The talks that somebody gets, each with the name under which their time is kept.
fn given(
    row: &registration::Model,
    wishes: &[fair_wish::Model],
    plan: &FairPlan,
    (taken, now): (&mut TakenCells, Timestamp),
) -> Vec<(fair_talk::Model, String)> {
    let (name, part) = (visitor_name(row), wishes.first().and_then(|wish| FairPart::parse(&wish.part)));
    let companies: Vec<String> = wishes.iter().map(|wish| wish.company.clone()).collect();
    let applicant = TalkApplicant { name: &name, wishes: &companies, part: part.unwrap_or_default(), has: 0 };
    let chosen = assign_talks(plan, &row.event_id, &applicant, taken, now);
    chosen.iter().map(|talk| (talk_row(row, (plan, talk), (None, now)), name.clone())).collect()
}

/// Ends talks that are still to come of people who have no seat at the event any more: others can have their time.
async fn end_unseated(event: &str, now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let upcoming = talks_at(event)
        .filter(fair_talk::Column::State.is_in([TalkState::Booked, TalkState::Offered].map(TalkState::name)))
        .filter(fair_talk::Column::StartsAt.gt(now.as_millisecond()));
    let upcoming = upcoming.all(db).await?;
    if upcoming.is_empty() {
        return Ok(());
    }
    let theirs = registration::Entity::find()
        .filter(registration::Column::EventId.eq(event))
        .filter(registration::Column::SubmissionId.is_in(upcoming.iter().map(|talk| talk.submission_id)));
    let seated: BTreeSet<Uuid> =
        theirs.all(db).await?.iter().filter(|row| is_seated(row)).map(|row| row.submission_id).collect();
    let ended: Vec<Uuid> =
        upcoming.iter().filter(|talk| !seated.contains(&talk.submission_id)).map(|talk| talk.id).collect();
    if ended.is_empty() {
        return Ok(());
    }
    fair_talk::Entity::update_many()
        .col_expr(fair_talk::Column::State, Expr::value(TalkState::Cancelled.name()))
        .col_expr(fair_talk::Column::ChangedAt, Expr::value(now.as_millisecond()))
        .filter(fair_talk::Column::Id.is_in(ended.iter().copied()))
        .exec(db)
        .await?;
    booking_cell::Entity::delete_many().filter(booking_cell::Column::BookingId.is_in(ended)).exec(db).await?;
    Ok(())
}
