//! What rules plan, and what is to be done.

use jiff::{ToSpan, civil::Date};
use sea_orm::EntityTrait;

use super::{STAFF, day, open, pipeline, somebody, viewer};
use crate::{
    intake::{
        calendar::{BusinessCalendar, Holidays},
        cases::Pipeline,
    },
    store::{
        CaseMove, CaseOutcome, CaseRules, CaseView, NewTask, Store, TaskOwner, TaskTitle, TaskView,
        entities::person_task, test_support::TestDatabase,
    },
};

/// A day after all that is planned here.
fn late() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date() + 2.years()
}

async fn go(store: &Store, case: &CaseView, status: &str, pipeline: &Pipeline) -> CaseView {
    let holidays = Holidays::default();
    let calendar = BusinessCalendar::national(&holidays);
    let wanted = CaseMove { case: case.id, version: case.version, to: status.to_owned(), note: None, mail: None };
    match store.move_case(wanted, CaseRules { pipeline, calendar: &calendar }, STAFF).await.unwrap() {
        CaseOutcome::Changed(case, _) => case,
        other => panic!("{other:?}"),
    }
}

async fn sweep(store: &Store, pipeline: &Pipeline) -> usize {
    let holidays = Holidays::default();
    store.plan_follow_ups([pipeline], &BusinessCalendar::national(&holidays)).await.unwrap()
}

fn of(account: &str) -> TaskOwner {
    TaskOwner::Account(account.to_owned())
}

fn months(tasks: &[TaskView]) -> Vec<u8> {
    let months = |task: &TaskView| match &task.title {
        TaskTitle::FollowUp { months, .. } => Some(*months),
        TaskTitle::Written(_) => None,
    };
    tasks.iter().filter_map(months).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn follow_ups_are_planned_once_however_often_and_wherever_the_sweep_runs() {
    let placement = pipeline("placement");
    for database in TestDatabase::each().await {
        let replicas = [database.replica().await, database.replica().await];
        let store = &replicas[0];
        let case = open(store, somebody(store, 1).await, &placement).await;
        assert_eq!(sweep(store, &placement).await, 0, "nobody works yet");
        let case = go(store, &case, "working", &placement).await;
        let sweeps = replicas.clone().map(|store| {
            let placement = placement.clone();
            tokio::spawn(async move { sweep(&store, &placement).await })
        });
        for swept in sweeps {
            swept.await.unwrap();
        }
        assert_eq!(sweep(store, &placement).await, 0);
        let tasks = store.tasks_due(late(), &of(STAFF), 10).await.unwrap();
        assert_eq!(months(&tasks), [1, 3, 6], "{:?}", database.location);
        assert!(tasks.iter().all(|task| task.case == Some(case.id) && task.made_by == "system"));
        // A status that begins anew plans nothing again, nor does a task that is done.
        assert!(store.done_task(tasks[0].id, STAFF).await.unwrap());
        let case = go(store, &case, "troubled", &placement).await;
        go(store, &case, "working", &placement).await;
        assert_eq!(sweep(store, &placement).await, 0);
        assert_eq!(person_task::Entity::find().all(store.readers()).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn tasks_go_with_the_case_and_are_done_once() {
    let placement = pipeline("placement");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let person = somebody(&store, 1).await;
        let case = open(&store, person, &placement).await;
        let case = go(&store, &case, "working", &placement).await;
        assert_eq!(sweep(&store, &placement).await, 3);
        store.assign_case((case.id, case.version), Some("other".to_owned()), STAFF).await.unwrap();
        assert_eq!(store.tasks_due(late(), &of("other"), 10).await.unwrap().len(), 3);
        let new = |title: &str, person| NewTask {
            person,
            case: None,
            title: title.to_owned(),
            due_on: day("2026-01-05"),
            owner: Some(STAFF.to_owned()),
        };
        let call = store.add_task(new("電話する（見本）", Some(person)), STAFF).await.unwrap().unwrap();
        store.add_task(new("名札を作る（見本）", None), STAFF).await.unwrap().unwrap();
        let due = store.tasks_due(day("2026-01-05"), &of(STAFF), 10).await.unwrap();
        let titles: Vec<_> = due.iter().map(|task| (task.record, task.title.clone())).collect();
        let written = |text: &str| TaskTitle::Written(text.to_owned());
        assert_eq!(titles, [(Some(person), written("電話する（見本）")), (None, written("名札を作る（見本）"))]);
        let rows = person_task::Entity::find().all(store.readers()).await.unwrap();
        let is_in_clear = |row: &person_task::Model| row.title.is_some();
        assert!(rows.iter().all(|row| is_in_clear(row) == (row.record_id.is_none() && row.rule.is_none())));
        for _ in 0..2 {
            assert!(store.done_task(call, STAFF).await.unwrap());
        }
        assert_eq!(store.tasks_due(day("2026-01-05"), &TaskOwner::Anybody, 10).await.unwrap().len(), 1);
        let page = store.person_page(person, &viewer(false)).await.unwrap().unwrap();
        assert_eq!(months(&page.open_tasks), [1, 3, 6]);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}
