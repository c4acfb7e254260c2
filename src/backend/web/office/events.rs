//! Events: which there are, and who comes to one.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::{StatusCode, Uri},
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;
use url::form_urlencoded;

use super::{
    attendee_rows::{AttendeeGroup, AttendeeRow, groups_of, place_label},
    attendee_sorting::{attendee_heads, read_order},
    event_scope::find_event,
    export::{self, ExportOrder, ExportedList},
    frame::{OfficeFrame, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    sort_head::SortHead,
    staff_visit::StaffVisit,
    times::days_and_times,
};
use crate::{
    intake::{
        Attendance, PersonId,
        staff::{ProgrammeScope, StaffRight},
    },
    store::{DataTable, EventDay, PlaceCount, TableCell},
    web::Error,
};

const SEE: RouteAccess = RouteAccess::Right(StaffRight::SeeEvents);
const EXPORT: RouteAccess = RouteAccess::Right(StaffRight::ExportPersons);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/events", SEE, list).get("/event", SEE, page).get("/event/export", EXPORT, export::ask).post(
        "/event/export",
        EXPORT,
        export,
    )
}

/// Which event, in an address: its id has slashes in it.
#[derive(Debug, Deserialize)]
pub(super) struct EventAddress {
    pub id: String,
    pub done: Option<String>,
    /// By what the list of its people is sorted, as [`read_order`] reads it.
    #[serde(default)]
    pub order: String,
}

/// An event in the list.
struct EventRow {
    address: String,
    title: String,
    when: String,
    place: String,
    counts: Vec<String>,
    is_on: bool,
}

#[derive(Template)]
#[template(path = "office/events.html")]
struct EventsHtml {
    frame: OfficeFrame,
    upcoming: Vec<EventRow>,
    past: Vec<EventRow>,
}

#[derive(Template)]
#[template(path = "office/event.html")]
struct EventHtml {
    frame: OfficeFrame,
    event: EventRow,
    query: String,
    heads: Vec<SortHead>,
    groups: Vec<AttendeeGroup>,
    may_manage: bool,
    may_check_in: bool,
    may_open: bool,
    may_write: bool,
    may_count: bool,
    may_export: bool,
    /// Whether companies have tables there.
    is_fair: bool,
}

async fn list(State(state): State<OfficeState>, Extension(visit): Extension<StaffVisit>) -> Result<Response, Error> {
    let days = state.app.store.event_days(Timestamp::now()).await?;
    let scope = visit.scope();
    let is_theirs = |day: &&EventDay| match &scope {
        ProgrammeScope::All => true,
        ProgrammeScope::Only(programmes) => programmes.contains(&day.event),
    };
    let page = EventsHtml {
        frame: OfficeFrame::new("イベント", "/events", &visit),
        upcoming: days.upcoming.iter().filter(is_theirs).map(event_row).collect(),
        past: days.past.iter().filter(is_theirs).map(event_row).collect(),
    };
    show(&page, StatusCode::OK)
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
) -> Result<Response, Error> {
    find_event(&visit, &address.id)?;
    let found = state.app.store.attendees(&address.id, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let order = read_order(&address.order);
    let found = match order {
        Some(order) => found.sorted(order),
        None => found,
    };
    let page = EventHtml {
        frame: OfficeFrame::new(found.day.title.clone(), "/events", &visit)
            .with_done(address.done.as_deref().and_then(done_text)),
        event: event_row(&found.day),
        query: event_query(&address.id),
        heads: attendee_heads(&address.id, order),
        groups: groups_of(&address.id, &found),
        may_manage: visit.may(StaffRight::ManageEvents),
        may_check_in: visit.may(StaffRight::CheckIn),
        may_open: visit.may(StaffRight::OpenPerson),
        may_write: visit.may(StaffRight::SendMessages),
        may_count: visit.may(StaffRight::SeeFigures),
        may_export: visit.may(StaffRight::ExportPersons),
        is_fair: state.app.store.fair_plan(&address.id).await?.is_some(),
    };
    show(&page, StatusCode::OK)
}

/// The lists of the page as one table.
async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
    uri: Uri,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    find_event(&visit, &address.id)?;
    let order = match ExportOrder::read(&form, uri, &visit) {
        Ok(order) => order,
        Err(page) => return page,
    };
    let found = state.app.store.attendees(&address.id, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let (mut rows, mut persons) = (Vec::new(), BTreeSet::new());
    for group in groups_of(&address.id, &found) {
        for row in group.rows {
            persons.insert(PersonId(row.person));
            rows.push(exported_row(group.label, row));
        }
    }
    let headings =
        ["区分", "名前", "ふりがな", "所属", "参加", "席", "状態", "待ち順", "メール", "申し込み", "受付", "配慮"];
    let table = DataTable { headings: headings.map(str::to_owned).into(), rows };
    order.send(&state, &visit, ExportedList { stem: "attendees", table, persons }).await
}

fn exported_row(group: &str, row: AttendeeRow) -> Vec<TableCell> {
    let mail = if row.has_bounced { "不達" } else { "" };
    let before = [group.to_owned(), row.name, row.kana, row.organisation, row.attendance.to_owned()];
    let after =
        [row.state.to_owned(), row.place_in_line, mail.to_owned(), row.registered, row.checked_in, row.accommodation];
    let seats = TableCell::Number(i64::from(row.seats));
    before.map(TableCell::Text).into_iter().chain([seats]).chain(after.map(TableCell::Text)).collect()
}

/// The part of an address that names an event.
pub(super) fn event_query(id: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair("id", id).finish()
}

fn event_row(day: &EventDay) -> EventRow {
    let count = |(attendance, count): (&Attendance, &PlaceCount)| {
        let place = place_label(*attendance);
        let capacity = count.capacity.map_or_else(|| "定員なし".to_owned(), |seats| format!("定員{seats}"));
        format!("{place}：確定{}／{capacity}、待ち{}、受付{}", count.confirmed, count.waiting, count.entered)
    };
    EventRow {
        address: format!("/event?{}", event_query(&day.event)),
        title: day.title.clone(),
        when: days_and_times(day.starts_at, day.ends_at),
        place: day.place.clone(),
        counts: day.places.iter().map(count).collect(),
        is_on: day.is_on,
    }
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "seat" => Some("席を変更しました。"),
        "undone" => Some("受付を取り消しました。"),
        _ => None,
    }
}
