//! One person as somebody of the staff sees them: how to reach them, where they stand, and everything that happened on
//! one line of time. That somebody has looked is written down before it is given.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    case_view::CaseView,
    person_marks::{PhaseView, TagView},
    person_rows::RecordRows,
    submission_rows::SubmissionRows,
    tasks::TaskView,
    timeline::{TimelineEntry, TimelineKind},
    timeline_entries::TimelineSources,
};
use crate::{
    intake::{PersonId, TraitKind, cases::Viewer},
    store::{
        Store,
        audit::AuditEntry,
        persons::{RecordKeys, person_of, read_address, records_of},
    },
};

/// One person.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonPage {
    /// Who it is, whichever of their records was named.
    pub person: PersonId,
    /// All of their records, their own first.
    pub records: Vec<PersonId>,
    /// When an address of theirs was confirmed first; `None` for somebody provisional.
    pub verified_at: Option<Timestamp>,
    /// Their addresses.
    pub addresses: Vec<ContactAddress>,
    /// Their telephone numbers as they typed them, the newest first.
    pub phones: Vec<String>,
    /// In which phase they are.
    pub phase: Option<PhaseView>,
    /// The words on them.
    pub tags: Vec<TagView>,
    /// Cases that are not over, the oldest first.
    pub open_cases: Vec<CaseView>,
    /// Those that are over, the newest first.
    pub closed_cases: Vec<CaseView>,
    /// What is to be done, soonest first.
    pub open_tasks: Vec<TaskView>,
    /// Everything that happened, newest first.
    pub timeline: Vec<TimelineEntry>,
}

/// An address of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactAddress {
    /// The address.
    pub address: String,
    /// When they confirmed it.
    pub verified_at: Option<Timestamp>,
    /// When its mail server said that nobody has it.
    pub bounced_at: Option<Timestamp>,
}

impl Store {
    /// One person, whichever of their records is named, for an account that is written down; `None` if nobody is there
    /// any more.
    pub async fn person_page(&self, person: PersonId, viewer: &Viewer) -> anyhow::Result<Option<PersonPage>> {
        let readers = &self.databases.readers;
        let person = person_of(person, readers).await?;
        let records = records_of(person, readers).await?;
        let ids: Vec<Uuid> = records.iter().map(|record| record.0).collect();
        let rows = RecordRows::read(&ids, viewer.sees_counselling, readers).await?;
        if rows.persons.is_empty() {
            return Ok(None);
        }
        let sent = SubmissionRows::read(&rows, readers).await?;
        let keys = RecordKeys::unwrap(&rows.keys, &self.keys)?;
        let page = page_of(records, &rows, &sent, &keys)?;
        self.write(AuditEntry {
            at: Timestamp::now(),
            actor: viewer.account.clone(),
            action: "person.opened",
            person: Some(person),
            subject: None,
        })
        .await?;
        Ok(Some(page))
    }
}

fn page_of(
    records: Vec<PersonId>,
    rows: &RecordRows,
    sent: &SubmissionRows,
    keys: &RecordKeys,
) -> anyhow::Result<PersonPage> {
    let timeline = TimelineSources { records: rows, sent, keys }.entries()?;
    let verified_at = rows.persons.iter().filter_map(|row| row.verified_at).min();
    let newest = rows.phases.iter().max_by_key(|row| (row.since, row.id));
    let mut tags: BTreeMap<&str, TagView> = BTreeMap::new();
    for row in &rows.tags {
        tags.insert(&row.tag, TagView::of(row)?);
    }
    let mut cases: Vec<_> = rows.cases.iter().filter(|row| row.closed_at.is_none()).collect();
    cases.sort_by_key(|row| (row.opened_at, row.id));
    let mut closed: Vec<_> = rows.cases.iter().filter(|row| row.closed_at.is_some()).collect();
    closed.sort_by_key(|row| std::cmp::Reverse((row.closed_at, row.id)));
    let mut tasks = Vec::new();
    for row in rows.tasks.iter().filter(|row| row.done_at.is_none()) {
        tasks.extend(TaskView::open(row, keys)?);
    }
    tasks.sort_by_key(|task| (task.due_on, task.id));
    Ok(PersonPage {
        person: records[0],
        verified_at: verified_at.map(Timestamp::from_millisecond).transpose()?,
        addresses: read_addresses(rows, keys)?,
        phones: phones_in(&timeline),
        phase: newest.map(PhaseView::of).transpose()?,
        tags: tags.into_values().collect(),
        open_cases: cases.into_iter().map(CaseView::of).collect::<anyhow::Result<_>>()?,
        closed_cases: closed.into_iter().map(CaseView::of).collect::<anyhow::Result<_>>()?,
        open_tasks: tasks,
        records,
        timeline,
    })
}

/// One line an address, however many records have it: confirmed if it was once, and of no use if no record of it takes mail.
fn read_addresses(rows: &RecordRows, keys: &RecordKeys) -> anyhow::Result<Vec<ContactAddress>> {
    let mut found: BTreeMap<String, ContactAddress> = BTreeMap::new();
    for row in &rows.addresses {
        let Some(address) = read_address(row, keys)? else { continue };
        let verified_at = row.verified_at.map(Timestamp::from_millisecond).transpose()?;
        let bounced_at = row.bounced_at.map(Timestamp::from_millisecond).transpose()?;
        found
            .entry(address.clone())
            .and_modify(|known| {
                known.verified_at = known.verified_at.into_iter().chain(verified_at).min();
                known.bounced_at = known.bounced_at.zip(bounced_at).map(|(one, other)| one.max(other));
            })
            .or_insert(ContactAddress { address, verified_at, bounced_at });
    }
    Ok(found.into_values().collect())
}

fn phones_in(timeline: &[TimelineEntry]) -> Vec<String> {
    let mut phones: Vec<String> = Vec::new();
    for entry in timeline {
        let TimelineKind::Submission { answers, .. } = &entry.kind else { continue };
        let is_phone = |name: &str| TraitKind::of_field(name) == Some(TraitKind::Phone);
        for phone in answers.iter().filter(|(name, _)| is_phone(name)).flat_map(|(_, values)| values) {
            if !phone.is_empty() && !phones.contains(phone) {
                phones.push(phone.clone());
            }
        }
    }
    phones
}
