//! The mails that go through the outbox. The server writes them by itself, but for newsletters and messages, whose words are people's.

use strum::VariantArray;

use super::RegistrationState;

/// An occasion to write to somebody. Its name is that of its two templates in `data/mail/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum MailKind {
    /// A seat is taken.
    SeatConfirmed,
    /// The event is full, and the person is on its waitlist.
    SeatWaitlisted,
    /// Somebody has typed this address into a form: was it its owner? (Double opt-in.)
    AddressConfirmation,
    /// A seat has come free for somebody on the waitlist.
    SeatOffered,
    /// A seat, or a place on the waitlist, is given back.
    SeatCancelled,
    /// The event has another time or place.
    EventChanged,
    /// The event is called off, or put off.
    EventOff,
    /// Somebody's talks at a fair have changed.
    FairTalks,
    /// Time has come free at a table for somebody who wished for it.
    TalkOffered,
    /// The event is near.
    Reminder,
    /// A time with somebody is taken.
    BookingConfirmed,
    /// A booking has another time or place.
    BookingChanged,
    /// A booking is given back.
    BookingCancelled,
    /// A booking has an address to meet at.
    BookingAddress,
    /// A booking is near.
    BookingReminder,
    /// For the other side of a booking: it is one.
    HostBooked,
    /// For the other side: it has another time, or an address to meet at.
    HostChanged,
    /// For the other side: it is given back.
    HostCancelled,
    /// For a company: who comes to its table at a fair, and when.
    HostTalks,
    /// Somebody has registered again with this address.
    AlreadyRegistered,
    /// A link was past its term, and here is another one.
    FreshLink,
    /// A form without a seat has arrived.
    FormReceived,
    /// Somebody wants newsletters at this address: was it its owner?
    SubscriptionConfirmation,
    /// News for everybody who wants them.
    Newsletter,
    /// An event or a talk, for those who want newsletters and whom it suits.
    Invitation,
    /// Somebody is asked how it was.
    SurveyInvitation,
    /// They have not answered yet.
    SurveyReminder,
    /// A case of somebody went on. Which of the templates for that says so is named by its pipeline.
    CaseStep,
    /// Staff write to somebody, or to some, about something that these have registered for.
    Message,
    /// Staff write to those who come to an event, or who came, about the event itself.
    MessageEvent,
    /// Staff write news, to those who want them.
    MessageNews,
    /// Somebody of the staff is to take an account over, for the first time or again.
    StaffInvitation,
}

impl MailKind {
    /// The mail that tells somebody what became of their registration. Staff look at a held one first, and one that
    /// nobody confirmed or took is over without a word.
    pub fn about(state: RegistrationState) -> Option<Self> {
        match state {
            RegistrationState::Unconfirmed => Some(Self::AddressConfirmation),
            RegistrationState::Confirmed => Some(Self::SeatConfirmed),
            RegistrationState::Waiting => Some(Self::SeatWaitlisted),
            RegistrationState::Offered => Some(Self::SeatOffered),
            RegistrationState::Cancelled => Some(Self::SeatCancelled),
            RegistrationState::Held | RegistrationState::Lapsed => None,
        }
    }

    /// All of them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name in file names and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::SeatConfirmed => "seat-confirmed",
            Self::SeatWaitlisted => "seat-waitlisted",
            Self::AddressConfirmation => "please-confirm",
            Self::SeatOffered => "seat-offered",
            Self::SeatCancelled => "seat-cancelled",
            Self::EventChanged => "event-changed",
            Self::EventOff => "event-off",
            Self::FairTalks => "fair-talks",
            Self::TalkOffered => "talk-offered",
            Self::Reminder => "reminder",
            Self::BookingConfirmed => "booking-confirmed",
            Self::BookingChanged => "booking-changed",
            Self::BookingCancelled => "booking-cancelled",
            Self::BookingAddress => "booking-address",
            Self::BookingReminder => "booking-reminder",
            Self::HostBooked => "host-booked",
            Self::HostChanged => "host-changed",
            Self::HostCancelled => "host-cancelled",
            Self::HostTalks => "host-talks",
            Self::AlreadyRegistered => "already-registered",
            Self::FreshLink => "fresh-link",
            Self::FormReceived => "form-received",
            Self::SubscriptionConfirmation => "please-subscribe",
            Self::Newsletter => "newsletter",
            Self::Invitation => "invitation",
            Self::SurveyInvitation => "survey-invitation",
            Self::SurveyReminder => "survey-reminder",
            Self::CaseStep => "case-step",
            Self::Message => "message",
            Self::MessageEvent => "message-event",
            Self::MessageNews => "message-news",
            Self::StaffInvitation => "staff-invitation",
        }
    }

    /// The one of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Whether it is about a survey, and says nothing once that is answered or over.
    pub fn is_of_survey(self) -> bool {
        matches!(self, Self::SurveyInvitation | Self::SurveyReminder)
    }

    /// Whether the recipient holds the seat or the booking that it speaks of, and so may know where one joins online.
    pub fn may_let_in(self) -> bool {
        matches!(
            self,
            Self::SeatConfirmed
                | Self::EventChanged
                | Self::FairTalks
                | Self::Reminder
                | Self::BookingConfirmed
                | Self::BookingChanged
                | Self::BookingAddress
                | Self::BookingReminder
                | Self::HostBooked
                | Self::HostChanged
        )
    }

    /// Whether it goes to the counsellor or the company, at their address at work.
    pub fn is_to_host(self) -> bool {
        matches!(self, Self::HostBooked | Self::HostChanged | Self::HostCancelled | Self::HostTalks)
    }

    /// Whether it goes to somebody of the staff, who is no person of the programme.
    pub fn is_to_staff(self) -> bool {
        self == Self::StaffInvitation
    }

    /// Whether somebody else may have typed the recipient's address. Such mails hold nothing that was typed: else a
    /// form would send anybody's words to anybody.
    pub fn may_reach_a_stranger(self) -> bool {
        matches!(self, Self::AddressConfirmation | Self::AlreadyRegistered | Self::SubscriptionConfirmation)
    }

    /// Whether it asks if the recipient's address is theirs. As long as nobody has said so, what was sent with it may be somebody
    /// else's, and such a mail leads to none of it.
    pub fn asks_for_owner(self) -> bool {
        matches!(self, Self::AddressConfirmation | Self::SubscriptionConfirmation)
    }

    /// Whether it goes to everybody who wants such mails, and so has a way out of them.
    pub fn is_newsletter(self) -> bool {
        matches!(self, Self::Newsletter | Self::Invitation | Self::MessageNews)
    }

    /// Whether staff have written it in the office.
    pub fn is_message(self) -> bool {
        matches!(self, Self::Message | Self::MessageEvent | Self::MessageNews)
    }

    /// Whether it may go to very many at once, none of whom waits for it. Such mails are sent when nothing else is due.
    pub fn is_bulk(self) -> bool {
        self.is_newsletter() || self == Self::Message
    }
}
