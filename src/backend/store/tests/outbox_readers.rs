//! The outbox narrowed to whom somebody means: all that was sent to them, however many have that name, and nothing of anybody else.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    joining::{OTHER, confirm, receive},
    search::sent_as,
    setup::{EVENT, TestDatabase, event, sealed},
};
use crate::{
    intake::{SubmissionId, search::PersonQuery},
    store::{EventFacts, OutboxFilter, OutboxRow, ReaderSearch, Store},
};

/// More than any page of persons or of mails has.
const MANY: usize = 230;

fn to(typed: &str, scope: Option<&str>) -> OutboxFilter {
    let readers = ReaderSearch {
        query: PersonQuery::parse(typed),
        scope: scope.map(|programme| [programme.to_owned()].into()),
        actor: "staff".to_owned(),
    };
    OutboxFilter { readers: Some(readers), ..OutboxFilter::default() }
}

/// All pages of a list, one after the other.
async fn pages(store: &Store, filter: OutboxFilter) -> Vec<OutboxRow> {
    let (mut filter, mut rows) = (filter, Vec::new());
    loop {
        let page = store.outbox_page(&filter).await.unwrap();
        rows.extend(page.rows);
        filter.after = page.next;
        if page.next.is_none() {
            return rows;
        }
    }
}

fn ids(rows: &[OutboxRow]) -> BTreeSet<Uuid> {
    rows.iter().map(|row| row.entry.mail.id).collect()
}

async fn many_tanakas(store: &Store) {
    store.update_event(event(300)).await.unwrap();
    store.update_event(EventFacts { id: OTHER.to_owned(), ..event(300) }).await.unwrap();
    for number in 0..MANY {
        let event = if number % 10 == 0 { OTHER } else { EVENT };
        let mut sent = sent_as(number, ("田中太郎", "タナカ タロウ"), event);
        sent.references.insert("programme".to_owned(), event.to_owned());
        store.receive(sealed(&sent)).await.unwrap();
    }
    for (number, name) in [(300, "田中山田"), (301, "鈴木花子")] {
        store.receive(sealed(&sent_as(number, (name, "ミホン"), EVENT))).await.unwrap();
    }
}

async fn indexed(store: &Store) {
    while store.index_persons().await.unwrap() > 0 {}
}

#[tokio::test]
async fn everybody_of_a_name_is_found_in_the_outbox_and_nobody_else() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        many_tanakas(&store).await;
        assert_eq!(pages(&store, to("田中太郎", None)).await, [], "the index knows of them a moment later");
        indexed(&store).await;
        for (typed, scope, count) in [
            ("田中太郎", None, MANY),
            ("タナカ", None, MANY),
            ("田中太郎", Some(OTHER), MANY / 10),
            ("田中太郎", Some("events/none"), 0),
            ("鈴木", None, 1),
            ("鈴木", Some(OTHER), 0),
            ("visitor301@example.jp", None, 1),
            ("山田", None, 1),
            // Its pairs of letters stand in the name of 田中山田, but not together.
            ("山田中", None, 0),
            ("佐藤", None, 0),
            ("　", None, 0),
        ] {
            let rows = pages(&store, to(typed, scope)).await;
            assert_eq!((rows.len(), ids(&rows).len()), (count, count), "{typed} {scope:?} {:?}", database.location);
            assert!(rows.is_sorted_by(|one, next| one.entry.mail.id > next.entry.mail.id), "{typed}");
            assert_eq!(store.outbox_rows(&to(typed, scope), 1000).await.unwrap(), rows, "{typed}");
        }
        let of_other = OutboxFilter { event: Some(OTHER.to_owned()), ..to("田中太郎", None) };
        assert_eq!(pages(&store, of_other).await.len(), MANY / 10, "beside whatever else is asked for");
        assert!(store.count_audited("persons.listed").await > 0, "that somebody was looked for is written down");
    }
}

#[tokio::test]
async fn what_went_to_a_record_that_was_joined_is_found_by_its_person() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(9)).await.unwrap();
        store.update_event(EventFacts { id: OTHER.to_owned(), ..event(9) }).await.unwrap();
        let (name, other) = (("佐々木一郎", "ササキ イチロウ"), ("佐々木いちろう", "ササキ イチロウ"));
        let sent: [SubmissionId; 2] =
            [receive(&store, &sent_as(1, name, EVENT)).await, receive(&store, &sent_as(1, other, OTHER)).await];
        receive(&store, &sent_as(2, ("鈴木花子", "スズキ ハナコ"), EVENT)).await;
        for submission in sent {
            confirm(&store, submission).await;
        }
        let own = pages(&store, OutboxFilter::default()).await;
        let own: Vec<OutboxRow> = own.into_iter().filter(|row| sent.contains(&row.entry.mail.submission)).collect();
        let records: BTreeSet<_> = own.iter().map(|row| row.entry.mail.person).collect();
        assert_eq!(records.len(), 2, "{:?}", database.location);
        for _ in 0..2 {
            // Before the index knows of the join, and after.
            indexed(&store).await;
            for typed in ["佐々木", "佐々木一郎", "佐々木いちろう"] {
                assert_eq!(pages(&store, to(typed, None)).await, own, "{typed} {:?}", database.location);
            }
        }
    }
}
