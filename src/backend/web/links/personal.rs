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
    personal_file::{PersonalFile, WrittenMessage},
    personal_words::{PersonalAction, done, expired, nothing_left},
    words::unknown_link,
};
use crate::{
    intake::LinkToken,
    outbox::{ProgrammeValues, fill_message},
    store::{PersonalData, PersonalDealings},
    web::{Error, OriginVerdict, judge_origin, mailing::programme_values, page::NoticePage, state::AppState},
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
    let offer_hours = state.rules().await?.offer_hours;
    match action {
        PersonalAction::Data => {
            let Some(data) = state.store.personal_data(token.submission).await? else {
                return Ok(nothing_left().answer(StatusCode::OK, &home));
            };
            let dealings = state.store.personal_dealings(data.person).await?;
            return file(&state, &data, &dealings).await;
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

/// Messages as they were read: when, the subject, the words.
async fn written_messages(state: &AppState, dealings: &PersonalDealings) -> Result<Vec<WrittenMessage>, Error> {
    if dealings.messages.is_empty() {
        return Ok(Vec::new());
    }
    // What somebody asks for does not wait until the site's files can be read.
    let programme = programme_values(state).await.unwrap_or_else(|error| {
        log::warn!("messages are told without what they say of the programme: {error:#}");
        ProgrammeValues::default()
    });
    let written = dealings.messages.iter().map(|told| {
        let words = fill_message(&told.words, &told.reader, &programme);
        WrittenMessage { sent_at: told.sent_at, title: words.title, text: words.text }
    });
    Ok(written.collect())
}

/// All that is kept, as a file to keep: a page that needs no server, with the same as JSON in it.
async fn file(state: &AppState, data: &PersonalData, dealings: &PersonalDealings) -> Result<Response, Error> {
    let messages = written_messages(state, dealings).await?;
    let file = PersonalFile::new(data, &state.site()).with_dealings(dealings, messages, &state.site());
    let html = file.render().map_err(anyhow::Error::from)?;
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
