//! Changed files, shortly.

use crate::disk::ChangeBatch;

/// So many changed files are named.
const MOST_NAMES: usize = 3;

/// The first changed files by name, and how many more there are.
pub(super) fn names(batch: &ChangeBatch) -> String {
    if batch.paths.is_empty() {
        return "Many files".to_owned();
    }
    let named: Vec<String> = batch.paths.iter().take(MOST_NAMES).map(|path| path.display().to_string()).collect();
    let more = batch.paths.len() - named.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", named.join(", "))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn batches_are_named_shortly() {
        for (paths, expected) in [
            (&[][..], "Many files"),
            (&["content/a.md"], "content/a.md"),
            (&["c", "a", "b"], "a, b, c"),
            (&["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
        ] {
            let batch = ChangeBatch { paths: paths.iter().map(PathBuf::from).collect() };
            assert_eq!(names(&batch), expected);
        }
    }
}
