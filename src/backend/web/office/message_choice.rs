//! To whom one can write: selections that are kept, and those of events.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use jiff::Timestamp;

use super::{
    event_scope::find_event,
    frame::{OfficeFrame, show},
    message_readers::audience_address,
    message_words::audience_label,
    office_state::OfficeState,
    staff_visit::StaffVisit,
    times::days_and_times,
};
use crate::{store::AttendeeAudience, web::Error};

/// Those of an event who can be written to.
const AUDIENCES: [AttendeeAudience; 4] =
    [AttendeeAudience::Confirmed, AttendeeAudience::Waiting, AttendeeAudience::CheckedIn, AttendeeAudience::Absent];

/// Somebody, or some, to whom a message can be: what they are called, and where it is written.
pub(super) struct ReadersLink {
    pub text: String,
    pub address: String,
}

#[derive(Template)]
#[template(path = "office/message_readers.html")]
struct MessageReadersHtml {
    frame: OfficeFrame,
    segments: Vec<ReadersLink>,
    events: Vec<(String, Vec<ReadersLink>)>,
}

/// To whom one can write.
pub(super) async fn choose_page(state: &OfficeState, visit: &StaffVisit) -> Result<Response, Error> {
    let kept = state.app.store.segments().await?;
    let own = kept.into_iter().filter(|segment| segment.owner == visit.actor());
    let segments =
        own.map(|segment| ReadersLink { text: segment.name, address: format!("/messages/new?segment={}", segment.id) });
    let days = state.app.store.event_days(Timestamp::now()).await?;
    let mut events = Vec::new();
    for day in days.upcoming.iter().chain(&days.past).filter(|day| find_event(visit, &day.event).is_ok()) {
        let link = |audience: AttendeeAudience| ReadersLink {
            text: audience_label(audience).to_owned(),
            address: audience_address(&day.event, audience),
        };
        let title = format!("{} {}", days_and_times(day.starts_at, day.ends_at), day.title);
        events.push((title, AUDIENCES.map(link).into_iter().collect()));
    }
    let frame = OfficeFrame::new("だれに書きますか", "/messages", visit);
    show(&MessageReadersHtml { frame, segments: segments.collect(), events }, StatusCode::OK)
}
