//! The API of the office: who may ask what by which token, and whether what is answered is what its document says.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    json_schema::faults,
    office_setup::{OfficeAnswer, TestOffice},
};
use crate::{
    intake::{
        calendar::clock_in_japan,
        office_api::{ApiGrants, ApiScope, ApiTokenTerms},
    },
    store::{EventFacts, MadeApiToken, test_support::event_today},
    web::operation::OperationMethod,
};

const BASE: &str = "/api/office/v1";

/// Somebody who is nowhere.
const NOBODY: &str = "01930000-0000-7000-8000-000000000000";

/// A token of an office.
pub async fn token(office: &TestOffice, scopes: &[ApiScope], programme: Option<&str>) -> MadeApiToken {
    let grants = ApiGrants { scopes: scopes.iter().copied().collect(), programme: programme.map(str::to_owned) };
    let ends_on = clock_in_japan(Timestamp::now()).date().tomorrow().unwrap();
    let terms = ApiTokenTerms { name: "見本の連携".to_owned(), grants, ends_on };
    office.store().make_api_token(terms, "admin").await.unwrap()
}

/// What the API answers to a token.
pub async fn ask(office: &TestOffice, token: &str, path: &str, body: Option<&Value>) -> OfficeAnswer {
    let request = match body {
        None => Request::get(format!("{BASE}{path}")),
        Some(_) => Request::post(format!("{BASE}{path}")).header("content-type", "application/json"),
    };
    let request = request.header("authorization", format!("Bearer {token}"));
    let body = body.map(Value::to_string).unwrap_or_default();
    office.send(request.body(Body::from(body)).unwrap()).await
}

fn read(answer: &OfficeAnswer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", answer.text))
}

/// An office with three persons at an event whose door is open, who can be found.
async fn with_three() -> TestOffice {
    let office = TestOffice::start().await;
    let today = EventFacts { id: "shibuya".to_owned(), content_time: Timestamp::now(), ..event_today(2) };
    office.store().update_event(today).await.unwrap();
    for number in 1..=3 {
        office.server.register(number).await;
    }
    office.store().index_persons().await.unwrap();
    office
}

/// The id of somebody of an office.
async fn somebody(office: &TestOffice) -> String {
    let made = token(office, ApiScope::ALL, None).await;
    let found = read(&ask(office, made.token.as_str(), "/persons", None).await);
    found["items"][0]["id"].as_str().unwrap().to_owned()
}

/// What is asked of each resource so that there is something to answer.
fn questions(person: &str) -> BTreeMap<&'static str, (String, Option<Value>)> {
    let (day, later) = ("2026-12-01", "2026-12-31");
    let get = |path: String| (path, None);
    let post = |path: String, body: Value| (path, Some(body));
    let check_in = json!({ "event": "shibuya", "registration": NOBODY, "request": NOBODY });
    [
        ("listPersons", get("/persons?f=form~~event&order=oldest&limit=2".to_owned())),
        ("searchPersons", post("/persons/search".to_owned(), json!({ "q": "山田2", "filters": ["form~~event"] }))),
        ("openPerson", get(format!("/persons/{person}"))),
        ("addTag", post(format!("/persons/{person}/tags"), json!({ "tag": "要連絡" }))),
        ("removeTag", post(format!("/persons/{person}/tags/remove"), json!({ "tag": "要連絡" }))),
        ("setPhase", post(format!("/persons/{person}/phase"), json!({ "phase": "none" }))),
        ("addNote", post(format!("/persons/{person}/notes"), json!({ "text": "電話した" }))),
        ("addTask", post(format!("/persons/{person}/tasks"), json!({ "title": "折り返す", "due_on": later }))),
        ("listEvents", get("/events".to_owned())),
        ("listAttendees", get("/attendees?event=shibuya".to_owned())),
        ("eventFigures", get("/figures?event=shibuya".to_owned())),
        ("checkIn", post("/check-ins".to_owned(), check_in)),
        ("listBookings", get(format!("/bookings?from={day}&until={later}"))),
        ("listCases", get("/cases?ends=any".to_owned())),
        ("listOrganisations", get("/organisations".to_owned())),
        ("exportPersons", post("/exports/persons".to_owned(), json!({ "reason": "月次報告" }))),
        ("document", get("/openapi.json".to_owned())),
    ]
    .into()
}

#[tokio::test]
async fn a_token_is_good_for_its_scopes_and_for_nothing_else() {
    let office = with_three().await;
    let person = somebody(&office).await;
    let questions = questions(&person);
    let table = office.api_table();
    let asked: BTreeSet<&str> = table.iter().map(|route| route.operation.id).collect();
    assert_eq!(asked, questions.keys().copied().collect(), "each resource is asked for");
    for scope in ApiScope::ALL {
        let made = token(&office, &[*scope], None).await;
        for route in &table {
            let (path, body) = &questions[route.operation.id];
            let answer = ask(&office, made.token.as_str(), path, body.as_ref()).await;
            let is_good = route.right.is_none_or(|right| scope.rights().contains(&right));
            let is_refused = answer.status == StatusCode::FORBIDDEN;
            assert_eq!(is_refused, !is_good, "{} {scope:?}: {}", route.operation.id, answer.text);
            assert!(!answer.status.is_server_error(), "{}: {}", route.operation.id, answer.text);
            assert!(!is_refused || answer.text.contains("このトークンには、範囲"), "{}", answer.text);
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
    for route in table.iter().filter(|route| route.right.is_some()) {
        let (path, body) = &questions[route.operation.id];
        for junk in ["", "tsubame_junk"] {
            let answer = ask(&office, junk, path, body.as_ref()).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", route.operation.id);
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
    }
}

/// The schema of what an operation answers with a status.
fn schema_of(document: &Value, id: &str, status: StatusCode) -> Value {
    let methods = document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    let operation = methods.into_iter().find(|operation| operation["operationId"] == id).unwrap();
    let content = &operation["responses"][status.as_str()]["content"];
    let schema = &content.as_object().unwrap_or_else(|| panic!("{id} {status}")).values().next().unwrap()["schema"];
    if schema["$ref"].is_string() { document["components"]["schemas"]["Problem"].clone() } else { schema.clone() }
}

#[tokio::test]
async fn what_is_answered_is_what_the_document_says() {
    let office = with_three().await;
    let person = somebody(&office).await;
    let made = token(&office, ApiScope::ALL, None).await;
    let document = read(&ask(&office, "", "/openapi.json", None).await);
    let mut statuses = BTreeSet::new();
    for (id, (path, body)) in questions(&person) {
        let answer = ask(&office, made.token.as_str(), &path, body.as_ref()).await;
        let schema = schema_of(&document, id, answer.status);
        assert_eq!(faults(&read(&answer), &schema), Vec::<String>::new(), "{id}: {}", answer.text);
        statuses.insert((answer.status.as_u16(), id));
        let sign = if path.contains('?') { "&" } else { "?" };
        let unknown = ask(&office, made.token.as_str(), &format!("{path}{sign}x=1"), body.as_ref()).await;
        assert!(id == "document" || unknown.status == StatusCode::UNPROCESSABLE_ENTITY, "{id}: {}", unknown.text);
        if let Some(body) = &body {
            let mut more = body.clone();
            more["unknown"] = json!(1);
            let answer = ask(&office, made.token.as_str(), &path, Some(&more)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{id}: {}", answer.text);
            let schema = schema_of(&document, id, answer.status);
            assert_eq!(faults(&read(&answer), &schema), Vec::<String>::new(), "{id}");
        }
    }
    // The site of the tests has no phases.
    let others: Vec<_> = statuses.iter().filter(|(status, _)| ![200, 201].contains(status)).collect();
    assert_eq!(others, [&(422, "setPhase")]);
}

#[tokio::test]
async fn the_document_is_made_of_the_routes() {
    let office = TestOffice::start().await;
    let document = read(&ask(&office, "", "/openapi.json", None).await);
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            described.insert((path.clone(), method.to_uppercase()));
            let named: BTreeSet<&str> =
                path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
            let parameters = operation["parameters"].as_array().unwrap();
            let told = parameters.iter().filter(|one| one["in"] == "path").map(|one| one["name"].as_str().unwrap());
            assert_eq!(told.collect::<BTreeSet<_>>(), named, "{path}");
            let scopes = operation["security"][0]["token"][0].as_str();
            assert!(path.ends_with("openapi.json") || scopes.is_some_and(|name| ApiScope::parse(name).is_some()));
        }
    }
    let table = office.api_table();
    let routes: BTreeSet<_> =
        table.iter().map(|route| (route.operation.path.to_owned(), route.operation.method.name().to_owned())).collect();
    assert_eq!((described, table.len()), (routes.clone(), routes.len()));
    // Each is where it is said to be, and answers no other method.
    let paths: BTreeMap<&str, BTreeSet<&str>> = table.iter().fold(BTreeMap::new(), |mut paths, route| {
        paths.entry(route.operation.path).or_default().insert(route.operation.method.name());
        paths
    });
    for (path, methods) in paths {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let request = Request::builder().method(method).uri(path.replace("{person}", NOBODY));
            let answer = office.send(request.body(Body::empty()).unwrap()).await;
            let is_there = answer.status != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(is_there, methods.contains(method), "{method} {path}: {}", answer.status);
        }
    }
    let nowhere = ask(&office, "", "/nothing/here", None).await;
    assert_eq!((nowhere.status, nowhere.header("content-type")), (StatusCode::NOT_FOUND, "application/problem+json"));
    assert_eq!(OperationMethod::Get.name(), "GET");
}

#[tokio::test]
async fn a_token_of_one_programme_finds_nothing_of_another() {
    let office = with_three().await;
    let person = somebody(&office).await;
    let nothing = json!([]);
    // The twin for all programmes finds all of it, so that what is not found is not found for its programme.
    for (programme, is_theirs) in [(None, true), (Some("shibuya"), true), (Some("elsewhere"), false)] {
        let made = token(&office, ApiScope::ALL, programme).await;
        let answer = async |id: &str| {
            let (path, body) = questions(&person)[id].clone();
            ask(&office, made.token.as_str(), &path, body.as_ref()).await
        };
        for id in ["openPerson", "addTag", "addNote", "addTask", "listAttendees", "eventFigures", "checkIn"] {
            let found = answer(id).await;
            assert_eq!(found.status == StatusCode::NOT_FOUND, !is_theirs, "{id} {programme:?}: {}", found.text);
        }
        let found = answer("listEvents").await;
        assert_eq!(read(&found)["items"] == nothing, !is_theirs, "{programme:?}: {}", found.text);
        // Lists of persons go by programmes, of which the event of this site has none.
        for id in ["listPersons", "searchPersons", "exportPersons"] {
            let found = answer(id).await;
            assert_eq!(read(&found)["items"] == nothing, programme.is_some(), "{id} {programme:?}: {}", found.text);
        }
    }
}

#[tokio::test]
async fn tokens_count_on_no_page_and_cookies_in_no_api() {
    let office = with_three().await;
    let (made, admin) = (token(&office, ApiScope::ALL, None).await, office.sign_in("admin", "administrator").await);
    let token = made.token.as_str();
    let page = Request::get("/persons").header("authorization", format!("Bearer {token}"));
    let page = office.send(page.body(Body::empty()).unwrap()).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/sign-in?next=%2Fpersons"));
    for (path, cookie) in [
        (format!("{BASE}/persons"), admin.cookie.clone()),
        (format!("{BASE}/persons?token={token}"), String::new()),
        (format!("{BASE}/persons"), format!("__Host-tsubame_session={token}")),
    ] {
        let request = Request::get(&path).header("cookie", cookie);
        let answer = office.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    // At the site's own host there is no such API.
    let outside = office.server.get(&format!("{BASE}/events")).await;
    assert_eq!(outside.status, StatusCode::NOT_FOUND);
    let kind = Request::post(format!("{BASE}/persons/search")).header("authorization", format!("Bearer {token}"));
    let answer = office.send(kind.header("content-type", "text/plain").body(Body::from("{}")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let long = json!({ "q": "あ".repeat(70_000) });
    assert_eq!(ask(&office, token, "/persons/search", Some(&long)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn lists_go_on_where_the_page_before_ended() {
    let office = with_three().await;
    let made = token(&office, ApiScope::ALL, None).await;
    for list in ["/persons", "/attendees?event=shibuya"] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let sign = if list.contains('?') { "&" } else { "?" };
            let page = read(&ask(&office, made.token.as_str(), &format!("{list}{sign}limit=1{after}"), None).await);
            let items = page["items"].as_array().unwrap();
            seen.extend(
                items.iter().map(|item| item["registration"].as_str().or(item["id"].as_str()).unwrap().to_owned()),
            );
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        let all: BTreeSet<&String> = seen.iter().collect();
        assert_eq!((all.len(), seen.len()), (3, 3), "{list}");
    }
}
