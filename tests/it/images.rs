//! Processed images: made once, kept beside the project, made again when something changed, and never half.

use std::{collections::BTreeMap, fs, thread, time::Duration};

use crate::{
    language::in_english,
    support::{REPOSITORY, TestSite},
};

const PAGE: &str = "{% set small = resize_image(path='wide.png', width=24, op='fit_width') %}\n\
    {% set photo = resize_image(path='rotated.jpg', width=9, height=9, format='webp', quality=60) %}\n\
    <img src=\"{{ small.url }}\"><img src=\"{{ photo.url }}\">\n";

fn source(name: &str) -> Vec<u8> {
    fs::read(format!("{REPOSITORY}/tests/conformance/sites/images/static/{name}")).expect("an image")
}

fn site() -> TestSite {
    let project = TestSite::new().file("templates/index.html", PAGE);
    let project = ["wide.png", "rotated.jpg"]
        .into_iter()
        .fold(project, |project, name| project.file(&format!("static/{name}"), source(name)));
    settle();
    project
}

/// Of a file that was written a moment ago it cannot be told whether it is written to again.
fn settle() {
    thread::sleep(Duration::from_millis(200));
}

/// What is kept, with the inode of each file: a file that is written again has another one.
fn kept(project: &TestSite) -> BTreeMap<String, u64> {
    use std::os::unix::fs::DirEntryExt;
    let entries = fs::read_dir(project.path(".tsubame/images")).expect("the folder of kept images");
    let entries = entries.map(|entry| entry.expect("an entry"));
    entries.map(|entry| (entry.file_name().into_string().expect("a name"), entry.ino())).collect()
}

#[test]
fn a_second_build_processes_nothing() {
    let project = site();
    let first = project.build().succeeds();
    let images: Vec<String> = first.files().into_keys().filter(|path| path.starts_with("processed_images/")).collect();
    assert_eq!(images.len(), 2, "{images:?}");
    let before = kept(&project);
    assert_eq!(before.len(), 4, "two images, and what is known of two sources");

    let second = project.build().succeeds();
    assert_eq!((second.count("written"), second.count("removed")), (0, 0));
    assert_eq!(kept(&project), before);
}

#[test]
fn what_changed_is_made_again_and_the_rest_is_kept() {
    let project = site();
    project.build().succeeds();
    let before = kept(&project);
    project.write("static/wide.png", source("円.png"));
    settle();
    let outcome = project.build().succeeds();
    assert_eq!(outcome.count("written"), 2, "the source and what was made of it");
    let after = kept(&project);
    assert_eq!(after.len(), 6, "what is not used now may be used again tomorrow");
    assert_eq!(after.iter().filter(|(key, inode)| before.get(*key) == Some(*inode)).count(), 4, "the photograph stays");

    project.write("templates/index.html", "-");
    let outcome = project.build().succeeds();
    assert_eq!(outcome.count("removed"), 2);
    assert_eq!(kept(&project), after);
}

#[test]
fn damage_in_what_is_kept_is_mended() {
    let project = site();
    let first = project.build().succeeds().files();
    for key in kept(&project).into_keys() {
        project.write(&format!(".tsubame/images/{key}"), "damaged");
    }
    assert_eq!(project.build().succeeds().files(), first);
}

#[test]
fn a_broken_image_is_named() {
    let half = |name: &str| source(name)[..120].to_vec();
    let project = site().file("static/wide.png", half("wide.png"));
    let outcome = project.build().fails();
    assert!(outcome.stdout.contains("static/wide.png"), "{}", outcome.stdout);
    assert!(!project.path("public").exists());
}

#[test]
fn a_broken_image_is_told_with_the_page_that_wants_it() {
    let page = "{% set a = resize_image(path=page.colocated_path ~ 'a.png', width=24, op='fit_width') %}{{ a.url }}";
    let project = TestSite::new()
        .file("templates/page.html", page)
        .page("news/x/index.md", "題", "")
        .file("content/news/x/a.png", &source("wide.png")[..120]);
    let faults = project.build().fails().diagnostics();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0]["file"], "content/news/x/a.png");
    assert_eq!(faults[0]["notes"][0]["file"], "content/news/x/index.md");
}

/// The headers of a progressive JPEG of 100 megapixels with colours in full.
fn huge_progressive() -> Vec<u8> {
    let table = [&[0xFF, 0xDB, 0, 67, 0][..], &[1; 64]].concat();
    let frame = [0xFF, 0xC2, 0, 17, 8, 0x27, 0x10, 0x27, 0x10, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0];
    let scan = [0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0];
    [&[0xFF, 0xD8][..], &table, &frame, &scan, &[0xFF, 0xD9]].concat()
}

#[test]
fn what_would_take_too_much_memory_is_refused_where_it_is_asked_for() {
    let template = "\n{% set a = resize_image(path='huge.jpg', width=24, op='fit_width') %}{{ a.url }}";
    let project =
        in_english(TestSite::new()).file("templates/index.html", template).file("static/huge.jpg", huge_progressive());
    let outcome = project.build().fails();
    let faults = outcome.diagnostics();
    let message = faults[0]["message"].as_str().expect("a message");
    for words in ["static/huge.jpg", "10000 × 10000", "900 MB", "save it as baseline JPEG"] {
        assert!(message.contains(words), "{words}: {message}");
    }
    assert_eq!((&faults[0]["file"], &faults[0]["place"]["line"]), (&"templates/index.html".into(), &2.into()));
    project.write("templates/index.html", "{% set a = get_image_metadata(path='huge.jpg') %}{{ a.width }}");
    project.build().succeeds().assert_file("index.html", "10000");
}
