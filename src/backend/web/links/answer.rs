//! A page behind a link, as an answer that leads back to the site.

use axum::{http::StatusCode, response::Response};

use crate::{
    store::{BookingView, RegistrationView},
    web::{
        page::{NoticePage, PageLink},
        state::AppState,
    },
};

/// The page as an answer.
pub(super) fn page(state: &AppState, words: &NoticePage, status: StatusCode) -> Response {
    words.answer(status, &state.site().home)
}

/// A page about a registration, if there is one: it leads to the site's page of what was registered for.
pub(super) fn registration_page(
    state: &AppState,
    words: NoticePage,
    registration: Option<&RegistrationView>,
) -> Response {
    let address = registration.map(|registration| format!("{}{}", state.site().home, registration.url));
    page(state, &with_guide(words, address), StatusCode::OK)
}

/// A page about a booking: it leads to the site's page of what is booked, if there is one.
pub(super) fn booking_page(state: &AppState, words: NoticePage, booking: &BookingView) -> Response {
    page(state, &with_guide(words, state.site().booking_page(booking)), StatusCode::OK)
}

fn with_guide(words: NoticePage, address: Option<String>) -> NoticePage {
    words.with_links(address.map(|address| PageLink { text: "案内のページを見る".to_owned(), address }))
}
