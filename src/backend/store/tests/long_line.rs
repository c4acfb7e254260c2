//! A line that is longer than anybody counts, and a room without an end.

use futures_util::future::join_all;

use sea_orm::EntityTrait;

use super::setup::{EVENT, TestDatabase, event, sealed, sent_by};
use crate::{
    intake::{Attendance, RegistrationAction},
    store::{EventFacts, Reception, SeatCount, SeatReceipt, entities::registration, waiting_counts::MOST_COUNTED},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_long_line_is_counted_no_further_than_a_thousand_and_grows_all_the_same() {
    let people = usize::try_from(MOST_COUNTED).unwrap() + 50;
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(1)).await.unwrap();
        let all = join_all((0..people).map(|number| store.receive(sealed(&sent_by(number))))).await;
        let is_in_line =
            |one: &Result<Reception, _>| matches!(one, Ok(Reception::Received { receipt: SeatReceipt::Line, .. }));
        assert_eq!(all.iter().filter(|one| is_in_line(one)).count(), people - 1);
        let waiting = u32::try_from(MOST_COUNTED).unwrap();
        let expected = SeatCount { capacity: Some(1), left: Some(0), waiting };
        assert_eq!(store.seats(EVENT).await.unwrap().unwrap()[&Attendance::Venue], expected);
        assert!(is_in_line(&store.receive(sealed(&sent_by(people))).await));
    }
}

#[tokio::test]
async fn where_there_is_a_seat_for_everybody_each_has_a_number_of_their_own() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(EventFacts { places: [(Attendance::Venue, None)].into(), ..event(1) }).await.unwrap();
        let mut first = None;
        for number in 0..5 {
            let received = store.receive(sealed(&sent_by(number))).await.unwrap();
            let Reception::Received { submission, receipt: SeatReceipt::Seat } = received else {
                panic!("{received:?}")
            };
            // One in the middle of those before is given back.
            if number == 2 {
                store.change_registration(first.unwrap(), RegistrationAction::Cancel, 48).await.unwrap();
            }
            first.get_or_insert(submission);
        }
        let rows = registration::Entity::find().all(store.readers()).await.unwrap();
        let mut seats: Vec<i32> = rows.into_iter().filter_map(|row| row.seat).collect();
        seats.sort_unstable();
        assert_eq!(seats, [2, 3, 4, 5]);
    }
}
