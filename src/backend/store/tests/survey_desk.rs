//! What surveys were answered with, as staff read it: in numbers that do not shrink, and in words that are tagged.

use std::collections::BTreeSet;

use sea_orm::EntityTrait;

use super::{
    setup::{EVENT, TestDatabase},
    surveys::{form, invited, response},
};
use crate::{
    intake::{SubmissionId, cases::PersonTag},
    store::{Invitation, OccasionCount, ResponseRate, Store, SurveyScope, TextAddress, TextTag, entities::text_tag},
};

/// Three are asked: one answers, one answers twice, one does not.
async fn answered(store: &Store) -> Vec<Invitation> {
    let form = form(|_| {});
    let mut asked = Vec::new();
    for number in 1..=3 {
        asked.push(invited(store, &form, number).await);
    }
    for (invitation, mood, words) in
        [(&asked[0], "good", "会場が寒い"), (&asked[1], "bad", "まだ途中"), (&asked[1], "good", "時間が短い")]
    {
        store.answer_survey(response(&form, invitation, mood, words)).await.unwrap();
    }
    asked
}

fn texts() -> TextAddress {
    TextAddress { form: "after".to_owned(), field: "words".to_owned(), scope: SurveyScope::of(EVENT) }
}

async fn moods(store: &Store, scope: &SurveyScope) -> (ResponseRate, Vec<Vec<String>>) {
    let sheet = store.survey_sheet("after", scope).await.unwrap();
    let mut moods: Vec<Vec<String>> =
        sheet.answers.into_iter().map(|mut answer| answer.remove("mood").unwrap_or_default()).collect();
    moods.sort();
    (sheet.rate, moods)
}

#[tokio::test]
async fn numbers_name_nobody_and_do_not_shrink() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let asked = answered(&store).await;
        let forms: BTreeSet<String> = ["after".to_owned()].into();
        let rate = ResponseRate { invited: 3, answered: 2 };
        let found = store.survey_occasions(&forms).await.unwrap();
        let expected = OccasionCount {
            form: "after".to_owned(),
            occasion: EVENT.to_owned(),
            title: Some("渋谷の夜（見本）".to_owned()),
            rate,
            asked_at: found[0].asked_at,
        };
        assert_eq!(found, [expected]);
        assert_eq!(store.survey_occasions(&BTreeSet::new()).await.unwrap(), []);
        let good = vec!["good".to_owned()];
        for scope in [SurveyScope::All, SurveyScope::of(EVENT)] {
            assert_eq!(
                moods(&store, &scope).await,
                (rate, vec![good.clone(), good.clone()]),
                "what was revised is not"
            );
        }
        let none = moods(&store, &SurveyScope::of("events/other")).await;
        assert_eq!(none, (ResponseRate { invited: 0, answered: 0 }, Vec::new()));
        // Of few who are gone it is not said what they answered, only that they did, each once.
        store.erase_person(asked[1].person, "admin", 48).await.unwrap();
        let merged = vec!["*".to_owned()];
        for scope in [SurveyScope::All, SurveyScope::of(EVENT)] {
            assert_eq!(moods(&store, &scope).await, (rate, vec![merged.clone(), good.clone()]), "{scope:?}");
        }
        assert_eq!(store.survey_occasions(&forms).await.unwrap()[0].rate, rate);
    }
}

#[tokio::test]
async fn texts_are_read_and_tagged_and_the_words_count_on() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let asked = answered(&store).await;
        let read = store.survey_texts(&texts(), "staff-1").await.unwrap();
        let told: Vec<&str> = read.iter().map(|text| text.text.as_str()).collect();
        assert_eq!(told, ["時間が短い", "会場が寒い"], "the newest first");
        assert_eq!(store.count_audited("survey.texts_read").await, 1);
        let (tag, field) = (PersonTag::parse("会場").unwrap(), "words");
        for text in &read {
            for _ in 0..2 {
                assert!(store.tag_text(text.submission, field, &tag, "staff-1").await.unwrap());
            }
        }
        assert_eq!(store.count_audited("text.tagged").await, 2, "a text has a word once");
        assert!(!store.tag_text(SubmissionId(uuid::Uuid::nil()), field, &tag, "staff-1").await.unwrap());
        let words = |tag: &str, count| TextTag { tag: tag.to_owned(), count };
        let tags = async || store.text_tags("after", field, &SurveyScope::All).await.unwrap();
        assert_eq!(tags().await, [words("会場", 2)]);
        assert_eq!(store.text_tags("after", "other", &SurveyScope::All).await.unwrap(), []);
        assert_eq!(store.survey_texts(&texts(), "staff-1").await.unwrap()[0].tags, ["会場"]);
        assert!(store.untag_text(read[0].submission, field, "会場", "staff-1").await.unwrap());
        assert_eq!(tags().await, [words("会場", 1)]);
        let is_answer = store.is_answer_of(read[0].submission, "after").await.unwrap();
        assert!(is_answer && !store.is_answer_of(read[0].submission, "other").await.unwrap());
        store.erase_person(asked[0].person, "admin", 48).await.unwrap();
        assert!(text_tag::Entity::find().all(store.readers()).await.unwrap().is_empty());
        assert_eq!(tags().await, [words("*", 1)], "of few it is not said which");
        assert_eq!(store.survey_texts(&texts(), "staff-1").await.unwrap().len(), 1);
    }
}
