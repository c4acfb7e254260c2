//! Listing the files of a project.

use std::{io, path::Path, sync::Arc};

use walkdir::{DirEntry, WalkDir};

use tsubame_model::source::{Diagnostic, SiteFolder, SourcePath};

/// All files of a project, sorted, with a fault for each that cannot be listed: links that loop or leave the project,
/// folders that may not be read, names that are not text. Links that stay inside are followed.
pub(super) fn walk(root: &Path) -> (Arc<[SourcePath]>, Vec<Diagnostic>) {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    for folder in SiteFolder::ALL.iter().flat_map(|folder| folder.listed()) {
        let start = root.join(folder);
        if start.symlink_metadata().is_err() {
            continue;
        }
        let mut leaving = Vec::new();
        let walker = WalkDir::new(&start).follow_links(true).into_iter().filter_entry(|entry| {
            let stays = !entry.path_is_symlink() || stays_inside(entry.path(), root);
            if !stays {
                leaving.push(leaves_project(root, entry.path()));
            }
            stays && is_wanted(root, entry)
        });
        for entry in walker {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if !entry.file_type().is_file() => faults.push(not_a_file(root, entry.path())),
                Ok(entry) => match relative(root, entry.path()).to_str() {
                    Some(path) => files.push(SourcePath::new(path)),
                    None => faults.push(not_text(root, entry.path())),
                },
                Err(error) => faults.extend(unlisted(root, &error)),
            }
        }
        faults.append(&mut leaving);
    }
    files.sort();
    (files.into(), faults)
}

fn relative<'a>(root: &Path, path: &'a Path) -> &'a Path {
    path.strip_prefix(root).unwrap_or(path)
}

fn shown(root: &Path, path: &Path) -> SourcePath {
    SourcePath::new(relative(root, path).to_string_lossy())
}

fn stays_inside(path: &Path, root: &Path) -> bool {
    // A link that leads nowhere is met again as an error of the walk, with its reason.
    path.canonicalize().map_or(true, |target| target.starts_with(root))
}

/// Themes bring content, demos and tools of their own that are no part of the site.
fn is_wanted(root: &Path, entry: &DirEntry) -> bool {
    let mut parts = relative(root, entry.path()).components().map(|part| part.as_os_str().to_string_lossy());
    match (parts.next().as_deref(), parts.next(), parts.next()) {
        (Some(first), Some(_), Some(part)) if first == SiteFolder::Themes.name() => {
            SiteFolder::theme_parts().any(|known| known == part)
        }
        _ => true,
    }
}

fn leaves_project(root: &Path, path: &Path) -> Diagnostic {
    Diagnostic::error("link-leaves-project", "the symbolic link leads out of the project")
        .in_file(&shown(root, path))
        .with_hint("copy what it points at into the project, or remove the link")
}

fn not_text(root: &Path, path: &Path) -> Diagnostic {
    Diagnostic::error("file-name", "the file's name is not UTF-8 text, so it cannot become part of a URL")
        .in_file(&shown(root, path))
        .with_hint("rename the file")
}

fn not_a_file(root: &Path, path: &Path) -> Diagnostic {
    Diagnostic::error("file-kind", "this is neither a file nor a folder, but a pipe, a socket or a device")
        .in_file(&shown(root, path))
        .with_hint("remove it; only files can be published")
}

/// Links that lead nowhere are only worth a warning (none when an editor left them to mark a file as open).
fn unlisted(root: &Path, error: &walkdir::Error) -> Option<Diagnostic> {
    let file = error.path().map_or_else(|| SourcePath::new("."), |path| shown(root, path));
    if let Some(ancestor) = error.loop_ancestor() {
        let message = format!("the symbolic link leads back to {}, a folder above it", shown(root, ancestor));
        return Some(Diagnostic::error("link-loop", message).in_file(&file).with_hint("remove the link"));
    }
    if error.path().is_some_and(Path::is_symlink)
        && error.io_error().is_some_and(|why| why.kind() == io::ErrorKind::NotFound)
    {
        let fault = Diagnostic::warning("link-dangling", "the symbolic link leads nowhere, so it is left out");
        let is_marker = file.file_name().starts_with(".#");
        return (!is_marker).then(|| fault.in_file(&file).with_hint("remove the link, or make what it points at"));
    }
    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    let fault = Diagnostic::error("file-unreadable", format!("the file cannot be read: {reason}")).in_file(&file);
    Some(fault.with_hint("check that it is a file, that links lead inside the project and that you may read it"))
}
