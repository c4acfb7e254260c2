//! Values that editors write, pasted or meant badly, against every format that leaves the program: either they are
//! refused with their place, or they stay values. The encoders have tests of their own; these see that they are used.

use crate::support::{Outcome, TestSite};

const DELIVERY: &str = "base_url = \"https://example.jp\"\n[extra.tsubame.delivery]\n";

/// XML files of an output that no reader of XML takes, with the reason.
fn broken_xml(built: &Outcome) -> Vec<String> {
    let xml = |(path, bytes): (&String, &Vec<u8>)| {
        let text = String::from_utf8_lossy(bytes);
        let error = roxmltree::Document::parse(&text).err()?;
        Some(format!("{path}: {error}"))
    };
    let files = built.files();
    files.iter().filter(|(path, _)| path.ends_with(".xml")).filter_map(xml).collect()
}

#[test]
fn feed_not_wellformed() {
    let config = "base_url = \"https://example.jp\"\ntitle = \"R&D <家>\"\ngenerate_feeds = true\nfeed_filenames = [\"atom.xml\", \"rss.xml\"]\n\
        taxonomies = [{ name = \"tags\", feed = true }]\n[slugify]\npaths = \"safe\"\ntaxonomies = \"safe\"\n";
    let page = |title: &str, tag: &str, text: &str| {
        format!("+++\ntitle = \"{title}\"\ndate = 2026-01-01\n[taxonomies]\ntags = [\"{tag}\"]\n+++\n{text}\n")
    };
    for (path, content, is_refused) in [
        ("Q&A.md", page("q", "x", "x"), false),
        ("<b>.md", page("q", "x", "x"), false),
        ("b.md", page("b", "R&D", "x"), false),
        ("c.md", page("c", "x", "pasted\u{B}text \u{1} \u{FFFF}"), false),
        ("d.md", page("a\\u0001b", "x", "x"), false),
        ("s/_index.md", "+++\ntitle = \"Food & <Drink>\"\ngenerate_feeds = true\n+++\n".to_owned(), false),
        ("e\u{1}.md", page("e", "x", "x"), true),
        ("f.md", page("f", "x\\u0002", "x"), true),
        ("g.md", page("g", "x", "x").replace("title", "slug = \"g\\u000B\"\ntitle"), true),
        ("h.md", page("h", "x", "x").replace("title", "path = \"a\\nb\"\ntitle"), true),
    ] {
        let project = TestSite::new()
            .file("zola.toml", config)
            .file("templates/taxonomy_list.html", "x")
            .file("templates/taxonomy_single.html", "x")
            .file(&format!("content/{path}"), content);
        let built = project.build();
        if is_refused {
            assert_eq!(built.fails().diagnostics()[0]["file"], format!("content/{path}"));
        } else {
            assert_eq!(broken_xml(&built.succeeds()), Vec::<String>::new(), "{path}");
        }
    }
}

#[test]
fn zola_13_feed_address_with_ampersand() {
    let config = "base_url = \"https://example.jp/a&b\"\ngenerate_feeds = true\n\
        taxonomies = [{ name = \"tags\", feed = true }]\n[slugify]\ntaxonomies = \"off\"\n";
    let project = TestSite::new()
        .file("zola.toml", config)
        .file("templates/taxonomy_list.html", "x")
        .file("templates/taxonomy_single.html", "x")
        .file("content/stall.md", "+++\ndate = 2026-01-01\n[taxonomies]\ntags = [\"Food & Drink\"]\n+++\nx\n");
    let built = project.build().succeeds();
    assert!(built.text("tags/Food & Drink/atom.xml").contains("/a&amp;b/tags/Food &amp; Drink/atom.xml"));
    assert_eq!(broken_xml(&built), Vec::<String>::new());
}

#[test]
fn alias_wildcard() {
    for alias in ["*", ":any", ":x/y", "/a/*", "/a*b/c", "a/:b/c.html"] {
        let page = format!("+++\ntitle = \"a\"\nweight = 1\naliases = [\"good\", \"{alias}\"]\n+++\nx\n");
        let project = TestSite::new().file("content/a.md", &page);
        // In a plain site an alias is a page that redirects, and nothing else.
        project.build().succeeds();
        let project = project.file("zola.toml", DELIVERY);
        project.build().fails().assert_diagnostic("alias-wildcard", "content/a.md", 4);
    }
    let page = "+++\ntitle = \"a\"\npath = \":splat/*\"\naliases = [\"12:30 #1?x=%41 春\"]\n+++\nx\n";
    let rules = TestSite::new().file("zola.toml", DELIVERY).file("content/a.md", page).build().succeeds();
    let rules = rules.text("_redirects");
    let rule = rules.lines().find(|line| line.contains("12")).expect("a rule");
    assert_eq!(rule, "/12%3A30%20%231%3Fx=%2541%20%E6%98%A5/ /%3Asplat/%2A/ 301!");
}

#[test]
fn redirect_page() {
    let target = "/x\"><script>alert(1)</script>";
    let project = TestSite::new()
        .file("zola.toml", DELIVERY)
        .file("content/s/_index.md", format!("+++\nredirect_to = '{target}'\n+++\n"))
        .file("content/p.md", "+++\npath = 'y\"></script><script>alert(2)</script>'\naliases = [\"old\"]\n+++\nx\n")
        .file("content/j/_index.md", "+++\nredirect_to = '/javascript:alert(3)'\n+++\n");
    let built = project.build().succeeds();
    for page in ["s", "old"] {
        let html = built.text(&format!("{page}/index.html"));
        assert_eq!(html.matches("<script").count(), 1, "{html}");
        assert_eq!(html.matches("</script").count(), 1, "{html}");
        assert!(!html.contains("\"><"), "{html}");
    }
    // It is a path of the site, not an address that browsers run.
    assert!(built.text("j/index.html").contains("= \"https://example.jp/javascript:alert(3)"));
    for line in built.text("_redirects").lines().filter(|line| line.starts_with('/')) {
        assert_eq!(line.split_whitespace().count(), 3, "{line}");
    }
    let folded = project.file("content/s/_index.md", "+++\nredirect_to = \"/x\\nX\"\n+++\n");
    folded.build().fails().assert_diagnostic("front-matter", "content/s/_index.md", 2);
}

#[test]
fn redirect_target() {
    let project = TestSite::new().file("zola.toml", DELIVERY);
    for target in [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/x/..//evil.example",
        "https:evil.example",
        "HTTPS:evil.example",
        "HTTPS:///evil.example",
        "mailto:a@evil.example",
        "ftp://evil.example",
        "javascript:alert(1)",
        "web+x:y",
    ] {
        project.write("content/s/_index.md", format!("+++\ntitle = \"s\"\nredirect_to = '{target}'\n+++\n"));
        project.build().fails().assert_diagnostic("redirect-target", "content/s/_index.md", 3);
    }
    for (target, expected) in [("HTTPS://News.example/x", "https://news.example/x"), ("12:30", "/12%3A30/")] {
        project.write("content/s/_index.md", format!("+++\ntitle = \"s\"\nredirect_to = '{target}'\n+++\n"));
        let rules = project.build().succeeds().text("_redirects");
        assert!(rules.contains(&format!("/s/ {expected} 302!")), "{rules}");
    }
}

/// The page that redirects and the rule lead to one place, which is that of the page.
#[test]
fn redirect_to_a_path_with_letters_of_its_own_meaning_in_addresses() {
    for (path, expected) in [("50%", "/50%25/"), ("a?b", "/a%3Fb/"), ("a#b", "/a%23b/"), ("%41", "/%2541/")] {
        let page = format!("+++\ntitle = \"a\"\npath = \"{path}\"\naliases = [\"old\"]\n+++\nx\n");
        let project = TestSite::new().file("zola.toml", DELIVERY).file("content/a.md", page);
        let built = project.build().succeeds();
        assert!(built.text("_redirects").contains(&format!("/old/ {expected} 301!")), "{}", built.text("_redirects"));
        built.assert_file("old/index.html", &format!("https://example.jp{expected}\""));
    }
}

#[test]
fn addresses_in_sitemaps_of_pictures_and_videos() {
    let config = "base_url = \"https://example.jp\"\n[slugify]\npaths = \"off\"\n[extra.tsubame.sitemap]\nimages = true\nvideos = true\n";
    let page = "+++\ntitle = \"t\"\ndescription = \"d\"\n[extra]\nimage = \"春 '&.png\"\nduration = 60\n\
        video_url = \"https://v.jp/夏 1.mp4?a=1&b=\\\"2\"\nembed_url = \"https://v.jp/秋 2\"\n+++\nx\n";
    let built = TestSite::new()
        .file("zola.toml", config)
        .file("content/Q&A 50% \"話\"/index.md", page)
        .file("content/Q&A 50% \"話\"/春 '&.png", "x")
        .build()
        .succeeds();
    let own = "https://example.jp/Q&amp;A%2050%25%20%22%E8%A9%B1%22/";
    let picture = format!("{own}%E6%98%A5%20&apos;&amp;.png");
    for sitemap in ["sitemap-images.xml", "sitemap-video.xml"] {
        let text = built.text(sitemap);
        assert!(text.contains(&format!("<loc>{own}</loc>")) && text.contains(&picture), "{text}");
        let addresses = text.split("loc>").skip(1).step_by(2);
        assert!(addresses.clone().all(|address| address.is_ascii() && !address.contains([' ', '"'])), "{text}");
    }
    built
        .assert_file(
            "sitemap-video.xml",
            "<video:content_loc>https://v.jp/%E5%A4%8F%201.mp4?a=1&amp;b=%222</video:content_loc>",
        )
        .assert_file("sitemap-video.xml", "<video:player_loc>https://v.jp/%E7%A7%8B%202</video:player_loc>");
}

#[test]
fn calendar_carriage_return() {
    let config = "base_url = \"https://example.jp\"\n[extra.tsubame.calendar]\nsection = \"ev\"\n";
    let page = "+++\r\ntitle = \"x\\rATTACH:https://evil.example/\"\r\ndescription = \"\"\"one\r\ntwo\"\"\"\r\ndate = 2026-01-01\r\n\
        [extra]\r\nstart = 2026-02-01T10:00:00+09:00\r\nvenue = \"a\\rb\\u0001\"\r\n+++\r\nx\r\n";
    let built = TestSite::new().file("zola.toml", config).file("content/ev/a b,c.md", page).build().succeeds();
    let calendar = built.text("ev/a-b-c/calendar.ics");
    for line in calendar.split("\r\n") {
        assert!(!line.contains(['\r', '\n']) && !line.starts_with("ATTACH"), "{line:?}");
    }
    assert!(calendar.contains("SUMMARY:x\\nATTACH:https://evil.example/"), "{calendar}");
}

#[test]
fn url_field() {
    let project = TestSite::new().file("zola.toml", "base_url = \"https://example.jp\"\n[extra.tsubame]\n").file(
        "data/types/company.yaml",
        "id: company\nlabel: 企業\nfolder: companies\nfields:\n  - {key: title, kind: text, label: 名}\n  \
            - {key: extra.website, kind: url, label: サイト}\n",
    );
    for website in [
        "https://e.example/\"><meta>",
        "https://e.example/<b>",
        "javascript:alert(1)",
        "https://e.example/a b",
        "//e.example",
    ] {
        let page = format!("+++\ntitle = \"x\"\n[extra]\nwebsite = '{website}'\n+++\n");
        project.write("content/companies/a.md", page);
        project.build().fails().assert_diagnostic("entry-kind", "content/companies/a.md", 4);
    }
}

#[test]
fn csp_foreign() {
    let delivery = "frame_hosts = [\"https://video.example.jp\"]\nimage_hosts = [\"https://*.img.jp\"]\n";
    let project = TestSite::new().file("zola.toml", format!("{DELIVERY}{delivery}"));
    let warnings = |project: &TestSite, text: &str| {
        project.write("content/a.md", format!("+++\ntitle = \"a\"\n+++\n{text}\n"));
        let checked = project.run(&["check", "--skip-external", "--format", "json"]);
        checked.diagnostics().into_iter().filter(|fault| fault["code"] == "csp-foreign").collect::<Vec<_>>()
    };
    for text in [
        "<iframe src=\"https://www.tube.example/embed/x\" title=\"x\"></iframe>",
        "<script src=\"https://cdn.example/x.js\"></script>",
        "<link rel=\"stylesheet\" href=\"https://cdn.example/x.css\">",
        "![a picture](https://img.example/x.png)",
        "<picture><source srcset=\"https://img.example/x.png 2x\"></picture>",
        "<video poster=\"https://cdn.example/x.png\"></video>",
        "<audio src=\"https://cdn.example/x.mp3\"></audio>",
        "<form action=\"https://forms.example/x\"><button>go</button></form>",
        "<form><button formaction=\"https://forms.example/x\">go</button></form>",
        "<base href=\"https://evil.example/\">",
        "<object data=\"https://cdn.example/x.pdf\"></object>",
        "<embed src=\"/a/index.html\">",
        "<link rel=\"preload\" as=\"font\" href=\"//fonts.example/x.woff2\">",
        "<a href=\"/\" ping=\"https://spy.example/\">x</a>",
        "<table background=\"https://img.example/x.png\"></table>",
        "<iframe srcdoc=\"&lt;img src='https://img.example/x.png'&gt;\"></iframe>",
        "<noscript><img src=\"https://img.example/x.gif\" alt=\"\"></noscript>",
        "<html><meta http-equiv=\"Content-Security-Policy\" content=\"img-src 'none'\"><img src=\"/icon.svg\" alt=\"\">",
    ] {
        let found = warnings(&project, text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0]["file"], "content/a.md", "{text}");
    }
    for text in [
        "<iframe src=\"https://video.example.jp/1\" title=\"x\"></iframe>",
        "<iframe src=\"about:blank\" title=\"x\"></iframe><iframe src=\"about:srcdoc\" title=\"y\"></iframe>",
        "![a](https://1.img.jp/x.png) [link](https://www.tube.example/)",
        "<form action=\"/x\" method=\"post\"></form><link rel=\"canonical\" href=\"https://other.example/\">",
    ] {
        assert_eq!(warnings(&project, text), Vec::<serde_json::Value>::new(), "{text}");
    }
    // Style sheets ask as well, and headers of one's own count.
    let style = "@font-face { font-family: x; src: url(https://fonts.example/x.woff2) }\n";
    let styled = project.file("static/a.css", style);
    let found = warnings(&styled, "x");
    assert_eq!((found.len(), &found[0]["file"]), (1, &serde_json::json!("static/a.css")), "{found:?}");
    let own = "/*\n  Content-Security-Policy: default-src 'self'; font-src https://fonts.example; frame-src https://a.example\n";
    let own = styled.file("static/_headers", own);
    assert_eq!(
        warnings(&own, "<iframe src=\"https://a.example/\" title=\"x\"></iframe>"),
        Vec::<serde_json::Value>::new()
    );
    assert_eq!(warnings(&own, "<iframe src=\"https://video.example.jp/\" title=\"x\"></iframe>").len(), 1);
    // A site that sends no policy hears nothing of it.
    let plain = own.file("zola.toml", "base_url = \"https://example.jp\"\n").file("static/_headers", "");
    assert_eq!(warnings(&plain, "<script src=\"https://cdn.example/x.js\"></script>"), Vec::<serde_json::Value>::new());
}

#[test]
fn names_in_the_content_api_are_of_one_entry_each() {
    let project = TestSite::new()
        .file("zola.toml", "base_url = \"https://example.jp\"\n[extra.tsubame.api]\nenabled = true\n")
        .file(
            "data/types/note.yaml",
            "id: note\nlabel: 記事\nfolder: n\nfields:\n  - {key: title, kind: text, label: 名}\n",
        )
        .page("n/a/b.md", "一", "")
        .page("n/a__b.md", "二", "");
    let clash = &project.build().fails().diagnostics()[0];
    assert_eq!((clash["code"].as_str(), clash["file"].as_str()), (Some("api-id"), Some("content/n/a__b.md")));
    project.remove("content/n/a__b.md");
    project.write("content/n/50% #1.md", "+++\ntitle = \"三\"\npath = \"x\"\n+++\n");
    let built = project.build().succeeds();
    built
        .assert_file("api/v1/note/index.json", "/api/v1/note/entries/50%25%20%231.json")
        .assert_file("api/v1/note/entries/50% #1.json", "三");
}

#[test]
fn what_a_terminal_would_obey_is_shown() {
    let project =
        TestSite::new().file("content/a.md", "+++\n[taxonomies]\n\"\\u001b]0;owned\\u0007\" = [\"x\"]\n+++\n");
    let failed = project.run(&["build"]).fails();
    assert!(!failed.stderr.contains(['\u{1b}', '\u{7}']), "{:?}", failed.stderr);
    assert!(failed.stderr.contains("\\u{1b}]0;owned"), "{}", failed.stderr);
}
