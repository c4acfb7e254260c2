//! What each role may do: as little as its work needs.

use strum::VariantArray;

use super::StaffRight;

/// What somebody is for a programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum StaffRole {
    /// Manages everything, and neither reads what counsellors note or who did what, nor approves for the city.
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
    /// Commissions the programme: sees figures and approves, and knows nothing of persons.
    Client,
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
            Self::Client => "client",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.name() == name)
    }

    /// Whether the role has a right.
    pub fn has(self, right: StaffRight) -> bool {
        match self {
            // What the city approves is for the city to say.
            Self::Administrator => {
                !matches!(right, StaffRight::SeeCounselling | StaffRight::ReadAudit | StaffRight::ApprovePlans)
            }
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
                    | StaffRight::ManageIncidents
                    | StaffRight::SeeOrganisations
                    | StaffRight::ManageOrganisations
                    | StaffRight::SeeApprovals
                    | StaffRight::AskApproval
                    | StaffRight::KeepRecords
            ),
            Self::Counsellor => matches!(
                right,
                StaffRight::SeeToday
                    | StaffRight::FindPersons
                    | StaffRight::OpenPerson
                    | StaffRight::EditPerson
                    | StaffRight::SeeCounselling
                    | StaffRight::ManageBookings
                    | StaffRight::SeeOrganisations
                    | StaffRight::KeepRecords
            ),
            Self::EventStaff => {
                matches!(right, StaffRight::SeeToday | StaffRight::SeeEvents | StaffRight::CheckIn)
            }
            Self::Editor => {
                matches!(right, StaffRight::EditContent | StaffRight::PublishContent | StaffRight::SeeFigures)
            }
            Self::Viewer => right == StaffRight::SeeFigures,
            Self::Auditor => right == StaffRight::ReadAudit,
            Self::Client => matches!(
                right,
                StaffRight::SeeToday | StaffRight::SeeFigures | StaffRight::SeeApprovals | StaffRight::ApprovePlans
            ),
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
        use StaffRight::{
            ApprovePlans, CheckIn, EditContent, PublishContent, ReadAudit, SeeApprovals, SeeEvents, SeeFigures,
            SeeToday,
        };
        assert_eq!(rights(StaffRole::EventStaff), [SeeToday, SeeEvents, CheckIn]);
        assert_eq!(rights(StaffRole::Viewer), [SeeFigures]);
        assert_eq!(rights(StaffRole::Auditor), [ReadAudit]);
        assert_eq!(rights(StaffRole::Editor), [SeeFigures, EditContent, PublishContent]);
        assert_eq!(rights(StaffRole::Client), [SeeToday, SeeFigures, ApprovePlans, SeeApprovals]);
        assert_eq!(rights(StaffRole::Administrator).len(), StaffRight::ALL.len() - 3);
    }

    #[test]
    fn what_is_delicate_is_in_few_hands() {
        use StaffRole::{Administrator, Auditor, Client, Coordinator, Counsellor};
        for (right, expected) in [
            (StaffRight::ReadAudit, &[Auditor][..]),
            (StaffRight::SeeCounselling, &[Counsellor]),
            (StaffRight::ApprovePlans, &[Client]),
            (StaffRight::AskApproval, &[Administrator, Coordinator]),
            (StaffRight::ManageOrganisations, &[Administrator, Coordinator]),
            (StaffRight::SeeOrganisations, &[Administrator, Coordinator, Counsellor]),
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
