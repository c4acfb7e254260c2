//! The links in mails: `/api/l/TOKEN/ACTION`. A GET shows a page with one button, and changes nothing, since mail gateways open
//! every link; a POST acts, once, and answers the same ever after.

mod answer;
mod booking_words;
mod change_booking;
mod link_action;
mod mail_words;
mod newsletters;
mod operations;
mod personal;
mod personal_file;
mod personal_rows;
mod personal_words;
mod series;
mod words;

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::get,
};
use jiff::Timestamp;

pub(super) use self::operations::OPERATIONS;
use self::{
    answer::page,
    booking_words::{BookingWords, state_of_booking},
    link_action::LinkAction,
    newsletters::{may_subscribe, subscribed},
    personal_words::nothing_left,
    words::{LinkWords, fresh_sent, unknown_link},
};
use super::{
    Error, OriginVerdict, judge_origin,
    page::{NoticePage, PageLink},
    state::AppState,
};
use crate::{
    intake::{LinkToken, RegistrationAction, SubmissionId, bookings::BookingAction},
    store::{BookingView, RegistrationView},
};

/// The routes of links.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/l/{token}/change", get(change_booking::show).post(change_booking::act))
        .route("/api/l/{token}/{action}", get(show).post(act))
        .merge(newsletters::router())
        .merge(personal::router())
        .merge(series::router())
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

    fn booking_words<'a>(&'a self, booking: &'a BookingView) -> BookingWords<'a> {
        let (now, is_usable) = (Timestamp::now(), self.token.is_usable(Timestamp::now()));
        BookingWords { link: &self.text, action: self.action, is_usable, booking, now }
    }

    fn words<'a>(&'a self, registration: Option<&'a RegistrationView>) -> LinkWords<'a> {
        let (now, is_usable) = (Timestamp::now(), self.token.is_usable(Timestamp::now()));
        LinkWords { link: &self.text, action: self.action, is_usable, registration, is_unconfirmed: false, now }
    }
}

async fn show(State(state): State<AppState>, Path(path): Path<(String, String)>) -> Result<Response, Error> {
    let Some(link) = Link::find(&state, path) else { return Ok(page(&state, &unknown_link(), StatusCode::NOT_FOUND)) };
    if let Some(booking) = state.store.booking(link.token.submission).await? {
        return Ok(page(
            &state,
            &with_booking_page(link.booking_words(&booking).before(), &state, &booking),
            StatusCode::OK,
        ));
    }
    if link.action == LinkAction::Subscribe {
        return Ok(page(&state, &may_subscribe(), StatusCode::OK));
    }
    let registration = state.store.registration(link.token.submission).await?;
    if registration.is_none() && is_erased(&state, &link).await? {
        return Ok(page(&state, &nothing_left(), StatusCode::OK));
    }
    let deadline = state.store.confirmation_deadline(link.token.submission).await?;
    let words = LinkWords { is_unconfirmed: deadline.is_some(), ..link.words(registration.as_ref()) };
    Ok(page(&state, &with_event_page(words.before(), &state, registration.as_ref()), StatusCode::OK))
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
        // It does no harm late, and there is no mail with a fresh link for it.
        LinkAction::Subscribe => {
            let words = if state.store.subscribe(link.token.submission).await? { subscribed() } else { unknown_link() };
            return Ok(page(&state, &words, StatusCode::OK));
        }
        _ if !link.token.is_usable(Timestamp::now()) => {
            return show(State(state), Path((link.text, "fresh".to_owned()))).await;
        }
        LinkAction::Confirm => RegistrationAction::Confirm,
        LinkAction::Cancel => RegistrationAction::Cancel,
    };
    if let Some(booking) = act_on_booking(&state, link.token.submission, action).await? {
        return Ok(page(&state, &with_booking_page(state_of_booking(&booking), &state, &booking), StatusCode::OK));
    }
    let changed = state.store.change_registration(link.token.submission, action, state.settings.offer_hours).await?;
    if changed.is_none() && is_erased(&state, &link).await? {
        return Ok(page(&state, &nothing_left(), StatusCode::OK));
    }
    let words = with_event_page(link.words(changed.as_ref()).after(), &state, changed.as_ref());
    Ok(page(&state, &words, StatusCode::OK))
}

/// The page with a link to that of the event, if it is about one.
fn with_event_page(words: NoticePage, state: &AppState, registration: Option<&RegistrationView>) -> NoticePage {
    let Some(registration) = registration else { return words };
    let address = format!("{}{}", state.site().home, registration.url);
    words.with_links([PageLink { text: "案内のページを見る".to_owned(), address }])
}

/// The page with a link to that of the site which tells of what is booked.
fn with_booking_page(words: NoticePage, state: &AppState, booking: &BookingView) -> NoticePage {
    let address = state.site().booking_page(booking);
    words.with_links(address.map(|address| PageLink { text: "案内のページを見る".to_owned(), address }))
}

/// Does to a booking what a link is for; `None` if the submission booked nothing.
async fn act_on_booking(
    state: &AppState,
    submission: SubmissionId,
    action: RegistrationAction,
) -> Result<Option<BookingView>, Error> {
    if state.store.booking(submission).await?.is_none() {
        return Ok(None);
    }
    let action = if action == RegistrationAction::Confirm { BookingAction::Confirm } else { BookingAction::Cancel };
    Ok(state.store.change_booking(submission, action).await?.into_view())
}

/// Whether what a link leads to is there no more.
async fn is_erased(state: &AppState, link: &Link) -> Result<bool, Error> {
    Ok(state.store.record_of(link.token.submission).await?.is_none())
}
