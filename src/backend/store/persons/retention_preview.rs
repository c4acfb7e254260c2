//! How much would be over a term, before anybody says that it is to hold. Nothing ends by looking.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Query,
};

use super::retention::over_term;
use crate::store::{
    Store,
    entities::{submission, subscription},
};

/// What of a form would be over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OverTerm {
    /// How many submissions.
    pub submissions: u64,
    /// Of how many records of persons.
    pub records: u64,
    /// When the oldest of the others was received. It is over after the term at the earliest.
    pub next_received: Option<Timestamp>,
}

impl Store {
    /// How much of a form would be over if what was received before `cutoff` were.
    pub async fn count_over_term(&self, form: &str, cutoff: Timestamp) -> anyhow::Result<OverTerm> {
        let db = &self.databases.readers;
        let submissions = over(form, cutoff).count(db).await?;
        let records =
            over(form, cutoff).select_only().column(submission::Column::PersonId).distinct().count(db).await?;
        let next: Option<i64> = submission::Entity::find()
            .select_only()
            .column(submission::Column::ReceivedAt)
            .filter(submission::Column::Form.eq(form))
            .filter(submission::Column::ReceivedAt.gte(cutoff.as_millisecond()))
            .order_by_asc(submission::Column::ReceivedAt)
            .into_tuple()
            .one(db)
            .await?;
        Ok(OverTerm { submissions, records, next_received: next.map(Timestamp::from_millisecond).transpose()? })
    }
}

/// What the sweep would end. Whoever wants newsletters has not ended.
fn over(form: &str, cutoff: Timestamp) -> Select<submission::Entity> {
    let of_subscribers =
        Query::select().column(subscription::Column::SubmissionId).from(subscription::Entity).to_owned();
    over_term(form, cutoff).filter(submission::Column::Id.not_in_subquery(of_subscribers))
}
