//! What is to be done as a list for staff: about persons of their programmes, and about nobody.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};

use super::{
    case_view::CaseView,
    tasks::{TaskOwner, TaskView},
};
use crate::{
    intake::PersonId,
    store::{Store, audit::AuditEntry, persons::persons_of},
};

/// Which tasks are to be listed, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskListing {
    /// Until when they are due.
    pub until: Date,
    /// Whose they are.
    pub owner: TaskOwner,
    /// The programmes about whose persons they are; `None` for all.
    pub scope: Option<BTreeSet<String>>,
    /// How many are looked at at most, soonest first.
    pub most: u64,
}

/// A task in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedTask {
    /// What is to be done.
    pub task: TaskView,
    /// About whom.
    pub person: Option<PersonId>,
    /// What they called themselves last; empty where that is not known.
    pub name: String,
    /// About which case.
    pub case: Option<CaseView>,
}

impl Store {
    /// Tasks, for an account that is written down.
    pub async fn list_tasks(&self, listing: &TaskListing, actor: &str) -> anyhow::Result<Vec<ListedTask>> {
        let (at, actor, action) = (Timestamp::now(), actor.to_owned(), "tasks.listed");
        self.write(AuditEntry { at, actor, action, person: None, subject: None }).await?;
        let mut tasks = self.tasks_due(listing.until, &listing.owner, listing.most).await?;
        let records = tasks.iter().filter_map(|task| task.record);
        let persons = persons_of(records, &self.databases.readers).await?;
        let person_of = |task: &TaskView| task.record.map(|record| persons.get(&record).copied().unwrap_or(record));
        if let Some(programmes) = &listing.scope {
            let own = self.persons_of_programmes(&persons.values().copied().collect(), programmes).await?;
            tasks.retain(|task| person_of(task).is_none_or(|person| own.contains(&person)));
        }
        let names = self.names_of(&tasks.iter().filter_map(person_of).collect()).await?;
        let cases = self.cases_of(&tasks.iter().filter_map(|task| task.case).collect()).await?;
        let listed = tasks.into_iter().map(|task| {
            let person = person_of(&task);
            let name = person.and_then(|person| names.get(&person).cloned()).unwrap_or_default();
            let case = task.case.and_then(|case| cases.get(&case).cloned());
            ListedTask { task, person, name, case }
        });
        Ok(listed.collect())
    }
}
