//! What people do about their own data, by the link in any of their mails: look at all of it, take a consent back, have
//! everything erased. As with all links a GET shows a page with one button, and a POST acts.

use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::get,
};
use jiff::Timestamp;
use strum::VariantArray;
use tsubame_http::answer;

use super::{
    personal_file::PersonalFile,
    personal_words::{PersonalAction, done, expired, nothing_left},
    words::unknown_link,
};
use crate::{
    intake::LinkToken,
    store::PersonalData,
    web::{Error, OriginVerdict, judge_origin, page::NoticePage, state::AppState},
};

/// Who does what somebody asks by a link.
const VISITOR: &str = "visitor";

/// The routes.
pub(super) fn router() -> Router<AppState> {
    let mut router = Router::new();
    for &action in PersonalAction::VARIANTS {
        let path = format!("/api/l/{{token}}/{}", action.name());
        let show = move |state: State<AppState>, path: Path<String>| show(state, path, action);
        let act =
            move |state: State<AppState>, path: Path<String>, headers: HeaderMap| act(state, path, headers, action);
        router = router.route(&path, get(show).post(act));
    }
    router
}

async fn show(
    State(state): State<AppState>,
    Path(text): Path<String>,
    action: PersonalAction,
) -> Result<Response, Error> {
    let home = &state.site().home;
    let Some(token) = LinkToken::parse(&text, &state.keys.index) else {
        return Ok(unknown_link().answer(StatusCode::NOT_FOUND, home));
    };
    Ok(before(&state, token, &text, action).await?.answer(StatusCode::OK, home))
}

/// The page before the button is pressed.
async fn before(state: &AppState, token: LinkToken, text: &str, action: PersonalAction) -> Result<NoticePage, Error> {
    if state.store.record_of(token.submission).await?.is_none() {
        return Ok(nothing_left());
    }
    if !token.is_usable(Timestamp::now()) {
        return Ok(expired(text));
    }
    Ok(action.before(text))
}

async fn act(
    State(state): State<AppState>,
    Path(text): Path<String>,
    headers: HeaderMap,
    action: PersonalAction,
) -> Result<Response, Error> {
    let home = state.site().home.clone();
    if judge_origin(&headers, &state.site().origins) == OriginVerdict::Foreign {
        return Err(Error::ForeignOrigin);
    }
    let Some(token) = LinkToken::parse(&text, &state.keys.index) else {
        return Ok(unknown_link().answer(StatusCode::NOT_FOUND, &home));
    };
    let Some(record) = state.store.record_of(token.submission).await? else {
        return Ok(nothing_left().answer(StatusCode::OK, &home));
    };
    if !token.is_usable(Timestamp::now()) {
        return Ok(expired(&text).answer(StatusCode::OK, &home));
    }
    let offer_hours = state.settings.offer_hours;
    match action {
        PersonalAction::Data => {
            let Some(data) = state.store.personal_data(token.submission).await? else {
                return Ok(nothing_left().answer(StatusCode::OK, &home));
            };
            return file(&state, &data);
        }
        PersonalAction::Withdraw => {
            state.store.withdraw_consent(token.submission, offer_hours).await?;
        }
        PersonalAction::Erase => {
            state.store.erase_person(record, VISITOR, offer_hours).await?;
        }
    }
    Ok(done(action, &text).answer(StatusCode::OK, &home))
}

/// All that is kept, as a file to keep: a page that needs no server, with the same as JSON in it.
fn file(state: &AppState, data: &PersonalData) -> Result<Response, Error> {
    let html = PersonalFile::new(data, &state.site()).render().map_err(anyhow::Error::from)?;
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"personal-data.html\"".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'".to_owned(),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::REFERRER_POLICY, "same-origin".to_owned()),
    ];
    Ok(answer(StatusCode::OK, html, &headers))
}
