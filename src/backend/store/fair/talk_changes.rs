//! A talk at a fair is given back, gets another time or table, is added by hand, is taken where it was offered, or it is said what became
//! of it: one transaction each, under the lock of the event.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    talk_offers::TalkOffers,
    talk_rows::{is_seated, lock_plan, read_taken, status_of, take_talk_cells, talk_row, visitor_name},
};
use crate::{
    intake::{
        MailKind, PersonId, RegistrationId, SubmissionId,
        bookings::TakenCells,
        fair::{ChosenTalk, FairPlan, FairTables, TalkState},
    },
    store::{
        Keys, Store, WriteError,
        audit::AuditEntry,
        entities::{fair_talk, registration},
        event_day::{ReasonOf, write_reason},
        mails::{MailOf, add_mails},
        slot_rows::free_cells,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// Who of the staff changes a talk, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalkHand {
    /// The account.
    pub actor: String,
    /// In their own words.
    pub reason: String,
}

/// Where a talk is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalkMove {
    /// The key of the company.
    pub company: String,
    /// When it begins.
    pub start: Timestamp,
}

/// A talk that is added by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFairTalk {
    /// The event.
    pub event: String,
    /// Who is to talk: a registration with a seat there.
    pub registration: RegistrationId,
    /// With whom and when.
    pub to: TalkMove,
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FairTalkOutcome {
    /// It is so now, or was before.
    Done,
    /// The table has no seat free at that time, or there is no such table or time.
    Taken,
    /// Whoever is to talk is somewhere else at that time.
    OwnOverlap,
    /// It has begun, is over or was given back; or there is no seat at the event.
    NotPossible,
    /// There is no such talk, or no such registration.
    Unknown,
}

impl Store {
    /// Gives back a talk of whoever sent a submission, or declines one that is offered to them. Its time is offered to others, for so
    /// many hours.
    pub async fn give_back_talk(
        &self,
        submission: SubmissionId,
        talk: Uuid,
        offer_hours: u32,
    ) -> Result<FairTalkOutcome, WriteError> {
        let kind = TalkChangeKind::Cancel { offer_hours: Some(offer_hours) };
        self.write(TalkChange::of_visitor(submission, talk, kind)).await
    }

    /// Takes a talk that is offered to whoever sent a submission.
    pub async fn take_talk(&self, submission: SubmissionId, talk: Uuid) -> Result<FairTalkOutcome, WriteError> {
        self.write(TalkChange::of_visitor(submission, talk, TalkChangeKind::Take)).await
    }

    /// Gives back a talk by hand, and tells whoever had it.
    pub async fn cancel_talk(&self, talk: Uuid, hand: TalkHand) -> Result<FairTalkOutcome, WriteError> {
        self.change_talk(talk, TalkChangeKind::Cancel { offer_hours: None }, hand).await
    }

    /// Moves a talk to another time or table by hand, and tells whoever has it.
    pub async fn move_talk(&self, talk: Uuid, to: TalkMove, hand: TalkHand) -> Result<FairTalkOutcome, WriteError> {
        self.change_talk(talk, TalkChangeKind::Move(to), hand).await
    }

    /// Says what became of a talk, or something else than before.
    pub async fn mark_talk(&self, talk: Uuid, mark: TalkState, actor: &str) -> Result<FairTalkOutcome, WriteError> {
        let hand = TalkHand { actor: actor.to_owned(), reason: String::new() };
        self.change_talk(talk, TalkChangeKind::Mark(mark), hand).await
    }

    /// Adds a talk by hand, and tells whoever has it.
    pub async fn add_talk(&self, new: NewFairTalk, hand: TalkHand) -> Result<FairTalkOutcome, WriteError> {
        let (keys, now, unguarded) = (self.keys.clone(), Timestamp::now(), None);
        self.write(TalkAddition { new, hand, keys, now, unguarded }).await
    }

    /// The event of a talk; `None` if there is no such talk.
    pub async fn event_of_talk(&self, talk: Uuid) -> anyhow::Result<Option<String>> {
        let row = fair_talk::Entity::find_by_id(talk).one(&self.databases.readers).await?;
        Ok(row.map(|row| row.event_id))
    }

    async fn change_talk(
        &self,
        talk: Uuid,
        kind: TalkChangeKind,
        hand: TalkHand,
    ) -> Result<FairTalkOutcome, WriteError> {
        let hand = Some((hand, self.keys.clone()));
        self.write(TalkChange { talk, of: None, kind, hand, now: Timestamp::now(), unguarded: None }).await
    }
}

#[derive(Clone, Debug)]
enum TalkChangeKind {
    /// The time of it is offered to others for so many hours; not where staff take it back, who know why.
    Cancel {
        offer_hours: Option<u32>,
    },
    Take,
    Move(TalkMove),
    Mark(TalkState),
}

struct TalkChange {
    talk: Uuid,
    /// Whose it has to be.
    of: Option<SubmissionId>,
    kind: TalkChangeKind,
    /// Who of the staff changes it, with the keys under which they say why; `None` for whoever has it.
    hand: Option<(TalkHand, Keys)>,
    now: Timestamp,
    /// The talk and what is taken, as they were read before, for the tests that show what the lock is for.
    unguarded: Option<(fair_talk::Model, TakenCells)>,
}

impl StoreChange for TalkChange {
    type Made = FairTalkOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<FairTalkOutcome> {
        let find = || fair_talk::Entity::find_by_id(self.talk);
        let Some(found) = find().one(db).await? else { return Ok(FairTalkOutcome::Unknown) };
        if self.of.is_some_and(|submission| submission.0 != found.submission_id) {
            return Ok(FairTalkOutcome::Unknown);
        }
        let plan = lock_plan(&found.event_id, db).await?;
        // Read again under the lock: it may have become another one in between.
        let row = match &self.unguarded {
            Some((row, _)) => Some(row.clone()),
            None => find().one(db).await?,
        };
        let Some(row) = row else { return Ok(FairTalkOutcome::Unknown) };
        let status = status_of(&row)?;
        let changed = match &self.kind {
            TalkChangeKind::Cancel { .. } if matches!(status.state, TalkState::Cancelled | TalkState::Lapsed) => {
                return Ok(FairTalkOutcome::Done);
            }
            TalkChangeKind::Cancel { .. } if status.can_be_given_back(self.now) => {
                free_cells(row.id, db).await?;
                fair_talk::Model { state: TalkState::Cancelled.name().to_owned(), ..row.clone() }
            }
            TalkChangeKind::Take if status.state == TalkState::Booked => return Ok(FairTalkOutcome::Done),
            // Its time was kept all along.
            TalkChangeKind::Take if status.can_be_taken(self.now) => {
                fair_talk::Model { state: TalkState::Booked.name().to_owned(), ..row.clone() }
            }
            TalkChangeKind::Mark(mark) if status.state == *mark => return Ok(FairTalkOutcome::Done),
            TalkChangeKind::Mark(mark) if status.can_be_marked(self.now) => {
                fair_talk::Model { state: mark.name().to_owned(), ..row.clone() }
            }
            TalkChangeKind::Move(to) if status.can_change(self.now) => {
                let Some(plan) = &plan else { return Ok(FairTalkOutcome::Taken) };
                match self.moved(&row, (plan, to), db).await? {
                    Ok(moved) => moved,
                    Err(outcome) => return Ok(outcome),
                }
            }
            _ => return Ok(FairTalkOutcome::NotPossible),
        };
        self.write(&row, changed, log, db).await?;
        if let TalkChangeKind::Cancel { offer_hours: Some(offer_hours) } = self.kind {
            let (event, now) = (row.event_id.as_str(), self.now);
            TalkOffers { event, now, offer_hours, actor: "visitor" }.make(&mut log.audit, db).await?;
        }
        Ok(FairTalkOutcome::Done)
    }
}

impl TalkChange {
    /// A change by whoever has the talk.
    fn of_visitor(submission: SubmissionId, talk: Uuid, kind: TalkChangeKind) -> Self {
        Self { talk, of: Some(submission), kind, hand: None, now: Timestamp::now(), unguarded: None }
    }

    /// The talk at another time or table, of which it has the cells then; or why it stays.
    async fn moved(
        &self,
        row: &fair_talk::Model,
        (plan, to): (&FairPlan, &TalkMove),
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Result<fair_talk::Model, FairTalkOutcome>> {
        let Some(of) = registration_of(row, db).await? else { return Ok(Err(FairTalkOutcome::NotPossible)) };
        let seeker = TalkSeeker { of: &of, plan, except: Some(row.id), now: self.now };
        let early = self.unguarded.as_ref().map(|(_, taken)| taken);
        let talk = match seeker.choose(to, early, db).await? {
            Ok(talk) => talk,
            Err(outcome) => return Ok(Err(outcome)),
        };
        let there = talk_row(&of, (plan, &talk), (None, self.now));
        let (id, made_at, made_by) = (row.id, row.made_at, row.made_by.clone());
        let moved = fair_talk::Model { id, made_at, made_by, ..there };
        free_cells(row.id, db).await?;
        take_talk_cells(&[(moved.clone(), visitor_name(&of))], db).await?;
        Ok(Ok(moved))
    }

    async fn write(
        &self,
        row: &fair_talk::Model,
        changed: fair_talk::Model,
        log: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let action = match &self.kind {
            TalkChangeKind::Cancel { .. } => "fair.talk_cancelled",
            TalkChangeKind::Take => "fair.talk_taken",
            TalkChangeKind::Move(_) => "fair.talk_moved",
            TalkChangeKind::Mark(_) => "fair.talk_marked",
        };
        let actor = self.hand.as_ref().map(|(hand, _)| hand.actor.clone());
        let (changed_at, changed_by) = (Some(self.now.as_millisecond()), actor.clone());
        let changed = fair_talk::Model { changed_at, changed_by, ..changed };
        changed.into_active_model().reset_all().update(db).await?;
        let actor = actor.unwrap_or_else(|| "visitor".to_owned());
        log.audit.push(entry(row, action, &actor, self.now));
        if matches!(self.kind, TalkChangeKind::Mark(_)) {
            return Ok(());
        }
        let of = registration_of(row, db).await?.context("the registration of a talk is gone")?;
        if let Some((hand, keys)) = &self.hand {
            let reason = ReasonOf { action, text: &hand.reason, account: &hand.actor, at: self.now, to: None };
            write_reason(&of, reason, keys, db).await?;
        } else if row.state == TalkState::Offered.name() && !matches!(self.kind, TalkChangeKind::Take) {
            // Who declines what they never had keeps the talks that they have.
            return Ok(());
        }
        tell(&of, (row.id, action), self.now, db).await
    }
}

struct TalkAddition {
    new: NewFairTalk,
    hand: TalkHand,
    keys: Keys,
    now: Timestamp,
    /// What is taken as it was read before, for the test that shows what the lock is for.
    unguarded: Option<TakenCells>,
}

impl StoreChange for TalkAddition {
    type Made = FairTalkOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<FairTalkOutcome> {
        let new = &self.new;
        let Some(plan) = lock_plan(&new.event, db).await? else { return Ok(FairTalkOutcome::Unknown) };
        let of = registration::Entity::find_by_id(new.registration.0).one(db).await?;
        let Some(of) = of.filter(|of| of.event_id == new.event) else { return Ok(FairTalkOutcome::Unknown) };
        if !is_seated(&of) {
            return Ok(FairTalkOutcome::NotPossible);
        }
        let seeker = TalkSeeker { of: &of, plan: &plan, except: None, now: self.now };
        let talk = match seeker.choose(&new.to, self.unguarded.as_ref(), db).await? {
            Ok(talk) => talk,
            Err(outcome) => return Ok(outcome),
        };
        let row = talk_row(&of, (&plan, &talk), (Some(&self.hand.actor), self.now));
        fair_talk::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        take_talk_cells(&[(row.clone(), visitor_name(&of))], db).await?;
        let action = "fair.talk_added";
        log.audit.push(entry(&row, action, &self.hand.actor, self.now));
        let reason = ReasonOf { action, text: &self.hand.reason, account: &self.hand.actor, at: self.now, to: None };
        write_reason(&of, reason, &self.keys, db).await?;
        tell(&of, (row.id, action), self.now, db).await?;
        Ok(FairTalkOutcome::Done)
    }
}

/// Somebody who is to sit down at a table.
struct TalkSeeker<'a> {
    of: &'a registration::Model,
    plan: &'a FairPlan,
    /// A talk of theirs whose time is not in the way.
    except: Option<Uuid>,
    now: Timestamp,
}

impl TalkSeeker<'_> {
    /// The talk at a table and time, if both sides are free; staff can have people sit down when the time has begun, but not once it is
    /// over.
    async fn choose(
        &self,
        to: &TalkMove,
        unguarded: Option<&TakenCells>,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Result<ChosenTalk, FairTalkOutcome>> {
        let plan = self.plan;
        let Some(time) = plan.time_at(to.start).filter(|time| time.end > self.now) else {
            return Ok(Err(FairTalkOutcome::Taken));
        };
        let (event, name) = (self.of.event_id.as_str(), visitor_name(self.of));
        let taken = match unguarded {
            Some(taken) => taken.clone(),
            None => read_taken((event, plan), vec![name.clone()], self.except, db).await?,
        };
        if !taken.is_free(&name, plan.cells(&time)) {
            return Ok(Err(FairTalkOutcome::OwnOverlap));
        }
        let seat = FairTables { event, plan, taken: &taken }.find_seat(&to.company, &time, &name);
        let talk = seat.map(|seat| ChosenTalk { company: to.company.clone(), seat, time });
        Ok(talk.ok_or(FairTalkOutcome::Taken))
    }
}

async fn registration_of(
    talk: &fair_talk::Model,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<registration::Model>> {
    let of = registration::Entity::find().filter(registration::Column::SubmissionId.eq(talk.submission_id));
    Ok(of.one(db).await?)
}

/// Tells somebody how their talks stand now, once for each change: the entry of their seat, which has the talks in it, is changed too.
async fn tell(
    of: &registration::Model,
    (talk, action): (Uuid, &'static str),
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    registration::Entity::update_many()
        .col_expr(registration::Column::Sequence, Expr::col(registration::Column::Sequence).add(1))
        .filter(registration::Column::Id.eq(of.id))
        .exec(db)
        .await?;
    if of.active_lookup.is_none() {
        return Ok(());
    }
    let of = MailOf { person: PersonId(of.person_id), submission: SubmissionId(of.submission_id) };
    let once = format!("{talk}:{action}:{}", now.as_millisecond());
    add_mails(vec![of.row(MailKind::FairTalks, &once, now)], db).await
}

fn entry(row: &fair_talk::Model, action: &'static str, actor: &str, at: Timestamp) -> AuditEntry {
    AuditEntry { at, actor: actor.to_owned(), action, person: Some(PersonId(row.person_id)), subject: Some(row.id) }
}

#[cfg(test)]
mod tests;
