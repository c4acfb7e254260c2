//! Lists of persons are narrowed by what is known of them in clear.

use std::collections::BTreeSet;

use sea_orm::EntityTrait;
use tsubame_model::schema::FormAnswer;

use super::{
    booking_setup::{book, wish},
    joining::{OTHER, confirm, receive, two_events},
    search::{find, sent_as, typed},
    setup::{EVENT, TestDatabase},
};
use crate::{
    intake::{
        RegistrationAction,
        cases::{PersonPhase, PersonTag},
        search::{Facet, FacetFilter, FacetKind},
    },
    store::{FacetCount, PersonCount, PersonSearch, SegmentQuery, Store, entities::audit_record},
};

const OFFER_HOURS: u32 = 48;

fn one(facet: Facet) -> FacetFilter {
    [facet].into_iter().collect()
}

fn state_of(event: &str, states: &[&str]) -> FacetFilter {
    states.iter().map(|state| Facet::named(FacetKind::EventState, event, state)).collect()
}

/// The last digits of the numbers of who is found, sorted.
async fn endings(store: &Store, filters: &[FacetFilter], scope: Option<&[&str]>) -> Vec<String> {
    let scope = scope.map(|names| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>());
    let search =
        PersonSearch { filters: filters.to_vec(), scope: scope.clone(), page_size: 50, ..PersonSearch::default() };
    let page = find(store, &search).await;
    assert_eq!(store.count_persons(filters, scope.as_ref()).await.unwrap(), page.count);
    let mut endings: Vec<String> = page.rows.into_iter().flat_map(|row| row.phone_endings).collect();
    endings.sort();
    endings
}

fn values(counts: &[FacetCount]) -> Vec<(&str, PersonCount)> {
    counts.iter().map(|count| (count.value.as_str(), count.persons)).collect()
}

/// Five persons: the first comes to both events, the second to one, the third gave that back, the fourth sent something for a
/// programme and was led here by a campaign; the fifth, without a number, has booked.
async fn five_persons(store: &Store) {
    two_events(store).await;
    let names = ("山田太郎", "ヤマダ タロウ");
    for (number, event) in [(1, EVENT), (1, OTHER), (2, EVENT), (3, EVENT)] {
        let sent = receive(store, &sent_as(number, names, event)).await;
        confirm(store, sent).await;
        if number == 3 {
            store.change_registration(sent, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        }
    }
    let mut sent = sent_as(4, names, EVENT);
    sent.references = [("programme".to_owned(), "programmes/uij".to_owned())].into();
    sent.attribution.insert("utm_source".to_owned(), "line".to_owned());
    sent.answers.remove("phase");
    sent.answers.insert("question".to_owned(), FormAnswer::Text("自由に書いたこと".to_owned()));
    receive(store, &sent).await;
    book(store, wish(5, &["sato"], "10:00")).await;
    store.index_persons().await.unwrap();
}

#[tokio::test]
async fn filters_are_all_of_them_and_any_value_of_each() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        five_persons(&store).await;
        let soon = one(Facet::named(FacetKind::Answer, "event/phase", "soon"));
        let (event, other) = (one(Facet::new(FacetKind::Event, EVENT)), one(Facet::new(FacetKind::Event, OTHER)));
        for (filters, found) in [
            (vec![], vec!["0001", "0002", "0003", "0004"]),
            (vec![soon.clone()], vec!["0001", "0002", "0003"]),
            (vec![event.clone()], vec!["0001", "0002", "0003"]),
            // The two are in different submissions of one person.
            (vec![event.clone(), other.clone()], vec!["0001"]),
            (vec![state_of(EVENT, &["confirmed"])], vec!["0001", "0002"]),
            (vec![state_of(EVENT, &["cancelled"])], vec!["0003"]),
            (
                vec![state_of(EVENT, &["cancelled", "confirmed"]), soon.clone(), event.clone()],
                vec!["0001", "0002", "0003"],
            ),
            (vec![state_of(EVENT, &["cancelled"]), other], vec![]),
            (vec![one(Facet::new(FacetKind::Source, "line"))], vec!["0004"]),
            (vec![one(Facet::new(FacetKind::Form, "nothing"))], vec![]),
            (vec![FacetFilter::default()], vec![]),
        ] {
            assert_eq!(endings(&store, &filters, None).await, found, "{filters:?} {:?}", database.location);
        }
        assert_eq!(endings(&store, &[], Some(&["programmes/uij", "programmes/none"])).await, ["0004"]);
        assert_eq!(endings(&store, &[soon], Some(&["programmes/uij"])).await, Vec::<String>::new());
        assert_eq!(endings(&store, &[], Some(&[])).await, Vec::<String>::new(), "who may see no programme sees nobody");
        let both = PersonSearch { filters: vec![event], ..typed("やまだ") };
        assert_eq!(find(&store, &both).await.count, PersonCount::Exactly(3));
        let booked = PersonSearch {
            filters: vec![one(Facet::named(FacetKind::Booking, "talk", "sato"))],
            page_size: 9,
            ..PersonSearch::default()
        };
        assert_eq!(find(&store, &booked).await.rows[0].names, ["山田5"]);
    }
}

#[tokio::test]
async fn values_are_told_with_how_many_have_them() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        five_persons(&store).await;
        let exactly = PersonCount::Exactly;
        let events = store.facet_values(FacetKind::Event, "").await.unwrap();
        assert_eq!(values(&events), [(OTHER, exactly(1)), (EVENT, exactly(3))]);
        let states = async || store.facet_values(FacetKind::EventState, EVENT).await.unwrap();
        assert_eq!(values(&states().await), [("cancelled", exactly(1)), ("confirmed", exactly(2))]);
        let booked = store.facet_values(FacetKind::Booking, "talk").await.unwrap();
        assert_eq!(values(&booked), [("sato", exactly(1))]);
        let booked = store.facet_values(FacetKind::BookingState, "sato").await.unwrap();
        assert_eq!(values(&booked), [("booked", exactly(1))]);
        assert_eq!(store.facet_values(FacetKind::Answer, "event/question").await.unwrap(), [], "free text is none");
        let months = store.facet_values(FacetKind::Month, "").await.unwrap();
        assert!(months.iter().all(|month| month.value.len() == 7) && !months.is_empty());

        let erased = find(&store, &typed("visitor3@example.jp")).await.rows[0].person;
        store.erase_person(erased, "staff", OFFER_HOURS).await.unwrap();
        store.index_persons().await.unwrap();
        assert_eq!(values(&states().await), [("confirmed", exactly(2))], "nobody has given it back");
    }
}

#[tokio::test]
async fn a_selection_is_kept_counted_anew_and_deleted() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        five_persons(&store).await;
        let query = SegmentQuery { filters: vec![state_of(EVENT, &["confirmed"])], scope: None };
        let segment = store.save_segment("来る人", &query, "staff").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        let none = SegmentQuery { filters: Vec::new(), scope: Some(BTreeSet::new()) };
        let other = store.save_segment("誰でもない", &none, "other").await.unwrap();
        let kept = store.segments().await.unwrap();
        let named: Vec<_> =
            kept.iter().map(|kept| (kept.id, kept.name.as_str(), kept.owner.as_str(), &kept.query)).collect();
        assert_eq!(named, [(segment, "来る人", "staff", &query), (other, "誰でもない", "other", &none)]);
        assert_eq!(store.count_segment(segment).await.unwrap(), Some(PersonCount::Exactly(2)));
        assert_eq!(store.count_segment(other).await.unwrap(), Some(PersonCount::Exactly(0)));
        let late = receive(&store, &sent_as(6, ("佐藤花子", "サトウ ハナコ"), EVENT)).await;
        confirm(&store, late).await;
        store.index_persons().await.unwrap();
        assert_eq!(store.count_segment(segment).await.unwrap(), Some(PersonCount::Exactly(3)));

        assert!(store.delete_segment(segment, "staff").await.unwrap());
        assert!(!store.delete_segment(segment, "staff").await.unwrap());
        assert_eq!(store.count_segment(segment).await.unwrap(), None);
        assert_eq!(store.segments().await.unwrap().len(), 1);
        let audit = audit_record::Entity::find().all(store.readers()).await.unwrap();
        let count = |action: &str| audit.iter().filter(|row| row.action == action).count();
        assert_eq!((count("segment.saved"), count("segment.deleted")), (2, 1));
    }
}

#[tokio::test]
async fn the_last_phase_and_words_of_staff_are_values_too() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        five_persons(&store).await;
        let phase = |id: &str| PersonPhase { id: id.to_owned(), label: id.to_owned() };
        let first = find(&store, &PersonSearch { page_size: 1, ..typed("やまだ") }).await.rows.remove(0);
        store.set_phase(first.person, &phase("interested"), "staff").await.unwrap();
        store.set_phase(first.person, &phase("moving"), "staff").await.unwrap();
        let tag = PersonTag::parse("要連絡").unwrap();
        store.tag_person(first.person, tag.clone(), "staff").await.unwrap();
        store.index_persons().await.unwrap();
        let (moving, tagged) = (Facet::new(FacetKind::Phase, "moving"), Facet::new(FacetKind::Tag, "要連絡"));
        assert!(endings(&store, &[one(Facet::new(FacetKind::Phase, "interested"))], None).await.is_empty());
        let search = PersonSearch {
            filters: vec![one(moving.clone()), one(tagged.clone())],
            page_size: 9,
            shows_facets: true,
            ..PersonSearch::default()
        };
        let rows = find(&store, &search).await.rows;
        assert!(rows.len() == 1 && rows[0].person == first.person, "{:?}", database.location);
        assert!(rows[0].facets.contains(&moving) && rows[0].facets.contains(&tagged), "{:?}", rows[0].facets);
        assert!(first.facets.is_empty(), "they are told to whoever asks for them");
        store.untag_person(first.person, tag, "staff").await.unwrap();
        store.index_persons().await.unwrap();
        assert!(endings(&store, &[one(tagged)], None).await.is_empty());
    }
}
