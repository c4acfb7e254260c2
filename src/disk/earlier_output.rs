//! What stands in a folder before a site is published there: nothing, an earlier site, or something of somebody else.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
    path::Path,
};

use anyhow::{Context, Result};
use walkdir::{DirEntry, WalkDir};

use super::{output_stamp::OutputStamp, whole_file::WAITING_PREFIX};
use tsubame_model::encode::percent_decode;

/// Files that only keep an empty folder where it is.
const PLACEHOLDERS: [&str; 4] = [".gitkeep", ".keep", ".gitignore", ".DS_Store"];

/// The system's own, at the top of every file system of some kinds.
const LOST_AND_FOUND: &str = "lost+found";

/// So many files are named when a folder is refused.
const MOST_NAMES: usize = 3;

/// So many addresses of a sitemap, from so much of it, speak for all of them.
const MOST_ADDRESSES: usize = 64;
const SITEMAP_BYTES: u64 = 64 * 1024;

/// How the sitemap begins that Zola and this program write where a site has no template of its own for it, whatever the
/// white space.
const SITEMAP_HEAD: &str =
    r#"<?xml version="1.0" encoding="UTF-8"?> <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"> <url>"#;

/// What stands in an output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OutputContent {
    /// There is no such folder.
    Missing,
    /// There is nothing to lose in it.
    Empty,
    /// A site that a build has made.
    Site,
    /// Something else; the first files of it.
    Foreign(Vec<String>),
}

/// What is known of a folder beside what stands in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownOutput<'a> {
    /// What the project remembers of it.
    pub stamp: Option<&'a OutputStamp>,
    /// Base URLs of the site, if a sitemap alone is enough to know the folder by.
    pub base_urls: &'a [String],
    /// Whether files at the top whose names start with a dot stay whatever happens.
    pub keeps_dotfiles: bool,
}

impl KnownOutput<'_> {
    /// Looks at the folder.
    pub fn look_at(&self, folder: &Path) -> Result<OutputContent> {
        match folder.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(OutputContent::Missing),
            found => found.map(drop).with_context(|| format!("looking at the folder {}", folder.display()))?,
        }
        let files = first_files(folder, self.keeps_dotfiles)?;
        Ok(if files.is_empty() {
            OutputContent::Empty
        } else if self.stamp.is_some_and(|stamp| stamp.knows(folder)) || has_own_sitemap(folder, self.base_urls) {
            OutputContent::Site
        } else {
            OutputContent::Foreign(files)
        })
    }
}

/// Whether an entry at the top of an output folder stays whatever a build does.
pub(super) fn stays(entry: &DirEntry, keeps_dotfiles: bool) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_kept_dotfile = keeps_dotfiles && name.starts_with('.') && !name.starts_with(WAITING_PREFIX);
    entry.depth() == 1 && (is_kept_dotfile || name == LOST_AND_FOUND && entry.file_type().is_dir())
}

/// The first files that would be lost. What cannot be looked into may hold some.
fn first_files(folder: &Path, keeps_dotfiles: bool) -> Result<Vec<String>> {
    let is_left = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        // Builds of earlier versions waited in the folder itself.
        entry.depth() == 1 && name.starts_with(WAITING_PREFIX)
    };
    let walker = WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
    let walker = walker.filter_entry(|entry| !stays(entry, keeps_dotfiles) && !is_left(entry));
    let mut files = Vec::new();
    for entry in walker {
        let path = match &entry {
            Ok(entry) if entry.file_type().is_dir() => continue,
            Ok(entry) if PLACEHOLDERS.iter().any(|name| entry.file_name() == *name) => continue,
            Ok(entry) => entry.path(),
            Err(error) if error.depth() > 0 => error.path().unwrap_or(folder),
            Err(error) => anyhow::bail!("{} cannot be looked into: {error}", folder.display()),
        };
        files.push(path.strip_prefix(folder).unwrap_or(path).display().to_string());
        if files.len() == MOST_NAMES {
            break;
        }
    }
    Ok(files)
}

/// Whether the folder holds a whole site with one of these base URLs, by its sitemap: a page for every address of it.
/// Outputs of Zola, and those of builds whose memory is gone, such as in a fresh clone of a repository that holds its
/// output, are known by this.
fn has_own_sitemap(folder: &Path, base_urls: &[String]) -> bool {
    let mut text = Vec::new();
    let read = File::open(folder.join("sitemap.xml")).and_then(|file| file.take(SITEMAP_BYTES).read_to_end(&mut text));
    let text = String::from_utf8_lossy(&text);
    let mut words = text.split_whitespace();
    if read.is_err() || !SITEMAP_HEAD.split_whitespace().all(|expected| words.next() == Some(expected)) {
        return false;
    }
    let addresses = || text.split("<loc>").skip(1).filter_map(|rest| rest.split_once("</loc>").map(|(url, _)| url));
    base_urls.iter().map(|base| base.trim_end_matches('/')).any(|base| {
        let is_there =
            |url: &str| url.strip_prefix(base).is_some_and(|path| has_page(folder, &path.replace("&amp;", "&")));
        addresses().next().is_some() && addresses().take(MOST_ADDRESSES).all(is_there)
    })
}

fn has_page(folder: &Path, path: &str) -> bool {
    let path = percent_decode(path);
    let Some(path) = path.strip_prefix('/') else { return false };
    let place = folder.join(path.trim_start_matches('/'));
    fs::metadata(place.join("index.html")).is_ok_and(|found| found.is_file()) || place.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::test_files::fill;

    fn look_at(folder: &Path, base_url: &str, keeps_dotfiles: bool) -> OutputContent {
        KnownOutput { stamp: None, base_urls: &[base_url.to_owned()], keeps_dotfiles }.look_at(folder).unwrap()
    }

    #[test]
    fn what_holds_no_file_to_lose_is_empty() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("public");
        assert_eq!(look_at(&folder, "/", false), OutputContent::Missing);
        fill(&folder, &[(".gitkeep", ""), (".tsubame-1/secret/index.html", "draft")]);
        fs::create_dir_all(folder.join("a/b")).unwrap();
        fs::create_dir_all(folder.join(LOST_AND_FOUND)).unwrap();
        assert_eq!(look_at(&folder, "/", false), OutputContent::Empty);
        fill(&folder, &[(".git/HEAD", "x")]);
        assert_eq!(look_at(&folder, "/", true), OutputContent::Empty);
        assert_eq!(look_at(&folder, "/", false), OutputContent::Foreign(vec![".git/HEAD".to_owned()]));
        fill(&folder, &[("a/b/thesis.txt", "x"), ("b", ""), ("c", ""), ("d", "")]);
        let first = ["a/b/thesis.txt", "b", "c"].map(str::to_owned).to_vec();
        assert_eq!(look_at(&folder, "/", true), OutputContent::Foreign(first));
    }

    #[test]
    fn sites_are_known_by_their_sitemaps() {
        let sitemap = |addresses: &[&str]| {
            let entry = |url: &&str| format!("    <url>\n        <loc>{url}</loc>\n    </url>\n");
            let entries: String = addresses.iter().map(entry).collect();
            format!("{}\n{entries}</urlset>\n", SITEMAP_HEAD.strip_suffix("<url>").unwrap())
        };
        let pages =
            [("index.html", "x"), ("頁/index.html", "x"), ("a b/index.html", "x"), ("x.html", "x"), ("old.css", "")];
        for (base_url, addresses, is_site) in [
            ("https://a.jp", &["https://a.jp/", "https://a.jp/頁/"][..], true),
            ("https://a.jp/blog/", &["https://a.jp/blog/", "https://a.jp/blog/%E9%A0%81/"], true),
            ("https://a.jp", &["https://a.jp/a%20b/", "https://a.jp/x.html"], true),
            ("/", &["/", "/頁/"], true),
            ("https://a.jp", &["https://a.jp/", "https://a.jp/none/"], false),
            ("https://a.jp", &["https://b.jp/"], false),
            ("https://a.jp", &["https://a.jp.evil/"], false),
            ("https://a.jp", &[], false),
        ] {
            let root = tempfile::tempdir().unwrap();
            fill(root.path(), &pages);
            fill(root.path(), &[("sitemap.xml", &sitemap(addresses))]);
            let found = look_at(root.path(), base_url, false);
            assert_eq!(found == OutputContent::Site, is_site, "{base_url} {addresses:?}: {found:?}");
        }
        let by_hand = tempfile::tempdir().unwrap();
        fill(by_hand.path(), &pages);
        fill(by_hand.path(), &[("sitemap.xml", "<urlset><url><loc>https://a.jp/</loc></url></urlset>")]);
        assert!(matches!(look_at(by_hand.path(), "https://a.jp", false), OutputContent::Foreign(_)));
    }
}
