//! Which folders of a project are watched, and which of their files count.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use notify_debouncer_full::notify::RecursiveMode::{self, NonRecursive, Recursive};

use tsubame_model::source::{CONFIG_FILES, SiteFolder};

/// Where the themes are.
const THEMES: &str = SiteFolder::Themes.name();

/// Folders watched with all that is in them. Themes are watched by their parts: they often bring folders of tools,
/// such as `node_modules`, that would use up what the system allows.
fn watched_whole() -> impl Iterator<Item = &'static str> {
    SiteFolder::ALL.into_iter().filter(|folder| *folder != SiteFolder::Themes).map(SiteFolder::name)
}

/// Folders of tools, wherever they lie.
const TOOLS: [&str; 2] = [".git", ".tsubame"];

/// What is watched.
#[derive(Clone, Debug)]
pub struct WatchPaths {
    /// The project's root, absolute and without links.
    pub root: PathBuf,
    /// The configuration file, from the root.
    pub config_file: PathBuf,
    /// The output folder, absolute: nothing in it counts.
    pub output: PathBuf,
}

/// Says what to watch.
pub(super) struct WatchScope {
    watched: WatchPaths,
    config_file: PathBuf,
}

impl WatchScope {
    pub fn new(watched: WatchPaths) -> Self {
        let config_file = watched.root.join(&watched.config_file);
        Self { watched, config_file }
    }

    /// The folders that there are now, with how deep to watch them. The root and the folder of the themes are watched
    /// for folders that appear later.
    pub fn folders(&self) -> BTreeMap<PathBuf, RecursiveMode> {
        let root = &self.watched.root;
        let mut found = BTreeMap::from([(root.clone(), NonRecursive)]);
        let mut add = |path: PathBuf, mode| {
            if path.is_dir() {
                found.entry(path).or_insert(mode);
            }
        };
        for folder in watched_whole() {
            add(root.join(folder), Recursive);
        }
        let themes = root.join(THEMES);
        for theme in fs::read_dir(&themes).into_iter().flatten().flatten() {
            for part in SiteFolder::theme_parts() {
                add(theme.path().join(part), Recursive);
            }
            add(theme.path(), NonRecursive);
        }
        add(themes, NonRecursive);
        if let Some(folder) = self.config_file.parent() {
            add(folder.to_path_buf(), NonRecursive);
        }
        found
    }

    /// Whether a change of this path may change the site.
    pub fn counts(&self, path: &Path) -> bool {
        if path.starts_with(&self.watched.output) {
            return false;
        }
        let Ok(inside) = path.strip_prefix(&self.watched.root) else { return path == self.config_file };
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        let (Some(first), Some(name)) = (parts.first(), parts.last()) else { return false };
        if is_temporary(name) || parts.iter().any(|part| TOOLS.contains(&part.as_ref())) {
            return false;
        }
        let is_folder = watched_whole().any(|folder| folder == *first);
        let is_theme =
            *first == THEMES && parts.get(2).is_none_or(|part| SiteFolder::theme_parts().any(|known| known == *part));
        let is_config = path == self.config_file || parts.len() == 1 && CONFIG_FILES.contains(&name.as_ref());
        is_folder || is_theme || is_config
    }

    /// The paths from the root.
    pub fn relative(&self, paths: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let root = &self.watched.root;
        paths.iter().map(|path| path.strip_prefix(root).unwrap_or(path).to_path_buf()).collect()
    }
}

/// Whether only a program that is editing another file makes a file of this name: backups, locks, swap files.
fn is_temporary(name: &str) -> bool {
    let is_vim_swap = name.rsplit_once('.').is_some_and(|(stem, end)| {
        stem.starts_with('.') && end.len() == 3 && end.starts_with("sw") && end.is_ascii() || end == "swp"
    });
    name.ends_with('~')
        || name.starts_with(".#")
        || name.starts_with('#') && name.ends_with('#')
        || is_vim_swap
        || ["4913", ".DS_Store"].contains(&name)
        || ["___jb_tmp___", "___jb_old___"].iter().any(|end| name.ends_with(end))
        || name.starts_with(".goutputstream-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_site_is_made_from_counts() {
        let plan = WatchScope::new(WatchPaths {
            root: PathBuf::from("/site"),
            config_file: PathBuf::from("settings/mine.toml"),
            output: PathBuf::from("/site/static/built"),
        });
        for (path, counts) in [
            ("content/a.md", true),
            ("content/東北/a b.md", true),
            ("content", true),
            ("data/types/video.yaml", true),
            ("static/.well-known/x", true),
            ("templates/page.html", true),
            ("themes/one", true),
            ("themes/one/theme.toml", true),
            ("themes/one/sass/a.scss", true),
            ("zola.toml", true),
            ("config.toml", true),
            ("settings/mine.toml", true),
            ("settings/other.toml", false),
            ("themes/one/node_modules/x/index.js", false),
            ("themes/one/static/.git/index", false),
            ("static/built/index.html", false),
            ("public/index.html", false),
            (".tsubame/images/x", false),
            (".git/HEAD", false),
            ("serve.log", false),
            ("content/a.md~", false),
            ("content/.a.md.swp", false),
            ("content/.a.md.swx", false),
            ("content/a.swp", false),
            ("content/.#a.md", false),
            ("content/#a.md#", false),
            ("content/4913", false),
            ("content/a.swf", true),
            ("content/4913.md", true),
            ("", false),
        ] {
            assert_eq!(plan.counts(&Path::new("/site").join(path)), counts, "{path}");
        }
        assert!(!plan.counts(Path::new("/elsewhere/content/a.md")));
    }
}
