//! What the configuration asks of highlighting.

use std::{path::PathBuf, time::Duration};

use crate::config::{Highlighting, Themes};
use tsubame_model::source::SourcePath;

/// What the configuration asks for.
#[derive(Debug)]
pub(in crate::markdown) struct HighlightSettings {
    pub highlighting: Highlighting,
    pub grammars: Vec<ExtraFile>,
    pub themes: Vec<ExtraFile>,
    /// What colouring a block may take.
    #[cfg_attr(not(feature = "highlight"), expect(dead_code, reason = "only the real engine takes its time"))]
    pub most_time: Duration,
}

/// A grammar or a theme of the site's own.
#[derive(Debug)]
#[cfg_attr(not(feature = "highlight"), expect(dead_code, reason = "only the real engine reads files"))]
pub(in crate::markdown) struct ExtraFile {
    pub path: SourcePath,
    /// Where it is in the file system.
    pub place: PathBuf,
}

impl HighlightSettings {
    /// The names of the themes that are asked for.
    pub fn theme_names(&self) -> impl Iterator<Item = &str> {
        let (first, second) = match &self.highlighting.themes {
            Themes::Single(theme) => (theme, None),
            Themes::Dual { light, dark } => (light, Some(dark)),
        };
        [Some(first), second].into_iter().flatten().map(String::as_str)
    }
}
