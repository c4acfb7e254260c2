//! Those of an event to whom staff can write.

use strum::VariantArray;

use crate::{intake::RegistrationState, store::entities::registration};

/// Those of an event to whom a message can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum AttendeeAudience {
    /// Those who have a seat.
    Confirmed,
    /// Those who wait for one.
    Waiting,
    /// Those who came.
    CheckedIn,
    /// Those who had a seat and did not come.
    Absent,
}

impl AttendeeAudience {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Waiting => "waiting",
            Self::CheckedIn => "checked_in",
            Self::Absent => "absent",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|audience| audience.name() == name)
    }

    /// Whether it is somebody's of this registration, who came or did not.
    pub(in crate::store) fn is_for(self, row: &registration::Model, is_in: bool) -> bool {
        let is = |state: RegistrationState| row.state == state.name();
        match self {
            Self::Confirmed => is(RegistrationState::Confirmed),
            Self::Waiting => is(RegistrationState::Waiting),
            Self::CheckedIn => is(RegistrationState::Confirmed) && is_in,
            Self::Absent => is(RegistrationState::Confirmed) && !is_in,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audiences_are_known_by_their_names() {
        for &audience in AttendeeAudience::VARIANTS {
            assert_eq!(AttendeeAudience::parse(audience.name()), Some(audience));
        }
        assert_eq!(AttendeeAudience::parse("everybody"), None);
    }
}
