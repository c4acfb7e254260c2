//! `[extra.tsubame.schedule]`: which fields of `[extra]` hold dates at which the site changes.

use tsubame_model::source::TableReader;

/// Fields, beside `publish_at` and `expires_at`, that the site's own schedule knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScheduleConfig {
    /// Fields after whose date an entry leaves the site, as after `expires_at`.
    pub expires: Vec<String>,
    /// Fields at whose date an entry stays but looks another way, so that the site has to be built anew.
    pub changes: Vec<String>,
}

impl ScheduleConfig {
    /// Reads the table.
    pub(super) fn read(table: &mut TableReader<'_>) -> Self {
        Self {
            expires: table.texts("expires").unwrap_or_default(),
            changes: table.texts("changes").unwrap_or_default(),
        }
    }
}
