//! What belongs to a project: its folder, and themes that lie elsewhere and to which it has links.
//!
//! Themes are code that whoever runs the site has chosen, and developed beside it often enough; texts are not, so no
//! other link leads out of a project.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs, io,
    path::{Component, Path, PathBuf},
};

use tsubame_model::source::{PRIVATE_FOLDER, ReadError, SiteFolder, SourcePath, THEME_FILE};

/// The folders that a project's files may lie in.
#[derive(Clone, Debug)]
pub(super) struct ProjectBounds {
    root: PathBuf,
    /// Themes outside of the root: the names that they have in the project, and where they are.
    themes: BTreeMap<OsString, PathBuf>,
}

impl ProjectBounds {
    /// Of the project at `root`, an absolute path without links.
    pub fn of(root: &Path) -> Self {
        let folder = root.join(SiteFolder::Themes.name());
        let themes = fs::read_dir(folder).into_iter().flatten().flatten().filter_map(|entry| {
            let place = entry.path().canonicalize().ok().filter(|place| !place.starts_with(root))?;
            // Whatever else a link leads to, a home folder say, is not read.
            let settings = place.join(THEME_FILE).canonicalize().ok()?;
            (settings.starts_with(&place) && settings.is_file()).then(|| (entry.file_name(), place))
        });
        Self { root: root.to_path_buf(), themes: themes.collect() }
    }

    /// Whether a file of the project may lie at a place, which is one without links. No link leads from what is the
    /// site's to what the project keeps to itself: its history, settings of the environment, what a server holds.
    pub fn hold(&self, relative: &Path, place: &Path) -> bool {
        if let Ok(inside) = place.strip_prefix(&self.root) {
            return inside == relative || !is_kept(inside);
        }
        self.theme_of(relative).is_some_and(|(_, theme)| place.starts_with(theme))
    }

    /// The place of a file, without links, if nothing of its path and no link on the way leads out.
    pub fn resolve(&self, path: &SourcePath) -> Result<PathBuf, ReadError> {
        let relative = Path::new(path.as_str());
        if !relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(ReadError::Outside);
        }
        let place = self.root.join(relative).canonicalize().map_err(|error| refusal(&error))?;
        if self.hold(relative, &place) { Ok(place) } else { Err(ReadError::Outside) }
    }

    /// The path from the root of where a file lies without links. In a theme that lies elsewhere it is the one that the
    /// theme's link gives it.
    pub fn follow(&self, path: &SourcePath) -> Result<SourcePath, ReadError> {
        let place = self.resolve(path)?;
        let inside = match place.strip_prefix(&self.root) {
            Ok(inside) => inside.to_path_buf(),
            Err(_) => self.path_in_theme(Path::new(path.as_str()), &place).ok_or(ReadError::Outside)?,
        };
        let text = inside.to_str().ok_or_else(|| ReadError::Refused("its place is no UTF-8 text".to_owned()))?;
        Ok(SourcePath::new(text))
    }

    fn path_in_theme(&self, relative: &Path, place: &Path) -> Option<PathBuf> {
        let (name, theme) = self.theme_of(relative)?;
        let parts = [Path::new(SiteFolder::Themes.name()), Path::new(name), place.strip_prefix(theme).ok()?];
        Some(parts.iter().flat_map(|part| part.components()).collect())
    }

    /// The parts of those themes that a site is made from.
    pub fn theme_parts(&self) -> impl Iterator<Item = PathBuf> {
        self.themes.values().flat_map(|theme| SiteFolder::theme_parts().map(|part| theme.join(part)))
    }

    /// The name and the place of the theme that lies elsewhere and that a path leads into.
    fn theme_of(&self, relative: &Path) -> Option<(&OsStr, &Path)> {
        let mut parts = relative.components().filter(|part| *part != Component::CurDir).map(Component::as_os_str);
        let is_theme = parts.next().is_some_and(|first| first == SiteFolder::Themes.name());
        let (name, place) = self.themes.get_key_value(parts.next().filter(|_| is_theme)?)?;
        Some((name.as_os_str(), place.as_path()))
    }
}

/// Whether a path from the root is none of a site's files, but of the project's own ones.
fn is_kept(inside: &Path) -> bool {
    let first = inside.iter().next().unwrap_or_default();
    let is_of_site = SiteFolder::ALL.iter().any(|folder| first == folder.name());
    let is_hidden = |part: &OsStr| part.as_encoded_bytes().starts_with(b".");
    first == PRIVATE_FOLDER || !is_of_site && inside.iter().any(is_hidden)
}

/// The system's reason, as a build sees it.
pub(super) fn refusal(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound => ReadError::Missing,
        _ => ReadError::Refused(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// Makes a site in a folder whose links lead to all kinds of places.
    fn make_linked_site(outer: &Path) {
        for (path, text) in [
            ("site/static/own.css", ""),
            ("site/themes/near/theme.toml", ""),
            ("theme/theme.toml", ""),
            ("theme/static/a.css", ""),
            ("home/static/secret", "x"),
            ("fake/static/x", ""),
            ("site/.git/config", "SECRET"),
            ("site/.env", "SECRET"),
            ("site/private/keys", "SECRET"),
            ("site/static/.well-known/a", ""),
            ("site/notes/a", ""),
        ] {
            fs::create_dir_all(outer.join(path).parent().unwrap()).unwrap();
            fs::write(outer.join(path), text).unwrap();
        }
        for (link, target) in [
            ("site/themes/far", "../../theme"),
            ("site/themes/home", "../../home"),
            ("site/themes/fake", "../../fake"),
            ("fake/theme.toml", "../home/static/secret"),
            ("theme/static/inner", "a.css"),
            ("theme/static/out", "../../home/static/secret"),
            ("theme/static/back", "../../site/static/own.css"),
            ("site/static/out", "../../theme/static/a.css"),
            ("site/static/env", "../.env"),
            ("site/static/history", "../.git"),
            ("site/static/keys", "../private/keys"),
            ("site/static/known", ".well-known/a"),
            ("site/static/notes", "../notes"),
        ] {
            symlink(target, outer.join(link)).unwrap();
        }
    }

    #[test]
    fn only_themes_lie_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let outer = folder.path().canonicalize().unwrap();
        make_linked_site(&outer);
        let root = outer.join("site");
        let bounds = ProjectBounds::of(&root);
        for (path, expected) in [
            ("static/own.css", Ok("site/static/own.css")),
            ("themes/near/theme.toml", Ok("site/themes/near/theme.toml")),
            ("themes/far/static/a.css", Ok("theme/static/a.css")),
            ("./themes/./far/theme.toml", Ok("theme/theme.toml")),
            ("themes/far/static/inner", Ok("theme/static/a.css")),
            ("themes/far/static/back", Ok("site/static/own.css")),
            ("themes/far/static/none", Err(ReadError::Missing)),
            ("themes/far/static/out", Err(ReadError::Outside)),
            ("themes/home/static/secret", Err(ReadError::Outside)),
            ("themes/fake/static/x", Err(ReadError::Outside)),
            ("static/out", Err(ReadError::Outside)),
            ("static/env", Err(ReadError::Outside)),
            ("static/history/config", Err(ReadError::Outside)),
            ("static/keys", Err(ReadError::Outside)),
            ("static/known", Ok("site/static/.well-known/a")),
            ("static/notes/a", Ok("site/notes/a")),
            (".env", Ok("site/.env")),
            ("themes/far/../../../home/static/secret", Err(ReadError::Outside)),
        ] {
            assert_eq!(bounds.resolve(&SourcePath::new(path)), expected.map(|path| outer.join(path)), "{path}");
        }
        assert!(bounds.theme_parts().any(|part| part == outer.join("theme/templates")));
        fs::rename(root.join("themes"), outer.join("themes")).unwrap();
        symlink("../themes", root.join("themes")).unwrap();
        let bounds = ProjectBounds::of(&root);
        assert!(bounds.resolve(&SourcePath::new("themes/near/theme.toml")).is_ok());
    }
    #[test]
    fn what_a_link_leads_to_has_a_path_of_the_project() {
        let folder = tempfile::tempdir().unwrap();
        let outer = folder.path().canonicalize().unwrap();
        make_linked_site(&outer);
        let bounds = ProjectBounds::of(&outer.join("site"));
        for (path, expected) in [
            ("static/own.css", Ok("static/own.css")),
            ("static/known", Ok("static/.well-known/a")),
            ("static/notes/a", Ok("notes/a")),
            ("themes/far", Ok("themes/far")),
            ("themes/far/static/inner", Ok("themes/far/static/a.css")),
            ("themes/far/static/back", Ok("static/own.css")),
            ("static/env", Err(ReadError::Outside)),
            ("static/none", Err(ReadError::Missing)),
        ] {
            assert_eq!(bounds.follow(&SourcePath::new(path)), expected.map(SourcePath::new), "{path}");
        }
    }
}
