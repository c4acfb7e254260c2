//! The office: the pages of a programme's staff. They lie at a host of their own, since nothing of the site may run on it, and want
//! somebody who has signed in; each says which right it takes ([`OfficeRoutes`]).
//!
//! | file | holds |
//! |---|---|
//! | `office_settings`, `office_state` | where it is; what handlers share, beside what the server has |
//! | `assets` | the style sheet, and the scripts of the door, of writing and of passkeys |
//! | `office_routes`, `guard` | which page takes which right, and seeing to it |
//! | `staff_visit`, `office_cookies` | who asks; by which cookies they are known |
//! | `office_form`, `sent_files` | what a form of the office sends, and the files that came with it |
//! | `frame`, `office_errors` | what is around every page; what went wrong as a page |
//! | `right_words`, `times`, `today_words`, `event_facts_words`, `file_words` | rights and roles, times, why something waits, and files, in words |
//! | `sign_in`, `invitation`, `sessions` | coming in, for the first time and again; where somebody is signed in |
//! | `passkeys`, `passkey_sign_in` | passkeys of one's own, and signing in by one |
//! | `today` | what waits for a person now |
//! | `persons`, `person_list`, `person_filters`, `filter_boxes` | finding persons, by what |
//! | `person_columns`, `facet_words` | what is shown of them |
//! | `bulk_actions` | many of them changed at once |
//! | `export`, `person_export`, `visitor_files` | lists as files, all of one person, and files that they sent |
//! | `person`, `timeline_words`, `timeline_links`, `person_scope` | one person on a line of time, and where it leads; whom somebody may see |
//! | `person_record` | two records that are one person's, consents taken back, erasing |
//! | `events`, `attendee_rows`, `attendee_sorting`, `event_scope`, `check_in`, `walk_in` | who comes to an event, the door |
//! | `seat`, `seat_words` | a seat moved by hand, and what was done to it in words |
//! | `event_prints`, `event_figures` | badges and lists on paper, what is counted |
//! | `fair_tables`, `fair_talk`, `fair_prints`, `fair_follow_ups`, `fair_words` | the tables of a fair, one talk there, both on paper, whoever did not talk; in words |
//! | `cases`, `case_words` | the cases of persons, consultations and referrals; and these in words |
//! | `tasks`, `task_lines`, `owners` | what is to be done, each task as a line, and who can do it |
//! | `organisations`, `organisation_form`, `organisation`, `organisation_dealings`, `organisation_words` | companies, towns and partners: listed, written down, one with what is done about it |
//! | `approvals`, `approval_form`, `approval_words` | what the city approves, and asking for it |
//! | `records`, `record_form`, `record_words` | meetings, days, accounts elsewhere, what is handed over |
//! | `data_incidents`, `data_incident`, `incident_words` | what happened to personal data, and who is told until when |
//! | `today_programme`, `today_mails` | what waits of these; mails of staff that did not arrive or cannot be written |
//! | `today_webhooks` | endpoints that somebody has to look after |
//! | `programme_choice`, `programme_values` | which programme something belongs to, and what messages say of it |
//! | `list_choice`, `sort_head` | values that can be chosen; columns that sort |
//! | `messages`, `messages_export`, `message_form`, `message_reply`, `message_approval` | messages: how they go out, also as a file; writing them, answering a question |
//! | `message_readers`, `message_choice`, `message_obstacles`, `message_words` | to whom they are and can be, what keeps one from going out, all in words |
//! | `outbox`, `outbox_mail`, `outbox_words` | mails, one of them, what became of it in words |
//! | `bookings`, `bookings_export`, `booking`, `booking_steps` | the calendar of talks, also as a file; one talk, and what staff do with it |
//! | `booking_scope`, `booking_words` | whose talks are, and talks in words |
//! | `hosts`, `site_hosts` | when counsellors and companies can be met; which there are |
//! | `today_agenda`, `questions` | what is on today, and what has to be answered |
//! | `surveys`, `survey_export`, `survey_texts`, `survey_scope` | what surveys were answered with, in numbers and in words |
//! | `audit_log`, `action_words` | who did what, for the auditor; and what was done in words |
//! | `api`, `api_tokens`, `api_token_words` | the same for programs, and the tokens that these need |
//! | `integrations` | what the pages of tokens and of webhooks share |
//! | `webhooks`, `webhook_words` | what other programs are told, and where |
//! | `accounts`, `accounts_export`, `account_names` | who may come in, and what they may do, also as a file; who did something |
//! | `settings`, `setting_form`, `setting_words` | what staff set: all of it, one of it, in words |
//! | `role_table`, `fiscal_choice` | which role may do what; which fiscal year figures are of |
//! | `mail_templates`, `mail_template`, `template_draft`, `template_words` | what mails say: all of them, one of them, as it is edited, in words |
//! | `template_budget`, `line_diff` | how much work that may be; what has changed in a text |
//! | `retention`, `retention_form` | how long everything is kept, and saying it of a form |
//! | `path_id` | what an address names |

mod account_names;
mod accounts;
mod accounts_export;
mod action_words;
mod api;
mod api_token_words;
mod api_tokens;
mod approval_form;
mod approval_words;
mod approvals;
mod assets;
mod attendee_rows;
mod attendee_sorting;
mod audit_log;
mod booking;
mod booking_scope;
mod booking_steps;
mod booking_words;
mod bookings;
mod bookings_export;
mod bulk_actions;
mod case_words;
mod cases;
mod check_in;
mod data_incident;
mod data_incidents;
mod event_facts_words;
mod event_figures;
mod event_prints;
mod event_scope;
mod events;
mod export;
mod facet_words;
mod fair_follow_ups;
mod fair_prints;
mod fair_tables;
mod fair_talk;
mod fair_words;
mod file_words;
mod filter_boxes;
mod fiscal_choice;
mod frame;
mod guard;
mod hosts;
mod incident_words;
mod integrations;
mod invitation;
mod line_diff;
mod list_choice;
mod mail_template;
mod mail_templates;
mod message_approval;
mod message_choice;
mod message_form;
mod message_obstacles;
mod message_readers;
mod message_reply;
mod message_words;
mod messages;
mod messages_export;
mod office_cookies;
mod office_errors;
mod office_form;
mod office_routes;
mod office_settings;
mod office_state;
mod organisation;
mod organisation_dealings;
mod organisation_form;
mod organisation_words;
mod organisations;
mod outbox;
mod outbox_mail;
mod outbox_words;
mod owners;
mod passkey_sign_in;
mod passkeys;
mod path_id;
mod person;
mod person_columns;
mod person_export;
mod person_filters;
mod person_list;
mod person_record;
mod person_scope;
mod persons;
mod programme_choice;
mod questions;
mod record_form;
mod record_words;
mod records;
mod retention;
mod retention_form;
mod right_words;
mod role_table;
mod seat;
mod seat_words;
mod sent_files;
mod sessions;
mod setting_form;
mod setting_words;
mod settings;
mod sign_in;
mod site_hosts;
mod sort_head;
mod staff_visit;
mod survey_export;
mod survey_scope;
mod survey_texts;
mod surveys;
mod task_lines;
mod tasks;
mod template_budget;
mod template_draft;
mod template_words;
mod timeline_links;
mod timeline_words;
mod times;
mod today;
mod today_agenda;
mod today_mails;
mod today_programme;
mod today_webhooks;
mod today_words;
mod visitor_files;
mod walk_in;
mod webhook_words;
mod webhooks;

use std::time::Duration;

use axum::{
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tsubame_http::{HostRoutes, Limits, Refusal};

#[cfg(test)]
pub(super) use self::{
    api::ApiRoute,
    office_routes::{OfficeRoute, RouteAccess},
};
use self::{office_routes::OfficeRoutes, office_state::OfficeState};
pub use self::{office_settings::OfficeSettings, right_words::role_label as staff_role_label};
use super::{
    Error,
    state::AppState,
    trial_key::{KeyGate, ask_for_key},
};

/// What every request of the office keeps to.
const OFFICE_LIMITS: Limits = Limits { body_bytes: 256 * 1024, time: Duration::from_secs(30) };

/// The same for forms that bring files along.
const FILE_LIMITS: Limits = Limits { body_bytes: 64 * 1024 * 1024, time: Duration::from_mins(2) };

/// The office at its host.
pub(super) fn host_routes(state: AppState, settings: OfficeSettings) -> HostRoutes {
    let (host, key) = (settings.host().to_owned(), settings.key.clone());
    let refuse = |refusal: Refusal| -> Response { Error::from(refusal).into_response() };
    let state = OfficeState::new(state, settings);
    let api = OFFICE_LIMITS.apply(api::router(state.clone()), refuse);
    let (routes, with_files) = routes(state).into_routers();
    let routes = OFFICE_LIMITS.apply(routes, refuse).merge(FILE_LIMITS.apply(with_files, refuse));
    let routes =
        routes.fallback(async || Error::NotFound).method_not_allowed_fallback(async || Error::MethodNotAllowed);
    let routes = routes.layer(from_fn(office_errors::show_errors));
    let routes = match key {
        Some(key) => routes.layer(from_fn_with_state(KeyGate { key, path: "/" }, ask_for_key)),
        None => routes,
    };
    // Programs have neither cookies nor the key of `tsubame up`: a token was made by somebody who has both.
    HostRoutes { host, routes: api.fallback_service(routes) }
}

/// The routes, for whoever walks through them.
#[cfg(test)]
pub(super) fn route_table(state: AppState, settings: OfficeSettings) -> Vec<OfficeRoute> {
    routes(OfficeState::new(state, settings)).table().to_vec()
}

/// The resources of the API, for the same.
#[cfg(test)]
pub(super) fn api_table(state: AppState, settings: OfficeSettings) -> Vec<ApiRoute> {
    api::table(OfficeState::new(state, settings))
}

fn routes(state: OfficeState) -> OfficeRoutes {
    let parts: &[fn(OfficeRoutes) -> OfficeRoutes] = &[
        assets::add,
        sign_in::add,
        passkey_sign_in::add,
        invitation::add,
        sessions::add,
        passkeys::add,
        today::add,
        persons::add,
        bulk_actions::add,
        person::add,
        person_record::add,
        person_export::add,
        visitor_files::add,
        tasks::add,
        cases::add,
        events::add,
        seat::add,
        check_in::add,
        walk_in::add,
        event_prints::add,
        event_figures::add,
        fair_tables::add,
        fair_talk::add,
        fair_prints::add,
        fair_follow_ups::add,
        messages::add,
        messages_export::add,
        message_form::add,
        message_approval::add,
        outbox::add,
        outbox_mail::add,
        bookings::add,
        bookings_export::add,
        booking::add,
        booking_steps::add,
        hosts::add,
        questions::add,
        surveys::add,
        survey_export::add,
        survey_texts::add,
        organisations::add,
        organisation::add,
        organisation_form::add,
        organisation_dealings::add,
        approvals::add,
        approval_form::add,
        records::add,
        record_form::add,
        data_incidents::add,
        data_incident::add,
        accounts::add,
        accounts_export::add,
        api_tokens::add,
        webhooks::add,
        settings::add,
        setting_form::add,
        role_table::add,
        mail_templates::add,
        mail_template::add,
        retention::add,
        retention_form::add,
        audit_log::add,
    ];
    parts.iter().fold(OfficeRoutes::new(state), |routes, add| add(routes))
}
