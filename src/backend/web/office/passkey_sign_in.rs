//! Signing in by a passkey: the script of the page asks what the device is to sign, and sends what it answers as a form.

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use jiff::Timestamp;
use serde_json::json;
use tsubame_http::answer;

use super::{
    frame::office_headers,
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    sign_in::{SignInForm, draw, wait_text, welcome},
};
use crate::{
    intake::ClientNetwork,
    store::{PasskeyAsked, PasskeyAttempt, PasskeySignIn, SignInOutcome},
    web::Error,
};

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.post("/sign-in/passkey/start", RouteAccess::Open, ask).post("/sign-in/passkey", RouteAccess::Open, sign_in)
}

async fn ask(
    State(state): State<OfficeState>,
    Extension(network): Extension<ClientNetwork>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let party = state.passkeys.as_ref().ok_or(Error::NotFound)?;
    let attempt = PasskeyAttempt { network, browser: state.cookies.browser(&headers) };
    let json = |status, text: String| {
        answer(status, text, &office_headers("application/json; charset=utf-8", "default-src 'none'"))
    };
    match state.app.store.ask_for_passkey(party, &attempt, Timestamp::now()).await? {
        PasskeyAsked::Asked { options, binding } => {
            let mut answer = json(StatusCode::OK, options);
            let cookie = state.cookies.set_passkey(binding.as_str()).parse().map_err(anyhow::Error::from)?;
            answer.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(answer)
        }
        PasskeyAsked::Wait(seconds) => {
            Ok(json(StatusCode::TOO_MANY_REQUESTS, json!({ "text": wait_text(seconds) }).to_string()))
        }
    }
}

async fn sign_in(
    State(state): State<OfficeState>,
    Extension(form): Extension<OfficeForm>,
    Extension(network): Extension<ClientNetwork>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let party = state.passkeys.as_ref().ok_or(Error::NotFound)?;
    let sign_in = PasskeySignIn {
        credential: form.raw("credential").to_owned(),
        binding: state.cookies.passkey(&headers),
        attempt: PasskeyAttempt { network, browser: state.cookies.browser(&headers) },
    };
    let next = form.text("next");
    let (status, fault) = match state.app.store.sign_in_by_passkey(party, sign_in, Timestamp::now()).await? {
        SignInOutcome::Signed(session) => {
            let mut answer = welcome(&state, &session, next)?;
            let cookie = state.cookies.clear_passkey().parse().map_err(anyhow::Error::from)?;
            answer.headers_mut().append(header::SET_COOKIE, cookie);
            return Ok(answer);
        }
        SignInOutcome::Refused => (
            StatusCode::UNAUTHORIZED,
            "このパスキーではサインインできませんでした。もう一度お試しになるか、パスワードと認証コードでサインインしてください。"
                .to_owned(),
        ),
        SignInOutcome::Wait(seconds) => (StatusCode::TOO_MANY_REQUESTS, wait_text(seconds)),
    };
    draw(&state, SignInForm { mail: "", next, fault: Some(fault) }, status).await
}
