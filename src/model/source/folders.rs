//! The folders and files with a meaning of their own in a project: Zola's, and `data/`.

/// A folder at the root of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteFolder {
    /// Texts, and the files beside them.
    Content,
    /// Types, forms and data that templates load.
    Data,
    /// Style sheets to be compiled.
    Sass,
    /// Files that are published as they are.
    Static,
    /// Templates.
    Templates,
    /// Themes, a folder each.
    Themes,
}

/// The folder in which a server keeps its keys and its database where nothing else is said; no part of a site.
pub const PRIVATE_FOLDER: &str = "private";

/// The names of a project's configuration file, the one that wins first.
pub const CONFIG_FILES: [&str; 2] = ["zola.toml", "config.toml"];

/// The configuration of a theme, in its folder.
pub const THEME_FILE: &str = "theme.toml";

impl SiteFolder {
    /// All of them, by name.
    pub const ALL: [Self; 6] = [Self::Content, Self::Data, Self::Sass, Self::Static, Self::Templates, Self::Themes];

    /// The folder's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Data => "data",
            Self::Sass => "sass",
            Self::Static => "static",
            Self::Templates => "templates",
            Self::Themes => "themes",
        }
    }

    /// What of it a build lists; all else is only read when something asks for it by name.
    pub const fn listed(self) -> &'static [&'static str] {
        match self {
            Self::Content => &["content"],
            Self::Data => &["data/bookings", "data/forms", "data/messages", "data/pipelines", "data/types"],
            Self::Sass => &["sass"],
            Self::Static => &["static"],
            Self::Templates => &["templates"],
            Self::Themes => &["themes"],
        }
    }

    /// Whether a build lists every file in it: not of `data/`, nor of themes, which bring demos and tools of their own.
    pub const fn is_listed_whole(self) -> bool {
        !matches!(self, Self::Data | Self::Themes)
    }

    /// Whether themes have such a folder too, which counts as the site's.
    pub const fn is_in_themes(self) -> bool {
        matches!(self, Self::Sass | Self::Static | Self::Templates)
    }

    /// The names in the folder of a theme that mean something to a site.
    pub fn theme_parts() -> impl Iterator<Item = &'static str> {
        let folders = Self::ALL.into_iter().filter(|folder| folder.is_in_themes()).map(Self::name);
        folders.chain([THEME_FILE])
    }
}

/// The folder in which an entry belongs, by its path below `content/`: `events` for `events/night/index.md`, which is the
/// page `night` of that folder, as for `events/night.md` and `events/_index.md`.
pub fn entry_folder(relative: &str) -> &str {
    let (folder, name) = relative.rsplit_once('/').unwrap_or(("", relative));
    let is_folder_page = name.split('.').next() == Some("index") && name.ends_with(".md") && !folder.is_empty();
    if is_folder_page { folder.rsplit_once('/').map_or("", |(above, _)| above) } else { folder }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_lies_in_its_folder() {
        for folder in SiteFolder::ALL {
            let name = folder.name();
            let is_inside =
                |path: &&str| path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            assert!(folder.listed().iter().all(is_inside), "{name}");
            assert!(!folder.is_listed_whole() || folder.listed() == [name], "{name}");
        }
        for (relative, folder) in [
            ("a.md", ""),
            ("index.md", ""),
            ("events/a.md", "events"),
            ("events/_index.md", "events"),
            ("events/night/index.md", "events"),
            ("events/night/index.en.md", "events"),
            ("night/index.md", ""),
            ("night/index.html", "night"),
        ] {
            assert_eq!(entry_folder(relative), folder, "{relative}");
        }
        assert_eq!(SiteFolder::theme_parts().collect::<Vec<_>>(), ["sass", "static", "templates", "theme.toml"]);
    }
}
