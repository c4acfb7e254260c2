//! Files that lie beside content and are published with it.

use crate::config::Config;
use tsubame_model::source::SourcePath;

/// All files published beside the page `index.md` in `folder` (from the project's root), from a sorted list of the
/// project's files: everything below the folder that is not Markdown, in case-insensitive order.
pub fn page_assets(folder: &str, files: &[SourcePath], config: &Config) -> Vec<SourcePath> {
    collect(below(folder, files), config)
}

/// All files published beside a section in `folder`: those directly in it that are not Markdown.
pub fn section_assets(folder: &str, files: &[SourcePath], config: &Config) -> Vec<SourcePath> {
    collect(below(folder, files).filter(|path| path.parent() == folder), config)
}

/// Whether a file name is one that editors and systems leave behind. Names without an ending count as such.
pub fn is_temporary(name: &str) -> bool {
    let Some((stem, extension)) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) else { return true };
    let is_left_over =
        matches!(extension, "swp" | "swx" | "tmp") || extension.ends_with('~') || extension.ends_with("bck");
    let is_jetbrains = extension.starts_with("___jb_") && extension.ends_with("___");
    let is_kate = stem.starts_with('.') && extension.starts_with("kate-swp");
    let is_emacs = name.starts_with('#') && name.ends_with('#') || name.starts_with(".#");
    is_left_over || is_jetbrains || is_kate || is_emacs
}

/// The files below a folder, which stand together in a sorted list.
fn below<'a>(folder: &str, files: &'a [SourcePath]) -> impl Iterator<Item = &'a SourcePath> {
    let folder = format!("{folder}/");
    let start = files.partition_point(|path| path.as_str() < folder.as_str());
    files[start..].iter().take_while(move |path| path.as_str().starts_with(&folder))
}

fn collect<'a>(files: impl Iterator<Item = &'a SourcePath>, config: &Config) -> Vec<SourcePath> {
    let is_asset = |path: &&SourcePath| {
        path.extension() != Some("md")
            && !is_temporary(path.file_name())
            && !config.ignored_content.matches(path.as_str())
    };
    let mut assets: Vec<SourcePath> = files.filter(is_asset).cloned().collect();
    assets.sort_by_cached_key(|path| path.as_str().to_ascii_lowercase());
    assets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BuildOptions, resolve};

    #[test]
    fn assets_of_pages_and_sections() {
        let config = resolve(
            &SourcePath::new("zola.toml"),
            "base_url = \"/\"\nignored_content = [\"*.psd\"]",
            &BuildOptions::default(),
        )
        .unwrap();
        let files = [
            "content/a-b.txt",
            "content/a/B.txt",
            "content/a/a.png",
            "content/a/deep/c.txt",
            "content/a/index.md",
            "content/a/x.psd",
            "content/a0.txt",
        ];
        let files = files.map(SourcePath::new);
        let names = |assets: Vec<SourcePath>| assets.iter().map(|path| path.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(
            names(page_assets("content/a", &files, &config)),
            ["content/a/a.png", "content/a/B.txt", "content/a/deep/c.txt"]
        );
        assert_eq!(names(section_assets("content/a", &files, &config)), ["content/a/a.png", "content/a/B.txt"]);
    }

    #[test]
    fn left_over_files() {
        for name in
            ["a.swp", "a.txt~", ".DS_Store", "LICENSE", ".#a.md", "#a.txt#", "a.bck", "a___jb_tmp___.___jb_old___"]
        {
            assert!(is_temporary(name), "{name}");
        }
        for name in ["a.txt", "写真.JPG", "a.b.c"] {
            assert!(!is_temporary(name), "{name}");
        }
    }
}
