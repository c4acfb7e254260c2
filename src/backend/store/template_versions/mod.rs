//! What staff put in the place of templates of mails: in fixed versions, with what the files said when each was written. Nothing in them
//! is of a person.
//!
//! | file | holds |
//! |---|---|
//! | `template_rows` | versions as they are read |
//! | `template_changes` | another version is written, or the files hold again |
//! | `template_trials`, `trial_rows` | whoever writes a template is sent it |

mod template_changes;
mod template_rows;
mod template_trials;
#[cfg(test)]
mod tests;
mod trial_rows;

pub(super) use trial_rows::{is_template_trial, trial_of};

pub use template_changes::{TemplateEdit, TemplateOutcome};
pub use template_rows::{TemplateVersion, TemplateWords};
