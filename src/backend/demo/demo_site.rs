//! What the site says that people who do not exist go by.

use tsubame_model::schema::{Casework, Form};

use crate::web::{FormContent, SiteBookings};

/// What the site says that people go by.
#[derive(Clone, Debug)]
pub struct DemoSite {
    /// Its forms.
    pub forms: Vec<Form>,
    /// What their references may name, and its events.
    pub content: FormContent,
    /// Its pipelines and phases.
    pub casework: Casework,
    /// What can be booked there.
    pub bookings: SiteBookings,
}
