//! Versions of templates: the newest holds on every server, and nobody's edit goes without their knowing.

use sea_orm::EntityTrait;

use super::{template_changes::TemplateChange, *};
use crate::store::{Store, entities::audit_record, test_support::TestDatabase};

fn words(text: &str) -> TemplateWords {
    TemplateWords { text: Some(format!("Subject: {text}\n")), page: Some(format!("<p>{text}</p>")) }
}

fn edit(said: Option<&str>, seen: i32) -> TemplateEdit {
    TemplateEdit { name: "reminder".to_owned(), words: said.map(words), file: words("file"), seen }
}

async fn write(store: &Store, said: Option<&str>, seen: i32) -> TemplateOutcome {
    store.write_template(edit(said, seen), "anna").await.unwrap()
}

async fn held(store: &Store) -> Option<TemplateWords> {
    store.template_overrides().await.unwrap().remove("reminder").and_then(|version| version.words)
}

#[tokio::test]
async fn the_newest_version_holds_on_every_server_until_the_files_hold_again() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        let mark = other.words_mark().await.unwrap();
        assert_eq!(write(&store, None, 0).await, TemplateOutcome::Same, "the files hold already");
        assert_eq!(write(&store, Some("one"), 0).await, TemplateOutcome::Written(1));
        assert_eq!(write(&other, Some("one"), 1).await, TemplateOutcome::Same);
        assert_eq!(write(&other, Some("two"), 1).await, TemplateOutcome::Written(2));
        assert_eq!(held(&store).await, Some(words("two")));
        assert_ne!(other.words_mark().await.unwrap(), mark);
        assert_eq!(write(&store, None, 2).await, TemplateOutcome::Written(3));
        assert_eq!(held(&other).await, None);
        let versions = other.template_versions("reminder").await.unwrap();
        let told: Vec<_> = versions.iter().map(|version| (version.number, version.words.clone())).collect();
        assert_eq!(told, [(3, None), (2, Some(words("two"))), (1, Some(words("one")))]);
        assert!(versions.iter().all(|version| version.file == words("file") && version.made_by == "anna"));
        let actions: Vec<String> = audit_record::Entity::find()
            .all(store.readers())
            .await
            .unwrap()
            .into_iter()
            .map(|row| row.action)
            .collect();
        let count = |action: &str| actions.iter().filter(|told| *told == action).count();
        assert_eq!((count("template.written"), count("template.given_back")), (2, 1), "{actions:?}");
    }
}

#[tokio::test]
async fn of_two_who_write_the_next_version_the_second_is_told() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        let both = tokio::join!(write(&store, Some("one"), 0), write(&other, Some("two"), 0));
        let outcomes = [both.0, both.1];
        assert!(outcomes.contains(&TemplateOutcome::Written(1)), "{outcomes:?}");
        assert!(outcomes.contains(&TemplateOutcome::Stale), "{outcomes:?}");
    }
}

#[tokio::test]
async fn without_the_version_somebodys_words_would_be_undone_in_silence() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    write(&store, Some("one"), 0).await;
    let late = TemplateChange { is_guarded: false, ..TemplateChange::new(edit(Some("two"), 0), "ben") };
    assert_eq!(store.write(late).await.unwrap(), TemplateOutcome::Written(2));
    assert_eq!(held(&store).await, Some(words("two")), "nobody has told ben of the first one");
}
