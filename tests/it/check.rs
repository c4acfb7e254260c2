//! `tsubame check`: sites with planted faults, and servers on this machine that answer as told.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::{
    language::in_english,
    support::{Outcome, TestSite},
};

/// A site with at least one fault for every rule that needs no network, and a sound link beside each.
fn planted() -> TestSite {
    let base = "<link rel=\"stylesheet\" href=\"{{ get_url(path='site.css') }}\">\n\
        <a href=\"/gone-from-template/\">x</a> <a href=\"#main\">y</a>\n<a href='/events'>z</a>\n\
        <form action=\"/api/post\" method=\"post\"></form><form action=\"/search\"></form>\n\
        <img srcset=\"/a.png 1x, /b.png 2x\"><a href=\"mailto:a@example.jp\">m</a><a href=\"/skipped/x\">s</a>\n\
        <h1 id=\"top-of-page\">{{ page.title }}</h1>{% if page.title == \"催し\" %}<p id=main></p>{% endif %}\n\
        {{ page.content | safe }}\n";
    TestSite::new()
        .file("zola.toml", "base_url = \"https://example.jp/\"\ntitle = \"家\"\ndefault_language = \"ja\"\n\
            [link_checker]\nskip_prefixes = [\"/skipped/\"]\nignored_files = [\"**/ignored.md\"]\n[slugify]\npaths = \"safe\"\n")
        .file("templates/page.html", base)
        .file("templates/index.html", "{{ section.content | safe }}{% for page in section.pages %}{{ page.content | safe }}{% endfor %}")
        .file("templates/section.html", "<h2 id=\"list\">x</h2>")
        .file("static/site.css", "a{}")
        .file("static/a.png", "png")
        .file("static/plain.html", "<p id=here>")
        .page("_index.md", "家", "[a](/events/) [b](/events/spring/#見出し) [moved](/old/#somewhere)")
        .page("events/_index.md", "催し一覧", "")
        .page("events/spring.md", "催し", "## 見出し {#見出し}\n\n[ok](../) [own](https://example.jp/events/#list) [f](/plain.html#here)")
        .page("about.md", "紹介", "\
[gone](/gone/?q=1) と [gone](/gone/) と [also](</gone/>)

[by name][n] and [anchor](/events/spring/#なし) ![img](/nothing.png)
[slash](/events/spring) [case](/Events/Spring/) [own host](http://example.jp/lost/) [beside](file.pdf)
[static](/plain.html#there) [asset](/a.png) [parent](../../up/) [app](/skipped/y)

<a href=\"/raw/\">raw</a> `/raw/`

[n]: /named/")
        .page("templated.md", "型", "{% if true %}`/twice/`{% endif %}\n[a](/twice/)\n[b](/twice/) [c](/{{ 1 + 1 }}/)")
        .file("content/ignored.md", "+++\ntitle = \"見ない\"\naliases = [\"old\"]\n+++\n[gone](/gone/) <a href=\"/raw2/\">x</a>\n")
        .page("alone/page.md", "独り", "[no page](@/hidden.md)")
        .file("content/hidden.md", "+++\ntitle = \"隠\"\nrender = false\n+++\n")
}

fn check(project: &TestSite, args: &[&str]) -> Outcome {
    project.run(&[&["check", "--format", "json"], args].concat())
}

/// `code file:line:column words` of each diagnostic.
fn shown(outcome: &Outcome) -> Vec<String> {
    let number = |place: &Value, name: &str| place[name].as_u64().map_or("-".to_owned(), |number| number.to_string());
    let line = |diagnostic: &Value| {
        let place = &diagnostic["place"];
        let words = diagnostic["message"].as_str().expect("a message").split('`').nth(1).unwrap_or("");
        let file = diagnostic["file"].as_str().unwrap_or("-");
        let code = diagnostic["code"].as_str().expect("a code");
        format!("{code} {file}:{}:{} {words}", number(place, "line"), number(place, "column"))
    };
    outcome.diagnostics().iter().map(line).collect()
}

#[test]
fn every_planted_fault_is_found_and_nothing_else() {
    let outcome = check(&in_english(planted()), &["--skip-external"]).exits_with(1);
    let expected = [
        "link-broken-path content/about.md:5:8 /gone/?q=1",
        "link-broken-path content/about.md:5:29 /gone/",
        "link-broken-path content/about.md:5:47 /gone/",
        "link-broken-path content/about.md:7:1 /named/",
        "link-broken-path content/about.md:7:27 /events/spring/#なし",
        "link-broken-path content/about.md:7:54 /nothing.png",
        "link-broken-path content/about.md:8:9 /events/spring",
        "link-broken-path content/about.md:8:32 /Events/Spring/",
        "link-broken-path content/about.md:8:60 http://example.jp/lost/",
        "link-broken-path content/about.md:8:94 file.pdf",
        "link-broken-path content/about.md:9:10 /plain.html#there",
        "link-broken-path content/about.md:9:54 ../../up/",
        "html-broken-link content/about.md:11:10 /raw/",
        "page-orphan content/alone/page.md:-:- ",
        "link-broken-path content/alone/page.md:5:11 @/hidden.md",
        "link-broken-path content/templated.md:6:5 /twice/",
        "link-broken-path content/templated.md:7:5 /twice/",
        "link-broken-path content/templated.md:-:- /2/",
        "html-broken-link templates/page.html:2:10 /gone-from-template/",
        "html-broken-link templates/page.html:2:47 #main",
        "html-broken-link templates/page.html:3:10 /events",
        "html-broken-link templates/page.html:4:61 /search",
        "html-broken-link templates/page.html:5:25 /b.png",
    ];
    let mut found = shown(&outcome);
    let mut expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    assert!(!outcome.output.exists(), "a check publishes nothing");
    let messages: Vec<String> = outcome.diagnostics().iter().map(|found| found["message"].to_string()).collect();
    let told = |words: &str| messages.iter().any(|message| message.contains(words));
    assert!(told("`#main` leads to no element with the id `main`") && told("on 4 pages, among them"), "{messages:?}");
    outcome.assert_mentions("the site has /events/spring/, spelled with other letter case");
}

#[test]
fn levels_decide_about_the_exit_code() {
    let project = planted().file(
        "zola.toml",
        "base_url = \"https://example.jp/\"\ndefault_language = \"ja\"\n\
        [link_checker]\ninternal_level = \"warn\"\n",
    );
    let outcome = check(&project, &["--skip-external"]).succeeds();
    assert!(outcome.diagnostics().iter().all(|found| found["severity"] == "warning"));
    check(&project, &["--skip-external", "--deny-warnings"]).exits_with(1);
}

#[test]
fn a_site_that_does_not_build_is_said_to() {
    let project = in_english(planted()).page("bad.md", "悪い", "{{ nothing.there }} [y](/gone/)");
    let outcome = project.run(&["check", "--skip-external"]).exits_with(1);
    outcome.assert_mentions("content-template").assert_mentions("the site does not build").assert_mentions("Checked ");
    check(&project, &["--skip-external"]).assert_diagnostic("content-template", "content/bad.md", 5);
    let broken = TestSite::new().file("zola.toml", "base_url = ");
    check(&broken, &[]).exits_with(1).assert_diagnostic("config", "zola.toml", 1);
}

#[test]
fn broken_links_to_content_do_not_hide_others() {
    let project = TestSite::new()
        .page("_index.md", "家", "[a](@/none.md) [b](/gone/) [c](@/a.md#none) [d](@/a.md#there)")
        .page("a.md", "あ", "## There")
        .file("templates/page.html", "{{ page.content | safe }}<a href=/lost/>x</a>")
        .file("templates/index.html", "{{ section.content | safe }}");
    assert_eq!(
        shown(&check(&project, &["--skip-external"])),
        [
            "link-missing-page content/_index.md:5:1 @/none.md",
            "link-broken-path content/_index.md:5:20 /gone/",
            "link-missing-anchor content/_index.md:5:32 @/a.md#none",
            "html-broken-link templates/page.html:1:34 /lost/",
        ]
    );
    project.build().fails();
    assert!(!project.path("public").exists());
}

#[test]
fn a_sub_path_is_part_of_every_link() {
    let project = TestSite::new()
        .file("zola.toml", "base_url = \"https://example.jp/sub\"\ndefault_language = \"ja\"\n")
        .page("_index.md", "家", "[a](/sub/a/) [b](/a/) [c](/other/) [d](https://example.jp/sub/a)")
        .page("a.md", "あ", "x");
    let found = shown(&check(&project, &["--skip-external"]));
    assert_eq!(
        found,
        [
            "link-broken-path content/_index.md:5:18 /a/",
            "link-broken-path content/_index.md:5:40 https://example.jp/sub/a"
        ]
    );
}

#[test]
fn annotations_for_github() {
    let project = in_english(TestSite::new().page("_index.md", "家", "[a](/gone,100%/)"));
    let expected = "::error file=content/_index.md,line=5,col=5,title=link-broken-path::`/gone,100%25/` leads to no \
        file of the site%0Acorrect the path; in Markdown, [text](@/folder/file.md) stays right when pages move\n";
    let outcome = project.run(&["check", "--skip-external", "--format", "github"]).exits_with(1);
    assert_eq!(outcome.stdout, expected);
    let bad = TestSite::new().page("_index.md", "家", "[a](@/gone.md)");
    let outcome = bad.run(&["build", "--format", "github"]).exits_with(1);
    assert!(
        outcome.stdout.starts_with("::error file=content/_index.md,line=5,col=1,title=link-missing-page::"),
        "{outcome:?}"
    );
}

#[test]
fn drafts_are_checked_when_asked_for() {
    let project =
        TestSite::new().page("_index.md", "家", "").file("content/a.md", "+++\ndraft = true\n+++\n[a](/gone/)");
    check(&project, &["--skip-external"]).succeeds();
    let found = shown(&check(&project, &["--skip-external-links", "--drafts"]));
    assert_eq!(found, ["link-broken-path content/a.md:4:5 /gone/"]);
}

#[test]
fn codes_are_explained() {
    let project = TestSite::empty();
    let outcome = project.run(&["check", "--explain", "link-broken-path"]).succeeds();
    outcome.assert_mentions("link-broken-path (error): ").assert_mentions("wrong:  [the event]");
    let all = project.run(&["check", "--explain"]).succeeds();
    all.assert_mentions("page-orphan").assert_mentions("theme-missing");
    project.run(&["check", "--explain", "nothing"]).exits_with(2).assert_mentions("no code `nothing`");
}

#[test]
fn a_checked_build_publishes_only_what_has_no_errors() {
    let project = planted();
    let checked = check(&project, &["--skip-external"]).exits_with(1);
    let built = project.build_with(&["--check"]).exits_with(1).assert_no_file("index.html");
    assert_eq!(shown(&built), shown(&checked));
    assert_eq!(built.report()["status"], "failed");
    assert_eq!(built.report()["checked"]["html_links"], checked.report()["html_links"]);
    project.build().succeeds();
    assert_eq!(project.build().succeeds().report()["checked"], Value::Null, "nobody asked for it");
}

#[test]
fn a_checked_build_tells_warnings_and_asks_nobody() {
    let project = TestSite::new()
        .page("_index.md", "家", "[gone](http://127.0.0.1:9/)")
        .file("templates/index.html", "<html><h1>x</h1>{{ section.content | safe }}</html>");
    let built = project.build_with(&["--check"]).succeeds().assert_file("index.html", "127.0.0.1:9");
    assert!(shown(&built).iter().any(|line| line.starts_with("seo-title")), "{:?}", shown(&built));
    assert_eq!(built.report()["checked"]["external_links"], 0);
    let asked = project.build_with(&["--check", "--check-external"]).succeeds();
    assert_eq!(asked.report()["checked"]["external_links"], 1);
    project.build_with(&["--check-external"]).exits_with(2);
}

#[test]
fn the_site_of_this_repository_is_sound() {
    let outcome = check(&TestSite::of_repository(), &["--skip-external"]).succeeds();
    assert_eq!(shown(&outcome), Vec::<String>::new());
    assert!(outcome.count("html_links") > 100);
}

/// A server that answers every path with what `answer` says, until the test ends; it remembers what was asked.
struct OtherSite {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl OtherSite {
    fn start(answer: fn(&str) -> String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let log = Arc::clone(&log);
                thread::spawn(move || serve(stream, answer, &log));
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().expect("the log").clone();
        asked.sort();
        asked
    }
}

/// Answers one request; an empty answer closes the connection.
fn serve(mut stream: TcpStream, answer: fn(&str) -> String, log: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream.try_clone().expect("the stream")).lines();
    let Some(Ok(first)) = lines.next() else { return };
    let head: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let agent = head.iter().any(|line| line.to_ascii_lowercase().starts_with("user-agent: tsubame/"));
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    log.lock().expect("the log").push(if agent { path.clone() } else { format!("{path} from nobody") });
    let _ = stream.write_all(answer(&path).as_bytes());
}

fn reply(status: &str, head: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{head}\r\n{body}")
}

/// The paths of the test's servers.
fn answer(path: &str) -> String {
    let html = "Content-Type: text/html\r\n";
    match path {
        "/missing" => reply("404 Not Found", "", ""),
        "/broken" => reply("500 Internal Server Error", "", ""),
        "/loop" => reply("302 Found", "Location: /loop\r\n", ""),
        "/moved" => reply("301 Moved Permanently", "Location: /%E6%97%A5\r\n", ""),
        "/closed" => String::new(),
        "/slow" => {
            thread::sleep(Duration::from_millis(700));
            reply("200 OK", "", "")
        }
        "/page" => reply("200 OK", html, "<h1 id=there>x</h1><a name=\"見出し\"></a>"),
        _ => reply("200 OK", html, "ok"),
    }
}

#[test]
fn other_sites_are_asked_once_and_remembered() {
    let [pages, faults, trouble] = [0; 3].map(|_| OtherSite::start(answer));
    let (good, bad, lost) = (&pages.address, &faults.address, &trouble.address);
    let body = format!(
        "[a]({good}/page) [b]({good}/page#there) [c]({good}/page#見出し) [d]({good}/page#gone)\n\
         [e]({good}/page#gone) [skip]({good}/skip) [tel](tel:119) [skip anchor]({good}/app#gone)\n\
         [f]({bad}/missing) <{bad}/loop> [g]({bad}/moved) [h]({bad}/slow#)\n\
         [i]({lost}/broken) [k](https://[)",
    );
    let config =
        format!("[link_checker]\nskip_prefixes = [\"{good}/skip\"]\nskip_anchor_prefixes = [\"{good}/app\"]\n");
    let project = TestSite::new()
        .page("_index.md", "家", &body)
        .page("also.md", "また", &format!("{{{{ 1 }}}} [f]({bad}/missing)\n\n[z]: {bad}/missing"))
        .file("zola.toml", format!("base_url = \"https://example.jp\"\ndefault_language = \"ja\"\n{config}"));
    let width = |prefix: &str| prefix.chars().count() + 1;
    let column = |line: &str, link: &str| width(line.split(link).next().expect("the line"));
    let line = |number: usize| body.lines().nth(number - 5).expect("a line").to_owned();
    let at = |code: &str, number: usize, link: &str| {
        format!("{code} content/_index.md:{number}:{} {link}", column(&line(number), link))
    };
    let expected = vec![
        format!("link-external-broken content/also.md:5:13 {bad}/missing"),
        at("link-external-anchor", 5, &format!("{good}/page#gone")),
        at("link-external-anchor", 6, &format!("{good}/page#gone")),
        at("link-external-broken", 7, &format!("{bad}/missing")),
        at("link-external-broken", 7, &format!("{bad}/loop")),
        at("link-external-unreached", 8, &format!("{lost}/broken")),
        at("link-external-broken", 8, "https://["),
    ];
    let mut expected = expected;
    expected.sort();
    let sorted = |outcome: &Outcome| {
        let mut found = shown(outcome);
        found.sort();
        found
    };
    let first = check(&project, &[]).exits_with(1);
    assert_eq!(sorted(&first), expected);
    assert_eq!(pages.asked(), ["/app", "/page"]);
    assert_eq!(
        faults.asked().iter().filter(|path| *path != "/loop").collect::<Vec<_>>(),
        ["/%E6%97%A5", "/missing", "/moved", "/slow"]
    );
    assert_eq!(trouble.asked(), ["/broken"; 3]);
    assert_eq!((first.count("external_links"), first.count("cached_links")), (10, 0));

    let second = check(&project, &[]).exits_with(1);
    assert_eq!(sorted(&second), expected);
    assert_eq!((pages.asked().len(), second.count("cached_links")), (2, 9));

    project.write(".tsubame/links.json", "damaged");
    check(&project, &[]).exits_with(1);
    assert_eq!(pages.asked().len(), 4);
    let warned = config.replace("[link_checker]\n", "[link_checker]\nexternal_level = \"warn\"\n");
    project.write("zola.toml", format!("base_url = \"https://example.jp\"\ndefault_language = \"ja\"\n{warned}"));
    check(&project, &["--fresh"]).succeeds();
    assert_eq!(pages.asked().len(), 6);
    check(&project, &["--fresh", "--skip-external"]).succeeds();
    assert_eq!(pages.asked().len(), 6);
}
