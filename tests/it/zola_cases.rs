//! What public Zola sites do and this program once did otherwise, by the numbers of the cases.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    thread,
};

use crate::support::TestSite;

/// A server that answers every request with what `answer` makes of its path; the address without a slash at its end.
fn serve(answer: impl Fn(&str) -> (&'static str, &'static str, Vec<u8>) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a request");
            let mut head = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
            let first = head.next().unwrap_or_default();
            head.for_each(drop);
            let (status, kind, body) = answer(first.split(' ').nth(1).unwrap_or_default());
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            // Whoever asked only for the head may be gone already.
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
        }
    });
    address
}

#[test]
fn zola_01_site_feed_and_root_section_feed() {
    let project = TestSite::new()
        .file("zola.toml", "base_url = \"https://example.jp\"\ndefault_language = \"ja\"\ngenerate_feeds = true\n[languages.en]\ngenerate_feeds = true\n")
        .file("content/_index.md", "+++\ngenerate_feeds = true\n+++\n")
        .file("content/_index.en.md", "+++\ngenerate_feeds = true\n+++\n")
        .file("content/news/_index.md", "+++\ngenerate_feeds = true\n+++\n")
        .file("content/news/opening.md", "+++\ntitle = \"Opening day\"\ndate = 2026-01-01\n+++\n");
    let built = project.build().succeeds();
    built
        .assert_file("atom.xml", "Opening day")
        .assert_file("news/atom.xml", "Opening day")
        .assert_file("en/atom.xml", "<feed");
    // Without the feed of the site, the section has its own.
    let project = project.file("zola.toml", "base_url = \"https://example.jp\"\n");
    project.remove("content/_index.en.md");
    project.build().succeeds().assert_file("atom.xml", "<feed");
}

#[test]
fn zola_02_extra_keys_of_the_sites_own() {
    let project = TestSite::new()
        .file("content/bread.md", "+++\ntitle = \"bread\"\n[extra]\nexpires_at = \"never\"\n+++\n")
        .file("content/tea.md", "+++\ntitle = \"tea\"\n[extra]\nexpires_at = 2001-01-01\n+++\n")
        .file("content/coffee.md", "+++\ntitle = \"coffee\"\n[extra]\npublish_at = 2999-01-01\n+++\n");
    let built = project.build().succeeds();
    assert_eq!(built.diagnostics(), Vec::<serde_json::Value>::new());
    for page in ["bread", "tea", "coffee"] {
        assert!(built.text("index.html").contains(page), "{page}");
    }
    assert_eq!(built.report()["next_change"], serde_json::Value::Null);
    // The same keys mean what the README says of them in a site that asks for it.
    let asking = project.file("zola.toml", "base_url = \"https://example.jp\"\n[extra.tsubame]\n");
    asking.remove("content/bread.md");
    asking.build().succeeds().assert_no_file("tea/index.html").assert_no_file("coffee/index.html");
}

#[test]
fn zola_03_data_types_of_the_sites_own() {
    let index =
        "{% set fire = load_data(path=\"data/types/fire.yaml\") %}red beats {{ fire.beats | join(sep=\", \") }}";
    let project = TestSite::new()
        .file("templates/index.html", index)
        .file("data/types/fire.yaml", "name: fire\nbeats: [grass, ice]\n")
        .file("data/forms/x.yaml", "no: form\n");
    let built = project.build().succeeds().assert_file("index.html", "red beats grass, ice");
    assert_eq!(built.diagnostics(), Vec::<serde_json::Value>::new());
    project.run(&["check", "--skip-external"]).succeeds();
    project.file("zola.toml", "base_url = \"https://example.jp\"\n[extra.tsubame]\n").build().fails();
}

#[test]
fn zola_04_draft_translation_of_a_section() {
    let index =
        "{% set home = get_section(path=\"_index.md\") %}{% for path in home.subsections %}{{ path }}{% endfor %}";
    let project = TestSite::new()
        .file("zola.toml", "base_url = \"https://example.jp\"\ndefault_language = \"en\"\n[languages.ja]\n")
        .file("templates/index.html", index)
        .page("_index.md", "home", "")
        .page("guide/_index.md", "guide", "")
        .file("content/guide/_index.ja.md", "+++\ntitle = \"案内\"\ndraft = true\n+++\n")
        .page("guide/arrive.md", "arrive", "")
        .page("guide/arrive.ja.md", "着く", "")
        .page("guide/deep/_index.md", "deep", "")
        .page("guide/deep/x.ja.md", "深", "");
    let built = project
        .build()
        .succeeds()
        .assert_file("guide/index.html", "arrive")
        .assert_file("index.html", "guide/_index.md");
    built
        .assert_file("guide/arrive/index.html", "arrive")
        .assert_no_file("ja/guide/arrive/index.html")
        .assert_no_file("ja/guide/deep/x/index.html");
    project.build_with(&["--drafts"]).succeeds().assert_file("ja/guide/arrive/index.html", "着く");
}

#[test]
fn zola_05_load_data_shift_jis() {
    // 名前,席数 / 図書館,40
    let text = b"\x96\xbc\x91\x4f,\x90\xc8\x90\x94\n\x90\x7d\x8f\x91\x8a\xd9,40\n";
    let address = serve(|_| ("200 OK", "text/csv; charset=Shift_JIS", text.to_vec()));
    let index = format!(
        "{{% set d = load_data(url=\"{address}/x.csv\", format=\"csv\") %}}{{{{ d.headers | join(sep=\"/\") }}}}: {{{{ d.records[0] | join(sep=\"/\") }}}}"
    );
    TestSite::new()
        .file("templates/index.html", index)
        .build()
        .succeeds()
        .assert_file("index.html", "名前/席数: 図書館/40");
}

#[test]
fn zola_06_load_data_address_in_japanese() {
    let address = serve(|path| ("200 OK", "text/plain", path.as_bytes().to_vec()));
    let index = format!("{{{{ load_data(url=\"{address}/search area?q=仙台\") | safe }}}}");
    let built = TestSite::new().file("templates/index.html", index).build().succeeds();
    built.assert_file("index.html", "/search%20area?q=%E4%BB%99%E5%8F%B0");
}

#[test]
fn zola_07_check_other_project_on_the_same_host() {
    let body = "[a](https://example.jp/handbook/) [b](https://example.jp/news/gone/) [c](/gone/)";
    let project =
        TestSite::new().page("_index.md", "家", body).page("news/_index.md", "節", "").page("news/a.md", "頁", "");
    let checked = project.run(&["check", "--skip-external", "--format", "json"]).exits_with(1);
    let found: Vec<(String, String)> = checked
        .diagnostics()
        .iter()
        .filter(|fault| fault["code"] == "link-broken-path")
        .map(|fault| (fault["severity"].to_string(), fault["message"].to_string()))
        .collect();
    let severity = |address: &str| {
        found.iter().find(|(_, message)| message.contains(address)).map(|(severity, _)| severity.as_str())
    };
    assert_eq!(severity("/handbook/"), Some("\"warning\""), "{found:?}");
    // What lies in a folder of this site, or is written without the host, is this site's own.
    assert_eq!((severity("/news/gone/"), severity("`/gone/`")), (Some("\"error\""), Some("\"error\"")), "{found:?}");
    let project = project.page("_index.md", "家", "[a](https://example.jp/handbook/)");
    project.run(&["check", "--skip-external"]).succeeds();
}

#[test]
fn zola_08_check_refused_is_not_broken() {
    let address = serve(|path| {
        let status = ["401 Sign In", "403 No", "405 Not So", "406 No Way", "404 Gone"];
        let status = status.iter().find(|status| status.starts_with(path.trim_start_matches('/'))).copied();
        (status.unwrap_or("200 OK"), "text/html", Vec::new())
    });
    let links: Vec<String> =
        [401, 403, 404, 405, 406].iter().map(|status| format!("[x]({address}/{status})")).collect();
    let project = TestSite::new().page("_index.md", "家", &links.join("\n\n"));
    let checked = project.run(&["check", "--format", "json"]).exits_with(1);
    let mut found: Vec<(String, u64)> = checked
        .diagnostics()
        .iter()
        .filter(|fault| fault["code"].as_str().is_some_and(|code| code.starts_with("link-external")))
        .map(|fault| {
            (
                fault["severity"].as_str().unwrap_or_default().to_owned(),
                fault["place"]["line"].as_u64().unwrap_or_default(),
            )
        })
        .collect();
    found.sort_unstable_by_key(|(_, line)| *line);
    let severities: Vec<&str> = found.iter().map(|(severity, _)| severity.as_str()).collect();
    assert_eq!(severities, ["warning", "warning", "error", "warning", "warning"], "{}", checked.stderr);
}

#[test]
fn zola_14_words_of_tera_1_without_a_hint() {
    let project = TestSite::new()
        .file("templates/a.html", "{% include \"missing.html\" ignore missing %}")
        .file("templates/b.html", "{% include [\"a.html\", \"b.html\"] %}")
        .file("templates/c.html", "{% if \"abc\" is starting_with(\"a\") %}x{% endif %}")
        .file("templates/d.html", "{{ config.extra.list.0 }}")
        .file("templates/index.html", "{{ cards::one(title=\"a\") }}");
    let failed = project.build().fails();
    let hints: Vec<String> =
        failed.diagnostics().iter().map(|fault| fault["hint"].as_str().unwrap_or_default().to_owned()).collect();
    for expected in [
        "{% include \"missing.html\" %}",
        "{% include \"a.html\" %}",
        "starting_with(pat=\"a\")",
        "config.extra.list[0]",
        "{{<one title=\"a\" />}}",
    ] {
        assert!(hints.iter().any(|hint| hint.contains(expected)), "{expected}: {hints:?}");
    }
    let project = TestSite::new().page("a.md", "a", "{{ youtube(id=\"x\") }}").page(
        "b.md",
        "b",
        "{% quote(by=\"x\") %}a{% end %}",
    );
    let failed = project.build().fails();
    let hints: Vec<String> =
        failed.diagnostics().iter().map(|fault| fault["hint"].as_str().unwrap_or_default().to_owned()).collect();
    assert!(hints[0].contains("{{<youtube ") && hints[1].contains("{% <quote "), "{hints:?}");
}

#[test]
fn zola_15_place_of_a_fault_in_yaml() {
    let page = "---\ntitle: \"Late\"\ndescription: \"Some words\"\ndate: 2026-06-13T06:46:30+0000\nweight: 3\n---\n";
    let failed = TestSite::new().file("content/late.md", page).build().fails();
    failed.assert_diagnostic("front-matter", "content/late.md", 4).assert_mentions("2026-11-21T10:00:00+09:00");
    let page = "---\ntitle: x\ntaxonomies:\n  tags: [a]\naliases:\n  - ok\n  - [no]\nweight: \"x\"\n---\n";
    let failed = TestSite::new().file("content/late.md", page).build().fails();
    failed.assert_diagnostic("front-matter", "content/late.md", 7).assert_diagnostic(
        "front-matter",
        "content/late.md",
        8,
    );
}

#[test]
fn zola_16_one_form_of_search_index_for_all_languages() {
    let languages = "[languages.fr]\nbuild_search_index = true\nsearch.include_description = true\n\
                     [languages.de]\nbuild_search_index = true\nsearch.index_format = \"fuse_javascript\"\n";
    let settings = format!(
        "base_url = \"https://example.jp\"\nbuild_search_index = true\n[search]\nindex_format = \"elasticlunr_json\"\n{languages}"
    );
    let project = TestSite::new()
        .file("zola.toml", &settings)
        .file("content/_index.md", "+++\n+++\n")
        .file("content/_index.fr.md", "+++\n+++\n")
        .file("content/_index.de.md", "+++\n+++\n");
    let built = project.build().succeeds();
    built
        .assert_file("search_index.en.json", "\"fields\"")
        .assert_file("search_index.fr.json", "stemmer-fr")
        .assert_file("search_index.de.json", "stemmer-de")
        .assert_no_file("search_index.fr.js")
        .assert_no_file("search_index.de.js");
}

#[test]
fn zola_17_a_section_without_a_page_has_no_files_beside_it() {
    let project = TestSite::new()
        .file("content/hidden/_index.md", "+++\nrender = false\n+++\n")
        .file("content/hidden/a.svg", "<svg/>")
        .file("content/shown/_index.md", "+++\n+++\n")
        .file("content/shown/a.svg", "<svg/>");
    project.build().succeeds().assert_no_file("hidden/a.svg").assert_file("shown/a.svg", "<svg/>");
}
