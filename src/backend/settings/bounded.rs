//! Whole numbers that make sense between two others only.

use std::ops::RangeInclusive;

use tsubame_model::source::{NodeValue, TableReader, TreeFaultKind};

/// The number under a key, if it is within the range; a fault that tells the range otherwise.
pub(super) fn read_number(table: &mut TableReader<'_>, key: &'static str, range: &RangeInclusive<u32>) -> Option<u32> {
    let mut number = table.optional(key)?;
    let NodeValue::Integer(written) = number.node().value else { return number.integer() };
    let value = i128::from(written);
    let (least, greatest) = (i128::from(*range.start()), i128::from(*range.end()));
    if (least..=greatest).contains(&value) {
        return number.integer();
    }
    number.fault(TreeFaultKind::OutOfRange { least, greatest, value });
    None
}
