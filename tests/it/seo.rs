//! The rules of `check` over rendered pages: a sound site has nothing to tell, and each planted fault is found once.

use crate::support::{Outcome, TestSite};

const HEAD: &str = "<!doctype html><html lang=ja><head><title>{{ TITLE }} | 仙台で働く</title>\
    <meta name=description content=\"{{ ABOUT }}\"><link rel=canonical href=\"{{ URL }}\"></head><body>";
const ABOUT: &str = "東京で働く人が、仙台で働くことを考えるための頁です。動画と話で伝えます。";

/// A site of whole documents; `planted` stands in the body of its page `a.md`.
fn site(planted: &str, settings: &str) -> TestSite {
    let head = |entry: &str| {
        let fields = [("TITLE", "title"), ("ABOUT", "description"), ("URL", "permalink")];
        fields.iter().fold(HEAD.to_owned(), |head, (word, field)| head.replace(word, &format!("{entry}.{field}")))
    };
    let list = "{% for page in section.pages %}<a href=\"{{ page.permalink }}\">{{ page.title }}</a>{% endfor %}";
    TestSite::new()
        .file(
            "zola.toml",
            format!("base_url = \"https://example.jp\"\ntitle = \"家\"\ndefault_language = \"ja\"\n{settings}"),
        )
        .file(
            "templates/index.html",
            format!("{}<h1>{{{{ section.title }}}}</h1>{list}</body></html>", head("section")),
        )
        .file(
            "templates/page.html",
            format!("{}<h1>{{{{ page.title }}}}</h1>{{{{ page.content | safe }}}}</body></html>", head("page")),
        )
        .file("static/small.png", png(10))
        .file("static/wide.png", png(900))
        .file("content/_index.md", format!("+++\ntitle = \"表の頁\"\ndescription = \"表の頁。{ABOUT}\"\n+++\n"))
        .file("content/a.md", format!("+++\ntitle = \"一つめの頁\"\ndescription = \"一。{ABOUT}\"\n+++\n\n{planted}\n"))
        .file("content/b.md", format!("+++\ntitle = \"二つめの頁\"\ndescription = \"二。{ABOUT}\"\n+++\n\n本文\n"))
}

/// The head of a picture of that width, which is all that is read.
fn png(width_px: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width_px.to_be_bytes());
    bytes.extend([0, 0, 0, 1, 8, 0, 0, 0, 0]);
    let crc = bytes[12..].iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    });
    bytes.extend((!crc).to_be_bytes());
    bytes.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
    bytes
}

fn check(project: &TestSite) -> Outcome {
    project.run(&["check", "--skip-external", "--format", "json"])
}

/// The codes of what was found, with the file of each.
fn found(outcome: &Outcome) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    outcome.diagnostics().iter().map(|fault| (text(&fault["code"]), text(&fault["file"]))).collect()
}

#[test]
fn a_sound_site_has_nothing_to_tell() {
    let fine = "<img src=\"/small.png\" alt width=\"10\" height=\"1\">\n\n## 見出し\n\n<script type=\"application/ld+json\">\
        {\"@type\": \"WebSite\", \"name\": \"家\", \"url\": \"/\"}</script>";
    let outcome = check(&site(fine, "[extra.tsubame.delivery]\n")).succeeds();
    assert_eq!(found(&outcome), []);
}

#[test]
fn each_fault_is_found_with_its_page() {
    for (planted, code) in [
        ("### 深い", "seo-headings"),
        ("<h1>二つめ</h1>", "seo-headings"),
        ("<img src=\"/small.png\" width=\"10\" height=\"1\">", "image-alt"),
        ("<img src=\"/small.png\" alt=\"\">", "image-size"),
        ("<img src=\"/wide.png\" alt=\"\" width=\"300\" height=\"1\">", "image-heavy"),
        ("<script type=\"application/ld+json\">{\"@type\": \"Event\"</script>", "seo-structured-data"),
        ("<p style=\"color: red\">x</p>", "csp-inline"),
        ("<link rel=\"canonical\" href=\"/x/\">", "seo-canonical"),
    ] {
        let project = site(planted, "[extra.tsubame.delivery]\n[link_checker]\nskip_prefixes = [\"/x/\"]\n");
        let outcome = check(&project).succeeds();
        assert_eq!(found(&outcome), [(code.to_owned(), "content/a.md".to_owned())], "{planted}");
    }
}

#[test]
fn titles_descriptions_and_links_of_pages() {
    for (front, codes) in [
        ("title = \"x\"\ndescription = \"短い\"", &["seo-description"][..]),
        (
            "title = \"二つめの頁\"\ndescription = \"東京で働く人が、仙台で働くことを考えるための別の頁です。話で伝えます。\"",
            &["seo-duplicate"],
        ),
        (
            "title = \"とても長い題の頁なので、検索の結果ではその終わりまで見えることのないもの\"",
            &["seo-description", "seo-title"],
        ),
    ] {
        let project = site("", "").file("content/a.md", format!("+++\n{front}\n+++\n"));
        let project = project.file("templates/page.html", project_head());
        let outcome = check(&project).succeeds();
        let found: Vec<String> = found(&outcome).into_iter().map(|(code, _)| code).collect();
        assert_eq!(found, codes, "{front}");
    }
    let alone = site("", "").file("templates/index.html", "<p>");
    assert_eq!(found(&check(&alone)).len(), 2, "two pages without a link");
    let left_out = site("", "[extra.tsubame.check]\nskip = [\"page-unlinked\"]\n").file("templates/index.html", "<p>");
    assert_eq!(found(&check(&left_out)), []);
}

/// A template that does without a description where there is none.
fn project_head() -> String {
    let head =
        HEAD.replace("TITLE", "page.title").replace("ABOUT", "page.description or ''").replace("URL", "page.permalink");
    format!("{head}<h1>{{{{ page.title }}}}</h1></body></html>")
}

#[test]
fn pages_that_are_not_to_be_found_are_left_alone() {
    let hidden = "<html><head><meta name=robots content=noindex></head><h3>x</h3><img src=\"/small.png\"></html>";
    let project = site("", "").file("templates/page.html", hidden);
    assert_eq!(found(&check(&project)), []);
    let fragment = site("", "").file("templates/page.html", "<h3>x</h3>");
    assert_eq!(found(&check(&fragment)), []);
}
