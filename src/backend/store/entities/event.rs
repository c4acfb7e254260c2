//! What decides about seats: copied from the content with the time it came from, and read under the lock.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// The path of its entry below `content/`, without the ending.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub title: String,
    pub starts_at: i64,
    pub ends_at: i64,
    pub closes_at: i64,
    /// Whether it takes place as announced, neither cancelled nor postponed.
    pub is_on: bool,
    /// Where it is, as people read it.
    pub place: String,
    /// The path of its page on the site.
    pub url: String,
    /// When the content was as this row has it: an older one never overwrites it.
    pub content_time: i64,
    /// The commit that the content was of; none where it was of no commit.
    pub content_commit: Option<String>,
    /// Where one joins it online: for those with a seat alone.
    pub join_link: Option<String>,
    /// How many hours before it begins its people are reminded; none where the programme's own number holds.
    pub reminder_hours: Option<i32>,
    /// What its dates are called together: who has a seat at one may move to another.
    pub series: Option<String>,
    /// The tables of companies and when one talks there, as JSON; none where there are no tables.
    pub fair: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
