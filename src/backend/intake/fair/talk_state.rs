//! What a talk at a table is, and what can be done with it.

use jiff::Timestamp;
use strum::VariantArray;

/// What a talk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum TalkState {
    /// It has its time.
    Booked,
    /// Both sides met.
    Held,
    /// Whoever had it did not come.
    VisitorAbsent,
    /// The company did not come.
    HostAbsent,
    /// It was given back.
    Cancelled,
    /// Its time came free, and waits for the word of somebody who wished for it.
    Offered,
    /// They said nothing, and others were asked.
    Lapsed,
}

/// A talk as far as changes look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FairTalkStatus {
    /// What it is.
    pub state: TalkState,
    /// When it begins.
    pub starts_at: Timestamp,
    /// Until when it can be taken, where it is offered.
    pub expires_at: Option<Timestamp>,
}

impl TalkState {
    /// All of them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name in the database and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Held => "held",
            Self::VisitorAbsent => "visitor_absent",
            Self::HostAbsent => "host_absent",
            Self::Cancelled => "cancelled",
            Self::Offered => "offered",
            Self::Lapsed => "lapsed",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|state| state.name() == name)
    }

    /// Whether it has its time, or had it: the table is theirs then.
    pub fn is_given_out(self) -> bool {
        self == Self::Booked || self.is_mark()
    }

    /// Whether its time is nobody else's.
    pub fn takes_time(self) -> bool {
        self.is_given_out() || self == Self::Offered
    }

    /// The names of all states of which the time is nobody else's.
    pub fn names_that_take_time() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().filter(|state| state.takes_time()).map(|state| state.name())
    }

    /// Whether it is what can be said of a talk once its time has come.
    pub fn is_mark(self) -> bool {
        self == Self::Held || self.is_missed()
    }

    /// Whether it was to take place and did not.
    pub fn is_missed(self) -> bool {
        matches!(self, Self::VisitorAbsent | Self::HostAbsent)
    }
}

impl FairTalkStatus {
    /// Whether it can be given back or get another time. What has begun stays as it is.
    pub fn can_change(self, now: Timestamp) -> bool {
        self.state == TalkState::Booked && self.starts_at > now
    }

    /// Whether it can be taken: it is offered, and the offer stands.
    pub fn can_be_taken(self, now: Timestamp) -> bool {
        self.state == TalkState::Offered && self.expires_at.is_some_and(|end| now < end) && self.starts_at > now
    }

    /// Whether it can be given back, or an offer be declined.
    pub fn can_be_given_back(self, now: Timestamp) -> bool {
        self.state.takes_time() && !self.state.is_mark() && self.starts_at > now
    }

    /// Whether it can be said what became of it, or something else than before.
    pub fn can_be_marked(self, now: Timestamp) -> bool {
        self.state.is_given_out() && self.starts_at <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_come_changes_and_what_has_begun_is_marked() {
        let second = |second| Timestamp::from_second(second).unwrap();
        for &state in TalkState::ALL {
            let is_offered = state == TalkState::Offered;
            let status = FairTalkStatus { state, starts_at: second(100), expires_at: is_offered.then(|| second(50)) };
            assert_eq!(status.can_change(second(99)), state == TalkState::Booked, "{state:?}");
            assert!(!status.can_change(second(100)) && !status.can_be_marked(second(99)));
            assert!(!status.can_be_taken(second(50)) && !status.can_be_given_back(second(100)));
            assert_eq!(status.can_be_taken(second(49)), is_offered, "{state:?}");
            assert_eq!(status.can_be_given_back(second(99)), state == TalkState::Booked || is_offered, "{state:?}");
            let is_nobodys = matches!(state, TalkState::Cancelled | TalkState::Lapsed);
            assert_eq!(status.can_be_marked(second(100)), !is_nobodys && !is_offered, "{state:?}");
            assert_eq!(state.takes_time(), !is_nobodys, "{state:?}");
            assert_eq!(TalkState::parse(state.name()), Some(state));
        }
        assert_eq!(TalkState::parse("gone"), None);
    }
}
