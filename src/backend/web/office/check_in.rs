//! The door of an event: people are let in by the code of their badge or by their line in the list, at several desks at once and over a
//! line that drops. The script of the page keeps what was not answered and sends it again; without it, each is a form.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use serde_json::json;
use tsubame_http::answer;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    attendee_rows::{AttendeeRow, attendee_row},
    event_scope::find_event,
    events::{EventAddress, event_query},
    frame::{OfficeFrame, office_headers, see_other, show, show_with_camera},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    staff_visit::StaffVisit,
    times::{day_and_time, days_and_times, time_of_day},
};
use crate::{
    documents::read_qr_code,
    intake::{BadgeCode, RegistrationId, search::fold_name, staff::StaffRight},
    store::{Attendee, CheckIn, CheckInOutcome, CheckedAt, UndoneCheckIn, UndoneOutcome},
    web::{Error, wants_page},
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::CheckIn);

/// How many points a side the picture has that a browser sends, as the script of the page has it.
const CAMERA_POINTS: usize = 256;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/event/check-in", ACCESS, page)
        .post("/event/check-in", ACCESS, check_in)
        .post("/event/check-in/read", ACCESS, read_code)
        .get("/event/check-in/undo", ACCESS, undo_page)
        .post("/event/check-in/undo", ACCESS, undo)
}

/// What became of somebody at the door.
struct DoorAnswer {
    /// Whether they may go in.
    is_in: bool,
    text: String,
    /// Who came in, and when: it can be taken back.
    came: Option<(Uuid, String)>,
}

/// What a page of the door shows beside the list.
#[derive(Default)]
struct DoorView {
    answer: Option<DoorAnswer>,
    /// By what the list is narrowed, for browsers without scripts.
    find: String,
    /// Whether somebody's coming was just taken back.
    is_undone: bool,
}

#[derive(Template)]
#[template(path = "office/check_in.html")]
struct CheckInHtml {
    frame: OfficeFrame,
    nonce: String,
    event: String,
    query: String,
    hours: String,
    answer: Option<DoorAnswer>,
    find: String,
    attendees: Vec<AttendeeRow>,
    /// Whether people take part in several ways, so that each line says which.
    has_ways: bool,
    entered: usize,
    count: usize,
    /// A name for what the form without a script sends.
    request: Uuid,
}

#[derive(Template)]
#[template(path = "office/check_in_undo.html")]
struct UndoHtml {
    frame: OfficeFrame,
    query: String,
    registration: Uuid,
    name: String,
    request: Uuid,
    fault: Option<&'static str>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
) -> Result<Response, Error> {
    let is_undone = address.done.as_deref() == Some("undone");
    draw(&state, &visit, &address.id, DoorView { is_undone, ..DoorView::default() }).await
}

async fn draw(state: &OfficeState, visit: &StaffVisit, event: &str, view: DoorView) -> Result<Response, Error> {
    find_event(visit, event)?;
    let found = state.app.store.attendees(event, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let (count, has_ways) = (found.confirmed.len(), found.day.places.len() > 1);
    let entered = found.confirmed.iter().filter(|attendee| attendee.checked_in.is_some()).count();
    let attendees = door_rows(&found.confirmed, &view.find);
    let hours = found.day.hours;
    let page = CheckInHtml {
        frame: OfficeFrame::new(format!("受付：{}", found.day.title), "/events", visit)
            .with_done(view.is_undone.then_some("受付を取り消しました。")),
        nonce: Uuid::new_v4().simple().to_string(),
        event: event.to_owned(),
        query: event_query(event),
        hours: days_and_times(hours.opens_at, hours.closes_at),
        answer: view.answer,
        find: view.find,
        attendees,
        has_ways,
        entered,
        count,
        request: Uuid::new_v4(),
    };
    show_with_camera(&page, &page.nonce, StatusCode::OK)
}

/// Those who are still waited for first, both in the order of how they are read; of them those whose name, reading or company has all
/// words that are looked for.
fn door_rows(attendees: &[Attendee], find: &str) -> Vec<AttendeeRow> {
    let words: Vec<String> = find.split_whitespace().map(fold_name).collect();
    let is_found = |attendee: &&Attendee| {
        let texts = [&attendee.name, &attendee.kana, &attendee.organisation].map(|text| fold_name(text));
        words.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
    };
    let mut found: Vec<&Attendee> = attendees.iter().filter(is_found).collect();
    found.sort_by_cached_key(|attendee| {
        let read = if attendee.kana.is_empty() { &attendee.name } else { &attendee.kana };
        (attendee.checked_in.is_some(), fold_name(read), attendee.registration.0)
    });
    found.into_iter().map(attendee_row).collect()
}

async fn check_in(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    headers: HeaderMap,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let event = form.text("event");
    find_event(&visit, event)?;
    let find = form.text("find").to_owned();
    if !form.has("code") && !form.has("registration") {
        return draw(&state, &visit, event, DoorView { find, ..DoorView::default() }).await;
    }
    let door = match who_of(&form) {
        None => DoorAnswer {
            is_in: false,
            text: "コードを読み取れませんでした。名簿から受付してください。".to_owned(),
            came: None,
        },
        Some(who) => {
            let wanted = CheckIn {
                event: event.to_owned(),
                who,
                at: form.parsed("at").unwrap_or_else(Timestamp::now),
                request: form.parsed("request").unwrap_or_else(Uuid::new_v4),
            };
            let outcome = state.app.store.check_in(wanted, &visit.actor()).await?;
            let accounts = AccountNames::read(&state).await?;
            let came = came_in(&state, who, &outcome).await?;
            DoorAnswer { came, ..told(&outcome, &accounts) }
        }
    };
    if wants_page(&headers) {
        return draw(&state, &visit, event, DoorView { answer: Some(door), find, is_undone: false }).await;
    }
    let (registration, time) = door.came.unzip();
    let body = json!({ "in": door.is_in, "text": door.text, "registration": registration, "time": time }).to_string();
    Ok(answer(StatusCode::OK, body, &office_headers("application/json", "default-src 'none'")))
}

/// Reads a code for a browser that cannot: it sends what the camera sees, as grey points.
async fn read_code(Extension(form): Extension<OfficeForm>) -> Result<Response, Error> {
    let points = BASE64_STANDARD.decode(form.text("points")).unwrap_or_default();
    let code = if points.len() == CAMERA_POINTS * CAMERA_POINTS { read_qr_code(&points, CAMERA_POINTS) } else { None };
    let body = json!({ "code": code }).to_string();
    Ok(answer(StatusCode::OK, body, &office_headers("application/json", "default-src 'none'")))
}

/// Whose coming can be taken back at once, and since when they are in.
async fn came_in(
    state: &OfficeState,
    who: CheckedAt,
    outcome: &CheckInOutcome,
) -> Result<Option<(Uuid, String)>, Error> {
    let CheckInOutcome::In { at, .. } = outcome else { return Ok(None) };
    let registration = match who {
        CheckedAt::Line(registration) => Some(registration),
        CheckedAt::Badge(code) => state.app.store.registration_of_badge(code).await?,
    };
    Ok(registration.map(|registration| (registration.0, time_of_day(*at))))
}

/// Who stands there: by the code that was read or typed, or by a line of the list.
fn who_of(form: &OfficeForm) -> Option<CheckedAt> {
    match form.text("registration") {
        "" => BadgeCode::parse(form.text("code")).map(CheckedAt::Badge),
        line => Uuid::parse_str(line).ok().map(|id| CheckedAt::Line(RegistrationId(id))),
    }
}

fn told(outcome: &CheckInOutcome, accounts: &AccountNames) -> DoorAnswer {
    let (is_in, text) = match outcome {
        CheckInOutcome::In { name, seats, at } => {
            let seats = if *seats > 1 { format!("（{seats}名）") } else { String::new() };
            (true, format!("{name}さん{seats}を受付しました（{}）。", time_of_day(*at)))
        }
        CheckInOutcome::AlreadyIn { since, by } => {
            (false, format!("{}に受付済みです（{}）。", time_of_day(*since), accounts.of(by)))
        }
        CheckInOutcome::OtherEvent { title } => {
            (false, format!("「{title}」の申し込みです。このイベントではありません。"))
        }
        CheckInOutcome::NotRegistered => (false, "申し込みが確定していません。名簿を確かめてください。".to_owned()),
        CheckInOutcome::Cancelled => (false, "この申し込みは取り消されています。".to_owned()),
        CheckInOutcome::Waiting { place } => (false, format!("キャンセル待ちの{place}番目です。席はまだありません。")),
        CheckInOutcome::TooEarly { from } => (false, format!("受付は{}からです。", day_and_time(*from))),
        CheckInOutcome::Unknown => (false, "このイベントのコードではありません。".to_owned()),
    };
    DoorAnswer { is_in, text, came: None }
}

/// Whose coming is to be taken back.
#[derive(Debug, serde::Deserialize)]
struct UndoAddress {
    id: String,
    registration: Uuid,
}

async fn undo_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<UndoAddress>,
) -> Result<Response, Error> {
    draw_undo(&state, &visit, &address, None).await
}

async fn draw_undo(
    state: &OfficeState,
    visit: &StaffVisit,
    address: &UndoAddress,
    fault: Option<&'static str>,
) -> Result<Response, Error> {
    find_event(visit, &address.id)?;
    let found = state.app.store.attendees(&address.id, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let attendee = found.confirmed.iter().find(|attendee| attendee.registration.0 == address.registration);
    let page = UndoHtml {
        frame: OfficeFrame::new("受付の取り消し", "/events", visit),
        query: event_query(&address.id),
        registration: address.registration,
        name: attendee.ok_or(Error::NotFound)?.name.clone(),
        request: Uuid::new_v4(),
        fault,
    };
    show(&page, if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

async fn undo(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<UndoAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    find_event(&visit, &address.id)?;
    let registration = RegistrationId(address.registration);
    if !state.app.store.is_registration_of(registration, &address.id).await? {
        return Err(Error::NotFound);
    }
    let reason: String = form.text("reason").chars().take(500).collect();
    if reason.is_empty() {
        return draw_undo(&state, &visit, &address, Some("理由を入力してください。")).await;
    }
    let request = form.parsed("request").unwrap_or_else(Uuid::new_v4);
    let undone = UndoneCheckIn { registration, reason, request };
    match state.app.store.undo_check_in(undone, &visit.actor()).await? {
        UndoneOutcome::Undone => Ok(see_other(&format!("/event/check-in?{}&done=undone", event_query(&address.id)))),
        UndoneOutcome::NotIn => draw_undo(&state, &visit, &address, Some("この人は受付していません。")).await,
        UndoneOutcome::Unknown => Err(Error::NotFound),
    }
}
