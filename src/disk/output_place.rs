//! Where a site may be written at all: never over what it is made from, nor over what its server keeps, whatever the
//! command line says.

use std::{
    env, fs,
    os::unix::fs::MetadataExt,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use tsubame_model::source::{PRIVATE_FOLDER, SiteFolder, SourcePath};

/// Histories of versions, wherever they lie.
const HISTORIES: [&str; 3] = [".git", ".hg", ".svn"];

/// A project, as far as an output folder must not touch it.
#[derive(Clone, Copy, Debug)]
pub struct ProjectPlaces<'a> {
    /// The project's root, absolute and without links.
    pub root: &'a Path,
    /// The configuration file, from the root.
    pub config_file: &'a SourcePath,
    /// Where links among the project's files lead, absolute.
    pub links: &'a [PathBuf],
}

impl ProjectPlaces<'_> {
    /// The folder that a name means, without links, `.` and `..`, if a site may be written there.
    pub fn resolve_output(&self, folder: &Path) -> Result<PathBuf> {
        let folder = self.root.join(folder);
        let place = resolve(&folder);
        if let Some(file) = place.ancestors().find(|above| above.symlink_metadata().is_ok_and(|found| !found.is_dir()))
        {
            if file.is_symlink() {
                bail!("{} is a link that leads nowhere; remove it or make what it points at", folder.display());
            }
            bail!("{} is a file; the site needs a folder", file.display());
        }
        let root = self.root;
        let mut sources: Vec<PathBuf> = SiteFolder::ALL.iter().map(|source| root.join(source.name())).collect();
        sources.extend([root.join(PRIVATE_FOLDER), root.join(self.config_file.as_str())]);
        sources.extend(self.links.iter().cloned());
        let holds_sources = holds(&place, root) || sources.iter().any(|source| holds(&place, source));
        let is_inside = sources.iter().any(|source| holds(source, &place));
        let is_hidden = place.strip_prefix(root).is_ok_and(|inside| inside.iter().any(is_hidden));
        if holds_sources || is_inside || is_hidden {
            bail!("{} holds files of the project itself; choose another output folder", folder.display());
        }
        let is_history = place.iter().any(|part| HISTORIES.iter().any(|history| part == *history));
        let is_home = env::home_dir().is_some_and(|home| holds(&place, &home));
        if is_history || is_home {
            bail!("{} holds more than a site; choose another output folder", folder.display());
        }
        Ok(place)
    }
}

fn is_hidden(part: &std::ffi::OsStr) -> bool {
    part.as_encoded_bytes().starts_with(b".")
}

/// Whether `inner` is `outer` or lies in it. Folders that exist are also known by what they are, since one may have
/// several names: mounts, and letters of either case.
fn holds(outer: &Path, inner: &Path) -> bool {
    let inner = resolve(inner);
    let known = identity(outer);
    inner.starts_with(resolve(outer)) || known.is_some() && inner.ancestors().any(|above| identity(above) == known)
}

fn identity(path: &Path) -> Option<(u64, u64)> {
    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// The path without links, `.` and `..`, as far as it exists; what does not exist yet is taken as written.
fn resolve(path: &Path) -> PathBuf {
    let mut place = path.to_path_buf();
    // What does not exist may be left again by `..`, and then links may follow.
    for _ in 0..MOST_ROUNDS {
        let next = resolve_existing(&place);
        if next == place {
            break;
        }
        place = next;
    }
    place
}

/// More detours than anybody writes.
const MOST_ROUNDS: usize = 16;

fn resolve_existing(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut existing = path;
    loop {
        if let Ok(found) = existing.canonicalize() {
            return missing.iter().rev().fold(found, |place, part| match part {
                Component::Normal(name) => place.join(name),
                Component::ParentDir => place.parent().map_or(place.clone(), Path::to_path_buf),
                _ => place,
            });
        }
        match (existing.components().next_back(), existing.parent()) {
            (Some(last), Some(parent)) => {
                missing.push(last);
                existing = parent;
            }
            _ => return path.to_path_buf(),
        }
    }
}

/// A path as typed, from the current folder on.
pub fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).with_context(|| format!("finding the folder {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn sources_and_what_holds_them_are_no_place_for_a_site() {
        let folder = tempfile::tempdir().unwrap();
        let outer = folder.path().canonicalize().unwrap();
        let root = outer.join("work/site");
        for path in ["content/blog", "notes", "settings", "templates", ".git", "../theme/templates"] {
            fs::create_dir_all(root.join(path)).unwrap();
        }
        fs::write(root.join("settings/mine.toml"), "").unwrap();
        fs::write(root.join("a-file"), "").unwrap();
        for (link, target) in
            [("to-content", "content"), ("up", ".."), ("nowhere", "none"), ("out", "../elsewhere"), ("loop", "loop")]
        {
            symlink(target, root.join(link)).unwrap();
        }
        fs::create_dir(outer.join("work/elsewhere")).unwrap();
        let config_file = SourcePath::new("settings/mine.toml");
        let links = [root.join("notes"), outer.join("work/theme/templates")];
        let places = ProjectPlaces { root: &root, config_file: &config_file, links: &links };
        for (name, expected) in [
            ("public", Some("site/public")),
            ("deep/er/public", Some("site/deep/er/public")),
            ("../public", Some("public")),
            ("out", Some("elsewhere")),
            ("out/x", Some("elsewhere/x")),
            ("none/../public", Some("site/public")),
            ("contents", Some("site/contents")),
            ("../.hidden", Some(".hidden")),
            ("../theme", None),
            ("../theme/templates/x", None),
            ("../theme/public", Some("theme/public")),
            ("", None),
            (".", None),
            ("..", None),
            ("../..", None),
            ("/", None),
            ("content", None),
            ("content/blog/x", None),
            ("static", None),
            ("themes/x", None),
            ("notes", None),
            ("notes/x", None),
            ("to-content", None),
            ("to-content/x", None),
            ("up", None),
            ("none/../to-content/x", None),
            ("none/../none/../up", None),
            ("settings", None),
            ("private", None),
            (".git", None),
            (".tsubame/x", None),
            ("../.git", None),
            ("../other/.git/x", None),
            ("a-file", None),
            ("a-file/x", None),
            ("nowhere", None),
            ("nowhere/x", None),
            ("loop", None),
        ] {
            let found = places.resolve_output(Path::new(name));
            let expected = expected.map(|path| outer.join("work").join(path));
            assert_eq!(found.as_ref().ok(), expected.as_ref(), "{name}: {found:?}");
        }
        let home = env::home_dir().unwrap();
        assert!(places.resolve_output(&home).is_err());
    }
}
