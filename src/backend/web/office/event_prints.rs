//! What is printed for the day of an event: badges with the codes that the door reads, and the list in case there is no line at all.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;

use super::{
    attendee_rows::place_label,
    event_scope::find_event,
    events::{EventAddress, event_query},
    frame::{OfficeFrame, show},
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    staff_visit::StaffVisit,
    times::{day_and_time, days_and_times},
};
use crate::{
    documents::render_qr_code,
    intake::staff::StaffRight,
    store::{EventDay, PrintedBadge},
    web::Error,
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::CheckIn);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/event/badges", ACCESS, badges).get("/event/list", ACCESS, list)
}

/// A badge, or a line of the list.
struct PrintedRow {
    name: String,
    kana: String,
    organisation: String,
    /// How large the name is printed.
    size: &'static str,
    place: &'static str,
    seats: u32,
    code: String,
    /// The code as a drawing.
    drawing: String,
}

#[derive(Template)]
#[template(path = "office/badges.html")]
struct BadgesHtml {
    frame: OfficeFrame,
    query: String,
    title: String,
    when: String,
    rows: Vec<PrintedRow>,
}

#[derive(Template)]
#[template(path = "office/door_list.html")]
struct DoorListHtml {
    frame: OfficeFrame,
    query: String,
    title: String,
    when: String,
    printed: String,
    rows: Vec<PrintedRow>,
}

async fn badges(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
) -> Result<Response, Error> {
    let (day, rows) = read(&state, &visit, &address.id).await?;
    let page = BadgesHtml {
        frame: OfficeFrame::new("名札", "/events", &visit),
        query: event_query(&address.id),
        title: day.title.clone(),
        when: when(&day),
        rows,
    };
    show(&page, StatusCode::OK)
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
) -> Result<Response, Error> {
    let (day, mut rows) = read(&state, &visit, &address.id).await?;
    rows.sort_by(|one, other| (&one.kana, &one.name).cmp(&(&other.kana, &other.name)));
    let page = DoorListHtml {
        frame: OfficeFrame::new("受付名簿", "/events", &visit),
        query: event_query(&address.id),
        title: day.title.clone(),
        when: when(&day),
        printed: day_and_time(Timestamp::now()),
        rows,
    };
    show(&page, StatusCode::OK)
}

async fn read(state: &OfficeState, visit: &StaffVisit, event: &str) -> Result<(EventDay, Vec<PrintedRow>), Error> {
    find_event(visit, event)?;
    let day = state.app.store.event_day(event).await?.ok_or(Error::NotFound)?;
    let badges = state.app.store.printed_badges(event, &visit.actor()).await?;
    let rows = badges.iter().map(printed_row).collect::<Result<_, Error>>()?;
    Ok((day, rows))
}

fn printed_row(badge: &PrintedBadge) -> Result<PrintedRow, Error> {
    let code = badge.code.render();
    Ok(PrintedRow {
        size: name_size(&badge.name),
        name: badge.name.clone(),
        kana: badge.kana.clone(),
        organisation: badge.organisation.clone(),
        place: place_label(badge.attendance),
        seats: badge.seats,
        drawing: render_qr_code(&code)?,
        code,
    })
}

/// The longer a name is, the smaller it has to be to stand on a badge: six letters are twelve millimetres high.
fn name_size(name: &str) -> &'static str {
    match name.chars().filter(|letter| !letter.is_whitespace()).count() {
        0..=6 => "",
        7..=8 => "long",
        _ => "longest",
    }
}

fn when(day: &EventDay) -> String {
    format!("{}、{}", days_and_times(day.starts_at, day.ends_at), day.place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_as_large_as_a_badge_takes() {
        for (name, size) in [
            ("林 湊", ""),
            ("長谷川 小百合", ""),
            ("勅使河原 小百合", "long"),
            ("五十嵐 ヴィクトリア 真理子", "longest"),
        ] {
            assert_eq!(name_size(name), size, "{name}");
        }
    }
}
