//! What a token may be good for. Each scope stands for rights that the pages of the office take, and no right is in two of them: so what
//! a page takes says which scope its resource takes.

use strum::VariantArray;

use crate::intake::staff::StaffRight;

/// What a token may be good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum ApiScope {
    /// Find persons, open them, and see their cases.
    PersonsRead,
    /// Write tags, phases, notes and tasks of persons.
    PersonsWrite,
    /// See events and who comes.
    EventsRead,
    /// Let people in at the door.
    EventsCheckIn,
    /// See bookings.
    BookingsRead,
    /// See figures, which name nobody.
    FiguresRead,
    /// See companies, towns and partners.
    OrganisationsRead,
    /// Take lists with whole addresses away, for a reason that is written down.
    Exports,
}

impl ApiScope {
    /// All of them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name in tokens, documents and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::PersonsRead => "persons:read",
            Self::PersonsWrite => "persons:write",
            Self::EventsRead => "events:read",
            Self::EventsCheckIn => "events:check-in",
            Self::BookingsRead => "bookings:read",
            Self::FiguresRead => "figures:read",
            Self::OrganisationsRead => "organisations:read",
            Self::Exports => "exports",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.name() == name)
    }

    /// The rights that it stands for.
    pub fn rights(self) -> &'static [StaffRight] {
        match self {
            Self::PersonsRead => &[StaffRight::FindPersons, StaffRight::OpenPerson],
            Self::PersonsWrite => &[StaffRight::EditPerson],
            Self::EventsRead => &[StaffRight::SeeEvents],
            Self::EventsCheckIn => &[StaffRight::CheckIn],
            Self::BookingsRead => &[StaffRight::ManageBookings],
            Self::FiguresRead => &[StaffRight::SeeFigures],
            Self::OrganisationsRead => &[StaffRight::SeeOrganisations],
            Self::Exports => &[StaffRight::ExportPersons],
        }
    }

    /// The scope that a right is in; `None` for what no token may do.
    pub fn of_right(right: StaffRight) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.rights().contains(&right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::staff::StaffRole;

    #[test]
    fn scopes_are_known_by_their_names_and_no_right_is_in_two_of_them() {
        for scope in ApiScope::ALL {
            assert_eq!(ApiScope::parse(scope.name()), Some(*scope));
            assert!(!scope.rights().is_empty());
            for right in scope.rights() {
                assert_eq!(ApiScope::of_right(*right), Some(*scope), "{right:?}");
            }
        }
        assert_eq!(ApiScope::parse("persons"), None);
    }

    #[test]
    fn nobody_gives_a_token_a_right_that_they_do_not_have() {
        for right in ApiScope::ALL.iter().flat_map(|scope| scope.rights()) {
            assert!(StaffRole::Administrator.has(*right), "{right:?}");
        }
        for right in [StaffRight::SeeCounselling, StaffRight::ReadAudit, StaffRight::ErasePersons] {
            assert_eq!(ApiScope::of_right(right), None, "{right:?}");
        }
    }
}
