//! What staff set in the office, beside what the file of the operator says: which settings there are, what they may be, and what
//! holds of both.
//!
//! | file | holds |
//! |---|---|
//! | `setting_key` | which settings there are, and what they are called |
//! | `setting_check` | what each may be, and what is told of others |
//! | `setting_source` | who says what holds |
//! | `programme_rules` | what holds: what the file says, but for what staff have set |

mod programme_rules;
mod setting_check;
mod setting_key;
mod setting_source;

pub use programme_rules::{ContractTerm, ProgrammeRules};
pub use setting_check::{
    CONFIRM_HOURS_RANGE, OFFER_HOURS_RANGE, PER_MINUTE_RANGE, REMINDER_HOURS_RANGE, check_setting,
};
pub use setting_key::SettingKey;
pub use setting_source::{SettingSource, WrittenSetting};
