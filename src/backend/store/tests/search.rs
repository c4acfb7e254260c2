//! Persons are found by what they go by, however it is typed, and nobody is who was erased.

use jiff::Timestamp;
use sea_orm::EntityTrait;
use tsubame_model::schema::{FormAnswer, Submission};

use super::{
    joining::{OTHER, confirm, person, receive, sent_from, two_events},
    setup::{EVENT, TestDatabase, event},
};
use crate::{
    intake::{
        PersonId,
        cases::PersonTag,
        search::{Facet, FacetKind, PersonQuery},
    },
    store::{
        FoundPage, MergeOutcome, PersonCount, PersonOrder, PersonSearch, Store,
        entities::{audit_record, facet, person_facet, person_gram, person_index},
    },
};

const OFFER_HOURS: u32 = 48;

/// What somebody of this name sends for an event.
pub fn sent_as(number: usize, (name, kana): (&str, &str), event: &str) -> Submission {
    let mut sent = sent_from(number, &format!("visitor{number}@example.jp"), event);
    for (field, text) in [("name", name), ("kana", kana)] {
        sent.answers.insert(field.to_owned(), FormAnswer::Text(text.to_owned()));
    }
    sent.answers.insert("tel".to_owned(), FormAnswer::Tel(format!("0901234{number:04}")));
    sent
}

pub fn typed(text: &str) -> PersonSearch {
    PersonSearch { query: Some(PersonQuery::parse(text).unwrap()), page_size: 50, ..PersonSearch::default() }
}

pub async fn find(store: &Store, search: &PersonSearch) -> FoundPage {
    store.find_persons(search, "staff").await.unwrap()
}

/// The names of who is found, the newest first.
async fn names(store: &Store, text: &str) -> Vec<String> {
    let page = find(store, &typed(text)).await;
    assert_eq!(page.count, PersonCount::Exactly(page.rows.len() as u64), "{text}");
    page.rows.into_iter().flat_map(|row| row.names.into_iter().take(1)).collect()
}

/// How many rows the index has.
async fn indexed(store: &Store) -> [usize; 3] {
    let db = store.readers();
    [
        person_gram::Entity::find().all(db).await.unwrap().len(),
        person_facet::Entity::find().all(db).await.unwrap().len(),
        person_index::Entity::find().all(db).await.unwrap().len(),
    ]
}

#[tokio::test]
async fn r03_r04_somebody_is_found_by_half_a_name_however_it_is_typed() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(90)).await.unwrap();
        for (number, name) in [
            ("髙橋　太郎", "タカハシ タロウ"),
            ("渡邊 花子", "ワタナベ ハナコ"),
            ("渡辺 次郎", "わたなべ　じろう"),
            ("葛\u{e0100}西 \u{20bb7}男", "カサイ ヨシオ"),
            ("ヴァイオレット・オーヤ", "ヴァイオレット オーヤ"),
        ]
        .iter()
        .enumerate()
        {
            receive(&store, &sent_as(number, *name, EVENT)).await;
        }
        assert_eq!(names(&store, "高橋").await, Vec::<String>::new(), "a moment later");
        assert_eq!(store.index_persons().await.unwrap(), 5, "{:?}", database.location);
        assert_eq!(store.index_persons().await.unwrap(), 0, "once");
        let (takahashi, hanako, jiro) = ("髙橋　太郎", "渡邊 花子", "渡辺 次郎");
        let (yoshio, violet) = ("葛\u{e0100}西 \u{20bb7}男", "ヴァイオレット・オーヤ");
        for (text, found) in [
            ("高橋", vec![takahashi]),
            ("タカハ", vec![takahashi]),
            ("かはし　たろ", vec![takahashi]),
            ("ﾀｶﾊｼ", vec![takahashi]),
            ("髙", vec![takahashi]),
            ("太", vec![takahashi]),
            ("橋", vec![]),
            ("高橋 太郎", vec![takahashi]),
            ("渡辺", vec![jiro, hanako]),
            ("渡邉", vec![jiro, hanako]),
            ("ナベ", vec![jiro, hanako]),
            ("なべ ハナ", vec![hanako]),
            ("葛西", vec![yoshio]),
            ("吉男", vec![yoshio]),
            ("ゔぁいお おや", vec![violet]),
            ("VISITOR1@example.jp", vec![hanako]),
            ("visitor1", vec![]),
            ("０９０－１２３４－０００２", vec![jiro]),
            ("09012340009", vec![]),
            ("太郎高橋", vec![]),
        ] {
            assert_eq!(names(&store, text).await, found, "{text}");
        }
    }
}

#[tokio::test]
async fn a_row_says_what_somebody_sent_and_little_of_how_they_are_reached() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let first = receive(&store, &sent_as(1, ("山田太郎", "ヤマダ タロウ"), EVENT)).await;
        let second = receive(&store, &sent_as(1, ("山田太朗", "ヤマダ タロウ"), OTHER)).await;
        store.index_persons().await.unwrap();
        let page = find(&store, &typed("やまだ")).await;
        assert_eq!(page.rows.iter().map(|row| row.is_provisional).collect::<Vec<_>>(), [true, true]);
        confirm(&store, first).await;
        confirm(&store, second).await;
        for is_indexed in [false, true] {
            if is_indexed {
                store.index_persons().await.unwrap();
            }
            let page = find(&store, &typed("やまだ")).await;
            assert_eq!(page.rows.len(), 1, "one person");
            let row = &page.rows[0];
            assert_eq!(row.person, person(&store, first).await);
            assert_eq!(
                (&row.names[..], &row.kana[..]),
                (&["山田太朗".to_owned(), "山田太郎".to_owned()][..], &["ヤマダ タロウ".to_owned()][..])
            );
            assert_eq!(
                (&row.mails[..], &row.phone_endings[..]),
                (&["v…@example.jp".to_owned()][..], &["0001".to_owned()][..])
            );
            assert!(!row.is_provisional && row.first_contact < row.last_contact);
            assert_eq!(row.forms, ["event".to_owned()].into());
            let events: Vec<(&str, &str)> =
                row.registrations.iter().map(|(event, state)| (event.as_str(), state.name())).collect();
            assert_eq!(events, [(OTHER, "confirmed"), (EVENT, "confirmed")]);
            let (one, two) = (find(&store, &typed("太郎")).await, find(&store, &typed("太朗")).await);
            assert_eq!(one.rows, two.rows, "by each name that they gave");
        }
        let whole = PersonSearch { shows_mails: true, ..typed("やまだ") };
        assert_eq!(find(&store, &whole).await.rows[0].mails, ["visitor1@example.jp"]);
        let audit = audit_record::Entity::find().all(store.readers()).await.unwrap();
        let listed = audit.iter().filter(|row| row.action == "persons.listed");
        assert_eq!(
            listed.filter(|row| row.actor == "staff" && row.person_id.is_none()).count(),
            8,
            "each is written down once"
        );
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn who_is_erased_is_found_no_more_and_leaves_nothing_in_the_index() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let first = receive(&store, &sent_as(1, ("山田太郎", "ヤマダ タロウ"), EVENT)).await;
        let second = receive(&store, &sent_as(1, ("山田太郎", "ヤマダ タロウ"), OTHER)).await;
        store.index_persons().await.unwrap();
        confirm(&store, first).await;
        confirm(&store, second).await;
        for text in ["山田", "visitor1@example.jp", "09012340001"] {
            assert_eq!(find(&store, &typed(text)).await.rows.len(), 1, "{text}");
        }
        let record = store.record_of(second).await.unwrap().unwrap();
        store.erase_person(record, "visitor", OFFER_HOURS).await.unwrap().unwrap();
        assert_eq!(indexed(&store).await, [0; 3], "at once");
        store.index_persons().await.unwrap();
        assert_eq!(indexed(&store).await, [0; 3], "{:?}", database.location);
        for text in ["山田", "visitor1@example.jp", "09012340001"] {
            let page = find(&store, &typed(text)).await;
            assert_eq!((page.rows, page.next, page.count), (vec![], None, PersonCount::Exactly(0)), "{text}");
        }
    }
}

#[tokio::test]
async fn what_is_over_its_term_is_found_no_more() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let mut sent = sent_as(1, ("山田太郎", "ヤマダ タロウ"), EVENT);
        sent.references.clear();
        receive(&store, &sent).await;
        store.index_persons().await.unwrap();
        assert_eq!(find(&store, &typed("山田")).await.rows.len(), 1);
        let now = Timestamp::now() + jiff::SignedDuration::from_secs(1);
        assert_eq!(store.end_retention(&[("event".to_owned(), now)]).await.unwrap(), 1);
        store.index_persons().await.unwrap();
        assert_eq!(indexed(&store).await, [0; 3], "{:?}", database.location);
    }
}

#[tokio::test]
async fn r29_merged_persons_are_found_as_one_and_parted_ones_as_two() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let first = receive(&store, &sent_as(1, ("山田太郎", "ヤマダ タロウ"), EVENT)).await;
        let second = receive(&store, &sent_as(2, ("佐藤花子", "サトウ ハナコ"), OTHER)).await;
        confirm(&store, first).await;
        confirm(&store, second).await;
        store.index_persons().await.unwrap();
        let (kept, merged) = (person(&store, first).await, person(&store, second).await);
        let found = async |text: &str| -> Vec<PersonId> {
            find(&store, &typed(text)).await.rows.into_iter().map(|row| row.person).collect()
        };
        let separate = indexed(&store).await;
        let merge = match store.merge_persons(kept, merged, "staff", OFFER_HOURS).await.unwrap() {
            MergeOutcome::Merged(merge) => merge,
            other => panic!("{other:?}"),
        };
        for _ in 0..2 {
            assert_eq!((found("山田").await, found("佐藤").await), (vec![kept], vec![kept]), "{:?}", database.location);
            store.index_persons().await.unwrap();
        }
        assert_eq!(indexed(&store).await[2], 1);
        store.undo_merge(merge, "staff").await.unwrap();
        assert_eq!(found("佐藤").await, [], "the person who was kept goes by that name no more");
        store.index_persons().await.unwrap();
        assert_eq!((found("山田").await, found("佐藤").await), (vec![kept], vec![merged]));
        assert_eq!(indexed(&store).await, separate);
    }
}

#[tokio::test]
async fn pages_follow_each_other_from_either_end() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(90)).await.unwrap();
        for number in 0..7 {
            // One of them has the pairs of the word without the word.
            let name = if number == 3 { "田中山田" } else { "山田中" };
            receive(&store, &sent_as(number, (name, "ヤマダ アタル"), EVENT)).await;
        }
        store.index_persons().await.unwrap();
        for order in [PersonOrder::Newest, PersonOrder::Oldest] {
            let mut search = PersonSearch { order, page_size: 2, ..typed("山田中") };
            let (mut endings, mut sizes) = (Vec::new(), Vec::new());
            loop {
                let page = find(&store, &search).await;
                assert_eq!(page.count, PersonCount::Exactly(7), "as the index has it");
                sizes.push(page.rows.len());
                endings.extend(page.rows.into_iter().flat_map(|row| row.phone_endings));
                search.after = page.next;
                if page.next.is_none() {
                    break;
                }
            }
            let mut expected = ["0000", "0001", "0002", "0004", "0005", "0006"];
            if order == PersonOrder::Newest {
                expected.reverse();
            }
            assert_eq!((endings, sizes), (expected.map(str::to_owned).to_vec(), vec![2; 3]), "{order:?}");
        }
        let all = find(&store, &PersonSearch { page_size: 5, ..PersonSearch::default() }).await;
        assert_eq!((all.rows.len(), all.next.is_some(), all.count), (5, true, PersonCount::Exactly(7)));
        let one = find(&store, &PersonSearch { page_size: 50, ..typed("山田中") }).await;
        assert_eq!((one.rows.len(), one.count), (6, PersonCount::Exactly(6)), "where all were looked at");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_that_keep_the_index_at_once_come_to_the_same() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        two_events(&first).await;
        for number in 0..40 {
            let store = if number % 2 == 0 { &first } else { &second };
            let sent = receive(store, &sent_as(number, ("山田太郎", "ヤマダ タロウ"), EVENT)).await;
            if number % 3 == 0 {
                confirm(store, sent).await;
            }
            let sweeps = [&first, &second].map(|store| {
                let store = store.clone();
                tokio::spawn(async move { store.index_persons().await })
            });
            for sweep in sweeps {
                sweep.await.unwrap().unwrap();
            }
        }
        first.index_persons().await.unwrap();
        assert_eq!(find(&second, &typed("山田")).await.rows.len(), 40, "{:?}", database.location);
        let before = indexed(&first).await;
        database.execute("DELETE FROM person_grams").await;
        database.execute("DELETE FROM person_facets").await;
        database.execute("DELETE FROM person_indexes").await;
        let counted = facet::Entity::find().all(first.readers()).await.unwrap();
        database.execute("DELETE FROM facets").await;
        database.execute("DELETE FROM index_positions").await;
        second.index_persons().await.unwrap();
        assert_eq!(indexed(&second).await, before, "and to what is made from nothing");
        let mut anew = facet::Entity::find().all(first.readers()).await.unwrap();
        anew.extend(counted.iter().filter(|row| row.persons == 0).cloned());
        let sorted = |mut rows: Vec<facet::Model>| {
            rows.sort_by_key(|row| row.id);
            rows
        };
        assert_eq!(sorted(anew), sorted(counted));
    }
}

#[tokio::test]
async fn every_text_is_a_value_to_the_database() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let hostile = ["'; DROP TABLE persons; --", "\" OR 1=1 --", "%' ESCAPE '", "\\'); SELECT pg_sleep(9); --"];
        for (number, name) in (1..).zip(hostile) {
            let sent = receive(&store, &sent_as(number, (name, "ヤマダ タロウ"), EVENT)).await;
            let person = store.record_of(sent).await.unwrap().unwrap();
            store.tag_person(person, PersonTag::parse(name).unwrap(), name).await.unwrap();
        }
        store.index_persons().await.unwrap();
        for name in hostile {
            // Of what was typed, letters alone are looked for.
            find(&store, &typed(name)).await;
            let filters = vec![[Facet::new(FacetKind::Tag, name)].into_iter().collect()];
            let tagged = PersonSearch { filters, page_size: 9, ..PersonSearch::default() };
            let rows = find(&store, &tagged).await.rows;
            assert_eq!(rows.len(), 1, "{name} {:?}", database.location);
            assert_eq!(rows[0].names, [name]);
        }
        let all = PersonSearch { page_size: 9, ..PersonSearch::default() };
        assert_eq!(find(&store, &all).await.rows.len(), hostile.len());
    }
}
