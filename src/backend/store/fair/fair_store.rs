//! The tables of a fair, and what one visitor does there, as handlers ask for them.

use jiff::Timestamp;
use sea_orm::DatabaseTransaction;

use super::{
    settling::settle_fair,
    talk_rows::read_plan,
    talk_views::{FairVisit, read_visit},
};
use crate::{
    intake::{SubmissionId, fair::FairPlan},
    store::{Store, store_change::StoreChange, work_log::WorkLog},
};

impl Store {
    /// The tables of an event; `None` where it has none, or is not known.
    pub async fn fair_plan(&self, event: &str) -> anyhow::Result<Option<FairPlan>> {
        read_plan(event, &self.databases.readers).await
    }

    /// What whoever sent a submission for a fair does there.
    pub async fn fair_visit(&self, submission: SubmissionId, event: &str) -> anyhow::Result<FairVisit> {
        read_visit(submission, event, &self.databases.readers).await
    }

    /// Gives out the tables of a fair as they would have been at a time, for whoever makes up one that is over.
    pub async fn settle_fair_at(&self, event: &str, at: Timestamp) -> anyhow::Result<()> {
        Ok(self.write(FairSettling { event: event.to_owned(), at }).await?)
    }
}

struct FairSettling {
    event: String,
    at: Timestamp,
}

impl StoreChange for FairSettling {
    type Made = ();

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        settle_fair(&self.event, self.at, None, db).await
    }
}
