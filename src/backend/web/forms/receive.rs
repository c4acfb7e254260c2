//! `POST /api/forms/NAME`: what a visitor sends is checked, kept, and answered.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use jiff::Zoned;
use tsubame_model::schema::{FieldError, Form, FormValues, SubmissionContext};
use url::Url;

use super::{
    decode::{ReceivedForm, decode},
    no_files::NoFiles,
    page_again::{PageAgain, page_again_answer, render_page_again},
    problem::field_problem,
    reception::{Told, nothing_sent, received_page},
};
use crate::{
    store::{SealedSubmission, SeatReceipt},
    web::{Error, OriginVerdict, SiteSnapshot, judge_origin, state::AppState, wants_page},
};

/// Takes what a form sends. The body is read and checked on the task of the connection; the writer then has all of it, so a
/// connection that drops cancels nothing.
pub(super) async fn receive(
    State(state): State<AppState>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let site = state.site();
    let form = site.forms.get(&name).ok_or(Error::NotFound)?;
    let is_unclear = match judge_origin(&headers, &site.origins) {
        OriginVerdict::Allowed => false,
        OriginVerdict::Unclear => true,
        OriginVerdict::Foreign => return Err(Error::ForeignOrigin),
    };
    let is_page = wants_page(&headers);
    let ReceivedForm { values, .. } = decode(form, &headers, body, &mut NoFiles).await?;
    let now = Zoned::now();
    let context = SubmissionContext { references: &site.references, now: &now };
    let submission = match form.check(&values, &context) {
        Ok(submission) => submission,
        Err(errors) if is_page => return Ok(show_again(&state, form, &values, &errors).await),
        Err(errors) => return Ok(field_problem(&errors)),
    };
    let sealed = SealedSubmission::seal(form, &submission, consent_text(form, &site), is_unclear, &state.keys)?;
    let reception = state.store.receive(sealed).await?;
    Ok(Told { form, reception, home: &site.home }.answer(is_page))
}

/// What is kept of the text that was agreed to: the words at the box, and the page that says the rest.
fn consent_text(form: &Form, site: &SiteSnapshot) -> String {
    format!("{}\n{} {}", form.consent.label, site.home, form.consent.link)
}

/// The built page with what was typed; the errors alone where the page is not there.
async fn show_again(state: &AppState, form: &Form, values: &FormValues, errors: &[FieldError]) -> Response {
    let Some((address, page)) = state.page_of(form, values).await else { return field_problem(errors) };
    let Ok(address) = Url::parse(&address) else { return field_problem(errors) };
    match render_page_again(&page, &PageAgain { form, values, errors, address: &address }) {
        Ok(html) => page_again_answer(html, &[]),
        Err(error) => {
            log::warn!("a page cannot be shown again: {error}");
            field_problem(errors)
        }
    }
}

/// `GET /api/forms/NAME`: nothing is there but where the form sends to.
pub(super) async fn show(State(state): State<AppState>, Path(name): Path<String>) -> Result<Response, Error> {
    let site = state.site();
    site.forms.get(&name).map(|_| nothing_sent(&site.home)).ok_or(Error::NotFound)
}

/// `GET /api/forms/NAME/received?seat=…`: what a browser is led to once a form was received.
pub(super) async fn received(
    State(state): State<AppState>,
    Path(name): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let site = state.site();
    let form = site.forms.get(&name).ok_or(Error::NotFound)?;
    let receipt = query.get("seat").map_or(SeatReceipt::None, |name| SeatReceipt::parse(name));
    Ok(received_page(form, receipt, &site.home))
}
