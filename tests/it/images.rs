//! Processed images: made once, kept beside the project, made again when something changed, and never half.

use std::{collections::BTreeMap, fs};

use crate::support::{Project, REPOSITORY};

const PAGE: &str = "{% set small = resize_image(path='wide.png', width=24, op='fit_width') %}\n\
    {% set photo = resize_image(path='rotated.jpg', width=9, height=9, format='webp', quality=60) %}\n\
    <img src=\"{{ small.url }}\"><img src=\"{{ photo.url }}\">\n";

fn source(name: &str) -> Vec<u8> {
    fs::read(format!("{REPOSITORY}/tests/conformance/sites/images/static/{name}")).expect("an image")
}

fn site() -> Project {
    let project = Project::new().file("templates/index.html", PAGE);
    ["wide.png", "rotated.jpg"]
        .into_iter()
        .fold(project, |project, name| project.file(&format!("static/{name}"), source(name)))
}

/// What is kept, with the inode of each file: a file that is written again has another one.
fn kept(project: &Project) -> BTreeMap<String, u64> {
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
fn what_changed_is_made_again_and_what_is_gone_is_forgotten() {
    let project = site();
    project.build().succeeds();
    let before = kept(&project);
    project.write("static/wide.png", source("円.png"));
    let outcome = project.build().succeeds();
    assert_eq!(outcome.count("written"), 2, "the source and what was made of it");
    let after = kept(&project);
    assert_eq!(after.len(), 4);
    assert_eq!(after.iter().filter(|(key, inode)| before.get(*key) == Some(*inode)).count(), 2, "the photograph stays");

    project.write("templates/index.html", "-");
    let outcome = project.build().succeeds();
    assert_eq!(outcome.count("removed"), 2);
    assert!(kept(&project).is_empty());
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
