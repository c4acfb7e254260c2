//! What each role may do: as little as its work needs.

use strum::VariantArray;

use super::StaffRight;

/// What somebody is for a programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum StaffRole {
    /// Manages everything, and reads neither what counsellors note nor who did what.
    Administrator,
    /// Runs the programme from day to day.
    Coordinator,
    /// Talks with people.
    Counsellor,
    /// Stands at the door of an event.
    EventStaff,
    /// Writes the site.
    Editor,
    /// Sees figures.
    Viewer,
    /// Reads the audit log, and nothing else.
    Auditor,
}

impl StaffRole {
    /// All of them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name in the database and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Coordinator => "coordinator",
            Self::Counsellor => "counsellor",
            Self::EventStaff => "event-staff",
            Self::Editor => "editor",
            Self::Viewer => "viewer",
            Self::Auditor => "auditor",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.name() == name)
    }

    /// Whether the role has a right.
    pub fn has(self, right: StaffRight) -> bool {
        match self {
            Self::Administrator => !matches!(right, StaffRight::SeeCounselling | StaffRight::ReadAudit),
            Self::Coordinator => matches!(
                right,
                StaffRight::SeeToday
                    | StaffRight::FindPersons
                    | StaffRight::OpenPerson
                    | StaffRight::EditPerson
                    | StaffRight::MergePersons
                    | StaffRight::ExportPersons
                    | StaffRight::ReleaseHeld
                    | StaffRight::SeeEvents
                    | StaffRight::CheckIn
                    | StaffRight::ManageEvents
                    | StaffRight::ManageBookings
                    | StaffRight::SendMessages
                    | StaffRight::SeeFigures
                    | StaffRight::ApprovePlans
                    | StaffRight::ManageIncidents
            ),
            Self::Counsellor => matches!(
                right,
                StaffRight::SeeToday
                    | StaffRight::FindPersons
                    | StaffRight::OpenPerson
                    | StaffRight::EditPerson
                    | StaffRight::SeeCounselling
                    | StaffRight::ManageBookings
            ),
            Self::EventStaff => {
                matches!(right, StaffRight::SeeToday | StaffRight::SeeEvents | StaffRight::CheckIn)
            }
            Self::Editor => {
                matches!(right, StaffRight::EditContent | StaffRight::PublishContent | StaffRight::SeeFigures)
            }
            Self::Viewer => right == StaffRight::SeeFigures,
            Self::Auditor => right == StaffRight::ReadAudit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rights(role: StaffRole) -> Vec<StaffRight> {
        StaffRight::ALL.iter().copied().filter(|right| role.has(*right)).collect()
    }

    fn holders(right: StaffRight) -> Vec<StaffRole> {
        StaffRole::ALL.iter().copied().filter(|role| role.has(right)).collect()
    }

    #[test]
    fn roles_are_known_by_their_names() {
        for &role in StaffRole::ALL {
            assert_eq!(StaffRole::parse(role.name()), Some(role));
        }
        assert_eq!(StaffRole::parse("owner"), None);
    }

    #[test]
    fn each_role_has_what_its_work_needs() {
        use StaffRight::{CheckIn, EditContent, PublishContent, ReadAudit, SeeEvents, SeeFigures, SeeToday};
        assert_eq!(rights(StaffRole::EventStaff), [SeeToday, SeeEvents, CheckIn]);
        assert_eq!(rights(StaffRole::Viewer), [SeeFigures]);
        assert_eq!(rights(StaffRole::Auditor), [ReadAudit]);
        assert_eq!(rights(StaffRole::Editor), [SeeFigures, EditContent, PublishContent]);
        assert_eq!(rights(StaffRole::Administrator).len(), StaffRight::ALL.len() - 2);
    }

    #[test]
    fn what_is_delicate_is_in_few_hands() {
        use StaffRole::{Administrator, Auditor, Coordinator, Counsellor};
        for (right, expected) in [
            (StaffRight::ReadAudit, &[Auditor][..]),
            (StaffRight::SeeCounselling, &[Counsellor]),
            (StaffRight::ErasePersons, &[Administrator]),
            (StaffRight::ManageAccounts, &[Administrator]),
            (StaffRight::ManageSettings, &[Administrator]),
            (StaffRight::ExportPersons, &[Administrator, Coordinator]),
            (StaffRight::OpenPerson, &[Administrator, Coordinator, Counsellor]),
        ] {
            assert_eq!(holders(right), expected, "{right:?}");
        }
        for &right in StaffRight::ALL {
            assert!(!holders(right).is_empty(), "{right:?} belongs to nobody");
        }
    }
}
