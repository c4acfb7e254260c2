//! What a build does to `public/`: writes what changed, removes what is gone, leaves the rest as it was.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::Path,
    time::{Duration, SystemTime},
};

use crate::support::{TestSite, Tree, differences, read_tree};

/// Three pages, one of them with assets of its own, and static files.
fn site() -> TestSite {
    TestSite::new()
        .page("a.md", "一", "あ")
        .page("b.md", "二", "い")
        .page("c/index.md", "三", "う")
        .file("content/c/photo.svg", "<svg/>")
        .file("static/style.css", "body {}")
        .file("static/img/deep/icon.svg", "<svg/>")
}

/// Sets every file below a folder to a time long gone, so that a rewrite shows.
fn make_old(folder: &Path) {
    let then = SystemTime::now() - Duration::from_hours(24);
    for path in read_tree(folder).keys() {
        let file = fs::File::options().append(true).open(folder.join(path)).expect("a published file");
        file.set_modified(then).expect("an older time");
    }
}

/// The files below a folder that were written since [`make_old`].
fn rewritten(folder: &Path) -> Vec<String> {
    let recently = SystemTime::now() - Duration::from_hours(12);
    let is_new =
        |path: &String| fs::metadata(folder.join(path)).and_then(|file| file.modified()).expect("a time") > recently;
    read_tree(folder).into_keys().filter(is_new).collect()
}

#[test]
fn a_second_build_writes_nothing() {
    let project = site();
    let first = project.build().succeeds();
    assert_eq!(first.count("written"), first.files().len() as u64);
    assert_eq!((first.count("unchanged"), first.count("removed")), (0, 0));
    make_old(&first.output);

    let second = project.build().succeeds();
    assert_eq!((second.count("written"), second.count("removed")), (0, 0));
    assert_eq!(second.count("unchanged"), first.count("written"));
    assert_eq!(rewritten(&second.output), Vec::<String>::new());
    assert_eq!(differences(&second.files(), &first.files()), Vec::<String>::new());
}

#[test]
fn an_edited_page_rewrites_only_what_changed() {
    let project = site();
    project.build().succeeds();
    make_old(&project.path("public"));
    project.write("content/a.md", "+++\ntitle = \"一\"\n+++\n\nあたらしい本文\n");
    let outcome = project.build().succeeds().assert_file("a/index.html", "あたらしい本文");
    assert_eq!(rewritten(&outcome.output), ["a/index.html"]);
    assert_eq!(outcome.count("written"), 1);

    // A title shows in the list of the home page too.
    make_old(&outcome.output);
    project.write("content/a.md", "+++\ntitle = \"壱\"\n+++\n\nあたらしい本文\n");
    let outcome = project.build().succeeds().assert_file("index.html", "壱");
    assert_eq!(rewritten(&outcome.output), ["a/index.html", "index.html"]);
}

#[test]
fn what_is_gone_from_the_site_is_gone_from_the_output() {
    let project = site();
    project.build().succeeds().assert_file("c/photo.svg", "<svg/>").assert_file("img/deep/icon.svg", "<svg/>");
    project.remove("content/b.md");
    project.remove("content/c/index.md");
    project.remove("content/c/photo.svg");
    fs::remove_dir_all(project.path("static/img")).expect("a folder to remove");
    let outcome = project.build().succeeds();
    for gone in ["b", "c", "img"] {
        assert!(!outcome.output.join(gone).exists(), "the folder {gone} should be gone");
    }
    assert_eq!(outcome.count("removed"), 4);
    let lists = [outcome.text("index.html"), outcome.text("sitemap.xml")];
    assert!(lists.iter().all(|list| !list.contains("/b/") && list.contains("/a/")), "{lists:?}");
}

#[test]
fn foreign_files_are_cleaned_away() {
    let project = site();
    let clean = project.build().succeeds().files();
    project.write("public/mine.txt", "忘れもの");
    project.write("public/a/notes/old.html", "古い");
    project.write("public/.nojekyll", "");
    project.write("public/b/index.html", "書き換えた");
    let outcome = project.build().succeeds();
    assert_eq!(differences(&outcome.files(), &clean), Vec::<String>::new());
}

#[test]
fn dotfiles_can_be_kept() {
    let project = site().config("preserve_dotfiles_in_output = true");
    project.write("public/.git/config", "[core]");
    project.write("public/.nojekyll", "");
    project.write("public/mine.txt", "忘れもの");
    project.write("public/old/.hidden", "中の点");
    let outcome = project.build_with(&["--force"]).succeeds();
    outcome.assert_file(".git/config", "[core]").assert_no_file("mine.txt").assert_no_file("old");
    project.build().succeeds().assert_file(".nojekyll", "").assert_file("a/index.html", "あ");
}

#[test]
fn a_folder_gives_way_to_a_file_and_a_file_to_a_folder() {
    let project = TestSite::new().file("static/thing", "file").file("static/other/in", "folder");
    project.build().succeeds();
    project.remove("static/thing");
    project.remove("static/other/in");
    fs::remove_dir(project.path("static/other")).expect("an empty folder");
    project.write("static/thing/in", "folder");
    project.write("static/other", "file");
    project.build().succeeds().assert_file("thing/in", "folder").assert_file("other", "file");
}

#[test]
fn static_files_win_over_pages_and_over_the_theme() {
    let theme = "https://example.jp/theme/";
    let project = site()
        .config("theme = \"kobushi\"")
        .file("themes/kobushi/theme.toml", "name = \"kobushi\"\n")
        .file("themes/kobushi/templates/extra.html", theme)
        .file("themes/kobushi/static/style.css", "theme {}")
        .file("themes/kobushi/static/theme.css", "theme {}")
        .file("static/a/index.html", "手書き");
    let outcome = project.build().succeeds();
    outcome
        .assert_file("style.css", "body {}")
        .assert_file("theme.css", "theme {}")
        .assert_file("a/index.html", "手書き");

    // Without the file that shadowed it, the theme's own shows again.
    project.remove("static/style.css");
    project.remove("static/a/index.html");
    project.build().succeeds().assert_file("style.css", "theme {}").assert_file("a/index.html", "あ");
}

#[test]
fn static_files_can_be_hard_links() {
    let project = site().config("hard_link_static = true");
    let node = |path: &str| fs::metadata(project.path(path)).expect("a file").ino();
    for _ in 0..2 {
        project.build().succeeds().assert_file("style.css", "body {}");
        assert_eq!(node("static/style.css"), node("public/style.css"));
        assert_eq!(node("content/c/photo.svg"), node("public/c/photo.svg"));
    }
    let project = site();
    project.build().succeeds();
    let node = |path: &str| fs::metadata(project.path(path)).expect("a file").ino();
    assert_ne!(node("static/style.css"), node("public/style.css"), "files are copied unless asked otherwise");
}

#[test]
fn a_failed_build_leaves_the_output_as_it_was() {
    let project = site();
    let before = project.build().succeeds().files();
    make_old(&project.path("public"));
    project.write("content/a.md", "+++\ntitle = \"一\"\n+++\n\n[道](@/ない.md)\n");
    project.write("content/b.md", "+++\ntitle = \"二\"\n+++\n\nよい変更\n");
    project.remove("static/style.css");
    let failed = project.build().exits_with(1);
    assert_eq!(differences(&failed.files(), &before), Vec::<String>::new());
    assert_eq!(rewritten(&failed.output), Vec::<String>::new());

    project.write("content/a.md", "+++\ntitle = \"一\"\n+++\n\nなおった\n");
    let outcome = project.build().succeeds().assert_no_file("style.css");
    outcome.assert_file("a/index.html", "なおった").assert_file("b/index.html", "よい変更");
}

#[test]
fn edited_sites_equal_clean_builds() {
    let project = site()
        .file("zola.toml", site_config("https://example.jp", "家"))
        .file("templates/taxonomy_list.html", "{% for term in terms %}{{ term.name }}{% endfor %}")
        .file("templates/taxonomy_single.html", "{% for page in term.pages %}{{ page.title }}{% endfor %}")
        .file("content/news/_index.md", "+++\ntitle = \"知らせ\"\nsort_by = \"date\"\n+++\n");
    let dated = |day: u8, tag: &str, body: &str| {
        format!("+++\ntitle = \"{day}日\"\ndate = 2026-04-{day:02}\n[taxonomies]\ntags = [\"{tag}\"]\n+++\n\n{body}\n")
    };
    let write = |path: &'static str, text: String| Box::new(move |project: &TestSite| project.write(path, &text));
    let edits: Vec<Edit> = vec![
        ("a first dated page", write("content/news/one.md", dated(1, "home", "一"))),
        ("a neighbour", write("content/news/two.md", dated(2, "home", "二"))),
        ("another tag", write("content/news/one.md", dated(1, "work", "一"))),
        ("another date", write("content/news/one.md", dated(9, "work", "一"))),
        ("another path", write("content/a.md", "+++\ntitle = \"一\"\nslug = \"z\"\n+++\n\nあ\n".to_owned())),
        (
            "another template",
            write("templates/page.html", "<p>{{ page.title }}</p>{{ page.content | safe }}".to_owned()),
        ),
        ("a new template", write("templates/404.html", "<p>ない</p>".to_owned())),
        ("another static file", write("static/style.css", "a {}".to_owned())),
        ("another address", write("zola.toml", site_config("https://example.jp/sub", "別の家"))),
        ("a page gone", Box::new(|project| project.remove("content/news/two.md"))),
    ];
    project.build().succeeds();
    for (name, edit) in edits {
        edit(&project);
        let incremental = project.build().succeeds().files();
        assert_eq!(differences(&incremental, &clean_build(&project)), Vec::<String>::new(), "after {name}");
    }
}

/// A configuration with feeds and a taxonomy.
fn site_config(base_url: &str, title: &str) -> String {
    let rest = "generate_feeds = true\ntaxonomies = [{ name = \"tags\", feed = true }]\n";
    format!("base_url = \"{base_url}\"\ntitle = \"{title}\"\n{rest}")
}

/// What is edited, and how.
type Edit = (&'static str, Box<dyn Fn(&TestSite)>);

/// What a build of the same files gives where nothing was built before.
fn clean_build(project: &TestSite) -> Tree {
    let copy = TestSite::copy_of(project.root());
    for made in ["public", ".tsubame"] {
        if copy.path(made).exists() {
            fs::remove_dir_all(copy.path(made)).expect("a folder to remove");
        }
    }
    copy.build().succeeds().files()
}
