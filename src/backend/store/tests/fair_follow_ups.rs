//! Pairs that did not talk at a fair are followed up on both sides, each once.

use sea_orm::EntityTrait;
use tsubame_model::{schema::parse_pipeline, source::SourcePath};

use super::{
    fair_setup::{fair, fair_now, send, wishing},
    setup::{EVENT, TestDatabase},
};
use crate::{
    intake::{
        calendar::{BusinessCalendar, Holidays},
        cases::Pipeline,
        fair::TalkState,
    },
    store::{
        CaseRules, FairCounts, FairTalkOutcome, FollowUpReason, NewFairTalk, Store, TalkHand, TalkMove,
        entities::{person_case, person_task},
    },
};

fn pipeline() -> Pipeline {
    let text = include_str!("../../../../data/pipelines/fair-follow-up.yaml");
    let (pipeline, faults) = parse_pipeline(&SourcePath::new("data/pipelines/fair-follow-up.yaml"), text, &|_| true);
    assert!(faults.is_empty(), "{faults:?}");
    pipeline.unwrap()
}

async fn press(store: &Store) -> usize {
    let (pipeline, holidays) = (pipeline(), Holidays::default());
    let calendar = BusinessCalendar::national(&holidays);
    let rules = CaseRules { pipeline: &pipeline, calendar: &calendar };
    store.follow_up_fair(EVENT, rules, Some("staff-1".to_owned()), "staff-1").await.unwrap()
}

#[tokio::test]
async fn who_wished_and_did_not_talk_has_a_case_with_the_company_and_the_company_a_task() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        store.update_event(fair_now(9)).await.unwrap();
        let mine = send(&store, wishing(1, &["robo", "aoba"])).await;
        let late = send(&store, wishing(2, &["robo", "aoba", "umi"])).await;
        send(&store, wishing(3, &["robo", "aoba"])).await;
        // Staff have somebody sit down at what is on now.
        let registration = store.registration_of(late).await;
        let now = store.fair_plan(EVENT).await.unwrap().unwrap().times()[1];
        let to = TalkMove { company: "umi".to_owned(), start: now.start };
        let hand = TalkHand { actor: "staff-1".to_owned(), reason: "当日".to_owned() };
        let added = store.add_talk(NewFairTalk { event: EVENT.to_owned(), registration, to }, hand).await.unwrap();
        assert_eq!(added, FairTalkOutcome::Done);
        let desk = store.fair_desk(EVENT, true, "staff-1").await.unwrap().unwrap();
        let by_hand = desk.talks.iter().find(|talk| talk.is_by_hand).unwrap().view.id;
        assert_eq!(
            desk.visitors.iter().map(|visitor| visitor.name.as_str()).collect::<Vec<_>>(),
            ["山田1", "山田2", "山田3"]
        );
        let unnamed = store.fair_desk(EVENT, false, "staff-2").await.unwrap().unwrap();
        assert!(unnamed.visitors.iter().all(|visitor| visitor.name.is_empty()));
        assert_eq!(store.count_audited("fair.listed").await, 2);

        assert_eq!(store.mark_talk(by_hand, TalkState::VisitorAbsent, "staff-1").await.unwrap(), FairTalkOutcome::Done);
        let pairs = store.unmatched_pairs(EVENT).await.unwrap();
        let missed = pairs.iter().find(|pair| pair.company == "umi").unwrap();
        assert_eq!((missed.submission, missed.reason), (late, FollowUpReason::VisitorAbsent));
        assert_eq!(store.mark_talk(by_hand, TalkState::Held, "staff-1").await.unwrap(), FairTalkOutcome::Done);
        let pairs = store.unmatched_pairs(EVENT).await.unwrap();
        assert!(pairs.iter().all(|pair| pair.company != "umi" && pair.case.is_none()), "{pairs:?}");
        let wished = pairs.iter().filter(|pair| pair.reason == FollowUpReason::NoTime).count();
        assert_eq!((wished, pairs.len()), (2, 2), "the third had no time with either");
        let counts = store.fair_counts(EVENT).await.unwrap();
        assert_eq!((counts.wished, counts.held, counts.matched), (7, 1, 1));

        let (one, two) = tokio::join!(press(&store), press(&other));
        assert_eq!(one + two, pairs.len(), "{:?}: pressed twice at once, each pair has one case", database.location);
        assert_eq!(press(&store).await, 0);
        let cases = person_case::Entity::find().all(store.readers()).await.unwrap();
        assert_eq!(cases.len(), pairs.len());
        assert!(cases.iter().all(|case| case.pipeline == "fair-follow-up" && case.organisation.is_some()));
        let tasks = person_task::Entity::find().all(store.readers()).await.unwrap();
        assert!(!tasks.is_empty() && tasks.iter().all(|task| task.record_id.is_none() && task.title.is_some()));
        let companies: std::collections::BTreeSet<&str> = pairs.iter().map(|pair| pair.company.as_str()).collect();
        for company in companies {
            let theirs = store.fair_follow_ups_of(company).await.unwrap();
            assert_eq!(theirs.len(), pairs.iter().filter(|pair| pair.company == company).count());
        }
        assert!(store.unmatched_pairs(EVENT).await.unwrap().iter().all(|pair| pair.case.is_some()));
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
        assert_ne!(mine, late);
    }
}

#[tokio::test]
async fn an_event_without_tables_follows_nobody_up() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(crate::store::EventFacts { fair: None, ..fair(9) }).await.unwrap();
        send(&store, wishing(1, &["robo"])).await;
        assert_eq!(press(&store).await, 0);
        assert_eq!(store.fair_desk(EVENT, true, "staff-1").await.unwrap(), None);
        let counts = store.fair_counts(EVENT).await.unwrap();
        assert_eq!(counts, FairCounts { wished: 1, ..FairCounts::default() });
    }
}
