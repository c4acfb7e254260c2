//! The links in mails: `/api/l/TOKEN/ACTION`. A GET shows a page with one button, and changes nothing, since mail gateways open
//! every link; a POST acts, once, and answers the same ever after.
//!
//! | file | holds |
//! |---|---|
//! | `link_action` | what a link is for |
//! | `words`, `booking_words` | what the pages say, by how a registration stands, or a booking |
//! | `answer` | such a page as an answer that leads back to the site |
//! | `change_booking`, `series` | moving a booking to another time, a registration to another date of its series |
//! | `newsletters` | the ways into the newsletters and out of them |
//! | `personal`, `personal_words` | people look at their data, take a consent back, have all of it erased; what these pages say |
//! | `personal_file`, `personal_rows` | everything that is kept about somebody as one page to keep, and what they sent line by line |
//! | `operations` | what the document of the API says of links |

mod answer;
mod booking_words;
mod change_booking;
mod fair_talks;
mod link_action;
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
    answer::{booking_page, page, registration_page},
    booking_words::{BookingWords, state_of_booking},
    link_action::LinkAction,
    newsletters::{may_subscribe, subscribed},
    personal_words::nothing_left,
    words::{LinkWords, fresh_sent, unknown_link},
};
use super::{Error, OriginVerdict, judge_origin, state::AppState};
use crate::{
    intake::{LinkToken, RegistrationAction, SubmissionId, bookings::BookingAction},
    store::{BookingView, RegistrationView},
};

/// The routes of links.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/l/{token}/change", get(change_booking::show).post(change_booking::act))
        .route("/api/l/{token}/{action}", get(show).post(act))
        .merge(fair_talks::router())
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
        return Ok(booking_page(&state, link.booking_words(&booking).before(), &booking));
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
    Ok(registration_page(&state, words.before(), registration.as_ref()))
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
        return Ok(booking_page(&state, state_of_booking(&booking), &booking));
    }
    let offer_hours = state.rules().await?.offer_hours;
    let changed = state.store.change_registration(link.token.submission, action, offer_hours).await?;
    if changed.is_none() && is_erased(&state, &link).await? {
        return Ok(page(&state, &nothing_left(), StatusCode::OK));
    }
    Ok(registration_page(&state, link.words(changed.as_ref()).after(), changed.as_ref()))
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
