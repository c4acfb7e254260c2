//! Which tokens there are.

use anyhow::Context;
use jiff::{Timestamp, civil::Date};
use sea_orm::{EntityTrait, QueryOrder};
use uuid::Uuid;

use crate::{
    intake::office_api::ApiGrants,
    store::{Store, entities::api_token},
};

/// A token, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiTokenView {
    /// What the audit log calls it.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub grants: ApiGrants,
    /// When it was made.
    pub made_at: Timestamp,
    /// The account that made it.
    pub made_by: String,
    /// The last day on which it is good.
    pub ends_on: Date,
    /// The last day on which it was used.
    pub used_on: Option<Date>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl ApiTokenView {
    pub(super) fn of(row: api_token::Model) -> anyhow::Result<Self> {
        let day = |text: &str| text.parse::<Date>().with_context(|| format!("{text} is no day"));
        Ok(Self {
            id: row.id,
            grants: ApiGrants { scopes: ApiGrants::read_scopes(&row.scopes), programme: row.programme },
            name: row.name,
            made_at: Timestamp::from_millisecond(row.made_at)?,
            made_by: row.made_by,
            ends_on: day(&row.ends_on)?,
            used_on: row.used_on.as_deref().map(day).transpose()?,
            revoked_at: row.revoked_at.map(Timestamp::from_millisecond).transpose()?,
        })
    }

    /// Whether it is good on a day.
    pub fn is_good(&self, today: Date) -> bool {
        self.revoked_at.is_none() && self.ends_on >= today
    }
}

impl Store {
    /// All tokens that ever were, the newest first: the audit log names those that are over, too.
    pub async fn api_tokens(&self) -> anyhow::Result<Vec<ApiTokenView>> {
        let rows = api_token::Entity::find()
            .order_by_desc(api_token::Column::MadeAt)
            .order_by_desc(api_token::Column::Id)
            .all(&self.databases.readers)
            .await?;
        rows.into_iter().map(ApiTokenView::of).collect()
    }
}
