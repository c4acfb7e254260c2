//! `POST /api/forms/NAME`: what a visitor sends is checked, kept, and answered.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query, Request, State},
    http::StatusCode,
    response::Response,
};
use jiff::{Timestamp, Zoned};
use tsubame_model::schema::{FieldError, FieldErrorKind, Form, FormValues, Submission, SubmissionContext};
use url::Url;

use super::{
    decode::{ReceivedForm, decode},
    keep_files::{discard, keep},
    page_again::{PageAgain, page_again_answer, render_page_again},
    problem::field_problem,
    reception::{Told, nothing_sent, received_page},
    screening::{LimitVerdict, Screening},
    slot_select::fill_slot_select,
    slot_wish::{AskedSlot, RefusedSlot},
    talk_wishes::talk_wishes,
    upload_sink::UploadSink,
};
use crate::{
    intake::bookings::SlotWish,
    store::{Reception, SealedSubmission, SeatReceipt, TalkWishes},
    web::{
        Error, OriginVerdict, client::find_client, free_slots::FreeSlots, judge_origin, state::AppState, wants_page,
    },
};

/// Takes what a form sends. The body is read and checked on the task of the connection; the writer then has all of it, so a
/// connection that drops cancels nothing.
pub(super) async fn receive(
    State(state): State<AppState>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Error> {
    let site = state.site();
    // Some surveys are answered by personal links alone.
    let is_received = |form: &&Form| form.survey.as_ref().is_none_or(|survey| survey.is_public);
    let form = site.forms.get(&name).filter(is_received).ok_or(Error::NotFound)?;
    let (parts, body) = request.into_parts();
    let headers = &parts.headers;
    let is_unclear = match judge_origin(headers, &site.origins) {
        OriginVerdict::Allowed => false,
        OriginVerdict::Unclear => true,
        OriginVerdict::Foreign => return Err(Error::ForeignOrigin),
    };
    let is_page = wants_page(headers);
    let mut sink = UploadSink::new(state.uploads());
    let ReceivedForm { values, stored } = decode(form, headers, body, &mut sink).await?;
    let now = Zoned::now();
    let (submission, talks) = match check(&state, form, &values, &now).await? {
        Ok(checked) => checked,
        Err(errors) => {
            discard(&state, stored).await;
            return Ok(refuse_fields(&state, form, &values, &errors, is_page).await);
        }
    };
    let now = now.timestamp();
    let client = find_client(&parts, &state.settings, now);
    let screening = Screening { state: &state, form, client, now, is_page };
    let passed = match screening.check_limit(&values) {
        LimitVerdict::Passed(passed) => passed,
        LimitVerdict::Asked(answer) => {
            discard(&state, stored).await;
            return Ok(answer);
        }
    };
    let text = site.agreed_text(form, submission.consent.is_current);
    let mut sealed = SealedSubmission::seal(form, &submission, text, is_unclear, &state.keys)?.with_talks(talks);
    if form.double_opt_in {
        // Only such forms ask the database for it: the others are the many.
        sealed.set_confirm_hours(state.rules().await?.confirm_hours);
    }
    screening.mark(&mut sealed, &submission, passed);
    let (files, unasked) = stored.into_iter().partition(|file| submission.answers.contains_key(&file.field));
    discard(&state, unasked).await;
    let asked = AskedSlot::of(&site, form, &submission);
    if let Some(asked) = &asked {
        match asked.request(&state, &site, form).await? {
            Ok(request) => sealed = sealed.with_slot(request, &state.keys)?,
            Err(refused) => {
                discard(&state, files).await;
                return Ok(refuse_slot(&state, form, &values, &refused, is_page).await);
            }
        }
    }
    let reception = keep(&state, sealed, files).await?;
    if let (Reception::SlotTaken, Some(asked)) = (reception, &asked) {
        let refused = asked.taken(&state, &site).await?;
        return Ok(refuse_slot(&state, form, &values, &refused, is_page).await);
    }
    if let Some(error) = group_too_large(form, reception) {
        return Ok(refuse_fields(&state, form, &values, &[error], is_page).await);
    }
    if reception == Reception::ProofSpent {
        return Ok(screening.ask_again(&values));
    }
    Ok(Told { form, reception, home: &site.home }.answer(is_page))
}

/// What was sent, checked by the form, and by the tables of its event where it wishes for talks.
async fn check(
    state: &AppState,
    form: &Form,
    values: &FormValues,
    now: &Zoned,
) -> Result<Result<(Submission, TalkWishes), Vec<FieldError>>, Error> {
    let site = state.site();
    let submission = match form.check(values, &SubmissionContext { references: &site.references, now }) {
        Ok(submission) => submission,
        Err(errors) => return Ok(Err(errors)),
    };
    Ok(talk_wishes(state, form, &submission).await?.map(|talks| (submission, talks)))
}

/// The fault at the field of a group that is larger than the whole event: only the event knows, under its lock.
fn group_too_large(form: &Form, reception: Reception) -> Option<FieldError> {
    let Reception::GroupTooLarge { most } = reception else { return None };
    let field = form.fields().find(|field| form.seats.as_ref() == Some(&field.name))?;
    let kind = FieldErrorKind::TooManySeats { most };
    Some(FieldError { name: field.name.clone(), label: field.label.clone(), kind })
}

/// The page with what was typed and a message at each field, or the same as data.
async fn refuse_fields(
    state: &AppState,
    form: &Form,
    values: &FormValues,
    errors: &[FieldError],
    is_page: bool,
) -> Response {
    if is_page { show_again(state, form, values, errors).await } else { field_problem(errors) }
}

/// A time that cannot be had: the page with what was typed and what is free instead, or the same as data.
async fn refuse_slot(
    state: &AppState,
    form: &Form,
    values: &FormValues,
    refused: &RefusedSlot,
    is_page: bool,
) -> Response {
    if is_page {
        show_again(state, form, values, std::slice::from_ref(&refused.error)).await
    } else {
        refused.problem()
    }
}

/// The page with the times that can be chosen now, if the form books something: a script would have filled them in.
async fn with_slots(state: &AppState, form: &Form, values: &FormValues, page: Vec<u8>) -> Vec<u8> {
    let site = state.site();
    let Some((booking, field)) = site.bookings.of_form(form) else { return page };
    let read = FreeSlots::read(state, &site, booking).await;
    let filled = read.and_then(|free| {
        let sent = values.texts.iter().find(|(name, _)| *name == field.name);
        let nothing = SlotWish { start: free.now, resource: None };
        let offers = free.offers_around(&sent.and_then(|(_, text)| SlotWish::parse(text)).unwrap_or(nothing));
        Ok(fill_slot_select(&page, (form, &field.name), &offers)?)
    });
    filled.unwrap_or_else(|error| {
        log::warn!("free times cannot be shown in a page: {error:#}");
        page
    })
}

/// The built page with what was typed; the errors alone where the page is not there.
async fn show_again(state: &AppState, form: &Form, values: &FormValues, errors: &[FieldError]) -> Response {
    let Some((address, page)) = state.page_of(form, values).await else { return field_problem(errors) };
    let Ok(address) = Url::parse(&address) else { return field_problem(errors) };
    let page = with_slots(state, form, values, page).await;
    match render_page_again(&page, &PageAgain { form, values, errors, address: &address }) {
        Ok(html) => {
            let policy = state.site().policies.headers_of(&address);
            page_again_answer(StatusCode::UNPROCESSABLE_ENTITY, html, &policy)
        }
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

/// `GET /api/forms/NAME/challenge`: what a script can work on before it sends, to be asked nothing past the limit.
pub(super) async fn challenge(
    State(state): State<AppState>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Error> {
    let site = state.site();
    let form = site.forms.get(&name).ok_or(Error::NotFound)?;
    let (parts, now) = (request.into_parts().0, Timestamp::now());
    let client = find_client(&parts, &state.settings, now);
    Ok(Screening { state: &state, form, client, now, is_page: false }.challenge())
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
