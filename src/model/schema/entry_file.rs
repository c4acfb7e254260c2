//! Files that entries name: beside the entry, or below `static/` of the site or its theme.

use super::{
    Field,
    entry_words::{names_no_file, names_no_image, wrong_ending},
    value::Problem,
};
use crate::source::SourcePath;

/// The file that an entry names as `written`, among `files`, which are sorted.
pub fn find_entry_file<'a>(files: &'a [SourcePath], entry: &SourcePath, written: &str) -> Option<&'a SourcePath> {
    let beside = SourcePath::new(format!("{}/{written}", entry.parent()));
    if let Ok(at) = files.binary_search(&beside) {
        return Some(&files[at]);
    }
    let below = format!("static/{}", written.trim_start_matches('/'));
    let in_theme = |path: &SourcePath| {
        let inside = path.strip_folder("themes").and_then(|path| path.split_once('/'));
        inside.is_some_and(|(_, path)| path == below)
    };
    files.iter().find(|path| path.as_str() == below || in_theme(path))
}

/// What is wrong with the name of a picture.
pub(super) fn check_image(written: &str, entry: &SourcePath, files: &[SourcePath]) -> Option<Problem> {
    find_entry_file(files, entry, written).is_none().then(|| names_no_image(written, entry.parent()))
}

/// What is wrong with the name of any other file.
pub(super) fn check_file(field: &Field, written: &str, entry: &SourcePath, files: &[SourcePath]) -> Option<Problem> {
    let ending = written.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, end)| end.to_lowercase());
    if !field.endings.is_empty() && !ending.is_some_and(|ending| field.endings.contains(&ending)) {
        return Some(wrong_ending(written, &field.endings));
    }
    find_entry_file(files, entry, written).is_none().then(|| names_no_file(written, entry.parent()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_lie_beside_their_entry_or_below_static() {
        let files = ["content/a/clip.mp4", "content/a/index.md", "static/b.mp4", "themes/x/static/c/d.mp4"];
        let files = files.map(SourcePath::new);
        for (written, found) in [
            ("clip.mp4", Some("content/a/clip.mp4")),
            ("/b.mp4", Some("static/b.mp4")),
            ("/c/d.mp4", Some("themes/x/static/c/d.mp4")),
            ("d.mp4", None),
        ] {
            let path = find_entry_file(&files, &files[1], written).map(SourcePath::as_str);
            assert_eq!(path, found, "{written}");
        }
    }
}
