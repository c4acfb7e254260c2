//! `GET /api/openapi.json`: what the server can be asked, for programs and for whoever writes them. It is made of what stands
//! beside the handlers and of the forms of the site, as they are at this moment.

mod document;
mod form_body;
#[cfg(test)]
mod tests;

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::Response,
    routing::get,
};
use serde_json::json;
use tsubame_http::answer;

use self::document::render_document;
use super::{
    api, bookings, forms, health, links, mail_reports,
    operation::{AnswerContent, ApiOperation, OperationAnswer, OperationBody, OperationMethod},
    page,
    state::AppState,
    surveys,
};

/// The route.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/openapi.json", get(show))
}

const OPERATION: ApiOperation = ApiOperation {
    path: "/api/openapi.json",
    method: OperationMethod::Get,
    id: "document",
    summary: "This document",
    parameters: &[],
    body: OperationBody::None,
    answers: &[OperationAnswer {
        status: 200,
        text: "OpenAPI 3.1",
        content: AnswerContent::Json(|| json!({ "type": "object", "required": ["openapi", "info", "paths"] })),
    }],
};

/// All that the server can be asked. What has routes of its own adds its list here.
fn operations() -> Vec<ApiOperation> {
    let own = [OPERATION, page::OPERATION, mail_reports::OPERATION];
    let parts = [
        health::OPERATIONS,
        forms::OPERATIONS,
        links::OPERATIONS,
        surveys::OPERATIONS,
        bookings::OPERATIONS,
        api::OPERATIONS,
    ];
    [&own[..], &parts.concat()].concat()
}

async fn show(State(state): State<AppState>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CACHE_CONTROL, "public, max-age=60".to_owned()),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()),
    ];
    answer(StatusCode::OK, render_document(&operations(), &state.site()).to_string(), &headers)
}
