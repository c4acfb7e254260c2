//! Records on both databases: what they said before, who sees them, and that they lie in no file in clear.

use std::{collections::BTreeMap, fs};

use uuid::Uuid;

use super::*;
use crate::{
    intake::{
        office_records::{HandOverState, OfficeRecordId, OfficeRecordKind},
        staff::ProgrammeScope,
    },
    store::{DatabaseLocation, test_support::TestDatabase},
};

const STAFF: &str = "staff";

fn content(title: &str, agenda: &str) -> OfficeRecordContent {
    let fields = BTreeMap::from([("agenda".to_owned(), agenda.to_owned())]);
    OfficeRecordContent { title: title.to_owned(), fields }
}

fn meeting(programme: Option<&str>, title: &str) -> NewOfficeRecord {
    NewOfficeRecord {
        programme: programme.map(str::to_owned),
        kind: OfficeRecordKind::Meeting,
        day: "2026-12-01".parse().unwrap(),
        state: None,
        content: content(title, "配信の予定（見本）"),
    }
}

#[tokio::test]
async fn what_a_record_said_before_is_kept_and_two_who_edit_at_once_are_told() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let new = NewOfficeRecord {
            kind: OfficeRecordKind::HandOver,
            state: Some(HandOverState::Open),
            ..meeting(None, "写真の元データ")
        };
        let id = store.add_office_record(new, STAFF).await.unwrap();
        let edit = |version, state, title: &str| OfficeRecordEdit {
            id,
            version,
            day: "2026-12-02".parse().unwrap(),
            state: Some(state),
            content: content(title, "市へ渡す（見本）"),
        };
        let edited = store.edit_office_record(edit(1, HandOverState::Underway, "写真"), "other").await.unwrap();
        assert_eq!(edited, RecordOutcome::Edited);
        let late = store.edit_office_record(edit(1, HandOverState::Done, "写真"), STAFF).await.unwrap();
        assert_eq!(late, RecordOutcome::Stale);
        let (now, before) = store.office_record(id, STAFF).await.unwrap().unwrap();
        assert_eq!((now.state, now.edited_by.as_str(), now.version), (Some(HandOverState::Underway), "other", 2));
        assert_eq!((now.made_by.as_str(), now.content.title.as_str()), (STAFF, "写真"));
        let before: Vec<_> = before.iter().map(|one| (one.state, one.content.title.as_str())).collect();
        assert_eq!(before, [(Some(HandOverState::Open), "写真の元データ")]);
        let unknown = OfficeRecordEdit { id: OfficeRecordId(Uuid::new_v4()), ..edit(1, HandOverState::Done, "x") };
        assert_eq!(store.edit_office_record(unknown, STAFF).await.unwrap(), RecordOutcome::Unknown);
        assert_eq!(store.office_record(OfficeRecordId(Uuid::new_v4()), STAFF).await.unwrap(), None);
        assert_eq!(store.count_audited("office_record.opened").await, 1, "who reads one is written down");
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn each_sees_those_of_their_programmes_and_of_one_kind() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        for (programme, title) in [(None, "全体会"), (Some("shibuya"), "渋谷の会"), (Some("yamagata"), "山形の会")]
        {
            store.add_office_record(meeting(programme, title), STAFF).await.unwrap();
        }
        let titles = async |kind, scope: ProgrammeScope| {
            let found = store.office_records(kind, &scope, (STAFF, 9)).await.unwrap();
            let mut titles: Vec<String> = found.into_iter().map(|record| record.content.title).collect();
            titles.sort();
            titles
        };
        let meetings = OfficeRecordKind::Meeting;
        assert_eq!(titles(meetings, ProgrammeScope::All).await, ["全体会", "山形の会", "渋谷の会"]);
        assert_eq!(titles(meetings, ProgrammeScope::Only(["shibuya".to_owned()].into())).await, ["渋谷の会"]);
        assert!(titles(OfficeRecordKind::Daily, ProgrammeScope::All).await.is_empty());
    }
}

#[tokio::test]
async fn the_file_of_the_database_holds_no_word_in_clear() {
    let [sqlite, _] = TestDatabase::each().await;
    let DatabaseLocation::Sqlite(path) = sqlite.location.clone() else { panic!("the first is SQLite") };
    let store = sqlite.replica().await;
    store.add_office_record(meeting(None, "佐藤さんの相談（見本）"), STAFF).await.unwrap();
    let bytes = ["", "-wal"].map(|end| fs::read(format!("{}{end}", path.display())).unwrap_or_default()).concat();
    for text in ["佐藤さん", "配信の予定"] {
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
}
