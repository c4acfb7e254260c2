//! Signing in and out.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    frame::{see_other, show_with_script},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    sessions::grant_text,
    staff_visit::StaffVisit,
};
use crate::{
    intake::{AccountId, ClientNetwork},
    store::{AccountView, NewSession, SignInAttempt, SignInOutcome, is_demo_mail},
    web::Error,
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/sign-in", RouteAccess::Open, form)
        .post("/sign-in", RouteAccess::Open, sign_in)
        .post("/sign-in/demo", RouteAccess::Open, sign_in_as_demo)
        .post("/sign-out", RouteAccess::SignedIn, sign_out)
}

/// Where somebody wanted to go.
#[derive(Debug, Deserialize)]
pub(super) struct SignInQuery {
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "office/sign_in.html")]
struct SignInHtml<'a> {
    mail: &'a str,
    next: &'a str,
    fault: Option<String>,
    /// Whether a passkey can be asked for here, where the browser can.
    has_passkeys: bool,
    nonce: String,
    /// Staff who are made up, where whoever is here has brought the key of a trial: their ids, and who they are.
    demo: Vec<(Uuid, String)>,
}

async fn form(State(state): State<OfficeState>, Query(query): Query<SignInQuery>) -> Result<Response, Error> {
    draw(&state, SignInForm { mail: "", next: query.next.as_deref().unwrap_or_default(), fault: None }, StatusCode::OK)
        .await
}

/// What stands in the form.
pub(super) struct SignInForm<'a> {
    pub mail: &'a str,
    pub next: &'a str,
    pub fault: Option<String>,
}

/// The page with the form.
pub(super) async fn draw(state: &OfficeState, form: SignInForm<'_>, status: StatusCode) -> Result<Response, Error> {
    let page = SignInHtml {
        mail: form.mail,
        next: inner_path(form.next),
        fault: form.fault,
        has_passkeys: state.passkeys.is_some(),
        nonce: Uuid::new_v4().simple().to_string(),
        demo: demo_staff(state).await?,
    };
    show_with_script(&page, &page.nonce, status)
}

/// The page that somebody wanted to go to who has signed in now.
pub(super) fn welcome(state: &OfficeState, session: &NewSession, next: &str) -> Result<Response, Error> {
    let mut answer = see_other(inner_path(next));
    for cookie in
        [state.cookies.set_session(session.token.as_str()), state.cookies.set_browser(session.browser_token.as_str())]
    {
        answer.headers_mut().append(header::SET_COOKIE, cookie.parse().map_err(anyhow::Error::from)?);
    }
    Ok(answer)
}

/// What whoever has to wait is told.
pub(super) fn wait_text(seconds: u32) -> String {
    format!("続けて失敗したため、{seconds}秒たってからもう一度お試しください。アカウントは止まっていません。")
}

/// The staff that nobody is, for a trial; nobody for a real office.
async fn demo_staff(state: &OfficeState) -> Result<Vec<(Uuid, String)>, Error> {
    if state.settings.key.is_none() {
        return Ok(Vec::new());
    }
    let accounts = state.app.store.accounts().await?;
    let made_up = accounts.into_iter().filter(|account| is_demo_mail(&account.mail) && account.disabled_at.is_none());
    let told = |account: AccountView| {
        let roles: Vec<String> = account.grants.0.iter().map(grant_text).collect();
        (account.id.0, format!("{}：{}", account.name, roles.join("、")))
    };
    Ok(made_up.map(told).collect())
}

/// Signs in as somebody who is made up. The key of the trial was asked for before.
async fn sign_in_as_demo(
    State(state): State<OfficeState>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let account = form.parsed("account").filter(|_| state.settings.key.is_some()).ok_or(Error::NotFound)?;
    let token = state.app.store.demo_session(AccountId(account), Timestamp::now()).await?.ok_or(Error::NotFound)?;
    let mut answer = see_other(inner_path(form.text("next")));
    let cookie = state.cookies.set_session(token.as_str()).parse().map_err(anyhow::Error::from)?;
    answer.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(answer)
}

async fn sign_in(
    State(state): State<OfficeState>,
    Extension(form): Extension<OfficeForm>,
    Extension(network): Extension<ClientNetwork>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let next = form.text("next");
    let attempt = SignInAttempt {
        mail: form.text("mail").to_owned(),
        password: form.raw("password").to_owned(),
        code: form.text("code").to_owned(),
        network,
        browser: state.cookies.browser(&headers),
    };
    let (status, fault) = match state.app.store.sign_in(attempt, Timestamp::now()).await? {
        SignInOutcome::Signed(session) => return welcome(&state, &session, next),
        SignInOutcome::Refused => (
            StatusCode::UNAUTHORIZED,
            "サインインできませんでした。メールアドレス、パスワード、認証コードをお確かめください。認証コードは、一度使うと次の数字に変わるまで使えません。"
                .to_owned(),
        ),
        SignInOutcome::Wait(seconds) => (StatusCode::TOO_MANY_REQUESTS, wait_text(seconds)),
    };
    draw(&state, SignInForm { mail: form.text("mail"), next, fault: Some(fault) }, status).await
}

async fn sign_out(
    State(state): State<OfficeState>,
    Extension(_): Extension<StaffVisit>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if let Some(token) = state.cookies.session(&headers) {
        state.app.store.end_session(&token).await?;
    }
    let cleared = [(header::SET_COOKIE, state.cookies.clear_session())];
    let clear = [("clear-site-data", "\"cache\"")];
    Ok((cleared, clear, see_other("/sign-in")).into_response())
}

/// A path of the office; whatever else was named, the first page.
fn inner_path(path: &str) -> &str {
    let is_inner = path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/sign-")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_inner { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_out_of_the_office() {
        for (path, target) in [
            ("/persons?page=2", "/persons?page=2"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("/sign-in?next=/sign-in", "/"),
        ] {
            assert_eq!(inner_path(path), target, "{path}");
        }
    }
}
