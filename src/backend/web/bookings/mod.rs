//! What is free: as data for the script of a page, as a page of the server's own for browsers without scripts, and as the
//! built page of the form with a time chosen.
//!
//! | file | holds |
//! |---|---|
//! | `slot_query` | which times somebody asks for |
//! | `slots` | what is free, as JSON |
//! | `list_page` | the same as a plain page, each time a link |
//! | `form_page` | the built page of the form, with a time chosen in it |
//!
//! Nothing is booked here: the form is sent as every form is.

mod form_page;
mod list_page;
mod slot_query;
mod slots;

use axum::{Router, routing::get};

use super::{operation::ApiOperation, state::AppState};

/// What the document of the API says of them.
pub(super) const OPERATIONS: &[ApiOperation] = &[list_page::OPERATION, slots::OPERATION, form_page::OPERATION];

/// The routes.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/bookings/{booking}", get(list_page::show))
        .route("/api/bookings/{booking}/slots", get(slots::show))
        .route("/api/bookings/{booking}/form", get(form_page::show))
}
