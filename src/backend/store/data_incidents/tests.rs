//! Incidents of personal data on both databases: who has to be told, whom they touched, and their end.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::*;
use crate::{
    intake::{
        PersonId,
        cases::{NoteAudience, Viewer},
        data_incidents::{DataIncidentId, DutyState, IncidentDuty, TouchKind},
    },
    store::{
        DatabaseLocation, MergeOutcome, NewNote, Store,
        entities::audit_record,
        test_support::{EVENT, TestDatabase},
        tests::joining::{confirm, person, receive, sent_from, two_events},
    },
};

const STAFF: &str = "staff";

fn content() -> DataIncidentContent {
    DataIncidentContent {
        title: "名簿の誤送信（見本）".to_owned(),
        what: "佐藤さんの名簿を別の人に送った".to_owned(),
        ..DataIncidentContent::default()
    }
}

async fn add(store: &Store) -> DataIncidentId {
    store.add_data_incident((Timestamp::now(), false), &content(), STAFF).await.unwrap()
}

async fn mark(store: &Store, id: DataIncidentId, duty: IncidentDuty, state: DutyState) -> IncidentOutcome {
    let reason = if state == DutyState::NotRequired { "本人以外に届いていない（見本）" } else { "" };
    let mark = DutyMark { id, duty, state, at: Timestamp::now(), reason: reason.to_owned() };
    store.mark_duty(mark, STAFF).await.unwrap()
}

async fn page(store: &Store, id: DataIncidentId) -> DataIncidentPage {
    store.data_incident(id, STAFF).await.unwrap().unwrap()
}

/// Somebody who has confirmed an address.
async fn somebody(store: &Store, number: usize) -> PersonId {
    let sent = receive(store, &sent_from(number, &format!("visitor{number}@example.jp"), EVENT)).await;
    confirm(store, sent).await;
    person(store, sent).await
}

/// An account looks at somebody.
async fn open(store: &Store, person: PersonId, account: &str) {
    let viewer = Viewer { account: account.to_owned(), sees_counselling: false };
    store.person_page(person, &viewer).await.unwrap().unwrap();
}

async fn note(store: &Store, person: PersonId, account: &str) {
    let text = "話した（見本）".to_owned();
    let new = NewNote { person, case: None, audience: NoteAudience::Team, side: None, text, consultation: None };
    store.add_note(new, account).await.unwrap().unwrap();
}

#[tokio::test]
async fn an_incident_is_closed_once_everybody_was_told_or_need_not_be() {
    use IncidentDuty::{City, Final, Preliminary};
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let id = add(&store).await;
        let close = async || store.close_data_incident(id, STAFF).await.unwrap();
        assert_eq!(close().await, CloseOutcome::Open(vec![City, Preliminary, Final]));
        assert_eq!(mark(&store, id, City, DutyState::Done).await, IncidentOutcome::Changed);
        assert_eq!(mark(&store, id, City, DutyState::NotRequired).await, IncidentOutcome::Stale, "they were told");
        assert_eq!(mark(&store, id, Preliminary, DutyState::NotRequired).await, IncidentOutcome::Changed);
        assert_eq!(close().await, CloseOutcome::Open(vec![Final]));
        assert_eq!(mark(&store, id, City, DutyState::Open).await, IncidentOutcome::Changed, "it was a mistake");
        assert_eq!(close().await, CloseOutcome::Open(vec![City, Final]));
        for duty in [City, Final] {
            assert_eq!(mark(&store, id, duty, DutyState::Done).await, IncidentOutcome::Changed);
        }
        let found = page(&store, id).await.incident;
        assert_eq!(found.duties.iter().map(|duty| duty.duty).collect::<Vec<_>>(), [City, Preliminary, Final]);
        assert_eq!(found.duties[1].reason, "本人以外に届いていない（見本）");
        assert_eq!((found.duties[0].actor.as_str(), found.closed), (STAFF, None));
        assert_eq!(store.data_incidents(false, 9).await.unwrap().len(), 1);
        assert_eq!(close().await, CloseOutcome::Closed);
        assert_eq!(close().await, CloseOutcome::ClosedBefore);
        assert_eq!(mark(&store, id, City, DutyState::Open).await, IncidentOutcome::Closed);
        assert!(store.data_incidents(false, 9).await.unwrap().is_empty());
        assert_eq!(store.data_incidents(true, 9).await.unwrap().len(), 1);
        let unknown = DataIncidentId(Uuid::new_v4());
        assert_eq!(store.close_data_incident(unknown, STAFF).await.unwrap(), CloseOutcome::Unknown);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_was_known_before_is_kept() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let id = add(&store).await;
        let earlier = Timestamp::now() - SignedDuration::from_hours(3);
        let edit = DataIncidentEdit {
            id,
            version: 1,
            noticed_at: earlier,
            is_malicious: true,
            content: DataIncidentContent { cause: "宛先の確認もれ".to_owned(), ..content() },
        };
        assert_eq!(store.edit_data_incident(edit.clone(), "other").await.unwrap(), IncidentOutcome::Changed);
        assert_eq!(store.edit_data_incident(edit.clone(), STAFF).await.unwrap(), IncidentOutcome::Stale);
        let found = page(&store, id).await;
        assert!(found.incident.is_malicious && found.incident.edited_by == "other");
        assert_eq!(found.incident.noticed_at.as_millisecond(), earlier.as_millisecond());
        assert_eq!((found.earlier.len(), &found.earlier[0].content), (1, &content()));
        let unknown = DataIncidentEdit { id: DataIncidentId(Uuid::new_v4()), ..edit };
        assert_eq!(store.edit_data_incident(unknown, STAFF).await.unwrap(), IncidentOutcome::Unknown);
    }
}

#[tokio::test]
async fn whom_an_account_touched_in_a_time_is_listed_once_each() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let persons = [somebody(&store, 1).await, somebody(&store, 2).await, somebody(&store, 3).await];
        let from = Timestamp::now();
        for who in [persons[0], persons[0], persons[1]] {
            open(&store, who, "thief").await;
        }
        note(&store, persons[1], "thief").await;
        open(&store, persons[2], "honest").await;
        store.registrations_table(EVENT, &Vec::new(), "thief").await.unwrap();
        let until = Timestamp::now();
        let id = add(&store).await;
        let thief = |from, until| AuditSelection::Times { actor: Some("thief".to_owned()), from, until };
        let (outcome, count) = store.list_touched_persons(id, &thief(from, until), STAFF).await.unwrap();
        assert_eq!((outcome, count.persons), (IncidentOutcome::Changed, 2), "{:?}", database.location);
        assert_eq!(
            count.without_person,
            [("registrations.exported".to_owned(), 1)].into(),
            "whom that touched is not told"
        );
        let touches = |found: &DataIncidentPage, who| {
            let found = found.persons.iter().find(|touched| touched.person == who);
            found.map(|touched| touched.touches.keys().copied().collect::<Vec<_>>())
        };
        let found = page(&store, id).await;
        assert_eq!(touches(&found, persons[0]), Some(vec![TouchKind::Seen]));
        assert_eq!(touches(&found, persons[1]), Some(vec![TouchKind::Seen, TouchKind::Changed]));
        assert_eq!(touches(&found, persons[2]), None);
        let hour = SignedDuration::from_hours(1);
        let (_, none) = store.list_touched_persons(id, &thief(from - hour * 2, from - hour), STAFF).await.unwrap();
        assert_eq!(none.persons, 0);
        let anybody = AuditSelection::Times { actor: None, from, until };
        let (_, all) = store.list_touched_persons(id, &anybody, STAFF).await.unwrap();
        assert_eq!((all.persons, page(&store, id).await.persons.len()), (3, 3));
    }
}

#[tokio::test]
async fn single_records_of_the_log_are_listed_by_their_places() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let persons = [somebody(&store, 1).await, somebody(&store, 2).await];
        for who in persons {
            open(&store, who, "thief").await;
        }
        let records = audit_record::Entity::find().all(store.readers()).await.unwrap();
        let opened = |who: PersonId| {
            let mut found = records.iter().filter(|row| row.action == "person.opened" && row.person_id == Some(who.0));
            found.next().map(|row| (row.writer, row.number)).unwrap()
        };
        let id = add(&store).await;
        let places = AuditSelection::Places(vec![opened(persons[1]), (Uuid::new_v4(), 1)]);
        let (_, count) = store.list_touched_persons(id, &places, STAFF).await.unwrap();
        let listed: Vec<PersonId> = page(&store, id).await.persons.iter().map(|touched| touched.person).collect();
        assert_eq!((count.persons, listed), (1, vec![persons[1]]));
    }
}

#[tokio::test]
async fn the_list_stays_when_somebody_is_put_together_or_erased() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let persons = [somebody(&store, 1).await, somebody(&store, 2).await, somebody(&store, 3).await];
        let from = Timestamp::now();
        for who in persons {
            open(&store, who, "thief").await;
        }
        let id = add(&store).await;
        let selection = AuditSelection::Times { actor: None, from, until: Timestamp::now() };
        store.list_touched_persons(id, &selection, STAFF).await.unwrap();
        let listed = async || page(&store, id).await.persons.len();
        assert_eq!(listed().await, 3);
        let MergeOutcome::Merged(merge) = store.merge_persons(persons[0], persons[1], STAFF, 48).await.unwrap() else {
            panic!()
        };
        assert_eq!(listed().await, 2, "two who turned out to be one");
        store.undo_merge(merge, STAFF).await.unwrap();
        assert_eq!(listed().await, 3);
        store.erase_person(persons[2], STAFF, 48).await.unwrap().unwrap();
        assert_eq!(listed().await, 3, "whoever is erased was touched all the same");
        for duty in [IncidentDuty::City, IncidentDuty::Preliminary, IncidentDuty::Final] {
            mark(&store, id, duty, DutyState::Done).await;
        }
        store.close_data_incident(id, STAFF).await.unwrap();
        let (closed, _) = store.list_touched_persons(id, &selection, STAFF).await.unwrap();
        assert_eq!(closed, IncidentOutcome::Closed, "the list of what is over is fixed");
    }
}

#[tokio::test]
async fn the_file_of_the_database_holds_no_word_in_clear() {
    let [sqlite, _] = TestDatabase::each().await;
    let DatabaseLocation::Sqlite(path) = sqlite.location.clone() else { panic!("the first is SQLite") };
    let store = sqlite.replica().await;
    let id = add(&store).await;
    mark(&store, id, IncidentDuty::Final, DutyState::NotRequired).await;
    let bytes = ["", "-wal"].map(|end| fs::read(format!("{}{end}", path.display())).unwrap_or_default()).concat();
    for text in ["名簿の誤送信", "佐藤さん", "本人以外に"] {
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
}
