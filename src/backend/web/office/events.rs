//! Events: which there are, who comes to one, and seats that are moved by hand, each with its reason.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    event_scope::find_event,
    facet_words::registration_label,
    frame::{OfficeFrame, see_other, show},
    message_readers::audience_address,
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    staff_visit::StaffVisit,
    times::{day_and_time, time_of_day},
};
use crate::{
    intake::{
        Attendance, RegistrationId,
        staff::{ProgrammeScope, StaffRight},
    },
    store::{Attendee, EventDay, HandChangeRequest, HandOutcome, NoticeAudience, PlaceCount},
    web::Error,
};

const SEE: RouteAccess = RouteAccess::Right(StaffRight::SeeEvents);
const MANAGE: RouteAccess = RouteAccess::Right(StaffRight::ManageEvents);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/events", SEE, list).get("/event", SEE, page).get("/event/seat", MANAGE, seat_page).post(
        "/event/seat",
        MANAGE,
        change_seat,
    )
}

/// Which event, in an address: its id has slashes in it.
#[derive(Debug, Deserialize)]
pub(super) struct EventAddress {
    pub id: String,
    pub done: Option<String>,
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

/// Somebody in the list of an event.
pub(super) struct AttendeeRow {
    pub registration: Uuid,
    pub person: Uuid,
    pub name: String,
    pub kana: String,
    pub organisation: String,
    pub accommodation: String,
    pub attendance: &'static str,
    pub state: &'static str,
    pub seats: u32,
    pub place_in_line: String,
    pub registered: String,
    pub has_bounced: bool,
    pub checked_in: String,
}

/// Those of one state.
struct AttendeeGroup {
    label: &'static str,
    id: &'static str,
    rows: Vec<AttendeeRow>,
    /// Where all of them are written to.
    write_address: Option<String>,
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
    groups: Vec<AttendeeGroup>,
    may_manage: bool,
    may_check_in: bool,
    may_open: bool,
    may_write: bool,
}

#[derive(Template)]
#[template(path = "office/seat.html")]
struct SeatHtml {
    frame: OfficeFrame,
    event: String,
    query: String,
    attendee: AttendeeRow,
    /// Other dates and events that somebody can be moved to: ids and names.
    others: Vec<(String, String)>,
    has_both_places: bool,
    fault: Option<String>,
    reason: String,
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
    let group = |label: &'static str, id: &'static str, attendees: &[Attendee]| AttendeeGroup {
        label,
        id,
        rows: attendees.iter().map(attendee_row).collect(),
        write_address: NoticeAudience::parse(id).map(|audience| audience_address(&address.id, audience)),
    };
    let groups = [
        group("席のある人", "confirmed", &found.confirmed),
        group("席を案内中の人", "offered", &found.offered),
        group("キャンセル待ち", "waiting", &found.waiting),
        group("確認待ち・保留", "unsettled", &found.unsettled),
        group("取り消し・期限切れ", "cancelled", &found.cancelled),
    ];
    let page = EventHtml {
        frame: OfficeFrame::new(found.day.title.clone(), "/events", &visit)
            .with_done(address.done.as_deref().and_then(done_text)),
        event: event_row(&found.day),
        query: event_query(&address.id),
        groups: groups.into_iter().filter(|group| !group.rows.is_empty()).collect(),
        may_manage: visit.may(StaffRight::ManageEvents),
        may_check_in: visit.may(StaffRight::CheckIn),
        may_open: visit.may(StaffRight::OpenPerson),
        may_write: visit.may(StaffRight::SendMessages),
    };
    show(&page, StatusCode::OK)
}

/// Which registration of which event.
#[derive(Debug, Deserialize)]
struct SeatAddress {
    id: String,
    registration: Uuid,
}

async fn seat_page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<SeatAddress>,
) -> Result<Response, Error> {
    draw_seat(&state, &visit, &address, (None, "")).await
}

async fn draw_seat(
    state: &OfficeState,
    visit: &StaffVisit,
    address: &SeatAddress,
    (fault, reason): (Option<String>, &str),
) -> Result<Response, Error> {
    find_event(visit, &address.id)?;
    let found = state.app.store.attendees(&address.id, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let groups = [&found.confirmed, &found.offered, &found.waiting, &found.unsettled, &found.cancelled];
    let attendee = groups.into_iter().flatten().find(|attendee| attendee.registration.0 == address.registration);
    let attendee = attendee_row(attendee.ok_or(Error::NotFound)?);
    let days = state.app.store.event_days(Timestamp::now()).await?;
    let others = days.upcoming.iter().filter(|day| day.event != address.id && find_event(visit, &day.event).is_ok());
    let status = if fault.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = SeatHtml {
        frame: OfficeFrame::new(format!("{}さんの席", attendee.name), "/events", visit),
        event: found.day.title.clone(),
        query: event_query(&address.id),
        attendee,
        others: others
            .map(|day| (day.event.clone(), format!("{} {}", day_and_time(day.starts_at), day.title)))
            .collect(),
        has_both_places: found.day.places.len() > 1,
        fault,
        reason: reason.to_owned(),
    };
    show(&page, status)
}

async fn change_seat(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<SeatAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    find_event(&visit, &address.id)?;
    if !state.app.store.is_registration_of(RegistrationId(address.registration), &address.id).await? {
        return Err(Error::NotFound);
    }
    let reason = form.text("reason");
    if reason.is_empty() {
        return draw_seat(&state, &visit, &address, (Some("理由を入力してください。".to_owned()), "")).await;
    }
    let request = HandChangeRequest {
        registration: RegistrationId(address.registration),
        over_capacity: form.has("over_capacity"),
        reason: reason.chars().take(500).collect(),
        actor: visit.actor(),
        offer_hours: state.app.settings.offer_hours,
    };
    let store = &state.app.store;
    let outcome = match form.text("change") {
        "promote" => store.promote_by_hand(request).await?,
        "cancel" => store.cancel_by_staff(request, form.has("with_mail")).await?,
        "venue" => store.change_attendance(request, Attendance::Venue).await?,
        "online" => store.change_attendance(request, Attendance::Online).await?,
        "seats" => store.change_seats(request, form.parsed("seats").unwrap_or(1)).await?,
        "move" => {
            let event = form.text("event");
            find_event(&visit, event)?;
            store.move_to_event(request, event).await?
        }
        _ => return Err(Error::NotFound),
    };
    match fault_of(&outcome) {
        None => Ok(see_other(&format!("/event?{}&done=seat", event_query(&address.id)))),
        Some(fault) => draw_seat(&state, &visit, &address, (Some(fault), reason)).await,
    }
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
        when: format!("{}〜{}", day_and_time(day.starts_at), time_of_day(day.ends_at)),
        place: day.place.clone(),
        counts: day.places.iter().map(count).collect(),
        is_on: day.is_on,
    }
}

pub(super) fn place_label(attendance: Attendance) -> &'static str {
    match attendance {
        Attendance::Venue => "会場",
        Attendance::Online => "オンライン",
    }
}

/// Somebody as a row of a list.
pub(super) fn attendee_row(attendee: &Attendee) -> AttendeeRow {
    let name = if attendee.name.is_empty() { "（名前なし）" } else { &attendee.name };
    AttendeeRow {
        registration: attendee.registration.0,
        person: attendee.person.0,
        name: name.to_owned(),
        kana: attendee.kana.clone(),
        organisation: attendee.organisation.clone(),
        accommodation: accommodation_text(&attendee.accommodation),
        attendance: place_label(attendee.attendance),
        state: registration_label(attendee.state),
        seats: attendee.seats,
        place_in_line: attendee.place_in_line.map(|place| format!("{place}番目")).unwrap_or_default(),
        registered: day_and_time(attendee.registered_at),
        has_bounced: attendee.has_bounced,
        checked_in: attendee.checked_in.as_ref().map(|came| time_of_day(came.at)).unwrap_or_default(),
    }
}

/// What has to be seen to for somebody. That they ticked the box is said by what they wrote, where they wrote anything.
fn accommodation_text(text: &str) -> String {
    let written: Vec<&str> = text.split('、').filter(|part| *part != "yes").collect();
    if written.is_empty() { "あり（内容は本人に確認）".to_owned() } else { written.join("、") }
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "seat" => Some("席を変更しました。"),
        "undone" => Some("受付を取り消しました。"),
        "notified" => Some("お知らせを送信待ちに加えました。"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_that_was_ticked_says_nothing_beside_what_was_written() {
        for (kept, shown) in [
            ("", ""),
            ("yes", "あり（内容は本人に確認）"),
            ("車いすの席、yes", "車いすの席"),
            ("手話、字幕", "手話、字幕"),
        ] {
            assert_eq!(accommodation_text(kept), shown, "{kept}");
        }
    }
}
