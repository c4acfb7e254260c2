//! What is known of persons in clear, by which lists of them are narrowed: values of forms' own choices, events, times, programmes.

use std::collections::BTreeSet;

use strum::VariantArray;

/// What a value is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum FacetKind {
    /// A form through which they sent something.
    Form,
    /// What they chose in a form: of the name `form/field`.
    Answer,
    /// An event that they registered for.
    Event,
    /// How a registration stands: of the name of its event.
    EventState,
    /// With whom they booked a time: of the name of the booking's definition.
    Booking,
    /// How a booking stands: of the name of whom it is with.
    BookingState,
    /// A programme that something was sent for.
    Programme,
    /// What brought them here, as a campaign calls it.
    Source,
    /// A month in which they sent something, such as `2026-11`.
    Month,
    /// The phase that they are in.
    Phase,
    /// A word that staff have put on them.
    Tag,
}

impl FacetKind {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Answer => "answer",
            Self::Event => "event",
            Self::EventState => "event_state",
            Self::Booking => "booking",
            Self::BookingState => "booking_state",
            Self::Programme => "programme",
            Self::Source => "source",
            Self::Month => "month",
            Self::Phase => "phase",
            Self::Tag => "tag",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.name() == name)
    }
}

/// A value that somebody has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facet {
    /// What it is one of.
    pub kind: FacetKind,
    /// Which of that kind, where there are several; empty where there is one.
    pub name: String,
    /// The value.
    pub value: String,
}

/// Values of which a person has to have at least one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FacetFilter(pub BTreeSet<Facet>);

impl Facet {
    /// A value of a kind that has no names.
    pub fn new(kind: FacetKind, value: &str) -> Self {
        Self::named(kind, "", value)
    }

    /// A value of one name of a kind.
    pub fn named(kind: FacetKind, name: &str, value: &str) -> Self {
        Self { kind, name: name.to_owned(), value: value.to_owned() }
    }

    /// The number by which it is kept: the same at every server, so that none has to ask for it before it writes. It is no secret,
    /// since the value lies in clear beside it.
    pub fn id(&self) -> i64 {
        let mut hasher = blake3::Hasher::new();
        for part in [self.kind.name(), &self.name, &self.value] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let [first, second, third, fourth, fifth, sixth, seventh, eighth, ..] = *hasher.finalize().as_bytes();
        i64::from_be_bytes([first, second, third, fourth, fifth, sixth, seventh, eighth])
    }
}

impl FromIterator<Facet> for FacetFilter {
    fn from_iter<I: IntoIterator<Item = Facet>>(facets: I) -> Self {
        Self(facets.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_tell_kind_name_and_value_apart() {
        let facets = [
            Facet::new(FacetKind::Form, "event"),
            Facet::new(FacetKind::Event, "event"),
            Facet::named(FacetKind::Event, "eve", "nt"),
            Facet::named(FacetKind::Event, "event", ""),
        ];
        let ids: BTreeSet<i64> = facets.iter().map(Facet::id).collect();
        assert_eq!(ids.len(), facets.len());
        assert_eq!(facets[0].id(), Facet::new(FacetKind::Form, "event").id());
        for kind in FacetKind::VARIANTS {
            assert_eq!(FacetKind::parse(kind.name()), Some(*kind));
        }
    }
}
