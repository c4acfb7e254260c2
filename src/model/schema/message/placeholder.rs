//! Values of whoever reads a message, and of what it is about, by the names that the templates of mails have for them.

use crate::source::suggest;

/// Something that stands for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Placeholder {
    /// The reader's name as they write it.
    RecipientName,
    /// What the event is called.
    EventTitle,
    /// When it is.
    EventTime,
    /// Where it is.
    EventPlace,
    /// The address of its page.
    EventUrl,
    /// What the programme is called.
    ProgrammeName,
    /// Its mail address for questions.
    ProgrammeContact,
    /// The address of its site.
    ProgrammeUrl,
}

impl Placeholder {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::RecipientName,
        Self::EventTitle,
        Self::EventTime,
        Self::EventPlace,
        Self::EventUrl,
        Self::ProgrammeName,
        Self::ProgrammeContact,
        Self::ProgrammeUrl,
    ];

    /// Its name, as it stands between the braces.
    pub fn name(self) -> &'static str {
        match self {
            Self::RecipientName => "recipient.name",
            Self::EventTitle => "event.title",
            Self::EventTime => "event.time",
            Self::EventPlace => "event.place",
            Self::EventUrl => "event.url",
            Self::ProgrammeName => "programme.name",
            Self::ProgrammeContact => "programme.contact",
            Self::ProgrammeUrl => "programme.url",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The one that was probably meant by a name that none has.
    pub fn meant_by(name: &str) -> Option<Self> {
        suggest(name, Self::ALL.iter().map(|known| known.name())).and_then(Self::parse)
    }

    /// Whether it says something of an event, which only messages about one know.
    pub fn is_of_event(self) -> bool {
        matches!(self, Self::EventTitle | Self::EventTime | Self::EventPlace | Self::EventUrl)
    }

    /// Whether a subject may say it: subjects are shown on locked screens and stand in logs of mail servers.
    pub fn is_public(self) -> bool {
        self != Self::RecipientName
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_known_by_their_names() {
        for known in Placeholder::ALL {
            assert_eq!(Placeholder::parse(known.name()), Some(known));
        }
        assert_eq!(Placeholder::parse("recipient.mail"), None);
        for (name, meant) in [
            ("recipient.nmae", Some(Placeholder::RecipientName)),
            ("event.titel", Some(Placeholder::EventTitle)),
            ("programme.contakt", Some(Placeholder::ProgrammeContact)),
            ("お名前", None),
            ("", None),
        ] {
            assert_eq!(Placeholder::meant_by(name), meant, "{name}");
        }
        assert!(!Placeholder::RecipientName.is_public() && Placeholder::EventUrl.is_of_event());
    }
}
