//! Companies, towns and partners of a programme: what they are, what they are advised about, what they are invited to.

use jiff::civil::Date;
use strum::VariantArray;
use uuid::Uuid;

/// A company, a town or a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganisationId(pub Uuid);

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum OrganisationKind {
    /// It has work for people who come.
    Company,
    /// A town or a village, which takes people in.
    Town,
    /// It helps: a school, an association, a bank.
    Partner,
}

/// What an organisation was advised about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum AdviceKind {
    /// What a job is offered with.
    JobPosting,
    /// How people work there: from afar, beside another job.
    WorkingStyle,
    /// Talks with people who may come.
    Interviews,
    /// Taking somebody in who moves.
    Reception,
    /// How it shows itself on the site.
    Profile,
    /// Anything else.
    Other,
}

/// As what an organisation is invited to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum InvitationPart {
    /// It speaks.
    Speaker,
    /// It has a table.
    Booth,
}

/// What an organisation says to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum InvitationAnswer {
    /// Nothing yet.
    Invited,
    /// It comes.
    Accepted,
    /// It does not.
    Declined,
}

/// Open places for one occupation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobOpenings {
    /// What somebody would do there (職種).
    pub occupation: String,
    /// How many are looked for.
    pub count: u32,
}

impl OrganisationKind {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Town => "town",
            Self::Partner => "partner",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.name() == name)
    }
}

impl AdviceKind {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::JobPosting => "job_posting",
            Self::WorkingStyle => "working_style",
            Self::Interviews => "interviews",
            Self::Reception => "reception",
            Self::Profile => "profile",
            Self::Other => "other",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.name() == name)
    }
}

impl InvitationPart {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Booth => "booth",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|part| part.name() == name)
    }
}

impl InvitationAnswer {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|answer| answer.name() == name)
    }
}

/// On which day an organisation counts as won (開拓), given the days of its steps after the first one: that of the first word which in
/// the end led to a yes.
pub fn won_on(contacts: impl IntoIterator<Item = Date>, agreed_on: Date) -> Date {
    contacts.into_iter().chain([agreed_on]).min().unwrap_or(agreed_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_known_by_its_name() {
        for &kind in OrganisationKind::VARIANTS {
            assert_eq!(OrganisationKind::parse(kind.name()), Some(kind));
        }
        for &kind in AdviceKind::VARIANTS {
            assert_eq!(AdviceKind::parse(kind.name()), Some(kind));
        }
        for &part in InvitationPart::VARIANTS {
            assert_eq!(InvitationPart::parse(part.name()), Some(part));
        }
        for &answer in InvitationAnswer::VARIANTS {
            assert_eq!(InvitationAnswer::parse(answer.name()), Some(answer));
        }
        assert_eq!((OrganisationKind::parse("school"), InvitationAnswer::parse("")), (None, None));
    }

    #[test]
    fn an_organisation_is_won_on_the_day_of_the_first_word() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(won_on([day("2026-11-05"), day("2026-11-02")], day("2026-12-01")), day("2026-11-02"));
        assert_eq!(won_on([], day("2026-12-01")), day("2026-12-01"), "a yes at once");
    }
}
