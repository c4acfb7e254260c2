//! Publishing into folders of the disk.

use std::collections::BTreeMap;

use walkdir::WalkDir;

use super::*;
use crate::disk::{OutputRequest, ProjectPlaces};
use tsubame_model::source::SourcePath;

/// The files of a folder with their texts.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let files = WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let named = files.map(|entry| {
        let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(entry.path()).unwrap())
    });
    named.collect()
}

fn request(keeps_dotfiles: bool) -> OutputRequest {
    OutputRequest { folder: "public".into(), is_forced: false, keeps_dotfiles, base_urls: Vec::new() }
}

fn claim(root: &Path, request: OutputRequest) -> Result<ClaimedOutput> {
    let root = root.canonicalize().unwrap();
    let places = ProjectPlaces { root: &root, config_file: &SourcePath::new("zola.toml"), links: &[] };
    ClaimedOutput::new(&places, request)
}

fn publisher(root: &Path, keeps_dotfiles: bool, files: &[(&str, &str)]) -> Publisher {
    fill(Publisher::new(root, claim(root, request(keeps_dotfiles)).unwrap()), files)
}

fn fill(publisher: Publisher, files: &[(&str, &str)]) -> Publisher {
    for (path, text) in files {
        publisher.accept(Artifact {
            path: (*path).to_owned(),
            content: ArtifactData::Bytes(text.as_bytes().to_vec().into()),
        });
    }
    publisher
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn published(written: usize, unchanged: usize, removed: usize) -> Published {
    Published { written, unchanged, removed }
}

#[test]
fn only_changes_are_written_and_what_is_gone_is_removed() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let first = [("index.html", "a"), ("x/index.html", "b"), ("y/z/index.html", "c")];
    assert_eq!(publisher(root, false, &first).commit().unwrap(), published(3, 0, 0));
    assert_eq!(publisher(root, false, &first).commit().unwrap(), published(0, 3, 0));
    let second = [("index.html", "a"), ("x/index.html", "B")];
    assert_eq!(publisher(root, false, &second).commit().unwrap(), published(1, 1, 1));
    let files = tree(&root.join("public"));
    assert_eq!(files.into_iter().collect::<Vec<_>>(), second.map(|(path, text)| (path.to_owned(), text.to_owned())));
    assert!(!root.join("public/y").exists());
    assert_eq!(names(root), [".tsubame", "public"], "nothing is left beside the output folder");
    assert!(
        names(&root.join(".tsubame/outputs")).iter().all(|name| !root.join(".tsubame/outputs").join(name).is_dir())
    );
}

#[test]
fn copies_follow_their_files() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let (long, other) = ("仙台".repeat(500), "東京".repeat(500));
    let pack = |files: &[(&str, &str)]| {
        publisher(root, false, files)
            .with_precompressions(vec![Precompression::Brotli, Precompression::Gzip])
            .commit()
            .unwrap()
    };
    let read = |path: &str| fs::read(root.join("public").join(path)).unwrap_or_default();
    let first = [("index.html", long.as_str()), ("s.html", "short"), ("own.css", &long), ("own.css.br", "mine")];
    assert_eq!(pack(&first), published(7, 0, 0));
    assert_eq!(pack(&first), published(0, 7, 0));
    assert_eq!(read("own.css.br"), b"mine", "a file of the site wins");
    let kept = read("own.css.gz");
    fs::write(root.join("public/own.css.gz"), "broken").unwrap();
    assert_eq!(pack(&[("index.html", other.as_str()), first[1], first[2], first[3]]), published(4, 3, 0));
    assert!(Precompression::Brotli.holds(&read("index.html.br"), other.as_bytes()));
    assert_eq!(read("own.css.gz"), kept);
    assert_eq!(pack(&[first[1]]), published(0, 1, 6));
    pack(&first);
    assert_eq!(publisher(root, false, &first).commit().unwrap(), published(0, 4, 3), "switched off");
}

#[test]
fn without_a_commit_everything_stays_as_it_was() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    publisher(root, false, &[("index.html", "a")]).commit().unwrap();
    drop(publisher(root, false, &[("index.html", "b"), ("new.html", "c")]));
    assert_eq!(tree(&root.join("public")), BTreeMap::from([("index.html".to_owned(), "a".to_owned())]));
}

#[test]
fn files_and_folders_may_change_places() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    publisher(root, false, &[("a", "file"), ("b/c", "file")]).commit().unwrap();
    publisher(root, false, &[("a/x/y", "deep"), ("b", "flat")]).commit().unwrap();
    let expected = [("a/x/y", "deep"), ("b", "flat")].map(|(path, text)| (path.to_owned(), text.to_owned()));
    assert_eq!(tree(&root.join("public")), BTreeMap::from(expected));
}

#[cfg(unix)]
#[test]
fn a_link_inside_the_output_folder_is_replaced_and_not_followed() {
    let (root, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let root = root.path();
    publisher(root, false, &[("a/index.html", "a")]).commit().unwrap();
    fs::remove_dir_all(root.join("public/a")).unwrap();
    std::os::unix::fs::symlink(outside.path(), root.join("public/a")).unwrap();
    let forced = || OutputRequest { is_forced: true, ..request(false) };
    fill(Publisher::new(root, claim(root, forced()).unwrap()), &[("a/index.html", "b")]).commit().unwrap();
    assert_eq!(tree(&root.join("public")), BTreeMap::from([("a/index.html".to_owned(), "b".to_owned())]));
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn dotfiles_at_the_top_can_be_kept() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    publisher(root, false, &[("index.html", "a")]).commit().unwrap();
    fs::create_dir_all(root.join("public/.git")).unwrap();
    for path in ["public/.git/HEAD", "public/.nojekyll", "public/foreign.txt"] {
        fs::write(root.join(path), "x").unwrap();
    }
    assert_eq!(publisher(root, true, &[("index.html", "a")]).commit().unwrap(), published(0, 1, 1));
    assert_eq!(publisher(root, false, &[("index.html", "a")]).commit().unwrap(), published(0, 1, 2));
}

#[test]
fn output_dir_wipes_nothing_that_no_build_made() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path().canonicalize().unwrap();
    let wanted = |folder: &str, is_forced| OutputRequest { folder: folder.into(), is_forced, ..request(false) };
    fs::create_dir_all(root.join("site")).unwrap();
    let site = root.join("site");
    fs::create_dir_all(site.join("docs/adr")).unwrap();
    fs::create_dir_all(root.join("neighbour")).unwrap();
    fs::write(site.join("docs/adr/0001.md"), "precious").unwrap();
    fs::write(root.join("neighbour/thesis.txt"), "precious").unwrap();
    std::os::unix::fs::symlink("../neighbour", site.join("linked")).unwrap();
    for (folder, dear) in [
        ("docs", "site/docs/adr/0001.md"),
        ("../neighbour", "neighbour/thesis.txt"),
        ("linked", "neighbour/thesis.txt"),
        ("docs/../linked", "neighbour/thesis.txt"),
    ] {
        let error = claim(&site, wanted(folder, false)).unwrap_err().to_string();
        let file = dear.rsplit_once('/').map_or(dear, |(_, name)| name);
        assert!(error.contains(file) && error.contains("--force"), "{folder}: {error}");
        assert!(root.join(dear).exists(), "{folder}");
    }
    // What is made once by force is known from then on, in a folder of any name.
    for folder in ["docs", "linked"] {
        let files = [("index.html", "a"), ("404.html", "b")];
        fill(Publisher::new(&site, claim(&site, wanted(folder, true)).unwrap()), &files).commit().unwrap();
        let again = fill(Publisher::new(&site, claim(&site, wanted(folder, false)).unwrap()), &files).commit();
        assert_eq!(again.unwrap(), published(0, 2, 0), "{folder}");
    }
    // Not by its name: somebody has made another folder since.
    fs::remove_dir_all(site.join("docs")).unwrap();
    fs::create_dir(site.join("docs")).unwrap();
    fs::write(site.join("docs/index.html"), "by hand").unwrap();
    assert!(claim(&site, wanted("docs", false)).is_err());
}

#[test]
fn a_folder_that_was_filled_while_the_build_ran_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let building = publisher(root, false, &[("index.html", "a")]);
    fs::create_dir(root.join("public")).unwrap();
    fs::write(root.join("public/thesis.txt"), "precious").unwrap();
    let error = building.commit().unwrap_err().to_string();
    assert!(error.contains("thesis.txt"), "{error}");
    assert_eq!(names(&root.join("public")), ["thesis.txt"]);
}

#[test]
fn leftover_staging_is_cleared_and_never_in_the_output_folder() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    publisher(root, false, &[("index.html", "a")]).commit().unwrap();
    // Left by an earlier version of the program, whose process number another process has by now.
    fs::create_dir_all(root.join("public/.tsubame-1/secret")).unwrap();
    fs::write(root.join("public/.tsubame-1/secret/index.html"), "draft").unwrap();
    let building = publisher(root, true, &[("index.html", "b"), ("new.html", "c")]);
    let staged = building.claim.staging().join("site");
    assert_eq!(names(&staged), ["index.html", "new.html"]);
    assert!(!staged.starts_with(root.canonicalize().unwrap().join("public")));
    // A build that is killed leaves what it had, and its lock is free.
    std::mem::forget(building.interrupt());
    drop(building);
    fs::create_dir_all(&staged).unwrap();
    publisher(root, true, &[("index.html", "b")]).commit().unwrap();
    assert!(!staged.exists());
    assert_eq!(names(&root.join("public")), ["index.html"]);
}

#[test]
fn interrupted_builds_leave_nothing_and_published_ones_are_whole() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    publisher(root, false, &[("index.html", "a")]).commit().unwrap();
    let building = publisher(root, false, &[("index.html", "b")]);
    let (interrupt, staging) = (building.interrupt(), building.claim.staging().to_path_buf());
    assert!(!interrupt.stop());
    assert!(!staging.exists());
    // Whoever still wants to write waits until the process ends.
    let (said, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        fill(building, &[("late.html", "c")]);
        let _ = said.send(());
    });
    assert!(heard.recv_timeout(std::time::Duration::from_millis(200)).is_err());
    assert!(!staging.exists());
    assert_eq!(tree(&root.join("public")), BTreeMap::from([("index.html".to_owned(), "a".to_owned())]));

    let other = tempfile::tempdir().unwrap();
    let building = publisher(other.path(), false, &[("index.html", "b")]);
    let interrupt = building.interrupt();
    building.commit().unwrap();
    assert!(interrupt.stop());
}

#[test]
fn two_builds_at_once_end_with_one_whole_site_or_an_error() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    for exists in [false, true] {
        let first = publisher(root, false, &[("index.html", "first"), ("first.html", "x")]);
        let error = claim(root, request(false)).unwrap_err().to_string();
        assert!(error.contains("another build is at work"), "{exists}: {error}");
        first.commit().unwrap();
        assert_eq!(names(&root.join("public")), ["first.html", "index.html"]);
    }
    // Two projects, one folder that neither has found: the slower one does not take it for its own.
    let other = tempfile::tempdir().unwrap();
    let shared = tempfile::tempdir().unwrap();
    let wanted = |is_forced| OutputRequest { folder: shared.path().join("out"), is_forced, ..request(false) };
    let slow = Publisher::new(root, claim(root, wanted(false)).unwrap());
    let forced = Publisher::new(other.path(), claim(other.path(), wanted(true)).unwrap());
    let slow = fill(slow, &[("slow.html", "x")]);
    fill(forced, &[("fast.html", "x")]).commit().unwrap();
    assert!(slow.commit().is_err());
    assert_eq!(names(&shared.path().join("out")), ["fast.html"]);
}
