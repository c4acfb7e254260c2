//! The talks of one person at a fair, and the companies that they wished for and have no time with.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::talk_rows::{read_plan, status_of};
use crate::{
    intake::{
        SubmissionId,
        fair::{FairTalkStatus, TalkState},
    },
    store::entities::{fair_talk, fair_wish},
};

/// A talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FairTalkView {
    /// What it is called.
    pub id: Uuid,
    /// The key of the company.
    pub company: String,
    /// The company as people read it.
    pub label: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// What it is.
    pub state: TalkState,
    /// Until when it can be taken, where it is or was offered.
    pub expires_at: Option<Timestamp>,
}

/// What somebody does at a fair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FairVisit {
    /// Their talks that were not given back, by their time.
    pub talks: Vec<FairTalkView>,
    /// A talk that is offered to them.
    pub offer: Option<FairTalkView>,
    /// The companies that they wished to talk with and have no time with, as people read them.
    pub without_time: Vec<String>,
}

impl FairTalkView {
    pub(super) fn of(row: &fair_talk::Model) -> anyhow::Result<Self> {
        let status = status_of(row)?;
        Ok(Self {
            id: row.id,
            company: row.company.clone(),
            label: row.label.clone(),
            starts_at: status.starts_at,
            ends_at: Timestamp::from_millisecond(row.ends_at)?,
            state: status.state,
            expires_at: status.expires_at,
        })
    }

    /// As far as changes look at it.
    pub fn status(&self) -> FairTalkStatus {
        FairTalkStatus { state: self.state, starts_at: self.starts_at, expires_at: self.expires_at }
    }
}

/// What whoever sent a submission does at a fair; nothing at any other event.
pub(in crate::store) async fn read_visit(
    submission: SubmissionId,
    event: &str,
    db: &impl ConnectionTrait,
) -> anyhow::Result<FairVisit> {
    let Some(plan) = read_plan(event, db).await? else { return Ok(FairVisit::default()) };
    let rows = fair_talk::Entity::find()
        .filter(fair_talk::Column::SubmissionId.eq(submission.0))
        .filter(fair_talk::Column::EventId.eq(event))
        .order_by_asc(fair_talk::Column::StartsAt)
        .order_by_asc(fair_talk::Column::Id);
    let rows = rows.all(db).await?;
    let wishes = fair_wish::Entity::find()
        .filter(fair_wish::Column::SubmissionId.eq(submission.0))
        .filter(fair_wish::Column::EventId.eq(event))
        .filter(fair_wish::Column::DecidedAt.is_not_null())
        .order_by_asc(fair_wish::Column::Place);
    // What was given back is wished for no more.
    let is_known = |company: &str| rows.iter().any(|row| row.company == company);
    let without_time = wishes.all(db).await?.into_iter().filter(|wish| !is_known(&wish.company));
    let talks = rows.iter().map(FairTalkView::of).collect::<anyhow::Result<Vec<_>>>()?;
    Ok(FairVisit {
        offer: talks.iter().find(|talk| talk.state == TalkState::Offered).cloned(),
        talks: talks.into_iter().filter(|talk| talk.state.is_given_out()).collect(),
        without_time: without_time
            .map(|wish| plan.table(&wish.company).map_or(wish.company, |table| table.label.clone()))
            .collect(),
    })
}
