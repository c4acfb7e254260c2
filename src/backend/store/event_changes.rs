//! Changes of events that touch people who are registered: staff see what waits, and let it hold or keep what held.

use std::collections::BTreeSet;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{
    EventFacts, Store, WriteError,
    audit::AuditEntry,
    entities::{event, event_change, registration},
    event_facts::{held_facts, put_facts, render_facts},
    event_rows::{lock_events, write_lines},
    event_update::{EventChangeState, facts_of},
    mails::{MailOf, add_mails},
    resettlement::resettle,
    seat_offers::SeatOffers,
    work_log::WorkLog,
};
use crate::intake::{CheckInHours, MailKind, PersonId, RegistrationState, SubmissionId, offer_until};

/// Who is written to when an event changes. Whoever has not confirmed their address yet hears of the event as it is then.
const NOTIFIED: [RegistrationState; 3] =
    [RegistrationState::Confirmed, RegistrationState::Waiting, RegistrationState::Offered];

/// A change that waits for staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingEventChange {
    /// What it is called when it is decided.
    pub id: Uuid,
    /// When the server read it.
    pub noticed_at: Timestamp,
    /// What holds.
    pub before: EventFacts,
    /// What the content says, with its commit and time.
    pub after: EventFacts,
    /// How many registrations have seats, or are offered some.
    pub seated: u64,
    /// How many wait.
    pub waiting: u64,
    /// How many seats are held in all: by those, and by whoever has not confirmed yet.
    pub seats: u64,
}

impl PendingEventChange {
    /// How many are written to once it holds.
    pub fn notices(&self) -> u64 {
        if self.after.moves_people_of(&self.before) { self.seated + self.waiting } else { 0 }
    }
}

/// What came of a change that was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfirmedEventChange {
    /// How many notices were put into the outbox.
    pub notices: usize,
    /// How many seats were offered to who waits.
    pub offers: usize,
}

impl Store {
    /// The changes that wait for staff, oldest first.
    pub async fn pending_event_changes(&self) -> anyhow::Result<Vec<PendingEventChange>> {
        pending_changes(&self.databases.readers).await
    }

    /// When people are let in, as the event stands now; `None` if it is not known.
    pub async fn check_in_hours(&self, event: &str) -> anyhow::Result<Option<CheckInHours>> {
        let Some(row) = event::Entity::find_by_id(event).one(&self.databases.readers).await? else { return Ok(None) };
        let [start, end] = [row.starts_at, row.ends_at].map(Timestamp::from_millisecond);
        Ok(Some(CheckInHours::of(start?, end?)))
    }

    /// Lets a change hold: nobody loses a seat, everybody whose time or place is another one is written to once, and what
    /// became free is offered. `None` if no change of this id waits.
    pub async fn confirm_event_change(
        &self,
        id: Uuid,
        actor: &str,
        offer_hours: u32,
    ) -> Result<Option<ConfirmedEventChange>, WriteError> {
        let decision = EventDecision { id, actor: actor.to_owned(), now: Timestamp::now(), offer_hours };
        self.transact(move |db, record| Box::pin(async move { decision.confirm(record, db).await })).await
    }

    /// Keeps what held. The content goes on saying something else, and nobody is asked again for the same. Gives whether a
    /// change of this id waited.
    pub async fn refuse_event_change(&self, id: Uuid, actor: &str) -> Result<bool, WriteError> {
        let decision = EventDecision { id, actor: actor.to_owned(), now: Timestamp::now(), offer_hours: 0 };
        self.transact(move |db, record| Box::pin(async move { decision.refuse(record, db).await })).await
    }
}

async fn pending_changes(db: &impl ConnectionTrait) -> anyhow::Result<Vec<PendingEventChange>> {
    let rows = event_change::Entity::find()
        .filter(event_change::Column::PendingEvent.is_not_null())
        .order_by_asc(event_change::Column::NoticedAt)
        .all(db)
        .await?;
    let mut changes = Vec::new();
    for row in rows {
        let held = event::Entity::find_by_id(&row.event_id).one(db).await?.context("a change's event is missing")?;
        let count = |states: Vec<&'static str>| {
            registration::Entity::find()
                .filter(registration::Column::EventId.eq(&row.event_id))
                .filter(registration::Column::State.is_in(states))
                .count(db)
        };
        changes.push(PendingEventChange {
            id: row.id,
            noticed_at: Timestamp::from_millisecond(row.noticed_at)?,
            before: held_facts(held, db).await?,
            after: facts_of(&row)?,
            seated: count(vec![RegistrationState::Confirmed.name(), RegistrationState::Offered.name()]).await?,
            waiting: count(vec![RegistrationState::Waiting.name()]).await?,
            seats: count_held_seats(&row.event_id, db).await?,
        });
    }
    Ok(changes)
}

/// How many seats of an event are held, at all of its places.
async fn count_held_seats(event: &str, db: &impl ConnectionTrait) -> anyhow::Result<u64> {
    let held: Option<Option<i64>> = registration::Entity::find()
        .select_only()
        .expr(registration::Column::Seats.sum())
        .filter(registration::Column::EventId.eq(event))
        .filter(registration::Column::Seat.is_not_null())
        .into_tuple()
        .one(db)
        .await?;
    Ok(u64::try_from(held.flatten().unwrap_or_default())?)
}

/// Somebody decides about a change.
struct EventDecision {
    id: Uuid,
    actor: String,
    now: Timestamp,
    /// For how long an offer is open.
    offer_hours: u32,
}

impl EventDecision {
    /// The change under the lock of its event, if it still waits.
    async fn find(&self, db: &impl ConnectionTrait) -> anyhow::Result<Option<event_change::Model>> {
        let find =
            || event_change::Entity::find_by_id(self.id).filter(event_change::Column::PendingEvent.is_not_null());
        let Some(found) = find().one(db).await? else { return Ok(None) };
        lock_events(&[found.event_id].into(), &BTreeSet::new(), db).await?;
        Ok(find().one(db).await?)
    }

    async fn refuse(&self, record: &mut WorkLog, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
        let Some(change) = self.find(db).await? else { return Ok(false) };
        self.decide(change, EventChangeState::Refused, None, db).await?;
        record.audit.push(self.entry("event.change_refused"));
        Ok(true)
    }

    async fn confirm(
        &self,
        record: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Option<ConfirmedEventChange>> {
        let Some(change) = self.find(db).await? else { return Ok(None) };
        let row = event::Entity::find_by_id(&change.event_id).one(db).await?.context("a change's event is missing")?;
        let (before, after) = (held_facts(row, db).await?, facts_of(&change)?);
        let id = change.event_id.clone();
        self.decide(change, EventChangeState::Confirmed, Some(&before), db).await?;
        put_facts(&after, db).await?;
        resettle(&after, db).await?;
        record.audit.push(self.entry("event.change_confirmed"));
        record.events.insert(id);
        let notices = if after.moves_people_of(&before) { self.notify(&after, record, db).await? } else { 0 };
        let offers = self.offer(&after, record, db).await?;
        Ok(Some(ConfirmedEventChange { notices, offers }))
    }

    async fn decide(
        &self,
        change: event_change::Model,
        state: EventChangeState,
        before: Option<&EventFacts>,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let mut change = change.into_active_model();
        change.state = Set(state.name().to_owned());
        change.pending_event = Set(None);
        change.before = Set(before.map(render_facts).transpose()?);
        change.decided_at = Set(Some(self.now.as_millisecond()));
        change.decided_by = Set(Some(self.actor.clone()));
        change.update(db).await?;
        Ok(())
    }

    /// One notice to each, by a key that holds the change. The calendar file of each has changed once more.
    async fn notify(
        &self,
        after: &EventFacts,
        record: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<usize> {
        let rows = registration::Entity::find()
            .filter(registration::Column::EventId.eq(&after.id))
            .filter(registration::Column::State.is_in(NOTIFIED.map(RegistrationState::name)))
            .all(db)
            .await?;
        let kind = if after.is_on { MailKind::EventChanged } else { MailKind::EventOff };
        let mut mails = Vec::with_capacity(rows.len());
        for row in rows {
            let of = MailOf { person: PersonId(row.person_id), submission: SubmissionId(row.submission_id) };
            mails.push(of.row(kind, &self.id.simple().to_string(), self.now));
            let (person, subject) = (Some(of.person), Some(row.id));
            record.audit.push(AuditEntry { person, subject, ..self.entry("registration.notified") });
            let sequence = row.sequence + 1;
            let mut row = row.into_active_model();
            row.sequence = Set(sequence);
            row.update(db).await?;
        }
        let count = mails.len();
        add_mails(mails, db).await?;
        Ok(count)
    }

    /// Offers what is free now, place by place.
    async fn offer(
        &self,
        after: &EventFacts,
        record: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<usize> {
        let ids = [after.id.clone()].into();
        let before = lock_events(&ids, &BTreeSet::new(), db).await?;
        let mut rolls = before.clone();
        let roll = rolls.get_mut(&after.id).context("a change's event is missing")?;
        let offers_end = offer_until(self.now, self.offer_hours, roll.closes_at).filter(|_| roll.is_on);
        let mut offers = 0;
        for (attendance, ledger) in &mut roll.places {
            let place =
                SeatOffers { event: &after.id, attendance: *attendance, now: self.now, actor: &self.actor, offers_end };
            offers += place.make(ledger, &mut record.audit, db).await?;
        }
        write_lines(&before, &rolls, db).await?;
        Ok(offers)
    }

    fn entry(&self, action: &'static str) -> AuditEntry {
        AuditEntry { at: self.now, actor: self.actor.clone(), action, person: None, subject: Some(self.id) }
    }
}
