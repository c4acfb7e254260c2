//! Time that comes free at a table of a fair is offered to whoever wished for it, as seats are.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    fair_setup::{all_talks, fair, fair_plan, send, taken_cells, talks_of, wishing_in},
    setup::{EVENT, TestDatabase},
};
use crate::{
    intake::{
        MailKind, RegistrationAction, SubmissionId,
        fair::{FairPart, TalkState},
    },
    store::{ClaimedMail, FairTalkOutcome, FairTalkView, Store, TalkHand},
};

const HOURS: u32 = 48;

/// A fair at which four people want one of two times of a company in this order.
async fn four(store: &Store) -> Vec<SubmissionId> {
    store.update_event(fair(9)).await.unwrap();
    let mut sent = Vec::new();
    for number in 1..5 {
        sent.push(send(store, wishing_in(number, &["robo"], FairPart::First)).await);
    }
    for (at, minutes) in [Some(0), Some(20), None, None].into_iter().enumerate() {
        let expected: Vec<_> = minutes.map(|minute| ("robo".to_owned(), minute)).into_iter().collect();
        assert_eq!(talks_of(store, sent[at]).await, expected);
    }
    sent
}

async fn talk_of(store: &Store, submission: SubmissionId) -> Uuid {
    store.fair_visit(submission, EVENT).await.unwrap().talks[0].id
}

async fn offer_of(store: &Store, submission: SubmissionId) -> Option<FairTalkView> {
    store.fair_visit(submission, EVENT).await.unwrap().offer
}

/// The mails that offer a talk, each with whether it is wanted.
async fn offer_mails(store: &Store, now: Timestamp) -> Vec<(SubmissionId, bool)> {
    let mut found = Vec::new();
    for mail in store.claim_mails(99).await.unwrap() {
        if mail.kind == MailKind::TalkOffered {
            found.push((mail.submission, store.is_mail_wanted(&mail, now).await.unwrap()));
        }
    }
    found
}

#[tokio::test]
async fn what_is_given_back_is_offered_to_who_wished_for_it_first_and_then_to_the_next() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let sent = four(&store).await;
        let cells = taken_cells(&store).await;
        let given = talk_of(&store, sent[0]).await;
        assert_eq!(store.give_back_talk(sent[0], given, HOURS).await.unwrap(), FairTalkOutcome::Done);
        assert_eq!(taken_cells(&store).await, cells, "{:?}: it is kept for the third", database.location);
        let offer = offer_of(&store, sent[2]).await.unwrap();
        assert_eq!((offer.company.as_str(), offer.starts_at), ("robo", fair_plan().starts_at));
        assert!(offer.expires_at.unwrap() <= Timestamp::now() + SignedDuration::from_hours(48));
        assert_eq!(offer_of(&store, sent[3]).await, None, "one after the other");
        assert_eq!(talks_of(&store, sent[2]).await, [], "an offer is no talk yet");
        assert_eq!(store.fair_counts(EVENT).await.unwrap().booked, 1);
        let desk = store.fair_desk(EVENT, false, "staff-1").await.unwrap().unwrap();
        assert!(desk.talks.iter().any(|talk| talk.view.state == TalkState::Offered), "staff see it");
        assert_eq!(offer_mails(&store, Timestamp::now()).await, [(sent[2], true)]);
        assert_eq!(store.take_talk(sent[3], offer.id).await.unwrap(), FairTalkOutcome::Unknown, "it is not theirs");
        // The third one does not want it, and the fourth one does.
        assert_eq!(store.give_back_talk(sent[2], offer.id, HOURS).await.unwrap(), FairTalkOutcome::Done);
        let next = offer_of(&store, sent[3]).await.unwrap();
        assert_eq!(store.take_talk(sent[2], offer.id).await.unwrap(), FairTalkOutcome::NotPossible);
        for _ in 0..2 {
            assert_eq!(store.take_talk(sent[3], next.id).await.unwrap(), FairTalkOutcome::Done);
        }
        assert_eq!(talks_of(&store, sent[3]).await, [("robo".to_owned(), 0)]);
        assert_eq!(taken_cells(&store).await, cells);
        let told: Vec<String> = store.waiting_mails().await;
        assert_eq!(told.iter().filter(|kind| *kind == "fair-talks").count(), 1, "who takes it has it in the calendar");
        assert_eq!(store.count_audited("fair.talk_offered").await, 2);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_offer_without_an_answer_ends_and_the_next_one_is_asked() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let sent = four(&store).await;
        // The whole seat is given back, and the talk with it.
        store.change_registration(sent[0], RegistrationAction::Cancel, HOURS).await.unwrap();
        let offer = offer_of(&store, sent[2]).await.unwrap();
        let now = Timestamp::now();
        store.offer_talks(HOURS, now).await.unwrap();
        assert_eq!(offer_of(&store, sent[2]).await.as_ref(), Some(&offer), "{:?}: it stands", database.location);
        let late = now + SignedDuration::from_hours(49);
        for _ in 0..2 {
            store.offer_talks(HOURS, late).await.unwrap();
        }
        assert_eq!(offer_of(&store, sent[2]).await, None);
        let next = offer_of(&store, sent[3]).await.unwrap();
        assert_eq!((next.starts_at, all_talks(&store).await.len()), (offer.starts_at, 4));
        assert_eq!(offer_mails(&store, now).await, [(sent[2], false)], "it is over");
        assert_eq!(store.count_audited("fair.talk_lapsed").await, 1);
        store.offer_talks(HOURS, late + SignedDuration::from_hours(49)).await.unwrap();
        assert_eq!(all_talks(&store).await.len(), 4, "nobody is asked twice");
        let later = store.fair_visit(sent[2], EVENT).await.unwrap();
        assert!(later.without_time.is_empty() && later.talks.is_empty());
        let pairs = store.unmatched_pairs(EVENT).await.unwrap();
        assert!(pairs.iter().any(|pair| pair.submission == sent[2]), "they are followed up all the same");
    }
}

#[tokio::test]
async fn what_staff_take_back_is_offered_to_nobody() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let sent = four(&store).await;
        let hand = TalkHand { actor: "staff-1".to_owned(), reason: "企業が遅れる".to_owned() };
        let talk = talk_of(&store, sent[0]).await;
        assert_eq!(store.cancel_talk(talk, hand).await.unwrap(), FairTalkOutcome::Done);
        store.offer_talks(HOURS, Timestamp::now()).await.unwrap();
        assert_eq!(offer_of(&store, sent[2]).await, None, "{:?}", database.location);
        assert!(all_talks(&store).await.iter().all(|talk| talk.state != TalkState::Offered.name()));
    }
}

#[tokio::test]
async fn a_mail_says_the_talk_that_it_offers_also_once_another_one_is_offered() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(fair(9)).await.unwrap();
        let mut sent = Vec::new();
        for number in 1..3 {
            sent.push(send(&store, wishing_in(number, &["robo", "aoba"], FairPart::First)).await);
        }
        // Both have both, crosswise; the third one has neither.
        let third = send(&store, wishing_in(3, &["robo", "aoba"], FairPart::First)).await;
        assert_eq!(talks_of(&store, third).await, []);
        let talks = store.fair_visit(sent[0], EVENT).await.unwrap().talks;
        let given = |company: &str| talks.iter().find(|talk| talk.company == company).unwrap().id;
        store.give_back_talk(sent[0], given("robo"), HOURS).await.unwrap();
        let first = offer_of(&store, third).await.unwrap();
        store.give_back_talk(sent[0], given("aoba"), HOURS).await.unwrap();
        assert_eq!(offer_of(&store, third).await.as_ref(), Some(&first), "{:?}: one at a time", database.location);
        store.take_talk(third, first.id).await.unwrap();
        store.offer_talks(HOURS, Timestamp::now()).await.unwrap();
        let second = offer_of(&store, third).await.unwrap();
        assert_eq!((first.company.as_str(), second.company.as_str()), ("robo", "aoba"));
        let mut said = Vec::new();
        for mail in store.claim_mails(99).await.unwrap() {
            let mail: ClaimedMail = mail;
            if mail.kind == MailKind::TalkOffered {
                let wanted = store.is_mail_wanted(&mail, Timestamp::now()).await.unwrap();
                let facts = store.mail_facts(&mail).await.unwrap().unwrap();
                said.push((facts.talk_offer.unwrap().company, wanted));
            }
        }
        said.sort();
        assert_eq!(said, [("aoba".to_owned(), true), ("robo".to_owned(), false)]);
        let registration = store.registration(third).await.unwrap().unwrap();
        assert_eq!(registration.visit.talks.len(), 1);
    }
}
