//! Passkeys of one's own: added by whoever gives password and code once more, and removed.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    frame::{OfficeFrame, see_other, show, show_with_script},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    sign_in::wait_text,
    staff_visit::StaffVisit,
};
use crate::{
    intake::{
        ClientNetwork,
        staff::{MOST_PASSKEYS, PasskeyName},
    },
    store::{NewPasskey, OwnerProof, PasskeyAddition, PasskeyStart},
    web::Error,
};

const TITLE: &str = "パスキーを追加する";

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/me/passkeys/new", RouteAccess::SignedIn, form)
        .post("/me/passkeys/new", RouteAccess::SignedIn, start)
        .post("/me/passkeys", RouteAccess::SignedIn, finish)
        .post("/me/passkeys/{id}/remove", RouteAccess::SignedIn, remove)
}

/// Who they are once more, and what the passkey is to be called.
#[derive(Template)]
#[template(path = "office/passkey_form.html")]
struct PasskeyFormHtml<'a> {
    frame: OfficeFrame,
    name: &'a str,
    fault: Option<String>,
}

/// What the device is asked.
#[derive(Template)]
#[template(path = "office/passkey_new.html")]
struct PasskeyNewHtml<'a> {
    frame: OfficeFrame,
    name: &'a str,
    options: String,
    nonce: String,
}

async fn form(State(state): State<OfficeState>, Extension(visit): Extension<StaffVisit>) -> Result<Response, Error> {
    state.passkeys.as_ref().ok_or(Error::NotFound)?;
    draw(&visit, "", None, StatusCode::OK)
}

async fn start(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
    Extension(network): Extension<ClientNetwork>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (party, session) = state.passkeys.as_ref().zip(state.cookies.session(&headers)).ok_or(Error::NotFound)?;
    let Some(name) = PasskeyName::parse(form.text("name")) else { return nameless(&visit, &form) };
    let proof = OwnerProof {
        account: visit.account(),
        password: form.raw("password").to_owned(),
        code: form.text("code").to_owned(),
        network,
        browser: state.cookies.browser(&headers),
    };
    let (status, fault) = match state.app.store.start_passkey(party, &session, proof, Timestamp::now()).await? {
        PasskeyStart::Asked(options) => {
            let frame = OfficeFrame::new(TITLE, "/me", &visit);
            let nonce = Uuid::new_v4().simple().to_string();
            let page = PasskeyNewHtml { frame, name: name.as_str(), options, nonce };
            return show_with_script(&page, &page.nonce, StatusCode::OK);
        }
        PasskeyStart::Full => (StatusCode::CONFLICT, full_text()),
        PasskeyStart::Refused => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "パスワードか認証コードが違います。認証コードは、一度使うと次の数字に変わるまで使えません。".to_owned(),
        ),
        PasskeyStart::Wait(seconds) => (StatusCode::TOO_MANY_REQUESTS, wait_text(seconds)),
    };
    draw(&visit, name.as_str(), Some(fault), status)
}

async fn finish(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (party, session) = state.passkeys.as_ref().zip(state.cookies.session(&headers)).ok_or(Error::NotFound)?;
    let Some(name) = PasskeyName::parse(form.text("name")) else { return nameless(&visit, &form) };
    let credential = form.raw("credential").to_owned();
    let new = NewPasskey { account: visit.account(), session, name: name.clone(), credential };
    let (status, fault) = match state.app.store.add_passkey(party, new, Timestamp::now()).await? {
        PasskeyAddition::Added => return Ok(see_other("/me?passkey=added")),
        PasskeyAddition::Full => (StatusCode::CONFLICT, full_text()),
        PasskeyAddition::Refused => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "この端末のパスキーは登録できませんでした。端末に画面ロック（指紋、顔、暗証番号）を設定してから、もう一度お試しください。"
                .to_owned(),
        ),
        PasskeyAddition::Over => (
            StatusCode::CONFLICT,
            "確認から5分が過ぎたか、すでに使われました。パスワードと認証コードから、もう一度お試しください。".to_owned(),
        ),
    };
    draw(&visit, name.as_str(), Some(fault), status)
}

async fn remove(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let is_removed = state.app.store.remove_passkey(visit.account(), path_id(&id)?, Timestamp::now()).await?;
    if is_removed { Ok(see_other("/me?passkey=removed")) } else { Err(Error::NotFound) }
}

fn draw(visit: &StaffVisit, name: &str, fault: Option<String>, status: StatusCode) -> Result<Response, Error> {
    show(&PasskeyFormHtml { frame: OfficeFrame::new(TITLE, "/me", visit), name, fault }, status)
}

fn nameless(visit: &StaffVisit, form: &OfficeForm) -> Result<Response, Error> {
    let fault = "パスキーの名前を、40文字までの1行で入力してください。".to_owned();
    draw(visit, form.text("name"), Some(fault), StatusCode::UNPROCESSABLE_ENTITY)
}

fn full_text() -> String {
    format!("パスキーは{MOST_PASSKEYS}個までです。自分のアカウントの画面で、使わないものを削除してください。")
}
