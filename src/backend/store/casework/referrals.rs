//! Somebody needs help that the programme does not give, and agrees to be sent on to an office that does. That is
//! between them and their counsellor; what is counted of it names nobody.

use std::{collections::BTreeMap, ops::Range};

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, QuerySelect, sea_query::Expr,
};

use super::sealed_text::WrittenIn;
use crate::{
    intake::{
        PersonId,
        calendar::clock_in_japan,
        cases::{ReferralId, ReferralOutcome, Viewer},
    },
    store::{
        Store, WriteError,
        audit::AuditEntry,
        entities::{counted_referral, referral},
        persons::{RecordKeys, lock_persons, person_of},
        row_id::new_row_id,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// A referral that is to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReferral {
    /// Who is sent on, by any record of theirs.
    pub person: PersonId,
    /// The id of the office in `data/support.yaml`.
    pub office: String,
    /// When they agreed to it.
    pub consented_at: Timestamp,
    /// What somebody wrote about it.
    pub note: Option<String>,
}

/// A referral as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralView {
    /// What it is called.
    pub id: ReferralId,
    /// The id of the office.
    pub office: String,
    /// When they agreed to it.
    pub consented_at: Timestamp,
    /// When they were sent on.
    pub at: Timestamp,
    /// The account that did it.
    pub actor: String,
    /// What became of it.
    pub outcome: ReferralOutcome,
    /// What somebody wrote about it.
    pub note: Option<String>,
}

/// How many were sent on to an office, with which outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralCount {
    /// The id of the office; `*` for erased people of whom too few were sent there.
    pub office: String,
    /// What became of it.
    pub outcome: ReferralOutcome,
    /// How often.
    pub count: u64,
}

impl ReferralView {
    pub(super) fn open(row: &referral::Model, keys: &RecordKeys) -> anyhow::Result<Self> {
        let record = PersonId(row.record_id);
        let note = row.sealed.as_ref().map(|sealed| WrittenIn::Referral.open(sealed, record, keys)).transpose()?;
        Ok(Self {
            id: ReferralId(row.id),
            office: row.office.clone(),
            consented_at: Timestamp::from_millisecond(row.consented_at)?,
            at: Timestamp::from_millisecond(row.at)?,
            actor: row.actor.clone(),
            outcome: outcome_of(&row.outcome)?,
            note: note.flatten(),
        })
    }
}

fn outcome_of(name: &str) -> anyhow::Result<ReferralOutcome> {
    ReferralOutcome::parse(name).context("an outcome of a referral is unknown")
}

struct ReferralAddition {
    row: referral::Model,
}

impl StoreChange for ReferralAddition {
    /// Whether its person is there still.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = &self.row;
        if lock_persons(&[PersonId(row.record_id)].into(), db).await?.is_empty() {
            return Ok(false);
        }
        referral::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        log.audit.push(entry(row, &row.actor, Timestamp::from_millisecond(row.at)?, "referral.added"));
        Ok(true)
    }
}

struct ReferralChange {
    referral: ReferralId,
    outcome: ReferralOutcome,
    actor: String,
    now: Timestamp,
}

impl StoreChange for ReferralChange {
    /// Whether there is such a referral.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = referral::Entity::find_by_id(self.referral.0).lock_exclusive().one(db).await?;
        let Some(row) = row else { return Ok(false) };
        if row.outcome != self.outcome.name() {
            log.audit.push(entry(&row, &self.actor, self.now, "referral.outcome"));
            let mut row = row.into_active_model();
            row.outcome = Set(self.outcome.name().to_owned());
            row.update(db).await?;
        }
        Ok(true)
    }
}

fn entry(row: &referral::Model, actor: &str, at: Timestamp, action: &'static str) -> AuditEntry {
    AuditEntry { at, actor: actor.to_owned(), action, person: Some(PersonId(row.record_id)), subject: Some(row.id) }
}

impl Store {
    /// Writes down that somebody was sent on; `None` if nobody is there any more, if they have not agreed yet, or if
    /// that is not for this account to do.
    pub async fn add_referral(&self, new: NewReferral, viewer: &Viewer) -> anyhow::Result<Option<ReferralId>> {
        let (readers, now) = (&self.databases.readers, Timestamp::now());
        if !viewer.sees_counselling || new.consented_at > now {
            return Ok(None);
        }
        let record = person_of(new.person, readers).await?;
        let sealed = match &new.note {
            Some(note) => WrittenIn::Referral.seal(note, record, &self.keys, readers).await?,
            None => None,
        };
        let row = referral::Model {
            id: new_row_id(),
            record_id: record.0,
            office: new.office,
            consented_at: new.consented_at.as_millisecond(),
            at: now.as_millisecond(),
            actor: viewer.account.clone(),
            outcome: ReferralOutcome::Open.name().to_owned(),
            sealed,
        };
        let id = ReferralId(row.id);
        Ok(self.write(ReferralAddition { row }).await?.then_some(id))
    }

    /// Says what became of a referral. `false` if there is no such one, or that is not for this account to say.
    pub async fn set_referral_outcome(
        &self,
        referral: ReferralId,
        outcome: ReferralOutcome,
        viewer: &Viewer,
    ) -> Result<bool, WriteError> {
        if !viewer.sees_counselling {
            return Ok(false);
        }
        let actor = viewer.account.clone();
        self.write(ReferralChange { referral, outcome, actor, now: Timestamp::now() }).await
    }

    /// How many were sent on within months in Japan, the last one not included, by office and outcome. Those who are
    /// gone count.
    pub async fn count_referrals(&self, times: Range<Timestamp>) -> anyhow::Result<Vec<ReferralCount>> {
        let readers = &self.databases.readers;
        let present: Vec<(String, String, i64)> = referral::Entity::find()
            .select_only()
            .columns([referral::Column::Office, referral::Column::Outcome])
            .expr(Expr::col(referral::Column::Id).count())
            .filter(referral::Column::At.gte(times.start.as_millisecond()))
            .filter(referral::Column::At.lt(times.end.as_millisecond()))
            .group_by(referral::Column::Office)
            .group_by(referral::Column::Outcome)
            .into_tuple()
            .all(readers)
            .await?;
        let month = |at: Timestamp| clock_in_japan(at).strftime("%Y-%m").to_string();
        let gone: Vec<(String, String, i64)> = counted_referral::Entity::find()
            .select_only()
            .columns([counted_referral::Column::Office, counted_referral::Column::Outcome])
            .expr(Expr::col(counted_referral::Column::Id).count())
            .filter(counted_referral::Column::Month.gte(month(times.start)))
            .filter(counted_referral::Column::Month.lt(month(times.end)))
            .group_by(counted_referral::Column::Office)
            .group_by(counted_referral::Column::Outcome)
            .into_tuple()
            .all(readers)
            .await?;
        let mut counts: BTreeMap<(String, ReferralOutcome), u64> = BTreeMap::new();
        for (office, outcome, count) in present.into_iter().chain(gone) {
            *counts.entry((office, outcome_of(&outcome)?)).or_default() += u64::try_from(count)?;
        }
        let count = |((office, outcome), count)| ReferralCount { office, outcome, count };
        Ok(counts.into_iter().map(count).collect())
    }
}
