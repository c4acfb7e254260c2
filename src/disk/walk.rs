//! Listing the files of a project.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use walkdir::{DirEntry, WalkDir};

use super::{bounds::ProjectBounds, whole_file::WAITING_PREFIX};
use tsubame_model::source::{Diagnostic, ReadError, SiteFolder, SourcePath, Wording};

/// What a project consists of.
#[derive(Debug, Default)]
pub(super) struct ListedFiles {
    /// All files, sorted.
    pub files: Arc<[SourcePath]>,
    /// A fault for each that cannot be listed: links that loop or leave the project, folders that may not be read, names
    /// that are not text.
    pub faults: Vec<Diagnostic>,
    /// Where links among the files lead.
    pub links: Vec<PathBuf>,
}

/// Lists the files of a project. Links that stay inside are followed, and those to themes.
pub(super) fn list_files(root: &Path) -> ListedFiles {
    let bounds = ProjectBounds::of(root);
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    let mut links: Vec<PathBuf> = bounds.theme_parts().collect();
    for folder in SiteFolder::ALL.iter().flat_map(|folder| folder.listed()) {
        let start = root.join(folder);
        if start.symlink_metadata().is_err() {
            continue;
        }
        let mut leaving = Vec::new();
        let walker = WalkDir::new(&start).follow_links(true).into_iter().filter_entry(|entry| {
            if !is_wanted(root, entry) {
                return false;
            }
            let stays = stays_inside(&bounds, root, entry, &mut links);
            if !stays {
                leaving.push(leaves_project(root, entry.path()));
            }
            stays
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
    ListedFiles { files: files.into(), faults, links }
}

fn relative<'a>(root: &Path, path: &'a Path) -> &'a Path {
    path.strip_prefix(root).unwrap_or(path)
}

fn shown(root: &Path, path: &Path) -> SourcePath {
    SourcePath::new(relative(root, path).to_string_lossy())
}

/// Whether the walk may go on into what an entry leads to. Only links lead elsewhere, and what lies in a folder of
/// themes that is a link itself.
fn stays_inside(bounds: &ProjectBounds, root: &Path, entry: &DirEntry, links: &mut Vec<PathBuf>) -> bool {
    let inside = relative(root, entry.path());
    let is_theme = inside.starts_with(SiteFolder::Themes.name()) && inside.iter().count() == 2;
    if !entry.path_is_symlink() && !is_theme {
        return true;
    }
    // A link that leads nowhere is met again as an error of the walk, with its reason.
    let Ok(target) = entry.path().canonicalize() else { return true };
    if inside == Path::new(SiteFolder::Themes.name()) {
        return true;
    }
    let stays = bounds.hold(inside, &target);
    if stays && entry.path_is_symlink() && !is_theme {
        links.push(target);
    }
    stays
}

/// Themes bring content, demos and tools of their own that are no part of the site, and files that wait are no part of
/// anything.
fn is_wanted(root: &Path, entry: &DirEntry) -> bool {
    if entry.file_name().to_string_lossy().starts_with(WAITING_PREFIX) {
        return false;
    }
    let mut parts = relative(root, entry.path()).components().map(|part| part.as_os_str().to_string_lossy());
    match (parts.next().as_deref(), parts.next(), parts.next()) {
        (Some(first), Some(_), Some(part)) if first == SiteFolder::Themes.name() => {
            SiteFolder::theme_parts().any(|known| known == part)
        }
        _ => true,
    }
}

fn leaves_project(root: &Path, path: &Path) -> Diagnostic {
    let is_inside = path.canonicalize().is_ok_and(|target| target.starts_with(root));
    let (message, hint) = if is_inside {
        let message = Wording::new(
            "the symbolic link leads to what the project keeps to itself: hidden files, or what a server holds",
            "シンボリックリンクが、公開しないもの（隠しファイルや、サーバーが持つデータ）を指しています",
        );
        (message, remove_link())
    } else {
        let message = Wording::new(
            "the symbolic link leads out of the project",
            "シンボリックリンクが、サイトのフォルダーの外を指しています",
        );
        let hint = Wording::new(
            "copy what it points at into the project, or remove the link; only themes may lie elsewhere",
            "指しているものをサイトのフォルダーに写すか、リンクを消してください。外に置けるのはテーマだけです",
        );
        (message, hint)
    };
    Diagnostic::error("link-leaves-project", message).in_file(&shown(root, path)).with_hint(hint)
}

fn not_text(root: &Path, path: &Path) -> Diagnostic {
    let message = Wording::new(
        "the file's name is not UTF-8 text, so it cannot become part of a URL",
        "ファイル名が UTF-8 の文字ではないので、アドレスにできません",
    );
    let hint = Wording::new("rename the file", "ファイルの名前を変えてください");
    Diagnostic::error("file-name", message).in_file(&shown(root, path)).with_hint(hint)
}

fn not_a_file(root: &Path, path: &Path) -> Diagnostic {
    let message = Wording::new(
        "this is neither a file nor a folder, but a pipe, a socket or a device",
        "ファイルでもフォルダーでもありません（パイプ、ソケット、デバイスのどれかです）",
    );
    let hint = Wording::new("remove it; only files can be published", "消してください。公開できるのはファイルだけです");
    Diagnostic::error("file-kind", message).in_file(&shown(root, path)).with_hint(hint)
}

/// Links that lead nowhere are only worth a warning (none when an editor left them to mark a file as open).
fn unlisted(root: &Path, error: &walkdir::Error) -> Option<Diagnostic> {
    let file = error.path().map_or_else(|| SourcePath::new("."), |path| shown(root, path));
    if let Some(ancestor) = error.loop_ancestor() {
        let above = shown(root, ancestor);
        let message = Wording::new(
            format!("the symbolic link leads back to {above}, a folder above it"),
            format!("シンボリックリンクが、上のフォルダー {above} に戻っています"),
        );
        return Some(Diagnostic::error("link-loop", message).in_file(&file).with_hint(remove_link()));
    }
    if error.path().is_some_and(Path::is_symlink)
        && error.io_error().is_some_and(|why| why.kind() == io::ErrorKind::NotFound)
    {
        let message = Wording::new(
            "the symbolic link leads nowhere, so it is left out",
            "シンボリックリンクの指す先がないので、取り込みません",
        );
        let hint =
            Wording::new("remove the link, or make what it points at", "リンクを消すか、指す先をつくってください");
        let is_marker = file.file_name().starts_with(".#");
        return (!is_marker).then(|| Diagnostic::warning("link-dangling", message).in_file(&file).with_hint(hint));
    }
    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Some(ReadError::Refused(reason).diagnostic(&file))
}

fn remove_link() -> Wording {
    Wording::new("remove the link", "リンクを消してください")
}
