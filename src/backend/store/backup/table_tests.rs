//! Every table with rows in it, backed up and restored on the other database: what is in them is the same, and what is left out
//! is not missing.

use std::{collections::BTreeSet, fs, io::Read, path::PathBuf};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, Statement};
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use uuid::Uuid;

use super::{
    backed_table::{BLIND, BackedTable, read_tables},
    column_kind::ColumnKind,
    *,
};
use crate::{
    intake::{
        AccountId, PersonId, SubmissionId, UnsubscribeWay, UploadId,
        approvals::{ApprovalContent, ApprovalKind},
        bookings::HostTimeKind,
        cases::{NoteAudience, PersonTag, Viewer},
        messages::MessagePurpose,
        office_records::OfficeRecordKind,
        staff::ProgrammeScope,
    },
    store::{
        ApprovalRequest, AttendeeAudience, BookingHand, BookingOutcome, CheckIn, CheckedAt, DataIncidentContent,
        EventFacts, FileKey, MessageDraft, MessageOutcome, MessageTarget, NewHostTime, NewListExport, NewNote,
        NewOfficeRecord, NewUpload, NewsletterDraft, NoteEdit, OfficeRecordContent, Reception, RecoveryKey, SentUpload,
        SignInOutcome, Store, UndoneCheckIn, UploadState, UploadTerms,
        api_tokens::tests::any_token,
        approvals::tests::sent_files,
        booking_setup::{at, book, definition, slot, wish},
        entities::{address_owner, newsletter_mail, person_facet, person_gram, person_trait, subscription},
        recovery::AgeReader,
        staff::tests::{attempt, later, member},
        test_support::{EVENT, TERMS, TestDatabase, event_today, keys, sealed, sealed_with_news},
        tests::{
            joining::{OTHER, confirm, person, receive, sent_from, two_events},
            surveys::{invitations, thanked, with_codes},
        },
    },
};

/// What a restore changes: mails and what other programs are told are held, and what was open for a time is open as long as it was.
const SETTLED: [(&str, &str); 10] = [
    ("bookings", "expires_at"),
    ("messages", "state"),
    ("outbox_mails", "reply"),
    ("outbox_mails", "state"),
    ("registrations", "expires_at"),
    ("survey_invitations", "closes_at"),
    ("survey_invitations", "next_reminder_at"),
    ("unconfirmed_submissions", "expires_at"),
    ("webhook_deliveries", "state"),
    ("webhook_endpoints", "held_until"),
];

/// An event whose door is open.
const TODAY: &str = "events/today";

fn newsletter() -> NewsletterDraft {
    NewsletterDraft {
        is_invitation: false,
        title: "便り（見本）".to_owned(),
        text: "仙台で働く人の話を聞きます。".to_owned(),
        segment: None,
        due_at: Timestamp::now(),
    }
}

/// Two who want newsletters, of whom one has left again.
async fn subscribe(store: &Store) {
    for number in [41, 42] {
        let sealed = sealed_with_news(number);
        let id = sealed.id;
        store.receive(sealed).await.unwrap();
        store.subscribe(id).await.unwrap();
    }
    assert_eq!(store.queue_newsletter(newsletter(), "operator").await.unwrap(), 2);
    let mail = newsletter_mail::Entity::find().one(store.readers()).await.unwrap().unwrap();
    store.unsubscribe(mail.mail_id, UnsubscribeWay::Button).await.unwrap();
}

async fn upload(store: &Store) {
    let file = SentUpload {
        field: "resume".to_owned(),
        name: "職務経歴書.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        stored: NewUpload { id: UploadId(Uuid::new_v4()), key: FileKey::generate(), size_bytes: 9 },
    };
    let terms = UploadTerms { state: UploadState::Clean, most_bytes_per_address: None };
    let sealed = sealed(&sent_from(43, "visitor43@example.jp", OTHER)).with_uploads(&[file], terms, &keys());
    store.receive(sealed.unwrap()).await.unwrap();
}

/// What staff write about somebody.
async fn look_after(store: &Store, person: PersonId) {
    let text = "話した（見本）".to_owned();
    let note = NewNote { person, case: None, audience: NoteAudience::Team, side: None, text, consultation: None };
    let note = store.add_note(note, "staff").await.unwrap().unwrap();
    let edit = NoteEdit { note, version: 1, text: "よく話した（見本）".to_owned(), consultation: None };
    let viewer = Viewer { account: "staff".to_owned(), sees_counselling: true };
    store.edit_note(edit, &viewer).await.unwrap();
    store.tag_person(person, PersonTag::parse("見本").unwrap(), "staff").await.unwrap();
    let (list, reason, persons) = ("/persons".to_owned(), "見本のため".to_owned(), [person].into());
    store.note_list_export(NewListExport { list, format: "csv", reason, rows: 1, persons }, "staff").await.unwrap();
}

/// What the office writes down, which belongs to no person and has keys of its own.
async fn keep_books(store: &Store) {
    any_token(store).await;
    let content = OfficeRecordContent { title: "定例会（見本）".to_owned(), ..OfficeRecordContent::default() };
    let day = "2026-12-01".parse().unwrap();
    let new = NewOfficeRecord { programme: None, kind: OfficeRecordKind::Meeting, day, state: None, content };
    store.add_office_record(new, "staff").await.unwrap();
    let known = DataIncidentContent { title: "誤送信（見本）".to_owned(), ..DataIncidentContent::default() };
    store.add_data_incident((Timestamp::now(), false), &known, "staff").await.unwrap();
    let (kind, content) =
        (ApprovalKind::Plan, ApprovalContent { title: "計画（見本）".to_owned(), ..Default::default() });
    let files = sent_files(&[("計画.pdf", 9)], None);
    let asked = ApprovalRequest { programme: None, kind, subject: None, due_on: None, content, files };
    store.ask_approval(asked, "staff").await.unwrap().unwrap();
}

/// The same as it is read: decrypted.
async fn books(store: &Store) -> Vec<String> {
    let all = ProgrammeScope::All;
    let records = store.office_records(OfficeRecordKind::Meeting, &all, ("staff", 9)).await.unwrap();
    let (incidents, approvals) =
        (store.data_incidents(true, 9).await.unwrap(), store.approvals(&all, 9).await.unwrap());
    let titles = records.into_iter().map(|record| record.content.title);
    let titles = titles.chain(incidents.into_iter().map(|incident| incident.content.title));
    titles.chain(approvals.into_iter().map(|item| item.title)).collect()
}

/// The day of an event: somebody is let in, which is undone.
async fn event_day(store: &Store) {
    // Nobody is reminded of it: a restore would do so, and rows would be more than before.
    let today = EventFacts { id: TODAY.to_owned(), reminder_hours: Some(0), ..event_today(9) };
    store.update_event(today).await.unwrap();
    let sent = receive(store, &sent_from(47, "visitor47@example.jp", TODAY)).await;
    let registration = store.registration_of(sent).await;
    let check_in = CheckIn {
        event: TODAY.to_owned(),
        who: CheckedAt::Line(registration),
        at: Timestamp::now(),
        request: Uuid::new_v4(),
    };
    store.check_in(check_in, "desk").await.unwrap();
    let undone = UndoneCheckIn { registration, reason: "同姓の方でした".to_owned(), request: Uuid::new_v4() };
    store.undo_check_in(undone, "desk").await.unwrap();
}

/// A message to those who come, of which a mail lies in the outbox.
async fn write_to_attendees(store: &Store) {
    let draft = MessageDraft {
        target: MessageTarget::Attendees { event: TODAY.to_owned(), audience: AttendeeAudience::Confirmed },
        programme: None,
        purpose: MessagePurpose::Service,
        subject: "当日のご案内".to_owned(),
        text: "お待ちしています。".to_owned(),
    };
    let message = store.write_message(draft, "staff").await.unwrap().unwrap();
    store.try_message(message, 1, AccountId(Uuid::new_v4())).await.unwrap();
    assert_eq!(store.send_message(message, 1, 60, "staff").await.unwrap(), MessageOutcome::Done);
    assert_eq!(store.feed_messages(Timestamp::now()).await.unwrap(), 1);
}

/// What staff say of a talk, of its host, of a question.
async fn desk(store: &Store, booked: SubmissionId) {
    let hand = BookingHand { actor: "staff".to_owned(), reason: "急用（見本）".to_owned() };
    let moved = store.move_booking_by_hand(booked, &definition(), slot("sato", "12:00"), hand.clone()).await.unwrap();
    assert!(matches!(moved, BookingOutcome::Stands(_)));
    let back = store.move_booking_by_hand(booked, &definition(), slot("sato", "10:00"), hand).await.unwrap();
    assert!(matches!(back, BookingOutcome::Stands(_)));
    let (resource, reason) = ("sato".to_owned(), "研修（見本）".to_owned());
    let away = NewHostTime { resource, kind: HostTimeKind::Away, times: at("18:00")..at("20:00"), reason };
    store.add_host_time(away, "staff").await.unwrap();
    store.set_host_address("sato", "https://meet.example.jp/sato", "staff").await.unwrap();
}

/// Rows in every table: as the program writes them, and, where that takes longer than a test should, some that are made up.
async fn filled(database: &TestDatabase) -> Store {
    let store = database.replica().await;
    // Surveys make an event of twenty seats of it; so it stands first.
    thanked(&store, &with_codes()).await;
    two_events(&store).await;
    for address in ["taro@example.jp", "taro+event@example.jp"] {
        let sent = receive(&store, &sent_from(40, address, OTHER)).await;
        confirm(&store, sent).await;
    }
    let taros = person_rows(&store).await;
    store.merge_persons(taros[0], taros[1], "staff", 48).await.unwrap();
    let booked = book(&store, wish(44, &["sato"], "10:00")).await;
    store.set_join_address(booked, "https://meet.example.jp/room", "staff").await.unwrap();
    desk(&store, booked).await;
    subscribe(&store).await;
    upload(&store).await;
    look_after(&store, taros[0]).await;
    member(&store, "staff@example.jp", &["coordinator"]).await;
    event_day(&store).await;
    keep_books(&store).await;
    write_to_attendees(&store).await;
    assert!(store.read_person_traits().await.unwrap() > 0);
    let db = database.connect().await;
    for table in read_tables(&db).await.unwrap() {
        if table.read_page(None, &db).await.unwrap().is_empty() {
            let hashes = table.columns.iter().filter(|(_, kind)| *kind == ColumnKind::Blind).count();
            assert_eq!(hashes, 0, "{} holds hashes, which are not made up", table.name);
            table.insert(&[made_up(&table)], &db).await.unwrap();
        }
    }
    store
}

/// The persons of whoever has confirmed an address.
async fn person_rows(store: &Store) -> Vec<PersonId> {
    let owners = address_owner::Entity::find().all(store.readers()).await.unwrap();
    owners.into_iter().map(|owner| PersonId(owner.person_id)).collect()
}

fn made_up(table: &BackedTable) -> Vec<Json> {
    let value = |kind: &ColumnKind| match kind {
        ColumnKind::Uuid => json!(Uuid::new_v4().to_string()),
        ColumnKind::Integer => json!(1),
        ColumnKind::Text => json!("見本"),
        ColumnKind::Bytes | ColumnKind::Blind => json!(BASE64_STANDARD.encode([7; 32])),
        ColumnKind::Boolean => json!(false),
        ColumnKind::Real => json!(1.0),
    };
    table.columns.iter().map(|(_, kind)| value(kind)).collect()
}

/// The rows of a table as a set, without what a restore changes.
async fn rows_of(table: &BackedTable, db: &DatabaseConnection) -> BTreeSet<String> {
    let mut rows = table.read_page(None, db).await.unwrap();
    assert!(rows.len() < 1000, "one page is all of it");
    for (at, (column, _)) in table.columns.iter().enumerate() {
        if SETTLED.contains(&(table.name.as_str(), column.as_str())) {
            for row in &mut rows {
                row[at] = Json::Null;
            }
        }
    }
    rows.iter().map(|row| serde_json::to_string(row).unwrap()).collect()
}

/// The hashes in a column, sorted.
async fn hashes_in(table: &str, column: &str, db: &DatabaseConnection) -> Vec<Vec<u8>> {
    let sql = format!("SELECT {column} FROM {table} WHERE {column} IS NOT NULL");
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let mut hashes: Vec<Vec<u8>> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    hashes.sort();
    hashes
}

/// The time that is taken, and of whom.
async fn taken(db: &DatabaseConnection) -> BTreeSet<(String, i64)> {
    let sql = "SELECT resource, cell FROM booking_cells";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap())).collect()
}

struct Copied {
    folder: TempDir,
    key: RecoveryKey,
}

impl Copied {
    async fn copy(&self, source: &TestDatabase, target: &TestDatabase) -> RestoreReport {
        let places = BackupPlaces {
            data: BackupPlace::Folder(self.folder.path().join("data")),
            keyring: BackupPlace::Folder(self.folder.path().join("ring")),
        };
        let report = write_backup(&source.location, &self.key.recipient(), &places, &keys().audit).await.unwrap();
        let (data, keyring) = (PathBuf::from(report.data.address), PathBuf::from(report.keyring.address));
        let sources = RestoreSources { data, keyring, key: self.key.clone() };
        restore(&sources, &target.location, &keys(), TERMS).await.unwrap()
    }

    /// What lies in the backup of the data, decrypted.
    fn text(&self) -> String {
        let file = fs::read_dir(self.folder.path().join("data")).unwrap().next().unwrap().unwrap().path();
        let mut text = String::new();
        let file = std::io::BufReader::new(fs::File::open(file).unwrap());
        AgeReader::new(file, &self.key).unwrap().read_to_string(&mut text).unwrap();
        text
    }
}

#[tokio::test]
async fn every_table_is_restored_on_the_other_database_and_no_hash_lies_in_between() {
    let ([sqlite, postgres], [sqlite_too, postgres_too]) = (TestDatabase::each().await, TestDatabase::each().await);
    for (source, target) in [(sqlite, postgres_too), (postgres, sqlite_too)] {
        drop(filled(&source).await);
        let db = source.connect().await;
        let tables = read_tables(&db).await.unwrap();
        let mut before = Vec::new();
        for table in &tables {
            before.push(rows_of(table, &db).await);
        }
        let copied = Copied { folder: tempfile::tempdir().unwrap(), key: RecoveryKey::generate() };
        assert_eq!(copied.copy(&source, &target).await.erased, 0);
        let restored = target.connect().await;
        assert!(tables.len() > 30, "{}", tables.len());
        for (table, before) in tables.iter().zip(before) {
            assert!(!before.is_empty(), "{}", table.name);
            let after = rows_of(table, &restored).await;
            assert!(before.is_subset(&after), "{}: {before:?} {after:?}", table.name);
            // A restore says so in the audit log.
            assert!(table.name == "audit_records" || before.len() == after.len(), "{}", table.name);
        }
        let text = copied.text();
        for (table, column) in BLIND {
            let hashes = hashes_in(table, column, &db).await;
            assert!(!hashes.is_empty(), "{table}.{column}");
            for hash in &hashes {
                let written = [BASE64_STANDARD.encode(hash), BASE64_URL_SAFE_NO_PAD.encode(hash)];
                assert!(written.iter().all(|written| !text.contains(written)), "{table}.{column} lies in the backup");
            }
            // Which answer was the same is not known any more, and no program comes in by a backup.
            if !["api_tokens", "survey_responses"].contains(&table) {
                assert_eq!(hashes, hashes_in(table, column, &restored).await, "{table}.{column}");
            }
        }
        assert!(!taken(&db).await.is_empty());
        assert_eq!(taken(&db).await, taken(&restored).await);
    }
}

#[tokio::test]
async fn what_is_left_out_of_backups_is_not_missing_after_a_restore() {
    let ([sqlite, postgres], [sqlite_too, postgres_too]) = (TestDatabase::each().await, TestDatabase::each().await);
    for (source, target) in [(sqlite, postgres_too), (postgres, sqlite_too)] {
        let before = filled(&source).await;
        let copied = Copied { folder: tempfile::tempdir().unwrap(), key: RecoveryKey::generate() };
        copied.copy(&source, &target).await;
        let store = target.replica().await;

        let mut indexed = Vec::new();
        for store in [&before, &store] {
            assert!(store.index_persons().await.unwrap() > 0, "the index is made from nothing");
            let grams = person_gram::Entity::find().all(store.readers()).await.unwrap();
            let facets = person_facet::Entity::find().all(store.readers()).await.unwrap();
            let grams: BTreeSet<_> = grams.into_iter().map(|row| (row.person_id, row.gram)).collect();
            indexed.push((grams, facets.into_iter().map(|row| (row.person_id, row.facet_id)).collect::<BTreeSet<_>>()));
        }
        assert!(indexed[0].0.len() > 2 && indexed[0].1.len() > 2);
        assert_eq!(indexed[0], indexed[1], "people are found as before");

        assert_eq!(store.queue_newsletter(newsletter(), "operator").await.unwrap(), 1, "who wants it still gets it");
        let wants = subscription::Entity::find().one(store.readers()).await.unwrap().unwrap();
        for mail in newsletter_mail::Entity::find().all(before.readers()).await.unwrap() {
            let is_theirs = mail.lookup == wants.lookup;
            assert_eq!(
                store.is_subscribed_by(mail.mail_id).await.unwrap(),
                Some(is_theirs),
                "links in mails still work"
            );
        }

        let others = store.receive(wish(45, &["sato"], "10:00")).await.unwrap();
        assert_eq!(others, Reception::SlotTaken);
        let away = store.receive(wish(45, &["sato"], "18:30")).await.unwrap();
        assert_eq!(away, Reception::SlotTaken, "whoever is away is away still");
        let free = book(&store, wish(45, &["ito"], "10:00")).await;
        assert!(store.booking(free).await.unwrap().is_some());

        let again = receive(&store, &sent_from(46, "taro@example.jp", EVENT)).await;
        let old = person_rows(&before).await;
        assert!(!old.contains(&person(&store, again).await), "anybody can type an address");
        confirm(&store, again).await;
        assert!(old.contains(&person(&store, again).await), "the owner of the address is found");

        for invitation in invitations(&store).await {
            let codes =
                (before.incentive_of(&invitation).await.unwrap(), store.incentive_of(&invitation).await.unwrap());
            assert!(codes.0.is_some(), "they were thanked");
            assert_eq!(codes.0, codes.1);
        }
        let written = books(&store).await;
        assert_eq!(written, ["定例会（見本）", "誤送信（見本）", "計画（見本）"], "what has a key of its own opens");

        let staff = before.account_of("staff@example.jp").await.unwrap().unwrap();
        assert_eq!(store.account(staff.id).await.unwrap(), Some(staff), "with what they may do");
        let typed = attempt("staff@example.jp", later(60));
        assert!(matches!(store.sign_in(typed, later(60)).await.unwrap(), SignInOutcome::Signed(_)));

        store.read_person_traits().await.unwrap();
        let traits = person_trait::Entity::find().all(before.readers()).await.unwrap();
        let anew = person_trait::Entity::find().all(store.readers()).await.unwrap();
        assert!(traits.iter().all(|row| anew.contains(row)) && traits.len() > 2);
    }
}
