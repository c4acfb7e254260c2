//! Staff change registrations by hand: they give a seat to somebody who waits, move somebody to another date or place, make a group
//! larger or smaller, give a registration back. Each is one transaction under the locks of the events, by the rules that visitors'
//! buttons go by, with the reason, and with the mail that tells of what came of it.

use std::collections::BTreeSet;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter,
};

use super::{
    attendance_rows::{find_attendance, lock_registration},
    reasons::{PlaceNow, ReasonOf, write_reason},
};
use crate::{
    intake::{
        Admission, Attendance, Digest, MailKind, PersonId, RegistrationId, RegistrationState, SubmissionId, offer_until,
    },
    store::{
        Keys, RegistrationView, Store, WriteError,
        audit::AuditEntry,
        entities::{outbox_mail, registration},
        event_rows::{EventRolls, lock_events, seats_of, write_lines},
        fair::settle_fair,
        mails::{MailOf, add_mails},
        persons::GivingBack,
        registration_change::view,
        seat_offers::SeatOffers,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What staff say with every change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandChangeRequest {
    /// The registration.
    pub registration: RegistrationId,
    /// Whether there may be more people than seats.
    pub over_capacity: bool,
    /// Why.
    pub reason: String,
    /// The account that says so.
    pub actor: String,
    /// For how many hours what becomes free is offered to the next in line.
    pub offer_hours: u32,
}

/// What came of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandOutcome {
    /// It is so now, or was before.
    Done(Box<RegistrationView>),
    /// There are too few seats, or fewer in all than are asked for.
    Full {
        /// How many are free.
        free: u32,
    },
    /// This address is registered there already.
    AlreadyThere,
    /// They came: that is to be undone first.
    CheckedIn,
    /// It is over, or held, or there is nothing to move to.
    NotPossible,
    /// There is no such registration.
    Unknown,
}

impl Store {
    /// Gives a seat for good to somebody who waits for one or holds one for a time, whoever waits before them.
    pub async fn promote_by_hand(&self, request: HandChangeRequest) -> Result<HandOutcome, WriteError> {
        self.by_hand(request, HandChangeKind::Promote).await
    }

    /// Moves somebody to another event, with their seat where they have one. Without a word of how they take part there, it is as they
    /// do now, or in the only way that there is.
    pub async fn move_to_event(
        &self,
        request: HandChangeRequest,
        event: &str,
        attendance: Option<Attendance>,
    ) -> Result<HandOutcome, WriteError> {
        self.by_hand(request, HandChangeKind::MoveTo(event.to_owned(), attendance)).await
    }

    /// Has somebody take part in the other way.
    pub async fn change_attendance(
        &self,
        request: HandChangeRequest,
        attendance: Attendance,
    ) -> Result<HandOutcome, WriteError> {
        self.by_hand(request, HandChangeKind::Attend(attendance)).await
    }

    /// Gives a group another size.
    pub async fn change_seats(&self, request: HandChangeRequest, seats: u32) -> Result<HandOutcome, WriteError> {
        self.by_hand(request, HandChangeKind::Resize(seats)).await
    }

    /// Gives a registration back for its person, who is told by a mail or by whoever does it.
    pub async fn cancel_by_staff(
        &self,
        request: HandChangeRequest,
        with_mail: bool,
    ) -> Result<HandOutcome, WriteError> {
        self.by_hand(request, HandChangeKind::Cancel { with_mail }).await
    }

    async fn by_hand(&self, request: HandChangeRequest, kind: HandChangeKind) -> Result<HandOutcome, WriteError> {
        let keys = self.keys.clone();
        self.write(HandChange { request, kind, keys, now: Timestamp::now(), unguarded: None }).await
    }
}

/// What is to be changed.
#[derive(Clone, Debug)]
pub(in crate::store) enum HandChangeKind {
    Promote,
    /// To which event, and how they take part there, where that is said.
    MoveTo(String, Option<Attendance>),
    Attend(Attendance),
    Resize(u32),
    Cancel {
        with_mail: bool,
    },
}

impl HandChangeKind {
    /// What the audit log calls it.
    fn action(&self) -> &'static str {
        match self {
            Self::Promote => "registration.promoted",
            Self::MoveTo(..) => "registration.moved",
            Self::Attend(_) => "registration.attendance_changed",
            Self::Resize(_) => "registration.resized",
            Self::Cancel { .. } => CANCELLED_BY_STAFF,
        }
    }
}

/// What the audit log, and the reason, say of a registration that staff gave back.
pub(super) const CANCELLED_BY_STAFF: &str = "registration.cancelled";

pub(in crate::store) struct HandChange {
    pub request: HandChangeRequest,
    pub kind: HandChangeKind,
    pub keys: Keys,
    pub now: Timestamp,
    /// How the events stood before the transaction, for the test that shows what their locks are for.
    pub unguarded: Option<EventRolls>,
}

/// How a registration stands after a change.
struct HandSeating {
    event: String,
    attendance: Attendance,
    state: RegistrationState,
    seat: Option<u32>,
    in_line: Option<i64>,
    seats: u32,
}

impl HandSeating {
    fn place(&self) -> PlaceNow<'_> {
        PlaceNow { event: &self.event, attendance: self.attendance, seats: self.seats }
    }
}

impl StoreChange for HandChange {
    type Made = HandOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<HandOutcome> {
        let id = self.request.registration.0;
        let Some(found) = registration::Entity::find_by_id(id).one(db).await? else { return Ok(HandOutcome::Unknown) };
        let mut events = BTreeSet::from([found.event_id.clone()]);
        if let HandChangeKind::MoveTo(event, _) = &self.kind {
            events.insert(event.clone());
        }
        let lookups = found.active_lookup.iter().filter_map(|lookup| Digest::try_from(lookup.clone()).ok()).collect();
        let before = match &self.unguarded {
            Some(rolls) => rolls.clone(),
            None => lock_events(&events, &lookups, db).await?,
        };
        // Read again under the locks: it may have become another one in between.
        let row = lock_registration(id, db).await?.context("a registration is gone")?;
        if row.event_id != found.event_id {
            return Ok(HandOutcome::NotPossible);
        }
        let stays =
            matches!(self.kind, HandChangeKind::Promote | HandChangeKind::Resize(_) | HandChangeKind::Attend(_));
        if !stays && find_attendance(row.id, db).await?.is_some() {
            return Ok(HandOutcome::CheckedIn);
        }
        let (mut rolls, mut seating) = (before.clone(), None);
        if let HandChangeKind::Cancel { with_mail } = self.kind {
            if is_over(&row) {
                return Ok(HandOutcome::Done(Box::new(view(&row, db).await?)));
            }
            self.cancel(&row, with_mail, log, db).await?;
        } else {
            match self.decide(&row, &mut rolls)? {
                Ok(None) => return Ok(HandOutcome::Done(Box::new(view(&row, db).await?))),
                Ok(Some(decided)) => {
                    self.write(&row, &decided, db).await?;
                    seating = Some(decided);
                }
                Err(outcome) => return Ok(outcome),
            }
            self.offer(&row, &mut rolls, log, db).await?;
            write_lines(&before, &rolls, db).await?;
            log.audit.push(self.entry(&row));
        }
        for event in &events {
            settle_fair(event, self.now, None, db).await?;
        }
        log.events.extend(events);
        let (action, request) = (self.kind.action(), &self.request);
        let to = seating.as_ref().map(HandSeating::place);
        let reason = ReasonOf { action, text: &request.reason, account: &request.actor, at: self.now, to };
        write_reason(&row, reason, &self.keys, db).await?;
        let row = registration::Entity::find_by_id(id).one(db).await?.context("a registration is gone")?;
        Ok(HandOutcome::Done(Box::new(view(&row, db).await?)))
    }
}

fn is_over(row: &registration::Model) -> bool {
    [RegistrationState::Cancelled, RegistrationState::Lapsed].iter().any(|state| row.state == state.name())
}

/// How a registration is to stand: `None` where it stands so already, an outcome where it cannot.
type DecidedSeating = Result<Option<HandSeating>, HandOutcome>;

impl HandChange {
    fn decide(&self, row: &registration::Model, rolls: &mut EventRolls) -> anyhow::Result<DecidedSeating> {
        let state = RegistrationState::parse(&row.state).context("a state of a registration is unknown")?;
        let attendance = Attendance::parse(&row.attendance).context("an attendance is unknown")?;
        let as_is = HandSeating {
            event: row.event_id.clone(),
            attendance,
            state,
            seat: row.seat.map(u32::try_from).transpose()?,
            in_line: row.in_line,
            seats: seats_of(row.seats)?,
        };
        let lookup = row.active_lookup.clone().and_then(|lookup| Digest::try_from(lookup).ok());
        Ok(match &self.kind {
            HandChangeKind::Promote => self.promote(as_is, rolls),
            HandChangeKind::MoveTo(event, _) if *event == row.event_id => Err(HandOutcome::NotPossible),
            HandChangeKind::MoveTo(event, wanted) => {
                let Some(roll) = rolls.get(event).filter(|roll| roll.is_on) else {
                    return Ok(Err(HandOutcome::NotPossible));
                };
                if lookup.is_some_and(|lookup| roll.active.contains(&lookup)) {
                    return Ok(Err(HandOutcome::AlreadyThere));
                }
                let there = match wanted {
                    Some(wanted) => Some(*wanted).filter(|wanted| roll.places.contains_key(wanted)),
                    None => roll.attendance_of(attendance),
                };
                there.map_or(Err(HandOutcome::NotPossible), |there| self.place(&as_is, (event, there), rolls))
            }
            HandChangeKind::Attend(there) if *there == attendance => Ok(None),
            HandChangeKind::Attend(there) => self.place(&as_is, (&row.event_id, *there), rolls),
            HandChangeKind::Resize(seats) => Self::resize(as_is, *seats, self.request.over_capacity, rolls),
            HandChangeKind::Cancel { .. } => Ok(None),
        })
    }

    fn promote(&self, as_is: HandSeating, rolls: &mut EventRolls) -> DecidedSeating {
        if as_is.state == RegistrationState::Confirmed {
            return Ok(None);
        }
        let place = rolls.get_mut(&as_is.event).and_then(|roll| roll.places.get_mut(&as_is.attendance));
        let Some(place) = place.filter(|_| as_is.state.can_be_promoted()) else { return Err(HandOutcome::NotPossible) };
        let seat = if as_is.seat.is_some() {
            as_is.seat
        } else {
            place.leave_line(as_is.seats);
            let given = place.seat_by_hand(as_is.seats, self.request.over_capacity);
            Some(given.ok_or(HandOutcome::Full { free: place.free().unwrap_or_default() })?)
        };
        Ok(Some(HandSeating { state: RegistrationState::Confirmed, seat, in_line: None, ..as_is }))
    }

    /// Takes a registration to another place, and gives back what it held where it was.
    fn place(
        &self,
        as_is: &HandSeating,
        (event, attendance): (&str, Attendance),
        rolls: &mut EventRolls,
    ) -> DecidedSeating {
        let there = rolls.get_mut(event).and_then(|roll| roll.places.get_mut(&attendance));
        let Some(there) = there.filter(|_| as_is.state.can_be_moved()) else { return Err(HandOutcome::NotPossible) };
        let is_seated = as_is.state == RegistrationState::Confirmed;
        let admission = there.place_by_hand(as_is.seats, is_seated, self.request.over_capacity);
        let Some(admission) = admission else {
            return Err(HandOutcome::Full { free: there.free().unwrap_or_default() });
        };
        if let Some(here) = rolls.get_mut(&as_is.event).and_then(|roll| roll.places.get_mut(&as_is.attendance)) {
            match as_is.seat {
                Some(seat) => here.release(seat),
                None => here.leave_line(as_is.seats),
            }
        }
        let (state, seat, in_line) = match admission {
            Admission::Seat(seat) => (RegistrationState::Confirmed, Some(seat), None),
            Admission::Line(number) => (RegistrationState::Waiting, None, Some(number)),
        };
        Ok(Some(HandSeating { event: event.to_owned(), attendance, state, seat, in_line, seats: as_is.seats }))
    }

    fn resize(as_is: HandSeating, seats: u32, may_exceed: bool, rolls: &mut EventRolls) -> DecidedSeating {
        if seats == as_is.seats {
            return Ok(None);
        }
        let place = rolls.get_mut(&as_is.event).and_then(|roll| roll.places.get_mut(&as_is.attendance));
        let is_possible = seats > 0 && as_is.state.can_be_moved();
        let Some(place) = place.filter(|_| is_possible) else { return Err(HandOutcome::NotPossible) };
        let has_room = match as_is.seat {
            Some(seat) => place.resize_by_hand(seat, seats, may_exceed),
            None => place.resize_in_line(as_is.seats, seats),
        };
        if !has_room {
            return Err(HandOutcome::Full { free: place.free().unwrap_or_default() });
        }
        Ok(Some(HandSeating { seats, ..as_is }))
    }

    async fn write(
        &self,
        row: &registration::Model,
        seating: &HandSeating,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let stays = row.state == seating.state.name();
        let mut changed = row.clone().into_active_model();
        changed.event_id = Set(seating.event.clone());
        changed.attendance = Set(seating.attendance.name().to_owned());
        changed.state = Set(seating.state.name().to_owned());
        changed.seat = Set(seating.seat.map(i32::try_from).transpose()?);
        changed.in_line = Set(seating.in_line);
        changed.expires_at = Set(row.expires_at.filter(|_| stays));
        changed.sequence = Set(row.sequence + 1);
        changed.seats = Set(i32::try_from(seating.seats)?);
        changed.update(db).await?;
        let of = MailOf { person: PersonId(row.person_id), submission: SubmissionId(row.submission_id) };
        let once = (row.sequence + 1).to_string();
        let mail = MailKind::about(seating.state).map(|kind| of.row(kind, &once, self.now));
        add_mails(mail.into_iter().collect(), db).await
    }

    /// Offers what is free now where the registration was.
    async fn offer(
        &self,
        row: &registration::Model,
        rolls: &mut EventRolls,
        log: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let attendance = Attendance::parse(&row.attendance).context("an attendance is unknown")?;
        let roll = rolls.get_mut(&row.event_id).context("a registration's event is missing")?;
        let offers_end = offer_until(self.now, self.request.offer_hours, roll.closes_at).filter(|_| roll.is_on);
        let Some(ledger) = roll.places.get_mut(&attendance) else { return Ok(()) };
        let actor = &self.request.actor;
        let offers = SeatOffers { event: &row.event_id, attendance, now: self.now, actor, offers_end };
        offers.make(ledger, &mut log.audit, db).await?;
        Ok(())
    }

    async fn cancel(
        &self,
        row: &registration::Model,
        with_mail: bool,
        log: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let (actor, offer_hours) = (self.request.actor.as_str(), self.request.offer_hours);
        let giving = GivingBack { actor, now: self.now, offer_hours };
        giving.give_back(SubmissionId(row.submission_id), log, db).await?;
        log.audit.push(self.entry(row));
        if !with_mail {
            // Whoever does it tells them.
            outbox_mail::Entity::delete_many()
                .filter(outbox_mail::Column::SubmissionId.eq(row.submission_id))
                .filter(outbox_mail::Column::Kind.eq(MailKind::SeatCancelled.name()))
                .filter(outbox_mail::Column::CreatedAt.eq(self.now.as_millisecond()))
                .exec(db)
                .await?;
        }
        Ok(())
    }

    fn entry(&self, row: &registration::Model) -> AuditEntry {
        let (actor, action) = (self.request.actor.clone(), self.kind.action());
        AuditEntry { at: self.now, actor, action, person: Some(PersonId(row.person_id)), subject: Some(row.id) }
    }
}
