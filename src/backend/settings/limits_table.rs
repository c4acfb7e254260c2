//! `[limits]`: how much is taken of one sender before something is asked for it.

use std::ops::RangeInclusive;

use tsubame_model::source::TableReader;

use super::{Environment, bounded::read_number};
use crate::intake::SenderLimits;

/// Less than a family shares an address with, and everybody is asked; the greatest lets whoever loads a server for a test through.
const PER_ADDRESS: RangeInclusive<u32> = 5..=1_000_000;

/// The table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LimitsTable {
    /// The limit of a form: how many submissions of one address are taken within ten minutes without asking.
    pub forms: SenderLimits,
}

impl LimitsTable {
    pub(super) fn read(table: &mut TableReader<'_>, _environment: &mut Environment<'_>) -> Self {
        let default = SenderLimits::default();
        let free = read_number(table, "per_address", &PER_ADDRESS).map_or(default.free, u64::from);
        Self { forms: SenderLimits { free, ..default } }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Environment, OperatorSettings};

    #[test]
    fn a_limit_is_read_within_its_bounds() {
        let read = |text: &str| {
            let settings = OperatorSettings::parse(text, Environment::new(&|_| None));
            settings.ok().map(|settings| settings.limits.forms.free)
        };
        assert_eq!(read(""), Some(20));
        assert_eq!(read("[limits]\nper_address = 500\n"), Some(500));
        assert_eq!(read("[limits]\nper_address = 1\n"), None);
        assert_eq!(read("[limits]\nper_adress = 500\n"), None);
    }
}
