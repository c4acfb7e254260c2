//! The mails that the server writes by itself. Newsletters are written by people and are none of these.

use super::RegistrationState;

/// An occasion to write to somebody. Its name is that of its two templates in `data/mail/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    /// The event is near.
    Reminder,
    /// A time with somebody is taken.
    BookingConfirmed,
    /// A booking has another time or place.
    BookingChanged,
    /// A booking is given back.
    BookingCancelled,
    /// Somebody has registered again with this address.
    AlreadyRegistered,
    /// A link was past its term, and here is another one.
    FreshLink,
    /// A form without a seat has arrived.
    FormReceived,
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
    pub const ALL: [Self; 13] = [
        Self::SeatConfirmed,
        Self::SeatWaitlisted,
        Self::AddressConfirmation,
        Self::SeatOffered,
        Self::SeatCancelled,
        Self::EventChanged,
        Self::Reminder,
        Self::BookingConfirmed,
        Self::BookingChanged,
        Self::BookingCancelled,
        Self::AlreadyRegistered,
        Self::FreshLink,
        Self::FormReceived,
    ];

    /// Its name in file names and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::SeatConfirmed => "seat-confirmed",
            Self::SeatWaitlisted => "seat-waitlisted",
            Self::AddressConfirmation => "please-confirm",
            Self::SeatOffered => "seat-offered",
            Self::SeatCancelled => "seat-cancelled",
            Self::EventChanged => "event-changed",
            Self::Reminder => "reminder",
            Self::BookingConfirmed => "booking-confirmed",
            Self::BookingChanged => "booking-changed",
            Self::BookingCancelled => "booking-cancelled",
            Self::AlreadyRegistered => "already-registered",
            Self::FreshLink => "fresh-link",
            Self::FormReceived => "form-received",
        }
    }

    /// The one of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether the recipient holds the seat or the booking that it speaks of, and so may know where one joins online.
    pub fn may_let_in(self) -> bool {
        matches!(
            self,
            Self::SeatConfirmed | Self::EventChanged | Self::Reminder | Self::BookingConfirmed | Self::BookingChanged
        )
    }

    /// Whether somebody else may have typed the recipient's address. Such mails hold nothing that was typed: else a
    /// form would send anybody's words to anybody.
    pub fn may_reach_a_stranger(self) -> bool {
        matches!(self, Self::AddressConfirmation | Self::AlreadyRegistered)
    }
}
