//! The day of an event: who comes without a registration, what is printed, what is written to people, what is counted.

use axum::http::StatusCode;
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;

use super::{office_setup::TestOffice, setup::link};
use crate::{
    documents::{dark_points, render_qr_code},
    intake::BadgeCode,
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
    assert!(page.text.contains("<th scope=\"row\">申し込み</th><td>2</td><td>2</td>"), "{}", page.text);
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
