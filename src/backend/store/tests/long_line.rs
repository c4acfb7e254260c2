//! A line that is longer than anybody counts.

use futures_util::future::join_all;

use super::setup::{EVENT, TestDatabase, event, sealed, sent_by};
use crate::{
    intake::Attendance,
    store::{Reception, SeatCount, SeatReceipt, waiting_lines::MOST_COUNTED},
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
