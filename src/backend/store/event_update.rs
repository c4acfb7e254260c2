//! What the content says of an event comes in: it holds at once, it waits for staff, or it is older than what is known.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    EventFacts,
    entities::{event, event_change, registration},
    event_facts::{ContentColumns, held_facts, parse_facts, put_facts, render_facts},
};

/// How far a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EventChangeState {
    /// It waits for staff.
    Pending,
    /// Staff have let it hold.
    Confirmed,
    /// Staff have kept what held.
    Refused,
    /// The content said something else before anybody decided.
    Superseded,
}

impl EventChangeState {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::Superseded => "superseded",
        }
    }
}

/// The newest change of an event that waits or was decided.
#[derive(Debug)]
struct NewestChange {
    id: Uuid,
    is_pending: bool,
    is_refused: bool,
    facts: EventFacts,
}

/// What is known of an event when its content comes in.
#[derive(Debug)]
struct KnownEvent {
    facts: EventFacts,
    newest: Option<NewestChange>,
    has_people: bool,
}

/// What becomes of what the content says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum EventUpdate {
    /// It is older than what is known, or the same.
    Keep,
    /// It holds from now on; nothing waits any more.
    Hold(EventFacts),
    /// It waits for staff.
    Ask(EventFacts),
}

impl KnownEvent {
    fn update(&self, facts: EventFacts, now: Timestamp) -> EventUpdate {
        let mut seen = [Some(&self.facts), self.newest.as_ref().map(|newest| &newest.facts)].into_iter().flatten();
        // Two commits of one second have no order by their times: the one that is read later is taken for the later one.
        let is_newer = |seen: &EventFacts| {
            seen.content_time < facts.content_time
                || (seen.content_time == facts.content_time && seen.content_commit != facts.content_commit)
        };
        if !seen.all(is_newer) {
            return EventUpdate::Keep;
        }
        // Nobody has to hear how an event that is behind them is told later.
        let is_behind = self.facts.ends_at < now && facts.ends_at < now;
        if !self.has_people || is_behind || !facts.touches_people_of(&self.facts) {
            return EventUpdate::Hold(facts);
        }
        // Each later commit says again what was refused, and nobody is asked twice.
        let is_refused = |newest: &&NewestChange| newest.is_refused && !facts.touches_people_of(&newest.facts);
        match self.newest.as_ref().filter(is_refused) {
            Some(_) => EventUpdate::Hold(facts.with_what_touches_of(&self.facts)),
            None => EventUpdate::Ask(facts),
        }
    }
}

/// Takes in what the content says of an event.
pub(super) async fn write_event(facts: &EventFacts, now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let Some(row) = event::Entity::find_by_id(&facts.id).lock_exclusive().one(db).await? else {
        return put_facts(facts, db).await;
    };
    let known = KnownEvent {
        facts: held_facts(row, db).await?,
        newest: newest_change(&facts.id, db).await?,
        has_people: has_people(&facts.id, db).await?,
    };
    match known.update(facts.clone(), now) {
        EventUpdate::Keep => Ok(()),
        EventUpdate::Hold(facts) => {
            supersede(&facts.id, db).await?;
            put_facts(&facts, db).await
        }
        EventUpdate::Ask(facts) => ask(&facts, known.newest.filter(|newest| newest.is_pending), now, db).await,
    }
}

async fn newest_change(event: &str, db: &impl ConnectionTrait) -> anyhow::Result<Option<NewestChange>> {
    let newest = event_change::Entity::find()
        .filter(event_change::Column::EventId.eq(event))
        .filter(event_change::Column::State.ne(EventChangeState::Superseded.name()))
        .order_by_desc(event_change::Column::ContentTime)
        .order_by_desc(event_change::Column::NoticedAt)
        .one(db)
        .await?;
    newest
        .map(|row| {
            Ok(NewestChange {
                id: row.id,
                is_pending: row.state == EventChangeState::Pending.name(),
                is_refused: row.state == EventChangeState::Refused.name(),
                facts: facts_of(&row)?,
            })
        })
        .transpose()
}

/// What the content says, as a change keeps it.
pub(super) fn facts_of(row: &event_change::Model) -> anyhow::Result<EventFacts> {
    let content =
        ContentColumns { event: &row.event_id, time: row.content_time, commit: row.content_commit.as_deref() };
    parse_facts(&row.facts, &content)
}

/// Whether anybody is registered. Not every form asks for an address, so seats and places in line say it too.
async fn has_people(event: &str, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let is_active = registration::Column::ActiveLookup
        .is_not_null()
        .or(registration::Column::Seat.is_not_null())
        .or(registration::Column::InLine.is_not_null());
    let people = registration::Entity::find().filter(registration::Column::EventId.eq(event).and(is_active)).limit(1);
    Ok(people.one(db).await?.is_some())
}

/// Lets a change wait. One that waits already and asks the same of people keeps its id, so that whoever looks at it decides
/// what they see; else it makes room for the new one.
async fn ask(
    facts: &EventFacts,
    pending: Option<NewestChange>,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let same = pending.filter(|pending| !facts.touches_people_of(&pending.facts)).map(|pending| pending.id);
    if same.is_none() {
        supersede(&facts.id, db).await?;
    }
    let row = event_change::ActiveModel {
        id: Set(same.unwrap_or_else(Uuid::new_v4)),
        event_id: Set(facts.id.clone()),
        pending_event: Set(Some(facts.id.clone())),
        state: Set(EventChangeState::Pending.name().to_owned()),
        facts: Set(render_facts(facts)?),
        before: Set(None),
        content_time: Set(facts.content_time.as_millisecond()),
        content_commit: Set(facts.content_commit.clone()),
        noticed_at: Set(now.as_millisecond()),
        decided_at: Set(None),
        decided_by: Set(None),
    };
    if same.is_some() {
        row.update(db).await?;
    } else {
        event_change::Entity::insert(row).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Nothing waits any more for this event.
async fn supersede(event: &str, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    event_change::Entity::update_many()
        .col_expr(event_change::Column::State, Expr::value(EventChangeState::Superseded.name()))
        .col_expr(event_change::Column::PendingEvent, Expr::value(None::<String>))
        .filter(event_change::Column::PendingEvent.eq(event))
        .exec(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::test_support::event;

    /// Facts with so many seats, of the commit of this name and second.
    fn facts(capacity: u32, commit: &str, second: i64) -> EventFacts {
        let content_time = Timestamp::from_second(second).unwrap();
        EventFacts { content_time, content_commit: Some(commit.to_owned()), ..event(capacity) }
    }

    fn newest(state: EventChangeState, facts: EventFacts) -> NewestChange {
        let (is_pending, is_refused) = (state == EventChangeState::Pending, state == EventChangeState::Refused);
        NewestChange { id: Uuid::nil(), is_pending, is_refused, facts }
    }

    #[test]
    fn r21_what_the_content_says_holds_waits_or_is_older() {
        use EventChangeState::{Pending, Refused};
        let with = |has_people, newest| KnownEvent { facts: facts(20, "b", 100), newest, has_people };
        for (known, new, expected) in [
            (with(false, None), facts(15, "a", 99), EventUpdate::Keep),
            (with(false, None), facts(15, "b", 100), EventUpdate::Keep),
            (with(false, None), facts(15, "c", 100), EventUpdate::Hold(facts(15, "c", 100))),
            (with(false, None), facts(15, "c", 101), EventUpdate::Hold(facts(15, "c", 101))),
            (with(true, None), facts(20, "c", 101), EventUpdate::Hold(facts(20, "c", 101))),
            (with(true, None), facts(15, "c", 101), EventUpdate::Ask(facts(15, "c", 101))),
            // What waits is newer than what holds.
            (with(true, Some(newest(Pending, facts(15, "c", 110)))), facts(9, "x", 105), EventUpdate::Keep),
            (
                with(true, Some(newest(Pending, facts(15, "c", 110)))),
                facts(9, "d", 111),
                EventUpdate::Ask(facts(9, "d", 111)),
            ),
            (
                with(true, Some(newest(Pending, facts(15, "c", 110)))),
                facts(20, "d", 111),
                EventUpdate::Hold(facts(20, "d", 111)),
            ),
            // What was refused is not asked again, but something else is.
            (
                with(true, Some(newest(Refused, facts(15, "c", 110)))),
                facts(15, "d", 111),
                EventUpdate::Hold(facts(20, "d", 111)),
            ),
            (
                with(true, Some(newest(Refused, facts(15, "c", 110)))),
                facts(9, "d", 111),
                EventUpdate::Ask(facts(9, "d", 111)),
            ),
        ] {
            assert_eq!(known.update(new.clone(), Timestamp::from_second(200).unwrap()), expected, "{new:?}");
        }
    }
}
