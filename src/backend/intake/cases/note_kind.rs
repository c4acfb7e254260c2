//! What staff write about somebody, and who of them reads it.

use strum::VariantArray;

/// What a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum NoteKind {
    /// Whatever somebody should know.
    Note,
    /// What was said in a consultation, which is counted.
    Consultation,
}

/// Who reads a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum NoteAudience {
    /// Everybody who may look at the person.
    Team,
    /// Counsellors alone: for others it is not even decrypted.
    Counsellors,
}

/// Whose side of a talk a note tells, where two sides had one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum NoteSide {
    /// What the person said.
    Person,
    /// What the company said.
    Company,
}

/// Who looks at a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The id of the account, which is written down.
    pub account: String,
    /// Whether what is written for counsellors is for them.
    pub sees_counselling: bool,
}

impl NoteKind {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Consultation => "consultation",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.name() == name)
    }
}

impl NoteAudience {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Counsellors => "counsellors",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|audience| audience.name() == name)
    }
}

impl NoteSide {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|side| side.name() == name)
    }
}

impl Viewer {
    /// Whether what is written for an audience is for them.
    pub fn sees(&self, audience: NoteAudience) -> bool {
        self.sees_counselling || audience == NoteAudience::Team
    }
}
