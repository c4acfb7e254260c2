//! What a city asks to be shown: how the checklist of IPA is met, and which personal data are kept where, why, for whom and how long. Both
//! are made from what the program is made of, so that they cannot say anything else than it does.
//!
//! | file | holds |
//! |---|---|
//! | `ipa_item`, `ipa_items` | an item of the checklist, and all of them |
//! | `register_row`, `form_rows`, `stored_tables` | a line of the register; those of forms, and those of what the program keeps besides |
//! | `sheets` | both as tables and as Markdown |

mod form_rows;
mod ipa_item;
mod ipa_items;
mod register_row;
mod sheets;
mod stored_tables;

pub use form_rows::{RegisterFault, RegisterInput};
pub use sheets::{EvidenceSheet, checklist, personal_data_register};
pub use stored_tables::kept_tables;
