//! Sets of glob patterns from the configuration.

use globset::{Glob, GlobSet, GlobSetBuilder};

use tsubame_model::source::Diagnostic;

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
    /// Compiles the patterns of the key `key`; every pattern that is none gets its own fault.
    pub fn compile(key: &str, patterns: &[String], faults: &mut Vec<Diagnostic>) -> Self {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            match Glob::new(pattern) {
                Ok(glob) => {
                    set.add(glob);
                }
                Err(error) => faults.push(
                    Diagnostic::error(
                        "config-glob",
                        format!("`{pattern}` in `{key}` is not a glob pattern: {}", error.kind()),
                    )
                    .with_hint("patterns are written as in `*.psd` or `**/drafts/**`"),
                ),
            }
        }
        Self { patterns: patterns.to_vec(), set: set.build().unwrap_or_default() }
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
