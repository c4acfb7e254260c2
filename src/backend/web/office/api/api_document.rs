//! `GET /api/office/v1/openapi.json`: what programs can ask of the office. It is made of what stands beside the handlers.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Extension, http::StatusCode, response::Response};
use serde_json::{Map, Value, json};

use super::{
    api_problem::json_answer,
    api_routes::{ApiRoute, ApiRoutes},
    json_shapes::text,
};
use crate::{
    intake::{office_api::ApiScope, staff::StaffRight},
    web::operation::{
        AnswerContent, ApiOperation, EVERYWHERE, OperationAnswer, OperationBody, OperationMethod, OperationParameter,
    },
};

const ABOUT: &str = "What programs can ask of the office, by tokens that an administrator makes at /api-tokens. A token sees what the \
                     pages would show to somebody with the same rights; what it reads and changes stands in the audit log under its \
                     name. A token for one programme finds nothing of another one. Requests are counted by the minute.";

const DOCUMENT: ApiOperation = ApiOperation {
    path: "/api/office/v1/openapi.json",
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

/// The route.
pub(super) fn add(routes: ApiRoutes) -> ApiRoutes {
    routes.add_open(DOCUMENT, show)
}

async fn show(Extension(table): Extension<Arc<[ApiRoute]>>) -> Response {
    json_answer(StatusCode::OK, &render(&table))
}

/// The document of these resources.
fn render(table: &[ApiRoute]) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for route in table {
        let methods = paths.entry(route.operation.path).or_default();
        methods.insert(route.operation.method.name().to_ascii_lowercase(), describe(route));
    }
    let scopes: Vec<&str> = ApiScope::ALL.iter().map(|scope| scope.name()).collect();
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Tsubame office", "version": env!("CARGO_PKG_VERSION"), "description": ABOUT },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": { "Problem": problem() },
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": format!("Scopes: {}", scopes.join(", ")) },
            },
        },
    })
}

fn describe(route: &ApiRoute) -> Value {
    let operation = &route.operation;
    let mut parameters: Vec<Value> = operation.parameters.iter().map(parameter).collect();
    if operation.method == OperationMethod::Post && route.right == Some(StaffRight::EditPerson) {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false, "schema": text(),
            "description": "A name for this request: sent again within 72 hours, notes and tasks are not written twice",
        }));
    }
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": responses(route),
    });
    let scope = route.right.and_then(ApiScope::of_right);
    if let Some(scope) = scope {
        described["security"] = json!([{ "token": [scope.name()] }]);
    }
    if let OperationBody::Fields { types, schema } = operation.body {
        let content = types.iter().map(|name| ((*name).to_owned(), json!({ "schema": schema() })));
        described["requestBody"] = json!({ "required": true, "content": content.collect::<Map<_, _>>() });
    }
    described
}

fn parameter(parameter: &OperationParameter) -> Value {
    json!({
        "name": parameter.name,
        "in": if parameter.is_query { "query" } else { "path" },
        "required": !parameter.is_query,
        "description": parameter.text,
        "schema": (parameter.schema)(),
    })
}

/// What any resource that takes a token may answer.
const GUARDED: [(u16, &str); 5] = [
    (400, "The body cannot be read"),
    (401, "There is no token, or none that is good"),
    (403, "The token is not good for this"),
    (422, "Something that was sent is not as the document says; `errors` names it"),
    (429, "The token was sent too often; Retry-After says for how long to wait"),
];

fn responses(route: &ApiRoute) -> BTreeMap<String, Value> {
    let mut responses: BTreeMap<String, Value> = BTreeMap::new();
    let as_problem = |text: &str| {
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        json!({ "description": text, "content": { "application/problem+json": { "schema": schema } } })
    };
    for answer in route.operation.answers.iter().chain(&EVERYWHERE) {
        let described = match answer.content {
            AnswerContent::Json(schema) => {
                json!({ "description": answer.text, "content": { "application/json": { "schema": schema() } } })
            }
            _ => as_problem(answer.text),
        };
        responses.insert(answer.status.to_string(), described);
    }
    if route.right.is_some() {
        for (status, text) in GUARDED {
            responses.entry(status.to_string()).or_insert_with(|| as_problem(text));
        }
        if route.operation.method == OperationMethod::Post {
            responses.insert("415".to_owned(), as_problem("The body is not application/json"));
        }
    }
    responses
}

/// As RFC 9457 has it.
fn problem() -> Value {
    let error = json!({
        "type": "object",
        "required": ["field", "message"],
        "properties": { "field": text(), "message": text() },
    });
    json!({
        "type": "object",
        "required": ["status", "title"],
        "properties": {
            "status": { "type": "integer" },
            "title": { "type": "string", "description": "What is wrong and what to do, in Japanese" },
            "errors": { "type": "array", "items": error },
        },
    })
}
