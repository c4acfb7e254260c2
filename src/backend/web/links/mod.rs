//! The links in mails: `/api/l/TOKEN/ACTION`. A GET shows a page with one button, and changes nothing, since mail gateways open
//! every link; a POST acts, once, and answers the same ever after.

mod link_action;
mod words;

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::get,
};
use jiff::Timestamp;

use self::{
    link_action::LinkAction,
    words::{LinkWords, fresh_sent, unknown_link},
};
use super::{Error, OriginVerdict, judge_origin, page::NoticePage, state::AppState};
use crate::{
    intake::{LinkToken, RegistrationAction},
    store::RegistrationView,
};

/// The routes of links.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/l/{token}/{action}", get(show).post(act))
}

/// A link that was asked for.
struct Link {
    token: LinkToken,
    text: String,
    action: LinkAction,
}

impl Link {
    fn find(state: &AppState, path: (String, String)) -> Option<Self> {
        let (text, action) = path;
        Some(Self { token: LinkToken::parse(&text, &state.keys.index)?, action: LinkAction::parse(&action)?, text })
    }

    fn words<'a>(&'a self, registration: Option<&'a RegistrationView>) -> LinkWords<'a> {
        LinkWords {
            link: &self.text,
            action: self.action,
            is_usable: self.token.is_usable(Timestamp::now()),
            registration,
        }
    }
}

async fn show(State(state): State<AppState>, Path(path): Path<(String, String)>) -> Result<Response, Error> {
    let Some(link) = Link::find(&state, path) else { return Ok(page(&state, &unknown_link(), StatusCode::NOT_FOUND)) };
    let registration = state.store.registration(link.token.submission).await?;
    let words = link.words(registration.as_ref()).before();
    Ok(page(&state, &words, StatusCode::OK))
}

async fn act(
    State(state): State<AppState>,
    Path(path): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if judge_origin(&headers, &state.site().origins) == OriginVerdict::Foreign {
        return Err(Error::ForeignOrigin);
    }
    let Some(link) = Link::find(&state, path) else { return Ok(page(&state, &unknown_link(), StatusCode::NOT_FOUND)) };
    let action = match link.action {
        LinkAction::Fresh => {
            state.store.send_fresh_link(link.token.submission).await?;
            return Ok(page(&state, &fresh_sent(), StatusCode::OK));
        }
        _ if !link.token.is_usable(Timestamp::now()) => {
            return show(State(state), Path((link.text, "fresh".to_owned()))).await;
        }
        LinkAction::Confirm => RegistrationAction::Confirm,
        LinkAction::Cancel => RegistrationAction::Cancel,
    };
    let changed = state.store.change_registration(link.token.submission, action, state.settings.offer_hours).await?;
    let words = link.words(changed.as_ref()).after();
    Ok(page(&state, &words, StatusCode::OK))
}

fn page(state: &AppState, words: &NoticePage, status: StatusCode) -> Response {
    words.answer(status, &state.site().home)
}
