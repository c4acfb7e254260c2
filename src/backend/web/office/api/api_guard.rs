//! What every request of a program goes through: whose token it brings, how often it was sent, and whether it is good for this.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;

use super::{
    super::{office_state::OfficeState, staff_visit::StaffVisit},
    api_problem::{ApiFault, challenge, problem, too_often},
    api_query::{ApiBody, ApiQuery},
};
use crate::{
    intake::{office_api::ApiScope, staff::StaffRight},
    store::ApiTokenOutcome,
    web::{Error, operation::ApiOperation},
};

/// The most that a body may be.
const BODY_BYTES: usize = 64 * 1024;

/// The longest name of a request, in characters.
const LONGEST_NAME: usize = 200;

/// What a resource asks for.
#[derive(Clone)]
pub(super) struct ApiGate {
    pub state: OfficeState,
    pub right: StaffRight,
    pub operation: ApiOperation,
}

/// What a program calls its request, if it does: the same one again has no further effect.
#[derive(Clone, Debug)]
pub(super) struct RequestName {
    pub name: Option<String>,
    /// Where it was sent.
    pub path: String,
}

/// Lets through who brings a token that is good for it.
pub(super) async fn guard_api(State(gate): State<ApiGate>, request: Request, next: Next) -> Response {
    let visit = match enter(&gate, request.headers().clone()).await {
        Ok(visit) => visit,
        Err(answer) => return answer,
    };
    match read(&gate.operation, request).await {
        Ok(mut request) => {
            request.extensions_mut().insert(visit);
            next.run(request).await
        }
        Err(fault) => fault.into_response(),
    }
}

async fn enter(gate: &ApiGate, headers: HeaderMap) -> Result<StaffVisit, Response> {
    let Some(token) = bearer(&headers) else {
        return Err(challenge("Authorization: Bearer にトークンを入れてお送りください。"));
    };
    let found = gate.state.app.store.use_api_token(&token, Timestamp::now()).await;
    match found.map_err(|error| Error::from(error).into_response())? {
        ApiTokenOutcome::Unknown => {
            Err(challenge("このトークンは使えません。期限が切れたか、取り消されています。管理者にご確認ください。"))
        }
        ApiTokenOutcome::Wait(seconds) => Err(too_often(seconds)),
        ApiTokenOutcome::Good(visit) if visit.grants.may(gate.right) => {
            Ok(StaffVisit { session: visit.session, right: Some(gate.right), token: Some(visit.grants) })
        }
        ApiTokenOutcome::Good(_) => Err(lacking(gate.right)),
    }
}

/// The token is good, but not for this.
fn lacking(right: StaffRight) -> Response {
    let scope = ApiScope::of_right(right).map_or("", ApiScope::name);
    problem(StatusCode::FORBIDDEN, &format!("このトークンには、範囲「{scope}」がありません。"))
}

/// The token that a request brings. It is taken from nowhere else: addresses stand in logs, and cookies are sent unasked.
fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// What the request asks for. What the document does not know is refused, so that nobody believes a list is narrowed that is not.
async fn read(operation: &ApiOperation, request: Request) -> Result<Request, ApiFault> {
    let (mut parts, body) = request.into_parts();
    let query = ApiQuery::parse(parts.uri.query().unwrap_or_default());
    let is_known =
        |name: &str| operation.parameters.iter().any(|parameter| parameter.is_query && parameter.name == name);
    if let Some(name) = query.names().find(|name| !is_known(name)) {
        return Err(ApiFault::field(name, "この条件はありません。APIの文書で、使える条件をお確かめください。"));
    }
    parts.extensions.insert(query);
    let name = request_name(&parts.headers)?;
    parts.extensions.insert(RequestName { name, path: parts.uri.path().to_owned() });
    if parts.method == Method::POST {
        if !is_json(&parts.headers) {
            let told = "本文は application/json でお送りください。";
            return Err(ApiFault::Told(StatusCode::UNSUPPORTED_MEDIA_TYPE, told.to_owned()));
        }
        let bytes = to_bytes(body, BODY_BYTES).await.map_err(|_| Error::BodyTooLarge)?;
        parts.extensions.insert(ApiBody::parse(bytes)?);
    }
    Ok(Request::from_parts(parts, Body::empty()))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

fn request_name(headers: &HeaderMap) -> Result<Option<String>, ApiFault> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let name = value.to_str().unwrap_or_default().trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        let told = "Idempotency-Keyは、1文字以上、200文字までの英数字と記号にしてください。";
        return Err(ApiFault::Told(StatusCode::BAD_REQUEST, told.to_owned()));
    }
    Ok(Some(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_from_its_header_alone() {
        for (name, value, expected) in [
            ("authorization", "Bearer tsubame_a", Some("tsubame_a")),
            ("authorization", "bearer tsubame_a", Some("tsubame_a")),
            ("authorization", "Basic tsubame_a", None),
            ("authorization", "tsubame_a", None),
            ("cookie", "Bearer tsubame_a", None),
        ] {
            let headers = [(header::HeaderName::from_static(name), value.parse().unwrap())].into_iter().collect();
            assert_eq!(bearer(&headers).as_deref(), expected, "{name} {value}");
        }
    }
}
