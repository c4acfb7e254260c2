//! A registration is confirmed, given back, or over; and whom a seat that became free is offered to. One transaction each,
//! under the event's lock.

use std::collections::BTreeSet;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    audit::AuditEntry,
    entities::{event, event_place, registration, repeat_key},
    event_before,
    event_rows::{largest_group, lock_events, seats_of},
    fair::{FairVisit, TalkOffers, read_visit, settle_fair},
    mails::{MailOf, add_mails},
    seat_offers::SeatOffers,
};
use crate::intake::{
    Attendance, MailKind, PersonId, RegistrationAction, RegistrationState, RegistrationStatus, RegistrationStep,
    SeatLedger, SubmissionId, offer_until,
};

/// How a registration stands after a change: what the page behind its link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationView {
    /// The event's id.
    pub event: String,
    /// The event's title.
    pub title: String,
    /// What it is now.
    pub state: RegistrationState,
    /// How many seats it is for: one, or as many as the group is large.
    pub seats: u32,
    /// How many registrations are in line before it, where it is in line.
    pub ahead: Option<u32>,
    /// When an offer, or the seat of an unconfirmed one, ends.
    pub expires_at: Option<Timestamp>,
    /// When the event begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Where its sender takes part.
    pub place: String,
    /// The path of the event's page on the site.
    pub url: String,
    /// What its sender does at the tables of companies.
    pub visit: FairVisit,
}

/// What is to be changed.
#[derive(Clone, Copy, Debug)]
pub(super) struct RegistrationChange {
    pub submission: SubmissionId,
    pub action: RegistrationAction,
    pub now: Timestamp,
    /// For how long an offer is open.
    pub offer_hours: u32,
}

impl RegistrationChange {
    /// Changes the registration that came of a submission; `None` if none came of it.
    pub async fn apply(
        &self,
        audit: &mut Vec<AuditEntry>,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Option<RegistrationView>> {
        let Some(found) = of_submission(self.submission).one(db).await? else { return Ok(None) };
        // Read again under the lock: it may have become another one in between.
        let mut rolls = lock_events(&[found.event_id.clone()].into(), &BTreeSet::new(), db).await?;
        let roll = rolls.get_mut(&found.event_id).context("a registration's event is missing")?;
        let row = of_submission(self.submission).one(db).await?.context("a registration is gone")?;
        let status = status(&row)?;
        let step = status.after(self.action, self.now);
        if step != RegistrationStep::Same {
            audit.push(self.entry(&row, "registration.changed"));
            let attendance = Attendance::parse(&row.attendance).context("an attendance is unknown")?;
            let ledger = roll.places.get_mut(&attendance).context("a place of an event is missing")?;
            self.change(&row, step, ledger, db).await?;
            let offers_end = offer_until(self.now, self.offer_hours, roll.closes_at).filter(|_| roll.is_on);
            let offers =
                SeatOffers { event: &row.event_id, attendance, now: self.now, actor: self.actor(), offers_end };
            offers.make(ledger, audit, db).await?;
            settle_fair(&row.event_id, self.now, None, db).await?;
            if step != RegistrationStep::Seated {
                let (event, now, offer_hours) = (row.event_id.as_str(), self.now, self.offer_hours);
                TalkOffers { event, now, offer_hours, actor: self.actor() }.make(audit, db).await?;
            }
        }
        let row = registration::Entity::find_by_id(row.id).one(db).await?.context("a registration is gone")?;
        view(&row, db).await.map(Some)
    }

    fn actor(&self) -> &'static str {
        if self.action == RegistrationAction::Expire { "system" } else { "visitor" }
    }

    fn entry(&self, row: &registration::Model, action: &'static str) -> AuditEntry {
        let (person, subject) = (Some(PersonId(row.person_id)), Some(row.id));
        AuditEntry { at: self.now, actor: self.actor().to_owned(), action, person, subject }
    }

    async fn change(
        &self,
        row: &registration::Model,
        step: RegistrationStep,
        ledger: &mut SeatLedger,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let mut changed = row.clone().into_active_model();
        changed.expires_at = Set(None);
        changed.sequence = Set(row.sequence + 1);
        let state = match step {
            RegistrationStep::Same => return Ok(()),
            RegistrationStep::Seated => RegistrationState::Confirmed,
            RegistrationStep::Over(state) => {
                changed.seat = Set(None);
                changed.in_line = Set(None);
                changed.active_lookup = Set(None);
                state
            }
            RegistrationStep::FirstInLine => {
                changed.seat = Set(None);
                changed.in_line = Set(Some(first_in_line(row, db).await? - 1));
                RegistrationState::Waiting
            }
        };
        changed.state = Set(state.name().to_owned());
        changed.update(db).await?;
        if let Some(seat) = row.seat.filter(|_| step != RegistrationStep::Seated) {
            ledger.release(u32::try_from(seat)?);
            if step == RegistrationStep::FirstInLine {
                ledger.join_line(seats_of(row.seats)?);
            }
        }
        if state == RegistrationState::Cancelled {
            // Who comes back within minutes, and says the same, is no repeat any more.
            let of_submission = repeat_key::Column::SubmissionId.eq(row.submission_id);
            repeat_key::Entity::delete_many().filter(of_submission).exec(db).await?;
        }
        match MailKind::about(state) {
            Some(kind) => self.add_mail(kind, row, db).await,
            None => Ok(()),
        }
    }

    async fn add_mail(
        &self,
        kind: MailKind,
        row: &registration::Model,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let of = MailOf { person: PersonId(row.person_id), submission: SubmissionId(row.submission_id) };
        add_mails(vec![of.row(kind, &(row.sequence + 1).to_string(), self.now)], db).await
    }
}

/// All registrations for the event of this one that take part in the same way.
fn at_place_of(row: &registration::Model) -> Select<registration::Entity> {
    registration::Entity::find()
        .filter(registration::Column::EventId.eq(&row.event_id))
        .filter(registration::Column::Attendance.eq(&row.attendance))
}

/// The registration that came of a submission.
pub(super) fn of_submission(submission: SubmissionId) -> Select<registration::Entity> {
    registration::Entity::find().filter(registration::Column::SubmissionId.eq(submission.0))
}

/// The lowest number in line at the place of a registration, or the next one where nobody is in line.
pub(super) async fn first_in_line(row: &registration::Model, db: &impl ConnectionTrait) -> anyhow::Result<i64> {
    let first: Option<Option<i64>> =
        at_place_of(row).select_only().expr(Expr::col(registration::Column::InLine).min()).into_tuple().one(db).await?;
    if let Some(Some(first)) = first {
        return Ok(first);
    }
    Ok(place_of(row, db).await?.next_in_line)
}

async fn place_of(row: &registration::Model, db: &impl ConnectionTrait) -> anyhow::Result<event_place::Model> {
    let place = event_place::Entity::find_by_id((row.event_id.clone(), row.attendance.clone())).one(db).await?;
    place.context("a place of an event is missing")
}

/// Whether nobody who can have seats at the place of a registration waits before it.
pub(super) async fn is_first_in_line(
    row: &registration::Model,
    ledger: &SeatLedger,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    let before = at_place_of(row)
        .filter(registration::Column::State.eq(RegistrationState::Waiting.name()))
        .filter(registration::Column::InLine.lt(row.in_line))
        .filter(registration::Column::Seats.lte(largest_group(ledger)));
    Ok(before.one(db).await?.is_none())
}

fn status(row: &registration::Model) -> anyhow::Result<RegistrationStatus> {
    let state = RegistrationState::parse(&row.state).context("a state of a registration is unknown")?;
    Ok(RegistrationStatus { state, expires_at: row.expires_at.map(Timestamp::from_millisecond).transpose()? })
}

/// How the registration that came of a submission stands; `None` if none came of it.
pub(super) async fn find_view(
    submission: SubmissionId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<RegistrationView>> {
    match of_submission(submission).one(db).await? {
        Some(row) => view(&row, db).await.map(Some),
        None => Ok(None),
    }
}

pub(super) async fn view(row: &registration::Model, db: &impl ConnectionTrait) -> anyhow::Result<RegistrationView> {
    let RegistrationStatus { state, expires_at } = status(row)?;
    let ahead = match row.in_line.filter(|_| state == RegistrationState::Waiting) {
        None => None,
        Some(number) => Some(count_ahead(row, number, db).await?),
    };
    let event = event::Entity::find_by_id(&row.event_id).one(db).await?.context("a registration's event is missing")?;
    let attendance = Attendance::parse(&row.attendance).context("an attendance is unknown")?;
    let visit = match event.fair {
        Some(_) => read_visit(SubmissionId(row.submission_id), &event.id, db).await?,
        None => FairVisit::default(),
    };
    Ok(RegistrationView {
        event: event.id,
        title: event.title,
        state,
        seats: seats_of(row.seats)?,
        ahead,
        expires_at,
        starts_at: Timestamp::from_millisecond(event.starts_at)?,
        ends_at: Timestamp::from_millisecond(event.ends_at)?,
        place: event_before::place_of(attendance, event.place),
        url: event.url,
        visit,
    })
}

/// How many registrations wait before this number in line. Groups that are larger than the place has become are passed over, and so
/// are not ahead of anybody.
async fn count_ahead(row: &registration::Model, number: i64, db: &impl ConnectionTrait) -> anyhow::Result<u32> {
    let largest = place_of(row, db).await?.capacity.map_or(i32::MAX, |capacity| Ord::max(capacity, 1));
    let before = at_place_of(row)
        .filter(registration::Column::State.eq(RegistrationState::Waiting.name()))
        .filter(registration::Column::InLine.lt(number))
        .filter(registration::Column::Seats.lte(largest));
    Ok(u32::try_from(before.count(db).await?).unwrap_or(u32::MAX))
}

/// The submissions whose registrations are over their time.
pub(super) async fn expired(now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<Vec<SubmissionId>> {
    let ids: Vec<Uuid> = registration::Entity::find()
        .select_only()
        .column(registration::Column::SubmissionId)
        .filter(registration::Column::ExpiresAt.lte(now.as_millisecond()))
        .order_by_asc(registration::Column::ExpiresAt)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(SubmissionId).collect())
}
