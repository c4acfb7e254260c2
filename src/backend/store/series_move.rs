//! A registration moves to another date of its series: one transaction under the locks of both dates. It stays the same
//! registration, so its calendar entry moves with it and its reminder is one for the new start.

use std::collections::BTreeSet;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel};

use super::{
    Keys, RegistrationView, Store, WriteError,
    audit::AuditEntry,
    entities::{event, registration},
    event_day::{PlaceNow, ReasonOf, write_reason},
    event_rows::{EventRolls, find_event, lock_events, seats_of, write_lines},
    fair::settle_fair,
    mails::{MailOf, add_mails},
    registration_change::{of_submission, view},
    seat_offers::SeatOffers,
    series_dates::dates_beside,
    work_log::WorkLog,
};
use crate::intake::{
    Admission, Attendance, Digest, MailKind, PersonId, RegistrationState, SeriesMoveDecision, SeriesMover,
    SubmissionId, offer_until,
};

/// What the audit log, and what is kept of where it was, say of a move.
const MOVED: &str = "registration.moved";

/// Another date of the series of a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherDate {
    /// The event's id.
    pub event: String,
    /// Its title.
    pub title: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Where it is.
    pub place: String,
    /// Whether as many seats are free there as the registration is for, if it takes part in the same way.
    pub has_seat: bool,
}

/// What came of a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesMoveOutcome {
    /// What the other date said.
    pub decision: SeriesMoveDecision,
    /// How the registration stands now.
    pub view: RegistrationView,
}

impl Store {
    /// The dates that the registration of a submission can move to, in order of time.
    pub async fn other_dates(&self, submission: SubmissionId) -> anyhow::Result<Vec<OtherDate>> {
        other_dates(submission, Timestamp::now(), &self.databases.readers).await
    }

    /// Moves the registration of a submission to another date of its series, and offers what became free. `None` if no
    /// registration came of it, or the date is none of its series.
    pub async fn move_registration(
        &self,
        submission: SubmissionId,
        to: &str,
        offer_hours: u32,
    ) -> Result<Option<SeriesMoveOutcome>, WriteError> {
        let work =
            SeriesMove { submission, to: to.to_owned(), now: Timestamp::now(), offer_hours, keys: self.keys.clone() };
        self.transact(move |db, record| Box::pin(async move { work.apply(record, db).await })).await
    }
}

async fn other_dates(
    submission: SubmissionId,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<OtherDate>> {
    let Some(row) = of_submission(submission).one(db).await? else { return Ok(Vec::new()) };
    let Some(event) = event::Entity::find_by_id(&row.event_id).one(db).await? else { return Ok(Vec::new()) };
    let mover = mover(&row)?;
    let mut dates = Vec::new();
    for date in dates_beside(&event, now, db).await? {
        let roll = find_event(&date.id, db).await?;
        let decision = roll.map(|mut roll| roll.take_over(&mover, now));
        let is_seat =
            |decision| matches!(decision, SeriesMoveDecision::Moved { state: RegistrationState::Confirmed, .. });
        dates.push(OtherDate {
            event: date.id,
            title: date.title,
            starts_at: Timestamp::from_millisecond(date.starts_at)?,
            ends_at: Timestamp::from_millisecond(date.ends_at)?,
            place: date.place,
            has_seat: decision.is_some_and(is_seat),
        });
    }
    Ok(dates)
}

fn mover(row: &registration::Model) -> anyhow::Result<SeriesMover> {
    Ok(SeriesMover {
        state: RegistrationState::parse(&row.state).context("a state of a registration is unknown")?,
        attendance: Attendance::parse(&row.attendance).context("an attendance is unknown")?,
        lookup: row.active_lookup.clone().and_then(|lookup| Digest::try_from(lookup).ok()),
        seats: seats_of(row.seats)?,
    })
}

struct SeriesMove {
    submission: SubmissionId,
    to: String,
    now: Timestamp,
    /// For how long an offer is open.
    offer_hours: u32,
    keys: Keys,
}

impl SeriesMove {
    async fn apply(
        &self,
        record: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Option<SeriesMoveOutcome>> {
        let Some(found) = of_submission(self.submission).one(db).await? else { return Ok(None) };
        if !self.is_of_series(&found.event_id, db).await? {
            return Ok(None);
        }
        let ids: BTreeSet<String> = [found.event_id.clone(), self.to.clone()].into();
        let lookups = found.active_lookup.iter().filter_map(|lookup| Digest::try_from(lookup.clone()).ok());
        let before = lock_events(&ids, &lookups.collect(), db).await?;
        // Read again under the locks: it may have moved meanwhile.
        let row = of_submission(self.submission).one(db).await?.context("a registration is gone")?;
        if row.event_id != found.event_id {
            return Ok(None);
        }
        let mut rolls = before.clone();
        let date = rolls.get_mut(&self.to).context("a date is gone")?;
        let decision = date.take_over(&mover(&row)?, self.now);
        if let SeriesMoveDecision::Moved { state, attendance, admission } = decision {
            self.write(&row, (state, attendance, admission), db).await?;
            self.release(&row, &mut rolls, record, db).await?;
            write_lines(&before, &rolls, db).await?;
            let to = Some(PlaceNow { event: &self.to, attendance, seats: seats_of(row.seats)? });
            let reason = ReasonOf { action: MOVED, text: "", account: "visitor", at: self.now, to };
            write_reason(&row, reason, &self.keys, db).await?;
            record.audit.push(self.entry(&row));
            for event in &ids {
                settle_fair(event, self.now, None, db).await?;
            }
            record.events.extend(ids);
        }
        let row = registration::Entity::find_by_id(row.id).one(db).await?.context("a registration is gone")?;
        Ok(Some(SeriesMoveOutcome { decision, view: view(&row, db).await? }))
    }

    async fn is_of_series(&self, from: &str, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
        let find = |id: &str| event::Entity::find_by_id(id).one(db);
        let (Some(from), Some(to)) = (find(from).await?, find(&self.to).await?) else { return Ok(false) };
        Ok(from.id != to.id && from.series.is_some() && from.series == to.series)
    }

    async fn write(
        &self,
        row: &registration::Model,
        moved: (RegistrationState, Attendance, Admission),
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let (state, attendance, admission) = moved;
        let (seat, in_line) = match admission {
            Admission::Seat(number) => (Some(i32::try_from(number)?), None),
            Admission::Line(number) => (None, Some(number)),
        };
        let mut changed = row.clone().into_active_model();
        changed.event_id = Set(self.to.clone());
        changed.attendance = Set(attendance.name().to_owned());
        changed.state = Set(state.name().to_owned());
        changed.seat = Set(seat);
        changed.in_line = Set(in_line);
        changed.expires_at = Set(None);
        changed.sequence = Set(row.sequence + 1);
        changed.update(db).await?;
        let of = MailOf { person: PersonId(row.person_id), submission: self.submission };
        let once = (row.sequence + 1).to_string();
        add_mails(MailKind::about(state).map(|kind| of.row(kind, &once, self.now)).into_iter().collect(), db).await
    }

    /// Gives back what the registration held at the date that it leaves.
    async fn release(
        &self,
        row: &registration::Model,
        rolls: &mut EventRolls,
        record: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let attendance = Attendance::parse(&row.attendance).context("an attendance is unknown")?;
        let roll = rolls.get_mut(&row.event_id).context("a registration's event is missing")?;
        let ledger = roll.places.get_mut(&attendance).context("a place of an event is missing")?;
        match row.seat {
            Some(seat) => ledger.release(u32::try_from(seat)?),
            None => ledger.leave_line(seats_of(row.seats)?),
        }
        let offers_end = offer_until(self.now, self.offer_hours, roll.closes_at).filter(|_| roll.is_on);
        let place = SeatOffers { event: &row.event_id, attendance, now: self.now, actor: "visitor", offers_end };
        place.make(ledger, &mut record.audit, db).await?;
        Ok(())
    }

    fn entry(&self, row: &registration::Model) -> AuditEntry {
        let (person, subject) = (Some(PersonId(row.person_id)), Some(row.id));
        AuditEntry { at: self.now, actor: "visitor".to_owned(), action: MOVED, person, subject }
    }
}
