//! The list of an event, what is printed for it, all events with their counts, and what is counted of one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use tsubame_model::{
    schema::{Form, FormAnswer, parse_form},
    source::SourcePath,
};

use super::{
    check_ins::let_in,
    groups::register,
    hand_changes::by_hand,
    joining::{OTHER, confirm, receive, two_events},
    search::sent_as,
    setup::{EVENT, TestDatabase, event, event_today, sealed, sealed_by, sent_by},
    walk_ins::walk_in,
};
use crate::{
    intake::{Attendance, RegistrationAction, RegistrationState, SubmissionId},
    store::{AnswerCount, AttendeeKey, AttendeeOrder, CancelledBy, EventFacts, HeadCount, PlaceCount, Store},
};

const OFFER_HOURS: u32 = 48;

/// A form that asks more of people.
fn long_form() -> Form {
    let text = "form: event\nlabel: イベント申込\nversion: '1'\nreferences: [event, event_mode]\ngroups:\n- legend: お名前\n  fields:\n  \
                - {name: name, type: text, label: お名前, max_length: 60}\n  - {name: kana, type: kana, label: よみ, max_length: 60}\n  \
                - {name: company, type: text, label: 勤め先, max_length: 60}\n  - {name: email, type: email, label: メール, max_length: \
                254}\n  - {name: phase, type: radio, label: 時期, choices: [{value: soon, label: すぐに}]}\n  - {name: accommodation, \
                type: textarea, label: 配慮, max_length: 60}\nconsent: {version: '1', label: 同意します, link: /privacy/}\nsubmit: 送る\n\
                honeypot: remark\nthanks: 届きました\n";
    let (form, faults) = parse_form(&SourcePath::new("data/forms/event.yaml"), text);
    assert!(faults.is_empty(), "{faults:?}");
    form.unwrap()
}

/// Somebody who says more.
async fn register_with_more(store: &Store, number: usize) -> SubmissionId {
    let mut sent = sent_by(number);
    for (field, answer) in [
        ("kana", FormAnswer::Kana("ヤマダ".to_owned())),
        ("company", FormAnswer::Text("見本商事".to_owned())),
        ("accommodation", FormAnswer::Text("車いすで参ります".to_owned())),
    ] {
        sent.answers.insert(field.to_owned(), answer);
    }
    let sealed = sealed_by(&long_form(), &sent);
    let id = sealed.id;
    store.receive(sealed).await.unwrap();
    id
}

#[tokio::test]
async fn the_list_of_an_event_is_put_into_another_order() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(9)).await.unwrap();
        let mut all = Vec::new();
        for (number, kana) in [(1, "ワタナベ ハナコ"), (2, ""), (3, "あおき　いちろう"), (4, "ﾜﾀﾅﾍﾞ ﾊﾅｺ")]
        {
            all.push(receive(&store, &sent_as(number, ("見本", kana), EVENT)).await);
        }
        for came in [3, 0] {
            let_in(&store, store.registration_of(all[came]).await).await;
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        let list = store.attendees(EVENT, "staff").await.unwrap().unwrap();
        let places = |by, is_descending| -> Vec<usize> {
            let sorted = list.clone().sorted(AttendeeOrder { by, is_descending });
            let place = |submission| all.iter().position(|known| *known == submission).unwrap();
            sorted.confirmed.iter().map(|attendee| place(attendee.submission)).collect()
        };
        for (by, rising, falling) in [
            (AttendeeKey::Registered, [0, 1, 2, 3], [3, 2, 1, 0]),
            // However they are written; who is read in no way comes last, and those who are the same as they came.
            (AttendeeKey::Kana, [2, 0, 3, 1], [0, 3, 2, 1]),
            (AttendeeKey::CheckedIn, [3, 0, 1, 2], [0, 3, 1, 2]),
        ] {
            assert_eq!((places(by, false), places(by, true)), (rising.into(), falling.into()), "{by:?}");
        }
    }
}

#[tokio::test]
async fn the_list_of_an_event_says_who_comes_and_who_waits_in_order() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        assert_eq!(store.attendees(EVENT, "staff").await.unwrap(), None);
        assert_eq!(store.count_audited("registrations.listed").await, 0);
        store.update_event(event_today(3)).await.unwrap();
        let more = register_with_more(&store, 1).await;
        let two = register(&store, 2, 2).await;
        let (first, second) = (register(&store, 3, 1).await, register(&store, 4, 1).await);
        let gone = register(&store, 5, 1).await;
        store.change_registration(gone, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        let mut suspicious = sent_by(6);
        suspicious.is_suspicious = true;
        store.receive(sealed(&suspicious)).await.unwrap();
        let_in(&store, store.registration_of(more).await).await;
        database
            .execute(
                "UPDATE person_addresses SET bounced_at = 1 WHERE person_id = (SELECT person_id FROM \
                          registrations WHERE in_line = 1)",
            )
            .await;

        let list = store.attendees(EVENT, "staff").await.unwrap().unwrap();
        let submissions = |list: &[crate::store::Attendee]| list.iter().map(|one| one.submission).collect::<Vec<_>>();
        assert_eq!(submissions(&list.confirmed), [more, two], "{:?}", database.location);
        assert_eq!(submissions(&list.waiting), [first, second]);
        assert_eq!(submissions(&list.cancelled), [gone]);
        assert_eq!((list.offered.len(), list.unsettled.len()), (0, 1));
        let one = &list.confirmed[0];
        let read = [&one.name, &one.kana, &one.organisation, &one.accommodation].map(String::as_str);
        assert_eq!(read, ["山田1", "ヤマダ", "見本商事", "車いすで参ります"]);
        assert_eq!(one.coded, BTreeMap::from([("phase".to_owned(), vec!["soon".to_owned()])]));
        assert_eq!((one.state, one.seats, one.seat), (RegistrationState::Confirmed, 1, Some(1)));
        assert_eq!(one.checked_in.as_ref().map(|came| came.by.as_str()), Some("desk"));
        assert_eq!(list.confirmed[1].checked_in, None);
        let places: Vec<_> = list.waiting.iter().map(|one| (one.place_in_line, one.has_bounced)).collect();
        assert_eq!(places, [(Some(1), true), (Some(2), false)]);
        let room = PlaceCount { capacity: Some(3), confirmed: 3, waiting: 2, entered: 1, ..PlaceCount::default() };
        assert_eq!((list.day.places[&Attendance::Venue], room.taken()), (room, 3));
        assert_eq!(store.count_audited("registrations.listed").await, 1);
    }
}

#[tokio::test]
async fn what_is_printed_leads_back_to_those_with_a_seat() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(1)).await.unwrap();
        let more = register_with_more(&store, 1).await;
        register(&store, 2, 1).await;
        let badges = store.printed_badges(EVENT, "staff").await.unwrap();
        assert_eq!(badges.len(), 1, "{:?}", database.location);
        let badge = &badges[0];
        let read = [&badge.name, &badge.kana, &badge.organisation].map(String::as_str);
        assert_eq!(read, ["山田1", "ヤマダ", "見本商事"]);
        let registration = store.registration_of(more).await;
        assert_eq!((badge.registration, badge.code), (registration, store.badge_code(registration)));
        assert!(!badge.code.render().contains("山田"));
        assert_eq!(store.count_audited("badges.listed").await, 1);
    }
}

#[tokio::test]
async fn all_events_are_listed_with_how_many_come() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let at = |id: &str, day: &str| EventFacts {
            id: id.to_owned(),
            starts_at: format!("{day}T10:00:00Z").parse().unwrap(),
            ends_at: format!("{day}T12:00:00Z").parse().unwrap(),
            ..event(3)
        };
        for (id, day) in [("b", "2098-01-02"), ("a", "2098-01-01"), ("old", "2020-01-01"), ("older", "2019-01-01")] {
            store.update_event(at(id, day)).await.unwrap();
        }
        let online = EventFacts { places: [(Attendance::Online, None)].into(), ..event(1) };
        store.update_event(online).await.unwrap();
        let mut sent = sent_by(1);
        sent.references.insert("event_mode".to_owned(), "online".to_owned());
        store.receive(sealed(&sent)).await.unwrap();
        let days = store.event_days(Timestamp::now()).await.unwrap();
        let ids = |days: &[crate::store::EventDay]| days.iter().map(|day| day.event.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&days.upcoming), ["a", "b", EVENT], "{:?}", database.location);
        assert_eq!(ids(&days.past), ["old", "older"]);
        let counted = days.upcoming[2].places[&Attendance::Online];
        assert_eq!(counted, PlaceCount { confirmed: 1, ..PlaceCount::default() });
        assert_eq!(days.upcoming[0].places[&Attendance::Venue].capacity, Some(3));
        assert_eq!(store.event_day("b").await.unwrap().as_ref(), Some(&days.upcoming[1]));
        assert_eq!(store.event_day("none").await.unwrap(), None);
    }
}

/// So many registrations for so many people.
fn count(registrations: u64, seats: u64) -> HeadCount {
    HeadCount { registrations, seats }
}

#[tokio::test]
async fn the_figures_of_an_event_say_how_many_and_never_who() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(6)).await.unwrap();
        let mut sent = sent_by(1);
        sent.attribution = BTreeMap::from([("utm_source".to_owned(), "leaflet".to_owned())]);
        let came = sealed(&sent);
        let came_id = came.id;
        store.receive(came).await.unwrap();
        let absent = register(&store, 2, 2).await;
        let by_staff = register(&store, 3, 1).await;
        let by_visitor = register(&store, 4, 1).await;
        store.cancel_by_staff(by_hand(&store, by_staff).await, false).await.unwrap();
        store.change_registration(by_visitor, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        let_in(&store, store.registration_of(came_id).await).await;
        store.register_walk_in(EVENT, walk_in(3), "desk").await.unwrap();
        let waits = register(&store, 5, 2).await;
        let figures = store.event_figures(EVENT).await.unwrap();
        assert_eq!(figures.registered, count(6, 10), "{:?}", database.location);
        assert_eq!(figures.confirmed, count(3, 6));
        assert_eq!(figures.waiting, count(1, 2));
        let cancelled = [(CancelledBy::Visitor, count(1, 1)), (CancelledBy::Staff, count(1, 1))].into();
        assert_eq!(figures.cancelled, cancelled);
        assert_eq!(figures.attended, BTreeMap::from([(Attendance::Venue, count(2, 4))]));
        assert_eq!((figures.walk_ins, figures.no_shows), (count(1, 3), count(1, 2)));
        let channels = BTreeMap::from([(Some("leaflet".to_owned()), count(1, 1)), (None, count(5, 9))]);
        assert_eq!(figures.channels, channels);
        let soon = ("phase".to_owned(), "soon".to_owned());
        assert_eq!(figures.answers[&soon], AnswerCount { registered: 5, attended: 1 });
        assert!(figures.surveys.is_empty());
        // Those who are gone count still.
        for submission in [waits, absent, by_staff] {
            let record = store.record_of(submission).await.unwrap().unwrap();
            store.erase_person(record, "visitor", OFFER_HOURS).await.unwrap().unwrap();
        }
        let after = store.event_figures(EVENT).await.unwrap();
        assert_eq!((after.registered, after.confirmed), (figures.registered, figures.confirmed));
        assert_eq!((after.waiting, after.no_shows), (figures.waiting, figures.no_shows));
        let cancelled = [(CancelledBy::Visitor, count(1, 1)), (CancelledBy::Unknown, count(1, 1))].into();
        assert_eq!(after.cancelled, cancelled);
    }
}

#[tokio::test]
async fn a_reading_that_was_said_elsewhere_is_known_at_the_door() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let first = receive(&store, &sent_as(1, ("山田 太郎", "ヤマダ タロウ"), OTHER)).await;
        let mut unread = sent_as(1, ("山田太郎", ""), EVENT);
        unread.answers.remove("kana");
        let second = receive(&store, &unread).await;
        let kana = async |store: &Store| {
            let list = store.attendees(EVENT, "staff").await.unwrap().unwrap();
            list.confirmed.iter().chain(&list.unsettled).map(|attendee| attendee.kana.clone()).collect::<Vec<_>>()
        };
        assert_eq!(kana(&store).await, [""], "{:?}: it is not sure yet that they are one", database.location);
        confirm(&store, first).await;
        confirm(&store, second).await;
        assert_eq!(kana(&store).await, ["ヤマダ タロウ"]);
        assert_eq!(store.printed_badges(EVENT, "staff").await.unwrap()[0].kana, "ヤマダ タロウ");
        // Somebody of two names: whose reading that is, nobody knows.
        store.update_event(EventFacts { id: "events/third".to_owned(), ..event(90) }).await.unwrap();
        let other = receive(&store, &sent_as(1, ("鈴木 太郎", "スズキ タロウ"), "events/third")).await;
        confirm(&store, other).await;
        assert_eq!(kana(&store).await, [""]);
    }
}
