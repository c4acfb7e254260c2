//! The tables of a fair, and what one visitor does there, as handlers ask for them.

use super::{
    talk_rows::read_plan,
    talk_views::{FairVisit, read_visit},
};
use crate::{
    intake::{SubmissionId, fair::FairPlan},
    store::Store,
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
}
