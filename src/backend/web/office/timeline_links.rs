//! Where a person's line of time leads: to the pages of what its lines are about, of those that somebody may open. A right that they have
//! for another programme opens nothing of this one.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    case_words::case_address,
    event_scope::find_event,
    events::event_query,
    office_state::OfficeState,
    person_scope::{is_own_person, programme_scope},
    staff_visit::StaffVisit,
};
use crate::{
    intake::staff::StaffRight,
    store::{PersonPage, TimelineEntry, TimelineKind},
    web::Error,
};

/// What somebody may open of what happened with one person; nothing, where lines lead nowhere.
#[derive(Default)]
pub(super) struct TimelineLinks {
    events: BTreeSet<String>,
    mails: BTreeSet<Uuid>,
    messages: BTreeSet<Uuid>,
    opens_bookings: bool,
    opens_cases: bool,
}

impl TimelineLinks {
    /// What somebody may open of a person's page, each by the right and the programmes that its own page asks for.
    pub async fn read(state: &OfficeState, visit: &StaffVisit, page: &PersonPage) -> Result<Self, Error> {
        let all = |id: fn(&TimelineKind) -> Option<Uuid>| -> Vec<Uuid> {
            page.timeline.iter().filter_map(|entry| id(&entry.kind)).collect()
        };
        let sender = visit.with_right(StaffRight::SendMessages);
        let (mut mails, mut messages) = (BTreeSet::new(), BTreeSet::new());
        if sender.may(StaffRight::SendMessages) {
            let store = &state.app.store;
            mails = store.own_mails(&all(mail_of), programme_scope(&sender).as_ref()).await?;
            messages = store.own_messages(&all(message_of), &sender.scope()).await?;
        }
        let (opener, desk) = (visit.with_right(StaffRight::OpenPerson), visit.with_right(StaffRight::ManageBookings));
        Ok(Self {
            events: own_events(visit, &page.timeline),
            mails,
            messages,
            // A talk and a case are their person's.
            opens_bookings: is_own_person(state, &desk, page.person).await?,
            opens_cases: is_own_person(state, &opener, page.person).await?,
        })
    }

    /// The page of what a line is about, if somebody may open it.
    pub fn of(&self, kind: &TimelineKind) -> Option<String> {
        match kind {
            TimelineKind::Registration { .. } => event_of(kind)
                .filter(|event| self.events.contains(*event))
                .map(|event| format!("/event?{}", event_query(event))),
            TimelineKind::Booking(booking) => {
                self.opens_bookings.then(|| format!("/bookings/{}", booking.submission.0))
            }
            TimelineKind::Mail { mail, .. } => self.mails.contains(mail).then(|| format!("/outbox/{mail}")),
            TimelineKind::Message { message, .. } => {
                self.messages.contains(message).then(|| format!("/messages/{message}"))
            }
            TimelineKind::CaseStep { case, .. } => self.opens_cases.then(|| case_address(*case)),
            _ => None,
        }
    }
}

fn mail_of(kind: &TimelineKind) -> Option<Uuid> {
    if let TimelineKind::Mail { mail, .. } = kind { Some(*mail) } else { None }
}

fn message_of(kind: &TimelineKind) -> Option<Uuid> {
    if let TimelineKind::Message { message, .. } = kind { Some(*message) } else { None }
}

/// The event at which a seat is now.
fn event_of(kind: &TimelineKind) -> Option<&str> {
    let TimelineKind::Registration { place, moved_to, .. } = kind else { return None };
    Some(&moved_to.as_ref().unwrap_or(place).event)
}

fn own_events(visit: &StaffVisit, timeline: &[TimelineEntry]) -> BTreeSet<String> {
    let visit = visit.with_right(StaffRight::SeeEvents);
    let events = timeline.iter().filter_map(|entry| event_of(&entry.kind));
    let own = events.filter(|event| visit.may(StaffRight::SeeEvents) && find_event(&visit, event).is_ok());
    own.map(str::to_owned).collect()
}
