//! People who come to the door without a registration.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::EntityTrait;
use tsubame_model::schema::FormAnswer;
use uuid::Uuid;

use super::{
    check_ins::{at_door, let_in},
    groups::{register, room},
    setup::{EVENT, TestDatabase, event, event_today, group_form},
};
use crate::{
    intake::{Attendance, MailKind},
    store::{
        CheckInOutcome, CheckedAt, ClaimedMail, EventFacts, UndoneCheckIn, UndoneOutcome, WalkIn, WalkInOutcome,
        entities::{attendance, registration, submission},
    },
};

/// So many people at the door.
pub fn walk_in(people: u32) -> WalkIn {
    let people = FormAnswer::Choice(people.to_string());
    WalkIn {
        form: group_form(),
        consent_text: "個人情報の取り扱い".to_owned(),
        name: "佐藤花子".to_owned(),
        kana: None,
        email: None,
        answers: BTreeMap::from([("people".to_owned(), people)]),
        attendance: Attendance::Venue,
        over_capacity: None,
        request: Uuid::new_v4(),
    }
}

#[tokio::test]
async fn who_comes_without_a_registration_has_one_and_is_in_once() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(3)).await.unwrap();
        let two = walk_in(2);
        let first = store.register_walk_in(EVENT, two.clone(), "desk").await.unwrap();
        let WalkInOutcome::In { registration, seats: 2, at } = first else { panic!("{first:?}") };
        let again = store.register_walk_in(EVENT, two, "desk").await.unwrap();
        let WalkInOutcome::In { registration: same, at: then, .. } = again else { panic!("{again:?}") };
        assert_eq!((same, then.as_millisecond()), (registration, at.as_millisecond()), "{:?}", database.location);
        assert_eq!(submission::Entity::find().all(store.readers()).await.unwrap().len(), 1);
        assert_eq!(room(&store).await.left, Some(1));
        let known = store.check_in(at_door(CheckedAt::Line(registration)), "desk").await.unwrap();
        assert!(matches!(known, CheckInOutcome::AlreadyIn { .. }), "{known:?}");
        let list = store.attendees(EVENT, "staff").await.unwrap().unwrap();
        assert_eq!((list.confirmed[0].name.as_str(), list.confirmed[0].seats), ("佐藤花子", 2));

        let full = store.register_walk_in(EVENT, walk_in(2), "desk").await.unwrap();
        assert_eq!(full, WalkInOutcome::Full { free: 1 });
        let reason = Some("椅子を足しました".to_owned());
        let more = WalkIn { over_capacity: reason, ..walk_in(2) };
        let more = store.register_walk_in(EVENT, more, "desk").await.unwrap();
        let WalkInOutcome::In { registration: beyond, .. } = more else { panic!("{more:?}") };
        let reasons = store.registration_reasons(beyond, "staff").await.unwrap();
        assert_eq!(reasons[0].text, "椅子を足しました");
        assert_eq!(room(&store).await.left, Some(0));
        assert_eq!(store.count_audited("registration.walked_in").await, 2);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn nobody_is_registered_at_a_door_that_is_closed_or_is_none_or_twice() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(5)).await.unwrap();
        store.update_event(EventFacts { id: "events/later".to_owned(), ..event(5) }).await.unwrap();
        let registered = store.registration_of(register(&store, 1, 1).await).await;
        let early = store.register_walk_in("events/later", walk_in(1), "desk").await.unwrap();
        assert!(matches!(early, WalkInOutcome::TooEarly { .. }), "{early:?}");
        let none = store.register_walk_in("events/none", walk_in(1), "desk").await.unwrap();
        let online = WalkIn { attendance: Attendance::Online, ..walk_in(1) };
        let online = store.register_walk_in(EVENT, online, "desk").await.unwrap();
        assert_eq!([none, online], [WalkInOutcome::Unknown; 2], "{:?}", database.location);
        let known = WalkIn { email: Some("Visitor1@example.jp".to_owned()), ..walk_in(1) };
        let known = store.register_walk_in(EVENT, known, "desk").await.unwrap();
        assert_eq!(known, WalkInOutcome::AlreadyRegistered(registered));
        assert_eq!(registration::Entity::find().all(store.readers()).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn an_address_that_was_said_at_a_door_gets_no_mail_until_it_is_somebodys() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(5)).await.unwrap();
        let said = WalkIn { email: Some("hanako@example.jp".to_owned()), ..walk_in(1) };
        let outcome = store.register_walk_in(EVENT, said, "desk").await.unwrap();
        let WalkInOutcome::In { registration, .. } = outcome else { panic!("{outcome:?}") };
        assert_eq!(store.waiting_mails().await, [""; 0], "{:?}", database.location);
        let row = attendance::Entity::find_by_id(registration.0).one(store.readers()).await.unwrap().unwrap();
        let mail = |kind| ClaimedMail {
            id: Uuid::new_v4(),
            kind,
            person: crate::intake::PersonId(row.person_id),
            submission: crate::intake::SubmissionId(row.submission_id),
            written_at: Timestamp::now(),
            attempts: 1,
            uncertain: 0,
        };
        for kind in [MailKind::EventChanged, MailKind::SurveyInvitation, MailKind::MessageEvent] {
            assert!(!store.is_mail_wanted(&mail(kind), Timestamp::now()).await.unwrap(), "{kind:?}");
        }
        // Who was let in once more by the list is still somebody whose address nobody has confirmed.
        let undone = UndoneCheckIn { registration, reason: String::new(), request: Uuid::new_v4() };
        assert_eq!(store.undo_check_in(undone, "desk").await.unwrap(), UndoneOutcome::Undone);
        let_in(&store, registration).await;
        assert!(!store.is_mail_wanted(&mail(MailKind::EventChanged), Timestamp::now()).await.unwrap());
        database.execute("UPDATE person_addresses SET verified_at = 1").await;
        assert!(store.is_mail_wanted(&mail(MailKind::EventChanged), Timestamp::now()).await.unwrap());
    }
}
