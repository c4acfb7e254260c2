//! Cases as a list for staff: those of their programmes, with what the persons call themselves, and counted by cases and by persons.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BTreeMap, BTreeSet},
};

use jiff::Timestamp;

use super::{
    case_counts::CaseCount,
    case_order::CaseOrder,
    case_view::{CaseFilter, CaseView},
};
use crate::{
    intake::{PersonId, cases::CaseId},
    store::{Store, audit::AuditEntry, persons::persons_of},
};

/// How many cases are counted at most.
const MOST_COUNTED: u64 = 10_000;

/// Which cases are to be listed, and for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseListing {
    /// Which.
    pub filter: CaseFilter,
    /// The programmes whose persons are listed; `None` for all.
    pub scope: Option<BTreeSet<String>>,
    /// How many rows there are at most. All are counted.
    pub most: usize,
    /// The case with which the page before ended.
    pub after: Option<CaseId>,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedCase {
    /// How it stands.
    pub case: CaseView,
    /// Whose it is.
    pub person: PersonId,
    /// What they called themselves last; empty where that is not known.
    pub name: String,
}

/// Cases that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseList {
    /// A page of them, in their order.
    pub rows: Vec<ListedCase>,
    /// With which the page ends, if there are more.
    pub next: Option<CaseId>,
    /// How many cases there are in all.
    pub cases: u64,
    /// Of how many people.
    pub persons: u64,
    /// The same by pipeline and status.
    pub by_status: Vec<CaseCount>,
}

impl Store {
    /// Cases, for an account that is written down.
    pub async fn list_cases(&self, listing: &CaseListing, actor: &str) -> anyhow::Result<CaseList> {
        let (at, actor, action) = (Timestamp::now(), actor.to_owned(), "cases.listed");
        self.write(AuditEntry { at, actor, action, person: None, subject: None }).await?;
        let found = self.cases(&listing.filter, MOST_COUNTED).await?;
        let persons = persons_of(found.iter().map(|case| case.record), &self.databases.readers).await?;
        let mut owned: Vec<(CaseView, PersonId)> = found
            .into_iter()
            .map(|case| {
                let person = persons.get(&case.record).copied().unwrap_or(case.record);
                (case, person)
            })
            .collect();
        if let Some(programmes) = &listing.scope {
            let all: BTreeSet<PersonId> = owned.iter().map(|(_, person)| *person).collect();
            let own = self.persons_of_programmes(&all, programmes).await?;
            owned.retain(|(_, person)| own.contains(person));
        }
        let mut list = count(&owned);
        if let Some(after) = listing.after
            && let Some(last) = self.case(after).await?
        {
            // By what it is ordered by, for the case itself may not be among them any more.
            let is_before = |(case, _): &(CaseView, PersonId)| compare(listing.filter.order, case, &last).is_le();
            owned.drain(..owned.partition_point(is_before));
        }
        let has_more = owned.len() > listing.most;
        owned.truncate(listing.most);
        list.next = owned.last().filter(|_| has_more).map(|(case, _)| case.id);
        let shown = owned.iter().map(|(_, person)| *person).collect();
        let names = self.names_of(&shown).await?;
        let row = |(case, person): (CaseView, PersonId)| {
            let name = names.get(&person).cloned().unwrap_or_default();
            ListedCase { case, person, name }
        };
        list.rows = owned.into_iter().map(row).collect();
        Ok(list)
    }
}

/// Which of two comes first, as the database has it.
fn compare(order: CaseOrder, one: &CaseView, other: &CaseView) -> Ordering {
    let began = |case: &CaseView| (case.opened_at, case.id.0);
    let soonest = |case: &CaseView| (case.due_on.is_none(), case.due_on, began(case));
    let latest = |case: &CaseView| (case.due_on.is_none(), Reverse(case.due_on), began(case));
    match order {
        CaseOrder::DueSoonest => soonest(one).cmp(&soonest(other)),
        CaseOrder::DueLatest => latest(one).cmp(&latest(other)),
        CaseOrder::OpenedLast => began(other).cmp(&began(one)),
        CaseOrder::OpenedFirst => began(one).cmp(&began(other)),
    }
}

/// How many there are, without the rows.
fn count(owned: &[(CaseView, PersonId)]) -> CaseList {
    let mut by_status: BTreeMap<(&str, &str), (u64, BTreeSet<PersonId>)> = BTreeMap::new();
    let mut persons = BTreeSet::new();
    for (case, person) in owned {
        let tally = by_status.entry((&case.pipeline, &case.status)).or_default();
        tally.0 += 1;
        tally.1.insert(*person);
        persons.insert(*person);
    }
    let count = |((pipeline, status), (cases, persons)): ((&str, &str), (u64, BTreeSet<PersonId>))| CaseCount {
        pipeline: pipeline.to_owned(),
        status: Some(status.to_owned()),
        cases,
        persons: persons.len() as u64,
    };
    CaseList {
        rows: Vec::new(),
        next: None,
        cases: owned.len() as u64,
        persons: persons.len() as u64,
        by_status: by_status.into_iter().map(count).collect(),
    }
}
