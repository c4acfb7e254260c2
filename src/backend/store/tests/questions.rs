//! Questions wait for an answer from their receipt on, until somebody says that they are answered.

use jiff::SignedDuration;
use sea_orm::EntityTrait;
use tsubame_model::schema::{Form, Submission};

use super::setup::{TestDatabase, form, keys, sent_by};
use crate::{
    intake::{SubmissionId, messages::MessagePurpose},
    store::{
        MessageDraft, MessageOutcome, MessageTarget, Reception, SealedSubmission, SendRefusal, Store,
        entities::{person_address, question},
    },
};

fn asking() -> Form {
    Form { answer_hours: Some(24), ..form() }
}

async fn ask(store: &Store, number: usize, is_held: bool) -> SubmissionId {
    let mut submission: Submission = sent_by(number);
    submission.references.clear();
    let sealed = SealedSubmission::seal(&asking(), &submission, "文面".to_owned(), is_held, &keys()).unwrap();
    match store.receive(sealed).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

async fn open(store: &Store) -> Vec<SubmissionId> {
    let found = store.open_questions(9).await.unwrap();
    assert_eq!(store.count_open_questions().await.unwrap(), found.len() as u64);
    found.into_iter().map(|question| question.submission).collect()
}

#[tokio::test]
async fn a_question_waits_until_somebody_says_that_it_is_answered() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        let (first, second) = (ask(&store, 1, false).await, ask(&store, 2, false).await);
        let found = store.open_questions(9).await.unwrap();
        assert_eq!(found.iter().map(|question| question.submission).collect::<Vec<_>>(), [first, second]);
        assert_eq!(found[0].due_at.duration_since(found[0].received_at), SignedDuration::from_hours(24));
        assert_eq!(store.open_questions(1).await.unwrap().len(), 1);
        let (one, two) = tokio::join!(store.answer_question(first, "a"), other.answer_question(first, "b"));
        assert_ne!(one.unwrap(), two.unwrap(), "one of the two was first");
        assert_eq!(open(&store).await, [second]);
        let answered = store.answered_questions(found[0].received_at).await.unwrap();
        assert_eq!((answered.len(), answered[0].submission), (1, first));
        assert!(["a", "b"].contains(&answered[0].answered.as_ref().unwrap().account.as_str()));
        assert!(store.reopen_question(first, "a").await.unwrap());
        assert!(!store.reopen_question(first, "a").await.unwrap());
        assert_eq!(open(&store).await, [first, second]);
        let none = store.answer_question(SubmissionId(uuid::Uuid::nil()), "a").await.unwrap();
        assert!(!none, "there is no such question");
        let counts = [store.count_audited("question.answered").await, store.count_audited("question.reopened").await];
        assert_eq!(counts, [1, 1]);
        store.erase_person(found[0].record, "admin", 48).await.unwrap();
        assert_eq!(open(&store).await, [second]);
        assert_eq!(question::Entity::find().all(store.readers()).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_message_that_is_sent_answers_the_question_that_it_was_written_for() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (first, second) = (ask(&store, 1, false).await, ask(&store, 2, false).await);
        let asked = store.question(first).await.unwrap().unwrap();
        assert_eq!((asked.submission, asked.answered), (first, None));
        let draft = |record| MessageDraft {
            target: MessageTarget::Person(record),
            programme: None,
            purpose: MessagePurpose::Service,
            subject: "お問い合わせの件（見本）".to_owned(),
            text: "お答えします。".to_owned(),
        };
        let message = store.write_answer(first, draft(asked.record), "staff").await.unwrap().unwrap();
        assert_eq!(store.message(message).await.unwrap().unwrap().question, Some(first));
        assert_eq!(open(&store).await, [first, second], "nobody has it yet");
        assert_eq!(store.send_message(message, 1, 60, "staff").await.unwrap(), MessageOutcome::Done);
        assert_eq!(open(&store).await, [second], "{:?}", database.location);
        let answered = store.question(first).await.unwrap().unwrap().answered.unwrap();
        assert_eq!((answered.account.as_str(), answered.message), ("staff", Some(message)));
        assert_eq!(store.count_audited("question.answered").await, 1);
        assert!(store.reopen_question(first, "staff").await.unwrap());
        assert_eq!(open(&store).await, [first, second]);
        // Who has no address that takes mail is not answered by one.
        let record = store.question(second).await.unwrap().unwrap().record;
        person_address::Entity::delete_many().exec(&database.connect().await).await.unwrap();
        let message = store.write_answer(second, draft(record), "staff").await.unwrap().unwrap();
        let sent = store.send_message(message, 1, 60, "staff").await.unwrap();
        assert_eq!(sent, MessageOutcome::Refused(SendRefusal::NoReader));
        assert_eq!(open(&store).await, [first, second]);
        store.erase_person(record, "admin", 48).await.unwrap();
        assert_eq!(open(&store).await, [first]);
    }
}

#[tokio::test]
async fn what_is_held_waits_for_its_release_first() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let held = ask(&store, 1, true).await;
        assert_eq!(open(&store).await, []);
        store.release_held(held, "staff").await.unwrap();
        assert_eq!(open(&store).await, [held]);
        // What comes through other forms is none.
        store.receive(super::setup::sealed(&Submission { references: [].into(), ..sent_by(2) })).await.unwrap();
        assert_eq!(open(&store).await, [held]);
    }
}
