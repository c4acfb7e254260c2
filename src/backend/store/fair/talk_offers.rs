//! Time that came free at a table is offered to whoever wished for the company and had none, in the order of their registrations, as
//! seats are; an offer that nobody takes ends, and the next one is asked. All of it under the lock of the event.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

use super::talk_rows::{add_talk_cells, lock_fair, read_taken, state_of, talk_row, talks_at, visitor_name};
use crate::{
    intake::{
        MailKind, PersonId, RegistrationState, SubmissionId,
        fair::{ChosenTalk, FairPart, FairPlan, TalkApplicant, TalkState, offer_talks, seat_name, talk_offer_until},
    },
    store::{
        audit::AuditEntry,
        entities::{booking_cell, event, fair_talk, fair_wish, registration},
        mails::{MailOf, add_mails},
        slot_rows::free_cells,
    },
};

/// The fair at which talks are offered, and on whose account.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct TalkOffers<'a> {
    /// The event's id.
    pub event: &'a str,
    pub now: Timestamp,
    /// For how many hours an offer is open.
    pub offer_hours: u32,
    /// Who caused it, for the audit log.
    pub actor: &'a str,
}

impl TalkOffers<'_> {
    /// Offers what is free, within the transaction `db`. Nothing comes of it where there are no tables, or what is no more on.
    pub async fn make(&self, audit: &mut Vec<AuditEntry>, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let Some((event, plan)) = lock_fair(self.event, db).await? else { return Ok(()) };
        for (of, talk) in self.find((&event, &plan), db).await? {
            let until = talk_offer_until(self.now, self.offer_hours, talk.time.start);
            let row = fair_talk::Model {
                state: TalkState::Offered.name().to_owned(),
                expires_at: until.map(Timestamp::as_millisecond),
                ..talk_row(&of, (&plan, &talk), (None, self.now))
            };
            if !add_talk_cells(&[(row.clone(), visitor_name(&of))], db).await? {
                // They booked something else at this moment: the next look offers what is free then.
                free_cells(row.id, db).await?;
                continue;
            }
            fair_talk::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
            audit.push(AuditEntry {
                at: self.now,
                actor: self.actor.to_owned(),
                action: "fair.talk_offered",
                person: Some(PersonId(row.person_id)),
                subject: Some(row.id),
            });
            let mail = mail_of(&row).row(MailKind::TalkOffered, &row.id.to_string(), self.now);
            add_mails(vec![mail], db).await?;
        }
        Ok(())
    }

    /// What is free, each with whom it can be offered to.
    pub(super) async fn find(
        &self,
        (event, plan): (&event::Model, &FairPlan),
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Vec<(registration::Model, ChosenTalk)>> {
        if !event.is_on {
            return Ok(Vec::new());
        }
        let talks = talks_at(&event.id).all(db).await?;
        let mut open = open_wishes(&event.id, &talks, db).await?;
        if open.is_empty() {
            return Ok(Vec::new());
        }
        // Whom no mail reaches, or who has not said yet that the address is theirs, is offered nothing.
        let waiting = registration::Entity::find()
            .filter(registration::Column::EventId.eq(&event.id))
            .filter(registration::Column::SubmissionId.is_in(open.keys().copied()))
            .filter(registration::Column::State.eq(RegistrationState::Confirmed.name()))
            .filter(registration::Column::ActiveLookup.is_not_null())
            .order_by_asc(registration::Column::CreatedAt)
            .order_by_asc(registration::Column::Id);
        let waiting = waiting.all(db).await?;
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<String> = waiting.iter().map(visitor_name).collect();
        let mut taken = read_taken((&event.id, plan), names.clone(), None, db).await?;
        // What staff took back is not offered: they know why, and give it by hand.
        for talk in talks.iter().filter(|talk| is_taken_back(talk)) {
            let seat = seat_name(&event.id, &talk.company, u32::try_from(talk.seat)?);
            taken.insert(&seat, talk.first_cell..talk.past_cell);
        }
        let wishes: Vec<OpenWishes> =
            waiting.iter().map(|row| open.remove(&row.submission_id).unwrap_or_default()).collect();
        let applicants = names.iter().zip(&wishes).map(|(name, wishes)| TalkApplicant {
            name,
            wishes: &wishes.companies,
            part: wishes.part,
            has: wishes.has,
        });
        let applicants: Vec<TalkApplicant<'_>> = applicants.collect();
        let offered = offer_talks(plan, &event.id, &applicants, &mut taken, self.now);
        Ok(offered.into_iter().map(|offer| (waiting[offer.waiter].clone(), offer.talk)).collect())
    }
}

/// The companies that somebody wishes to talk with still.
#[derive(Clone, Debug, Default)]
struct OpenWishes {
    companies: Vec<String>,
    part: FairPart,
    /// How many talks they have.
    has: u32,
}

/// The wishes that became no talk, by what was sent: but of whoever is just offered one, and of companies of which somebody was offered
/// one before, or gave one back.
async fn open_wishes(
    event: &str,
    talks: &[fair_talk::Model],
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<Uuid, OpenWishes>> {
    let known: BTreeSet<(Uuid, &str)> = talks
        .iter()
        .filter(|talk| !is_taken_back(talk))
        .map(|talk| (talk.submission_id, talk.company.as_str()))
        .collect();
    let mut has = BTreeMap::<Uuid, u32>::new();
    let mut asked = BTreeSet::new();
    for talk in talks {
        match state_of(talk)? {
            TalkState::Offered => {
                asked.insert(talk.submission_id);
            }
            state if state.is_given_out() => *has.entry(talk.submission_id).or_default() += 1,
            _ => {}
        }
    }
    let wishes = fair_wish::Entity::find()
        .filter(fair_wish::Column::EventId.eq(event))
        .filter(fair_wish::Column::DecidedAt.is_not_null())
        .order_by_asc(fair_wish::Column::SubmissionId)
        .order_by_asc(fair_wish::Column::Place);
    let mut open = BTreeMap::<Uuid, OpenWishes>::new();
    for wish in wishes.all(db).await? {
        let of = wish.submission_id;
        if asked.contains(&of) || known.contains(&(of, wish.company.as_str())) {
            continue;
        }
        let part = FairPart::parse(&wish.part).unwrap_or_default();
        let theirs = open.entry(of).or_insert_with(|| OpenWishes {
            companies: Vec::new(),
            part,
            has: has.get(&of).copied().unwrap_or_default(),
        });
        theirs.companies.push(wish.company);
    }
    Ok(open)
}

/// Whether staff took a talk back: it is wished for still.
fn is_taken_back(talk: &fair_talk::Model) -> bool {
    talk.state == TalkState::Cancelled.name() && talk.changed_by.is_some()
}

/// Offers that nobody took in time.
pub(super) async fn over_offers(
    event: &str,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<fair_talk::Model>> {
    let over = talks_at(event)
        .filter(fair_talk::Column::State.eq(TalkState::Offered.name()))
        .filter(fair_talk::Column::ExpiresAt.lte(now.as_millisecond()));
    Ok(over.all(db).await?)
}

/// Ends them, and frees their time.
pub(super) async fn end_offers(
    event: &str,
    now: Timestamp,
    audit: &mut Vec<AuditEntry>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let over = over_offers(event, now, db).await?;
    if over.is_empty() {
        return Ok(());
    }
    let ids = || over.iter().map(|talk| talk.id);
    fair_talk::Entity::update_many()
        .col_expr(fair_talk::Column::State, Expr::value(TalkState::Lapsed.name()))
        .col_expr(fair_talk::Column::ChangedAt, Expr::value(now.as_millisecond()))
        .filter(fair_talk::Column::Id.is_in(ids()))
        .exec(db)
        .await?;
    booking_cell::Entity::delete_many().filter(booking_cell::Column::BookingId.is_in(ids())).exec(db).await?;
    audit.extend(over.iter().map(|talk| AuditEntry {
        at: now,
        actor: "system".to_owned(),
        action: "fair.talk_lapsed",
        person: Some(PersonId(talk.person_id)),
        subject: Some(talk.id),
    }));
    Ok(())
}

/// Whom a mail about a talk is for.
pub(super) fn mail_of(talk: &fair_talk::Model) -> MailOf {
    MailOf { person: PersonId(talk.person_id), submission: SubmissionId(talk.submission_id) }
}
