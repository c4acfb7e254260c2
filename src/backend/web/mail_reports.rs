//! `POST /api/mail/reports`: the operator's mail server passes on what others report about our mails, with a token that only the
//! two of them know.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};

use super::{
    Error,
    operation::{AnswerContent, ApiOperation, NOT_FOUND, OperationAnswer, OperationBody, OperationMethod},
    state::AppState,
};
use crate::outbox::take_report;

/// The route.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/mail/reports", post(receive))
}

/// What the document of the API says of it.
pub(super) const OPERATION: ApiOperation = ApiOperation {
    path: "/api/mail/reports",
    method: OperationMethod::Post,
    id: "report_mail",
    summary: "Takes a delivery report from the mail server of the programme, which proves itself by a Bearer token in Authorization",
    parameters: &[],
    body: OperationBody::Text("message/rfc822"),
    answers: &[
        OperationAnswer { status: 204, text: "It need not be sent again", content: AnswerContent::Nothing },
        OperationAnswer { status: 401, text: "The token is missing or another", content: AnswerContent::Nothing },
        NOT_FOUND,
    ],
};

/// Takes a report, a mail as it came. Whatever it is, the mail server need not send it again, unless the database is not there:
/// 204. Without a token in the settings there is no such address.
async fn receive(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> Result<Response, Error> {
    let expected = state.settings.mail_reports_token.as_ref().ok_or(Error::NotFound)?;
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    // Hashes of both are compared, so that the time it takes tells nothing of the token.
    let hash = |token: &[u8]| state.keys.index.hash("mail-reports-token", &[token]);
    if given.map(|token| hash(token.as_bytes())) != Some(hash(expected.as_bytes())) {
        return Ok((StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response());
    }
    let outcome = take_report(&state.store, &body).await?;
    if outcome.marked > 0 {
        log::info!("a delivery report: {} addresses take no mail", outcome.marked);
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}
