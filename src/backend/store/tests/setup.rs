//! A store on a fresh database, and people who send something.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, Database, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use sea_orm_migration::MigratorTrait;
use tempfile::TempDir;
use tsubame_model::{
    schema::{Form, FormAnswer, FormField, GivenConsent, Submission, parse_form},
    source::SourcePath,
};

use super::{
    super::{batch_guard::SeatGuard, limit_counts::LimitSharing, migrations::Migrations},
    postgres::fresh_database,
};
use crate::{
    intake::{Attendance, HashKey, RegistrationId, SubmissionId},
    store::{
        DatabaseLocation, EventFacts, Keys, MasterKeys, RestoreTerms, SealedSubmission, Store,
        entities::{audit_record, limit_count, outbox_mail, person_key, registration, submission},
    },
};

pub const EVENT: &str = "events/shibuya";

impl Store {
    /// The connections that only read.
    pub(in crate::store) fn readers(&self) -> &DatabaseConnection {
        &self.databases.readers
    }
}

/// A database for one test.
pub struct TestDatabase {
    pub location: DatabaseLocation,
    // A file of SQLite lies in it.
    _folder: TempDir,
}

impl TestDatabase {
    /// One of each kind.
    pub async fn each() -> [Self; 2] {
        let folder = || tempfile::tempdir().unwrap();
        let (sqlite, postgres) = (folder(), folder());
        [
            Self { location: DatabaseLocation::Sqlite(sqlite.path().join("data.sqlite")), _folder: sqlite },
            Self { location: DatabaseLocation::Postgres(fresh_database().await), _folder: postgres },
        ]
    }

    /// A process that serves this database.
    pub async fn replica(&self) -> Store {
        Store::open(&self.location, keys()).await.unwrap().0
    }

    /// One without the lock around its seats, on a database that does not guard them either.
    pub async fn unguarded_replica(&self) -> Store {
        let opened = Store::open_guarded(&self.location, keys(), SeatGuard::Off, LimitSharing::On);
        let store = opened.await.unwrap().0;
        for index in ["one_registration_per_seat", "one_registration_per_number_in_line", "one_person_per_address"] {
            self.execute(&format!("DROP INDEX IF EXISTS {index}")).await;
        }
        store
    }

    /// Takes one guard of the database away, for the test that shows what it is for.
    pub async fn drop_index(&self, name: &str) {
        self.execute(&format!("DROP INDEX {name}")).await;
    }

    /// The tables of the first version, with one row.
    pub async fn of_first_version(&self, row: &str) {
        self.of_older_version(1, &[row]).await;
    }

    /// The tables as they are after so many migrations, with these rows.
    pub async fn of_older_version(&self, migrations: u32, rows: &[&str]) {
        let writer = self.connect().await;
        Migrations::up(&writer, Some(migrations)).await.unwrap();
        for row in rows {
            writer.execute_unprepared(row).await.unwrap();
        }
    }

    /// One that answers before what it tells of is on the disk.
    pub async fn hasty_replica(&self) -> Store {
        Store::open_guarded(&self.location, keys(), SeatGuard::AnswersFirst, LimitSharing::On).await.unwrap().0
    }

    /// One that counts senders and proofs for itself.
    pub async fn separate_replica(&self) -> Store {
        Store::open_guarded(&self.location, keys(), SeatGuard::On, LimitSharing::Off).await.unwrap().0
    }

    pub async fn execute(&self, statement: &str) {
        self.connect().await.execute_unprepared(statement).await.unwrap();
    }

    /// A connection of its own, to tables as they are.
    pub async fn connect(&self) -> DatabaseConnection {
        let address = match &self.location {
            DatabaseLocation::Sqlite(path) => format!("sqlite://{}?mode=rwc", path.display()),
            DatabaseLocation::Postgres(address) => address.clone(),
        };
        Database::connect(address).await.unwrap()
    }
}

pub fn keys() -> Keys {
    Keys { master: MasterKeys::new([(1, [1; 32])]), index: HashKey::new([2; 32]), audit: HashKey::new([3; 32]) }
}

/// What servers of tests go by.
pub const TERMS: RestoreTerms = RestoreTerms { offer_hours: 48, reminder_hours: 24 };

const FORM: &str = "form: event\nlabel: イベント申込\nversion: '1'\nreferences: [event, event_mode]\ngroups:\n- legend: お名前\n  fields:\n  \
                    - {name: name, type: text, label: お名前, max_length: 60}\n  - {name: email, type: email, label: メール, max_length: 254}\n  \
                    - {name: phase, type: radio, label: 時期, choices: [{value: soon, label: すぐに}]}\nconsent: {version: '1', label: \
                    同意します, link: /privacy/}\nsubmit: 送る\nhoneypot: remark\nthanks: 届きました\n";

pub fn form() -> Form {
    let (form, faults) = parse_form(&SourcePath::new("data/forms/event.yaml"), FORM);
    assert!(faults.is_empty(), "{faults:?}");
    form.unwrap()
}

/// What somebody with this number sends for the event, without a script.
pub fn sent_by(number: usize) -> Submission {
    let answers = [
        ("name", FormAnswer::Text(format!("山田{number}"))),
        ("email", FormAnswer::Email(format!("visitor{number}@example.jp"))),
        ("phase", FormAnswer::Choice("soon".to_owned())),
    ];
    Submission {
        form: "event".to_owned(),
        form_version: Some("1".to_owned()),
        answers: answers.map(|(name, answer)| (name.to_owned(), answer)).into(),
        references: [("event", EVENT), ("event_mode", "venue")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        consent: GivenConsent { version: "1".to_owned(), is_current: true },
        attribution: BTreeMap::new(),
        request_id: None,
        is_suspicious: false,
        unknown_names: 0,
    }
}

pub fn sealed(submission: &Submission) -> SealedSubmission {
    sealed_by(&form(), submission)
}

/// What somebody with this number sends who wants newsletters too.
pub fn sealed_with_news(number: usize) -> SealedSubmission {
    let mut form = form();
    let phase = form.fields().find(|field| field.name == "phase").unwrap().clone();
    form.groups[0].fields.push(FormField { name: "news".to_owned(), ..phase });
    let mut submission = sent_by(number);
    submission.answers.insert("news".to_owned(), FormAnswer::Choices(vec!["events".to_owned()]));
    SealedSubmission::seal(&form, &submission, "個人情報の取り扱い".to_owned(), false, &keys()).unwrap()
}

/// The form with a field that says how many seats are asked for.
pub fn group_form() -> Form {
    let field = "  - {name: people, type: select, label: 人数, required: true, choices: [{value: 1, label: 1人}, {value: 2, label: \
                 2人}, {value: 3, label: 3人}, {value: 9, label: 9人}]}\nconsent:";
    let text = FORM.replace("consent:", field).replace("groups:", "seats: people\ngroups:");
    let (form, faults) = parse_form(&SourcePath::new("data/forms/event.yaml"), &text);
    assert!(faults.is_empty(), "{faults:?}");
    form.unwrap()
}

/// What somebody with this number sends for a group of this size.
pub fn sent_by_group(number: usize, people: u32) -> Submission {
    let mut submission = sent_by(number);
    submission.answers.insert("people".to_owned(), FormAnswer::Choice(people.to_string()));
    submission
}

/// The same, made ready.
pub fn sealed_group(number: usize, people: u32) -> SealedSubmission {
    sealed_by(&group_form(), &sent_by_group(number, people))
}

/// What was sent through this form, made ready.
pub fn sealed_by(form: &Form, submission: &Submission) -> SealedSubmission {
    SealedSubmission::seal(form, submission, "個人情報の取り扱い".to_owned(), false, &keys()).unwrap()
}

/// What somebody sends for this event.
pub fn sealed_for(event: &str, number: usize) -> SealedSubmission {
    let mut submission = sent_by(number);
    submission.references.insert("event".to_owned(), event.to_owned());
    sealed(&submission)
}

/// An event that opens now, with so many seats in its room.
pub fn event(capacity: u32) -> EventFacts {
    let time = |text: &str| text.parse::<Timestamp>().unwrap();
    EventFacts {
        id: EVENT.to_owned(),
        title: "渋谷の夜（見本）".to_owned(),
        starts_at: time("2099-12-18T10:00:00Z"),
        ends_at: time("2099-12-18T12:00:00Z"),
        closes_at: time("2099-12-17T09:00:00Z"),
        is_on: true,
        place: "渋谷・坂の上ホール（架空）".to_owned(),
        url: "events/shibuya/".to_owned(),
        places: [(Attendance::Venue, Some(capacity))].into(),
        join_link: None,
        reminder_hours: None,
        series: None,
        fair: None,
        content_time: time("2026-11-01T00:00:00Z"),
        content_commit: None,
    }
}

/// An event whose door is open: it begins in half an hour, and takes registrations for some minutes still.
pub fn event_today(capacity: u32) -> EventFacts {
    let in_minutes = |minutes| Timestamp::now() + SignedDuration::from_mins(minutes);
    EventFacts { starts_at: in_minutes(30), ends_at: in_minutes(120), closes_at: in_minutes(20), ..event(capacity) }
}

/// What tests of other rooms look at.
impl Store {
    pub(crate) async fn newest_submission(&self) -> SubmissionId {
        let newest = submission::Entity::find().order_by_desc(submission::Column::ReceivedAt);
        SubmissionId(newest.one(self.readers()).await.unwrap().unwrap().id)
    }

    /// The registration that came of a submission.
    pub(crate) async fn registration_of(&self, submission: SubmissionId) -> RegistrationId {
        let of_submission = registration::Column::SubmissionId.eq(submission.0);
        let found = registration::Entity::find().filter(of_submission).one(self.readers()).await.unwrap();
        RegistrationId(found.unwrap().id)
    }

    /// How many records of an action the audit log has.
    pub(crate) async fn count_audited(&self, action: &str) -> usize {
        let records = audit_record::Entity::find().filter(audit_record::Column::Action.eq(action));
        records.all(self.readers()).await.unwrap().len()
    }

    /// Has the database answer nobody who reads.
    pub(crate) async fn close_readers(&self) {
        self.databases.readers.close_by_ref().await.unwrap();
    }

    pub(crate) async fn count_submissions(&self) -> usize {
        submission::Entity::find().all(self.readers()).await.unwrap().len()
    }

    /// How much was taken of each sender, sorted.
    pub(crate) async fn sender_counts(&self) -> Vec<i64> {
        let mut rows = limit_count::Entity::find().all(self.readers()).await.unwrap();
        rows.sort_by_key(|row| row.count);
        rows.into_iter().map(|row| row.count).collect()
    }

    /// Lets time pass for all mails: what waits is due, and what was claimed was claimed long ago.
    pub(crate) async fn make_mails_due(&self) {
        let all = outbox_mail::Entity::update_many().col_expr(outbox_mail::Column::DueAt, Expr::value(0_i64));
        all.exec(&self.databases.writer).await.unwrap();
    }

    /// Destroys the keys of everybody.
    pub(crate) async fn erase_all_persons(&self) {
        person_key::Entity::delete_many().exec(&self.databases.writer).await.unwrap();
    }

    /// The kinds of all mails that wait, sorted.
    pub(crate) async fn waiting_mails(&self) -> Vec<String> {
        let mails = outbox_mail::Entity::find().filter(outbox_mail::Column::State.eq("waiting"));
        let mut kinds: Vec<String> =
            mails.all(self.readers()).await.unwrap().into_iter().map(|mail| mail.kind).collect();
        kinds.sort();
        kinds
    }
}
