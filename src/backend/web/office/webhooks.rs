//! Endpoints of other programs, for administrators: where they are, of what they are told, and what they were told last.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    frame::{OfficeFrame, see_other, show},
    integrations::{
        IntegrationField, IntegrationNews, IntegrationQuery, IntegrationRow, IntegrationWords, draw_integrations,
        made_text, programme_text,
    },
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    programme_choice::chosen_programme,
    staff_visit::StaffVisit,
    times::day_and_time,
    webhook_words::{delivery_state, event_label, target_fault, webhook_state},
};
use crate::{
    intake::{
        office_api::{WebhookEvent, WebhookTarget},
        staff::StaffRight,
    },
    store::{DeliveryState, DeliveryView, HeldDeliveries, NewWebhook, WebhookView},
    web::{Error, SiteSnapshot, webhooks::reach_of},
};

const ACCESS: RouteAccess = RouteAccess::Whole(StaffRight::ManageSettings);

/// How many deliveries are shown.
const SHOWN: u64 = 100;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/webhooks", ACCESS, list)
        .post("/webhooks", ACCESS, make)
        .get("/webhooks/{endpoint}", ACCESS, page)
        .post("/webhooks/{endpoint}/test", ACCESS, test)
        .post("/webhooks/{endpoint}/stop", ACCESS, stop)
        .post("/webhooks/{endpoint}/start", ACCESS, start)
        .post("/webhooks/{endpoint}/remove", ACCESS, remove)
        .post("/webhooks/{endpoint}/held/send", ACCESS, send_held)
        .post("/webhooks/{endpoint}/held/drop", ACCESS, drop_held)
        .post("/webhooks/{endpoint}/deliveries/{delivery}/again", ACCESS, again)
}

const WORDS: IntegrationWords = IntegrationWords {
    heading: "Webhook",
    address: "/webhooks",
    none: "送り先は、まだありません。",
    label: "送り先の一覧",
    columns: &["送り先", "出来事", "プログラム", "作成", "状態"],
    has_actions: false,
    below: "",
    making: "送り先を加える",
    above: &[IntegrationField { name: "address", label: "アドレス（https）", kind: "url", most: None }],
    after: &[],
    legend: "知らせる出来事",
    field: "event",
    boxes: || WebhookEvent::ALL.iter().map(|event| (event.name(), event_label(*event))).collect(),
};

/// A delivery in the list.
struct DeliveryRow {
    id: Uuid,
    event: String,
    made: String,
    state: String,
    status: String,
    tries: u32,
    /// Whether it can be sent again.
    is_over: bool,
    is_wrong: bool,
}

#[derive(Template)]
#[template(path = "office/webhook.html")]
struct WebhookHtml {
    frame: OfficeFrame,
    id: Uuid,
    endpoint: IntegrationRow,
    is_on: bool,
    deliveries: Vec<DeliveryRow>,
    /// How many deliveries a restore holds.
    held: u64,
}

#[derive(Template)]
#[template(path = "office/webhook_secret.html")]
struct WebhookSecretHtml {
    frame: OfficeFrame,
    id: Uuid,
    address: String,
    secret: String,
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<IntegrationQuery>,
) -> Result<Response, Error> {
    draw(&state, &visit, query.news(done_text)).await
}

async fn draw(state: &OfficeState, visit: &StaffVisit, news: IntegrationNews) -> Result<Response, Error> {
    let (accounts, site) = (AccountNames::read(state).await?, state.app.site());
    let endpoints = state.app.store.webhooks().await?;
    let rows = endpoints.iter().map(|endpoint| row(endpoint, &accounts, &site)).collect();
    draw_integrations(state, visit, &WORDS, rows, news)
}

fn row(endpoint: &WebhookView, accounts: &AccountNames, site: &SiteSnapshot) -> IntegrationRow {
    IntegrationRow {
        name: endpoint.address.clone(),
        page: Some(format!("/webhooks/{}", endpoint.id)),
        uses: endpoint.events.iter().map(|event| event.name()).collect(),
        programme: programme_text(site, endpoint.programme.as_deref()),
        made: made_text(endpoint.made_at, &endpoint.made_by, accounts),
        facts: Vec::new(),
        state: webhook_state(endpoint),
        is_wrong: endpoint.failing_since.is_some() || endpoint.stopped_at.is_some(),
        revoke: None,
    }
}

async fn make(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let new = match read_new(&state, &visit, &form) {
        Ok(new) => new,
        Err(fault) => {
            let news = IntegrationNews { done: None, fault: Some(fault), typed: form };
            return draw(&state, &visit, news).await;
        }
    };
    let address = new.address.clone();
    let made = state.app.store.add_webhook(new, &visit.actor()).await?;
    let page = WebhookSecretHtml {
        frame: OfficeFrame::new("新しいWebhook", "/api-tokens", &visit),
        id: made.id,
        address,
        secret: made.secret.render(),
    };
    show(&page, StatusCode::OK)
}

fn read_new(state: &OfficeState, visit: &StaffVisit, form: &OfficeForm) -> Result<NewWebhook, &'static str> {
    let target = WebhookTarget::parse(form.text("address"), reach_of(&state.app.settings)).map_err(target_fault)?;
    let events: BTreeSet<WebhookEvent> = form.texts("event").filter_map(WebhookEvent::parse).collect();
    if events.is_empty() {
        return Err("知らせる出来事を1つ以上選んでください。");
    }
    let programme = chosen_programme(state, visit, form)?;
    Ok(NewWebhook { address: target.as_str().to_owned(), events, programme })
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(endpoint): Path<String>,
    Query(query): Query<IntegrationQuery>,
) -> Result<Response, Error> {
    let found = state.app.store.webhook(path_id(&endpoint)?).await?.ok_or(Error::NotFound)?;
    let (accounts, site) = (AccountNames::read(&state).await?, state.app.site());
    let deliveries = state.app.store.deliveries_of(found.id, SHOWN).await?;
    let now = Timestamp::now();
    let page = WebhookHtml {
        frame: OfficeFrame::new("Webhook", "/api-tokens", &visit).with_done(query.told(done_text)),
        deliveries: deliveries.iter().map(|delivery| delivery_row(delivery, found.stopped_at.is_none(), now)).collect(),
        id: found.id,
        is_on: found.stopped_at.is_none(),
        endpoint: row(&found, &accounts, &site),
        held: state.app.store.count_held_deliveries_to(found.id).await?,
    };
    show(&page, StatusCode::OK)
}

fn delivery_row(delivery: &DeliveryView, is_on: bool, now: Timestamp) -> DeliveryRow {
    let is_over = matches!(delivery.state, DeliveryState::Sent | DeliveryState::Dead | DeliveryState::Held);
    DeliveryRow {
        id: delivery.id,
        event: delivery.event.clone(),
        made: day_and_time(delivery.made_at),
        state: delivery_state(delivery, now),
        status: match (delivery.status, delivery.tried_at) {
            (Some(status), _) => status.to_string(),
            (None, Some(_)) => "応答なし".to_owned(),
            (None, None) => String::new(),
        },
        tries: delivery.tries,
        is_over: is_over && is_on,
        is_wrong: matches!(delivery.state, DeliveryState::Dead | DeliveryState::Held),
    }
}

async fn test(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(endpoint): Path<String>,
) -> Result<Response, Error> {
    let id = path_id(&endpoint)?;
    let is_done = state.app.store.test_webhook(id, &visit.actor()).await?;
    lead_back(&state, id, is_done, "tested").await
}

async fn again(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path((endpoint, delivery)): Path<(String, String)>,
) -> Result<Response, Error> {
    let id = path_id(&endpoint)?;
    let is_done = state.app.store.send_delivery_again(id, path_id(&delivery)?, &visit.actor()).await?;
    lead_back(&state, id, is_done, "again").await
}

async fn send_held(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(endpoint): Path<String>,
) -> Result<Response, Error> {
    let id = path_id(&endpoint)?;
    let is_done = state.app.store.decide_held_deliveries(id, HeldDeliveries::Send, &visit.actor()).await?;
    lead_back(&state, id, is_done, "held_sent").await
}

async fn drop_held(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(endpoint): Path<String>,
) -> Result<Response, Error> {
    let id = path_id(&endpoint)?;
    let is_done = state.app.store.decide_held_deliveries(id, HeldDeliveries::Drop, &visit.actor()).await?;
    lead_back(&state, id, is_done, "held_dropped").await
}

async fn stop(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(endpoint): Path<String>,
) -> Result<Response, Error> {
    let id = path_id(&endpoint)?;
    let is_done = state.app.store.stop_webhook(id, &visit.actor()).await?;
    lead_back(&state, id, is_done, "stopped").await
}

async fn start(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(endpoint): Path<String>,
) -> Result<Response, Error> {
    let id = path_id(&endpoint)?;
    let is_done = state.app.store.start_webhook(id, &visit.actor()).await?;
    lead_back(&state, id, is_done, "started").await
}

async fn remove(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(endpoint): Path<String>,
) -> Result<Response, Error> {
    if state.app.store.remove_webhook(path_id(&endpoint)?, &visit.actor()).await? {
        return Ok(see_other("/webhooks?done=removed"));
    }
    Err(Error::NotFound)
}

/// The page of an endpoint that is there; what could not be done there says so.
async fn lead_back(state: &OfficeState, id: Uuid, is_done: bool, done: &str) -> Result<Response, Error> {
    if !is_done {
        state.app.store.webhook(id).await?.ok_or(Error::NotFound)?;
    }
    Ok(see_other(&format!("/webhooks/{id}?done={}", if is_done { done } else { "not_possible" })))
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "tested" => Some("テストを送信待ちに加えました。数秒で送られます。"),
        "again" => Some("もう一度送るようにしました。数秒で送られます。"),
        "held_sent" => Some("止めていたものを送るようにしました。数秒で送られます。"),
        "held_dropped" => Some("止めていたものを、送らないことにしました。"),
        "stopped" => Some("Webhookを止めました。"),
        "started" => Some("Webhookを再び始めました。これから起きることを知らせます。"),
        "removed" => Some("Webhookを消しました。"),
        "not_possible" => Some("できませんでした。止まっているか、送信の途中です。状態を確かめてください。"),
        _ => None,
    }
}
