//! Coming into the office, and who may see what there.

use std::{fmt::Write as _, io::Write as _};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use jiff::Timestamp;
use strum::VariantArray;

use super::office_setup::{OFFICE, SignedIn, TestOffice, encode};
use crate::{
    intake::staff::{StaffRole, totp_code},
    store::staff_support,
    web::office::RouteAccess,
};

/// An address of a route, with something in the place of each parameter that is not there.
fn address(path: &str) -> String {
    let filled =
        path.split('/').map(|part| if part.starts_with('{') { "01930000-0000-7000-8000-000000000000" } else { part });
    let path = filled.collect::<Vec<_>>().join("/");
    match path.as_str() {
        "/survey" | "/survey/texts" | "/survey/export" => format!("{path}?form=none&field=none"),
        "/event/seat" | "/event/check-in/undo" => {
            format!("{path}?id=none&registration=01930000-0000-7000-8000-000000000000")
        }
        event if event == "/event" || event.starts_with("/event/") => format!("{path}?id=none"),
        _ => path,
    }
}

#[tokio::test]
async fn every_route_is_for_whom_it_says_and_for_nobody_else() {
    let office = TestOffice::start().await;
    let mut staff: Vec<(StaffRole, SignedIn)> = Vec::new();
    for role in StaffRole::VARIANTS {
        staff.push((*role, office.sign_in(role.name(), role.name()).await));
    }
    let names: Vec<&str> = StaffRole::VARIANTS.iter().map(|role| role.name()).collect();
    let mut table = format!("| route | {} |\n", names.join(" | "));
    let mut routes = office.table();
    // Those that end a session come last.
    routes.sort_by_key(|route| route.path.starts_with("/sign-out"));
    for route in &routes {
        let path = address(route.path);
        let _ = write!(table, "| {} {} |", route.method, route.path);
        for (role, who) in &staff {
            let answer = match route.method {
                "GET" => office.get(&path, Some(who)).await,
                _ => office.post(&path, who, &[]).await,
            };
            let is_let_in = match route.access {
                RouteAccess::Open | RouteAccess::SignedIn => true,
                RouteAccess::Right(right) | RouteAccess::Whole(right) => role.has(right),
            };
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{} {path} {role:?}", route.method);
            let is_refused = answer.status == StatusCode::FORBIDDEN;
            assert_eq!(is_refused, !is_let_in, "{} {path} {role:?}: {}", route.method, answer.status);
            table.push_str(if is_let_in { " yes |" } else { " – |" });
            for name in ["content-security-policy", "x-content-type-options"] {
                assert!(
                    answer.status.is_redirection()
                        || !answer.header(name).is_empty()
                        || route.access == RouteAccess::Open,
                    "{path} {name}"
                );
            }
        }
        table.push('\n');
        let nobody = match route.method {
            "GET" => office.get(&path, None).await,
            _ => office.post_raw(&path, None, OFFICE, "").await,
        };
        if route.access == RouteAccess::Open {
            assert!(!nobody.header("location").starts_with("/sign-in?"), "{path}");
        } else if route.method == "GET" {
            assert_eq!(nobody.status, StatusCode::SEE_OTHER, "{path}");
            assert!(nobody.header("location").starts_with("/sign-in"), "{path}");
        } else {
            assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "{path}");
        }
    }
    // Whoever runs the tests can read it.
    std::io::stdout().write_all(table.as_bytes()).unwrap();
}

#[tokio::test]
async fn a_form_counts_only_from_a_page_of_the_same_session() {
    let office = TestOffice::start().await;
    let (one, other) = (office.sign_in("one", "administrator").await, office.sign_in("other", "administrator").await);
    let form =
        |csrf: &str| encode([("name", "新しい人"), ("mail", "new@example.jp"), ("role", "viewer"), ("csrf", csrf)]);
    for (origin, csrf) in [
        (OFFICE, ""),
        (OFFICE, other.csrf.as_str()),
        ("https://site.example.jp", one.csrf.as_str()),
        ("https://evil.example", one.csrf.as_str()),
        ("null", one.csrf.as_str()),
    ] {
        let answer = office.post_raw("/accounts", Some(&one), origin, &form(csrf)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{origin} {csrf}");
        assert!(answer.text.contains("何も変更していません"));
    }
    assert_eq!(office.store().accounts().await.unwrap().len(), 2);
    let answer = office.post_raw("/accounts", Some(&one), OFFICE, &form(&one.csrf)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(office.store().accounts().await.unwrap().len(), 3);
}

#[tokio::test]
async fn somebody_comes_in_by_an_invitation_signs_in_and_out() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    let fields = [("name", "仙台 花子"), ("mail", "hanako@example.jp"), ("role", "coordinator"), ("role", "editor")];
    let invited = office.post("/accounts", &admin, &fields).await;
    let link = invited.text.split("/invite/").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let page = office.get(&format!("/invite/{link}"), None).await;
    assert!(page.status == StatusCode::OK && page.text.contains("仙台 花子さん") && page.text.contains("<svg"));
    let secret = staff_support::secret();
    let now = Timestamp::now();
    let (written, code) = (secret.render(), totp_code(&secret, now));
    let taken = |password: &'static str, again: &'static str| {
        encode([("secret", written.as_str()), ("password", password), ("password_again", again), ("code", &code)])
    };
    let path = format!("/invite/{link}");
    let wrong = office.post_raw(&path, None, OFFICE, &taken("short", "short")).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("12文字以上"), "{}", wrong.text);
    assert!(wrong.text.contains(&written[..4]), "the telephone has been told this secret");
    let wrong = office.post_raw(&path, None, OFFICE, &taken(staff_support::PASSWORD, "another")).await;
    assert!(wrong.text.contains("2つのパスワードが違います"));
    let done = office.post_raw(&path, None, OFFICE, &taken(staff_support::PASSWORD, staff_support::PASSWORD)).await;
    assert!(done.status == StatusCode::OK && done.text.matches("<code>").count() == 10, "{}", done.text);
    let over = office.get(&path, None).await;
    assert_eq!(over.status, StatusCode::NOT_FOUND, "a link is good once");

    let code = totp_code(&secret, staff_support::later(30));
    let typed = |password: &'static str, code: &str| {
        encode([("mail", "hanako@example.jp"), ("password", password), ("code", code), ("next", "/events")])
    };
    let refused = office.post_raw("/sign-in", None, OFFICE, &typed("wrong-wrong-wrong", &code)).await;
    assert!(refused.status == StatusCode::UNAUTHORIZED && refused.text.contains("hanako@example.jp"));
    let foreign =
        office.post_raw("/sign-in", None, "https://evil.example", &typed(staff_support::PASSWORD, &code)).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let signed = office.post_raw("/sign-in", None, OFFICE, &typed(staff_support::PASSWORD, &code)).await;
    assert_eq!((signed.status, signed.header("location")), (StatusCode::SEE_OTHER, "/events"), "{}", signed.text);
    let cookie = signed.header("set-cookie").split(';').next().unwrap().to_owned();
    let who = SignedIn { account: String::new(), cookie, csrf: String::new() };
    let page = office.get("/events", Some(&who)).await;
    assert!(page.status == StatusCode::OK && page.text.contains("仙台 花子"));
    let csrf = page.text.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let who = SignedIn { csrf, ..who };
    let out = office.post("/sign-out", &who, &[]).await;
    assert_eq!((out.status, out.header("location")), (StatusCode::SEE_OTHER, "/sign-in"));
    assert_eq!(office.get("/events", Some(&who)).await.status, StatusCode::SEE_OTHER, "the session is over");
}

#[tokio::test]
async fn accounts_are_changed_stopped_and_given_back_but_never_the_last_administrator() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    let viewer = office.sign_in("viewer", "viewer").await;
    let own = format!("/accounts/{}", admin.account);
    for path in ["disable", "grants"] {
        let answer = office.post(&format!("{own}/{path}"), &admin, &[("role", "viewer")]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{path}");
        assert!(answer.text.contains("最後の管理者"), "{path}");
    }
    let theirs = format!("/accounts/{}", viewer.account);
    assert_eq!(office.get("/persons", Some(&viewer)).await.status, StatusCode::FORBIDDEN);
    let changed = office.post(&format!("{theirs}/grants"), &admin, &[("role", "coordinator")]).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER);
    assert_eq!(office.get("/persons", Some(&viewer)).await.status, StatusCode::OK, "from the next request on");
    office.post(&format!("{theirs}/disable"), &admin, &[]).await;
    assert_eq!(office.get("/persons", Some(&viewer)).await.status, StatusCode::SEE_OTHER);
    let page = office.get(&theirs, Some(&admin)).await;
    assert!(page.text.contains("停止中") && page.text.contains("再び使えるようにする"));
    office.post(&format!("{theirs}/enable"), &admin, &[]).await;
    let page = office.get(&theirs, Some(&admin)).await;
    assert!(page.text.contains("アカウントを止める"));
}

#[tokio::test]
async fn what_is_held_is_released_once_from_todays_page() {
    let office = TestOffice::start().await;
    let (first, second) = (office.sign_in("a", "coordinator").await, office.sign_in("b", "coordinator").await);
    let body = "event=shibuya&name=%E5%B1%B1%E7%94%B0&email=trap%40example.jp&consent=yes&consent_version=1&remark=x";
    office.server.post("/api/forms/event", body).await;
    let page = office.get("/", Some(&first)).await;
    assert!(page.text.contains("人には見えない欄に入力がありました"), "{}", page.text);
    let path = page.text.split("action=\"/held/").nth(1).unwrap().split('"').next().unwrap();
    let path = format!("/held/{path}");
    assert_eq!(office.post(&path, &first, &[]).await.header("location"), "/?done=released");
    assert_eq!(office.post(&path, &second, &[]).await.header("location"), "/?done=released_before");
    let page = office.get("/?done=released", Some(&first)).await;
    assert!(page.text.contains("保留を解きました") && !page.text.contains("/held/"));
}

#[tokio::test]
async fn only_the_auditor_reads_who_did_what_and_that_is_written_down_too() {
    let office = TestOffice::start().await;
    let auditor = office.sign_in("auditor", "auditor").await;
    office.sign_in("admin", "administrator").await;
    let page = office.get("/audit", Some(&auditor)).await;
    assert!(page.status == StatusCode::OK && page.text.contains("サインインしました"), "{}", page.text);
    assert!(page.text.contains("書き換えられた跡はありません"));
    let page = office.get("/audit?kind=server", Some(&auditor)).await;
    assert!(page.text.contains("操作の記録を見ました") && !page.text.contains("サインインしました"));
    let page = office.get("/audit?kind=server&changes=1", Some(&auditor)).await;
    assert!(page.text.contains("当てはまる記録はありません"), "{}", page.text);
    let page = office.get("/audit?to=2020-01-06", Some(&auditor)).await;
    assert!(page.text.contains("当てはまる記録はありません") && page.text.contains("value=\"2020-01-06\""));
    let file = office.post("/audit/export?kind=accounts", &auditor, &[]).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").starts_with("attachment") && file.text.contains("account.invited"));
}

#[tokio::test]
async fn whoever_signs_in_comes_to_the_first_page_that_is_theirs() {
    let office = TestOffice::start().await;
    for (role, first) in
        [("coordinator", ""), ("auditor", "/audit"), ("viewer", "/surveys"), ("event-staff", ""), ("client", "")]
    {
        let who = office.sign_in(role, role).await;
        let answer = office.get("/", Some(&who)).await;
        assert_eq!(answer.header("location"), first, "{role}");
        let page = if first.is_empty() { answer } else { office.get(first, Some(&who)).await };
        assert_eq!(page.status, StatusCode::OK, "{role}");
    }
}

#[tokio::test]
async fn what_belongs_to_the_whole_office_is_not_for_whoever_has_one_programme() {
    let office = TestOffice::start().await;
    office.sign_in("whole", "administrator").await;
    let admin = office.sign_in("admin", "administrator@shibuya").await;
    let auditor = office.sign_in("auditor", "auditor@shibuya").await;
    for path in ["/accounts", &format!("/accounts/{}", admin.account)] {
        assert_eq!(office.get(path, Some(&admin)).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let own = format!("/accounts/{}/grants", admin.account);
    assert_eq!(office.post(&own, &admin, &[("role", "administrator")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(office.get("/audit", Some(&auditor)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(office.get("/", Some(&auditor)).await.header("location"), "/me");
    for path in ["/outbox/resume", "/incidents/01930000-0000-7000-8000-000000000000/acknowledge"] {
        assert_eq!(office.post(path, &admin, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn what_is_held_of_another_programme_is_not_there() {
    let office = TestOffice::start().await;
    let (own, foreign) =
        (office.sign_in("own", "coordinator@shibuya").await, office.sign_in("foreign", "coordinator@elsewhere").await);
    let body = "event=shibuya&name=%E5%B1%B1%E7%94%B0&email=trap%40example.jp&consent=yes&consent_version=1&remark=x";
    office.server.post("/api/forms/event", body).await;
    assert!(!office.get("/", Some(&foreign)).await.text.contains("/held/"));
    let page = office.get("/", Some(&own)).await;
    let path = format!("/held/{}", page.text.split("action=\"/held/").nth(1).unwrap().split('"').next().unwrap());
    assert_eq!(office.post(&path, &foreign, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.post(&path, &own, &[]).await.header("location"), "/?done=released");
}

#[tokio::test]
async fn other_methods_are_refused() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    for method in ["TRACE", "PUT", "DELETE", "PATCH"] {
        for path in ["/persons", "/", "/accounts"] {
            let request = Request::builder().method(method).uri(path).header("cookie", &admin.cookie);
            let answer = office.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        }
        let answer = office.server.send(method, "/api/forms/event", &[], "").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
}
