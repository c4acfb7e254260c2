//! A line of the register of personal data.

use strum::VariantArray;

use crate::{
    intake::staff::{StaffRight, StaffRole},
    web::staff_role_label,
};

/// What is kept, why, where, for whom, and how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RegisterRow {
    /// Of which form or record.
    pub record: String,
    /// What of it.
    pub item: String,
    pub purpose: String,
    pub class: &'static str,
    /// The tables that it lies in.
    pub place: &'static str,
    pub encryption: &'static str,
    pub seen_by: String,
    pub retention: String,
    pub recipients: String,
}

/// What stands above the lines.
pub(super) const HEADINGS: [&str; 9] =
    ["記録", "項目", "利用目的", "区分", "保管場所（表）", "暗号化", "見られる人", "保管期間", "提供先・委託先"];

impl RegisterRow {
    /// The line, in the order of the headings.
    pub fn texts(&self) -> [&str; 9] {
        [
            &self.record,
            &self.item,
            &self.purpose,
            self.class,
            self.place,
            self.encryption,
            &self.seen_by,
            &self.retention,
            &self.recipients,
        ]
    }
}

/// Who has a right, by the words for their roles.
pub(super) fn roles_with(right: StaffRight) -> String {
    let roles = StaffRole::VARIANTS.iter().filter(|role| role.has(right));
    roles.map(|role| staff_role_label(*role)).collect::<Vec<_>>().join("、")
}
