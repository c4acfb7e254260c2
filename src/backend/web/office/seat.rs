//! The seat of somebody at an event: what can be changed of it as it stands, each with its reason, and what was changed before.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    attendee_rows::{AttendeeRow, attendee_row, place_label},
    event_scope::find_event,
    events::event_query,
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    seat_words::seat_change_text,
    staff_visit::StaffVisit,
    times::{day_and_time, days_and_times},
};
use crate::{
    intake::{Attendance, RegistrationId, RegistrationState, staff::StaffRight},
    store::{Attendee, EventDay, HandChangeRequest, HandOutcome, StaffReason},
    web::Error,
};

const MANAGE: RouteAccess = RouteAccess::Right(StaffRight::ManageEvents);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/event/seat", MANAGE, page).post("/event/seat", MANAGE, change)
}

/// Which registration of which event.
#[derive(Debug, Deserialize)]
struct SeatAddress {
    id: String,
    registration: Uuid,
}

/// What can be done to a seat as it stands.
struct SeatChoices {
    promote: bool,
    resize: bool,
    /// The other ways of taking part: names and labels.
    ways: Vec<(&'static str, &'static str)>,
    /// Other dates and events that somebody can be moved to.
    targets: Vec<MoveTarget>,
    cancel: bool,
}

/// An event that somebody can be moved to.
struct MoveTarget {
    id: String,
    label: String,
    is_set: bool,
}

/// A way of taking part, for those who are moved.
struct WayChoice {
    name: &'static str,
    label: &'static str,
    is_set: bool,
}

/// Something that was changed before.
struct ChangedRow {
    at: String,
    actor: String,
    text: String,
    reason: String,
}

/// What was typed, so that a fault loses nothing of it.
#[derive(Default)]
struct TypedChange {
    change: String,
    seats: Option<u32>,
    event: String,
    attendance: Option<Attendance>,
    over_capacity: bool,
    without_mail: bool,
    reason: String,
}

#[derive(Template)]
#[template(path = "office/seat.html")]
struct SeatHtml {
    frame: OfficeFrame,
    event: String,
    query: String,
    attendee: AttendeeRow,
    choices: SeatChoices,
    move_ways: Vec<WayChoice>,
    changes: Vec<ChangedRow>,
    typed: TypedChange,
    seats: u32,
    has_come: bool,
    fault: Option<String>,
}

impl SeatChoices {
    fn of(attendee: &Attendee, day: &EventDay, targets: Vec<MoveTarget>) -> Self {
        let state = attendee.state;
        let is_over = matches!(state, RegistrationState::Cancelled | RegistrationState::Lapsed);
        let (can_be_moved, has_come) = (state.can_be_moved(), attendee.checked_in.is_some());
        let others = day.places.keys().filter(|place| can_be_moved && **place != attendee.attendance);
        Self {
            promote: state.can_be_promoted(),
            resize: can_be_moved,
            ways: others.map(|place| (place.name(), place_label(*place))).collect(),
            targets: if can_be_moved && !has_come { targets } else { Vec::new() },
            cancel: !is_over && !has_come,
        }
    }

    fn has_any(&self) -> bool {
        self.promote || self.resize || self.cancel || !self.ways.is_empty() || !self.targets.is_empty()
    }
}

impl TypedChange {
    fn read(form: &OfficeForm) -> Self {
        Self {
            change: form.text("change").to_owned(),
            seats: form.parsed("seats"),
            event: form.text("event").to_owned(),
            attendance: Attendance::parse(form.text("attendance")),
            over_capacity: form.has("over_capacity"),
            without_mail: !form.has("with_mail"),
            reason: form.text("reason").chars().take(500).collect(),
        }
    }
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<SeatAddress>,
) -> Result<Response, Error> {
    draw(&state, &visit, &address, (None, TypedChange::default())).await
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    address: &SeatAddress,
    (fault, typed): (Option<String>, TypedChange),
) -> Result<Response, Error> {
    find_event(visit, &address.id)?;
    let store = &state.app.store;
    let found = store.attendees(&address.id, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let groups = [&found.confirmed, &found.offered, &found.waiting, &found.unsettled, &found.cancelled];
    let attendee = groups.into_iter().flatten().find(|attendee| attendee.registration.0 == address.registration);
    let attendee = attendee.ok_or(Error::NotFound)?;
    let days = store.event_days(Timestamp::now()).await?;
    let is_other = |day: &&EventDay| day.event != address.id && day.is_on && find_event(visit, &day.event).is_ok();
    let targets = days.upcoming.iter().filter(is_other).map(|day| move_target(day, &typed.event)).collect();
    let way = typed.attendance.unwrap_or(attendee.attendance);
    let move_ways = [Attendance::Venue, Attendance::Online];
    let row = attendee_row(attendee);
    let status = if fault.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = SeatHtml {
        frame: OfficeFrame::new(format!("{}さんの席", row.name), "/events", visit),
        event: found.day.title.clone(),
        query: event_query(&address.id),
        attendee: row,
        choices: SeatChoices::of(attendee, &found.day, targets),
        move_ways: move_ways
            .map(|place| WayChoice { name: place.name(), label: place_label(place), is_set: place == way })
            .into(),
        changes: changes_of(state, visit, attendee.registration).await?,
        seats: typed.seats.unwrap_or(attendee.seats),
        has_come: attendee.checked_in.is_some(),
        typed,
        fault,
    };
    show(&page, status)
}

fn move_target(day: &EventDay, chosen: &str) -> MoveTarget {
    let ways: Vec<&str> = day.places.keys().map(|place| place_label(*place)).collect();
    let when = days_and_times(day.starts_at, day.ends_at);
    MoveTarget {
        id: day.event.clone(),
        label: format!("{when} {}（{}）", day.title, ways.join("・")),
        is_set: day.event == chosen,
    }
}

/// What was changed before, the newest first.
async fn changes_of(
    state: &OfficeState,
    visit: &StaffVisit,
    registration: RegistrationId,
) -> Result<Vec<ChangedRow>, Error> {
    let changes = state.app.store.registration_reasons(registration, &visit.actor()).await?;
    let (accounts, site) = (AccountNames::read(state).await?, state.app.site());
    let row = |change: &StaffReason| ChangedRow {
        at: day_and_time(change.at),
        actor: accounts.of(&change.by),
        text: seat_change_text(change, &site),
        reason: change.text.clone(),
    };
    Ok(changes.iter().rev().map(row).collect())
}

async fn change(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<SeatAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    find_event(&visit, &address.id)?;
    if !state.app.store.is_registration_of(RegistrationId(address.registration), &address.id).await? {
        return Err(Error::NotFound);
    }
    let typed = TypedChange::read(&form);
    let fault = match typed_fault(&state, &visit, &typed).await? {
        Some(fault) => Some(fault),
        None => fault_of(&carry_out(&state, &visit, &address, &typed).await?),
    };
    match fault {
        None => Ok(see_other(&format!("/event?{}&done=seat", event_query(&address.id)))),
        Some(fault) => draw(&state, &visit, &address, (Some(fault), typed)).await,
    }
}

/// What is missing of what was typed.
async fn typed_fault(state: &OfficeState, visit: &StaffVisit, typed: &TypedChange) -> Result<Option<String>, Error> {
    let missing = match typed.change.as_str() {
        "" => Some("変更の内容を選んでください。"),
        "move" if typed.event.is_empty() => Some("移る先のイベントを選んでください。"),
        "move" if typed.attendance.is_none() => Some("移る先での参加のしかたを選んでください。"),
        "seats" if typed.seats.is_none_or(|seats| seats == 0) => Some("席の数を1以上の数で入力してください。"),
        _ if typed.reason.is_empty() => Some("理由を入力してください。"),
        _ => None,
    };
    let (None, "move", Some(way)) = (missing, typed.change.as_str(), typed.attendance) else {
        return Ok(missing.map(str::to_owned));
    };
    find_event(visit, &typed.event)?;
    let Some(day) = state.app.store.event_day(&typed.event).await? else { return Err(Error::NotFound) };
    if day.places.contains_key(&way) {
        return Ok(None);
    }
    let ways: Vec<&str> = day.places.keys().map(|place| place_label(*place)).collect();
    let (wanted, ways) = (place_label(way), ways.join("・"));
    Ok(Some(format!("「{}」には{wanted}での参加がありません。参加のしかたで「{ways}」を選んでください。", day.title)))
}

async fn carry_out(
    state: &OfficeState,
    visit: &StaffVisit,
    address: &SeatAddress,
    typed: &TypedChange,
) -> Result<HandOutcome, Error> {
    let request = HandChangeRequest {
        registration: RegistrationId(address.registration),
        over_capacity: typed.over_capacity,
        reason: typed.reason.clone(),
        actor: visit.actor(),
        offer_hours: state.app.rules().await?.offer_hours,
    };
    let store = &state.app.store;
    Ok(match typed.change.as_str() {
        "promote" => store.promote_by_hand(request).await?,
        "cancel" => store.cancel_by_staff(request, !typed.without_mail).await?,
        "venue" => store.change_attendance(request, Attendance::Venue).await?,
        "online" => store.change_attendance(request, Attendance::Online).await?,
        "seats" => store.change_seats(request, typed.seats.unwrap_or(1)).await?,
        "move" => store.move_to_event(request, &typed.event, typed.attendance).await?,
        _ => return Err(Error::NotFound),
    })
}

fn fault_of(outcome: &HandOutcome) -> Option<String> {
    let text = match outcome {
        HandOutcome::Done(_) => return None,
        HandOutcome::Full { free } => {
            return Some(format!(
                "空いている席は{free}席です。定員を超えて入れるときは「定員を超えても席を取る」を選んでください。"
            ));
        }
        HandOutcome::AlreadyThere => "このメールアドレスは、移る先にもう申し込まれています。",
        HandOutcome::CheckedIn => "受付を済ませています。先に受付を取り消してください。",
        HandOutcome::NotPossible => "この申し込みは終わっているか、保留中のため、変更できません。",
        HandOutcome::Unknown => "この申し込みは、もうありません。",
    };
    Some(text.to_owned())
}
