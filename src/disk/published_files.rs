//! What a build has published: the files of an output folder, for whoever serves or looks at them.

use std::path::Path;

use anyhow::{Context, Result};
use walkdir::WalkDir;

/// The paths of all files below an output folder, sorted. Links are not followed, and names that are no text are left out:
/// no build writes either.
pub fn published_files(output: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(output).min_depth(1).sort_by_file_name() {
        let entry = entry.with_context(|| format!("looking into {}", output.display()))?;
        let path =
            entry.path().strip_prefix(output).ok().and_then(Path::to_str).filter(|_| entry.file_type().is_file());
        files.extend(path.map(str::to_owned));
    }
    Ok(files)
}
