//! All talks of a fair, as staff see them: who talks where and when, whose names are read for whoever may see them; and what is counted.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    talk_rows::{is_seated, read_plan, talks_at},
    talk_views::FairTalkView,
};
use crate::{
    intake::{
        AttendeeField, PersonId, RegistrationId, SubmissionId,
        fair::{FairPlan, TalkState},
    },
    store::{
        Store,
        audit::AuditEntry,
        entities::{counted_talk, fair_talk, fair_wish, registration},
        event_day::{OpenedAnswers, read_attendances, read_registrations},
        persons::persons_of,
    },
};

/// A talk with its seat and whoever has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskTalk {
    /// The talk.
    pub view: FairTalkView,
    /// The seat at its table, from 1.
    pub seat: u32,
    /// Whose it is.
    pub submission: SubmissionId,
    /// Whether staff added it.
    pub is_by_hand: bool,
}

/// Somebody with a seat at the event, or with a talk there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskVisitor {
    /// Their registration.
    pub registration: RegistrationId,
    /// What it came of.
    pub submission: SubmissionId,
    /// Who they are.
    pub person: PersonId,
    /// What they are called; empty for whoever may not know that.
    pub name: String,
    /// Whether they have a seat.
    pub is_seated: bool,
    /// Whether they came.
    pub is_in: bool,
    /// The keys of the companies that they wished for and have no time with.
    pub without_time: Vec<String>,
}

/// A fair with everybody who talks there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FairDesk {
    /// Its tables and times.
    pub plan: FairPlan,
    /// All talks whose time is nobody else's, by that: those that are only offered too.
    pub talks: Vec<DeskTalk>,
    /// Whoever registered, by what they sent, in the order in which they came.
    pub visitors: Vec<DeskVisitor>,
}

/// What is counted of a fair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FairCounts {
    /// Talks that were wished for.
    pub wished: u64,
    /// Talks that had a time and were not given back.
    pub booked: u64,
    /// Those that were held.
    pub held: u64,
    /// Those to which one side did not come.
    pub missed: u64,
    /// Persons and companies who met, each pair once.
    pub matched: u64,
}

impl Store {
    /// A fair as staff see it, for an account that is written down; `None` if the event has no tables. Names are read for whoever may
    /// open persons alone.
    pub async fn fair_desk(&self, event: &str, opens_persons: bool, actor: &str) -> anyhow::Result<Option<FairDesk>> {
        let db = &self.databases.readers;
        let Some(plan) = read_plan(event, db).await? else { return Ok(None) };
        let (at, actor, action) = (Timestamp::now(), actor.to_owned(), "fair.listed");
        self.write(AuditEntry { at, actor, action, person: None, subject: None }).await?;
        let talks: Vec<fair_talk::Model> = talks_at(event).all(db).await?;
        let rows = read_registrations(event, db).await?;
        let has_talk = |row: &registration::Model| talks.iter().any(|talk| talk.submission_id == row.submission_id);
        let rows: Vec<registration::Model> = rows.into_iter().filter(|row| is_seated(row) || has_talk(row)).collect();
        let names = if opens_persons { self.read_names(&rows).await? } else { BTreeMap::new() };
        let persons = persons_of(rows.iter().map(|row| PersonId(row.person_id)), db).await?;
        let came = read_attendances(event, db).await?;
        let mut without_time = read_without_time(event, &talks, db).await?;
        let visitor = |row: &registration::Model| {
            let record = PersonId(row.person_id);
            DeskVisitor {
                registration: RegistrationId(row.id),
                submission: SubmissionId(row.submission_id),
                person: persons.get(&record).copied().unwrap_or(record),
                name: names.get(&row.submission_id).cloned().unwrap_or_default(),
                is_seated: is_seated(row),
                is_in: came.contains_key(&row.id),
                without_time: without_time.remove(&row.submission_id).unwrap_or_default(),
            }
        };
        let visitors = rows.iter().map(visitor).collect();
        let mut listed = talks.iter().map(desk_talk).collect::<anyhow::Result<Vec<_>>>()?;
        listed.retain(|talk| talk.view.state.takes_time());
        let talks = listed;
        Ok(Some(FairDesk { plan, talks, visitors }))
    }

    async fn read_names(&self, rows: &[registration::Model]) -> anyhow::Result<BTreeMap<Uuid, String>> {
        let answers = OpenedAnswers::read(rows, &self.keys, &self.databases.readers).await?;
        let name =
            |row: &registration::Model| (row.submission_id, answers.text(row.submission_id, AttendeeField::Name));
        Ok(rows.iter().map(name).collect())
    }

    /// What is counted of a fair, with those whose person is gone.
    pub async fn fair_counts(&self, event: &str) -> anyhow::Result<FairCounts> {
        let db = &self.databases.readers;
        let wishes = fair_wish::Entity::find().filter(fair_wish::Column::EventId.eq(event)).all(db).await?;
        let talks = talks_at(event).all(db).await?;
        let mut counts = FairCounts { wished: wishes.len() as u64, ..FairCounts::default() };
        let mut met = BTreeSet::new();
        for talk in &talks {
            let state = TalkState::parse(&talk.state).context("a state of a talk is unknown")?;
            counts.add(state);
            if state == TalkState::Held {
                met.insert((talk.submission_id, talk.company.as_str()));
            }
        }
        counts.matched = met.len() as u64;
        let gone = counted_talk::Entity::find().filter(counted_talk::Column::EventId.eq(event)).all(db).await?;
        for row in gone {
            match row.state.as_deref() {
                None => counts.wished += 1,
                Some(state) => {
                    let state = TalkState::parse(state).context("a state of a talk is unknown")?;
                    counts.add(state);
                    counts.matched += u64::from(state == TalkState::Held);
                }
            }
        }
        Ok(counts)
    }
}

impl FairCounts {
    fn add(&mut self, state: TalkState) {
        self.booked += u64::from(state.is_given_out());
        self.held += u64::from(state == TalkState::Held);
        self.missed += u64::from(state.is_missed());
    }
}

fn desk_talk(row: &fair_talk::Model) -> anyhow::Result<DeskTalk> {
    Ok(DeskTalk {
        view: FairTalkView::of(row)?,
        seat: u32::try_from(row.seat)?,
        submission: SubmissionId(row.submission_id),
        is_by_hand: row.made_by.is_some(),
    })
}

/// The companies that people wished for and never had a time with, by what they sent.
pub(super) async fn read_without_time(
    event: &str,
    talks: &[fair_talk::Model],
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<Uuid, Vec<String>>> {
    // What staff took back is wished for still, and so is what somebody was offered without a word of theirs.
    let is_wished = |talk: &fair_talk::Model| {
        let is_taken_back = talk.state == TalkState::Cancelled.name() && talk.changed_by.is_some();
        is_taken_back || talk.state == TalkState::Lapsed.name()
    };
    let had = talks.iter().filter(|talk| !is_wished(talk));
    let known: BTreeSet<(Uuid, &str)> = had.map(|talk| (talk.submission_id, talk.company.as_str())).collect();
    let wishes = fair_wish::Entity::find()
        .filter(fair_wish::Column::EventId.eq(event))
        .filter(fair_wish::Column::DecidedAt.is_not_null())
        .order_by_asc(fair_wish::Column::SubmissionId)
        .order_by_asc(fair_wish::Column::Place);
    let mut without: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for wish in wishes.all(db).await? {
        if !known.contains(&(wish.submission_id, wish.company.as_str())) {
            without.entry(wish.submission_id).or_default().push(wish.company);
        }
    }
    Ok(without)
}
