//! Times are booked through forms and moved and given back through links, with a script and without one.

use axum::http::StatusCode;
use jiff::ToSpan;
use scraper::{Html, Selector};
use serde_json::Value;
use url::form_urlencoded::byte_serialize;

use super::{
    booking_site::{body, day, serve, value},
    setup::{POLICY, TestServer, link},
};
use crate::{
    intake::{SubmissionId, bookings::BookingState},
    outbox::JapanTime,
    store::{DatabaseLocation, test_support::TestDatabase},
};

const SCRIPT: [(&str, &str); 3] = [
    ("origin", "https://site.example.jp"),
    ("content-type", "application/x-www-form-urlencoded"),
    ("accept", "application/json"),
];

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

async fn slots(server: &TestServer, query: &str) -> Vec<Value> {
    let answer = server.get(&format!("/api/bookings/talk/slots?from={}&{query}", day())).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let body: Value = serde_json::from_str(&answer.text).unwrap();
    body["slots"].as_array().unwrap().clone()
}

async fn offered(server: &TestServer, query: &str) -> Vec<String> {
    slots(server, query).await.iter().map(|slot| slot["value"].as_str().unwrap().to_owned()).collect()
}

async fn book(server: &TestServer, number: usize, slot: &str) -> SubmissionId {
    let answer = server.post("/api/forms/talk", &body(number, slot)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    server.backend.state.store.newest_submission().await
}

/// The hour of that day as the mails say it.
fn told(hour: i64) -> String {
    let [start, end] = [hour, hour + 1].map(|hour| value(hour, 0).parse().unwrap());
    JapanTime::between(start, end).as_str().to_owned()
}

/// The days of a page that fold up, each with whether it is open and how many things can be chosen below it.
fn folded(html: &str, choice: &str) -> Vec<(String, bool, usize)> {
    let page = Html::parse_document(html);
    let [days, summary, choice] = ["details.day", "summary", choice].map(|text| Selector::parse(text).unwrap());
    let day = |day: scraper::ElementRef<'_>| {
        let summary = day.select(&summary).next().unwrap().text().collect();
        (summary, day.value().attr("open").is_some(), day.select(&choice).count())
    };
    page.select(&days).map(day).collect()
}

/// Values of the options of a page, the chosen one in the second place.
fn options(html: &str) -> (Vec<String>, Option<String>) {
    let page = Html::parse_document(html);
    let options: Vec<_> = page
        .select(&Selector::parse("select[name=slot] option").unwrap())
        .map(|option| option.value().clone())
        .collect();
    let chosen = options.iter().find(|option| option.attr("selected").is_some());
    let value = |option: &scraper::node::Element| option.attr("value").unwrap().to_owned();
    (options.iter().map(value).collect(), chosen.map(value))
}

#[tokio::test(flavor = "multi_thread")]
async fn r24_who_comes_late_keeps_what_was_typed_and_is_told_what_is_free_next() {
    for database in TestDatabase::each().await {
        let (first, second) = (serve(&database.location).await, serve(&database.location).await);
        let (first, second) = (std::sync::Arc::new(first), std::sync::Arc::new(second));
        let wished = format!("{}/sato", value(10, 0));
        let tries = (0..50).map(|number| {
            let (server, body) = (if number % 2 == 0 { &first } else { &second }.clone(), body(number, &wished));
            let is_page = number % 4 < 2;
            tokio::spawn(async move {
                let answer = if is_page {
                    server.post("/api/forms/talk", &body).await
                } else {
                    server.send("POST", "/api/forms/talk", &SCRIPT, &body).await
                };
                (number, is_page, answer)
            })
        });
        let tries: Vec<_> = tries.collect();
        let mut booked = 0;
        for attempt in tries {
            let (number, is_page, answer) = attempt.await.unwrap();
            if matches!(answer.status, StatusCode::SEE_OTHER | StatusCode::OK) {
                booked += 1;
                continue;
            }
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
            // An hour and a quarter after it somebody else can come; slots begin at half hours.
            let next = ["11:30～12:30", "12:00～13:00", "12:30～13:30"];
            assert!(next.iter().all(|time| answer.text.contains(time)), "{}", answer.text);
            assert!(answer.text.contains("ほかの方の予約が入りました"), "{}", answer.text);
            if is_page {
                assert!(answer.text.contains(&format!("visitor{number}@example.jp")), "{}", answer.text);
                assert!(answer.text.contains(&format!("山田{number}")));
                let (values, _) = options(&answer.text);
                assert!(values.contains(&format!("{}/sato", value(11, 30))), "{values:?}");
                assert!(!values.contains(&wished));
            } else {
                let said: Value = serde_json::from_str(&answer.text).unwrap();
                assert_eq!(said["slots"].as_array().unwrap().len(), 3);
                assert_eq!(said["slots"][0]["value"], format!("{}/sato", value(11, 30)));
                assert_eq!(said["errors"][0]["field"], "slot");
            }
        }
        assert_eq!(booked, 1, "{:?}", database.location);
    }
}

#[tokio::test]
async fn r25_every_link_of_a_booking_leads_to_its_present_state() {
    for database in TestDatabase::each().await {
        let server = serve(&database.location).await;
        let at = |hour| format!("{}/sato", value(hour, 0));
        let mine = book(&server, 1, &at(10)).await;
        let change = link(mine, "change", 1);
        let (old, cancel) = (link(mine, "change", 2), link(mine, "cancel", 2));
        let page = server.get(&change).await;
        assert_eq!((page.status, page.text.matches("<button").count()), (StatusCode::OK, 1), "{}", page.text);
        assert!(page.text.contains(&told(10)) && page.text.contains("13:00～14:00"), "{}", page.text);

        let moved = server.post(&change, &format!("slot={}", encoded(&value(14, 0)))).await;
        assert!(moved.text.contains(&told(14)) && moved.text.contains("予約を承っています"), "{}", moved.text);
        assert!(offered(&server, "with=sato").await.contains(&at(10)), "it is free for others at once");
        // The link of the first mail.
        let moved = server.post(&old, &format!("slot={}", encoded(&at(18)))).await;
        assert!(moved.text.contains(&told(18)), "{}", moved.text);
        for action in ["confirm", "change", "cancel"] {
            assert!(server.get(&link(mine, action, 2)).await.text.contains(&told(18)), "{action}");
        }
        book(&server, 2, &at(10)).await;
        let refused = server.post(&old, &format!("slot={}", encoded(&at(10)))).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.text.contains("いまの予約はそのままです"), "{}", refused.text);
        assert_eq!(server.post(&old, "").await.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing was chosen");

        for _ in 0..5 {
            assert!(server.get(&cancel).await.text.contains("予約を取り消す"), "a GET changes nothing");
        }
        for _ in 0..2 {
            let cancelled = server.post(&cancel, "").await;
            assert_eq!(cancelled.status, StatusCode::OK);
            assert!(cancelled.text.contains("取り消しました"), "{}", cancelled.text);
            let moved = server.post(&old, &format!("slot={}", encoded(&at(20)))).await;
            assert!(moved.text.contains("取り消しました"), "{}", moved.text);
            assert!(server.get(&change).await.text.contains("取り消しました"));
        }
        // The same values again are no repeat of what was given back.
        let again = book(&server, 1, &at(18)).await;
        assert_ne!(again, mine);
        let state = |submission| server.backend.state.store.booking(submission);
        assert_eq!(state(again).await.unwrap().unwrap().state, BookingState::Booked);
        let foreign = server.send("POST", &change, &[("origin", "https://other.example.jp")], "").await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        assert!(server.get(&link(again, "change", 73)).await.text.contains("新しいメールを送る"));
    }
}

#[tokio::test]
async fn the_page_to_move_a_booking_folds_up_its_days_and_keeps_the_time_that_was_chosen() {
    let [database, _] = TestDatabase::each().await;
    let server = serve(&database.location).await;
    let mine = book(&server, 1, &format!("{}/sato", value(10, 0))).await;
    book(&server, 1, &format!("{}/ito", value(14, 0))).await;
    let change = link(mine, "change", 1);
    let page = server.get(&change).await;
    let days = folded(&page.text, "fieldset input[type=radio][name=slot]:not([required])");
    assert!((13..=14).contains(&days.len()), "two weeks: {days:?}");
    let open: Vec<bool> = days.iter().map(|(_, is_open, _)| *is_open).collect();
    assert!(open[0] && !open[1..].contains(&true), "the first alone is open: {open:?}");
    for (summary, _, times) in &days {
        assert!(*times > 0 && summary.ends_with(&format!("空き{times}件")), "{summary}: {times}");
    }
    assert_eq!(page.text.matches("<legend").count(), days.len());
    assert!(!page.text.contains("checked") && !page.text.contains("前の日を見る"), "{}", page.text);

    let from = |day: jiff::civil::Date| format!("{change}?from={day}");
    let later = server.get(&from(day().tomorrow().unwrap())).await;
    assert!(later.text.contains("前の日を見る"), "{}", later.text);
    let last = server.get(&from(day().saturating_add(90.days()))).await;
    assert!(last.text.contains("空いている時間はありません") && !last.text.contains("<button"), "{}", last.text);

    // They meet somebody else at that hour, and the page begins where it began.
    let wished = value(14, 0);
    let start = day().yesterday().unwrap();
    let refused = server.post(&from(start), &format!("slot={}", encoded(&format!("{wished}/sato")))).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
    assert!(refused.text.contains(&format!("お選びの日時：{}", told(14))), "{}", refused.text);
    let days = folded(&refused.text, &format!("input[checked][value='{wished}/sato']"));
    let chosen: Vec<_> = days.iter().filter(|(_, is_open, times)| *is_open || *times > 0).collect();
    let label = tsubame_model::slots::render_day(day());
    assert!(matches!(chosen[..], [(summary, true, 1)] if summary.starts_with(&label)), "{days:?}");
    assert!(days[0].0.starts_with(&tsubame_model::slots::render_day(start)), "{days:?}");
    let none = server.post(&from(day()), "").await;
    assert!(none.text.contains("新しい日時を一つ") && !none.text.contains("お選びの日時"), "{}", none.text);
    assert!(folded(&none.text, "input")[0].0.starts_with(&label), "{}", none.text);
}

#[tokio::test]
async fn own_data_say_the_time_that_holds_and_no_mail_that_is_only_planned() {
    let [database, _] = TestDatabase::each().await;
    let server = serve(&database.location).await;
    let mine = book(&server, 1, &format!("{}/sato", value(10, 0))).await;
    let moved =
        server.post(&link(mine, "change", 1), &format!("slot={}", encoded(&format!("{}/sato", value(14, 0))))).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.text);
    let file = server.post(&link(mine, "data", 1), "").await.text;
    let page = scraper::Html::parse_document(&file);
    let row = scraper::Selector::parse("tr").unwrap();
    let rows: Vec<String> = page.select(&row).map(|row| row.text().collect::<Vec<_>>().join(" ")).collect();
    let held = format!("予約の日時 {}", told(14));
    assert!(rows.contains(&held) && rows.contains(&"予約の状態 予約が決まっています".to_owned()), "{rows:?}");
    assert!(rows.iter().all(|row| !row.contains("予約の前のご案内")), "{rows:?}");
    let data = page.select(&scraper::Selector::parse("#data").unwrap()).next().unwrap();
    let data: serde_json::Value = serde_json::from_str(&data.text().collect::<String>()).unwrap();
    let booking = &data["submissions"][0]["booking"];
    assert_eq!((&booking["resource"], &booking["state"]), (&"sato".into(), &"booked".into()));
}

#[tokio::test]
async fn r26_a_time_is_the_same_instant_for_every_clock_and_is_offered_to_nobody_once_booked() {
    for database in TestDatabase::each().await {
        let server = serve(&database.location).await;
        let instant = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
        let all = slots(&server, "days=1&with=sato").await;
        let ten = all.iter().find(|slot| slot["value"] == format!("{}/sato", value(10, 0))).unwrap();
        assert_eq!(ten["start"], value(10, 0));
        // As a browser in New York would write it.
        let abroad = instant(&value(10, 0)).to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(-4)));
        let written = abroad.strftime("%Y-%m-%dT%H:%M-04:00/sato").to_string();
        let submission = book(&server, 1, &written).await;
        let view = server.backend.state.store.booking(submission).await.unwrap().unwrap();
        assert_eq!(view.starts_at, instant(&value(10, 0)));
        let page = server.get(&link(submission, "confirm", 1)).await;
        assert!(page.text.contains(&told(10)), "{}", page.text);
        let left = offered(&server, "days=1&with=sato").await;
        assert!(!left.iter().any(|slot| instant(slot.trim_end_matches("/sato")) == view.starts_at), "{left:?}");
        let anybody = offered(&server, "days=1").await;
        assert!(anybody.contains(&value(10, 0)), "the other counsellor is free still");
    }
}

#[tokio::test]
async fn r23_hours_after_midnight_belong_to_the_day_before_and_are_booked_as_the_clock_has_them() {
    let [database, _] = TestDatabase::each().await;
    let server = serve(&database.location).await;
    let all = slots(&server, "days=1").await;
    let last = all.last().unwrap();
    assert_eq!(last["value"], value(24, 0), "the hour from 24:00 to 25:00");
    assert_eq!(last["day"], day().to_string());
    assert_eq!(last["end"], value(25, 0));
    let label = last["label"].as_str().unwrap();
    assert!(label.contains("24:00～25:00（") && label.contains("0:00～1:00）"), "{label}");
    let next_day = day().tomorrow().unwrap();
    assert!(last["start"].as_str().unwrap().starts_with(&format!("{next_day}T00:00")), "{last}");
    let submission = book(&server, 1, &value(24, 0)).await;
    let page = server.get(&link(submission, "confirm", 1)).await;
    assert!(page.text.contains(&told(24)) && told(24).contains(" 0:00〜1:00（日本時間）"), "{}", page.text);
    let refused = server.post("/api/forms/talk", &body(2, &value(25, 0))).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("予約できない日時です"), "{}", refused.text);
}

#[tokio::test]
async fn without_a_script_a_list_leads_to_the_form_with_the_time_in_it() {
    let [database, _] = TestDatabase::each().await;
    let server = serve(&database.location).await;
    let list = server.get(&format!("/api/bookings/talk?from={}", day())).await;
    assert_eq!((list.status, list.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    for said in ["相談は無料です", "佐藤", "キャリアコンサルタント", "24:00～25:00", "次の週"] {
        assert!(list.text.contains(said), "{said}: {}", list.text);
    }
    assert!(!list.text.contains("<script"));
    let days = folded(&list.text, "a[href*=form]");
    assert_eq!(days.len(), 7);
    assert_eq!(days.iter().filter(|(_, is_open, _)| *is_open).count(), 1);
    assert!(
        days[0].1 && days.iter().all(|(summary, _, times)| summary.ends_with(&format!("空き{times}件"))),
        "{days:?}"
    );
    let page = Html::parse_document(&list.text);
    let links: Vec<&str> =
        page.select(&Selector::parse("a[href*=form]").unwrap()).filter_map(|link| link.attr("href")).collect();
    let wanted = format!("/api/bookings/talk/form?slot={}", encoded(&value(10, 0)));
    assert!(links.contains(&wanted.as_str()), "{links:?}");

    let form = server.get(&wanted).await;
    assert_eq!((form.status, form.header("content-security-policy")), (StatusCode::OK, POLICY));
    assert!(form.text.contains("<title>相談の予約</title>") && !form.text.contains("入力を確かめて"), "{}", form.text);
    let (values, chosen) = options(&form.text);
    assert_eq!(chosen.as_deref(), Some(value(10, 0).as_str()), "{values:?}");
    assert!(values.len() > 30);
    // Another fault of the form keeps the time that was chosen.
    let wrong = server.post("/api/forms/talk", &body(1, &value(10, 0)).replace("%40", "")).await;
    assert_eq!(options(&wrong.text).1.as_deref(), Some(value(10, 0).as_str()), "{}", wrong.text);

    for number in 1..=2 {
        book(&server, number, &value(10, 0)).await;
    }
    let gone = server.get(&wanted).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert!(server.get(gone.header("location")).await.text.contains("いま空いていません"));
    assert_eq!(server.get("/api/bookings/none").await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.get("/api/bookings/talk/slots?with=nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn slots_are_small_and_kept_for_a_second_at_most() {
    let [database, _] = TestDatabase::each().await;
    let server = serve(&database.location).await;
    let answer = server.get("/api/bookings/talk/slots?days=1000").await;
    assert_eq!(answer.header("cache-control"), "public, max-age=1");
    let body: Value = serde_json::from_str(&answer.text).unwrap();
    let days: std::collections::BTreeSet<&str> =
        body["slots"].as_array().unwrap().iter().map(|slot| slot["day"].as_str().unwrap()).collect();
    assert!(days.len() <= 31);
    assert!(matches!(database.location, DatabaseLocation::Sqlite(_)));
}

#[tokio::test]
async fn mails_lead_to_the_page_with_the_form_that_books() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(&DatabaseLocation::Sqlite(folder.path().join("data.sqlite"))).await;
    let state = &server.backend.state;
    let booked = book(&server, 1, &value(10, 0)).await;
    let booking = state.store.booking(booked).await.unwrap().unwrap();
    assert_eq!(state.site().booking_page(&booking).as_deref(), Some("https://site.example.jp/consultation/"));
}
