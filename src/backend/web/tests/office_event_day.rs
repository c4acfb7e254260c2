//! The day of an event: who comes without a registration, what is printed, what is written to people, what is counted.

use axum::http::StatusCode;
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;

use super::{office_setup::TestOffice, setup::link};
use crate::{
    documents::{dark_points, render_qr_code},
    intake::{Attendance, BadgeCode},
    store::{EventFacts, test_support::event_today},
};

/// An office with an event whose door is open, with so many seats.
async fn open_door(seats: u32) -> TestOffice {
    let office = TestOffice::start().await;
    // What the content of the site says of it was read before.
    let today = EventFacts { id: "shibuya".to_owned(), content_time: Timestamp::now(), ..event_today(seats) };
    office.store().update_event(today).await.unwrap();
    office
}

#[tokio::test]
async fn who_comes_without_a_registration_is_in_with_a_seat_or_a_reason() {
    let office = open_door(1).await;
    let desk = office.sign_in("desk", "event-staff").await;
    let path = "/event/walk-in?id=shibuya";
    let page = office.get(path, Some(&desk)).await;
    assert!(page.status == StatusCode::OK && page.text.contains("本人が同意しました"), "{}", page.text);
    let request = page.text.split("name=\"request\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [("name", "当日 花子"), ("request", request.as_str()), ("attendance", "venue")];
    let without = office.post(path, &desk, &fields).await;
    assert!(without.status == StatusCode::UNPROCESSABLE_ENTITY && without.text.contains("本人に確かめてください"));
    assert!(without.text.contains("value=\"当日 花子\"") && without.text.contains(&request), "nothing typed is lost");
    let agreed = [&fields[..], &[("consent", "yes")]].concat();
    let wrong = office.post(path, &desk, &[&agreed[..], &[("email", "nobody")]].concat()).await;
    assert!(wrong.text.contains("メールアドレスの形を確かめてください"), "{}", wrong.text);
    for _ in 0..2 {
        let done = office.post(path, &desk, &agreed).await;
        assert_eq!(done.header("location"), "/event/walk-in?id=shibuya&done=in", "{}", done.text);
    }
    assert!(office.get("/event/walk-in?id=shibuya&done=in", Some(&desk)).await.text.contains("受付しました"));
    let second = [("name", "二人目"), ("consent", "yes"), ("request", "01930000-0000-7000-8000-000000000001")];
    let full = office.post(path, &desk, &second).await;
    assert!(
        full.text.contains("空いている席は0席です") && full.text.contains("name=\"over_capacity\""),
        "{}",
        full.text
    );
    let over = office.post(path, &desk, &[&second[..], &[("over_capacity", "登壇者の家族")]].concat()).await;
    assert_eq!(over.status, StatusCode::SEE_OTHER, "{}", over.text);
    let list = office.get("/event?id=shibuya", Some(&desk)).await;
    assert!(
        list.text.contains("当日 花子") && list.text.contains("二人目") && list.text.contains("受付2"),
        "{}",
        list.text
    );
    let foreign = office.sign_in("foreign", "event-staff@elsewhere").await;
    assert_eq!(office.post(path, &foreign, &agreed).await.status, StatusCode::NOT_FOUND);
}

/// The registration that a page of the door has a line for.
fn registration_in(page: &str) -> String {
    page.split("data-registration=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_seat_that_was_moved_says_from_where_to_where_and_why() {
    let office = open_door(2).await;
    office.server.register(1).await;
    let both = [(Attendance::Venue, Some(2)), (Attendance::Online, None)].into();
    let there = EventFacts { id: "evening".to_owned(), title: "夜の会".to_owned(), places: both, ..event_today(2) };
    office.store().update_event(there).await.unwrap();
    let only = [(Attendance::Online, None)].into();
    let online = EventFacts { id: "morning".to_owned(), title: "朝の会".to_owned(), places: only, ..event_today(2) };
    office.store().update_event(online).await.unwrap();
    let staff = office.sign_in("staff", "coordinator").await;
    let registration = registration_in(&office.get("/event/check-in?id=shibuya", Some(&staff)).await.text);
    let path = format!("/event/seat?id=shibuya&registration={registration}");
    let page = office.get(&path, Some(&staff)).await;
    assert!(!page.text.contains("value=\"promote\""), "who has a seat is given none");
    assert!(!page.text.contains("オンラインでの参加に変える"), "there is no other way of taking part");
    assert!(page.text.contains("<option value=\"\">選んでください</option>"), "{}", page.text);
    let step = [("change", "move"), ("reason", "日程の<都合>")];
    let nowhere = office.post(&path, &staff, &[&step[..], &[("event", ""), ("attendance", "venue")]].concat()).await;
    assert!(nowhere.text.contains("移る先のイベントを選んでください") && nowhere.text.contains("日程の"));
    let no_way = [&step[..], &[("event", "morning"), ("attendance", "venue")]].concat();
    let no_way = office.post(&path, &staff, &no_way).await;
    assert!(no_way.text.contains("「朝の会」には会場での参加がありません"), "{}", no_way.text);
    let moved = [&step[..], &[("event", "evening"), ("attendance", "online")]].concat();
    assert_eq!(office.post(&path, &staff, &moved).await.status, StatusCode::SEE_OTHER);
    let title = event_today(2).title;
    let path = format!("/event/seat?id=evening&registration={registration}");
    let page = office.get(&path, Some(&staff)).await;
    let words = format!("席を移しました：{title}（会場） → 夜の会（オンライン）");
    assert!(page.text.contains(&words) && page.text.contains("理由：日程の"), "{}", page.text);
    assert!(page.text.contains("会場での参加に変える") && !page.text.contains("オンラインでの参加に変える"));
    let back = [("change", "venue"), ("reason", "会場がよい")];
    assert_eq!(office.post(&path, &staff, &back).await.status, StatusCode::SEE_OTHER);
    let list = office.get("/event?id=evening", Some(&staff)).await;
    let person = format!("/persons/{}", list.text.split("/persons/").nth(1).unwrap().split('"').next().unwrap());
    let page = office.get(&person, Some(&staff)).await;
    let then = format!("{title}（会場）に申し込みました");
    for words in
        [words.as_str(), then.as_str(), "夜の会（オンライン） → 夜の会（会場）", "夜の会（会場）：", "会場がよい"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("別の日程に移りました"), "each change is told once");
    let cancel = [("change", "cancel"), ("reason", "来られない")];
    assert_eq!(office.post(&path, &staff, &cancel).await.status, StatusCode::SEE_OTHER);
    let page = office.get(&path, Some(&staff)).await;
    assert!(page.text.contains("変更できません") && page.text.contains("来られない"), "{}", page.text);
}

#[tokio::test]
async fn the_door_narrows_its_list_and_offers_at_once_to_take_back() {
    let office = open_door(9).await;
    for number in 1..=3 {
        office.server.register(number).await;
    }
    let desk = office.sign_in("desk", "event-staff").await;
    let page = office.get("/event/check-in?id=shibuya", Some(&desk)).await;
    assert!(page.text.contains("id=\"entered\">0</span>／3件"), "{}", page.text);
    let [first, second] = ["山田1", "山田2"].map(|name| page.text.find(&format!("<strong>{name}")).unwrap());
    assert!(first < second, "in the order of names");
    let found = office.post("/event/check-in", &desk, &[("event", "shibuya"), ("find", "山田２")]).await;
    assert!(found.text.contains("山田2") && !found.text.contains("山田1"), "{}", found.text);
    assert!(found.text.contains("value=\"山田２\"") && found.text.contains("全員を見る"));
    let nobody = office.post("/event/check-in", &desk, &[("event", "shibuya"), ("find", "鈴木")]).await;
    assert!(nobody.text.contains("<p id=\"nobody\">"), "{}", nobody.text);
    let registration = registration_in(&page.text);
    let fields = [("event", "shibuya"), ("registration", registration.as_str())];
    let done = office.post("/event/check-in", &desk, &fields).await;
    let undo = format!("/event/check-in/undo?id=shibuya&amp;registration={registration}\">取り消す</a></p>");
    assert!(done.text.contains("を受付しました") && done.text.contains(&undo), "{}", done.text);
    assert!(done.text.contains("id=\"entered\">1</span>／3件"), "{}", done.text);
    let again = office.get("/event/check-in?id=shibuya", Some(&desk)).await;
    let [came, waits] = ["山田1", "山田2"].map(|name| again.text.find(&format!("<strong>{name}")).unwrap());
    assert!(waits < came, "who is waited for comes first");
    let path = format!("/event/check-in/undo?id=shibuya&registration={registration}");
    let undone = office.post(&path, &desk, &[("reason", "押しまちがい")]).await;
    assert_eq!(undone.header("location"), "/event/check-in?id=shibuya&done=undone", "{}", undone.text);
    let page = office.get(undone.header("location"), Some(&desk)).await;
    assert!(page.text.contains("受付を取り消しました。") && page.text.contains("id=\"entered\">0</span>／3件"));
}

#[tokio::test]
async fn badges_carry_codes_that_the_door_takes() {
    let office = open_door(3).await;
    let submission = office.server.register(1).await;
    let desk = office.sign_in("desk", "event-staff").await;
    let page = office.get("/event/badges?id=shibuya", Some(&desk)).await;
    assert!(page.text.contains("山田1") && page.text.contains("<svg"), "{}", page.text);
    let code = page.text.split("受付のコード ").nth(1).unwrap().split('"').next().unwrap();
    assert!(BadgeCode::parse(code).is_some());
    let list = office.get("/event/list?id=shibuya", Some(&desk)).await;
    assert!(list.text.contains(code) && list.text.contains("山田1"), "{}", list.text);
    let door = office.post("/event/check-in", &desk, &[("event", "shibuya"), ("code", code)]).await;
    assert!(door.text.contains("を受付しました"), "{}", door.text);
    let staff = office.sign_in("staff", "coordinator").await;
    let person = office.store().record_of(submission).await.unwrap().unwrap().0;
    let page = office.get(&format!("/persons/{person}"), Some(&staff)).await;
    assert!(page.text.contains("<dt>受付</dt>"), "{}", page.text);
    let own = office.server.post(&link(submission, "data", 1), "").await;
    assert!(own.text.contains("会場での受付") && own.text.contains("checked_in_at"), "{}", own.text);
    let foreign = office.sign_in("foreign", "event-staff@elsewhere").await;
    for path in ["/event/badges?id=shibuya", "/event/list?id=shibuya"] {
        assert_eq!(office.get(path, Some(&foreign)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn who_wants_to_tell_those_who_come_something_is_led_to_a_message_about_the_event() {
    let office = open_door(1).await;
    office.server.register(1).await;
    let staff = office.sign_in("staff", "coordinator").await;
    let path = "/event/notice?id=shibuya";
    assert!(office.get("/event?id=shibuya", Some(&staff)).await.text.contains(path));
    let led = office.get(path, Some(&staff)).await;
    let form = "/messages/new?event=shibuya&audience=confirmed&purpose=event";
    assert_eq!((led.status, led.header("location")), (StatusCode::SEE_OTHER, form));
    let page = office.get(form, Some(&staff)).await;
    assert!(
        page.text.contains("value=\"event\" required checked") && page.text.contains("席のある人"),
        "{}",
        page.text
    );
    let words = [
        ("event", "shibuya"),
        ("audience", "confirmed"),
        ("purpose", "event"),
        ("subject", "入口が変わりました"),
        ("text", "北口からお入りください。"),
    ];
    let written = office.post("/messages", &staff, &words).await;
    assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.text);
    let page = office.get(written.header("location"), Some(&staff)).await;
    assert!(
        page.text.contains("イベントについての連絡") && page.text.contains("席のリンクがつきます"),
        "{}",
        page.text
    );
    let desk = office.sign_in("desk", "event-staff").await;
    assert_eq!(office.get(path, Some(&desk)).await.status, StatusCode::FORBIDDEN);
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    assert_eq!(office.get(path, Some(&foreign)).await.status, StatusCode::NOT_FOUND);
    let page = office.get("/messages/new?to=all", Some(&staff)).await;
    assert!(!page.text.contains("value=\"event\""), "only those of an event are told of it: {}", page.text);
    let all = [("to", "all"), ("purpose", "event"), ("subject", "件名"), ("text", "本文")];
    let refused = office.post("/messages", &staff, &all).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("イベントの名簿から書く"));
}

#[tokio::test]
async fn figures_name_nobody_and_are_taken_away_with_attendees_apart() {
    let office = open_door(1).await;
    office.server.register(1).await;
    office.server.register(2).await;
    let viewer = office.sign_in("viewer", "viewer").await;
    let page = office.get("/event/figures?id=shibuya", Some(&viewer)).await;
    assert!(page.status == StatusCode::OK && !page.text.contains("山田"), "{}", page.text);
    let row =
        "申し込み</th><td role=\"cell\" data-label=\"申し込み\">2</td><td role=\"cell\" data-label=\"人数\">2</td>";
    assert!(page.text.contains(row), "{}", page.text);
    let reason = [("format", "csv"), ("reason", "実施報告")];
    let csv = office.post("/event/figures/export?id=shibuya", &viewer, &reason).await;
    assert!(csv.text.contains("申し込みと参加,席のある人,人数,1"), "{}", csv.text);
    let attendees = "/event/export?id=shibuya";
    assert_eq!(office.post(attendees, &viewer, &reason).await.status, StatusCode::FORBIDDEN);
    let staff = office.sign_in("staff", "coordinator").await;
    let csv = office.post(attendees, &staff, &reason).await;
    assert!(
        csv.text.contains("席のある人") && csv.text.contains("山田1") && csv.text.contains("1番目"),
        "{}",
        csv.text
    );
    assert_eq!(office.store().count_audited("person.exported").await, 2);
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    for path in [attendees, "/event/figures/export?id=shibuya"] {
        assert_eq!(office.post(path, &foreign, &reason).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn what_a_camera_sees_is_read_for_browsers_that_cannot() {
    let office = open_door(3).await;
    let desk = office.sign_in("desk", "event-staff").await;
    for points in [
        String::new(),
        "not base64".to_owned(),
        BASE64_STANDARD.encode([200; 64]),
        BASE64_STANDARD.encode(vec![200; 65_536]),
    ] {
        let answer = office.post("/event/check-in/read", &desk, &[("points", &points)]).await;
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "{\"code\":null}"));
    }
    let (width, dark) = dark_points(&render_qr_code("TSB1:EXAMPLE").unwrap());
    assert!(width <= 256, "{width}");
    let point = |at: usize| {
        let (x, y) = (at % 256, at / 256);
        if x < width && y < width && dark[y * width + x] { 20 } else { 235 }
    };
    let points: Vec<u8> = (0..65_536).map(point).collect();
    let answer = office.post("/event/check-in/read", &desk, &[("points", &BASE64_STANDARD.encode(points))]).await;
    assert_eq!(answer.text, "{\"code\":\"TSB1:EXAMPLE\"}");
}
