//! Mails that were claimed, and what they are about.

use jiff::Timestamp;
use tsubame_model::schema::Channel;
use uuid::Uuid;

use crate::{
    intake::{MailKind, PersonId, RegistrationState, SubmissionId, bookings::BookingState},
    store::{BookingFacts, BookingView, ClaimedMail, MailFacts, RegistrationFacts, RegistrationView},
};

/// A mail of a kind.
pub fn claimed(kind: MailKind) -> ClaimedMail {
    ClaimedMail {
        id: Uuid::from_u128(1),
        kind,
        person: PersonId(Uuid::from_u128(2)),
        submission: SubmissionId(Uuid::from_u128(3)),
        written_at: Timestamp::UNIX_EPOCH,
        attempts: 1,
        uncertain: 0,
    }
}

/// What is known of somebody who sent a form without a seat or a time.
pub fn nothing() -> MailFacts {
    MailFacts {
        address: "visitor1@example.jp".to_owned(),
        name: "山田".to_owned(),
        registration: None,
        booking: None,
        talk_offer: None,
        table_plan: None,
        newsletter: None,
        message: None,
        survey: None,
        case_step: None,
        template: None,
        account: None,
        confirm_until: None,
    }
}

/// A registration that stands so.
pub fn registered(state: RegistrationState) -> MailFacts {
    let (starts_at, ends_at) = ("2099-12-18T10:00:00Z".parse().unwrap(), "2099-12-18T12:00:00Z".parse().unwrap());
    let view = RegistrationView {
        visit: crate::store::FairVisit::default(),
        event: "night".to_owned(),
        title: "夜の会".to_owned(),
        state,
        seats: 1,
        ahead: (state == RegistrationState::Waiting).then_some(0),
        expires_at: None,
        starts_at,
        ends_at,
        place: "坂の上ホール（架空）".to_owned(),
        url: "events/night/".to_owned(),
    };
    let registration = RegistrationFacts {
        view,
        submission: SubmissionId(Uuid::from_u128(3)),
        id: Uuid::from_u128(4),
        sequence: 1,
        join_link: None,
        has_other_dates: true,
        before: None,
        has_moved: false,
        has_calendar_entry: false,
    };
    MailFacts { registration: Some(registration), ..nothing() }
}

/// A booking that stands so.
pub fn booked(state: BookingState) -> MailFacts {
    let (starts_at, ends_at) = ("2099-12-18T10:00:00Z".parse().unwrap(), "2099-12-18T11:00:00Z".parse().unwrap());
    let view = BookingView {
        submission: SubmissionId(Uuid::from_u128(3)),
        booking: "talk".to_owned(),
        resource: "sato".to_owned(),
        title: "相談（佐藤）".to_owned(),
        channel: Channel::Video,
        state,
        starts_at,
        ends_at,
        expires_at: None,
    };
    let booking = BookingFacts {
        view,
        id: Uuid::from_u128(4),
        sequence: 1,
        before: None,
        before_title: None,
        join_address: None,
        host_mail: None,
        has_calendar_entry: false,
    };
    MailFacts { booking: Some(booking), ..nothing() }
}
