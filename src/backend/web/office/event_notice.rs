//! A notice to those who come to an event: written, looked at, and sent once to each address.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use strum::VariantArray;
use uuid::Uuid;

use super::{
    event_scope::find_event,
    events::{EventAddress, event_query},
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    staff_visit::StaffVisit,
};
use crate::{
    intake::staff::StaffRight,
    store::{Attendees, EventNoticeDraft, NoticeAudience},
    web::Error,
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::SendMessages);

/// The longest subject and the longest text, in characters.
const LONGEST_TITLE: usize = 80;
const LONGEST_TEXT: usize = 4_000;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/event/notice", ACCESS, page).post("/event/notice", ACCESS, send)
}

/// Whom it can be for.
struct AudienceChoice {
    name: &'static str,
    label: &'static str,
    /// How many registrations, and how many of them take mail.
    count: usize,
    reached: usize,
    is_set: bool,
}

#[derive(Template)]
#[template(path = "office/event_notice.html")]
struct EventNoticeHtml {
    frame: OfficeFrame,
    query: String,
    event: String,
    audiences: Vec<AudienceChoice>,
    title: String,
    text: String,
    request: Uuid,
    is_preview: bool,
    fault: Option<&'static str>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
) -> Result<Response, Error> {
    draw(&state, &visit, &address.id, &OfficeForm::default(), None).await
}

async fn send(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<EventAddress>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    find_event(&visit, &address.id)?;
    if !form.has("send") || fault_of(&form).is_some() {
        return draw(&state, &visit, &address.id, &form, fault_of(&form)).await;
    }
    let draft = EventNoticeDraft {
        event: address.id.clone(),
        audience: NoticeAudience::parse(form.text("audience")).ok_or(Error::NotFound)?,
        title: form.text("title").to_owned(),
        text: form.lines("text"),
        request: form.parsed("request").ok_or(Error::NotFound)?,
    };
    state.app.store.notify_attendees(draft, &visit.actor()).await?;
    Ok(see_other(&format!("/event?{}&done=notified", event_query(&address.id))))
}

/// What keeps a notice from being sent.
fn fault_of(form: &OfficeForm) -> Option<&'static str> {
    let (title, text) = (form.text("title"), form.text("text"));
    if NoticeAudience::parse(form.text("audience")).is_none() {
        Some("だれに送るかを選んでください。")
    } else if title.is_empty() || title.chars().count() > LONGEST_TITLE || title.contains(['\r', '\n']) {
        Some("件名は1文字以上、80文字までの1行にしてください。")
    } else if text.is_empty() || text.chars().count() > LONGEST_TEXT {
        Some("本文は1文字以上、4,000文字までにしてください。")
    } else {
        None
    }
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    event: &str,
    form: &OfficeForm,
    fault: Option<&'static str>,
) -> Result<Response, Error> {
    find_event(visit, event)?;
    let found = state.app.store.attendees(event, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let chosen = form.text("audience");
    let page = EventNoticeHtml {
        frame: OfficeFrame::new("参加者へのお知らせ", "/events", visit),
        query: event_query(event),
        event: found.day.title.clone(),
        audiences: NoticeAudience::VARIANTS.iter().map(|audience| choice(*audience, &found, chosen)).collect(),
        title: form.text("title").to_owned(),
        text: form.text("text").to_owned(),
        request: form.parsed("request").unwrap_or_else(Uuid::new_v4),
        is_preview: fault.is_none() && !chosen.is_empty(),
        fault,
    };
    show(&page, if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

fn choice(audience: NoticeAudience, found: &Attendees, chosen: &str) -> AudienceChoice {
    let is_in = |wanted: bool| {
        let of_event = found.confirmed.iter();
        of_event.filter(move |attendee| attendee.checked_in.is_some() == wanted).collect::<Vec<_>>()
    };
    let (label, attendees) = match audience {
        NoticeAudience::Confirmed => ("席のある人", found.confirmed.iter().collect()),
        NoticeAudience::Waiting => ("キャンセル待ちの人", found.waiting.iter().collect()),
        NoticeAudience::CheckedIn => ("受付した人", is_in(true)),
        NoticeAudience::Absent => ("席があり、受付していない人", is_in(false)),
    };
    AudienceChoice {
        name: audience.name(),
        label,
        count: attendees.len(),
        reached: attendees.iter().filter(|attendee| !attendee.has_bounced).count(),
        is_set: chosen == audience.name(),
    }
}
