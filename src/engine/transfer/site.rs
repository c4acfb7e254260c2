//! A new site: settings, first texts, templates and a style, small enough to be read in one sitting.

use super::{NotASiteAddress, Scaffold, quote::quoted};
use tsubame_model::source::{SiteFolder, SourcePath};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteOptions {
    /// The site's address.
    pub base_url: String,
    /// Its title.
    pub title: String,
    /// Whether its style is written in Sass.
    pub with_sass: bool,
    /// Whether a search index is made.
    pub with_search: bool,
}

/// The folders of every site.
const FOLDERS: [SiteFolder; 4] = [SiteFolder::Content, SiteFolder::Templates, SiteFolder::Static, SiteFolder::Themes];

/// The files that are the same in every site.
const FILES: [(&str, &str); 8] = [
    (".gitignore", "/public\n/.tsubame\n"),
    ("content/_index.md", include_str!("starter/_index.md")),
    ("content/about.md", include_str!("starter/about.md")),
    ("static/favicon.svg", include_str!("starter/favicon.svg")),
    ("templates/base.html", include_str!("starter/base.html")),
    ("templates/index.html", include_str!("starter/index.html")),
    ("templates/page.html", include_str!("starter/page.html")),
    ("templates/section.html", include_str!("starter/section.html")),
];

/// The style, which is CSS and thereby Sass too.
const STYLE: &str = include_str!("starter/style.css");

/// The files of a new site.
pub fn scaffold_site(options: &SiteOptions) -> Scaffold {
    let style = if options.with_sass { "sass/style.scss" } else { "static/style.css" };
    let mut files = vec![(SourcePath::new("zola.toml"), settings(options))];
    files.extend(FILES.iter().map(|(path, text)| (SourcePath::new(path), (*text).to_owned())));
    files.push((SourcePath::new(style), STYLE.to_owned()));
    Scaffold { folders: FOLDERS.map(|folder| SourcePath::new(folder.name())).into(), files, ..Scaffold::default() }
}

fn settings(options: &SiteOptions) -> String {
    let (base_url, title) = (quoted(&options.base_url), quoted(&options.title));
    let sass = options.with_sass;
    // The elasticlunr indices of stock Zola know no Japanese.
    let search = if options.with_search {
        "build_search_index = true\n\n[search]\nindex_format = \"fuse_json\"\n"
    } else {
        "build_search_index = false\n"
    };
    format!(
        "# The address under which the site is published.\nbase_url = {base_url}\ntitle = {title}\n\
         default_language = \"ja\"\n\n# Whether the files in sass/ become style sheets.\ncompile_sass = {sass}\n\n\
         # Whether an index for searching in the browser is written.\n{search}\n\
         # Japanese file names and headings stay readable in addresses.\n\
         [slugify]\npaths = \"safe\"\ntaxonomies = \"safe\"\nanchors = \"safe\"\n\n\
         # The site's own settings; templates see them as config.extra.\n[extra]\n"
    )
}

/// Refuses what cannot be the address of a site.
pub fn check_base_url(base_url: &str) -> Result<(), NotASiteAddress> {
    if base_url == "/" {
        return Ok(());
    }
    let host = ["https://", "http://"].iter().find_map(|scheme| base_url.strip_prefix(scheme));
    let is_clean = !base_url.chars().any(|character| character.is_whitespace() || character.is_control());
    match host {
        Some(host) if is_clean && !host.is_empty() && !host.starts_with(['/', '?', '#']) => Ok(()),
        _ => Err(NotASiteAddress(base_url.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BuildOptions, resolve};

    #[test]
    fn settings_are_read_back() {
        for (with_sass, with_search) in [(true, true), (false, false)] {
            let title = "「燕」 \"a\" \\ b".to_owned();
            let options = SiteOptions { base_url: "https://a.jp".to_owned(), title, with_sass, with_search };
            let scaffold = scaffold_site(&options);
            let (path, text) = &scaffold.files[0];
            let config = resolve(path, text, &BuildOptions::default()).unwrap();
            let language = config.default_language_config().unwrap();
            assert_eq!((config.base_url.as_str(), config.default_language.as_str()), ("https://a.jp", "ja"));
            assert_eq!(language.title.as_ref(), Some(&options.title));
            assert_eq!((config.compile_sass, language.build_search_index), (with_sass, with_search));
            let has_style = |path: &str| scaffold.files.iter().any(|(file, _)| file.as_str() == path);
            assert_eq!((has_style("sass/style.scss"), has_style("static/style.css")), (with_sass, !with_sass));
        }
    }

    #[test]
    fn addresses() {
        for good in ["/", "https://example.jp", "http://localhost:8000/sub/", "https://日本.jp"] {
            assert_eq!(check_base_url(good), Ok(()), "{good}");
        }
        for bad in ["", "example.jp", "ftp://a.jp", "https://", "https:///x", "https://a b.jp", "//a.jp", "https://a\n"]
        {
            assert!(check_base_url(bad).is_err(), "{bad}");
        }
    }
}
