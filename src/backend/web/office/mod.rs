//! The office: the pages of a programme's staff. They lie at a host of their own, since nothing of the site may run on it, and want
//! somebody who has signed in; each says which right it takes ([`OfficeRoutes`]).
//!
//! | file | holds |
//! |---|---|
//! | `office_settings`, `office_state` | where it is; what handlers share, beside what the server has |
//! | `assets` | the style sheet, and the script of the door |
//! | `office_routes`, `guard` | which page takes which right, and seeing to it |
//! | `staff_visit`, `office_cookies` | who asks; by which cookies they are known |
//! | `office_form` | what a form of the office sends |
//! | `frame`, `office_errors` | what is around every page; what went wrong as a page |
//! | `right_words`, `times`, `today_words`, `event_facts_words` | rights and roles, times, and why something waits, in words |
//! | `sign_in`, `invitation`, `sessions` | coming in, for the first time and again; where somebody is signed in |
//! | `today` | what waits for a person now |
//! | `persons`, `person_filters`, `facet_words` | finding persons, and by what |
//! | `person`, `timeline_words`, `person_scope` | one person on a line of time; whom somebody may see |
//! | `person_record` | two records that are one person's, consents taken back, erasing |
//! | `events`, `event_scope`, `check_in` | who comes to an event, seats moved by hand, the door |
//! | `bookings`, `booking`, `booking_steps` | the calendar of talks, one talk, and what staff do with it |
//! | `booking_scope`, `booking_words` | whose talks are, and talks in words |
//! | `hosts`, `site_hosts` | when counsellors and companies can be met; which there are |
//! | `today_agenda`, `questions` | what is on today, and what has to be answered |
//! | `surveys`, `survey_texts`, `survey_scope` | what surveys were answered with, in numbers and in words |
//! | `audit_log` | who did what, for the auditor |
//! | `accounts`, `account_names` | who may come in, and what they may do; who did something |
//! | `path_id` | what an address names |

mod account_names;
mod accounts;
mod assets;
mod audit_log;
mod booking;
mod booking_scope;
mod booking_steps;
mod booking_words;
mod bookings;
mod check_in;
mod event_facts_words;
mod event_scope;
mod events;
mod facet_words;
mod frame;
mod guard;
mod hosts;
mod invitation;
mod office_cookies;
mod office_errors;
mod office_form;
mod office_routes;
mod office_settings;
mod office_state;
mod path_id;
mod person;
mod person_filters;
mod person_record;
mod person_scope;
mod persons;
mod questions;
mod right_words;
mod sessions;
mod sign_in;
mod site_hosts;
mod staff_visit;
mod survey_scope;
mod survey_texts;
mod surveys;
mod timeline_words;
mod times;
mod today;
mod today_agenda;
mod today_words;

use std::time::Duration;

use axum::{
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tsubame_http::{HostRoutes, Limits};

#[cfg(test)]
pub(super) use self::office_routes::{OfficeRoute, RouteAccess};
pub use self::office_settings::OfficeSettings;
use self::{office_routes::OfficeRoutes, office_state::OfficeState};
use super::{
    Error,
    state::AppState,
    trial_key::{KeyGate, ask_for_key},
};

/// What every request of the office keeps to.
const OFFICE_LIMITS: Limits = Limits { body_bytes: 256 * 1024, time: Duration::from_secs(30) };

/// The office at its host.
pub(super) fn host_routes(state: AppState, settings: OfficeSettings) -> HostRoutes {
    let (host, key) = (settings.host().to_owned(), settings.key.clone());
    let routes = routes(OfficeState::new(state, settings)).into_router();
    let routes =
        routes.fallback(async || Error::NotFound).method_not_allowed_fallback(async || Error::MethodNotAllowed);
    let routes = OFFICE_LIMITS.apply(routes, |refusal| -> Response { Error::from(refusal).into_response() });
    let routes = routes.layer(from_fn(office_errors::show_errors));
    let routes = match key {
        Some(key) => routes.layer(from_fn_with_state(KeyGate { key, path: "/" }, ask_for_key)),
        None => routes,
    };
    HostRoutes { host, routes }
}

/// The routes, for whoever walks through them.
#[cfg(test)]
pub(super) fn route_table(state: AppState, settings: OfficeSettings) -> Vec<OfficeRoute> {
    routes(OfficeState::new(state, settings)).table().to_vec()
}

fn routes(state: OfficeState) -> OfficeRoutes {
    let routes = OfficeRoutes::new(state);
    let routes = sign_in::add(assets::add(routes));
    let routes = sessions::add(invitation::add(routes));
    let routes = person_record::add(person::add(persons::add(routes)));
    let routes = check_in::add(events::add(routes));
    let routes = hosts::add(booking_steps::add(booking::add(bookings::add(routes))));
    let routes = questions::add(survey_texts::add(surveys::add(routes)));
    audit_log::add(accounts::add(today::add(routes)))
}
