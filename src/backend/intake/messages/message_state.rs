//! How far a message has come, and why somebody does not get it, by the names that the database has for these.

use strum::VariantArray;

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum MessageState {
    /// It is being written.
    Draft,
    /// Whoever wrote it was sent it as it stands, to look at.
    Testing,
    /// Its readers are fixed, and get it one after the other.
    Sending,
    /// Somebody has stopped that.
    Stopped,
    /// Everybody got it, or has a reason why not.
    Sent,
}

impl MessageState {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Testing => "testing",
            Self::Sending => "sending",
            Self::Stopped => "stopped",
            Self::Sent => "sent",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|state| state.name() == name)
    }

    /// Whether nobody has it yet, so that its words can be changed.
    pub fn is_written(self) -> bool {
        matches!(self, Self::Draft | Self::Testing)
    }
}

/// Why somebody does not get a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum SkipReason {
    /// They have no address.
    NoAddress,
    /// Their address takes no mail.
    Bounced,
    /// Nobody knows yet whether the address is theirs.
    Unconfirmed,
    /// They do not want news, or not any more.
    NotSubscribed,
    /// They have taken their consent back.
    ConsentWithdrawn,
    /// They are not in that list of the event any more.
    NotComing,
    /// Somebody else has the same address, and gets it.
    SameAddress,
    /// They turned out to be somebody who has it already.
    SamePerson,
    /// What they had sent is over its term.
    Ended,
    /// They are erased.
    Erased,
}

impl SkipReason {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoAddress => "no_address",
            Self::Bounced => "bounced",
            Self::Unconfirmed => "unconfirmed",
            Self::NotSubscribed => "not_subscribed",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::NotComing => "not_coming",
            Self::SameAddress => "same_address",
            Self::SamePerson => "same_person",
            Self::Ended => "ended",
            Self::Erased => "erased",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|reason| reason.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_known_by_their_names() {
        for &state in MessageState::VARIANTS {
            assert_eq!(MessageState::parse(state.name()), Some(state));
        }
        for &reason in SkipReason::VARIANTS {
            assert_eq!(SkipReason::parse(reason.name()), Some(reason));
        }
        assert_eq!(MessageState::parse("done"), None);
        assert!(MessageState::Testing.is_written() && !MessageState::Stopped.is_written());
    }
}
