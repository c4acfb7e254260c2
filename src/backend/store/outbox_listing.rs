//! The outbox as a list, for whoever looks at it: nothing is claimed by looking.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityName, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, Order},
};
use uuid::Uuid;

use super::{
    ClaimedMail, Keys, MailState, ReaderSearch, Store,
    audit::AuditEntry,
    entities::{
        message_recipient, message_trial, outbox_mail, person_address, registration, submission, template_trial,
    },
    office_scope::is_of,
    outbox_queue::claimed,
    persons::{RecordKeys, read_address},
};
use crate::intake::{MailKind, PersonId};

/// How many mails are on a page.
const PAGE_SIZE: usize = 50;

/// How many are read at a time, and how many at most for one page, of which some may be of other programmes.
const AT_ONCE: usize = 200;
const MOST_READ: usize = 4000;

/// Which mails are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutboxFilter {
    /// Those in one of these states; all where none is named.
    pub states: Vec<MailState>,
    /// Those of a kind.
    pub kind: Option<MailKind>,
    /// Those to whom somebody means; to all without that.
    pub readers: Option<ReaderSearch>,
    /// Those about this event.
    pub event: Option<String>,
    /// Those about something that was sent for one of these programmes; all without them.
    pub programmes: Option<BTreeSet<String>>,
    /// Whether the oldest come first.
    pub is_oldest_first: bool,
    /// Where the page before ended.
    pub after: Option<Uuid>,
}

/// A mail in the office's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// The mail.
    pub entry: OutboxEntry,
    /// The message that it is of.
    pub message: Option<Uuid>,
    /// Whether it goes to an account that writes a message or a template.
    pub is_trial: bool,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxPage {
    /// Those on it.
    pub rows: Vec<OutboxRow>,
    /// Where the next page begins, if there may be one.
    pub next: Option<Uuid>,
}

/// A mail of the outbox, with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// The mail as its next attempt will have it.
    pub mail: ClaimedMail,
    /// What became of it.
    pub state: MailState,
    /// When it is tried next, while it waits; else when that was.
    pub due_at: Timestamp,
    /// What the server said last: its codes.
    pub reply: Option<String>,
}

impl Store {
    /// The newest mails, newest first.
    pub async fn newest_mails(&self, most: u64) -> anyhow::Result<Vec<OutboxEntry>> {
        let rows = outbox_mail::Entity::find()
            .order_by_desc(outbox_mail::Column::CreatedAt)
            .order_by_asc(outbox_mail::Column::Id)
            .limit(most)
            .all(&self.databases.readers)
            .await?;
        rows.iter().map(entry).collect()
    }

    /// A page of mails. That somebody was looked for is written down.
    pub async fn outbox_page(&self, filter: &OutboxFilter) -> anyhow::Result<OutboxPage> {
        let (db, found) = (&self.databases.readers, self.found_readers(filter).await?);
        let (mut rows, mut after, mut read): (Vec<outbox_mail::Model>, _, _) = (Vec::new(), filter.after, 0);
        loop {
            let part = filter.find(after, found.as_ref()).all(db).await?;
            read += part.len();
            let (is_last, end) = (part.len() < AT_ONCE, part.last().map(|row| row.id));
            for row in filter.shown(part, &self.keys, db).await? {
                if rows.len() == PAGE_SIZE {
                    let next = rows.last().map(|row| row.id);
                    return self.page_of(rows, next).await;
                }
                rows.push(row);
            }
            if is_last {
                return self.page_of(rows, None).await;
            }
            after = end;
            if rows.len() == PAGE_SIZE || read >= MOST_READ {
                return self.page_of(rows, after).await;
            }
        }
    }

    /// All mails that a filter finds, in its order, at most so many.
    pub async fn outbox_rows(&self, filter: &OutboxFilter, most: usize) -> anyhow::Result<Vec<OutboxRow>> {
        let (db, found) = (&self.databases.readers, self.found_readers(filter).await?);
        let (mut rows, mut after) = (Vec::new(), filter.after);
        loop {
            let part = filter.find(after, found.as_ref()).all(db).await?;
            let is_last = part.len() < AT_ONCE;
            after = part.last().map(|row| row.id);
            rows.extend(self.page_of(filter.shown(part, &self.keys, db).await?, None).await?.rows);
            if is_last || rows.len() >= most {
                rows.truncate(most);
                return Ok(rows);
            }
        }
    }

    /// Whom the index finds, if a list is narrowed to somebody.
    async fn found_readers(&self, filter: &OutboxFilter) -> anyhow::Result<Option<Expr>> {
        let Some(readers) = &filter.readers else { return Ok(None) };
        let (at, actor, action) = (Timestamp::now(), readers.actor.clone(), "persons.listed");
        self.write(AuditEntry { at, actor, action, person: None, subject: None }).await?;
        let column = format!("{}.person_id", outbox_mail::Entity.table_name());
        Ok(Some(readers.is_found(&column, &self.keys, &self.databases.readers).await?))
    }

    async fn page_of(&self, rows: Vec<outbox_mail::Model>, next: Option<Uuid>) -> anyhow::Result<OutboxPage> {
        let db = &self.databases.readers;
        let ids = || rows.iter().map(|row| row.id);
        let of = message_recipient::Entity::find().filter(message_recipient::Column::MailId.is_in(ids()));
        let readers: BTreeMap<Option<Uuid>, Uuid> =
            of.all(db).await?.into_iter().map(|row| (row.mail_id, row.message_id)).collect();
        let of = message_trial::Entity::find().filter(message_trial::Column::MailId.is_in(ids()));
        let trials: BTreeMap<Uuid, Uuid> =
            of.all(db).await?.into_iter().map(|row| (row.mail_id, row.message_id)).collect();
        let of = template_trial::Entity::find().filter(template_trial::Column::MailId.is_in(ids()));
        let templates: BTreeSet<Uuid> = of.all(db).await?.into_iter().map(|row| row.mail_id).collect();
        let told = |row: &outbox_mail::Model| {
            let trial = trials.get(&row.id).copied();
            let message = readers.get(&Some(row.id)).copied().or(trial);
            Ok(OutboxRow { entry: entry(row)?, message, is_trial: trial.is_some() || templates.contains(&row.id) })
        };
        Ok(OutboxPage { rows: rows.iter().map(told).collect::<anyhow::Result<_>>()?, next })
    }

    /// A mail as the list has it; `None` if there is none, or if it is of other programmes than these.
    pub async fn outbox_row(
        &self,
        mail: Uuid,
        programmes: Option<&BTreeSet<String>>,
    ) -> anyhow::Result<Option<OutboxRow>> {
        let db = &self.databases.readers;
        let filter = OutboxFilter { programmes: programmes.cloned(), ..OutboxFilter::default() };
        let found = outbox_mail::Entity::find_by_id(mail).all(db).await?;
        let own = filter.own(found, db).await?;
        Ok(self.page_of(own, None).await?.rows.pop())
    }

    /// Those of some mails that are about something sent for these programmes; all of them without these.
    pub async fn own_mails(
        &self,
        mails: &[Uuid],
        programmes: Option<&BTreeSet<String>>,
    ) -> anyhow::Result<BTreeSet<Uuid>> {
        let db = &self.databases.readers;
        let filter = OutboxFilter { programmes: programmes.cloned(), ..OutboxFilter::default() };
        let mut own = BTreeSet::new();
        for part in mails.chunks(AT_ONCE) {
            let found = outbox_mail::Entity::find().filter(outbox_mail::Column::Id.is_in(part.iter().copied()));
            own.extend(filter.own(found.all(db).await?, db).await?.iter().map(|row| row.id));
        }
        Ok(own)
    }

    /// The address that a mail goes to, for an account that is written down, and whether it takes no mail; `None` if there is none any
    /// more.
    pub async fn mail_address_of(&self, person: PersonId, actor: &str) -> anyhow::Result<Option<(String, bool)>> {
        let db = &self.databases.readers;
        let found = person_address::Entity::find().filter(person_address::Column::PersonId.eq(person.0));
        let Some(row) = found.one(db).await? else { return Ok(None) };
        let keys = RecordKeys::read(&[person], &self.keys, db).await?;
        let Some(address) = read_address(&row, &keys)? else { return Ok(None) };
        self.write(AuditEntry {
            at: Timestamp::now(),
            actor: actor.to_owned(),
            action: "address.read",
            person: Some(person),
            subject: None,
        })
        .await?;
        Ok(Some((address, row.bounced_at.is_some())))
    }

    /// A mail by what it is called; `None` if there is none.
    pub async fn find_mail(&self, id: Uuid) -> anyhow::Result<Option<OutboxEntry>> {
        let row = outbox_mail::Entity::find().filter(outbox_mail::Column::Id.eq(id)).one(&self.databases.readers);
        row.await?.as_ref().map(entry).transpose()
    }
}

impl OutboxFilter {
    /// Mails after one, by their ids, which grow.
    fn find(&self, after: Option<Uuid>, readers: Option<&Expr>) -> Select<outbox_mail::Entity> {
        let order = if self.is_oldest_first { Order::Asc } else { Order::Desc };
        let mut find = outbox_mail::Entity::find().order_by(outbox_mail::Column::Id, order).limit(AT_ONCE as u64);
        if !self.states.is_empty() {
            find = find.filter(outbox_mail::Column::State.is_in(self.states.iter().map(|state| state.name())));
        }
        if let Some(kind) = self.kind {
            find = find.filter(outbox_mail::Column::Kind.eq(kind.name()));
        }
        if let Some(readers) = readers {
            find = find.filter(readers.clone());
        }
        if let Some(event) = &self.event {
            let registered = registration::Entity::find().filter(registration::Column::EventId.eq(event));
            let submissions = registered.select_only().column(registration::Column::SubmissionId).into_query();
            find = find.filter(outbox_mail::Column::SubmissionId.in_subquery(submissions));
        }
        if let Some(after) = after {
            let id = outbox_mail::Column::Id;
            find = find.filter(if self.is_oldest_first { id.gt(after) } else { id.lt(after) });
        }
        find
    }

    /// Those that are about something sent for the programmes, to whom is meant.
    async fn shown(
        &self,
        rows: Vec<outbox_mail::Model>,
        keys: &Keys,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Vec<outbox_mail::Model>> {
        let mut own = self.own(rows, db).await?;
        if let Some(readers) = &self.readers {
            let meant = readers.meant(own.iter().map(|row| row.person_id).collect(), keys, db).await?;
            own.retain(|row| meant.contains(&row.person_id));
        }
        Ok(own)
    }

    /// Those that are about something sent for the programmes.
    async fn own(
        &self,
        rows: Vec<outbox_mail::Model>,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Vec<outbox_mail::Model>> {
        let Some(programmes) = &self.programmes else { return Ok(rows) };
        let ids = rows.iter().map(|row| row.submission_id);
        let sent = submission::Entity::find().filter(submission::Column::Id.is_in(ids)).all(db).await?;
        let mut own = BTreeSet::new();
        for row in sent {
            if is_of(&row.origin, programmes)? {
                own.insert(row.id);
            }
        }
        Ok(rows.into_iter().filter(|row| own.contains(&row.submission_id)).collect())
    }
}

fn entry(row: &outbox_mail::Model) -> anyhow::Result<OutboxEntry> {
    Ok(OutboxEntry {
        mail: claimed(row)?,
        state: MailState::of_name(&row.state).with_context(|| format!("a mail cannot be {}", row.state))?,
        due_at: Timestamp::from_millisecond(row.due_at)?,
        reply: row.reply.clone(),
    })
}
