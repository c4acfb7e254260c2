//! What is over its term goes: submissions by the term of their form, with what is left to be counted; persons of whom nothing
//! is left; and what was kept only for a while.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

use super::{
    AnswerTallies, StoreChange, WorkLog,
    counted::leave_counted,
    erasure::{delete_submissions, destroy_records, erased, lock_records},
    host_notices::forget_notices,
    records::{person_of, records_of, registrations_of},
    traces::{has_casework, is_looked_after},
};
use crate::{
    intake::PersonId,
    store::{
        audit::AuditEntry,
        entities::{
            address_owner, booking, event, merge_release, person_case, person_merge, registration, repeat_key,
            submission, subscription,
        },
        fair::forget_table_notices,
        unconfirmed::lock_unconfirmed_over,
    },
};

/// How many submissions one transaction ends, so that whoever registers at that moment does not wait for long.
const MOST_AT_ONCE: u64 = 100;

/// How long merges are remembered by which nobody can undo them any more.
const MERGES_KEPT_HOURS: i64 = 24 * 31;

/// How long a person is kept for a case that is over, so that what follows from it can be planned.
const CLOSED_KEPT_HOURS: i64 = 24 * 31;

/// The ids of submissions of a form that are over a term. It counts from the end of the event or the talk where there is one.
pub(super) fn over_term(form: &str, cutoff: Timestamp) -> Select<submission::Entity> {
    let lasting = Query::select()
        .column(event::Column::Id)
        .from(event::Entity)
        .and_where(Expr::col(event::Column::EndsAt).gte(cutoff.as_millisecond()))
        .to_owned();
    let of_lasting = Query::select()
        .column(registration::Column::SubmissionId)
        .from(registration::Entity)
        .and_where(Expr::col(registration::Column::EventId).in_subquery(lasting.clone()))
        .to_owned();
    // Who was registered already has the registration of an earlier submission.
    let is_for_lasting = submission::Column::EventId.in_subquery(lasting);
    let of_talks = Query::select()
        .column(booking::Column::SubmissionId)
        .from(booking::Entity)
        .and_where(Expr::col(booking::Column::EndsAt).gte(cutoff.as_millisecond()))
        .to_owned();
    submission::Entity::find()
        .select_only()
        .column(submission::Column::Id)
        .filter(submission::Column::ReceivedAt.lt(cutoff.as_millisecond()))
        .filter(submission::Column::Form.eq(form))
        .filter(submission::Column::EventId.is_null().or(is_for_lasting.not()))
        .filter(submission::Column::Id.not_in_subquery(of_lasting))
        .filter(submission::Column::Id.not_in_subquery(of_talks))
}

/// Submissions that are over their term, at most so many as one transaction ends. Whoever wants newsletters has not ended.
pub(in crate::store) async fn find_over(
    form: &str,
    cutoff: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<Uuid>> {
    let of_subscribers =
        Query::select().column(subscription::Column::SubmissionId).from(subscription::Entity).to_owned();
    let rows = over_term(form, cutoff)
        .filter(submission::Column::Id.not_in_subquery(of_subscribers))
        .order_by_asc(submission::Column::ReceivedAt)
        .limit(MOST_AT_ONCE);
    Ok(rows.into_tuple().all(db).await?)
}

/// What is to end.
pub(in crate::store) struct RetentionSweep {
    pub submissions: Vec<Uuid>,
    pub tallies: AnswerTallies,
    pub now: Timestamp,
}

impl StoreChange for RetentionSweep {
    /// How many submissions have ended.
    type Made = usize;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<usize> {
        self.forget_attempts(db).await?;
        self.forget_merges(db).await?;
        forget_notices(self.now, db).await?;
        forget_table_notices(self.now, db).await?;
        let ending = Ending { submissions: &self.submissions, tallies: &self.tallies, now: self.now };
        ending.apply("submission.ended", log, db).await
    }
}

/// Cases that were closed before this are over.
fn closed_before(now: Timestamp) -> i64 {
    let kept_from = now.checked_sub(SignedDuration::from_hours(CLOSED_KEPT_HOURS)).unwrap_or(Timestamp::MIN);
    kept_from.as_millisecond()
}

/// Records without a submission whose cases are all over: their persons were kept for these alone, as far as nothing else of
/// theirs is left.
pub(in crate::store) async fn find_helped(now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<Vec<PersonId>> {
    let sent = Query::select()
        .expr(Expr::val(1))
        .from(submission::Entity)
        .and_where(
            Expr::col((submission::Entity, submission::Column::PersonId))
                .equals((person_case::Entity, person_case::Column::RecordId)),
        )
        .to_owned();
    let closed = person_case::Entity::find()
        .select_only()
        .column(person_case::Column::RecordId)
        .distinct()
        .filter(person_case::Column::ClosedAt.lt(closed_before(now)))
        .filter(Expr::exists(sent).not());
    let records: Vec<Uuid> = closed.into_tuple().all(db).await?;
    Ok(records.into_iter().map(PersonId).collect())
}

/// The same, ended as far as nothing of their persons is left.
pub(in crate::store) struct HelpedSweep {
    pub records: Vec<PersonId>,
    pub tallies: AnswerTallies,
    pub now: Timestamp,
}

impl StoreChange for HelpedSweep {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        let ending = Ending { submissions: &[], tallies: &self.tallies, now: self.now };
        ending.end_records(&self.records, log, db).await
    }
}

/// Submissions that nobody has confirmed in time.
pub(in crate::store) struct UnconfirmedSweep {
    pub submissions: Vec<Uuid>,
    pub now: Timestamp,
}

impl StoreChange for UnconfirmedSweep {
    /// How many submissions have ended.
    type Made = usize;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<usize> {
        let submissions = lock_unconfirmed_over(&self.submissions, self.now, db).await?;
        // They leave nothing to be counted.
        let ending = Ending { submissions: &submissions, tallies: &AnswerTallies::default(), now: self.now };
        ending.apply("submission.unconfirmed", log, db).await
    }
}

/// Submissions that end.
struct Ending<'a> {
    submissions: &'a [Uuid],
    tallies: &'a AnswerTallies,
    now: Timestamp,
}

impl Ending<'_> {
    /// Ends them, with what the audit log calls it; gives how many.
    async fn apply(&self, action: &'static str, log: &mut WorkLog, db: &impl ConnectionTrait) -> anyhow::Result<usize> {
        if self.submissions.is_empty() {
            return Ok(0);
        }
        let find = || submission::Entity::find().filter(submission::Column::Id.is_in(self.submissions.iter().copied()));
        let holders: BTreeSet<PersonId> = find().all(db).await?.iter().map(|row| PersonId(row.person_id)).collect();
        let holders: Vec<PersonId> = holders.into_iter().collect();
        lock_records(&holders, db).await?;
        // Who was erased in between is counted already.
        let rows = find().all(db).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let registrations = registrations_of(&ids, db).await?;
        leave_counted(&rows, &registrations, self.tallies, db).await?;
        log.events.extend(registrations.into_iter().map(|row| row.event_id));
        delete_submissions(&ids, self.now, db).await?;
        log.audit.extend(rows.iter().map(|row| AuditEntry {
            at: self.now,
            actor: "system".to_owned(),
            action,
            person: Some(PersonId(row.person_id)),
            subject: Some(row.id),
        }));
        self.end_records(&holders, log, db).await?;
        log.leaves_no_trace |= !rows.is_empty();
        Ok(rows.len())
    }

    /// Destroys the keys of persons of whom nothing is left, and those of records that nothing needs any more.
    async fn end_records(
        &self,
        holders: &[PersonId],
        log: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let mut persons: BTreeMap<PersonId, Vec<PersonId>> = BTreeMap::new();
        for holder in holders {
            persons.entry(person_of(*holder, db).await?).or_default().push(*holder);
        }
        for (person, holders) in persons {
            let records = records_of(person, db).await?;
            // Whoever is looked after has not ended either.
            let is_needed =
                has_submissions(&records, db).await? || is_looked_after(&records, closed_before(self.now), db).await?;
            let ended = if is_needed { self.not_needed(person, &holders, db).await? } else { records };
            if !ended.is_empty() {
                log.leaves_no_trace = true;
                lock_records(&ended, db).await?;
                destroy_records(&ended, self.tallies, self.now, db).await?;
                log.audit.extend(ended.iter().map(|record| erased("system", person, *record, self.now)));
            }
        }
        Ok(())
    }

    /// The records of a person who stays that hold nothing: no submission, no address of theirs, no other record, nothing that staff
    /// wrote.
    async fn not_needed(
        &self,
        person: PersonId,
        holders: &[PersonId],
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Vec<PersonId>> {
        let mut ended = Vec::new();
        for holder in holders.iter().filter(|holder| **holder != person) {
            let owned = address_owner::Entity::find().filter(address_owner::Column::PersonId.eq(holder.0));
            let is_alone = records_of(*holder, db).await?.len() == 1;
            let holds_nothing = is_alone && !has_submissions(&[*holder], db).await? && owned.one(db).await?.is_none();
            if holds_nothing && !has_casework(*holder, db).await? {
                ended.push(*holder);
            }
        }
        Ok(ended)
    }
}

impl RetentionSweep {
    /// Attempts are known for three days.
    async fn forget_attempts(&self, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let over = repeat_key::Column::ExpiresAt.lt(self.now.as_millisecond());
        repeat_key::Entity::delete_many().filter(over).exec(db).await?;
        Ok(())
    }

    /// Merges that nobody can undo any more are remembered by the audit log alone.
    async fn forget_merges(&self, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let kept_from = self.now.checked_sub(SignedDuration::from_hours(MERGES_KEPT_HOURS)).unwrap_or(Timestamp::MIN);
        let is_over = Expr::col(person_merge::Column::MergedAt).lt(kept_from.as_millisecond());
        let over = Query::select()
            .column(person_merge::Column::Id)
            .from(person_merge::Entity)
            .and_where(is_over.clone())
            .to_owned();
        let releases = merge_release::Column::MergeId.in_subquery(over);
        merge_release::Entity::delete_many().filter(releases).exec(db).await?;
        person_merge::Entity::delete_many().filter(is_over).exec(db).await?;
        Ok(())
    }
}

async fn has_submissions(records: &[PersonId], db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let records = records.iter().map(|record| record.0);
    Ok(submission::Entity::find().filter(submission::Column::PersonId.is_in(records)).one(db).await?.is_some())
}
