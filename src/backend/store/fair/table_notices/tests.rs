//! Each company is told of the talks at its table once for each state of its plan.

use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::*;
use crate::{
    intake::{MailKind, RegistrationAction},
    store::{
        ClaimedMail,
        fair_setup::{fair, fair_plan, send, wishing},
        test_support::{EVENT, TestDatabase},
    },
};

/// Of three companies two have an address at work.
fn mails() -> BTreeMap<String, String> {
    let mail = |company: &str| (company.to_owned(), format!("{company}@work.example.jp"));
    ["robo", "umi", "elsewhere"].map(mail).into()
}

/// A time after registration has closed, and before the fair.
fn closed() -> Timestamp {
    "2099-12-17T10:00:00Z".parse().unwrap()
}

/// What companies were told, in order: company, sequence and minutes of talks with how many come.
async fn told(store: &Store) -> Vec<(String, i32, Vec<(i64, u32)>)> {
    let rows = table_notice::Entity::find()
        .order_by_asc(table_notice::Column::Company)
        .order_by_asc(table_notice::Column::Sequence)
        .all(store.readers())
        .await
        .unwrap();
    let minute = |start: Timestamp| start.duration_since(fair_plan().starts_at).as_mins();
    let times = |row: &table_notice::Model| {
        parse_plan(row).unwrap().times.iter().map(|time| (minute(time.start), time.talks)).collect()
    };
    rows.iter().map(|row| (row.company.clone(), row.sequence, times(row))).collect()
}

fn row(company: &str, sequence: i32, times: &[(i64, u32)]) -> (String, i32, Vec<(i64, u32)>) {
    (company.to_owned(), sequence, times.to_vec())
}

/// All mails to companies that wait are sent.
async fn send_all(store: &Store) {
    let waiting = outbox_mail::Entity::find().filter(outbox_mail::Column::Kind.eq(MailKind::HostTalks.name()));
    for mail in waiting.all(store.readers()).await.unwrap() {
        let mut mail = mail.into_active_model();
        (mail.state, mail.attempts) = (Set(MailState::Sent.name().to_owned()), Set(1));
        mail.update(&store.databases.writer).await.unwrap();
    }
}

#[tokio::test]
async fn a_company_is_told_once_when_the_fair_is_closed_and_again_when_its_plan_is_another() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        store.update_event(fair(9)).await.unwrap();
        let first = send(&store, wishing(1, &["robo", "umi"])).await;
        send(&store, wishing(2, &["umi", "aoba"])).await;
        let open = "2099-12-17T08:59:59Z".parse().unwrap();
        assert_eq!(store.tell_tables(&mails(), open).await.unwrap(), 0, "not before it is closed");
        let known = mails();
        let (one, two) = tokio::join!(store.tell_tables(&known, closed()), other.tell_tables(&known, closed()));
        assert_eq!(one.unwrap() + two.unwrap(), 2, "{:?}", database.location);
        let whole = [row("robo", 0, &[(0, 1)]), row("umi", 0, &[(0, 1), (20, 1)])];
        assert_eq!(told(&store).await, whole);
        send_all(&store).await;
        assert_eq!(store.tell_tables(&mails(), closed()).await.unwrap(), 0, "nothing is new");
        store.change_registration(first, RegistrationAction::Cancel, 48).await.unwrap();
        for expected in [2, 0] {
            assert_eq!(store.tell_tables(&mails(), closed()).await.unwrap(), expected);
        }
        let changed = [row("robo", 1, &[]), row("umi", 1, &[(0, 1)])];
        let all = |rows: [&[_]; 2]| {
            let mut all = rows.concat();
            all.sort();
            all
        };
        assert_eq!(told(&store).await, all([&whole, &changed]));
        // Before that has gone out, everything is as it was told: the mails that wait are taken back, and none is sent.
        send(&store, wishing(3, &["robo", "umi"])).await;
        for _ in 0..2 {
            assert_eq!(store.tell_tables(&mails(), closed()).await.unwrap(), 0);
            assert_eq!(told(&store).await, whole);
        }
        assert_eq!(store.waiting_mails().await.iter().filter(|kind| *kind == "host-talks").count(), 0);
        let over = fair_plan().ends_at;
        send(&store, wishing(4, &["robo"])).await;
        assert_eq!(store.tell_tables(&mails(), over).await.unwrap(), 0, "nobody is told of what is over");
    }
}

#[tokio::test]
async fn a_mail_to_a_company_says_when_somebody_comes_and_not_who_and_holds_as_long_as_nothing_newer_is_told() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(fair(9)).await.unwrap();
        send(&store, wishing(1, &["robo"])).await;
        store.tell_tables(&mails(), closed()).await.unwrap();
        send_all(&store).await;
        let facts = |mail: Uuid| {
            let mail = ClaimedMail { id: mail, ..crate::store::mail_setup::claimed(MailKind::HostTalks) };
            let store = &store;
            async move {
                let wanted = store.is_mail_wanted(&mail, closed()).await.unwrap();
                (store.mail_facts(&mail).await.unwrap().unwrap(), wanted)
            }
        };
        let rows = || async { table_notice::Entity::find().all(store.readers()).await.unwrap() };
        let robo = rows().await.into_iter().find(|row| row.company == "robo").unwrap();
        let (told, wanted) = facts(robo.mail_id).await;
        assert!(wanted && told.name.is_empty(), "{:?}", database.location);
        assert_eq!(told.address, "robo@work.example.jp");
        let plan = told.table_plan.unwrap();
        assert_eq!((plan.title.as_str(), plan.label.as_str()), ("渋谷の夜（見本）", "杜のロボ"));
        assert_eq!((plan.plan.times.len(), plan.entry, plan.sequence), (1, robo.mail_id, 0));
        // That it is off waits for staff, as somebody is registered; here, the row says so at once.
        let off = event::ActiveModel { id: Set(EVENT.to_owned()), is_on: Set(false), ..Default::default() };
        off.update(&store.databases.writer).await.unwrap();
        assert_eq!(store.tell_tables(&mails(), closed()).await.unwrap(), 2);
        let off = rows().await.into_iter().find(|row| row.company == "robo" && row.sequence == 1).unwrap();
        let (told, wanted) = facts(off.mail_id).await;
        let plan = told.table_plan.unwrap();
        assert!(wanted && !plan.plan.is_on && plan.entry == robo.mail_id, "the same entry of the calendar");
        assert!(!facts(robo.mail_id).await.1, "something newer is told");
        // Whoever was never told of it does not hear that it is off.
        let others = [("aoba".to_owned(), "aoba@work.example.jp".to_owned())].into();
        assert_eq!(store.tell_tables(&others, closed()).await.unwrap(), 0);
        forget_table_notices(fair_plan().ends_at + SignedDuration::from_hours(24 * 32), &store.databases.writer)
            .await
            .unwrap();
        assert!(rows().await.is_empty() && !store.waiting_mails().await.contains(&"host-talks".to_owned()));
    }
}

#[tokio::test]
async fn without_the_lock_a_company_is_told_twice() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        store.update_event(fair(9)).await.unwrap();
        send(&store, wishing(1, &["robo"])).await;
        database.execute("DROP INDEX table_notices_once").await;
        let (event, plan) = coming_fairs(closed(), store.readers()).await.unwrap().remove(0);
        let due = due_notices((&event, &plan), &mails(), closed(), store.readers()).await.unwrap();
        for store in [&store, &other] {
            let (event, mails, unguarded) = (EVENT.to_owned(), mails(), Some(due.clone()));
            store.write(TableTelling { event, mails, unguarded, now: closed() }).await.unwrap();
        }
        assert_eq!(told(&store).await.len(), 4, "{:?}: two companies, twice each", database.location);
    }
}
