//! `[extra.tsubame.limits]`: how much work one render of a template may be, and one block of code.

use std::num::NonZeroUsize;

use tsubame_model::source::TableReader;

/// What one page, feed or text of content may take. More is a fault, so that a loop without an end does not keep the
/// program for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitsConfig {
    /// Rounds of all its loops, and calls of components, functions, includes and blocks.
    pub template_steps: u64,
    /// Bytes that it writes and that texts put together on the way have.
    pub template_bytes: u64,
    /// Seconds.
    pub template_seconds: u64,
    /// Seconds that it may take to colour one block of code. What there is no time for stays plain, with a warning.
    pub highlight_seconds: u64,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self { template_steps: 5_000_000, template_bytes: 512_000_000, template_seconds: 20, highlight_seconds: 3 }
    }
}

impl LimitsConfig {
    /// Reads the table.
    pub(super) fn read(table: &mut TableReader<'_>) -> Self {
        let mut number =
            |key: &'static str, or: u64| table.integer::<NonZeroUsize>(key).map_or(or, |number| number.get() as u64);
        let Self { template_steps, template_bytes, template_seconds, highlight_seconds } = Self::default();
        Self {
            template_steps: number("template_steps", template_steps),
            template_bytes: number("template_bytes", template_bytes),
            template_seconds: number("template_seconds", template_seconds),
            highlight_seconds: number("highlight_seconds", highlight_seconds),
        }
    }
}
