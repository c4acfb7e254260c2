//! What a static host reads, compressed copies, calendar files and sitemaps: files beside those that Zola makes.

use crate::{
    language::in_english,
    support::{TestSite, differences},
};

const CONFIG: &str = "base_url = \"https://example.jp\"\ntitle = \"家\"\ndefault_language = \"ja\"\n";
const ALL: &str = "[extra.tsubame.delivery]\nprecompress = [\"br\", \"gzip\", \"zstd\"]\n[extra.tsubame.calendar]\n\
    [extra.tsubame.sitemap]\nimages = true\nvideos = true\n";

fn site(settings: &str) -> TestSite {
    let page = "<html><head><link rel=stylesheet href=\"{{ get_url(path='site.css', cachebust=true) }}\">\
        <script src=\"{{ get_url(path='a.js', cachebust=true) }}\"></script>\
        <link rel=icon href=\"{{ get_url(path='icon.svg') }}\"></head>\
        <main>{{ page.content | safe }}</main></html>";
    TestSite::new()
        .file("zola.toml", format!("{CONFIG}{settings}"))
        .file("templates/page.html", page)
        .file("static/site.css", "a { color: red }\n".repeat(60))
        .file("static/a.js", "import './b.js'")
        .file("static/b.js", "'use strict'")
        .file("static/icon.svg", "<svg/>")
        .page("_index.md", "家", "")
        .file("content/moved.md", "+++\ntitle = \"移\"\naliases = [\"/old\", \"旧/x.html\"]\n+++\n![絵](/icon.svg)\n")
        .file("content/s/_index.md", "+++\nredirect_to = \"/moved/\"\n+++\n")
        .file("content/events/a/index.md", "+++\ntitle = \"会\"\ndate = 2026-11-01\n[extra]\nstart = 2026-12-01T19:00:00+09:00\n+++\n")
        .file(
            "content/v/index.md",
            "+++\ntitle = \"動画\"\ndescription = \"話\"\ndate = 2026-11-01\n[extra]\nimage = \"p.webp\"\nduration = \"PT2M\"\n\
             video_url = \"https://v.jp/watch/1\"\n+++\n",
        )
        .file("content/v/p.webp", "x")
}

#[test]
fn a_site_that_asks_for_nothing_gets_nothing_more() {
    let plain = site("").build().succeeds().files();
    let all = site(ALL).build().succeeds().files();
    let added: Vec<String> = differences(&plain, &all);
    let added: Vec<&str> = added.iter().map(String::as_str).filter(|path| !path.ends_with(".br")).collect();
    let added: Vec<&str> = added.into_iter().filter(|path| !path.ends_with(".gz") && !path.ends_with(".zst")).collect();
    assert_eq!(added, ["_headers", "_redirects", "events/a/calendar.ics", "sitemap-images.xml", "sitemap-video.xml"]);
    for copy in ["site.css.br", "site.css.gz", "site.css.zst"] {
        assert!(all.contains_key(copy), "{copy}");
    }
}

#[test]
fn hosts_read_redirects() {
    let project = site(ALL).file("static/_redirects", "/api/* https://b.jp/:splat 200\n");
    let text = project.build().succeeds().text("_redirects");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let expected =
        ["/api/* https://b.jp/:splat 200", "/%E6%97%A7/x.html /moved/ 301!", "/old/ /moved/ 301!", "/s/ /moved/ 302!"];
    assert_eq!(lines, expected);
}

#[test]
fn only_what_is_always_asked_for_by_its_hash_is_kept_for_long() {
    let rule = |text: &str, path: &str| {
        let rules = text.split("\n/").find(|rule| rule.lines().next() == Some(path)).map(str::to_owned);
        rules.is_some_and(|rule| rule.contains("immutable"))
    };
    let text = site(ALL).file("static/_headers", "/own/*\n  X-A: b\n").build().succeeds().text("_headers");
    for (path, expected) in [("site.css", true), ("a.js", true), ("b.js", false), ("icon.svg", false)] {
        assert_eq!(rule(&text, path), expected, "{path}: {text}");
    }
    assert!(text.ends_with("/own/*\n  X-A: b\n"), "{text}");
    let named = site(ALL).file("static/c.js", "fetch('/site.css')").build().succeeds().text("_headers");
    assert!(!rule(&named, "site.css"), "a script asks for it by its bare path: {named}");
    let alike = site(ALL).file("static/c.js", "fetch('/on-site.css'); fetch('/data.json')").build().succeeds();
    assert!(rule(&alike.text("_headers"), "site.css") && rule(&alike.text("_headers"), "a.js"));
}

#[test]
fn what_the_content_api_tells_is_no_request() {
    let kind = "id: text\nlabel: 文\nfolder: texts\nfields:\n  - { key: title, kind: text, label: 題 }\n  - { key: body, kind: markdown, label: 文 }\n";
    let project = site(&format!("{ALL}[extra.tsubame.api]\nenabled = true\n"))
        .file("data/types/text.yaml", kind)
        .page("texts/_index.md", "節", "")
        .file("content/texts/x.md", "+++\ntitle = \"/site.css の話\"\n+++\n")
        .file("templates/section.html", "")
        .file("content/texts/y.md", "+++\ntitle = \"別\"\n+++\n本文");
    let built = project.build().succeeds().assert_file("api/v1/text/entries/x.json", "/site.css");
    built.assert_file("_headers", "/site.css\n  Cache-Control: public, max-age=31536000, immutable");
}

#[test]
fn forms_reach_their_server() {
    let project = |url: &str, more: &str| {
        let settings = format!("[extra]\nbackend_url = {url}\n[extra.tsubame.delivery]\n{more}");
        in_english(site(&settings)).file("templates/section.html", "")
    };
    let text = project("\"https://b.example.jp/v1\"", "").build().succeeds().text("_headers");
    for source in ["form-action 'self' https://b.example.jp;", "connect-src 'self' https://b.example.jp;"] {
        assert!(text.contains(source), "{source}: {text}");
    }
    let own = project("\"/api\"", "").build().succeeds().text("_headers");
    assert!(own.contains("form-action 'self';") && own.contains("connect-src 'self';"), "{own}");
    for (url, more, words) in [
        ("\"javascript:alert(1)\"", "", "javascript:alert(1)"),
        ("\"api\"", "", "neither a path of the site nor an address"),
        ("true", "", "must be a text"),
        ("\"https://b.jp\"", "backend = \"https://c.jp\"", "https://c.jp"),
    ] {
        let failed = project(url, more).build().exits_with(1).assert_diagnostic("config-backend", "zola.toml", 5);
        failed.assert_mentions(words).assert_mentions("backend_url");
    }
    let lost = site("[extra.tsubame]\n").file("data/forms/contact.yaml", "form: contact\n").build().exits_with(1);
    lost.assert_mentions("config-backend").assert_mentions("contact.yaml");
}

#[test]
fn what_is_sent_to_a_path_of_the_site_is_passed_on() {
    let settings = "[extra]\nbackend_url = \"/api\"\n[extra.tsubame.delivery]\nbackend = \"https://b.example.jp\"\n";
    let project = |more: &str| site(&format!("{settings}{more}")).file("templates/section.html", "");
    let api = "[extra.tsubame.api]\nenabled = true\n";
    let built = project(api).file("data/types/t.yaml", "id: t\nlabel: 文\nfolder: t\nfields: []\n").build().succeeds();
    let (redirects, headers) = (built.text("_redirects"), built.text("_headers"));
    let passed_on = "/s/ /moved/ 302!\n# Passed on to the server behind the forms.\n/api/v1/* /404.html 404\n\
        /api/* https://b.example.jp/api/:splat 200\n";
    assert!(redirects.ends_with(passed_on), "{redirects}");
    assert!(headers.contains("\n/api/v1/*\n  Access-Control-Allow-Origin: *\n"), "{headers}");
    assert!(headers.contains("form-action 'self';"), "{headers}");
    // It stands at the end of the table whose last lines these are.
    let signed = project("signed = \"PROXY_SECRET\"\n").build().succeeds().text("_redirects");
    assert!(signed.ends_with("/api/* https://b.example.jp/api/:splat 200 signed=PROXY_SECRET\n"), "{signed}");
    // Who mistakes the key writes the secret itself there, which is not to stand in the log of a build.
    let mistaken = project("signed = \"kJ8s0-Qm_x\"\n").build().exits_with(1).assert_mentions("signed = ");
    assert!(!mistaken.stderr.contains("kJ8s0") && !mistaken.stdout.contains("kJ8s0"), "{}", mistaken.stderr);
    let plain = project("").build().succeeds();
    assert!(!plain.text("_redirects").contains("/api/v1/") && !plain.text("_headers").contains("/api/v1/"));
}

#[test]
fn copies_are_made_once_and_follow_their_files() {
    let project = site(ALL);
    let first = project.build().succeeds();
    let copy = first.files()["site.css.br"].clone();
    assert_eq!(project.build().succeeds().count("written"), 0);
    project.write("static/site.css", "b { color: blue }\n".repeat(60));
    let second = project.build().succeeds();
    assert_ne!(second.files()["site.css.br"], copy);
    project.remove("static/site.css");
    project.write("templates/page.html", "x");
    project.build().succeeds().assert_no_file("site.css.br").assert_no_file("site.css.gz");
}

#[test]
fn sitemaps_list_pictures_and_videos() {
    let built = site(ALL).build().succeeds();
    let built = built
        .assert_file("sitemap-images.xml", "<image:loc>https://example.jp/icon.svg</image:loc>")
        .assert_file("sitemap-images.xml", "<image:loc>https://example.jp/v/p.webp</image:loc>")
        .assert_file("sitemap-video.xml", "<video:thumbnail_loc>https://example.jp/v/p.webp</video:thumbnail_loc>")
        .assert_file("sitemap-video.xml", "<video:player_loc>https://v.jp/watch/1</video:player_loc>")
        .assert_file("sitemap-video.xml", "<video:duration>120</video:duration>");
    assert_eq!(built.text("sitemap-video.xml").matches("<url>").count(), 1);
    let bad = "+++\ntitle = \"動画\"\n[extra]\nduration = \"2:00\"\nvideo_url = \"https://v.jp/1.mp4\"\n+++\n";
    let warned = site(ALL).file("content/w.md", bad).build().succeeds();
    warned.assert_diagnostic("sitemap-video", "content/w.md", 4);
}

#[test]
fn what_is_hidden_is_in_no_sitemap() {
    let video = |front: &str, extra: &str| {
        format!(
            "+++\ntitle = \"秘\"\ndescription = \"話\"\ndate = 2026-08-28\n{front}\n[extra]\n{extra}\nimage = \"/icon.svg\"\n\
             duration = 60\nvideo_url = \"https://v.jp/2\"\n+++\n![絵](/icon.svg)\n"
        )
    };
    let robots = "<html><head>{% if page.title == \"秘\" %}<meta name=robots content=noindex>{% endif %}</head>\
        <main>{{ page.content | safe }}</main></html>";
    for (front, extra, template) in
        [("hidden = true", "", None), ("", "hidden = true", None), ("", "noindex = true", None), ("", "", Some(robots))]
    {
        let project = site(ALL).file("content/w.md", video(front, extra));
        let project = if let Some(text) = template { project.file("templates/page.html", text) } else { project };
        let built = project.build().succeeds().assert_file("w/index.html", "icon.svg");
        for sitemap in ["sitemap-images.xml", "sitemap-video.xml"] {
            let text = built.text(sitemap);
            assert!(!text.contains("/w/") && text.contains("/v/"), "{front} {extra} {sitemap}: {text}");
        }
    }
    let shown = site(&format!("{ALL}[extra.tsubame]\ntimezone = \"Asia/Tokyo\"\n")).file("content/w.md", video("", ""));
    let shown = shown.build().succeeds().assert_file("sitemap-images.xml", "/w/");
    shown
        .assert_file("sitemap-video.xml", "<video:publication_date>2026-08-28T00:00:00+09:00</video:publication_date>");
}

#[test]
fn faults_of_what_is_added_are_told() {
    let bad = "+++\ntitle = \"会\"\n[extra]\nstart = \"夕方\"\n+++\n";
    site(ALL).file("content/events/b.md", bad).build().exits_with(1).assert_diagnostic(
        "calendar-date",
        "content/events/b.md",
        4,
    );
    let taken = site(ALL).file("content/x.md", "+++\ntitle = \"x\"\npath = \"_headers\"\n+++\n");
    taken.build().exits_with(1).assert_mentions("path-collision");
    site(ALL)
        .file("content/events/a/calendar.ics", "own")
        .build()
        .succeeds()
        .assert_file("events/a/calendar.ics", "own");
}
