//! `GET /api/bookings/NAME/form?slot=…`: the built page of the form that books, with that time chosen in it, for browsers
//! without scripts. From there it is sent as from the page itself.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::Response,
};
use serde_json::json;
use tsubame_http::answer;
use tsubame_model::schema::{Booking, Form, FormValues};
use url::Url;

use super::{list_page::list_address, slot_query::BOOKING};
use crate::{
    intake::bookings::{SlotOffer, SlotWish},
    web::{
        Error,
        forms::{PageAgain, fill_slot_select, page_again_answer, render_page_again},
        free_slots::FreeSlots,
        operation::{
            AnswerContent, ApiOperation, NOT_FOUND, OperationAnswer, OperationBody, OperationMethod, OperationParameter,
        },
        state::AppState,
    },
};

/// What the document of the API says of it.
pub(super) const OPERATION: ApiOperation = ApiOperation {
    path: "/api/bookings/{booking}/form",
    method: OperationMethod::Get,
    id: "choose_slot",
    summary: "The page of the form that books, with a time chosen in it",
    parameters: &[BOOKING, SLOT],
    body: OperationBody::None,
    answers: &[
        OperationAnswer { status: 200, text: "The page", content: AnswerContent::Page },
        OperationAnswer {
            status: 303,
            text: "To the list of free times, where this one is not free",
            content: AnswerContent::Redirect,
        },
        NOT_FOUND,
    ],
};

const SLOT: OperationParameter = OperationParameter {
    name: "slot",
    is_query: true,
    text: "The value of a free time",
    schema: || json!({ "type": "string" }),
};

/// The page; or, where that time is not free, the list of those that are.
pub(super) async fn show(
    State(state): State<AppState>,
    Path(name): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let site = state.site();
    let booking = site.bookings.by_name.get(&name).ok_or(Error::NotFound)?;
    let form = site.forms.get(&booking.form).ok_or(Error::NotFound)?;
    let (_, field) = site.bookings.of_form(form).ok_or(Error::NotFound)?;
    let Some(wish) = query.get("slot").and_then(|text| SlotWish::parse(text)) else {
        return Ok(see_other(list_address(booking, None, None)));
    };
    let free = FreeSlots::read(&state, &site, booking).await?;
    let offers = free.offers_around(&wish);
    let Some(chosen) = offers.iter().find(|offer| offer.wish == wish) else {
        let address =
            list_address(booking, Some(free.today()), wish.resource.as_deref().filter(|key| is_known(booking, key)));
        return Ok(see_other(format!("{address}&gone=1")));
    };
    let values = chosen_values(form, &field.name, chosen);
    let Some((address, page)) = state.page_of(form, &values).await else { return Err(Error::NotFound) };
    let address = Url::parse(&address).map_err(anyhow::Error::from)?;
    let page = fill_slot_select(&page, (form, &field.name), &offers).map_err(anyhow::Error::from)?;
    let again = PageAgain { form, values: &values, errors: &[], address: &address };
    let html = render_page_again(&page, &again).map_err(anyhow::Error::from)?;
    Ok(page_again_answer(StatusCode::OK, html, &site.policies.headers_of(&address)))
}

fn is_known(booking: &Booking, key: &str) -> bool {
    booking.resource(key).is_some()
}

/// The values that are chosen already: the time, and that no other page is meant than the one that is for everybody.
fn chosen_values(form: &Form, field: &str, chosen: &SlotOffer) -> FormValues {
    let mut texts: Vec<(String, String)> = form.references.iter().map(|name| (name.clone(), String::new())).collect();
    texts.push((field.to_owned(), chosen.wish.render()));
    if chosen.wish.resource.is_some() {
        // A company's name goes into the field that a link may fill in.
        let prefilled = form.fields().find(|field| field.prefill);
        texts.extend(prefilled.zip(chosen.with.first()).map(|(field, name)| (field.name.clone(), name.clone())));
    }
    FormValues { texts, files: Vec::new() }
}

fn see_other(location: String) -> Response {
    answer(StatusCode::SEE_OTHER, "", &[(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())])
}
