//! Companies are told of the talks at their tables: once when the fair takes nobody any more, and then of each change. What they were
//! told is written down beside the mail that says so, and the key of that row lets each state of a plan be told once.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

use super::talk_rows::{coming_fairs, lock_fair, status_of, talks_at};
use crate::{
    intake::{
        MailKind, PersonId, SubmissionId,
        fair::{FairPlan, FairTable, PlannedTime, TablePlan},
    },
    store::{
        Store,
        entities::{event, fair_talk, outbox_mail, table_notice},
        event_facts::parse_fair,
        mails::{MailOf, MailState, add_mails},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// How long after a fair it is known what companies were told, so that staff can see what became of the mails.
const KEPT_HOURS: i64 = 24 * 31;

/// Mails about nobody: who comes is not in them.
const OF_NOBODY: MailOf = MailOf { person: PersonId(Uuid::nil()), submission: SubmissionId(Uuid::nil()) };

/// The talks at a table as a mail tells them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TablePlanFacts {
    /// What the fair is called.
    pub title: String,
    /// Where it is.
    pub place: String,
    /// The path of its page on the site.
    pub url: String,
    /// When the first talks of the fair begin.
    pub starts_at: Timestamp,
    /// When its last ones end.
    pub ends_at: Timestamp,
    /// The company as people read it.
    pub label: String,
    /// The talks.
    pub plan: TablePlan,
    /// What its entry for calendars is called.
    pub entry: Uuid,
    /// How often that has changed.
    pub sequence: u32,
}

/// What is to be told of one table.
#[derive(Clone)]
struct DueNotice {
    table: FairTable,
    mail: String,
    plan: TablePlan,
    /// What was told last, and went out.
    told: Option<table_notice::Model>,
    /// What waits to be told, and holds no more.
    unsent: Option<table_notice::Model>,
    /// Whether there is anything to tell, beside that.
    is_news: bool,
}

impl Store {
    /// Tells the companies whose addresses at work these are, by their keys, of the talks at their tables: those whom nobody has told of
    /// this plan. Gives how many.
    pub async fn tell_tables(&self, mails: &BTreeMap<String, String>, now: Timestamp) -> anyhow::Result<usize> {
        let mut told = 0;
        for (event, plan) in coming_fairs(now, &self.databases.readers).await? {
            if due_notices((&event, &plan), mails, now, &self.databases.readers).await?.is_empty() {
                continue;
            }
            let (event, mails, unguarded) = (event.id, mails.clone(), None);
            told += self.write(TableTelling { event, mails, unguarded, now }).await?;
        }
        Ok(told)
    }
}

struct TableTelling {
    event: String,
    mails: BTreeMap<String, String>,
    /// What was due as it was read before, for the test that shows what the lock is for.
    unguarded: Option<Vec<DueNotice>>,
    now: Timestamp,
}

impl StoreChange for TableTelling {
    type Made = usize;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<usize> {
        let Some((event, plan)) = lock_fair(&self.event, db).await? else { return Ok(0) };
        let mut told = 0;
        let due = match &self.unguarded {
            Some(due) => due.clone(),
            None => due_notices((&event, &plan), &self.mails, self.now, db).await?,
        };
        for due in due {
            // What is being sent at this moment was told: the next look goes on from it.
            if let Some(unsent) = &due.unsent
                && !take_back(unsent, db).await?
            {
                continue;
            }
            if due.is_news && tell(&due, (&event, &plan), self.now, db).await? {
                told += 1;
            }
        }
        Ok(told)
    }
}

/// What is to be told of the tables of a fair.
async fn due_notices(
    (event, plan): (&event::Model, &FairPlan),
    mails: &BTreeMap<String, String>,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<DueNotice>> {
    let is_closed = now >= Timestamp::from_millisecond(event.closes_at)?.min(plan.starts_at);
    if !is_closed || now >= plan.ends_at {
        return Ok(Vec::new());
    }
    let talks: Vec<fair_talk::Model> = talks_at(&event.id).all(db).await?;
    let mut due = Vec::new();
    for table in &plan.tables {
        let Some(mail) = mails.get(&table.company) else { continue };
        let theirs = talks.iter().filter(|talk| talk.company == table.company);
        let theirs = theirs.map(|talk| {
            let status = status_of(talk)?;
            Ok((status.state, status.starts_at, Timestamp::from_millisecond(talk.ends_at)?))
        });
        let plan = TablePlan::of(event.is_on, theirs.collect::<anyhow::Result<Vec<_>>>()?);
        let (told, unsent) = read_told((&event.id, &table.company), db).await?;
        let is_news = match &told {
            Some(told) => parse_plan(told)? != plan,
            // Who was told nothing need not hear that it is off.
            None => plan.is_on,
        };
        let is_waiting = unsent.as_ref().map(parse_plan).transpose()?.is_some_and(|waiting| waiting == plan);
        if (is_news && !is_waiting) || (!is_news && unsent.is_some()) {
            due.push(DueNotice { table: table.clone(), mail: mail.clone(), plan, told, unsent, is_news });
        }
    }
    Ok(due)
}

/// What a company was told last; and what waits to be told since, of which nothing has gone out.
async fn read_told(
    (event, company): (&str, &str),
    db: &impl ConnectionTrait,
) -> anyhow::Result<(Option<table_notice::Model>, Option<table_notice::Model>)> {
    let rows = table_notice::Entity::find()
        .filter(table_notice::Column::EventId.eq(event))
        .filter(table_notice::Column::Company.eq(company))
        .order_by_desc(table_notice::Column::Sequence)
        .limit(2)
        .all(db)
        .await?;
    let mut rows = rows.into_iter();
    let Some(newest) = rows.next() else { return Ok((None, None)) };
    let mail = outbox_mail::Entity::find_by_id(newest.mail_id).one(db).await?;
    let is_unsent = mail.is_some_and(|mail| mail.state == MailState::Waiting.name() && mail.attempts == 0);
    Ok(if is_unsent { (rows.next(), Some(newest)) } else { (Some(newest), None) })
}

/// Takes back a mail of which nothing has gone out. Gives whether that was in time.
async fn take_back(unsent: &table_notice::Model, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let taken = outbox_mail::Entity::delete_many()
        .filter(outbox_mail::Column::Id.eq(unsent.mail_id))
        .filter(outbox_mail::Column::State.eq(MailState::Waiting.name()))
        .exec(db)
        .await?;
    if taken.rows_affected == 0 {
        return Ok(false);
    }
    table_notice::Entity::delete_by_id(unsent.mail_id).exec(db).await?;
    Ok(true)
}

/// Writes down what a company is told, with the mail. Gives whether nobody else has done so.
async fn tell(
    due: &DueNotice,
    (event, plan): (&event::Model, &FairPlan),
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    let sequence = due.told.as_ref().map_or(0, |told| told.sequence + 1);
    let mail = OF_NOBODY.row(MailKind::HostTalks, &format!("{}:{}:{sequence}", event.id, due.table.company), now);
    let row = table_notice::Model {
        mail_id: mail.id,
        event_id: event.id.clone(),
        company: due.table.company.clone(),
        sequence,
        entry_id: due.told.as_ref().map_or(mail.id, |told| told.entry_id),
        label: due.table.label.clone(),
        mail: due.mail.clone(),
        is_on: due.plan.is_on,
        times: render_times(&due.plan)?,
        ends_at: plan.ends_at.as_millisecond(),
    };
    let known = OnConflict::new().do_nothing().to_owned();
    let insert = table_notice::Entity::insert_many([row.into_active_model()]).on_conflict(known);
    if insert.exec_without_returning(db).await? == 0 {
        return Ok(false);
    }
    add_mails(vec![mail], db).await?;
    Ok(true)
}

fn render_times(plan: &TablePlan) -> anyhow::Result<String> {
    let times = plan.times.iter().map(|time| (time.start.as_millisecond(), time.end.as_millisecond(), time.talks));
    Ok(serde_json::to_string(&times.collect::<Vec<_>>())?)
}

fn parse_plan(row: &table_notice::Model) -> anyhow::Result<TablePlan> {
    let times: Vec<(i64, i64, u32)> = serde_json::from_str(&row.times)?;
    let time = |(start, end, talks)| {
        let (start, end) = (Timestamp::from_millisecond(start)?, Timestamp::from_millisecond(end)?);
        Ok(PlannedTime { start, end, talks })
    };
    Ok(TablePlan { is_on: row.is_on, times: times.into_iter().map(time).collect::<anyhow::Result<_>>()? })
}

/// What a mail tells of a table, with the address that it goes to; `None` where nothing is known of that any more.
pub(in crate::store) async fn table_plan_facts(
    mail: Uuid,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<(String, TablePlanFacts)>> {
    let Some(row) = table_notice::Entity::find_by_id(mail).one(db).await? else { return Ok(None) };
    let Some(event) = event::Entity::find_by_id(&row.event_id).one(db).await? else { return Ok(None) };
    let fair = event.fair.as_deref().map(parse_fair).transpose()?;
    let (starts_at, ends_at) = match fair {
        Some(fair) => (fair.starts_at, fair.ends_at),
        None => (Timestamp::from_millisecond(event.starts_at)?, Timestamp::from_millisecond(event.ends_at)?),
    };
    let facts = TablePlanFacts {
        title: event.title,
        place: event.place,
        url: event.url,
        starts_at,
        ends_at,
        label: row.label.clone(),
        plan: parse_plan(&row)?,
        entry: row.entry_id,
        sequence: u32::try_from(row.sequence).context("a table was told less than never")?,
    };
    Ok(Some((row.mail, facts)))
}

/// Whether a mail about a table is wanted when it is handed over: nothing newer is told, and the talks are not over.
pub(in crate::store) async fn is_table_notice_wanted(
    mail: Uuid,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    let Some(row) = table_notice::Entity::find_by_id(mail).one(db).await? else { return Ok(false) };
    let newer = table_notice::Entity::find()
        .filter(table_notice::Column::EventId.eq(&row.event_id))
        .filter(table_notice::Column::Company.eq(&row.company))
        .filter(table_notice::Column::Sequence.gt(row.sequence));
    Ok(now.as_millisecond() < row.ends_at && newer.one(db).await?.is_none())
}

/// Forgets what companies were told of fairs that are long over, with the mails.
pub(in crate::store) async fn forget_table_notices(now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let kept_from = now.checked_sub(SignedDuration::from_hours(KEPT_HOURS)).unwrap_or(Timestamp::MIN);
    let over = table_notice::Entity::find()
        .select_only()
        .column(table_notice::Column::MailId)
        .filter(table_notice::Column::EndsAt.lt(kept_from.as_millisecond()));
    let over: Vec<Uuid> = over.into_tuple().all(db).await?;
    if over.is_empty() {
        return Ok(());
    }
    outbox_mail::Entity::delete_many().filter(outbox_mail::Column::Id.is_in(over.clone())).exec(db).await?;
    table_notice::Entity::delete_many().filter(table_notice::Column::MailId.is_in(over)).exec(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
