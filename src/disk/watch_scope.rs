//! Which folders of a project are watched, and which of their files count.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use notify_debouncer_full::notify::RecursiveMode::{self, NonRecursive, Recursive};

use super::seen_files::SeenFiles;
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
    /// Files and folders, absolute, that are watched because somebody asked for it.
    pub extra: Vec<PathBuf>,
}

/// Says what to watch.
pub(super) struct WatchScope {
    watched: WatchPaths,
    config_file: PathBuf,
    /// Files that builds have read or looked for elsewhere, and the folders above those of the project, which may be
    /// missing.
    seen: BTreeSet<PathBuf>,
}

impl WatchScope {
    pub fn new(watched: WatchPaths) -> Self {
        let config_file = watched.root.join(&watched.config_file);
        Self { watched, config_file, seen: BTreeSet::new() }
    }

    /// Takes over what a build has read elsewhere, in place of what one before has.
    pub fn see(&mut self, files: &SeenFiles) {
        let root = &self.watched.root;
        let is_inside = |path: &&Path| path.starts_with(root) && path != root;
        let with_folders = files.keys().flat_map(|file| {
            let target = file.canonicalize().ok();
            let folders = file.ancestors().skip(1).take_while(is_inside).map(Path::to_path_buf);
            folders.chain([file.clone()]).chain(target).collect::<Vec<_>>()
        });
        self.seen = with_folders.collect();
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
        for folder in self.seen.iter().filter(|path| !self.is_usual(path)).filter_map(|path| path.parent()) {
            add(folder.to_path_buf(), NonRecursive);
        }
        for extra in &self.watched.extra {
            // What is watched already may have to be watched deeper.
            if extra.is_dir() {
                found.insert(extra.clone(), Recursive);
            } else if let Some(folder) = extra.parent() {
                found.entry(folder.to_path_buf()).or_insert(NonRecursive);
            }
        }
        found
    }

    /// Whether a change of this path may change the site.
    pub fn counts(&self, path: &Path) -> bool {
        let of_tools = |part: &OsStr| TOOLS.iter().any(|tool| part == *tool);
        let inside = path.strip_prefix(&self.watched.root).unwrap_or(path);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.starts_with(&self.watched.output) || is_temporary(&name) || inside.iter().any(of_tools) {
            return false;
        }
        self.is_usual(path)
            || self.seen.contains(path)
            || self.watched.extra.iter().any(|extra| path.starts_with(extra) && path != self.watched.root)
    }

    /// Whether a path is part of what any site is made from.
    fn is_usual(&self, path: &Path) -> bool {
        let inside = path.strip_prefix(&self.watched.root);
        let is_config_name = |inside: &Path| CONFIG_FILES.iter().any(|name| inside == Path::new(name));
        path == self.config_file || inside.is_ok_and(|inside| is_in_watched_folder(inside) || is_config_name(inside))
    }

    /// The paths from the root.
    pub fn relative(&self, paths: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let root = &self.watched.root;
        paths.iter().map(|path| path.strip_prefix(root).unwrap_or(path).to_path_buf()).collect()
    }
}

/// Whether a path from the root is, or lies in, a folder that is watched with all that is in it.
pub(super) fn is_in_watched_folder(inside: &Path) -> bool {
    let mut parts = inside.iter().filter_map(OsStr::to_str);
    let first = parts.next().unwrap_or_default();
    let is_theme =
        first == THEMES && parts.nth(1).is_none_or(|part| SiteFolder::theme_parts().any(|known| known == part));
    is_theme || watched_whole().any(|folder| folder == first)
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
        let scope = WatchScope::new(WatchPaths {
            root: PathBuf::from("/site"),
            config_file: PathBuf::from("settings/mine.toml"),
            output: PathBuf::from("/site/static/built"),
            extra: vec![PathBuf::from("/shared/words"), PathBuf::from("/site/tools")],
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
            assert_eq!(scope.counts(&Path::new("/site").join(path)), counts, "{path}");
        }
        assert!(!scope.counts(Path::new("/elsewhere/content/a.md")));
        for (path, counts) in [
            ("/shared/words/a/b.toml", true),
            ("/shared/words", true),
            ("/shared/words/.git/HEAD", false),
            ("/shared/words/a.toml~", false),
            ("/shared/other", false),
            ("/site/tools/x", true),
        ] {
            assert_eq!(scope.counts(Path::new(path)), counts, "{path}");
        }
    }

    #[test]
    fn files_that_builds_read_count_wherever_they_lie() {
        let root = PathBuf::from("/no-site");
        let watched = WatchPaths {
            config_file: PathBuf::from("zola.toml"),
            output: root.join("public"),
            extra: Vec::new(),
            root: root.clone(),
        };
        let mut scope = WatchScope::new(watched);
        let seen = ["i18n/deep/en.toml", "public/x.json", "a.css"].map(|path| (root.join(path), None));
        scope.see(&seen.into_iter().chain([(PathBuf::from("/far/notes.md"), None)]).collect());
        for (path, counts) in [
            ("/no-site/i18n/deep/en.toml", true),
            ("/no-site/i18n/deep/ja.toml", false),
            ("/no-site/i18n/deep", true),
            ("/no-site/i18n", true),
            ("/no-site/a.css", true),
            ("/no-site", false),
            ("/no-site/public/x.json", false),
            ("/far/notes.md", true),
            ("/far", false),
        ] {
            assert_eq!(scope.counts(Path::new(path)), counts, "{path}");
        }
        scope.see(&SeenFiles::new());
        assert!(!scope.counts(Path::new("/no-site/a.css")));
    }
}
