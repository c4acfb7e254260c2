//! What staff may do: a right for each thing that somebody might be kept from.

use strum::VariantArray;

/// Something that staff may do or may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum StaffRight {
    /// See what is on today.
    SeeToday,
    /// Look for persons.
    FindPersons,
    /// See what is kept of a person.
    OpenPerson,
    /// Change notes, tasks, tags and the phase of a person.
    EditPerson,
    /// Read what counsellors have noted.
    SeeCounselling,
    /// Put two persons together, and part them again.
    MergePersons,
    /// Erase a person for good.
    ErasePersons,
    /// Take what is kept of persons away as a file.
    ExportPersons,
    /// Release what was held.
    ReleaseHeld,
    /// See events and who comes.
    SeeEvents,
    /// Let people in.
    CheckIn,
    /// Move seats, and let changes of events hold.
    ManageEvents,
    /// Move and cancel bookings.
    ManageBookings,
    /// Write to people.
    SendMessages,
    /// See figures, which name nobody.
    SeeFigures,
    /// Change the content of the site.
    EditContent,
    /// Publish it.
    PublishContent,
    /// Invite staff, and say who may do what.
    ManageAccounts,
    /// Change how the programme is set.
    ManageSettings,
    /// Read who did what.
    ReadAudit,
    /// Approve plans, messages and the rest, in the name of the city.
    ApprovePlans,
    /// Look after what is wrong with the server, or happened to personal data.
    ManageIncidents,
    /// See companies, towns and partners.
    SeeOrganisations,
    /// Write about them, and have them go on.
    ManageOrganisations,
    /// See what the city is asked to approve, and what it said.
    SeeApprovals,
    /// Ask the city to approve something.
    AskApproval,
    /// Write down meetings, days and what is handed over.
    KeepRecords,
}

impl StaffRight {
    /// All of them.
    pub const ALL: &'static [Self] = Self::VARIANTS;
}
