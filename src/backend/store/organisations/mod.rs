//! Companies, towns and partners of the programmes.
//!
//! | file | holds |
//! |---|---|
//! | `organisation_rows` | how organisations stand, and their open places |
//! | `organisation_changes` | they are written down, and what is known of them changes |
//! | `organisation_steps` | they go on, from the first call to their published profile; what is to be done next |
//! | `organisation_contacts` | whom one talks to there, and the end of that |
//! | `organisation_dealings` | what they are advised, and what they are invited to |
//! | `organisation_page` | one of them with everything |
//! | `won_by_month` | how many were won in each month, with which open places |
//!
//! What is public lies in clear, since lists are narrowed by it. What staff wrote is encrypted with a key of the organisation, and each
//! person there has a key of their own: erasing them destroys it.

mod organisation_changes;
mod organisation_contacts;
mod organisation_dealings;
mod organisation_page;
mod organisation_rows;
mod organisation_steps;
#[cfg(test)]
mod tests;
mod won_by_month;

pub use organisation_changes::OrganisationEdit;
pub use organisation_contacts::OrganisationContact;
pub use organisation_dealings::{NewAdvice, NewOrganisationInvitation};
pub use organisation_page::{GivenAdvice, OrganisationInvitation, OrganisationPage, OrganisationStep};
pub use organisation_rows::{OrganisationFacts, OrganisationOutcome, OrganisationView};
pub use organisation_steps::{NextAction, OrganisationMove, OrganisationRules};
pub use won_by_month::{WonMonth, won_by_month};
