//! Lists as files, the columns that are chosen, and many persons changed at once.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};

use super::office_setup::{SignedIn, TestOffice};

/// An office with three persons, found by the index.
async fn with_three() -> TestOffice {
    let office = TestOffice::start().await;
    for number in 1..=3 {
        office.server.register(number).await;
    }
    office.store().index_persons().await.unwrap();
    office
}

/// The persons of a list, as their boxes name them.
fn ticked(page: &str) -> Vec<String> {
    page.split("name=\"p\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

async fn bulk(
    office: &TestOffice,
    who: &SignedIn,
    persons: &[String],
    fields: &[(&str, &str)],
) -> super::office_setup::OfficeAnswer {
    let ticks: Vec<(&str, &str)> = persons.iter().map(|person| ("p", person.as_str())).collect();
    office.post("/persons/bulk", who, &[ticks, fields.to_vec()].concat()).await
}

#[tokio::test]
async fn a_list_is_taken_away_as_it_is_shown_and_why_is_written_down() {
    let office = with_three().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let list = "/persons?c=kana&c=last&c=phase";
    let page = office.get(list, Some(&staff)).await;
    assert!(page.text.contains("<th scope=\"col\" role=\"columnheader\">段階</th>"), "{}", page.text);
    assert!(!page.text.contains("<th scope=\"col\" role=\"columnheader\">イベント</th>"));
    let export = "/persons/export?c=kana&c=last&c=phase";
    let asked = office.get(export, Some(&staff)).await;
    assert!(asked.status == StatusCode::OK && asked.text.contains("action=\"/persons/export?c=kana"), "{}", asked.text);
    let without = office.post(export, &staff, &[("format", "csv"), ("reason", " ")]).await;
    assert!(without.status == StatusCode::UNPROCESSABLE_ENTITY && without.text.contains("理由を入力してください"));
    let fields = |format: &'static str| [("format", format), ("reason", "月次報告のため")];
    let csv = office.post(export, &staff, &fields("csv")).await;
    assert_eq!(csv.status, StatusCode::OK, "{}", csv.text);
    let lines: Vec<&str> = csv.text.trim_start_matches('\u{feff}').lines().collect();
    assert!(lines.len() == 4 && lines[0].starts_with("名前,メールの確認,ふりがな,最後の連絡,段階"), "{lines:?}");
    assert!(csv.header("content-disposition").starts_with("attachment; filename=\"persons-2"));
    let xlsx = office.post(export, &staff, &fields("xlsx")).await;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(xlsx.bytes)).unwrap();
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!((sheet.height(), sheet.get_value((0, 0)).cloned()), (4, Some(Data::String("名前".to_owned()))));
    let json = office.post(export, &staff, &fields("json")).await;
    let rows: serde_json::Value = serde_json::from_str(&json.text).unwrap();
    assert!(rows.as_array().unwrap().len() == 3 && rows[0]["最後の連絡"].is_string(), "{rows}");

    let auditor = office.sign_in("auditor", "auditor").await;
    let exports = office.get("/audit/exports", Some(&auditor)).await;
    assert_eq!(exports.text.matches("月次報告のため").count(), 3, "{}", exports.text);
    let audit = office.get("/audit?kind=persons", Some(&auditor)).await;
    assert_eq!(audit.text.matches("一覧を書き出しました（その人が含まれていました）").count(), 9);
    let viewer = office.sign_in("viewer", "viewer").await;
    assert_eq!(office.post(export, &viewer, &fields("csv")).await.status, StatusCode::FORBIDDEN);
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    let empty = office.post(export, &foreign, &fields("csv")).await;
    assert_eq!(empty.text.lines().count(), 1, "of another programme there is nobody: {}", empty.text);
}

#[tokio::test]
async fn whole_addresses_are_for_whoever_may_take_lists_away() {
    let office = with_three().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let page = office.get("/persons?c=mail-whole", Some(&staff)).await;
    assert!(page.text.contains("visitor2@example.jp"), "{}", page.text);
    let counsellor = office.sign_in("counsellor", "counsellor").await;
    let page = office.get("/persons?c=mail-whole", Some(&counsellor)).await;
    assert!(page.status == StatusCode::OK && !page.text.contains("visitor2@example.jp"));
    assert!(!page.text.contains("mail-whole"));
}

#[tokio::test]
async fn those_ticked_are_changed_after_a_look_at_whom() {
    let office = with_three().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let persons = ticked(&office.get("/persons", Some(&staff)).await.text);
    assert_eq!(persons.len(), 3);
    let nobody = bulk(&office, &staff, &[], &[]).await;
    assert!(nobody.status == StatusCode::UNPROCESSABLE_ENTITY && nobody.text.contains("一覧で選んでください"));
    let asked = bulk(&office, &staff, &persons[..2], &[]).await;
    assert!(asked.status == StatusCode::OK && asked.text.contains("<strong>2人</strong>"), "{}", asked.text);
    let tag = [("action", "tag"), ("tag", "要連絡")];
    let without = bulk(&office, &staff, &persons[..2], &[("action", "tag")]).await;
    assert!(without.status == StatusCode::UNPROCESSABLE_ENTITY && without.text.contains("40文字まで"));
    let shown = bulk(&office, &staff, &persons[..2], &tag).await;
    assert!(shown.text.contains("タグ「要連絡」をつける") && shown.text.contains("<strong>2人</strong>"));
    let stale = bulk(&office, &staff, &persons[..2], &[&tag[..], &[("confirmed", "1"), ("count", "3")]].concat()).await;
    assert!(stale.text.contains("対象の人が変わりました"), "{}", stale.text);
    let done = bulk(&office, &staff, &persons[..2], &[&tag[..], &[("confirmed", "1"), ("count", "2")]].concat()).await;
    assert_eq!(done.header("location"), "/persons?done=bulk", "{}", done.text);

    office.store().index_persons().await.unwrap();
    let tagged = office.get("/persons?f=tag~~要連絡&c=tag", Some(&staff)).await;
    assert!(tagged.text.contains("2人") && ticked(&tagged.text).len() == 2, "{}", tagged.text);
    let all = office.post("/persons/bulk", &staff, &[&[("all", "1")], &tag[..]].concat()).await;
    assert!(
        all.text.contains("変わる人：<strong>1人</strong>") && all.text.contains("変わらない人：2人"),
        "{}",
        all.text
    );
    let off = [("all", "1"), ("action", "untag"), ("tag", "要連絡"), ("confirmed", "1"), ("count", "3")];
    office.post("/persons/bulk", &staff, &off).await;
    office.store().index_persons().await.unwrap();
    assert!(office.get("/persons?f=tag~~要連絡", Some(&staff)).await.text.contains("当てはまる人はいません"));
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    let refused = bulk(&office, &foreign, &persons, &tag).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "they are not in this list");
}

#[tokio::test]
async fn one_persons_page_is_taken_away_whole() {
    let office = with_three().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let person = ticked(&office.get("/persons", Some(&staff)).await.text).remove(0);
    office.post(&format!("/persons/{person}/notes"), &staff, &[("text", "=1+1")]).await;
    let path = format!("/persons/{person}/export");
    let page = office.get(&format!("/persons/{person}"), Some(&staff)).await;
    assert!(page.text.contains(&path));
    let csv = office.post(&path, &staff, &[("format", "csv"), ("reason", "本人の請求")]).await;
    assert!(csv.text.contains("visitor3@example.jp") && csv.text.contains("メモ"), "{}", csv.text);
    assert!(!csv.text.contains(",=1+1"), "no cell is evaluated");
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    let refused = office.post(&path, &foreign, &[("format", "csv"), ("reason", "x")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn other_lists_are_taken_away_too() {
    let office = with_three().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let reason = [("format", "csv"), ("reason", "月次報告のため")];
    let person = ticked(&office.get("/persons", Some(&staff)).await.text).remove(0);
    let opened = office.post(&format!("/persons/{person}/cases"), &staff, &[("pipeline", "casual-interview")]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    let cases = office.get("/cases", Some(&staff)).await;
    assert!(cases.text.contains("href=\"/cases/export\""), "{}", cases.text);
    let csv = office.post("/cases/export", &staff, &reason).await;
    assert!(csv.text.contains("山田3") && csv.text.lines().count() == 2, "{}", csv.text);
    let none = office.post("/cases/export?ends=over", &staff, &reason).await;
    assert_eq!(none.text.lines().count(), 1, "{}", none.text);
    assert_eq!(office.store().count_audited("person.exported").await, 1);
    let organisations = office.post("/organisations/export", &staff, &reason).await;
    assert!(organisations.text.contains("開拓日"), "{}", organisations.text);
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    let nothing = office.post("/cases/export", &foreign, &reason).await;
    assert_eq!(nothing.text.lines().count(), 1, "{}", nothing.text);
}

#[tokio::test]
async fn mails_tasks_and_counts_are_taken_away_by_what_they_are_narrowed_by() {
    let office = with_three().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    let reason = [("format", "csv"), ("reason", "月次報告のため")];
    let page = office.get("/outbox?state=waiting", Some(&staff)).await;
    let export = "/outbox/export?state=waiting";
    assert!(page.text.contains("href=\"/outbox/export?state=waiting\""), "{}", page.text);
    assert_eq!(office.post(export, &staff, &reason).await.text.lines().count(), 4);
    for (who, narrowed) in [(&staff, "/outbox/export?state=dead"), (&foreign, export)] {
        assert_eq!(office.post(narrowed, who, &reason).await.text.lines().count(), 1, "{narrowed}");
    }

    let person = ticked(&office.get("/persons", Some(&staff)).await.text).remove(0);
    let task = [("title", "=折り返す"), ("due_on", "2020-01-06"), ("owner", "")];
    office.post(&format!("/persons/{person}/tasks"), &staff, &task).await;
    let page = office.get("/tasks?who=all&until=today", Some(&staff)).await;
    assert!(page.text.contains("/tasks/export?who=all&amp;until=today"), "{}", page.text);
    let csv = office.post("/tasks/export?who=all&until=today", &staff, &reason).await;
    assert!(csv.text.contains("'=折り返す,'山田3") && csv.text.lines().count() == 2, "{}", csv.text);
    assert_eq!(office.store().count_audited("person.exported").await, 1);
    assert_eq!(office.post("/tasks/export?who=all", &foreign, &reason).await.text.lines().count(), 1);
    let counsellor = office.sign_in("counsellor", "counsellor").await;
    assert!(!office.get("/tasks", Some(&counsellor)).await.text.contains("/tasks/export"));

    let counts = office.post("/consultations/export", &staff, &reason).await;
    assert!(counts.text.contains("種類,") && counts.text.lines().count() > 12, "{}", counts.text);
    assert_eq!(office.post("/consultations/export", &foreign, &reason).await.status, StatusCode::FORBIDDEN);
    let auditor = office.sign_in("auditor", "auditor").await;
    let exports = office.get("/audit/exports", Some(&auditor)).await.text;
    for list in ["/outbox", "/tasks", "/consultations"] {
        assert!(exports.contains(&format!(">{list}</td>")), "{list}: {exports}");
    }
}

/// The columns of a table, as the page has them.
fn columns(page: &str) -> Vec<String> {
    let table = page.split("<thead").nth(1).unwrap().split("</thead>").next().unwrap();
    let heads = table.split("role=\"columnheader\">").skip(1);
    heads.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

/// The lines of a list that somebody takes away.
async fn taken(office: &TestOffice, who: &SignedIn, export: &str) -> Vec<String> {
    let csv = office.post(export, who, &[("format", "csv"), ("reason", "月次報告のため")]).await;
    assert_eq!(csv.status, StatusCode::OK, "{export}: {}", csv.text);
    csv.text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn messages_and_accounts_are_taken_away_with_the_columns_of_their_pages() {
    let office = with_three().await;
    let (staff, admin) = (office.sign_in("staff", "coordinator").await, office.sign_in("admin", "administrator").await);
    let message = [
        ("event", "shibuya"),
        ("audience", "confirmed"),
        ("purpose", "service"),
        ("subject", "=持ち物"),
        ("text", "傘をお持ちください。"),
    ];
    assert_eq!(office.post("/messages", &staff, &message).await.status, StatusCode::SEE_OTHER);
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    for (who, list, rows, held) in [
        (&staff, "/messages", 1, "'=持ち物,'「渋谷の夜（見本）」の席のある人"),
        (&admin, "/accounts", 3, "staff@example.jp"),
    ] {
        let (page, export) = (office.get(list, Some(who)).await, format!("{list}/export"));
        assert!(page.text.contains(&format!("href=\"{export}\"")), "{}", page.text);
        let lines = taken(&office, who, &export).await;
        // A sheet might reckon with what begins with a digit.
        let headings = lines[0].replace('\'', "");
        assert_eq!((lines.len(), headings), (rows + 1, columns(&page.text).join(",")), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains(held)), "{held}: {lines:?}");
        let without = office.post(&export, who, &[("format", "csv"), ("reason", "")]).await;
        assert!(without.status == StatusCode::UNPROCESSABLE_ENTITY && without.text.contains("理由を入力してください"));
    }
    assert_eq!(taken(&office, &foreign, "/messages/export").await.len(), 1, "it is another programme's");
    let refused = office.post("/accounts/export", &staff, &[("format", "csv"), ("reason", "x")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let auditor = office.sign_in("auditor", "auditor").await;
    let exports = office.get("/audit/exports", Some(&auditor)).await.text;
    for list in ["メッセージ", "アカウント"] {
        assert!(exports.contains(&format!(">{list}</td>")), "{list}: {exports}");
    }
}

#[tokio::test]
async fn what_the_office_writes_down_is_taken_away_by_kind_and_by_what_was_searched() {
    let office = with_three().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let counsellor = office.sign_in("counsellor", "counsellor").await;
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    for (kind, title, more) in [
        ("meeting", "定例会", ("place", "市役所")),
        ("meeting", "臨時会", ("place", "=会議室")),
        ("daily", "日報", ("hours", "7.5")),
        ("account", "公式X", ("holder", "佐藤")),
        ("hand_over", "写真の元データ", ("state", "underway")),
    ] {
        let fields = [("programme", ""), ("kind", kind), ("day", "2026-12-01"), ("title", title), more];
        let added = office.post("/records", &staff, &fields).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{kind}: {}", added.text);
    }
    for (kind, rows, held) in [
        ("meeting", 2, "臨時会,'=会議室"),
        ("daily", 1, "日報,'7.5"),
        ("account", 1, "公式X,佐藤"),
        ("hand_over", 1, "写真の元データ,,進行中"),
    ] {
        let (list, export) = (format!("/records?kind={kind}"), format!("/records/export?kind={kind}"));
        let page = office.get(&list, Some(&staff)).await;
        assert!(page.text.contains(&format!("href=\"{export}\"")), "{}", page.text);
        let lines = taken(&office, &staff, &export).await;
        assert_eq!((lines.len(), lines[0].clone()), (rows + 1, columns(&page.text).join(",")), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains(held)), "{held}: {lines:?}");
        assert_eq!(taken(&office, &foreign, &export).await.len(), 1, "{kind} of another programme");
        assert!(!office.get(&list, Some(&counsellor)).await.text.contains("/records/export"));
    }
    let found = office.post("/records/search", &staff, &[("kind", "meeting"), ("q", "市役所")]).await;
    let narrowed = found.header("location").replacen("/records", "/records/export", 1);
    let page = office.get(found.header("location"), Some(&staff)).await;
    assert!(page.text.contains(&narrowed.replace('&', "&#38;")) || page.text.contains(&narrowed), "{}", page.text);
    let lines = taken(&office, &staff, &narrowed).await;
    assert!(lines.len() == 2 && lines[1].contains("定例会"), "{lines:?}");
}

#[tokio::test]
async fn approvals_and_incidents_are_taken_away_with_how_they_stand() {
    let office = with_three().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    let plan = [("programme", ""), ("kind", "message"), ("title", "=便り"), ("text", "本文"), ("due_on", "2020-01-06")];
    assert_eq!(office.post("/approvals", &staff, &plan).await.status, StatusCode::SEE_OTHER);
    let page = office.get("/approvals", Some(&staff)).await;
    assert!(page.text.contains("href=\"/approvals/export\""), "{}", page.text);
    let lines = taken(&office, &staff, "/approvals/export").await;
    assert_eq!(lines[0], format!("状態,{}", columns(&page.text).join(",")));
    assert!(lines.len() == 2 && lines[1].contains(",'=便り,") && lines[1].ends_with("2020/1/6（月）"), "{lines:?}");
    assert_eq!(taken(&office, &foreign, "/approvals/export").await.len(), 1);
    // Whoever approves takes it away as well.
    let city = office.sign_in("city", "client").await;
    assert_eq!(taken(&office, &city, "/approvals/export").await.len(), 2);

    let incident = [("title", "誤送信"), ("what", "名簿を送った"), ("noticed_at", "2026-01-05T10:00")];
    let added = office.post("/data-incidents", &staff, &incident).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    let page = office.get("/data-incidents", Some(&staff)).await;
    assert!(page.text.contains("href=\"/data-incidents/export\""), "{}", page.text);
    let lines = taken(&office, &staff, "/data-incidents/export").await;
    assert_eq!(lines[0], "状態,件名,気づいた日時,終えた日時,済んでいない報告");
    assert!(lines.len() == 2 && lines[1].starts_with("対応中,誤送信,"), "{lines:?}");
    assert!(lines[1].contains("発注者（市）への報告：直ちに。"), "{lines:?}");
    let refused = office.post("/data-incidents/export", &foreign, &[("format", "csv"), ("reason", "x")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(office.store().count_audited("list.exported").await, 4);
}
