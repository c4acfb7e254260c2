//! What the content says of an event, which part of it touches whoever is registered, and how it is kept.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, Iterable, QueryFilter,
    sea_query::OnConflict,
};
use serde::{Deserialize, Serialize};

use super::entities::{event, event_place};
use crate::intake::{
    Attendance,
    fair::{FairPlan, FairTable},
};

/// What the content says of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFacts {
    /// The path of its entry below `content/`, without the ending.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it is over.
    pub ends_at: Timestamp,
    /// From when on it takes nobody.
    pub closes_at: Timestamp,
    /// Whether it takes place as announced, neither cancelled nor postponed.
    pub is_on: bool,
    /// Where it is, as people read it.
    pub place: String,
    /// The path of its page on the site, as `events/night/`.
    pub url: String,
    /// Where people take part, and how many at most; `None` for a place that takes everybody.
    pub places: BTreeMap<Attendance, Option<u32>>,
    /// Where one joins it online. Only who has a seat there is told.
    pub join_link: Option<String>,
    /// How many hours before it begins its people are reminded; `None` for the programme's own number.
    pub reminder_hours: Option<u32>,
    /// What its dates are called together, where it has several.
    pub series: Option<String>,
    /// Its tables of companies, and when one talks there; `None` where it has none.
    pub fair: Option<FairPlan>,
    /// When the content was so: what an older one says never overwrites this.
    pub content_time: Timestamp,
    /// The commit that the content was of; `None` where it was of no commit.
    pub content_commit: Option<String>,
}

impl EventFacts {
    /// Whether it says something else than `known` that touches people who are registered: when or where the event is, in
    /// which ways, for how many, whether at all.
    pub fn touches_people_of(&self, known: &Self) -> bool {
        self.moves_people_of(known) || self.places != known.places
    }

    /// Whether people who are registered must hear of it: other numbers of seats alone concern nobody who has one.
    pub fn moves_people_of(&self, known: &Self) -> bool {
        self.starts_at != known.starts_at
            || self.ends_at != known.ends_at
            || self.is_on != known.is_on
            || self.place != known.place
            || self.places.keys().ne(known.places.keys())
    }

    /// This with everything of `known` that touches people, and the closing time that goes with it.
    pub(super) fn with_what_touches_of(self, known: &Self) -> Self {
        let Self { id, title, url, join_link, reminder_hours, series, fair, content_time, content_commit, .. } = self;
        let quiet = Self {
            id,
            title,
            url,
            join_link,
            reminder_hours,
            series,
            fair,
            content_time,
            content_commit,
            ..known.clone()
        };
        debug_assert!(!quiet.touches_people_of(known), "nothing of it touches people");
        quiet
    }
}

/// Facts as JSON keeps them: those of a change that waits. Its event, time and commit are columns.
#[derive(Serialize, Deserialize)]
struct StoredFacts {
    title: String,
    starts_at: i64,
    ends_at: i64,
    closes_at: i64,
    is_on: bool,
    place: String,
    url: String,
    places: BTreeMap<String, Option<u32>>,
    join_link: Option<String>,
    reminder_hours: Option<u32>,
    series: Option<String>,
    #[serde(default)]
    fair: Option<StoredFair>,
}

/// A fair as JSON keeps it.
#[derive(Serialize, Deserialize)]
struct StoredFair {
    starts_at: i64,
    ends_at: i64,
    minutes: u32,
    pause_minutes: u32,
    talks_each: u32,
    tables: Vec<StoredTable>,
}

/// A table as JSON keeps it.
#[derive(Serialize, Deserialize)]
struct StoredTable {
    company: String,
    label: String,
    parallel: u32,
}

impl StoredFair {
    fn of(plan: &FairPlan) -> Self {
        let table = |table: &FairTable| StoredTable {
            company: table.company.clone(),
            label: table.label.clone(),
            parallel: table.parallel,
        };
        Self {
            starts_at: plan.starts_at.as_millisecond(),
            ends_at: plan.ends_at.as_millisecond(),
            minutes: plan.minutes,
            pause_minutes: plan.pause_minutes,
            talks_each: plan.talks_each,
            tables: plan.tables.iter().map(table).collect(),
        }
    }

    fn plan(self) -> anyhow::Result<FairPlan> {
        let table = |StoredTable { company, label, parallel }| FairTable { company, label, parallel };
        Ok(FairPlan {
            starts_at: Timestamp::from_millisecond(self.starts_at)?,
            ends_at: Timestamp::from_millisecond(self.ends_at)?,
            minutes: self.minutes,
            pause_minutes: self.pause_minutes,
            talks_each: self.talks_each,
            tables: self.tables.into_iter().map(table).collect(),
        })
    }
}

/// The fair of a column.
pub(super) fn parse_fair(text: &str) -> anyhow::Result<FairPlan> {
    serde_json::from_str::<StoredFair>(text)?.plan()
}

/// The column of facts.
pub(super) fn render_facts(facts: &EventFacts) -> anyhow::Result<String> {
    let places = facts.places.iter().map(|(attendance, capacity)| (attendance.name().to_owned(), *capacity));
    let stored = StoredFacts {
        title: facts.title.clone(),
        starts_at: facts.starts_at.as_millisecond(),
        ends_at: facts.ends_at.as_millisecond(),
        closes_at: facts.closes_at.as_millisecond(),
        is_on: facts.is_on,
        place: facts.place.clone(),
        url: facts.url.clone(),
        places: places.collect(),
        join_link: facts.join_link.clone(),
        reminder_hours: facts.reminder_hours,
        series: facts.series.clone(),
        fair: facts.fair.as_ref().map(StoredFair::of),
    };
    Ok(serde_json::to_string(&stored)?)
}

/// The content that facts were of, as columns have it.
pub(super) struct ContentColumns<'a> {
    pub event: &'a str,
    pub time: i64,
    pub commit: Option<&'a str>,
}

/// The facts of a column.
pub(super) fn parse_facts(text: &str, content: &ContentColumns<'_>) -> anyhow::Result<EventFacts> {
    let stored: StoredFacts = serde_json::from_str(text)?;
    let places = stored
        .places
        .into_iter()
        .map(|(name, capacity)| Ok((Attendance::parse(&name).context("an attendance is unknown")?, capacity)));
    Ok(EventFacts {
        id: content.event.to_owned(),
        title: stored.title,
        starts_at: Timestamp::from_millisecond(stored.starts_at)?,
        ends_at: Timestamp::from_millisecond(stored.ends_at)?,
        closes_at: Timestamp::from_millisecond(stored.closes_at)?,
        is_on: stored.is_on,
        place: stored.place,
        url: stored.url,
        places: places.collect::<anyhow::Result<_>>()?,
        join_link: stored.join_link,
        reminder_hours: stored.reminder_hours,
        series: stored.series,
        fair: stored.fair.map(StoredFair::plan).transpose()?,
        content_time: Timestamp::from_millisecond(content.time)?,
        content_commit: content.commit.map(str::to_owned),
    })
}

/// The facts that hold, from the rows of the event.
pub(super) async fn held_facts(row: event::Model, db: &impl ConnectionTrait) -> anyhow::Result<EventFacts> {
    let mut places = BTreeMap::new();
    let rows = event_place::Entity::find().filter(event_place::Column::EventId.eq(&row.id)).all(db).await?;
    for place in rows {
        let capacity = place.capacity.map(u32::try_from).transpose().context("a capacity is below nought")?;
        places.insert(Attendance::parse(&place.attendance).context("an attendance is unknown")?, capacity);
    }
    Ok(EventFacts {
        id: row.id,
        title: row.title,
        starts_at: Timestamp::from_millisecond(row.starts_at)?,
        ends_at: Timestamp::from_millisecond(row.ends_at)?,
        closes_at: Timestamp::from_millisecond(row.closes_at)?,
        is_on: row.is_on,
        place: row.place,
        url: row.url,
        places,
        join_link: row.join_link,
        reminder_hours: row.reminder_hours.map(u32::try_from).transpose().context("hours are below nought")?,
        series: row.series,
        fair: row.fair.as_deref().map(parse_fair).transpose()?,
        content_time: Timestamp::from_millisecond(row.content_time)?,
        content_commit: row.content_commit,
    })
}

/// Writes the rows of an event as these facts have it. Rows that are there are changed, never replaced: somebody may wait for
/// their lock. A place that was there before goes on counting its line.
pub(super) async fn put_facts(facts: &EventFacts, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let row = event::Model {
        id: facts.id.clone(),
        title: facts.title.clone(),
        starts_at: facts.starts_at.as_millisecond(),
        ends_at: facts.ends_at.as_millisecond(),
        closes_at: facts.closes_at.as_millisecond(),
        is_on: facts.is_on,
        place: facts.place.clone(),
        url: facts.url.clone(),
        content_time: facts.content_time.as_millisecond(),
        content_commit: facts.content_commit.clone(),
        join_link: facts.join_link.clone(),
        reminder_hours: facts.reminder_hours.map(i32::try_from).transpose().context("hours are too many")?,
        series: facts.series.clone(),
        fair: facts.fair.as_ref().map(|plan| serde_json::to_string(&StoredFair::of(plan))).transpose()?,
    };
    let known = OnConflict::column(event::Column::Id)
        .update_columns(event::Column::iter().filter(|column| !matches!(column, event::Column::Id)))
        .to_owned();
    event::Entity::insert(row.into_active_model()).on_conflict(known).exec_without_returning(db).await?;
    let is_gone = event_place::Column::Attendance.is_not_in(facts.places.keys().map(|place| place.name()));
    event_place::Entity::delete_many().filter(event_place::Column::EventId.eq(&facts.id).and(is_gone)).exec(db).await?;
    for (attendance, capacity) in &facts.places {
        let place = event_place::ActiveModel {
            event_id: Set(facts.id.clone()),
            attendance: Set(attendance.name().to_owned()),
            capacity: Set(capacity.map(i32::try_from).transpose().context("a capacity is too large")?),
            next_in_line: Set(1),
        };
        let known = OnConflict::columns([event_place::Column::EventId, event_place::Column::Attendance])
            .update_column(event_place::Column::Capacity)
            .to_owned();
        event_place::Entity::insert(place).on_conflict(known).exec_without_returning(db).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{fair_setup::fair_plan, test_support::event};

    #[test]
    fn facts_come_back_from_their_column_as_they_were() {
        let facts = EventFacts {
            join_link: Some("https://meet.example.jp/night".to_owned()),
            reminder_hours: Some(48),
            series: Some("night".to_owned()),
            fair: Some(fair_plan()),
            content_commit: Some("c0ffee".to_owned()),
            places: [(Attendance::Venue, Some(20)), (Attendance::Online, None)].into(),
            ..event(20)
        };
        let content = ContentColumns {
            event: &facts.id,
            time: facts.content_time.as_millisecond(),
            commit: facts.content_commit.as_deref(),
        };
        assert_eq!(parse_facts(&render_facts(&facts).unwrap(), &content).unwrap(), facts);
    }

    #[test]
    fn time_place_mode_and_capacity_touch_people_and_a_title_does_not() {
        let known = event(20);
        let later = |time: Timestamp| time + jiff::SignedDuration::from_hours(1);
        for (other, touches, moves) in [
            (EventFacts { starts_at: later(known.starts_at), ..event(20) }, true, true),
            (EventFacts { ends_at: later(known.ends_at), ..event(20) }, true, true),
            (EventFacts { place: "オンライン".to_owned(), ..event(20) }, true, true),
            (EventFacts { is_on: false, ..event(20) }, true, true),
            (EventFacts { places: [(Attendance::Online, Some(20))].into(), ..event(20) }, true, true),
            (event(21), true, false),
            (EventFacts { title: "夜の会".to_owned(), ..event(20) }, false, false),
            (EventFacts { closes_at: later(known.closes_at), ..event(20) }, false, false),
            (EventFacts { join_link: Some("https://meet.example.jp/".to_owned()), ..event(20) }, false, false),
        ] {
            assert_eq!((other.touches_people_of(&known), other.moves_people_of(&known)), (touches, moves), "{other:?}");
        }
    }
}
