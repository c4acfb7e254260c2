//! Whether the server lives, and whether it can do its work, for whoever watches it or shares out requests.

use std::time::Duration;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::Response,
};
use serde_json::{Value, json};
use tokio::time::timeout;
use tsubame_http::answer;

use super::{
    Error,
    operation::{AnswerContent, ApiOperation, OperationAnswer, OperationBody, OperationMethod},
    state::AppState,
};

/// What the document of the API says of them.
pub(super) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation {
        path: "/api/health",
        method: OperationMethod::Get,
        id: "health",
        summary: "Whether the server lives",
        parameters: &[],
        body: OperationBody::None,
        answers: &[OperationAnswer { status: 200, text: "It does", content: AnswerContent::Json(alive) }],
    },
    ApiOperation {
        path: "/api/ready",
        method: OperationMethod::Get,
        id: "ready",
        summary: "Whether the server can do its work",
        parameters: &[],
        body: OperationBody::None,
        answers: &[
            OperationAnswer { status: 200, text: "It can", content: AnswerContent::Json(able) },
            OperationAnswer { status: 503, text: "The database does not answer", content: AnswerContent::Problem },
        ],
    },
];

fn alive() -> Value {
    json!({ "type": "object", "required": ["status"], "properties": { "status": { "const": "ok" } } })
}

fn able() -> Value {
    json!({
        "type": "object",
        "required": ["status", "forms"],
        "properties": {
            "status": { "const": "ready" },
            "forms": { "type": "integer", "minimum": 0, "description": "How many forms it receives" },
        },
    })
}

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /api/health`: 200 as long as the server answers at all. It asks nothing, so that a database that is away does not have
/// the server started again.
pub(super) async fn check() -> Response {
    told(&json!({ "status": "ok" }))
}

/// `GET /api/ready`: 200 with the number of forms that can be received, or 503 while the database does not answer. The site is
/// as it was read last; nothing is read from the disk. It says nothing else, since anybody may ask.
pub(super) async fn ready(State(state): State<AppState>) -> Result<Response, Error> {
    match timeout(PATIENCE, state.store.check()).await {
        Ok(Ok(())) => Ok(told(&json!({ "status": "ready", "forms": state.site().forms.len() }))),
        Ok(Err(error)) => {
            log::error!("the server is not ready: {error:#}");
            Err(Error::NotReady)
        }
        Err(_) => {
            log::error!("the server is not ready: the database does not answer");
            Err(Error::NotReady)
        }
    }
}

fn told(body: &Value) -> Response {
    answer(StatusCode::OK, body.to_string(), &[(header::CONTENT_TYPE, "application/json".to_owned())])
}
