//! The texts of a folder, for whoever needs all of them as they are now.

use std::{fs, io::ErrorKind, path::Path};

use anyhow::{Context, Result};

/// Names and texts of the files that lie in a folder itself, sorted by name; none where the folder is missing.
pub fn read_texts(folder: &Path) -> Result<Vec<(String, String)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| folder.display().to_string())?,
    };
    let mut texts = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| folder.display().to_string())?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|_| path.is_file()) else { continue };
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        texts.push((name.to_owned(), text));
    }
    texts.sort();
    Ok(texts)
}
