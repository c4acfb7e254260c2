//! The document itself, in OpenAPI 3.1: what the handlers say of themselves, and the forms of the site as they are now.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tsubame_model::schema::Form;

use super::form_body::{asks_for_files, form_schema};
use crate::web::{
    SiteSnapshot,
    forms::proof_work,
    operation::{
        AnswerContent, ApiOperation, EVERYWHERE, FORM_TYPES, OperationAnswer, OperationBody, OperationParameter,
    },
};

const ABOUT: &str = "What the pages of the site ask of its server. Below api/v1/ lies the content, which is described by \
                     api/v1/openapi.json. What comes from elsewhere than a page of this site (Origin, Sec-Fetch-Site) is held until \
                     somebody of the programme has looked at it.";

/// Stands in paths for the name of a form.
const FORM: &str = "{form}";

/// The document of a site.
pub(super) fn render_document(operations: &[ApiOperation], site: &SiteSnapshot) -> Value {
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    let mut add = |operation: &ApiOperation, form: Option<&Form>| {
        let name = form.map(|form| form.form.as_str()).unwrap_or_default();
        let methods = paths.entry(operation.path.replace(FORM, name)).or_default();
        methods.insert(operation.method.name().to_ascii_lowercase(), describe(operation, form, site));
    };
    for operation in operations {
        if operation.path.contains(FORM) {
            site.forms.values().for_each(|form| add(operation, Some(form)));
        } else {
            add(operation, None);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": site.home, "version": env!("CARGO_PKG_VERSION"), "description": ABOUT },
        // Wherever the document was found.
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": { "schemas": schemas() },
    })
}

fn describe(operation: &ApiOperation, form: Option<&Form>, site: &SiteSnapshot) -> Value {
    let id = form.map_or_else(|| operation.id.to_owned(), |form| format!("{}_{}", operation.id, form.form));
    let label = form.map_or_else(String::new, |form| format!(": {}", form.label));
    let mut described = json!({
        "operationId": id,
        "summary": format!("{}{label}", operation.summary),
        "parameters": operation.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "responses": responses(operation.answers),
    });
    if let (Some(body), Some(entries)) = (request_body(operation.body, form, site), described.as_object_mut()) {
        entries.insert("requestBody".to_owned(), body);
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

/// What is sent. The values of a form can be written in any of three ways; files need the one of several parts.
fn request_body(body: OperationBody, form: Option<&Form>, site: &SiteSnapshot) -> Option<Value> {
    match body {
        OperationBody::None => None,
        OperationBody::Form => form.map(|form| {
            let types: &[&str] = if asks_for_files(form) { &["multipart/form-data"] } else { FORM_TYPES };
            typed_body(types, &form_schema(form, &site.references))
        }),
        OperationBody::Fields { types, schema } => Some(typed_body(types, &schema())),
        OperationBody::Text(name) => Some(typed_body(&[name], &json!({ "type": "string" }))),
    }
}

/// The same shape in each of these types. A body has to be there where a part of it has to be.
fn typed_body(types: &[&str], schema: &Value) -> Value {
    let content = types.iter().map(|name| ((*name).to_owned(), json!({ "schema": schema })));
    json!({ "required": schema["required"].is_array(), "content": content.collect::<Map<_, _>>() })
}

/// Answers by their statuses. Where two have the same, both descriptions and contents hold.
fn responses(own: &[OperationAnswer]) -> BTreeMap<String, Value> {
    let mut responses: BTreeMap<String, Value> = BTreeMap::new();
    for answer in own.iter().chain(&EVERYWHERE) {
        let told = response(answer);
        match responses.get_mut(&answer.status.to_string()) {
            None => drop(responses.insert(answer.status.to_string(), told)),
            Some(known) => join(known, &told),
        }
    }
    responses
}

fn join(known: &mut Value, told: &Value) {
    let text = format!(
        "{}; {}",
        known["description"].as_str().unwrap_or_default(),
        told["description"].as_str().unwrap_or_default()
    );
    known["description"] = text.into();
    if let (Some(content), Value::Object(more)) = (known["content"].as_object_mut(), told["content"].clone()) {
        content.extend(more);
    }
}

fn response(answer: &OperationAnswer) -> Value {
    let page = json!({ "schema": { "type": "string" } });
    let as_problem = |name: &str| {
        let schema = json!({ "schema": { "$ref": format!("#/components/schemas/{name}") } });
        json!({ "application/problem+json": schema, "text/html": page })
    };
    let content = match answer.content {
        AnswerContent::Redirect => {
            let location = json!({ "required": true, "schema": { "type": "string" }, "description": "Where to go on" });
            return json!({ "description": answer.text, "headers": { "Location": location } });
        }
        AnswerContent::Nothing => return json!({ "description": answer.text }),
        AnswerContent::Json(schema) => json!({ "application/json": { "schema": schema() } }),
        AnswerContent::Page => json!({ "text/html": page }),
        AnswerContent::Text(name) => json!({ name: page }),
        AnswerContent::Problem => as_problem("Problem"),
        AnswerContent::FieldProblem => as_problem("FieldProblem"),
        AnswerContent::ProofProblem => as_problem("ProofProblem"),
    };
    json!({ "description": answer.text, "content": content })
}

fn schemas() -> Value {
    json!({ "Problem": problem(), "FieldProblem": field_problem(), "ProofProblem": proof_problem() })
}

/// As RFC 9457 has it.
fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["status", "title"],
        "properties": {
            "status": { "type": "integer" },
            "title": { "type": "string", "description": "What visitors are told" },
            "message": { "type": "string", "description": "The same, with what they can do about it" },
        },
    })
}

/// The same with what can be worked on. Without `proof` there is nothing to do but to wait.
fn proof_problem() -> Value {
    json!({ "allOf": [{ "$ref": "#/components/schemas/Problem" }], "properties": { "proof": proof_work() } })
}

/// The same with what is wrong at which field. Without `errors` it is about no single one; `slots` are there where a time
/// cannot be had, and are those that can be had instead.
fn field_problem() -> Value {
    json!({
        "allOf": [{ "$ref": "#/components/schemas/Problem" }],
        "properties": {
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["field", "message"],
                    "properties": { "field": { "type": "string" }, "message": { "type": "string" } },
                },
            },
            "slots": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["value", "label"],
                    "properties": { "value": { "type": "string" }, "label": { "type": "string" } },
                },
            },
        },
    })
}
