//! People are let in at the door: once, whichever desk does it and however often that is sent.

use jiff::{SignedDuration, Timestamp};
use sea_orm::EntityTrait;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{
    groups::{register, state},
    joining::OTHER,
    setup::{EVENT, TestDatabase, event, event_today, keys, sealed, sealed_by, sent_by},
};
use crate::{
    intake::{BadgeCode, HashKey, RegistrationAction, RegistrationId, RegistrationState},
    store::{
        CheckIn, CheckInOutcome, CheckedAt, EventFacts, Store, UndoneCheckIn, UndoneOutcome,
        entities::{attendance, attendance_step, registration_reason},
    },
};

const OFFER_HOURS: u32 = 48;

/// Somebody stands at the door of the event now.
pub fn at_door(who: CheckedAt) -> CheckIn {
    CheckIn { event: EVENT.to_owned(), who, at: Timestamp::now(), request: Uuid::new_v4() }
}

/// Lets somebody in by the list.
pub async fn let_in(store: &Store, registration: RegistrationId) {
    let outcome = store.check_in(at_door(CheckedAt::Line(registration)), "desk").await.unwrap();
    assert!(matches!(outcome, CheckInOutcome::In { .. }), "{outcome:?}");
}

#[tokio::test]
async fn who_is_let_in_is_in_once_however_often_it_is_sent() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(5)).await.unwrap();
        let submission = register(&store, 1, 2).await;
        let registration = store.registration_of(submission).await;
        let code = BadgeCode::parse(&store.badge_code(registration).render()).unwrap();
        let asked = at_door(CheckedAt::Badge(code));
        let first = store.check_in(asked.clone(), "desk").await.unwrap();
        let CheckInOutcome::In { name, seats, at } = &first else { panic!("{first:?}") };
        assert_eq!((name.as_str(), *seats), ("山田1", 2), "{:?}", database.location);
        assert_eq!(at.as_millisecond(), asked.at.as_millisecond());
        // A page that got no answer asks again; what comes of it is what came of it.
        for _ in 0..2 {
            let CheckInOutcome::In { at: again, .. } = store.check_in(asked.clone(), "desk").await.unwrap() else {
                panic!("another answer")
            };
            assert_eq!(again.as_millisecond(), at.as_millisecond());
        }
        let other_desk = store.check_in(at_door(CheckedAt::Line(registration)), "other").await.unwrap();
        assert!(matches!(&other_desk, CheckInOutcome::AlreadyIn { by, .. } if by == "desk"), "{other_desk:?}");
        let rows = attendance::Entity::find().all(store.readers()).await.unwrap();
        assert_eq!((rows.len(), rows[0].means.as_str()), (1, "code"));
        assert_eq!(store.count_audited("attendance.checked_in").await, 1);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_is_undone_is_kept_and_who_comes_again_is_in_again() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(5)).await.unwrap();
        let registration = store.registration_of(register(&store, 1, 1).await).await;
        let undone =
            UndoneCheckIn { registration, reason: "同姓の方でした".to_owned(), request: Uuid::new_v4() };
        assert_eq!(store.undo_check_in(undone.clone(), "desk").await.unwrap(), UndoneOutcome::NotIn);
        let_in(&store, registration).await;
        for _ in 0..2 {
            assert_eq!(store.undo_check_in(undone.clone(), "desk").await.unwrap(), UndoneOutcome::Undone);
        }
        let again = UndoneCheckIn { request: Uuid::new_v4(), ..undone.clone() };
        assert_eq!(store.undo_check_in(again, "desk").await.unwrap(), UndoneOutcome::NotIn);
        let nobody = UndoneCheckIn { registration: RegistrationId(Uuid::nil()), ..undone };
        assert_eq!(store.undo_check_in(nobody, "desk").await.unwrap(), UndoneOutcome::Unknown);
        let_in(&store, registration).await;
        let steps = attendance_step::Entity::find().all(store.readers()).await.unwrap();
        assert_eq!(steps.len(), 3, "{:?}", database.location);
        let rows = attendance::Entity::find().all(store.readers()).await.unwrap();
        assert_eq!((rows.len(), rows[0].undone_at), (1, None));
        let reasons = store.registration_reasons(registration, "staff").await.unwrap();
        assert_eq!(reasons.len(), 1);
        assert_eq!((reasons[0].text.as_str(), reasons[0].action.as_str()), ("同姓の方でした", "attendance.undone"));
        let kept = registration_reason::Entity::find().one(store.readers()).await.unwrap().unwrap();
        assert!(!kept.sealed.windows(6).any(|bytes| bytes == "同姓".as_bytes()), "reasons are encrypted");
        assert_eq!(store.count_audited("attendance.undone").await, 1);
        assert_eq!(store.count_audited("registration.reasons_read").await, 1);
    }
}

#[tokio::test]
async fn the_door_says_why_somebody_is_not_let_in() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(1)).await.unwrap();
        store
            .update_event(EventFacts { id: OTHER.to_owned(), title: "恵比寿の夜".to_owned(), ..event(9) })
            .await
            .unwrap();
        let seated = register(&store, 1, 1).await;
        let (first, second) = (register(&store, 2, 1).await, register(&store, 3, 1).await);
        let mut suspicious = sent_by(4);
        suspicious.is_suspicious = true;
        let held = sealed(&suspicious);
        let held_id = held.id;
        store.receive(held).await.unwrap();
        let mut for_other = sent_by(5);
        for_other.references.insert("event".to_owned(), OTHER.to_owned());
        let elsewhere = sealed(&for_other);
        let elsewhere_id = elsewhere.id;
        store.receive(elsewhere).await.unwrap();
        let at = |id| CheckedAt::Line(RegistrationId(id));
        let mut told = Vec::new();
        for submission in [first, second, held_id, elsewhere_id] {
            let RegistrationId(id) = store.registration_of(submission).await;
            told.push(store.check_in(at_door(at(id)), "desk").await.unwrap());
        }
        let expected = [
            CheckInOutcome::Waiting { place: 1 },
            CheckInOutcome::Waiting { place: 2 },
            CheckInOutcome::NotRegistered,
            CheckInOutcome::OtherEvent { title: "恵比寿の夜".to_owned() },
        ];
        assert_eq!(told, expected, "{:?}", database.location);
        let RegistrationId(other) = store.registration_of(elsewhere_id).await;
        let early = CheckIn { event: OTHER.to_owned(), ..at_door(at(other)) };
        let from = event(9).starts_at - SignedDuration::from_hours(1);
        assert_eq!(store.check_in(early, "desk").await.unwrap(), CheckInOutcome::TooEarly { from });

        let registration = store.registration_of(seated).await;
        let forged = BadgeCode::of(registration, &HashKey::new([9; 32]));
        let of_nobody = BadgeCode::of(RegistrationId(Uuid::nil()), &keys().index);
        for who in [CheckedAt::Badge(forged), CheckedAt::Badge(of_nobody), at(Uuid::nil())] {
            assert_eq!(store.check_in(at_door(who), "desk").await.unwrap(), CheckInOutcome::Unknown);
        }
        store.change_registration(seated, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        let gone = store.check_in(at_door(CheckedAt::Line(registration)), "desk").await.unwrap();
        assert_eq!(gone, CheckInOutcome::Cancelled);
        assert_eq!(state(&store, first).await, RegistrationState::Offered);
        let RegistrationId(offered) = store.registration_of(first).await;
        assert_eq!(store.check_in(at_door(at(offered)), "desk").await.unwrap(), CheckInOutcome::NotRegistered);
        assert_eq!(store.count_audited("attendance.checked_in").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_desks_at_two_replicas_let_somebody_in_once() {
    for database in TestDatabase::each().await {
        let replicas = [database.replica().await, database.replica().await];
        replicas[0].update_event(event_today(5)).await.unwrap();
        let registration = replicas[0].registration_of(register(&replicas[0], 1, 1).await).await;
        // Each desk sends what it could not send a second time.
        let mut desks = JoinSet::new();
        for number in 0..20_usize {
            let asked = at_door(CheckedAt::Line(registration));
            for again in 0..2 {
                let (store, asked) = (replicas[(number + again) % 2].clone(), asked.clone());
                desks.spawn(async move { (number, store.check_in(asked, "desk").await.unwrap()) });
            }
        }
        let mut let_in_by = Vec::new();
        while let Some(told) = desks.join_next().await {
            match told.unwrap() {
                (number, CheckInOutcome::In { .. }) => let_in_by.push(number),
                (_, CheckInOutcome::AlreadyIn { .. }) => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(let_in_by.len(), 2, "{:?}", database.location);
        assert_eq!(let_in_by[0], let_in_by[1], "the same desk, both times");
        assert_eq!(attendance::Entity::find().all(replicas[0].readers()).await.unwrap().len(), 1);
        assert_eq!(attendance_step::Entity::find().all(replicas[0].readers()).await.unwrap().len(), 1);
        assert_eq!(replicas[0].count_audited("attendance.checked_in").await, 1);
        assert_eq!(replicas[0].broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn who_is_erased_leaves_nothing_at_the_door_but_that_somebody_came() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(5)).await.unwrap();
        let submission = register(&store, 1, 2).await;
        let registration = store.registration_of(submission).await;
        let_in(&store, registration).await;
        let undone = UndoneCheckIn { registration, reason: "確認".to_owned(), request: Uuid::new_v4() };
        store.undo_check_in(undone, "desk").await.unwrap();
        let_in(&store, registration).await;
        let before = store.event_figures(EVENT).await.unwrap();
        let record = store.record_of(submission).await.unwrap().unwrap();
        store.erase_person(record, "visitor", OFFER_HOURS).await.unwrap().unwrap();
        let db = store.readers();
        assert_eq!(attendance::Entity::find().all(db).await.unwrap().len(), 0, "{:?}", database.location);
        assert_eq!(attendance_step::Entity::find().all(db).await.unwrap().len(), 0);
        assert_eq!(registration_reason::Entity::find().all(db).await.unwrap().len(), 0);
        let after = store.event_figures(EVENT).await.unwrap();
        assert_eq!((after.attended, after.registered), (before.attended, before.registered), "counted still");
    }
}

#[tokio::test]
async fn r29_with_what_somebody_came_is_given_back_by_no_merge() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(5)).await.unwrap();
        let mut persons = Vec::new();
        let mut submissions = Vec::new();
        for number in [1, 2] {
            let sealed = sealed_by(&super::setup::form(), &sent_by(number));
            submissions.push(sealed.id);
            persons.push(sealed.person);
            store.receive(sealed).await.unwrap();
            store.change_registration(submissions[number - 1], RegistrationAction::Confirm, OFFER_HOURS).await.unwrap();
        }
        // They came with the second one, which would be given back as the later one.
        let_in(&store, store.registration_of(submissions[1]).await).await;
        store.merge_persons(persons[0], persons[1], "staff", OFFER_HOURS).await.unwrap();
        assert_eq!(state(&store, submissions[0]).await, RegistrationState::Cancelled, "{:?}", database.location);
        assert_eq!(state(&store, submissions[1]).await, RegistrationState::Confirmed);
        let list = store.attendees(EVENT, "staff").await.unwrap().unwrap();
        assert!(list.confirmed[0].checked_in.is_some());
        assert_eq!((list.confirmed[0].person, list.cancelled[0].person), (persons[0], persons[0]), "one person");
    }
}
