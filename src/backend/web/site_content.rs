//! What the program reads out of a site for its server.

use std::collections::BTreeMap;

use tsubame_model::schema::KnownReferences;

use super::reference_words::ReferenceWords;
use crate::{outbox::ProgrammeValues, store::EventFacts};

/// What the content says that forms go by.
#[derive(Clone, Debug, Default)]
pub struct FormContent {
    /// What references may name.
    pub references: KnownReferences,
    /// What these are called.
    pub words: ReferenceWords,
    /// Events that take registrations.
    pub events: Vec<EventFacts>,
    /// The paths of the pages of entries, as `companies/a/`, by what references call the entries: `company` and `a`.
    pub pages: BTreeMap<(String, String), String>,
}

/// What mails are made of.
#[derive(Clone, Debug, Default)]
pub struct SiteMail {
    /// Who writes: names and the address of the site.
    pub programme: ProgrammeValues,
    /// Names and texts of the templates.
    pub templates: Vec<(String, String)>,
}
