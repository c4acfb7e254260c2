//! Cases begin, go on, and are counted.

use jiff::ToSpan;

use super::{STAFF, day, new_case, open, pipeline, somebody};
use crate::{
    intake::{
        calendar::{BusinessCalendar, Holidays},
        cases::{CaseId, Pipeline, StepRefusal},
    },
    store::{
        CaseCount, CaseFilter, CaseMove, CaseOutcome, CaseRules, CaseView, DueFilter, EndFilter, OwnerFilter, Store,
        test_support::TestDatabase,
    },
};

fn to(case: &CaseView, status: &str) -> CaseMove {
    let note = Some("次へ（見本）".to_owned());
    CaseMove { case: case.id, version: case.version, to: status.to_owned(), note, mail: None }
}

async fn go(store: &Store, wanted: CaseMove, pipeline: &Pipeline) -> CaseOutcome {
    let holidays = Holidays::default();
    let calendar = BusinessCalendar::national(&holidays);
    store.move_case(wanted, CaseRules { pipeline, calendar: &calendar }, STAFF).await.unwrap()
}

fn changed(outcome: CaseOutcome) -> CaseView {
    match outcome {
        CaseOutcome::Changed(case, None) => case,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_case_goes_on_by_the_steps_of_its_pipeline_alone() {
    let interview = pipeline("casual-interview");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let person = somebody(&store, 1).await;
        let case = open(&store, person, &interview).await;
        assert_eq!((case.status.as_str(), case.version, case.record), ("requested", 1, person));
        assert!(case.due_on.is_some() && case.closed_at.is_none());
        assert_eq!(go(&store, to(&case, "joined"), &interview).await, CaseOutcome::Refused(StepRefusal::NoSuchStep));
        let other = pipeline("placement");
        assert_eq!(go(&store, to(&case, "working"), &other).await, CaseOutcome::Unknown, "another pipeline's");
        let moved = changed(go(&store, to(&case, "arranged"), &interview).await);
        assert_eq!((moved.status.as_str(), moved.version, moved.due_on), ("arranged", 2, None));
        assert_eq!(go(&store, to(&case, "arranging"), &interview).await, CaseOutcome::Stale(moved.clone()));
        let held = changed(go(&store, to(&moved, "held"), &interview).await);
        let ended = changed(go(&store, to(&held, "ended"), &interview).await);
        assert!(ended.closed_at.is_some());
        assert_eq!(store.case(case.id).await.unwrap(), Some(ended));
        let none = CaseMove { case: CaseId(person.0), ..to(&case, "held") };
        assert_eq!(go(&store, none, &interview).await, CaseOutcome::Unknown);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_move_a_case_at_once_the_second_is_told() {
    let interview = pipeline("casual-interview");
    for database in TestDatabase::each().await {
        let replicas = [database.replica().await, database.replica().await];
        let case = open(&replicas[0], somebody(&replicas[0], 1).await, &interview).await;
        let moves = replicas.clone().into_iter().zip(["arranging", "arranged"]).map(|(store, status)| {
            let (wanted, interview) = (to(&case, status), interview.clone());
            tokio::spawn(async move { go(&store, wanted, &interview).await })
        });
        let mut outcomes = Vec::new();
        for moved in moves.collect::<Vec<_>>() {
            outcomes.push(moved.await.unwrap());
        }
        let now = replicas[0].case(case.id).await.unwrap().unwrap();
        assert_eq!(now.version, 2, "{outcomes:?}");
        assert!(outcomes.contains(&CaseOutcome::Changed(now.clone(), None)), "{outcomes:?}");
        assert!(outcomes.contains(&CaseOutcome::Stale(now)), "{outcomes:?}");
    }
}

#[tokio::test]
async fn cases_are_found_by_pipeline_status_owner_and_day() {
    let (interview, placement) = (pipeline("casual-interview"), pipeline("placement"));
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (one, two) = (somebody(&store, 1).await, somebody(&store, 2).await);
        let first = open(&store, one, &interview).await;
        let second = open(&store, two, &interview).await;
        let third = open(&store, two, &placement).await;
        let (second_id, first_id) = ((second.id, second.version), (first.id, first.version));
        assert!(matches!(store.assign_case(second_id, None, STAFF).await.unwrap(), CaseOutcome::Changed(..)));
        assert!(matches!(store.assign_case(second_id, None, STAFF).await.unwrap(), CaseOutcome::Stale(_)));
        let soon = store.set_case_due(first_id, Some(day("2026-01-05")), STAFF).await.unwrap();
        assert_eq!(changed(soon).due_on, Some(day("2026-01-05")));
        changed(store.set_case_due((third.id, 1), None, STAFF).await.unwrap());
        let find = async |filter: CaseFilter| {
            store.cases(&filter, 10).await.unwrap().into_iter().map(|case| case.id).collect::<Vec<_>>()
        };
        let all = CaseFilter::default();
        assert_eq!(find(all.clone()).await, [first.id, second.id, third.id], "without a day comes last");
        let of = CaseFilter { pipeline: Some("casual-interview".to_owned()), ..all.clone() };
        assert_eq!(
            find(CaseFilter { status: Some("requested".to_owned()), ..of.clone() }).await,
            [first.id, second.id]
        );
        assert_eq!(find(CaseFilter { owner: OwnerFilter::Nobody, ..all.clone() }).await, [second.id]);
        let mine = OwnerFilter::Account(STAFF.to_owned());
        assert_eq!(find(CaseFilter { owner: mine, ..all.clone() }).await, [first.id, third.id]);
        assert_eq!(find(CaseFilter { due: DueFilter::Until(day("2026-01-05")), ..all.clone() }).await, [first.id]);
        let (from, until) = (first.opened_at, third.opened_at + 1.millisecond());
        let opened = |times| CaseFilter { opened: Some(times), ..all.clone() };
        assert_eq!(find(opened(from..until)).await, [first.id, second.id, third.id]);
        assert_eq!(find(opened(from - 1.hour()..from)).await, [], "until before the end");
        assert_eq!(find(opened(until..until + 1.hour())).await, []);
        let second = store.case(second.id).await.unwrap().unwrap();
        changed(go(&store, to(&second, "withdrawn"), &interview).await);
        assert_eq!(find(of.clone()).await, [first.id]);
        assert_eq!(find(CaseFilter { ends: EndFilter::Any, ..of }).await, [first.id, second.id]);
    }
}

#[tokio::test]
async fn people_are_counted_once_whatever_records_and_cases_they_have() {
    let interview = pipeline("casual-interview");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (one, two, three) = (somebody(&store, 1).await, somebody(&store, 2).await, somebody(&store, 3).await);
        for person in [one, one, two, three] {
            open(&store, person, &interview).await;
        }
        let count = |status: Option<&str>, cases, persons| CaseCount {
            pipeline: "casual-interview".to_owned(),
            status: status.map(str::to_owned),
            cases,
            persons,
        };
        let counts = |persons| [count(None, 4, persons), count(Some("requested"), 4, persons)];
        assert_eq!(store.count_cases().await.unwrap(), counts(3));
        let merge = store.merge_persons(one, two, STAFF, 48).await.unwrap();
        assert_eq!(store.count_cases().await.unwrap(), counts(2), "two who turned out to be one");
        let crate::store::MergeOutcome::Merged(merge) = merge else { panic!("{merge:?}") };
        store.undo_merge(merge, STAFF).await.unwrap();
        assert_eq!(store.count_cases().await.unwrap(), counts(3));
        store.erase_person(one, STAFF, 48).await.unwrap();
        let left = store.count_cases().await.unwrap();
        let expected = [count(None, 4, 3), count(Some("*"), 2, 1), count(Some("requested"), 2, 2)];
        assert_eq!(left, expected, "who is gone counts on, and too few had the status to name it");
    }
}

#[tokio::test]
async fn nothing_begins_of_somebody_who_is_gone() {
    let interview = pipeline("casual-interview");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let person = somebody(&store, 1).await;
        store.erase_person(person, STAFF, 48).await.unwrap();
        let holidays = Holidays::default();
        let calendar = BusinessCalendar::national(&holidays);
        let rules = CaseRules { pipeline: &interview, calendar: &calendar };
        assert_eq!(store.open_case(new_case(person), rules, STAFF).await.unwrap(), None);
    }
}
