//! A database with very many persons, filled and asked. A run of tests fills one with few, and holds what is found against what is in
//! it; `benches/office/run` runs the two that take minutes by name. What these measure is printed, and nothing is asserted of it.

use std::{
    env, fs,
    io::{self, Write},
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, DbBackend, TransactionTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    search::typed,
    setup::{TestDatabase, keys},
};
use crate::{
    intake::{
        PersonId,
        search::{Facet, FacetFilter, FacetKind},
    },
    store::{
        DatabaseLocation, Keys, PersonCount, PersonKey, PersonSearch, SealedSubmission, Store,
        entities::{
            audit_record, booking, person, person_address, person_key, registration, submission, submission_answer,
        },
        row_insert::JoinedWrites,
        sealed_submission::{email_lookup, seal_address},
    },
};

const SURNAMES: &str = "佐藤 サトウ,鈴木 スズキ,髙橋 タカハシ,田中 タナカ,渡邊 ワタナベ,伊藤 イトウ,山本 ヤマモト,中村 ナカムラ,小林 コバヤシ,加藤 \
                        カトウ,吉田 ヨシダ,山田 ヤマダ,佐々木 ササキ,山口 ヤマグチ,松本 マツモト,井上 イノウエ,木村 キムラ,林 ハヤシ,斎藤 \
                        サイトウ,清水 シミズ,山崎 ヤマザキ,森 モリ,池田 イケダ,橋本 ハシモト,阿部 アベ,石川 イシカワ,山下 ヤマシタ,中島 \
                        ナカジマ,石井 イシイ,小川 オガワ,前田 マエダ,岡田 オカダ,長谷川 ハセガワ,藤田 フジタ,後藤 ゴトウ,近藤 \
                        コンドウ,村上 ムラカミ,遠藤 エンドウ,青木 アオキ,坂本 サカモト,福田 フクダ,太田 オオタ,西村 ニシムラ,藤井 \
                        フジイ,金子 カネコ,岡本 オカモト,藤原 フジワラ,中野 ナカノ,三浦 ミウラ,原田 ハラダ,中川 ナカガワ,松田 \
                        マツダ,竹内 タケウチ,小野 オノ,田村 タムラ,中山 ナカヤマ,和田 ワダ,石田 イシダ,森田 モリタ,上田 ウエダ";

const GIVEN: &str = "太郎 タロウ,花子 ハナコ,一郎 イチロウ,美咲 ミサキ,翔太 ショウタ,陽菜 ヒナ,健太 ケンタ,さくら サクラ,大輔 ダイスケ,愛 \
                     アイ,拓也 タクヤ,美穂 ミホ,直樹 ナオキ,恵子 ケイコ,和也 カズヤ,由美 ユミ,達也 タツヤ,真由美 マユミ,誠 マコト,裕子 \
                     ユウコ,学 マナブ,久美子 クミコ,浩 ヒロシ,智子 トモコ,隆 タカシ,香織 カオリ,修 オサム,千尋 チヒロ,豊 ユタカ,菜々子 \
                     ナナコ,蓮 レン,結衣 ユイ,湊 ミナト,葵 アオイ,樹 イツキ,凛 リン,悠真 ユウマ,芽依 メイ,朝陽 アサヒ,紬 ツムギ";

/// How many persons one transaction writes.
const PERSONS_AT_ONCE: usize = 1000;

/// How often each kind of list is asked for.
const ROUNDS: usize = 100;

fn location() -> DatabaseLocation {
    let address = env::var("OFFICE_DATABASE").expect("OFFICE_DATABASE says where the database lies");
    DatabaseLocation::parse(&address).unwrap()
}

fn pairs(list: &'static str) -> Vec<(&'static str, &'static str)> {
    list.split(',').map(|pair| pair.trim().split_once(' ').map(|(name, kana)| (name, kana.trim())).unwrap()).collect()
}

/// Numbers that look like chance and are the same in every run.
fn pick(seed: usize, salt: usize, of: usize) -> usize {
    let hash = blake3::hash(format!("{seed}:{salt}").as_bytes());
    usize::from(u16::from_be_bytes([hash.as_bytes()[0], hash.as_bytes()[1]])) % of
}

#[derive(Default)]
struct OfficeRows {
    persons: Vec<person::Model>,
    keys: Vec<person_key::Model>,
    addresses: Vec<person_address::Model>,
    submissions: Vec<submission::Model>,
    answers: Vec<submission_answer::Model>,
    registrations: Vec<registration::Model>,
    bookings: Vec<booking::Model>,
    audit: Vec<audit_record::Model>,
}

/// Somebody who is made up.
struct OfficePerson {
    number: usize,
    /// When they came.
    at: i64,
    id: Uuid,
    submission: Uuid,
    lookup: Vec<u8>,
}

impl OfficePerson {
    /// Ids grow with the time of their rows, of the last three years.
    fn new(number: usize, keys: &Keys) -> Self {
        let at = 1_700_000_000_000 + i64::try_from(number).unwrap() * 90_000;
        let (id, submission) = (row_id(at, 1), row_id(at, 2));
        let lookup = email_lookup(&format!("visitor{number}@example.jp"), &keys.index).to_vec();
        Self { number, at, id, submission, lookup }
    }

    fn answers(&self) -> Vec<u8> {
        let (surnames, given) = (pairs(SURNAMES), pairs(GIVEN));
        let surname = surnames[pick(self.number, 2, surnames.len())];
        let given = given[pick(self.number, 3, given.len())];
        let answers = json!({
            "name": format!("{}　{}", surname.0, given.0),
            "kana": format!("{} {}", surname.1, given.1),
            "email": format!("visitor{}@example.jp", self.number),
            "tel": format!("090{:08}", self.number),
            "question": "仙台で暮らしながら働くことについて、詳しく聞きたいです。",
        });
        serde_json::to_vec(&answers).unwrap()
    }

    fn event(&self) -> String {
        format!("events/{}", pick(self.number, 4, 200))
    }

    fn form(&self) -> &'static str {
        ["event", "consultation", "member", "casual-interview"][pick(self.number, 7, 4)]
    }

    fn submission(&self, sealed: Vec<u8>) -> submission::Model {
        let source = ["line", "google", "x", "newsletter", "flyer"][pick(self.number, 5, 5)];
        let origin = json!({
            "references": { "event": self.event(), "programme": format!("programmes/{}", pick(self.number, 6, 12)) },
            "attribution": { "utm_source": source },
        });
        submission::Model {
            id: self.submission,
            person_id: self.id,
            form: self.form().to_owned(),
            event_id: None,
            form_version: None,
            received_at: self.at,
            is_held: false,
            origin: origin.to_string(),
            sealed,
        }
    }

    fn registration(&self) -> registration::Model {
        let state = ["confirmed", "confirmed", "confirmed", "cancelled", "lapsed"][pick(self.number, 8, 5)];
        registration::Model {
            id: row_id(self.at, 4),
            event_id: self.event(),
            attendance: "venue".to_owned(),
            person_id: self.id,
            submission_id: self.submission,
            active_lookup: Some(self.lookup.clone()),
            state: state.to_owned(),
            seat: (state == "confirmed").then(|| i32::try_from(self.number).unwrap()),
            in_line: None,
            expires_at: None,
            created_at: self.at,
            sequence: 0,
            seats: 1,
        }
    }

    fn booking(&self) -> booking::Model {
        booking::Model {
            id: row_id(self.at, 5),
            booking: "talk".to_owned(),
            resource: format!("counsellor-{}", pick(self.number, 9, 15)),
            title: "相談".to_owned(),
            channel: "video".to_owned(),
            host_mail: None,
            person_id: self.id,
            submission_id: self.submission,
            lookup: Some(self.lookup.clone()),
            state: "booked".to_owned(),
            starts_at: self.at,
            ends_at: self.at + 3_600_000,
            first_cell: 0,
            past_cell: 12,
            moved_from: None,
            moved_until: None,
            join_sealed: None,
            expires_at: None,
            created_at: self.at,
            sequence: 0,
        }
    }
}

fn row_id(at_ms: i64, salt: u128) -> Uuid {
    let nanos = u32::try_from(at_ms % 1000).unwrap() * 1_000_000;
    Uuid::new_v7(uuid::Timestamp::from_unix_time(at_ms.unsigned_abs() / 1000, nanos, salt, 32))
}

impl OfficeRows {
    fn add(&mut self, number: usize, writer: Uuid, keys: &Keys) {
        let (somebody, key) = (OfficePerson::new(number, keys), PersonKey::generate());
        let (person_id, submission_id, at) = (somebody.id, somebody.submission, somebody.at);
        let person = PersonId(person_id);
        let verified_at = (pick(number, 1, 10) > 0).then_some(at + 1000);
        self.persons.push(person::Model { id: person_id, created_at: at, verified_at });
        let wrapped = keys.master.wrap(&key, person).unwrap();
        self.keys.push(person_key::Model { person_id, master_key: wrapped.master_key, wrapped: wrapped.wrapped });
        let address = seal_address(&format!("visitor{number}@example.jp"), &key, person, keys).unwrap();
        let (id, lookup, sealed) = (row_id(at, 3), somebody.lookup.clone(), address.sealed);
        self.addresses.push(person_address::Model { id, person_id, lookup, sealed, verified_at, bounced_at: None });
        let sealed = key.seal(SealedSubmission::place(person), &somebody.answers()).unwrap();
        self.submissions.push(somebody.submission(sealed));
        for (field, count) in [("phase", 4), ("age_band", 6), ("prefecture", 47)] {
            let value = format!("{field}-{}", pick(number, count, count));
            self.answers.push(submission_answer::Model { submission_id, field: field.to_owned(), value });
        }
        self.registrations.extend((somebody.form() == "event").then(|| somebody.registration()));
        self.bookings.extend((somebody.form() == "consultation").then(|| somebody.booking()));
        self.audit.push(audit_record::Model {
            writer,
            number: i64::try_from(number).unwrap() + 1,
            at,
            actor: "visitor".to_owned(),
            action: "submission.received".to_owned(),
            person_id: Some(person_id),
            subject: Some(submission_id),
            link: None,
        });
    }

    async fn write(self, store: &Store) {
        let transaction = store.databases.writer.begin().await.unwrap();
        let mut writes = JoinedWrites::default();
        writes.insert::<person::Entity, _>(self.persons, None);
        writes.insert::<person_key::Entity, _>(self.keys, None);
        writes.insert::<person_address::Entity, _>(self.addresses, None);
        writes.insert::<submission::Entity, _>(self.submissions, None);
        writes.insert::<submission_answer::Entity, _>(self.answers, None);
        writes.insert::<registration::Entity, _>(self.registrations, None);
        writes.insert::<audit_record::Entity, _>(self.audit, None);
        writes.write(&transaction).await.unwrap();
        let mut bookings = JoinedWrites::default();
        bookings.insert::<booking::Entity, _>(self.bookings, None);
        bookings.write(&transaction).await.unwrap();
        transaction.commit().await.unwrap();
    }
}

async fn fill(store: &Store, persons: usize) {
    let (writer, keys) = (Uuid::new_v4(), keys());
    for from in (0..persons).step_by(PERSONS_AT_ONCE) {
        let mut rows = OfficeRows::default();
        (from..persons.min(from + PERSONS_AT_ONCE)).for_each(|number| rows.add(number, writer, &keys));
        rows.write(store).await;
    }
}

#[tokio::test]
async fn a_small_office_is_found_as_the_large_one_is() {
    const PERSONS: usize = 300;
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        fill(&store, PERSONS).await;
        assert_eq!(store.index_persons().await.unwrap(), PERSONS);
        for (name, rows) in
            [("everybody", 50), ("a mail address", 1), ("a telephone number", 1), ("three filters, nobody", 0)]
        {
            let found = store.find_persons(&search(name, 0, PERSONS), "bench").await.unwrap();
            assert_eq!(found.rows.len(), rows, "{name}");
        }
        let counts = store.facet_values(FacetKind::Form, "").await.unwrap();
        let counted = counts.iter().map(|count| match count.persons {
            PersonCount::Exactly(persons) | PersonCount::AtLeast(persons) => persons,
        });
        assert_eq!(counted.sum::<u64>(), PERSONS as u64, "each has sent one form");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "fills a database for minutes: benches/office/run"]
async fn fill_office() {
    let persons: usize = env::var("OFFICE_PERSONS").unwrap().parse().unwrap();
    let store = Store::open(&location(), keys()).await.unwrap().0;
    let began = Instant::now();
    fill(&store, persons).await;
    tell(&format!("filled_s={:.0}", began.elapsed().as_secs_f64()));
    let began = Instant::now();
    let indexed = store.index_persons().await.unwrap();
    tell(&format!("indexed_s={:.0} indexed={indexed}", began.elapsed().as_secs_f64()));
    if store.databases.writer.get_database_backend() == DbBackend::Postgres {
        store.databases.writer.execute_unprepared("VACUUM ANALYZE").await.unwrap();
    }
}

/// The lists that are asked for, by what they are called.
fn search(name: &str, round: usize, persons: usize) -> PersonSearch {
    let (surnames, given) = (pairs(SURNAMES), pairs(GIVEN));
    let half = |text: &str| text.chars().take(2).collect::<String>();
    let surname = surnames[pick(round, 20, surnames.len())];
    let given = given[pick(round, 21, given.len())];
    let someone = pick(round, 22, 60_000) * persons / 60_000;
    let any = |kind, name: &str, values: &[String]| -> FacetFilter {
        values.iter().map(|value| Facet::named(kind, name, value)).collect()
    };
    let filters = vec![
        any(FacetKind::EventState, &format!("events/{}", pick(round, 23, 200)), &["confirmed".to_owned()]),
        any(FacetKind::Answer, "event/phase", &["phase-1".to_owned(), "phase-2".to_owned()]),
        any(FacetKind::Source, "", &["line".to_owned()]),
    ];
    let broad = vec![
        any(FacetKind::Form, "", &["event".to_owned(), "member".to_owned()]),
        any(FacetKind::Programme, "", &[format!("programmes/{}", pick(round, 24, 12))]),
        any(FacetKind::Source, "", &["x".to_owned(), "google".to_owned()]),
    ];
    // Each of a quarter of all, and nobody has both: the whole of one is walked through.
    let nobody = vec![
        any(FacetKind::Form, "", &["event".to_owned()]),
        any(FacetKind::Answer, "member/phase", &["phase-1".to_owned()]),
        any(FacetKind::Source, "", &["x".to_owned()]),
    ];
    let listed = PersonSearch { page_size: 50, ..PersonSearch::default() };
    match name {
        "half a kana name" => PersonSearch { query: typed(&half(surname.1)).query, ..listed },
        "two halves of kana" => {
            PersonSearch { query: typed(&format!("{} {}", half(surname.1), half(given.1))).query, ..listed }
        }
        "a whole name" => PersonSearch { query: typed(&format!("{} {}", surname.0, given.0)).query, ..listed },
        "a mail address" => PersonSearch { query: typed(&format!("visitor{someone}@example.jp")).query, ..listed },
        "a telephone number" => PersonSearch { query: typed(&format!("090{someone:08}")).query, ..listed },
        "three filters" => PersonSearch { filters, ..listed },
        "three broad filters" => PersonSearch { filters: broad, ..listed },
        "three filters, nobody" => PersonSearch { filters: nobody, ..listed },
        "half a name and three filters" => {
            PersonSearch { query: typed(&half(surname.1)).query, filters: broad, ..listed }
        }
        _ => listed,
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "asks a database that was filled: benches/office/run"]
async fn ask_office() {
    let persons: usize = env::var("OFFICE_PERSONS").unwrap().parse().unwrap();
    let store = Store::open(&location(), keys()).await.unwrap().0;
    for name in [
        "everybody",
        "half a kana name",
        "two halves of kana",
        "a whole name",
        "a mail address",
        "a telephone number",
        "three filters",
        "three broad filters",
        "three filters, nobody",
        "half a name and three filters",
    ] {
        let mut took: Vec<Duration> = Vec::new();
        let mut shown = 0;
        for round in 0..ROUNDS {
            let search = search(name, round, persons);
            let began = Instant::now();
            shown += store.find_persons(&search, "bench").await.unwrap().rows.len();
            took.push(began.elapsed());
        }
        print_times(name, took, shown);
    }
    let mut took = Vec::new();
    for round in 0..ROUNDS {
        let began = Instant::now();
        let kinds = [(FacetKind::Month, ""), (FacetKind::Answer, "event/prefecture"), (FacetKind::Programme, "")];
        let (kind, of) = kinds[round % kinds.len()];
        store.facet_values(kind, of).await.unwrap();
        took.push(began.elapsed());
    }
    print_times("values with counts", took, 0);
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<f64>().ok());
    tell(&format!("peak_mb={:.0}", peak.unwrap_or_default() / 1024.0));
}

/// One line for whoever runs this.
fn tell(result: &str) {
    writeln!(io::stdout(), "RESULT {result}").unwrap();
}

fn print_times(name: &str, mut took: Vec<Duration>, shown: usize) {
    took.sort_unstable();
    let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)].as_secs_f64() * 1000.0;
    let rows = shown / took.len();
    tell(&format!("name={name:?} p50={:.1} p95={:.1} rows={rows}", at(50), at(95)));
}
