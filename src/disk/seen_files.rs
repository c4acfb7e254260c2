//! Files that a build has looked at, with what they were then.

use std::{collections::BTreeMap, path::PathBuf};

/// Files by their absolute paths, with a text for each that is another one whenever the file was written to; `None` for
/// what was not there.
pub type SeenFiles = BTreeMap<PathBuf, Option<String>>;
