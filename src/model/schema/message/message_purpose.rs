//! What a message is for.

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessagePurpose {
    /// It concerns something that its readers have registered for.
    Service,
    /// It is news: only for those who want news, and with a way out.
    News,
    /// It concerns an event itself, to whose people it is: the mail says when and where that is, and leads to their seat.
    Event,
}

impl MessagePurpose {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Service, Self::News, Self::Event];

    /// Its name in files and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::News => "news",
            Self::Event => "event",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_known_by_their_names() {
        for purpose in MessagePurpose::ALL {
            assert_eq!(MessagePurpose::parse(purpose.name()), Some(purpose));
        }
        assert_eq!(MessagePurpose::parse("spam"), None);
    }
}
