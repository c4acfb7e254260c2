//! What is listed and counted for staff: cases and tasks of their programmes, consultations of everybody, and what came of asking.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{STAFF, day, open, pipeline, somebody, viewer};
use crate::{
    intake::{
        PersonId,
        calendar::{BusinessCalendar, Holidays, clock_in_japan},
        cases::{
            CaseId, CodedValue, ConsultationFacts, ConsultationKind, ConsultationMethod, FollowUpResult, NoteAudience,
            NoteSide, TaskId, TimeBand,
        },
    },
    store::{
        CaseFilter, CaseListing, CaseMove, CaseOrder, CaseOutcome, CaseRules, CaseView, FollowUpAnswer, NewNote,
        NewTask, Store, TaskListing, TaskOwner, TimelineKind,
        entities::person_task,
        test_support::{EVENT, TestDatabase},
        tests::joining::{OTHER, confirm, person, receive, sent_from},
    },
};

fn only(programme: &str) -> BTreeSet<String> {
    [programme.to_owned()].into()
}

/// Somebody who has sent something for the other event alone.
async fn of_other(store: &Store, number: usize) -> PersonId {
    let sent = receive(store, &sent_from(number, &format!("visitor{number}@example.jp"), OTHER)).await;
    confirm(store, sent).await;
    person(store, sent).await
}

#[tokio::test]
async fn cases_and_tasks_are_listed_for_their_programmes_with_names() {
    let interview = pipeline("casual-interview");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let own = somebody(&store, 1).await;
        let foreign = of_other(&store, 2).await;
        for person in [own, own, foreign] {
            let case = open(&store, person, &interview).await;
            let (title, due_on) = ("電話（見本）".to_owned(), day("2026-01-05"));
            let task = NewTask { person: Some(person), case: Some(case.id), title, due_on, owner: None };
            store.add_task(task, STAFF).await.unwrap().unwrap();
        }
        let (title, due_on) = ("名札を作る（見本）".to_owned(), day("2026-01-04"));
        store.add_task(NewTask { person: None, case: None, title, due_on, owner: None }, STAFF).await.unwrap();
        for (scope, cases, persons) in
            [(None, 3, 2), (Some(only(EVENT)), 2, 1), (Some(only(OTHER)), 1, 1), (Some(only("none")), 0, 0)]
        {
            let listing = CaseListing { filter: CaseFilter::default(), scope: scope.clone(), most: 1, after: None };
            let list = store.list_cases(&listing, STAFF).await.unwrap();
            assert_eq!((list.cases, list.persons), (cases, persons), "{scope:?} {:?}", database.location);
            assert_eq!(list.rows.len() as u64, cases.min(1), "all are counted, few are shown");
            assert!(list.rows.iter().all(|row| !row.name.is_empty()));
            let by_status: Vec<_> = list.by_status.iter().map(|count| (count.cases, count.persons)).collect();
            assert_eq!(by_status, if cases == 0 { Vec::new() } else { vec![(cases, persons)] });
            let owner = TaskOwner::AccountOrNobody(STAFF.to_owned());
            let listing = TaskListing { until: day("2026-01-05"), owner, scope, most: 10 };
            let tasks = store.list_tasks(&listing, STAFF).await.unwrap();
            assert_eq!(tasks.len() as u64, cases + 1, "what is about nobody is everybody's");
            assert!(tasks[0].person.is_none() && tasks[1..].iter().all(|task| task.case.is_some()));
            assert!(tasks[1..].iter().all(|task| !task.name.is_empty()));
        }
        let theirs = TaskOwner::Account("other".to_owned());
        let listing = TaskListing { until: day("2026-01-05"), owner: theirs, scope: None, most: 10 };
        assert_eq!(store.list_tasks(&listing, STAFF).await.unwrap(), []);
        assert_eq!(store.count_audited("cases.listed").await, 4);
        assert_eq!(store.count_audited("tasks.listed").await, 5);
    }
}

#[tokio::test]
async fn cases_are_listed_in_every_order_a_page_at_a_time() {
    let interview = pipeline("casual-interview");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let person = somebody(&store, 1).await;
        let mut all = Vec::new();
        // Two of one day, and two without any: what they share does not put them into each other's place.
        for due in [Some("2026-01-05"), None, Some("2026-02-05"), Some("2026-01-05"), None] {
            // A moment later, so that their times tell them apart.
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            let case = open(&store, person, &interview).await;
            store.set_case_due((case.id, case.version), due.map(day), STAFF).await.unwrap();
            all.push(case.id);
        }
        for (order, places) in [
            (CaseOrder::DueSoonest, [0, 3, 2, 1, 4]),
            (CaseOrder::DueLatest, [2, 0, 3, 1, 4]),
            (CaseOrder::OpenedLast, [4, 3, 2, 1, 0]),
            (CaseOrder::OpenedFirst, [0, 1, 2, 3, 4]),
        ] {
            let expected: Vec<_> = places.map(|place| all[place]).into();
            for most in [1, 2, 4, 5, 9] {
                let filter = CaseFilter { order, ..CaseFilter::default() };
                let mut listing = CaseListing { filter, scope: None, most, after: None };
                let mut found = Vec::new();
                loop {
                    let page = store.list_cases(&listing, STAFF).await.unwrap();
                    assert!(page.cases == 5 && page.rows.len() <= most, "all are counted on every page");
                    found.extend(page.rows.iter().map(|row| row.case.id));
                    listing.after = page.next;
                    if page.next.is_none() {
                        break;
                    }
                }
                assert_eq!(found, expected, "{order:?} {most} {:?}", database.location);
            }
        }
        let listing = CaseListing { most: 9, after: Some(CaseId(Uuid::nil())), ..CaseListing::default() };
        assert_eq!(
            store.list_cases(&listing, STAFF).await.unwrap().rows.len(),
            5,
            "after one that is gone: from the first"
        );
    }
}

#[tokio::test]
async fn both_sides_of_a_talk_are_kept_apart() {
    let interview = pipeline("casual-interview");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let person = somebody(&store, 1).await;
        let case = Some(open(&store, person, &interview).await.id);
        for (side, text) in [(Some(NoteSide::Person), "本人"), (Some(NoteSide::Company), "企業"), (None, "ほか")]
        {
            let text = text.to_owned();
            let note = NewNote { person, case, audience: NoteAudience::Team, side, text, consultation: None };
            store.add_note(note, STAFF).await.unwrap().unwrap();
        }
        let page = store.person_page(person, &viewer(false)).await.unwrap().unwrap();
        let mut found: Vec<_> = page
            .timeline
            .into_iter()
            .filter_map(|entry| match entry.kind {
                TimelineKind::Note(note) => Some((note.text, note.side)),
                _ => None,
            })
            .collect();
        found.reverse();
        let expected = [("本人", Some(NoteSide::Person)), ("企業", Some(NoteSide::Company)), ("ほか", None)];
        assert_eq!(found, expected.map(|(text, side)| (text.to_owned(), side)), "{:?}", database.location);
    }
}

#[tokio::test]
async fn consultations_are_counted_by_month_and_those_of_erased_people_go_on_counting() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let mut persons = Vec::new();
        for number in 1..=5 {
            persons.push(somebody(&store, number).await);
            let consultation = ConsultationFacts {
                kind: ConsultationKind::MockInterview,
                method: ConsultationMethod::Phone,
                minutes: Some(20),
                time_band: None,
                topics: Vec::new(),
                reaction: None,
                result: CodedValue::parse("next"),
            };
            let new = NewNote {
                person: persons[number - 1],
                case: None,
                audience: NoteAudience::Counsellors,
                side: None,
                text: "練習（見本）".to_owned(),
                consultation: Some(consultation),
            };
            store.add_note(new, STAFF).await.unwrap().unwrap();
        }
        let now = Timestamp::now();
        let times = Timestamp::UNIX_EPOCH..now + SignedDuration::from_hours(24 * 40);
        let before = store.count_consultations(times.clone()).await.unwrap();
        assert_eq!((before.len(), before[0].count), (1, 5), "{:?}", database.location);
        assert_eq!(before[0].month, clock_in_japan(now).strftime("%Y-%m").to_string());
        let aspects = &before[0].aspects;
        assert_eq!((aspects.kind.as_str(), aspects.method.as_deref()), ("mock_interview", Some("phone")));
        assert_eq!(aspects.time_band.as_deref(), Some(TimeBand::UnderHalf.name()));
        store.erase_person(persons[0], STAFF, 48).await.unwrap().unwrap();
        assert_eq!(store.count_consultations(times).await.unwrap(), before, "who is gone is counted as before");
        let earlier = Timestamp::UNIX_EPOCH..now - SignedDuration::from_hours(24 * 40);
        assert_eq!(store.count_consultations(earlier).await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_came_of_asking_is_kept_once_and_encrypted() {
    let placement = pipeline("placement");
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let person = somebody(&store, 1).await;
        let case = open(&store, person, &placement).await;
        let holidays = Holidays::default();
        let calendar = BusinessCalendar::national(&holidays);
        let rules = CaseRules { pipeline: &placement, calendar: &calendar };
        let to = |case: &CaseView, to: &str| CaseMove {
            case: case.id,
            version: case.version,
            to: to.to_owned(),
            note: None,
            mail: None,
        };
        let moved = store.move_case(to(&case, "working"), rules, STAFF).await.unwrap();
        let CaseOutcome::Changed(case, _) = moved else { panic!("{moved:?}") };
        store.plan_follow_ups([&placement], &calendar).await.unwrap();
        store.move_case(to(&case, "settled"), rules, STAFF).await.unwrap();
        let open = store.person_page(person, &viewer(false)).await.unwrap().unwrap().open_tasks;
        assert_eq!(open.len(), 3, "what was planned goes on after the case has ended");
        let said =
            FollowUpAnswer { result: FollowUpResult::Troubled, text: Some("残業が多い（見本）".to_owned()) };
        assert!(store.answer_follow_up(open[0].id, said.clone(), STAFF).await.unwrap());
        let later = FollowUpAnswer { result: FollowUpResult::Well, text: None };
        assert!(store.answer_follow_up(open[0].id, later, STAFF).await.unwrap());
        let task = store.task(open[0].id).await.unwrap().unwrap();
        assert_eq!((task.answer, task.done_by.as_deref()), (Some(said), Some(STAFF)), "{:?}", database.location);
        let row = person_task::Entity::find_by_id(open[0].id.0).one(store.readers()).await.unwrap().unwrap();
        let sealed = row.result_sealed.unwrap();
        assert!(!sealed.windows(6).any(|part| part == "残業".as_bytes()));
        let none = TaskId(person.0);
        let said = FollowUpAnswer { result: FollowUpResult::Well, text: None };
        assert!(!store.answer_follow_up(none, said, STAFF).await.unwrap());
        assert_eq!(store.task(none).await.unwrap(), None);
    }
}
