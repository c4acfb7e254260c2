//! What became of a talk when its time had come: it was held, or one side did not come.

use jiff::Timestamp;
use strum::VariantArray;

use super::{BookingState, BookingStatus};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum BookingMark {
    /// Both sides met.
    Held,
    /// Whoever booked did not come.
    VisitorAbsent,
    /// The counsellor or company did not come.
    HostAbsent,
}

impl BookingMark {
    /// All of them, in the order in which they are offered.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name in the database and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::VisitorAbsent => "visitor_absent",
            Self::HostAbsent => "host_absent",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|mark| mark.name() == name)
    }

    /// What the audit log calls saying so.
    pub fn action(self) -> &'static str {
        match self {
            Self::Held => "booking.held",
            Self::VisitorAbsent | Self::HostAbsent => "booking.no_show",
        }
    }
}

impl BookingStatus {
    /// Whether it can be said what became of it: it was booked, and its time has come.
    pub fn can_be_marked(self, now: Timestamp) -> bool {
        self.state == BookingState::Booked && self.starts_at <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_booked_and_has_begun_has_become_something() {
        let second = |second| Timestamp::from_second(second).unwrap();
        for state in BookingState::VARIANTS {
            let status = BookingStatus { state: *state, starts_at: second(1000), expires_at: None };
            assert!(!status.can_be_marked(second(999)), "{state:?}");
            assert_eq!(status.can_be_marked(second(1000)), *state == BookingState::Booked, "{state:?}");
        }
        for mark in BookingMark::ALL {
            assert_eq!(BookingMark::parse(mark.name()), Some(*mark));
        }
        assert_eq!(BookingMark::parse("late"), None);
    }
}
