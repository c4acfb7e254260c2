//! Input that nobody would wish for: broken bytes, sizes, depths, loops, names, full disks.
//!
//! Each case builds if it is legal, or is refused with a message that names the file; the program never panics, never
//! hangs, and a refused build leaves `public/` as it was. The program runs as a process of its own, because a stack
//! that overflows would take the tests down with it.

use std::fs;

use crate::{
    language::untold_in_japanese,
    small_disk::SmallDisk,
    support::{Outcome, TestSite, differences, read_tree},
};

/// Builds over an earlier output; a refusal must name one of `names` and leave that output alone.
fn build(project: &TestSite, names: &[&str]) -> Outcome {
    project.write("public/index.html", "昨日の家");
    project.write("public/.old/note.txt", "そのまま");
    let earlier = read_tree(&project.path("public"));
    let outcome = project.run_process(&["build", "--force"]).does_not_panic();
    if outcome.code != Some(0) {
        let is_named = names.iter().any(|name| outcome.stderr.contains(name));
        assert!(is_named, "no message names one of {names:?}:\n{}", outcome.stderr);
        assert_eq!(differences(&earlier, &outcome.files()), Vec::<String>::new(), "a refused build changed public/");
        assert_eq!(untold_in_japanese(project, outcome.code), Vec::<String>::new());
    }
    outcome
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    for path in ["content/a.md", "templates/page.html", "zola.toml"] {
        let project =
            TestSite::new().page("ok.md", "題", "本文").file(path, b"+++\ntitle = \"\xff\xfe\"\n+++\n\xc3\x28");
        build(&project, &[path]).fails();
    }
    let whole = "+++\ntitle = \"家\"\n+++\n家".as_bytes();
    let half = &whole[..whole.len() - 1];
    build(&TestSite::new().file("content/cut.md", half), &["content/cut.md"]).fails();
}

#[test]
fn static_files_may_hold_any_bytes() {
    let bytes: Vec<u8> = (0..=255).collect();
    let project = TestSite::new().file("static/any.html", &bytes).file("content/p/index.md", "+++\n+++\n");
    let outcome = build(&project.file("content/p/any.css", &bytes), &[]).succeeds();
    assert_eq!(outcome.files().get("any.html"), Some(&bytes));
    assert_eq!(outcome.files().get("p/any.css"), Some(&bytes));
}

#[test]
fn unusual_but_legal_texts_are_built() {
    let project = TestSite::new()
        .file("content/bom.md", "\u{feff}+++\ntitle = \"印\"\n+++\n本文")
        .file("content/crlf.md", "+++\r\ntitle = \"改行\"\r\n+++\r\n\r\n一行\r\n\r\n二行\r\n")
        .file("content/bare.md", "+++\n+++")
        .file("content/nul.md", "+++\ntitle = \"零\"\n+++\na\0b\u{1}c\u{202e}d")
        .file("templates/404.html", "");
    let outcome = build(&project, &[]).succeeds();
    outcome
        .assert_file("bom/index.html", "印")
        .assert_file("crlf/index.html", "二行")
        .assert_file("bare/index.html", "");
}

#[test]
fn empty_files_are_refused_by_name() {
    build(&TestSite::new().file("content/empty.md", ""), &["content/empty.md"]).fails();
    build(&TestSite::new().file("zola.toml", ""), &["base_url"]).fails();
}

#[test]
fn a_page_of_fifty_megabytes_is_built() {
    const PARAGRAPH: &str =
        "杜の都と呼ばれる街で、**働くこと**と暮らすことの距離が[ぐっと](https://example.jp/)近くなりました。\n\n";
    let body = PARAGRAPH.repeat(50_000_000 / PARAGRAPH.len() + 1);
    let project = TestSite::new().page("large.md", "大きい", &body);
    let outcome = build(&project, &["content/large.md"]).succeeds();
    assert!(fs::metadata(outcome.output.join("large/index.html")).expect("the page").len() > 50_000_000);
}

#[test]
fn ten_thousand_headings_get_ids_of_their_own() {
    let body = "## Same\n\n## 同じ\n\n".repeat(5_000);
    let project = TestSite::new()
        .file(
            "templates/page.html",
            "{% for h in page.toc %}<a href=\"#{{ h.id }}\"></a>{% endfor %}{{ page.content | safe }}",
        )
        .page("long.md", "題", &body);
    let outcome = build(&project, &["content/long.md"]).succeeds();
    outcome
        .assert_file("long/index.html", "<h2 id=\"same-4999\">")
        .assert_file("long/index.html", "href=\"#same-4999\"");
}

#[test]
fn deep_nesting_in_markdown_is_built_or_refused() {
    for (name, opening) in
        [("lists", "- "), ("quotes", "> "), ("brackets", "["), ("images", "!["), ("stars", "*a **b ")]
    {
        let project = TestSite::new().page("deep.md", "題", &format!("{}x\n", opening.repeat(10_000)));
        let outcome = build(&project, &["content/deep.md"]);
        eprintln!("10,000 nested {name}: {:?}", outcome.code);
    }
}

#[test]
fn deep_nesting_in_settings_is_built_or_refused() {
    let deep = format!("+++\n[extra]\na = {}{}\n+++\n", "[".repeat(10_000), "]".repeat(10_000));
    build(&TestSite::new().file("content/deep.md", deep), &["content/deep.md"]);
    let deep = format!("---\nextra: {}{}\n---\n", "[".repeat(10_000), "]".repeat(10_000));
    build(&TestSite::new().file("content/deep.md", deep), &["content/deep.md"]);
    let bomb = "---\nextra:\n  a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned()
        + &('b'..='j').map(alias_line).collect::<String>()
        + "---\n";
    build(&TestSite::new().file("content/bomb.md", bomb), &["content/bomb.md"]);
}

/// A line of YAML that repeats the line before it nine times.
fn alias_line(name: char) -> String {
    let before = char::from_u32(u32::from(name) - 1).expect("a letter");
    format!("  {name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(", "))
}

#[test]
fn deep_nesting_in_templates_is_built_or_refused() {
    for (open, close) in [("(", ")"), ("[", "]"), ("-", ""), ("not ", "")] {
        let template = format!("{{{{ {}1{} }}}}", open.repeat(10_000), close.repeat(10_000));
        build(&TestSite::new().file("templates/index.html", template), &["index.html"]);
    }
    let blocks = format!("{}x{}", "{% if true %}".repeat(5_000), "{% endif %}".repeat(5_000));
    build(&TestSite::new().file("templates/index.html", blocks), &["index.html"]);
}

#[test]
fn sections_may_be_two_hundred_deep() {
    let mut project = TestSite::new();
    let mut folder = String::new();
    for _ in 0..200 {
        folder.push_str("s/");
        project = project.file(&format!("content/{folder}_index.md"), "+++\ntitle = \"段\"\n+++\n");
    }
    let project = project.page(&format!("{folder}a.md"), "底", "ここ");
    build(&project, &[]).succeeds().assert_file(&format!("{folder}a/index.html"), "ここ");
}

#[test]
fn templates_that_include_each_other_are_refused() {
    let project = TestSite::new()
        .file("templates/index.html", "{% include \"one.html\" %}")
        .file("templates/one.html", "{% include \"two.html\" %}")
        .file("templates/two.html", "{% include \"one.html\" %}");
    build(&project, &["one.html", "two.html"]).fails();

    let itself = TestSite::new().file("templates/index.html", "a{% include \"index.html\" %}");
    build(&itself, &["index.html"]).fails();
}

#[test]
fn a_component_that_calls_itself_without_end_is_refused() {
    let project = TestSite::new()
        .file(
            "templates/components.html",
            "{% component echo(n: integer) %}{{<echo n={n + 1} />}}{% endcomponent echo %}",
        )
        .file("templates/index.html", "{{<echo n=1 />}}");
    build(&project, &["echo", "index.html", "components.html"]).fails();

    let from_content = project.file("templates/index.html", "").page("a.md", "題", "{{<echo n=1 />}}");
    build(&from_content, &["content/a.md"]).fails();
}

#[test]
fn links_that_lead_in_circles_are_built_or_refused() {
    let folder = TestSite::new().page("a/b.md", "題", "本文").link("content/a/loop", "..");
    build(&folder, &["loop"]);
    let files = TestSite::new().link("content/x.md", "y.md").link("content/y.md", "x.md");
    build(&files, &["x.md", "y.md"]);
    let assets = TestSite::new().file("static/a.txt", "a").link("static/loop", ".");
    build(&assets, &["loop"]);
}

#[test]
fn links_out_of_the_project_are_built_or_refused() {
    let elsewhere = TestSite::new().page("far.md", "遠く", "となりの家");
    let file = TestSite::new().link("content/far.md", elsewhere.path("content/far.md"));
    if build(&file, &["content/far.md"]).code == Some(0) {
        build(&file, &[]).assert_file("far/index.html", "となりの家");
    }
    let folder = TestSite::new().link("content/away", elsewhere.path("content"));
    build(&folder, &["content/away"]);
    build(&TestSite::new().link("static/away", elsewhere.path("content")), &["static/away"]);
    assert_eq!(read_tree(&elsewhere.path("content")).len(), 1, "what is linked to is only read");
}

#[test]
fn texts_read_nothing_more_through_links() {
    let site = || TestSite::new().file("secrets.yaml", "key: SECRET").file("data/.hidden.json", "\"SECRET\"");
    for (link, target, call) in [
        ("data/x.yaml", "../secrets.yaml", "load_data(path='data/x.yaml')"),
        ("data/x.toml", "../zola.toml", "load_data(path='data/x.toml', required=false)"),
        ("data/x.json", ".hidden.json", "load_data(path='data/x.json')"),
        ("data/parts", "../templates", "load_data(path='data/parts/page.html', format='plain')"),
        ("static/x.yaml", "../secrets.yaml", "get_hash(path='x.yaml')"),
        ("content/x.yaml", "../secrets.yaml", "get_url(path='@/x.yaml', cachebust=true)"),
        ("static/x.png", "../secrets.yaml", "get_image_metadata(path='x.png', allow_missing=true)"),
    ] {
        let project = site().link(link, target).page("a.md", "題", &format!("{{{{ {call} }}}}"));
        let refused = project.build().fails().assert_mentions("content/a.md");
        assert!(!refused.stdout.contains("SECRET") && !refused.stderr.contains("SECRET"), "{call}");
    }
    let linked = site()
        .file("vendor/plain/theme.toml", "name = \"plain\"\n")
        .file("vendor/plain/static/own.css", "a {}")
        .file("vendor/plain/templates/note.html", "");
    let linked = linked.config("theme = \"plain\"").link("themes/plain", "../vendor/plain");
    let call = "{{ get_url(path='own.css', cachebust=true) }}";
    linked.page("a.md", "題", call).build().succeeds().assert_file("a/index.html", "own.css?h=");
}

#[test]
fn an_output_folder_that_is_a_link_is_not_followed_to_ruin() {
    let elsewhere = TestSite::empty().file("mine/dear.txt", "大切").file("mine/deep/dear.txt", "大切");
    let project = TestSite::new().link("public", elsewhere.path("mine"));
    let outcome = project.run_process(&["build"]).does_not_panic();
    if outcome.code == Some(0) {
        outcome.assert_file("index.html", "試しの家");
    } else {
        outcome.assert_mentions("public");
        assert_eq!(read_tree(&elsewhere.path("mine")).len(), 2);
    }
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let dangling = TestSite::new().link("content/gone.md", "nowhere.md");
    build(&dangling, &["content/gone.md"]).assert_mentions("content/gone.md");
    let template = TestSite::new().link("templates/page.html.bak", "nowhere").link("templates/x.html", "nowhere.html");
    build(&template, &["x.html", "page.html.bak"]).assert_mentions("x.html");

    // A folder whose name ends in `.md` is a folder, even where a file would be a section.
    let folder = TestSite::new().page("x.md/inside.md", "題", "中").file("content/s/_index.md/note.txt", "");
    build(&folder, &["x.md", "_index.md"]);

    let locked = TestSite::new().page("locked.md", "題", "本文");
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o000);
    fs::set_permissions(locked.path("content/locked.md"), permissions).expect("permissions can be set");
    if fs::read(locked.path("content/locked.md")).is_ok() {
        eprintln!("left out: nothing is unreadable to this user (root)");
    } else {
        build(&locked, &["content/locked.md"]).fails();
    }
}

#[test]
fn output_that_cannot_be_written_is_a_failure() {
    let project = TestSite::new().file("occupied", "ここは塞がっている");
    let below = project.path("occupied/out");
    let outcome = project.run_process(&["build", "--output-dir", below.to_str().expect("UTF-8")]);
    outcome.does_not_panic().exits_with(2).assert_mentions("occupied");
    assert_eq!(fs::read_to_string(project.path("occupied")).expect("the file"), "ここは塞がっている");

    let project = TestSite::new().file("public", "フォルダーではない");
    let outcome = project.run_process(&["build"]).does_not_panic();
    if outcome.code == Some(0) {
        outcome.assert_file("index.html", "試しの家");
    } else {
        outcome.assert_mentions("public");
    }
}

#[test]
fn a_full_disk_leaves_the_earlier_site() {
    let project = TestSite::new().page("a.md", "題", "昨日");
    let Some(disk) = SmallDisk::mount(&project.path("disk")) else {
        eprintln!("left out: a small file system cannot be mounted here");
        return;
    };
    let output = disk.0.join("public");
    let args = ["build", "--force", "--output-dir", output.to_str().expect("UTF-8")];
    let earlier = project.run_process(&args).succeeds().files();

    project.write("content/a.md", "+++\ntitle = \"題\"\n+++\n\n今日\n");
    project.write("static/large.bin", vec![0_u8; 1_000_000]);
    let outcome = project.run_process(&args).exits_with(2).does_not_panic();
    assert_eq!(differences(&earlier, &outcome.files()), Vec::<String>::new(), "the earlier site is damaged");
    outcome.assert_mentions("large.bin");
    let left_behind: Vec<String> = read_tree(&disk.0).into_keys().filter(|path| !path.starts_with("public/")).collect();
    assert_eq!(left_behind, Vec::<String>::new(), "temporary files stay behind");

    project.remove("static/large.bin");
    project.run_process(&args).succeeds().assert_file("a/index.html", "今日");
}

#[test]
fn unusual_file_names_are_built() {
    // The second か゛ is decomposed, as some systems store it.
    let names =
        ["with space", "it's \"quoted\"", "🐦燕", "か\u{3099}くねん", "がくねん", "a&b<c>", "100%", "a#hash", "+plus"];
    let mut project = TestSite::new().file("zola.toml", UNSLUGGED);
    for name in names {
        project = project
            .page(&format!("{name}/index.md"), "題", "本文")
            .file(&format!("content/{name}/{name}.svg"), "<svg/>")
            .file(&format!("static/files/{name}.txt"), name);
    }
    let outcome = build(&project, &["content/"]).succeeds();
    for name in names {
        assert_eq!(outcome.text(&format!("files/{name}.txt")), name);
    }
    let files = outcome.files();
    let pages = files.keys().filter(|path| path.ends_with("/index.html")).count();
    let assets = files.keys().filter(|path| path.ends_with(".svg")).count();
    assert_eq!((pages, assets), (names.len(), names.len()), "{:?}", files.keys());
    let sitemap = outcome.text("sitemap.xml");
    assert!(!sitemap.contains("a&b<c>"), "names are escaped in XML:\n{sitemap}");
}

const UNSLUGGED: &str = "base_url = \"https://example.jp\"\n[slugify]\npaths = \"off\"\n";

#[test]
fn names_that_are_no_text_are_built_or_refused() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    for folder in ["content", "static", "templates"] {
        let project = TestSite::new().file(&format!("{folder}/ok.txt"), "");
        let path = project.path(folder).join(OsStr::from_bytes(b"broken-\xff.md"));
        if fs::write(path, "+++\n+++\n").is_err() {
            eprintln!("left out: this file system takes only names in UTF-8");
            return;
        }
        build(&project, &["broken-"]);
    }
}
