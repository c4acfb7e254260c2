//! What is approved is exactly what was read, by somebody else, once.

use std::{collections::BTreeSet, fs};

use jiff::Timestamp;
use sea_orm::EntityTrait;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{approval_decisions::DecisionChange, *};
use crate::{
    intake::{
        UploadId,
        approvals::{ApprovalContent, ApprovalId, ApprovalKind, ApprovalState, DecisionRefusal},
        staff::ProgrammeScope,
    },
    store::{
        DatabaseLocation, FileKey, NewUpload, ScanOutcome, Store, UploadState, UploadTerms, entities::approval_item,
        test_support::TestDatabase,
    },
};

const STAFF: &str = "staff";
const CITY: &str = "city";

fn content(text: &str) -> ApprovalContent {
    ApprovalContent { title: "12月の便り（見本）".to_owned(), text: text.to_owned(), link: String::new() }
}

fn request(subject: Option<&str>, text: &str) -> ApprovalRequest {
    ApprovalRequest {
        programme: None,
        kind: ApprovalKind::Message,
        subject: subject.map(str::to_owned),
        due_on: Some("2026-12-10".parse().unwrap()),
        content: content(text),
        files: VersionFiles::default(),
    }
}

/// Files with these names, of so many bytes.
pub(in crate::store) fn sent_files(files: &[(&str, u64)], most_bytes: Option<u64>) -> VersionFiles {
    let sent = files.iter().map(|(name, size_bytes)| SentApprovalFile {
        name: (*name).to_owned(),
        content_type: "application/pdf".to_owned(),
        hash: [7; 32],
        stored: NewUpload { id: UploadId(Uuid::new_v4()), key: FileKey::generate(), size_bytes: *size_bytes },
    });
    let terms = UploadTerms { state: UploadState::Quarantined, most_bytes_per_address: most_bytes };
    VersionFiles { kept: Vec::new(), sent: sent.collect(), terms: Some(terms) }
}

fn version(text: &str) -> NewVersion {
    NewVersion { content: content(text), files: VersionFiles::default(), due_on: None }
}

async fn ask(store: &Store, subject: Option<&str>, text: &str) -> ApprovalId {
    store.ask_approval(request(subject, text), STAFF).await.unwrap().unwrap()
}

fn decision(id: ApprovalId, number: i32, is_approved: bool) -> ApprovalDecision {
    ApprovalDecision { id, number, is_approved, remark: "日付を確かめてください（見本）".to_owned() }
}

async fn decide(store: &Store, decided: ApprovalDecision, actor: &str) -> DecisionOutcome {
    store.decide_approval(decided, actor).await.unwrap()
}

#[tokio::test]
async fn what_was_approved_is_exactly_that_version_and_a_new_one_asks_anew() {
    let required: BTreeSet<ApprovalKind> = [ApprovalKind::Message].into();
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let subject = "message:1";
        let gate = async |text: &str| {
            store.may_go_out(&required, (ApprovalKind::Message, subject), &content(text)).await.unwrap()
        };
        let standing = async || store.approval_of(ApprovalKind::Message, subject).await.unwrap();
        assert_eq!((standing().await, gate("一").await), (ApprovalStanding::NotAsked, false));
        let id = ask(&store, Some(subject), "一").await;
        assert_eq!((standing().await, gate("一").await), (ApprovalStanding::Waiting(id), false));
        assert_eq!(decide(&store, decision(id, 1, false), CITY).await, DecisionOutcome::Decided);
        assert_eq!(standing().await, ApprovalStanding::Returned(id));
        let anew = async |seen, text: &str| store.ask_approval_anew((id, seen), version(text), STAFF).await.unwrap();
        assert_eq!(anew(1, "一").await, VersionOutcome::Same);
        assert_eq!(anew(1, "二").await, VersionOutcome::Asked(2));
        assert_eq!(anew(1, "三").await, VersionOutcome::Stale);
        assert_eq!(standing().await, ApprovalStanding::Waiting(id));
        let old = decide(&store, decision(id, 1, true), CITY).await;
        assert_eq!(old, DecisionOutcome::Refused(DecisionRefusal::Stale));
        assert_eq!(decide(&store, decision(id, 2, true), CITY).await, DecisionOutcome::Decided);
        let ApprovalStanding::Approved { hash, by, .. } = standing().await else { panic!() };
        assert_eq!((hash, by.as_str()), (content("二").hash(), CITY));
        assert!(gate("二").await && !gate("一").await && !gate("二 ").await, "what was changed since is not approved");
        assert_eq!(anew(2, "四").await, VersionOutcome::Asked(3));
        assert!(!gate("二").await && !gate("四").await, "a new version asks anew");
        let page = store.approval_page(id, STAFF).await.unwrap().unwrap();
        let decided: Vec<_> = page.versions.iter().map(|version| version.decided.as_ref().map(|of| of.state)).collect();
        assert_eq!(decided, [None, Some(ApprovalState::Approved), Some(ApprovalState::Returned)]);
        assert_eq!(page.versions[2].decided.as_ref().unwrap().remark, "日付を確かめてください（見本）");
        assert_eq!(page.versions[2].content, content("一"), "what was given back can be read still");
        let free = BTreeSet::new();
        assert!(store.may_go_out(&free, (ApprovalKind::Message, subject), &content("四")).await.unwrap());
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn nobody_approves_what_they_asked_for() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let id = ask(&store, None, "一").await;
        let own = DecisionOutcome::Refused(DecisionRefusal::OwnRequest);
        assert_eq!(decide(&store, decision(id, 1, true), STAFF).await, own);
        store.ask_approval_anew((id, 1), version("二"), "writer").await.unwrap();
        for actor in [STAFF, "writer"] {
            assert_eq!(decide(&store, decision(id, 2, true), actor).await, own, "{actor}");
        }
        assert_eq!(decide(&store, decision(id, 2, true), CITY).await, DecisionOutcome::Decided);
        let again = decide(&store, decision(id, 2, false), "other city").await;
        assert_eq!(again, DecisionOutcome::Refused(DecisionRefusal::DecidedBefore));
        let unknown = decision(ApprovalId(Uuid::new_v4()), 1, true);
        assert_eq!(decide(&store, unknown, CITY).await, DecisionOutcome::Unknown);
        assert_eq!(store.count_audited("approval.approved").await, 1);
    }
}

/// Two decide at once, the second by how it stood before the first, if it is unguarded. Gives how many were told that theirs holds.
async fn two_at_once(database: &TestDatabase, is_guarded: bool) -> usize {
    let store = database.replica().await;
    let id = ask(&store, None, "一").await;
    let early = approval_item::Entity::find_by_id(id.0).one(store.readers()).await.unwrap();
    let mut held = 0;
    for (actor, is_approved) in [(CITY, true), ("other city", false)] {
        let change = DecisionChange {
            decision: decision(id, 1, is_approved),
            remark_sealed: None,
            actor: actor.to_owned(),
            now: Timestamp::now(),
            unguarded: early.clone().filter(|_| !is_guarded),
        };
        held += usize::from(store.write(change).await.unwrap() == DecisionOutcome::Decided);
    }
    held
}

#[tokio::test]
async fn two_who_press_at_once_make_one_decision() {
    for database in TestDatabase::each().await {
        assert_eq!(two_at_once(&database, true).await, 1, "{:?}", database.location);
    }
}

#[tokio::test]
async fn without_the_lock_two_who_press_at_once_make_two() {
    for database in TestDatabase::each().await {
        assert_eq!(two_at_once(&database, false).await, 2, "{:?}", database.location);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_press_at_two_replicas_make_one_decision() {
    for database in TestDatabase::each().await {
        let replicas = [database.replica().await, database.replica().await];
        let id = ask(&replicas[0], None, "一").await;
        let mut pressed = JoinSet::new();
        for number in 0..8 {
            let store = replicas[number % 2].clone();
            pressed.spawn(async move {
                let actor = format!("city{number}");
                decide(&store, decision(id, 1, number % 3 == 0), &actor).await == DecisionOutcome::Decided
            });
        }
        let held = pressed.join_all().await.into_iter().filter(|held| *held).count();
        assert_eq!(held, 1, "{:?}", database.location);
        let store = &replicas[0];
        let audited = store.count_audited("approval.approved").await + store.count_audited("approval.returned").await;
        assert_eq!(audited, 1);
    }
}

#[tokio::test]
async fn one_thing_is_asked_about_once() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let id = ask(&store, Some("advert:1"), "一").await;
        let again = store.ask_approval(request(Some("advert:1"), "二"), STAFF).await.unwrap();
        assert_eq!(again, Err(AskRefusal::AskedBefore(id)));
        assert_ne!(ask(&store, None, "一").await, ask(&store, None, "一").await, "what names nothing is not compared");
        let scope = ProgrammeScope::All;
        assert_eq!(store.approvals_in(ApprovalState::Waiting, &scope, 9).await.unwrap().len(), 3);
        let own = ApprovalRequest { programme: Some("shibuya".to_owned()), ..request(None, "三") };
        store.ask_approval(own, STAFF).await.unwrap().unwrap();
        let only = ProgrammeScope::Only(["shibuya".to_owned()].into());
        let found = store.approvals(&only, 9).await.unwrap();
        assert_eq!((found.len(), found[0].title.as_str()), (1, "12月の便り（見本）"));
        assert_eq!(store.approvals(&scope, 9).await.unwrap().len(), 4);
    }
}

#[tokio::test]
async fn the_file_of_the_database_holds_no_word_in_clear() {
    let [sqlite, _] = TestDatabase::each().await;
    let DatabaseLocation::Sqlite(path) = sqlite.location.clone() else { panic!("the first is SQLite") };
    let store = sqlite.replica().await;
    let id = ask(&store, None, "仙台で会いましょう").await;
    decide(&store, decision(id, 1, false), CITY).await;
    let bytes = ["", "-wal"].map(|end| fs::read(format!("{}{end}", path.display())).unwrap_or_default()).concat();
    for text in ["12月の便り", "仙台で会いましょう", "日付を確かめて"] {
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
}

#[tokio::test]
async fn files_are_fixed_with_their_version_and_stay_in_the_next_one() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let files = sent_files(&[("ポスター.pdf", 9), ("図.png", 4)], None);
        let ids: Vec<UploadId> = files.sent.iter().map(|file| file.stored.id).collect();
        let id = store.ask_approval(ApprovalRequest { files, ..request(None, "一") }, STAFF).await.unwrap().unwrap();
        let names = async |version: usize| {
            let page = store.approval_page(id, STAFF).await.unwrap().unwrap();
            let files = page.versions[version].files.iter();
            files.map(|file| (file.id, file.fixed.name.clone())).collect::<Vec<_>>()
        };
        let (poster, picture) = ((ids[0], "ポスター.pdf".to_owned()), (ids[1], "図.png".to_owned()));
        assert_eq!(names(0).await, [poster.clone(), picture.clone()]);
        let other = store.ask_approval(request(None, "別"), STAFF).await.unwrap().unwrap();
        let anew = async |of: ApprovalId, seen, kept: &[UploadId], sent: &[(&str, u64)]| {
            let files = VersionFiles { kept: kept.to_vec(), ..sent_files(sent, None) };
            store.ask_approval_anew((of, seen), NewVersion { files, ..version("一") }, STAFF).await.unwrap()
        };
        assert_eq!(anew(id, 1, &ids, &[]).await, VersionOutcome::Same, "the same words with the same files");
        assert_eq!(anew(id, 1, &ids[1..], &[("新.pdf", 5)]).await, VersionOutcome::Asked(2));
        assert_eq!(names(0).await.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["図.png", "新.pdf"]);
        assert_eq!(names(1).await, [poster, picture], "the earlier version has what it had");
        assert_eq!(anew(other, 1, &ids, &[]).await, VersionOutcome::Asked(2));
        let page = store.approval_page(other, STAFF).await.unwrap().unwrap();
        assert!(page.versions[0].files.is_empty(), "files of something else do not come over");

        assert!(store.open_approval_file(id, ids[0], CITY).await.unwrap().is_none(), "nobody has looked at it yet");
        assert_eq!(store.approval_files_to_scan(Timestamp::now(), 9).await.unwrap().len(), 3);
        store.finish_approval_scan(ids[0], ScanOutcome::Clean).await.unwrap();
        store.finish_approval_scan(ids[1], ScanOutcome::Infected).await.unwrap();
        assert_eq!(store.approval_files_to_scan(Timestamp::now(), 9).await.unwrap().len(), 1);
        let opened = store.open_approval_file(id, ids[0], CITY).await.unwrap().unwrap();
        assert_eq!((opened.name.as_str(), opened.state), ("ポスター.pdf", UploadState::Clean));
        for (item, file) in [(other, ids[0]), (id, ids[1]), (id, UploadId(Uuid::new_v4()))] {
            assert!(store.open_approval_file(item, file, CITY).await.unwrap().is_none());
        }
        assert_eq!(store.count_audited("approval.file_read").await, 1);
        assert_eq!(store.count_audited("approval.file_infected").await, 1);
        let unknown = UploadId(Uuid::new_v4());
        let known = store.known_uploads(&[ids[0], ids[1], unknown]).await.unwrap();
        assert_eq!(known, ids.iter().copied().collect(), "the sweep leaves them alone");
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

/// How many of three requests with four bytes each an account may make that has room for ten, or as much as it likes.
async fn stored_within_a_day(database: &TestDatabase, most_bytes: Option<u64>) -> usize {
    let store = database.replica().await;
    let id = ask(&store, None, "一").await;
    let mut asked = 0;
    for number in 1..=2 {
        let files = sent_files(&[("図.png", 4)], most_bytes);
        let new = NewVersion { files, ..version(&number.to_string()) };
        let outcome = store.ask_approval_anew((id, number), new, STAFF).await.unwrap();
        asked += usize::from(outcome == VersionOutcome::Asked(number + 1));
    }
    let request = ApprovalRequest { files: sent_files(&[("図.png", 4)], most_bytes), ..request(None, "二") };
    let last = store.ask_approval(request, STAFF).await.unwrap();
    assert_eq!(last == Err(AskRefusal::NoRoom), most_bytes.is_some());
    asked + usize::from(last.is_ok())
}

#[tokio::test]
async fn an_account_stores_no_more_within_a_day_than_it_may() {
    for database in TestDatabase::each().await {
        assert_eq!(stored_within_a_day(&database, Some(10)).await, 2);
    }
}

#[tokio::test]
async fn without_the_limit_an_account_stores_as_much_as_it_likes() {
    for database in TestDatabase::each().await {
        assert_eq!(stored_within_a_day(&database, None).await, 3);
    }
}
