//! What people read whose registration becomes something else: who waited, who moved, who takes part from afar.

use super::{
    over_time::{ReadMail, sent},
    *,
};
use crate::{
    intake::{Attendance, SubmissionId, bookings::BookingAction},
    store::{
        EventFacts,
        booking_setup::{book, unconfirmed_wish},
        test_support::{form, sealed_by},
    },
};

async fn register(store: &Store, number: usize) -> SubmissionId {
    store.receive(sealed(&sent_by(number))).await.unwrap();
    store.newest_submission().await
}

fn only(mails: Vec<ReadMail>) -> ReadMail {
    assert_eq!(mails.len(), 1);
    mails.into_iter().next().unwrap()
}

#[tokio::test]
async fn who_gives_back_a_place_in_line_reads_of_no_calendar_and_who_gives_back_a_seat_does() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(1)).await.unwrap();
        let (seated, waits) = (register(&store, 1).await, register(&store, 2).await);
        sent(&store).await;
        store.change_registration(waits, RegistrationAction::Cancel, 48).await.unwrap();
        let mail = only(sent(&store).await);
        assert!(mail.subject.contains("取り消しを承りました") && mail.calendar.is_none(), "{}", mail.words);
        assert!(!mail.words.contains("カレンダー") && mail.words.contains("/data"), "{}", mail.words);
        store.change_registration(seated, RegistrationAction::Cancel, 48).await.unwrap();
        let mail = only(sent(&store).await);
        assert!(mail.calendar.unwrap().contains("METHOD:CANCEL") && mail.words.contains("カレンダー"));
    }
}

#[tokio::test]
async fn who_takes_an_offered_seat_and_gives_it_back_reads_of_the_calendar() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    store.update_event(event(1)).await.unwrap();
    let (seated, waits) = (register(&store, 1).await, register(&store, 2).await);
    store.change_registration(seated, RegistrationAction::Cancel, 48).await.unwrap();
    sent(&store).await;
    store.change_registration(waits, RegistrationAction::Confirm, 48).await.unwrap();
    assert!(only(sent(&store).await).calendar.is_some());
    store.change_registration(waits, RegistrationAction::Cancel, 48).await.unwrap();
    assert!(only(sent(&store).await).calendar.is_some());
}

#[tokio::test]
async fn a_mail_that_waited_until_it_was_wrong_is_not_sent() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(1)).await.unwrap();
        let (seated, _) = (register(&store, 1).await, register(&store, 2).await);
        store.change_registration(seated, RegistrationAction::Cancel, 48).await.unwrap();
        let mails = sent(&store).await;
        let read: Vec<_> = mails.iter().map(|mail| (mail.to.as_str(), mail.calendar.is_some())).collect();
        assert_eq!(read, [("visitor1@example.jp", false), ("visitor2@example.jp", false)], "{:?}", database.location);
        assert!(mails[0].subject.contains("取り消しを承りました"), "its seat was never told of");
        assert!(mails[1].subject.contains("お席をご用意できます"), "{}", mails[1].subject);
        assert!(mails[1].words.contains("次の方にお席をお譲りします"), "{}", mails[1].words);
    }
}

#[tokio::test]
async fn who_moves_to_another_date_reads_that_they_did() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    let series = |facts| EventFacts { series: Some("night".to_owned()), ..facts };
    store.update_event(series(event(9))).await.unwrap();
    store.update_event(series(EventFacts { id: "events/shibuya-2".to_owned(), ..event(9) })).await.unwrap();
    let moves = register(&store, 1).await;
    assert!(!only(sent(&store).await).words.contains("別の日に移った"));
    store.move_registration(moves, "events/shibuya-2", 48).await.unwrap().unwrap();
    let mail = only(sent(&store).await);
    assert!(mail.words.contains("別の日に移ったお申し込みに、お席をご用意しました"), "{}", mail.words);
    assert!(mail.words.contains("前の日の予定が入っているときは") && mail.calendar.is_some());
}

#[tokio::test]
async fn who_takes_part_from_afar_is_not_sent_to_the_room() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    let places = [(Attendance::Venue, Some(1)), (Attendance::Online, Some(1))];
    let both = EventFacts { places: places.into(), ..event(1) };
    store.update_event(both.clone()).await.unwrap();
    register(&store, 1).await;
    let mut from_afar = sent_by(2);
    from_afar.references.insert("event_mode".to_owned(), "online".to_owned());
    store.receive(sealed_by(&form(), &from_afar)).await.unwrap();
    let mails = sent(&store).await;
    let in_room: Vec<bool> = mails.iter().map(|mail| mail.words.contains(&both.place)).collect();
    assert_eq!(in_room, [true, false], "{}", mails[1].words);
    assert!(mails[1].words.contains("会場：オンライン") && mails[1].calendar.as_ref().unwrap().contains("オンライン"));
    // Another room is nothing new for whoever is not there.
    let content_time = "2026-11-02T00:00:00Z".parse().unwrap();
    store.update_event(EventFacts { place: "別の会場（架空）".to_owned(), content_time, ..both }).await.unwrap();
    let id = store.pending_event_changes().await.unwrap()[0].id;
    store.confirm_event_change(id, "operator", 48).await.unwrap().unwrap();
    let notices = sent(&store).await;
    let told: Vec<bool> = notices.iter().map(|mail| mail.words.contains("これまでの場所")).collect();
    assert_eq!(told, [true, false], "{}", notices[1].words);
}

#[tokio::test]
async fn who_gives_back_a_time_that_was_never_confirmed_reads_of_no_calendar() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    let submission = book(&store, unconfirmed_wish(1, &["ito"], "10:00")).await;
    sent(&store).await;
    store.change_booking(submission, BookingAction::Cancel).await.unwrap();
    let mail = only(sent(&store).await);
    assert!(mail.calendar.is_none() && !mail.words.contains("カレンダー"), "{}", mail.words);
    assert!(mail.words.contains("/data"), "{}", mail.words);
}
