//! An item of the checklist.

/// How an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IpaStatus {
    /// What it says is done.
    Met,
    /// Another item against the same is met instead, which the list leaves to choose.
    Instead,
    /// There is nothing here that it is about.
    NotNeeded,
}

impl IpaStatus {
    /// What the sheet says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Met => "対応済み",
            Self::Instead => "別の項目で対応",
            Self::NotNeeded => "対象外",
        }
    }
}

/// A measure.
#[derive(Clone, Copy, Debug)]
pub(super) struct IpaItem {
    /// Its number in the list.
    pub number: &'static str,
    /// What it asks for, in short.
    pub measure: &'static str,
    pub status: IpaStatus,
    /// How it is met, or why it need not be.
    pub how: &'static str,
    /// The tests that look at it in every run.
    pub tests: &'static [&'static str],
}

/// What measures are against.
#[derive(Clone, Copy, Debug)]
pub(super) struct IpaThreat {
    pub name: &'static str,
    pub items: &'static [IpaItem],
}

type Words = &'static str;

/// An item that is met.
pub(super) const fn met(number: Words, measure: Words, how: Words, tests: &'static [Words]) -> IpaItem {
    IpaItem { number, measure, status: IpaStatus::Met, how, tests }
}

/// An item in whose place another one is met.
pub(super) const fn instead(number: Words, measure: Words, how: Words, tests: &'static [Words]) -> IpaItem {
    IpaItem { number, measure, status: IpaStatus::Instead, how, tests }
}

/// An item that is about nothing here.
pub(super) const fn not_needed(number: Words, measure: Words, how: Words, tests: &'static [Words]) -> IpaItem {
    IpaItem { number, measure, status: IpaStatus::NotNeeded, how, tests }
}
