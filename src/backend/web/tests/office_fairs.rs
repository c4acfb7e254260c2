//! The tables of a fair in the office: who talks where, talks that are changed by hand, whoever is followed up.

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};

use super::{
    fair_site::{fair_body, fair_site, fair_site_now},
    office_setup::TestOffice,
};
use crate::{
    intake::fair::FairPlan,
    store::{
        EventFacts,
        fair_setup::{fair_now, fair_plan},
    },
};

/// The first address of a talk on a page.
fn first_talk(page: &str) -> String {
    let rest = page.split("/event/talks/").nth(1).unwrap();
    format!("/event/talks/{}", rest.split('?').next().unwrap())
}

fn start(at: usize) -> String {
    fair_plan().times()[at].start.as_millisecond().to_string()
}

#[tokio::test]
async fn the_grid_shows_who_talks_where_and_a_talk_is_moved_added_and_taken_back_with_its_reason() {
    let office = TestOffice::of_site(fair_site(9)).await;
    let staff = office.sign_in("staff", "coordinator").await;
    for (number, companies) in [(1, &["robo", "aoba"][..]), (2, &["robo", "aoba", "umi"][..])] {
        let sent = office.server.post("/api/forms/event", &fair_body(number, companies)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    }
    assert!(office.get("/event?id=shibuya", Some(&staff)).await.text.contains("企業のテーブルと面談"));
    let page = office.get("/event/tables?id=shibuya", Some(&staff)).await;
    for words in [
        "杜のロボ",
        "青葉設計",
        "海データ",
        "山田1",
        "山田2",
        "19:00",
        "20:00",
        "面談4件／16枠（25%）",
        "空き2",
        "メールなし",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(page.text.contains("<strong>海データ</strong>：山田2"), "{}", page.text);
    let talk = first_talk(&page.text);
    let opened = office.get(&format!("{talk}?id=shibuya"), Some(&staff)).await;
    assert!(opened.text.contains("杜のロボとの面談") && opened.text.contains("面談を移す"), "{}", opened.text);
    assert!(!opened.text.contains("結果を記録する"), "its time has not come");
    let path = |action: &str| format!("{talk}/{action}?id=shibuya");
    let there = start(3);
    let chosen = [("company", "umi"), ("start", there.as_str())];
    let without = office.post(&path("move"), &staff, &chosen).await;
    assert!(
        without.status == StatusCode::UNPROCESSABLE_ENTITY && without.text.contains("理由を入力"),
        "{}",
        without.text
    );
    assert!(without.text.contains("<option value=\"umi\" selected>"), "what was chosen stays");
    let busy = start(1);
    let taken = [("company", "robo"), ("start", busy.as_str()), ("reason", "<b>急用")];
    let refused = office.post(&path("move"), &staff, &taken).await;
    assert!(refused.text.contains("class=\"fault\"") && refused.text.contains("&#60;b&#62;急用"), "{}", refused.text);
    let moved = office.post(&path("move"), &staff, &[&chosen[..], &[("reason", "企業の都合")]].concat()).await;
    assert_eq!(moved.header("location"), format!("{talk}?id=shibuya&done=moved"), "{}", moved.text);
    let marked = office.post(&path("mark"), &staff, &[("mark", "held")]).await;
    assert!(marked.text.contains("変更できません"), "{}", marked.text);
    let cancelled = office.post(&path("cancel"), &staff, &[("reason", "企業の欠席")]).await;
    assert_eq!(cancelled.header("location"), "/event/tables?id=shibuya&done=cancelled");
    let page = office.get("/event/tables?id=shibuya", Some(&staff)).await;
    let registration = page.text.split("<option value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    let new = [("registration", registration.as_str()), ("company", "umi"), ("start", there.as_str())];
    let without = office.post("/event/tables/add?id=shibuya", &staff, &new).await;
    assert!(
        without.text.contains("理由を入力") && without.text.contains(&format!("value=\"{registration}\" selected"))
    );
    let added =
        office.post("/event/tables/add?id=shibuya", &staff, &[&new[..], &[("reason", "当日の希望")]].concat()).await;
    assert_eq!(added.header("location"), "/event/tables?id=shibuya&done=added", "{}", added.text);
    for (by, words) in [("", ["企業ごと", "19:00〜19:15"]), ("&by=visitor", ["来る人ごと", "海データ"])] {
        let plan = office.get(&format!("/event/tables/print?id=shibuya{by}"), Some(&staff)).await;
        assert!(words.iter().all(|words| plan.text.contains(words)), "{}", plan.text);
    }
    let figures = office.get("/event/figures?id=shibuya", Some(&staff)).await;
    assert!(figures.text.contains("希望</th><td role=\"cell\" data-label=\"件数\">5</td>"), "{}", figures.text);
}

#[tokio::test]
async fn who_comes_is_marked_and_nothing_is_followed_up_before_the_fair_is_over() {
    let office = TestOffice::of_site(fair_site_now(9)).await;
    let (staff, desk) = (office.sign_in("staff", "coordinator").await, office.sign_in("desk", "event-staff").await);
    office.server.post("/api/forms/event", &fair_body(1, &["robo", "aoba", "umi"])).await;
    let page = office.get("/event/tables/follow-ups?id=shibuya", Some(&staff)).await;
    assert!(
        page.text.contains("まだ終わっていません") && page.text.contains("希望したが、時間がなかった"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("件のフォローを始める"));
    let early = office.post("/event/tables/follow-ups?id=shibuya", &staff, &[]).await;
    assert_eq!(early.status, StatusCode::OK, "it only says so");
    let page = office.get("/event/tables?id=shibuya", Some(&desk)).await;
    assert!(!page.text.contains("面談を加える"), "{}", page.text);
    let talk = first_talk(&page.text);
    let early = office.post(&format!("{talk}/mark?id=shibuya"), &desk, &[("mark", "held")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nothing = office.post(&format!("{talk}/mark?id=shibuya"), &desk, &[("mark", "booked")]).await;
    assert!(nothing.text.contains("どうなったかを選んでください"), "{}", nothing.text);
}

#[tokio::test]
async fn after_a_fair_one_press_begins_a_case_for_whoever_did_not_talk_and_a_task_for_the_company() {
    let office = TestOffice::of_site(fair_site_now(9)).await;
    let staff = office.sign_in("staff", "coordinator").await;
    // Two talks for each: for the third wish there is no time.
    office.server.post("/api/forms/event", &fair_body(1, &["robo", "aoba", "umi"])).await;
    let path = "/event/tables/follow-ups?id=shibuya";
    let (facts, plan) = (fair_now(9), office.store().fair_plan("shibuya").await.unwrap().unwrap());
    let over = EventFacts {
        id: "shibuya".to_owned(),
        starts_at: plan.starts_at,
        ends_at: plan.starts_at + SignedDuration::from_mins(90),
        fair: Some(FairPlan { ends_at: Timestamp::now() - SignedDuration::from_mins(1), ..plan }),
        content_time: facts.content_time + SignedDuration::from_hours(1),
        ..facts
    };
    office.store().update_event(over).await.unwrap();
    let page = office.get(path, Some(&staff)).await;
    assert!(page.text.contains("1件のフォローを始める") && page.text.contains("これから"), "{}", page.text);
    assert!(page.text.contains("海データ") && page.text.contains("山田1"), "{}", page.text);
    for (done, told) in [("made", "フォローの案件と"), ("none", "新しく作るフォローは、ありませんでした")]
    {
        let pressed = office.post(path, &staff, &[]).await;
        assert_eq!(pressed.header("location"), format!("/event/tables/follow-ups?id=shibuya&done={done}"));
        let page = office.get(pressed.header("location"), Some(&staff)).await;
        assert!(page.text.contains(told) && !page.text.contains("件のフォローを始める"), "{}", page.text);
        assert_eq!(page.text.matches("href=\"/cases/").count(), 1, "{}", page.text);
        let case = page.text.split("href=\"/cases/").nth(1).unwrap().split('"').next().unwrap();
        let case = office.get(&format!("/cases/{case}"), Some(&staff)).await;
        assert!(case.status == StatusCode::OK && case.text.contains("転職フェアのフォロー"), "{}", case.text);
    }
    let tasks = office.get("/tasks?who=all&until=all", Some(&staff)).await;
    let once = tasks.text.contains("<h2 id=\"found\">1件</h2>");
    assert!(once && tasks.text.contains("海データと話せなかった1人"), "{}", tasks.text);
}

#[tokio::test]
async fn a_fair_of_another_programme_is_not_there() {
    let office = TestOffice::of_site(fair_site(9)).await;
    let (staff, foreign) =
        (office.sign_in("staff", "coordinator").await, office.sign_in("foreign", "coordinator@elsewhere").await);
    office.server.post("/api/forms/event", &fair_body(1, &["robo"])).await;
    let talk = first_talk(&office.get("/event/tables?id=shibuya", Some(&staff)).await.text);
    for path in ["/event/tables", "/event/tables/print", "/event/tables/follow-ups", talk.as_str()] {
        let answer = office.get(&format!("{path}?id=shibuya"), Some(&foreign)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let fields = [("company", "umi"), ("reason", "x"), ("mark", "held")];
    for action in ["move", "cancel", "mark"] {
        for event in ["shibuya", "elsewhere"] {
            let answer = office.post(&format!("{talk}/{action}?id={event}"), &foreign, &fields).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{action} {event}: an id of another programme");
        }
    }
    for path in ["/event/tables/add", "/event/tables/follow-ups"] {
        let answer = office.post(&format!("{path}?id=shibuya"), &foreign, &fields).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let nothing = office.get("/event/tables?id=elsewhere", Some(&staff)).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND, "an event that there is not");
}
