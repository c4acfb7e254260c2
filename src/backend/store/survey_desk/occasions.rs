//! Which surveys were about what, and how many of those who were asked have answered: nothing in it says who.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Statement};

use crate::store::{
    ResponseRate, Store,
    entities::{counted_submission, event},
};

/// A survey about one occasion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OccasionCount {
    /// The name of the form.
    pub form: String,
    /// What it is about.
    pub occasion: String,
    /// What people call that, where it is an event.
    pub title: Option<String>,
    /// How many were asked, and how many answered. Those whose person is gone are known by their answer alone.
    pub rate: ResponseRate,
    /// When somebody was asked last; `None` where all of them are gone.
    pub asked_at: Option<Timestamp>,
}

const ASKED: &str = "SELECT i.form, i.occasion, COUNT(*), COUNT(r.id), MAX(i.invited_at) FROM survey_invitations i \
                     LEFT JOIN survey_responses r ON r.invitation_id = i.id GROUP BY i.form, i.occasion";

impl Store {
    /// All occasions about which these surveys have asked, those that asked last first.
    pub async fn survey_occasions(&self, forms: &BTreeSet<String>) -> anyhow::Result<Vec<OccasionCount>> {
        let db = &self.databases.readers;
        let mut found: BTreeMap<(String, String), (ResponseRate, Option<Timestamp>)> = BTreeMap::new();
        for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), ASKED)).await? {
            let (form, occasion): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let [invited, answered, last]: [i64; 3] =
                [row.try_get_by_index(2)?, row.try_get_by_index(3)?, row.try_get_by_index(4)?];
            let rate = ResponseRate { invited: u64::try_from(invited)?, answered: u64::try_from(answered)? };
            found.insert((form, occasion), (rate, Some(Timestamp::from_millisecond(last)?)));
        }
        for (form, occasion, count) in self.gone_answers(forms).await? {
            let none = (ResponseRate { invited: 0, answered: 0 }, None);
            let (rate, _) = found.entry((form, occasion)).or_insert(none);
            rate.invited += count;
            rate.answered += count;
        }
        found.retain(|(form, _), _| forms.contains(form));
        let ids = found.keys().map(|(_, occasion)| occasion.as_str());
        let events = event::Entity::find().filter(event::Column::Id.is_in(ids)).all(db).await?;
        let count = |((form, occasion), (rate, asked_at))| {
            let title = events.iter().find(|event| event.id == occasion).map(|event| event.title.clone());
            OccasionCount { form, occasion, title, rate, asked_at }
        };
        let mut counts: Vec<OccasionCount> = found.into_iter().map(count).collect();
        counts.sort_by_key(|count| std::cmp::Reverse(count.asked_at));
        Ok(counts)
    }

    /// How many answers there are whose person is gone, by form and occasion.
    async fn gone_answers(&self, forms: &BTreeSet<String>) -> anyhow::Result<Vec<(String, String, u64)>> {
        use counted_submission::Column;
        let rows: Vec<(String, Option<String>, Option<String>, i64)> = counted_submission::Entity::find()
            .select_only()
            .columns([Column::Form, Column::EventId, Column::Programme])
            .expr(Column::Id.count())
            .filter(Column::Form.is_in(forms))
            .group_by(Column::Form)
            .group_by(Column::EventId)
            .group_by(Column::Programme)
            .into_tuple()
            .all(&self.databases.readers)
            .await?;
        let gone = |(form, event, programme, count): (String, Option<String>, Option<String>, i64)| {
            Ok((form, event.or(programme).unwrap_or_default(), u64::try_from(count)?))
        };
        rows.into_iter().map(gone).collect()
    }
}
