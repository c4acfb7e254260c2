//! The cases of persons in the office: how one begins and goes on, what goes with it, who sees it, and how it is counted.

use axum::http::StatusCode;

use super::office_setup::{OfficeAnswer, SignedIn, TestOffice};
use crate::{
    intake::{
        MailKind, PersonId,
        calendar::{BusinessCalendar, Holidays},
    },
    store::OutboxEntry,
};

/// An office in which one person has registered, and the address of their page.
async fn start() -> (TestOffice, PersonId, String) {
    let office = TestOffice::start().await;
    let sent = office.server.register(7).await;
    let record = office.store().record_of(sent).await.unwrap().unwrap();
    let person = office.store().person_of(record).await.unwrap();
    office.store().index_persons().await.unwrap();
    (office, person, format!("/persons/{}", person.0))
}

/// Begins a case; gives its address.
async fn begin(office: &TestOffice, person: &str, who: &SignedIn, pipeline: &str) -> String {
    let fields = [("pipeline", pipeline), ("owner", who.account.as_str()), ("note", "はじまり（見本）")];
    let begun = office.post(&format!("{person}/cases"), who, &fields).await;
    let address = begun.header("location").strip_suffix("?done=opened");
    address.unwrap_or_else(|| panic!("{}", begun.text)).to_owned()
}

async fn go(office: &TestOffice, case: &str, who: &SignedIn, fields: &[(&str, &str)]) -> OfficeAnswer {
    office.post(&format!("{case}/move"), who, fields).await
}

/// The mails about cases that were written.
async fn mails(office: &TestOffice) -> Vec<OutboxEntry> {
    let mut mails = office.store().newest_mails(100).await.unwrap();
    mails.retain(|entry| entry.mail.kind == MailKind::CaseStep);
    mails
}

#[tokio::test]
async fn a_case_begins_and_goes_on_by_its_steps_alone() {
    let (office, _, person) = start().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let page = office.get(&person, Some(&staff)).await;
    assert!(page.text.contains(&format!("{person}/cases/new")), "{}", page.text);
    let form = office.get(&format!("{person}/cases/new"), Some(&staff)).await;
    assert!(form.text.contains("カジュアル面談") && form.text.contains("山田7"), "{}", form.text);
    let without = office.post(&format!("{person}/cases"), &staff, &[("note", "急ぎ（見本）")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.text.contains("種類を選んでください") && without.text.contains("急ぎ（見本）"), "{}", without.text);

    let case = begin(&office, &person, &staff, "casual-interview").await;
    let twice = office.post(&format!("{person}/cases"), &staff, &[("pipeline", "casual-interview")]).await;
    assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && twice.text.contains(&case), "{}", twice.text);
    let page = office.get(&case, Some(&staff)).await;
    for words in ["山田7", "申込", "日程調整", "はじまり（見本）", "カジュアル面談を始めました"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let wrong = go(&office, &case, &staff, &[("to", "joined"), ("version", "1"), ("note", "いそいで")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("この状態には進めません") && wrong.text.contains("いそいで"), "{}", wrong.text);
    let moved = go(&office, &case, &staff, &[("to", "arranged"), ("version", "1"), ("note", "決まりました")]).await;
    assert_eq!(moved.header("location"), format!("{case}?done=moved"), "{}", moved.text);
    let again = go(&office, &case, &staff, &[("to", "arranged"), ("version", "1")]).await;
    assert_eq!(again.header("location"), format!("{case}?done=moved"), "pressed twice, moved once");
    let stale = go(&office, &case, &staff, &[("to", "held"), ("version", "1"), ("note", "書いたもの")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text.contains("先にほかの人が") && stale.text.contains("書いたもの"), "{}", stale.text);

    for (path, fields, done) in [
        ("owner", [("version", "2"), ("owner", "")], "owner"),
        ("due", [("version", "3"), ("due_on", "2020-01-06")], "due"),
        ("tasks", [("title", "名簿を送る"), ("until", "2020-01-06")], "task"),
    ] {
        let changed = office.post(&format!("{case}/{path}"), &staff, &fields).await;
        assert_eq!(changed.header("location"), format!("{case}?done={done}"), "{}", changed.text);
    }
    let bad = office.post(&format!("{case}/due"), &staff, &[("version", "4"), ("due_on", "明日")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = office.get(&case, Some(&staff)).await;
    for words in ["日程確定", "申込 → 日程確定", "決まりました", "期日超過：2020/1/6（月）", "名簿を送る"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let page = office.get(&person, Some(&staff)).await;
    assert!(page.text.contains(&format!("href=\"{case}\"")), "{}", page.text);
}

#[tokio::test]
async fn the_mail_of_a_step_is_shown_first_and_sent_once() {
    let (office, _, person) = start().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let case = begin(&office, &person, &staff, "casual-interview").await;
    let preview = go(&office, &case, &staff, &[("to", "arranging"), ("version", "1"), ("note", "控え")]).await;
    assert_eq!(preview.status, StatusCode::OK);
    for words in ["日程のご相談", "visitor7@example.jp", "山田7 様", "カジュアル面談", "控え", "まだ進めていません"]
    {
        assert!(preview.text.contains(words), "{words}: {}", preview.text);
    }
    assert!(!preview.text.contains("/api/"), "links that are the reader's alone: {}", preview.text);
    assert!(mails(&office).await.is_empty() && office.get(&case, Some(&staff)).await.text.contains("申込"));
    let fields = [("to", "arranging"), ("version", "1"), ("previewed", "1"), ("with_mail", "1")];
    for done in ["mailed", "moved"] {
        let moved = go(&office, &case, &staff, &fields).await;
        assert_eq!(moved.header("location"), format!("{case}?done={done}"), "{}", moved.text);
        assert_eq!(mails(&office).await.len(), 1);
    }
    let page = office.get(&person, Some(&staff)).await;
    assert!(page.text.contains("メール「お手続きの進み方のご連絡」：送信待ち"), "{}", page.text);
    // Back again, and without the box.
    go(&office, &case, &staff, &[("to", "arranged"), ("version", "2")]).await;
    let fields = [("to", "arranging"), ("version", "3"), ("previewed", "1")];
    assert_eq!(go(&office, &case, &staff, &fields).await.header("location"), format!("{case}?done=moved"));
    assert_eq!(mails(&office).await.len(), 1);
}

#[tokio::test]
async fn both_sides_are_told_apart_and_counsellors_write_for_themselves() {
    let (office, _, person) = start().await;
    let counsellor = office.sign_in("counsellor", "counsellor").await;
    let coordinator = office.sign_in("coordinator", "coordinator").await;
    let case = begin(&office, &person, &coordinator, "casual-interview").await;
    let notes = format!("{case}/notes");
    for (side, text) in [("person", "仙台に戻りたい"), ("company", "来てほしい"), ("", "日程は来週")] {
        let noted = office.post(&notes, &coordinator, &[("side", side), ("text", text)]).await;
        assert_eq!(noted.header("location"), format!("{case}?done=noted"));
    }
    let secret = [("side", "person"), ("text", "家族の事情"), ("audience", "counsellors")];
    let refused = office.post(&notes, &coordinator, &secret).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("家族の事情"));
    office.post(&notes, &counsellor, &secret).await;
    let page = office.get(&case, Some(&counsellor)).await.text;
    let places = [
        "side-person",
        "仙台に戻りたい",
        "side-company",
        "来てほしい",
        "side-team",
        "日程は来週",
        "side-counsellors",
        "家族の事情",
    ];
    let places = places.map(|words| page.rfind(words).unwrap_or_else(|| panic!("{words}: {page}")));
    assert!(places.is_sorted(), "{places:?}");
    let page = office.get(&case, Some(&coordinator)).await.text;
    assert!(!page.contains("家族の事情") && !page.contains("side-counsellors"), "{page}");

    let path = format!("{person}/consultations");
    let id = case.rsplit('/').next().unwrap();
    let form = office.get(&format!("{path}?case={id}"), Some(&counsellor)).await;
    assert!(form.text.contains("模擬面接") && form.text.contains("応募書類の添削"), "{}", form.text);
    let without = [("case", id), ("kind", "resume"), ("topics", "housing"), ("text", "書きました")];
    let refused = office.post(&path, &counsellor, &without).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("方法を選んでください") && refused.text.contains("書きました"));
    assert!(refused.text.contains("value=\"housing\" checked"), "{}", refused.text);
    let whole = without.into_iter().chain([("method", "video"), ("minutes", "45"), ("audience", "counsellors")]);
    let written = office.post(&path, &counsellor, &whole.collect::<Vec<_>>()).await;
    assert_eq!(written.header("location"), format!("{case}?done=consulted"), "{}", written.text);
    let page = office.get(&case, Some(&counsellor)).await.text;
    for words in ["相談の記録", "応募書類の添削", "ビデオ通話", "45分", "住まい", "書きました"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let viewer = office.sign_in("viewer", "viewer").await;
    let counts = office.get("/consultations", Some(&viewer)).await;
    assert!(counts.status == StatusCode::OK && counts.text.contains("<strong>1件</strong>"), "{}", counts.text);
    assert!(!counts.text.contains("山田") && !counts.text.contains("書きました"));
}

#[tokio::test]
async fn cases_of_another_programme_are_not_there() {
    let (office, _, person) = start().await;
    let (own, foreign) =
        (office.sign_in("own", "coordinator@shibuya").await, office.sign_in("foreign", "coordinator@elsewhere").await);
    let case = begin(&office, &person, &own, "casual-interview").await;
    assert_eq!(office.get(&case, Some(&own)).await.status, StatusCode::OK);
    let id = case.rsplit('/').next().unwrap();
    for path in [case.clone(), format!("{person}/cases/new"), format!("{person}/consultations?case={id}")] {
        assert_eq!(office.get(&path, Some(&foreign)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["move", "owner", "due", "notes", "tasks"].map(|part| format!("{case}/{part}")) {
        let fields = [("to", "arranged"), ("version", "1"), ("text", "x"), ("title", "x"), ("until", "2026-12-01")];
        assert_eq!(office.post(&path, &foreign, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["cases", "consultations"].map(|part| format!("{person}/{part}")) {
        assert_eq!(office.post(&path, &foreign, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let counsellor = office.sign_in("counsellor", "counsellor@elsewhere").await;
    let referrals = format!("{person}/referrals");
    assert_eq!(office.get(&referrals, Some(&counsellor)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.post(&referrals, &counsellor, &[]).await.status, StatusCode::NOT_FOUND);
    for (who, shown, count) in [(&own, true, "1件（1人）"), (&foreign, false, "0件（0人）")] {
        for path in ["/cases", "/cases?view=board&pipeline=casual-interview", "/pipeline/casual-interview"] {
            let page = office.get(path, Some(who)).await.text;
            assert!(page.contains(count), "{path}: {page}");
            assert!(path.starts_with("/pipeline") || page.contains(&case) == shown, "{path}: {page}");
        }
        office.post(&format!("{case}/tasks"), &own, &[("title", "電話"), ("until", "2020-01-06")]).await;
        assert_eq!(office.get("/tasks", Some(who)).await.text.contains("電話"), shown && who.account == own.account);
    }
    let whole = office.sign_in("whole", "viewer@shibuya").await;
    assert_eq!(office.get("/consultations", Some(&whole)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn cases_stand_in_a_list_and_on_a_board_with_the_flow_beside() {
    let (office, _, person) = start().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let case = begin(&office, &person, &staff, "casual-interview").await;
    let other = begin(&office, &person, &staff, "placement").await;
    let list = office.get("/cases", Some(&staff)).await.text;
    assert!(list.contains("2件（1人）") && list.contains(&case) && list.contains(&other), "{list}");
    for (query, shows) in [
        ("pipeline=placement", [false, true]),
        ("pipeline=casual-interview&status=requested", [true, false]),
        ("pipeline=casual-interview&status=held", [false, false]),
        ("owner=me", [true, true]),
        ("owner=nobody", [false, false]),
        ("due=none", [false, false]),
        ("due=late", [false, false]),
        ("ends=over", [false, false]),
        ("ends=any", [true, true]),
    ] {
        let page = office.get(&format!("/cases?{query}"), Some(&staff)).await.text;
        assert_eq!([page.contains(&case), page.contains(&other)], shows, "{query}");
    }
    let board = office.get("/cases?view=board&pipeline=casual-interview", Some(&staff)).await.text;
    for words in ["column-requested", "1件（1人）", "column-held", "0件（0人）", "山田7", "/pipeline/casual-interview"]
    {
        assert!(board.contains(words), "{words}: {board}");
    }
    assert!(!board.contains("column-joined") && !board.contains(&other), "ends stand where what is over is asked for");
    let board = office.get("/cases?view=board&pipeline=casual-interview&ends=any", Some(&staff)).await.text;
    assert!(board.contains("column-joined"), "{board}");
    let flow = office.get("/pipeline/casual-interview", Some(&staff)).await.text;
    assert!(flow.contains("/pipeline/casual-interview/flow.svg") && flow.contains("1件（1人）"), "{flow}");
    assert!(flow.contains("日程調整（メール「case-arranging」）"), "{flow}");
    let drawing = office.get("/pipeline/casual-interview/flow.svg", Some(&staff)).await;
    assert_eq!(drawing.header("content-type"), "image/svg+xml");
    assert!(drawing.header("content-disposition").contains("casual-interview.svg") && drawing.text.starts_with("<svg"));
    assert_eq!(office.get("/pipeline/none", Some(&staff)).await.status, StatusCode::NOT_FOUND);
    assert!(office.get("/pipeline/placement", Some(&staff)).await.text.contains("1・3・6か月後"));
}

#[tokio::test]
async fn somebody_is_sent_on_with_their_consent_and_counsellors_alone_see_it() {
    let (office, _, person) = start().await;
    let counsellor = office.sign_in("counsellor", "counsellor").await;
    let coordinator = office.sign_in("coordinator", "coordinator").await;
    let path = format!("{person}/referrals");
    assert_eq!(office.get(&path, Some(&coordinator)).await.status, StatusCode::FORBIDDEN);
    let form = office.get(&path, Some(&counsellor)).await;
    assert!(form.text.contains("公共職業安定所"), "{}", form.text);
    let all =
        [("office", "employment-office"), ("consented_on", "2026-01-05"), ("note", "家計の相談"), ("consent", "1")];
    for (left_out, words) in [("office", "窓口を選んで"), ("consented_on", "同意した日"), ("consent", "同意が必要")]
    {
        let fields: Vec<_> = all.into_iter().filter(|(name, _)| *name != left_out).collect();
        let refused = office.post(&path, &counsellor, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{left_out}");
        assert!(refused.text.contains(words) && refused.text.contains("家計の相談"), "{}", refused.text);
    }
    let future = [("office", "employment-office"), ("consented_on", "2999-01-05"), ("consent", "1")];
    assert!(office.post(&path, &counsellor, &future).await.text.contains("今日までの日"));
    let referred = office.post(&path, &counsellor, &all).await;
    assert_eq!(referred.header("location"), format!("{path}?done=referred"), "{}", referred.text);
    let page = office.get(&path, Some(&counsellor)).await.text;
    assert!(page.contains("2026/1/5（月）") && page.contains("家計の相談") && page.contains("結果待ち"), "{page}");
    let outcome = page.split("action=\"/referrals/").nth(1).unwrap().split('"').next().unwrap();
    let outcome = format!("/referrals/{outcome}");
    assert_eq!(office.post(&outcome, &coordinator, &[("outcome", "connected")]).await.status, StatusCode::FORBIDDEN);
    let foreign = office.sign_in("foreign", "counsellor@elsewhere").await;
    assert_eq!(office.post(&outcome, &foreign, &[("outcome", "connected")]).await.status, StatusCode::NOT_FOUND);
    let said = office.post(&outcome, &counsellor, &[("outcome", "connected")]).await;
    assert_eq!(said.header("location"), format!("{path}?done=outcome"));
    assert!(office.get(&path, Some(&counsellor)).await.text.contains("value=\"connected\" selected"));
    assert!(office.get(&person, Some(&counsellor)).await.text.contains("公共職業安定所"));
    let seen = office.get(&person, Some(&coordinator)).await.text;
    assert!(!seen.contains("公共職業安定所") && !seen.contains("公的支援"), "{seen}");
    let viewer = office.sign_in("viewer", "viewer").await;
    let counts = office.get("/consultations", Some(&viewer)).await.text;
    assert!(counts.contains("公共職業安定所（市内の窓口）") && !counts.contains("家計の相談"), "{counts}");
}

#[tokio::test]
async fn who_was_placed_is_asked_how_it_goes_even_after_the_case_has_ended() {
    let (office, person_id, person) = start().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let case = begin(&office, &person, &staff, "placement").await;
    go(&office, &case, &staff, &[("to", "working"), ("version", "1")]).await;
    let site = office.server.backend.state.site();
    let holidays = Holidays::default();
    let calendar = BusinessCalendar::national(&holidays);
    assert_eq!(office.store().plan_follow_ups(site.casework.pipelines.values(), &calendar).await.unwrap(), 3);
    go(&office, &case, &staff, &[("to", "settled"), ("version", "2")]).await;
    let tasks = office.get("/tasks?until=all", Some(&staff)).await.text;
    for words in ["1か月後の様子をたずねる", "次は3か月後", "今回が最後", "就職決定・定着（就業中）", "山田7"]
    {
        assert!(tasks.contains(words), "{words}: {tasks}");
    }
    assert!(!office.get("/tasks", Some(&staff)).await.text.contains("か月後"), "in a week nobody is asked");
    let task = tasks.split("action=\"/tasks/").nth(1).unwrap().split('"').next().unwrap();
    let task = format!("/tasks/{task}");
    let id = person_id.0.to_string();
    let without = office.post(&task, &staff, &[("person", &id), ("from", "case"), ("text", "聞いた話")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.text.contains("結果を選んでください") && without.text.contains("聞いた話"), "{}", without.text);
    let fields = [("person", id.as_str()), ("from", "case"), ("result", "troubled"), ("text", "残業が多い")];
    let done = office.post(&task, &staff, &fields).await;
    assert_eq!(done.header("location"), format!("{case}?done=task_done"), "{}", done.text);
    let page = office.get(&case, Some(&staff)).await.text;
    for words in ["定着", "困りごとがある", "残業が多い", "3か月後の様子をたずねる"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let nobody = office.post(&task, &staff, &[("result", "well")]).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND, "it is about somebody");
}

#[tokio::test]
async fn what_is_due_stands_on_todays_page_and_in_the_list() {
    let (office, _, person) = start().await;
    let (one, other) = (office.sign_in("one", "coordinator").await, office.sign_in("other", "coordinator").await);
    let refused = office.post("/tasks", &one, &[("title", "名札を作る")]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("名札を作る"));
    let own = [("title", "名札を作る"), ("due_on", "2020-01-06"), ("owner", one.account.as_str())];
    assert_eq!(office.post("/tasks", &one, &own).await.header("location"), "/tasks?done=task");
    office.post("/tasks", &one, &[("title", "会場を予約する"), ("due_on", "2020-01-07"), ("owner", "")]).await;
    office.post(&format!("{person}/tasks"), &other, &[("title", "電話する"), ("due_on", "2020-01-08")]).await;
    for (who, shown) in [(&one, [true, true, false]), (&other, [false, true, true])] {
        for path in ["/", "/tasks"] {
            let page = office.get(path, Some(who)).await.text;
            assert_eq!(["名札を作る", "会場を予約する", "電話する"].map(|title| page.contains(title)), shown, "{page}");
        }
    }
    let all = office.get("/tasks?who=all", Some(&one)).await.text;
    assert!(all.contains("3件") && all.contains("山田7") && all.contains("期日超過"), "{all}");
    let page = office.get("/", Some(&one)).await.text;
    let task = page.split("action=\"/tasks/").nth(1).unwrap().split('"').next().unwrap();
    let done = office.post(&format!("/tasks/{task}"), &one, &[("from", "today")]).await;
    assert_eq!(done.header("location"), "/?done=task_done");
    let page = office.get("/?done=task_done", Some(&one)).await.text;
    assert!(page.contains("用件を終えました") && !page.contains("名札を作る"), "{page}");
}
