//! The day of an event: who comes without a registration, what is printed, what is written to people, what is counted.

use axum::http::StatusCode;
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;

use super::office_setup::TestOffice;
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
    office.server.register(1).await;
    let desk = office.sign_in("desk", "event-staff").await;
    let page = office.get("/event/badges?id=shibuya", Some(&desk)).await;
    assert!(page.text.contains("山田1") && page.text.contains("<svg"), "{}", page.text);
    let code = page.text.split("受付のコード ").nth(1).unwrap().split('"').next().unwrap();
    assert!(BadgeCode::parse(code).is_some());
    let list = office.get("/event/list?id=shibuya", Some(&desk)).await;
    assert!(list.text.contains(code) && list.text.contains("山田1"), "{}", list.text);
    let door = office.post("/event/check-in", &desk, &[("event", "shibuya"), ("code", code)]).await;
    assert!(door.text.contains("を受付しました"), "{}", door.text);
    let foreign = office.sign_in("foreign", "event-staff@elsewhere").await;
    for path in ["/event/badges?id=shibuya", "/event/list?id=shibuya"] {
        assert_eq!(office.get(path, Some(&foreign)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_notice_is_shown_before_it_is_sent_and_sent_once() {
    let office = open_door(1).await;
    office.server.register(1).await;
    office.server.register(2).await;
    let staff = office.sign_in("staff", "coordinator").await;
    let path = "/event/notice?id=shibuya";
    let page = office.get(path, Some(&staff)).await;
    assert!(page.text.contains("キャンセル待ちの人 <small>1件"), "{}", page.text);
    let request = page.text.split("name=\"request\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [
        ("request", request.as_str()),
        ("audience", "confirmed"),
        ("title", "入口が変わりました"),
        ("text", "北口からお入りください。\r\n\r\n<b>よろしくお願いします。</b>"),
    ];
    let two_lines = office.post(path, &staff, &[&fields[..2], &[("title", "a\nb"), ("text", "x")]].concat()).await;
    assert!(two_lines.status == StatusCode::UNPROCESSABLE_ENTITY && two_lines.text.contains("1行にしてください"));
    let shown = office.post(path, &staff, &fields).await;
    assert!(shown.text.contains("この内容で送ります") && shown.text.contains("席のある人：1件"), "{}", shown.text);
    assert!(!shown.text.contains("<b>よろしく"), "what is typed is text");
    assert_eq!(office.store().count_audited("event.notified").await, 0, "nothing is sent by looking at it");
    let send = [&fields[..], &[("send", "1")]].concat();
    for _ in 0..2 {
        let sent = office.post(path, &staff, &send).await;
        assert_eq!(sent.header("location"), "/event?id=shibuya&done=notified", "{}", sent.text);
    }
    assert_eq!(office.store().count_audited("event.notified").await, 1);
    assert_eq!(office.store().count_audited("registration.notified").await, 1);
    let desk = office.sign_in("desk", "event-staff").await;
    assert_eq!(office.post(path, &desk, &send).await.status, StatusCode::FORBIDDEN);
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    assert_eq!(office.post(path, &foreign, &send).await.status, StatusCode::NOT_FOUND);
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
