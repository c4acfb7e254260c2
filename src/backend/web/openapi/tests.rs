//! The document against the routes that there are.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use serde_json::Value;

use super::operations;
use crate::web::tests::setup::TestServer;

/// What may stand in the place of a part of a path.
const PARTS: [(&str, &str); 4] =
    [("{form}", "event"), ("{event}", "shibuya"), ("{token}", "none"), ("{action}", "confirm")];

/// The paths of all routes. axum tells them only by what it prints for people who look for a fault.
fn paths_of(printed: &str) -> BTreeSet<&str> {
    let named = printed.split("RouteId(").filter_map(|rest| rest.split_once("): \"")?.1.split_once('"'));
    named.map(|(path, _)| path).filter(|path| path.starts_with("/api/")).collect()
}

fn with_parts(path: &str) -> String {
    let known = PARTS.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
    let parts = known.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn paths_are_found_in_what_is_printed() {
    let printed = r#"paths: {RouteId(0): "/api/a", RouteId(12): "/api/b/{c}"}, x: {RouteId(0): "/{*__private}"}"#;
    assert_eq!(paths_of(printed), ["/api/a", "/api/b/{c}"].into());
    assert_eq!(with_parts("/api/forms/{form}/{other}"), "/api/forms/event/1");
}

#[tokio::test]
async fn every_route_is_described_beside_its_handler_and_nothing_else_is() {
    let server = TestServer::start().await;
    let printed = format!("{:?}", server.backend.router());
    let paths = paths_of(&printed);
    assert!(paths.len() >= 7 && paths.contains("/api/health"), "the routes are not found: {paths:?}");
    let mut there = BTreeSet::new();
    for path in paths {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let answer = server.send(method, &with_parts(path), &[], "").await;
            if answer.status != StatusCode::METHOD_NOT_ALLOWED {
                there.insert((path.to_owned(), method));
            }
        }
    }
    let described: BTreeSet<(String, &str)> =
        operations().iter().map(|operation| (operation.path.to_owned(), operation.method.name())).collect();
    assert_eq!(
        there, described,
        "a route and what the document says of it differ: write an ApiOperation beside its handler (see web/operation.rs) and \
         name its list in web/openapi/mod.rs"
    );
}

async fn document() -> Value {
    let answer = TestServer::start().await.get("/api/openapi.json").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    serde_json::from_str(&answer.text).unwrap()
}

#[tokio::test]
async fn the_document_has_a_body_for_each_form_and_all_that_it_names() {
    let document = document().await;
    let body = &document["paths"]["/api/forms/event"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    let expected = ["name", "email", "consent", "consent_version"];
    assert_eq!(body["required"], serde_json::json!(expected));
    assert_eq!(body["properties"]["name"]["maxLength"], 20);
    assert_eq!(body["properties"]["event"]["enum"], serde_json::json!(["shibuya"]), "the content says which there are");
    assert!(body["properties"]["event_mode"].is_null(), "what follows from the event is not asked for");
    assert!(body["properties"]["remark"].is_null(), "the honeypot is nobody's business");
    assert!(document["paths"].as_object().unwrap().keys().all(|path| !path.contains("{form}")));

    let mut ids = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            assert_eq!(ids.insert(id, (path, method)), None, "{id} is named twice");
            let told: BTreeSet<&str> = operation["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|one| one["in"] == "path")
                .map(|one| one["name"].as_str().unwrap())
                .collect();
            let asked: BTreeSet<&str> =
                path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
            assert_eq!(told, asked, "{path}");
        }
    }
    let text = document.to_string();
    let referred = text.split("\"#/components/schemas/").skip(1).filter_map(|rest| rest.split_once('"'));
    let schemas = &document["components"]["schemas"];
    assert!(referred.clone().count() > 5 && referred.into_iter().all(|(name, _)| !schemas[name].is_null()));
}

#[tokio::test]
async fn an_address_that_is_no_text_is_answered_as_all_that_is_not_there() {
    let server = TestServer::start().await;
    let answer = server.get("/api/events/%FF/seats").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::NOT_FOUND, "application/problem+json"));
}

/// The answers of a server to each operation, asked with little: what there is at addresses that lead nowhere, too.
#[tokio::test]
async fn what_is_answered_is_in_the_document() {
    let (server, document) = (TestServer::start().await, document().await);
    let mut seen = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            for accept in ["application/json", "text/html"] {
                for origin in ["https://site.example.jp", "https://other.example.jp"] {
                    let headers = [("accept", accept), ("origin", origin)];
                    let answer = server.send(&method.to_ascii_uppercase(), &with_parts(path), &headers, "a=b").await;
                    let told = &operation["responses"][answer.status.as_str()];
                    let name = answer.header("content-type").split(';').next().unwrap();
                    let is_told = told["content"].as_object().map_or(name.is_empty(), |all| all.contains_key(name));
                    assert!(told.is_object() && is_told, "{method} {path} for {accept}: {} {name}", answer.status);
                    seen.insert(answer.status.as_u16());
                }
            }
        }
    }
    assert!([200, 403, 404, 415].iter().all(|status| seen.contains(status)), "{seen:?}");
}

#[tokio::test]
async fn a_body_that_goes_on_past_its_limit_is_too_long_and_not_nowhere() {
    let server = TestServer::start().await;
    // It does not say its length beforehand.
    let answer = server.send("POST", "/api/u/none", &[], &"a".repeat(70_000)).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (StatusCode::PAYLOAD_TOO_LARGE, "application/problem+json")
    );
}
