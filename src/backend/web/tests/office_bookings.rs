//! The office's calendar of talks, one talk, and when its hosts can be met.

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{
    booking_site::{body, day, site, value},
    office_setup::{OfficeAnswer, SignedIn, TestOffice},
};
use crate::{
    intake::{SubmissionId, bookings::Slot, calendar::clock_in_japan},
    store::{
        EventFacts, Reception,
        booking_setup::{definition, wish_of},
        test_support::event_today,
    },
};

/// Somebody with this number books with sato.
async fn book(office: &TestOffice, number: usize, hour: i64) -> SubmissionId {
    let answer = office.server.post("/api/forms/talk", &body(number, &format!("{}/sato", value(hour, 0)))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    office.store().newest_submission().await
}

/// A talk that begins now.
async fn talk_now(office: &TestOffice) -> SubmissionId {
    let start = Timestamp::now();
    let slot = Slot {
        resource: "sato".to_owned(),
        business_day: clock_in_japan(start).date(),
        start,
        end: start + 60.minutes(),
        is_extra: false,
    };
    match office.store().receive(wish_of(&definition(), 7, slot)).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

fn path(submission: SubmissionId, action: &str) -> String {
    format!("/bookings/{}{action}", submission.0)
}

async fn free(office: &TestOffice) -> String {
    office.server.get(&format!("/api/bookings/talk/slots?from={}&days=1&with=sato", day())).await.text
}

async fn say(office: &TestOffice, who: &SignedIn, fields: &[(&str, &str)]) -> OfficeAnswer {
    let from_day = day().to_string();
    let base = [("host", "sato"), ("from_day", from_day.as_str()), ("reason", "研修")];
    let all: Vec<(&str, &str)> = base.into_iter().chain(fields.iter().copied()).collect();
    office.post("/hosts/times", who, &all).await
}

#[tokio::test]
async fn the_calendar_shows_talks_by_their_hosts_and_a_talk_is_moved_and_given_back_with_its_reason() {
    let office = TestOffice::of_site(site()).await;
    let staff = office.sign_in("staff", "counsellor").await;
    let mine = book(&office, 1, 10).await;
    book(&office, 2, 15).await;
    for view in ["day", "week"] {
        let page = office.get(&format!("/bookings?view={view}&day={}", day()), Some(&staff)).await;
        for words in ["10:00〜11:00", "15:00〜16:00", "佐藤", "ビデオ通話", "予約中", "山田1", &path(mine, "")]
        {
            assert!(page.text.contains(words), "{view} {words}: {}", page.text);
        }
        let page = office.get(&format!("/bookings?view={view}&day={}&host=ito", day()), Some(&staff)).await;
        assert!(!page.text.contains("山田") && page.text.contains("伊藤"), "{}", page.text);
    }
    let page = office.get("/bookings?day=2020-01-06", Some(&staff)).await;
    assert!(page.text.contains("2020/1/6（月）〜2020/1/12（日）") && page.text.contains("ありません"), "{}", page.text);
    let page = office.get(&path(mine, ""), Some(&staff)).await;
    assert!(page.text.contains("sato@desk.example.jp") && page.text.contains("/persons/"), "{}", page.text);
    assert!(page.text.contains("https://meet.example.jp/talk-") && page.text.contains("12:00～13:00"), "{}", page.text);

    let slot = |hour| value(hour, 0);
    let there = slot(12);
    let nothing = office.post(&path(mine, "/move"), &staff, &[("slot", &there)]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let chosen = nothing.text.split(&format!("value=\"{there}/sato\"")).nth(1).unwrap();
    assert!(nothing.text.contains("理由を入力してください") && chosen.starts_with(" checked"), "{chosen:.60}");
    let others = slot(15);
    let taken = office.post(&path(mine, "/move"), &staff, &[("slot", &others), ("reason", "<b>急用")]).await;
    assert!(taken.text.contains("ほかの予約が入ったか") && taken.text.contains("&#60;b&#62;急用"), "{}", taken.text);
    let beside = office.post(&path(mine, "/move"), &staff, &[("slot", &value(3, 0)), ("reason", "急用")]).await;
    assert!(beside.text.contains("その日時は予約できません"), "{}", beside.text);
    let moved = office.post(&path(mine, "/move"), &staff, &[("slot", &there), ("reason", "急用")]).await;
    assert_eq!((moved.status, moved.header("location")), (StatusCode::SEE_OTHER, path(mine, "?done=moved").as_str()));
    let page = office.get(&path(mine, "?done=moved"), Some(&staff)).await;
    assert!(page.text.contains("双方にメール") && page.text.contains("日時を変えました：急用"), "{}", page.text);
    let wrong = office.post(&path(mine, "/address"), &staff, &[("address", "meet.example.jp/x")]).await;
    assert!(wrong.text.contains("https:// で始まる") && wrong.text.contains("value=\"meet.example.jp/x\""));
    let set = office.post(&path(mine, "/address"), &staff, &[("address", "https://meet.example.jp/x")]).await;
    assert_eq!(set.header("location"), path(mine, "?done=address"));
    for (action, words) in [("/mark", "まだ始まっていない"), ("/cancel", "理由を入力してください")]
    {
        let refused = office.post(&path(mine, action), &staff, &[("mark", "held")]).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains(words), "{action}");
    }
    let done = office.post(&path(mine, "/cancel"), &staff, &[("reason", "本人からの電話")]).await;
    assert_eq!(done.header("location"), path(mine, "?done=cancelled"));
    let again = office.post(&path(mine, "/cancel"), &staff, &[("reason", "二度め")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "it is so");
    let page = office.get(&format!("/bookings?view=day&day={}", day()), Some(&staff)).await;
    assert!(!page.text.contains("山田1"), "{}", page.text);
    let page = office.get(&format!("/bookings?view=day&day={}&all=1", day()), Some(&staff)).await;
    assert!(page.text.contains("山田1") && page.text.contains("取り消し"), "{}", page.text);
    let mails = office.store().waiting_mails().await;
    assert!(
        ["booking-changed", "booking-address", "booking-cancelled"]
            .iter()
            .all(|kind| mails.iter().any(|known| known == kind))
    );
}

#[tokio::test]
async fn the_talks_that_are_shown_are_taken_away() {
    let office = TestOffice::of_site(site()).await;
    let staff = office.sign_in("staff", "coordinator").await;
    for (number, hour) in [(1, 10), (2, 15)] {
        book(&office, number, hour).await;
    }
    let query = format!("view=day&day={}", day());
    let page = office.get(&format!("/bookings?{query}"), Some(&staff)).await;
    assert!(page.text.contains("/bookings/export?view=day&#38;day="), "{}", page.text);
    let reason = [("format", "csv"), ("reason", "月次報告のため")];
    let csv = office.post(&format!("/bookings/export?{query}"), &staff, &reason).await;
    assert!(csv.text.contains("佐藤,ビデオ通話,予約中,,'山田1") && csv.text.lines().count() == 3, "{}", csv.text);
    assert_eq!(office.store().count_audited("person.exported").await, 2);
    let none = office.post(&format!("/bookings/export?{query}&host=ito"), &staff, &reason).await;
    assert_eq!(none.text.lines().count(), 1, "{}", none.text);
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    let none = office.post(&format!("/bookings/export?{query}"), &foreign, &reason).await;
    assert_eq!(none.text.lines().count(), 1, "{}", none.text);
    let counsellor = office.sign_in("counsellor", "counsellor").await;
    assert_eq!(
        office.post(&format!("/bookings/export?{query}"), &counsellor, &reason).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_talk_is_handed_to_another_counsellor_whose_free_times_are_shown() {
    let office = TestOffice::of_site(site()).await;
    let staff = office.sign_in("staff", "counsellor").await;
    let mine = book(&office, 1, 10).await;
    let page = office.get(&path(mine, ""), Some(&staff)).await;
    assert!(page.text.contains("<option value=\"sato\" selected>佐藤") && page.text.contains("日時や担当者を変える"));
    let theirs = format!("{}/ito", value(10, 0));
    assert!(!page.text.contains(&theirs), "{}", page.text);
    let page = office.get(&path(mine, "?host=ito"), Some(&staff)).await;
    for words in ["伊藤の空いている時間", "伊藤に変える", "/move?host=ito", &theirs] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let unknown = office.get(&path(mine, "?host=nobody"), Some(&staff)).await;
    assert!(
        unknown.status == StatusCode::OK && unknown.text.contains("同じ担当者の空いている時間"),
        "{}",
        unknown.text
    );
    let wrong = [("slot", format!("{}/nobody", value(10, 0))), ("reason", "退職".to_owned())];
    let wrong = wrong.each_ref().map(|(name, text)| (*name, text.as_str()));
    let refused = office.post(&path(mine, "/move?host=ito"), &staff, &wrong).await;
    assert!(refused.text.contains("その日時は予約できません") && refused.text.contains("伊藤に変える"));
    let done = office.post(&path(mine, "/move?host=ito"), &staff, &[("slot", &theirs), ("reason", "退職")]).await;
    assert_eq!(done.header("location"), path(mine, "?done=handed_over"), "{}", done.text);
    let page = office.get(&path(mine, "?done=handed_over"), Some(&staff)).await;
    for words in ["前の担当者、新しい担当者", "相談（伊藤）", "変更前の予約", "担当者を変えました：退職"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(free(&office).await.contains(&value(10, 0)), "the first one has the time again");
}

#[tokio::test]
async fn who_is_away_is_not_offered_and_what_was_booked_is_shown_to_be_moved() {
    let office = TestOffice::of_site(site()).await;
    let staff = office.sign_in("staff", "coordinator").await;
    let mine = book(&office, 1, 10).await;
    let at = |hour| value(hour, 0);
    assert!(free(&office).await.contains(&at(14)));
    let wrong = say(&office, &staff, &[("kind", "away"), ("from_time", "9:03")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("5分きざみ"), "{}", wrong.text);
    assert!(wrong.text.contains("value=\"9:03\"") && wrong.text.contains("value=\"研修\""), "nothing typed is lost");
    let said = say(&office, &staff, &[("kind", "away"), ("from_time", "9:00"), ("until_time", "16:00")]).await;
    assert_eq!(said.header("location"), "/hosts?done=booked#conflicts");
    let again = say(&office, &staff, &[("kind", "away"), ("from_time", "9:00"), ("until_time", "16:00")]).await;
    assert_eq!(again.header("location"), "/hosts?done=already");
    let page = office.get("/hosts?done=booked", Some(&staff)).await;
    for words in ["担当者が不在です", &path(mine, "#move"), "研修", "月火水木金土日 6:00–25:00", "佐藤"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let page = office.get(&format!("/bookings?view=day&day={}", day()), Some(&staff)).await;
    assert!(page.text.contains("不在 9:00〜16:00") || page.text.contains("不在 09:00〜16:00"), "{}", page.text);
    assert!(page.text.contains("受付時間の外になった予約が1件あります"));
    // Visitors are not offered it, cannot have it, and cannot move there.
    assert!(!free(&office).await.contains(&at(14)) && free(&office).await.contains(&at(16)));
    let refused = office.server.post("/api/forms/talk", &body(2, &format!("{}/sato", at(14)))).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    let moved = office.post(&path(mine, "/move"), &staff, &[("slot", &at(14)), ("reason", "研修")]).await;
    assert!(moved.text.contains("担当者が不在です"), "{}", moved.text);
    let moved = office.post(&path(mine, "/move"), &staff, &[("slot", &at(17)), ("reason", "研修")]).await;
    assert_eq!(moved.header("location"), path(mine, "?done=moved"));
    let page = office.get("/hosts", Some(&staff)).await;
    assert!(!page.text.contains("id=\"conflicts\""), "{}", page.text);
    let end = page.text.split("action=\"/hosts/times/").nth(1).unwrap().split('"').next().unwrap();
    let end = format!("/hosts/times/{end}");
    assert_eq!(office.post(&end, &staff, &[]).await.header("location"), "/hosts?done=ended");
    assert_eq!(office.post(&end, &staff, &[]).await.header("location"), "/hosts?done=ended_before");
    assert!(free(&office).await.contains(&at(14)));
}

#[tokio::test]
async fn who_is_there_beside_their_hours_is_offered_and_booked() {
    let office = TestOffice::of_site(site()).await;
    let staff = office.sign_in("staff", "coordinator").await;
    let at = value(3, 0);
    let wanted = body(1, &format!("{at}/sato"));
    assert!(!free(&office).await.contains(&at));
    assert_eq!(office.server.post("/api/forms/talk", &wanted).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = say(&office, &staff, &[("kind", "extra"), ("from_time", "3:00"), ("until_time", "5:00")]).await;
    assert_eq!(said.header("location"), "/hosts?done=added");
    assert!(free(&office).await.contains(&at), "{}", free(&office).await);
    assert_eq!(office.server.post("/api/forms/talk", &wanted).await.status, StatusCode::SEE_OTHER);
    let page = office.get(&format!("/bookings?view=day&day={}", day()), Some(&staff)).await;
    assert!(page.text.contains("臨時の受付") && page.text.contains("山田1"), "{}", page.text);
    let set = [("host", "sato"), ("address", "https://meet.example.jp/sato")];
    assert_eq!(office.post("/hosts/address", &staff, &set).await.header("location"), "/hosts?done=address");
    let page = office.get("/hosts", Some(&staff)).await;
    assert!(page.text.contains("value=\"https://meet.example.jp/sato\""), "{}", page.text);
    let wrong = office.post("/hosts/address", &staff, &[("host", "sato"), ("address", "x")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nobody = office.post("/hosts/address", &staff, &[("host", "nobody"), ("address", "")]).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn today_shows_what_is_on_and_a_talk_that_has_begun_becomes_something() {
    let office = TestOffice::of_site(site()).await;
    let (staff, other) = (office.sign_in("a", "coordinator").await, office.sign_in("b", "counsellor").await);
    let talk = talk_now(&office).await;
    let starts_at = Timestamp::now() + SignedDuration::from_secs(1);
    let event = EventFacts { id: "evening".to_owned(), starts_at, ends_at: starts_at + 60.minutes(), ..event_today(9) };
    office.store().update_event(event).await.unwrap();
    let page = office.get("/", Some(&staff)).await;
    let agenda = page.text.split("id=\"agenda\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(
        agenda.contains("2件") && agenda.contains(&path(talk, "")) && agenda.contains("/event?id=evening"),
        "{agenda}"
    );
    for words in ["山田", "さん", "担当："] {
        assert!(agenda.contains(words), "{words}: {agenda}");
    }
    let counsellor = office.get("/", Some(&other)).await;
    assert!(counsellor.text.contains("1件") && !counsellor.text.contains("/event?id=evening"), "{}", counsellor.text);
    let late = office.post(&path(talk, "/cancel"), &staff, &[("reason", "x")]).await;
    assert!(late.text.contains("変更できません"), "{}", late.text);
    let chosen = office.post(&path(talk, "/mark"), &staff, &[("mark", "visitor_absent")]).await;
    assert_eq!(chosen.header("location"), path(talk, "?done=marked"));
    let second = office.post(&path(talk, "/mark"), &other, &[("mark", "held")]).await;
    assert!(second.text.contains("先に、別の結果が記録されています"), "{}", second.text);
    let page = office.get("/bookings", Some(&staff)).await;
    assert!(page.text.contains("本人が来なかった") && page.text.contains("id=\"counts\""), "{}", page.text);
    assert_eq!(office.post(&path(talk, "/unmark"), &other, &[]).await.header("location"), path(talk, "?done=unmarked"));
    let again = office.post(&path(talk, "/mark"), &other, &[("mark", "held")]).await;
    assert_eq!(again.header("location"), path(talk, "?done=marked"));
}

#[tokio::test]
async fn talks_of_another_programme_are_not_there_and_hosts_belong_to_the_whole_office() {
    let office = TestOffice::of_site(site()).await;
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    let talk = book(&office, 1, 10).await;
    let page = office.get(&format!("/bookings?view=day&day={}", day()), Some(&foreign)).await;
    assert!(page.status == StatusCode::OK && !page.text.contains("山田1") && !page.text.contains("/hosts"));
    assert!(!page.text.contains("id=\"counts\""), "{}", page.text);
    assert_eq!(office.get(&path(talk, ""), Some(&foreign)).await.status, StatusCode::NOT_FOUND);
    for action in ["move", "cancel", "accept", "address", "mark", "unmark"] {
        let fields =
            [("reason", "x"), ("mark", "held"), ("address", "https://meet.example.jp/x"), ("slot", &value(12, 0))];
        let answer = office.post(&path(talk, &format!("/{action}")), &foreign, &fields).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{action}");
    }
    assert_eq!(office.get("/hosts", Some(&foreign)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(say(&office, &foreign, &[("kind", "away")]).await.status, StatusCode::FORBIDDEN);
    assert!(!office.get("/", Some(&foreign)).await.text.contains(&path(talk, "")));
}
