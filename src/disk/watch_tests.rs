//! Watching real folders.

use std::{fs, sync::mpsc::Receiver};

use tempfile::TempDir;

use super::*;

/// No batch comes later than this on any machine; a test that waits so long fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// Longer than a batch takes on a busy machine; what has not come by then is taken not to come.
const SILENCE: Duration = Duration::from_millis(400);

fn site() -> (TempDir, Watcher, Receiver<ChangeBatch>) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    for name in ["content/deep", "public", ".tsubame", "themes/one/static"] {
        fs::create_dir_all(root.join(name)).unwrap();
    }
    fs::write(root.join("zola.toml"), "").unwrap();
    let (config_file, output, extra) = (PathBuf::from("zola.toml"), root.join("public"), vec![root.join("extra")]);
    fs::create_dir(root.join("extra")).unwrap();
    let watched = WatchPaths { root, config_file, output, extra };
    let (batches, received) = mpsc::channel();
    let watcher = Watcher::start(watched, Duration::from_millis(20), move |sighting| match sighting {
        WatchEvent::Changed(batch) => drop(batches.send(batch)),
        WatchEvent::Blind(error) => panic!("{error:#}"),
    });
    (folder, watcher.unwrap(), received)
}

/// Waits until a batch holds the path.
fn wait_for(path: &str, batches: &Receiver<ChangeBatch>) -> ChangeBatch {
    loop {
        let batch = batches.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("nothing was said of {path}"));
        if batch.paths.contains(Path::new(path)) {
            return batch;
        }
    }
}

#[test]
fn saves_are_told_of_and_reading_is_not() {
    let (folder, _watcher, batches) = site();
    let root = folder.path();
    fs::write(root.join("content/a.md"), "one").unwrap();
    wait_for("content/a.md", &batches);
    fs::write(root.join("content/a.md.new"), "two").unwrap();
    fs::rename(root.join("content/a.md.new"), root.join("content/a.md")).unwrap();
    wait_for("content/a.md", &batches);
    fs::write(root.join("zola.toml"), "# more").unwrap();
    wait_for("zola.toml", &batches);

    while batches.recv_timeout(SILENCE).is_ok() {}
    fs::read(root.join("content/a.md")).unwrap();
    for ignored in ["public/index.html", ".tsubame/x", "content/a.md~", "content/.a.md.swp", "README.md"] {
        fs::write(root.join(ignored), "x").unwrap();
    }
    assert_eq!(batches.recv_timeout(SILENCE).ok(), None);
    fs::remove_file(root.join("content/a.md")).unwrap();
    wait_for("content/a.md", &batches);
}

#[test]
fn folders_that_appear_or_are_replaced_are_watched() {
    let (folder, _watcher, batches) = site();
    let root = folder.path();
    fs::create_dir(root.join("sass")).unwrap();
    wait_for("sass", &batches);
    fs::write(root.join("sass/a.scss"), "a{}").unwrap();
    wait_for("sass/a.scss", &batches);

    fs::remove_dir_all(root.join("content")).unwrap();
    wait_for("content", &batches);
    fs::create_dir_all(root.join("content/new/deep")).unwrap();
    wait_for("content", &batches);
    fs::write(root.join("content/new/deep/b.md"), "b").unwrap();
    wait_for("content/new/deep/b.md", &batches);

    fs::create_dir_all(root.join("themes/two")).unwrap();
    wait_for("themes/two", &batches);
    fs::create_dir_all(root.join("themes/two/templates")).unwrap();
    wait_for("themes/two/templates", &batches);
    fs::write(root.join("themes/two/templates/c.html"), "c").unwrap();
    wait_for("themes/two/templates/c.html", &batches);
}

#[test]
fn files_that_a_build_has_read_are_watched() {
    let (folder, watcher, batches) = site();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir_all(root.join("i18n")).unwrap();
    fs::create_dir_all(root.join("lang")).unwrap();
    for path in ["i18n/en.toml", "i18n/other.toml", "lang/ja.toml"] {
        fs::write(root.join(path), "one").unwrap();
    }
    std::os::unix::fs::symlink("../lang/ja.toml", root.join("i18n/ja.toml")).unwrap();
    let read = |path: &str| (root.join(path), stamp_of(&root.join(path)));
    let seen = || ["i18n/en.toml", "i18n/ja.toml", "later/deep/x.toml"].map(read).into_iter().collect();
    // What is written between the build and now is told of at once.
    let first = seen();
    fs::write(root.join("i18n/en.toml"), "meanwhile").unwrap();
    watcher.follow(first);
    wait_for("i18n/en.toml", &batches);

    watcher.follow(seen());
    while batches.recv_timeout(SILENCE).is_ok() {}
    fs::write(root.join("i18n/other.toml"), "two").unwrap();
    assert_eq!(batches.recv_timeout(SILENCE).ok(), None);
    fs::write(root.join("i18n/en.toml"), "two").unwrap();
    wait_for("i18n/en.toml", &batches);
    fs::write(root.join("lang/ja.toml"), "two").unwrap();
    wait_for("lang/ja.toml", &batches);
    fs::create_dir_all(root.join("later/deep")).unwrap();
    wait_for("later", &batches);
    fs::write(root.join("later/deep/x.toml"), "two").unwrap();
    wait_for("later/deep/x.toml", &batches);
    fs::write(root.join("extra/any"), "two").unwrap();
    wait_for("extra/any", &batches);
}

#[test]
fn a_theme_that_lies_elsewhere_is_watched() {
    let (folder, _watcher, batches) = site();
    let root = folder.path();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir_all(elsewhere.path().join("a/templates")).unwrap();
    fs::create_dir_all(elsewhere.path().join("b/templates")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("a"), root.join("themes/far")).unwrap();
    wait_for("themes/far", &batches);
    fs::write(elsewhere.path().join("a/templates/x.html"), "one").unwrap();
    wait_for("themes/far/templates/x.html", &batches);
    // Another theme under the same name.
    fs::remove_file(root.join("themes/far")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("b"), root.join("themes/far")).unwrap();
    wait_for("themes/far", &batches);
    fs::write(elsewhere.path().join("b/templates/y.html"), "two").unwrap();
    wait_for("themes/far/templates/y.html", &batches);
}

#[test]
fn a_burst_is_one_batch() {
    let (folder, _watcher, batches) = site();
    for number in 0..300 {
        fs::write(folder.path().join(format!("content/deep/{number}.md")), "x").unwrap();
    }
    let mut found = BTreeSet::new();
    let mut count = 0;
    while found.len() < 300 {
        found.extend(batches.recv_timeout(PATIENCE).expect("the rest of the burst").paths);
        count += 1;
    }
    // A busy machine may rest longer than the quiet between two writes, but not often.
    assert!(count <= 10, "{count} batches");
}

#[test]
fn limits_come_with_a_remedy() {
    let text = format!("{:#}", explained(&notify::Error::new(ErrorKind::MaxFilesWatch), Some(Path::new("/x"))));
    assert!(text.starts_with("watching /x: ") && text.contains("sysctl fs.inotify.max_user_watches"), "{text}");
    let instances = notify::Error::io(std::io::Error::from_raw_os_error(24));
    assert!(format!("{:#}", explained(&instances, None)).contains("max_user_instances"));
}
