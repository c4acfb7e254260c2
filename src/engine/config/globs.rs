//! Sets of glob patterns from the configuration.

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::source_text::ConfigSource;
use tsubame_model::source::{Diagnostic, Wording};

/// A compiled list of glob patterns.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    patterns: Vec<String>,
    set: GlobSet,
}

impl PartialEq for Globs {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

impl Eq for Globs {}

impl Globs {
    /// Compiles the patterns of the list at the end of `path`; every pattern that is none gets its own fault.
    pub(super) fn compile(source: ConfigSource<'_>, path: &[&str], patterns: Vec<String>) -> (Self, Vec<Diagnostic>) {
        let (mut set, mut faults) = (GlobSetBuilder::new(), Vec::new());
        for (at, pattern) in patterns.iter().enumerate() {
            match Glob::new(pattern) {
                Ok(glob) => {
                    set.add(glob);
                }
                Err(error) => {
                    let key = path.last().copied().unwrap_or_default();
                    faults.push(source.at_item(no_pattern(pattern, key, &error), path, at));
                }
            }
        }
        (Self { patterns, set: set.build().unwrap_or_default() }, faults)
    }

    /// Whether a pattern matches the whole path.
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    /// Whether there is no pattern at all.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }
}

fn no_pattern(pattern: &str, key: &str, error: &globset::Error) -> Diagnostic {
    let reason = error.kind();
    let message = Wording::new(
        format!("`{pattern}` in `{key}` is not a glob pattern: {reason}"),
        format!("`{key}` の `{pattern}` はファイルのパターンとして読めません: {reason}"),
    );
    let hint = Wording::new(
        "patterns are written as in `*.psd` or `**/drafts/**`",
        "`*.psd` や `**/drafts/**` のように書きます",
    );
    Diagnostic::error("config-glob", message).with_hint(hint)
}
