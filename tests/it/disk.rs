//! The output folder and what lies beside it: nothing that no build made is lost, nothing of a build that was ended is
//! left, and two builds never make one site.

use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    language::in_english,
    preview::running::PATIENCE,
    small_disk::SmallDisk,
    support::{TestSite, differences, read_tree},
};

/// A site whose build is under way for a while: its pages are written long before the last picture is ready.
fn slow_site() -> TestSite {
    let resize = "{% set small = resize_image(path=page.extra.picture, width=page.extra.width, op=\"fit_width\") %}\
        {{ small.url }} {{ page.content | safe }}";
    let mut pixels = b"P6\n1200 1200\n255\n".to_vec();
    pixels.extend((0..1200_u32 * 1200 * 3).map(|at| at.wrapping_mul(2_654_435_761).to_le_bytes()[3]));
    let mut site = TestSite::new().file("templates/page.html", resize).file("static/noise.ppm", pixels);
    for number in 0..40 {
        let front = format!("extra.picture = \"noise.ppm\"\nextra.width = {}", 1000 - number);
        site = site.file(&format!("content/p{number}.md"), format!("+++\n{front}\n+++\n本文\n"));
    }
    site
}

fn start(site: &TestSite, args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tsubame"));
    command.arg("--root").arg(site.root()).args(args);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
}

/// Waits until a build has begun to gather files, and gives the folder.
fn wait_for_staging(site: &TestSite, child: &mut Child) -> PathBuf {
    let begun = Instant::now();
    loop {
        let entries = fs::read_dir(site.path(".tsubame/outputs")).into_iter().flatten().flatten();
        let staged = entries.map(|entry| entry.path().join("site")).find(|folder| folder.is_dir());
        if let Some(folder) = staged {
            return folder;
        }
        assert!(child.try_wait().expect("a status").is_none(), "the build has ended before it could be looked at");
        assert!(begun.elapsed() < PATIENCE, "the build gathers nothing");
        thread::sleep(Duration::from_millis(1));
    }
}

fn send(signal: &str, child: &Child) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "a signal is sent");
}

/// What lies in the folder of the site beside the site itself.
fn left_behind(site: &TestSite) -> Vec<String> {
    let is_left =
        |path: &String| path.contains("tsubame-") || path.starts_with(".tsubame/outputs") && path.contains("site");
    read_tree(site.root()).into_keys().filter(is_left).collect()
}

#[test]
fn output_dir_wipes_no_folder_that_no_build_made() {
    let elsewhere = TestSite::empty().file("thesis.txt", "大切");
    let other = elsewhere.root().to_str().expect("a path in UTF-8").to_owned();
    let site = || TestSite::new().page("a.md", "題", "本文").file("docs/adr/0001.md", "大切");
    for (project, dear) in [
        (site().config("output_dir = \"docs\""), "docs/adr/0001.md"),
        (site().link("public", &other), "public/thesis.txt"),
        (site().file("public/mine.txt", "大切"), "public/mine.txt"),
    ] {
        let name = dear.rsplit('/').next().expect("a name");
        project.build().exits_with(2).assert_mentions("--force").assert_mentions(name);
        assert!(project.path(dear).exists() || elsewhere.path(dear).exists(), "{dear} is gone");
        assert!(!project.path("public/index.html").exists() && !elsewhere.path("index.html").exists());
    }
    // Where the settings lead out of the project, only who runs the program can say so.
    let project = site().config(&format!("output_dir = \"{other}\""));
    project.build_with(&["--force"]).exits_with(2).assert_mentions("--output-dir");
    project
        .build_with(&["--output-dir", &other])
        .exits_with(2)
        .assert_mentions("--force")
        .assert_mentions("thesis.txt");
    assert!(elsewhere.path("thesis.txt").exists());
    // Who really wants it says so once, and the folder is the site's from then on.
    let project = site().config("output_dir = \"docs\"");
    project.build_with(&["--force"]).succeeds();
    assert!(!project.path("docs/adr").exists() && project.path("docs/a/index.html").exists());
    project.build().succeeds();
    // With or without its memory: a fresh clone of a repository that holds its output has none.
    fs::remove_dir_all(project.path(".tsubame")).expect("a memory to lose");
    project.build().succeeds();
    for (never, remedy) in [
        (".", "choose another output folder"),
        ("content", "choose another output folder"),
        ("..", "name such a folder on the command line"),
        ("private", "choose another output folder"),
    ] {
        let project = site().file("private/keys", "x").config(&format!("output_dir = \"{never}\""));
        project.build_with(&["--force"]).exits_with(2).assert_mentions(remedy);
        assert!(project.path("content/a.md").exists() && project.path("private/keys").exists(), "{never}");
    }
}

#[test]
fn leftover_staging_of_builds_that_were_ended_is_removed() {
    let project = slow_site();
    for (signal, code) in [("-TERM", 143), ("-INT", 130), ("-HUP", 129)] {
        let mut child = start(&project, &["build"]);
        let staging = wait_for_staging(&project, &mut child);
        assert!(!staging.starts_with(project.path("public")));
        send(signal, &child);
        assert_eq!(child.wait().expect("an end").code(), Some(code), "{signal}");
        assert_eq!(left_behind(&project), [""; 0], "{signal}");
        assert!(!project.path("public").exists(), "{signal}");
    }
    // Nobody can tidy up after this signal but the next build, whatever it builds into.
    let mut child = start(&project, &["build"]);
    let staging = wait_for_staging(&project, &mut child);
    send("-KILL", &child);
    assert_eq!(child.wait().expect("an end").code(), None);
    assert!(staging.exists());
    let broken = project.file("templates/page.html", "{{ no.such }}");
    let other = broken.path("other");
    broken.build_with(&["--output-dir", other.to_str().expect("a path in UTF-8")]).exits_with(1);
    assert_eq!(left_behind(&broken), [""; 0]);
}

#[test]
fn leftover_staging_of_earlier_versions_is_cleared_from_the_output_folder() {
    let project = TestSite::new().page("a.md", "題", "本文").config("preserve_dotfiles_in_output = true");
    project.build().succeeds();
    // Some process has this number at any time.
    project.write("public/.tsubame-1/secret/index.html", "下書き");
    project.write("public/.well-known/mine", "x");
    let files = project.build().succeeds().files();
    assert!(files.keys().all(|path| !path.contains("tsubame")) && files.contains_key(".well-known/mine"), "{files:?}");
}

#[test]
fn two_builds_at_once_make_one_site() {
    let project = slow_site();
    let mut first = start(&project, &["build"]);
    wait_for_staging(&project, &mut first);
    let second = project.run_process(&["build"]).exits_with(2);
    second.assert_mentions("another build is at work");
    assert_eq!(first.wait().expect("an end").code(), Some(0));
    let files = read_tree(&project.path("public"));
    let clean = TestSite::copy_of(project.root());
    fs::remove_dir_all(clean.path("public")).expect("an output to remove");
    assert_eq!(differences(&files, &clean.build().succeeds().files()), [""; 0]);
}

#[test]
fn an_output_folder_may_be_a_file_system_of_its_own() {
    let project = TestSite::new().page("a.md", "題", "昨日").page("b.md", "題", "消える").file("static/a.txt", "1");
    let Some(disk) = SmallDisk::mount(&project.path("public")) else {
        eprintln!("left out: a small file system cannot be mounted here");
        return;
    };
    fs::create_dir(disk.0.join("lost+found")).expect("what systems make there");
    project.run_process(&["build"]).succeeds().assert_file("a/index.html", "昨日");
    project.write("content/a.md", "+++\ntitle = \"題\"\n+++\n\n今日\n");
    project.remove("static/a.txt");
    project.write("static/a.txt/now-a-folder", "2");
    project.remove("content/b.md");
    let earlier = project.run_process(&["build"]).succeeds();
    let earlier =
        earlier.assert_file("a/index.html", "今日").assert_file("a.txt/now-a-folder", "2").assert_no_file("b");
    assert!(disk.0.join("lost+found").is_dir());
    // What is too large for it is found out in the middle, and everything is put back.
    project.write("content/a.md", "+++\ntitle = \"題\"\n+++\n\n明日\n");
    project.write("static/z.bin", vec![0_u8; 1_000_000]);
    let outcome = project.run_process(&["build"]).exits_with(2).does_not_panic();
    assert_eq!(differences(&earlier.files(), &outcome.files()), [""; 0], "the earlier site is damaged");
    assert_eq!(left_behind(&project), [""; 0]);
}

#[test]
fn zola_09_theme_is_a_symbolic_link() {
    let elsewhere = TestSite::empty()
        .file("theme/theme.toml", "name = \"plain\"\n")
        .file("theme/templates/index.html", "<h1>遠くの{{ section.title }}</h1>")
        .file("theme/static/own.css", "a {}")
        .file("theme/README.md", "使わない")
        .file("secret/id", "秘密");
    let site = || TestSite::new().config("theme = \"plain\"").file("content/_index.md", "+++\ntitle = \"家\"\n+++\n");
    let linked = site().link("themes/plain", elsewhere.path("theme"));
    fs::remove_file(linked.path("templates/index.html")).expect("a template that the theme has");
    let built = linked.build().succeeds();
    built.assert_file("index.html", "<h1>遠くの家</h1>").assert_file("own.css", "a {}").assert_no_file("README.md");

    // The folder of all themes may be a link as well.
    let themes = TestSite::empty().link("plain", elsewhere.path("theme"));
    let linked = site().link("themes", themes.root());
    fs::remove_file(linked.path("templates/index.html")).expect("a template that the theme has");
    linked.build().succeeds().assert_file("index.html", "<h1>遠くの家</h1>");

    // What leads out of the theme, and what is no theme, is told as what it is.
    let thief = elsewhere.link("theme/static/id", "../../secret/id");
    let linked = site().link("themes/plain", thief.path("theme"));
    linked.build().exits_with(1).assert_mentions("link-leaves-project").assert_no_file("id");
    let not_a_theme = in_english(site()).link("themes/plain", thief.path("secret"));
    not_a_theme.build().exits_with(1).assert_mentions("leads out of the project");
    let half =
        TestSite::empty().file("a/templates/index.html", "x").link("a/theme.toml", thief.path("theme/theme.toml"));
    let refused = in_english(site()).link("themes/plain", half.path("a")).build().exits_with(1);
    assert!(!refused.stdout.contains("does not exist"), "it does exist: {}", refused.stdout);
    assert!(refused.stdout.contains("leads out of the project"), "{}", refused.stdout);
}
