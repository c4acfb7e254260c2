//! CROSS SENDAI, the site that stands in this repository: it builds without a diagnostic, and its links hold.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Outcome, TestSite};

const BASE: &str = "https://cross-sendai.example.jp";

/// Built once for all questions about it: that takes longer than asking them.
#[test]
fn it_is_whole() {
    let outcome = TestSite::of_repository().build().succeeds();
    links_and_assets_inside_it_exist(&outcome);
    every_page_has_what_search_engines_read(&outcome);
    it_builds_without_a_word(outcome);
}

fn it_builds_without_a_word(outcome: Outcome) {
    assert!(outcome.diagnostics().is_empty(), "{:#?}", outcome.diagnostics());
    assert!(outcome.count("pages") >= 15 && outcome.count("sections") >= 5, "{}", outcome.report());
    assert_states_agree(&outcome);
    outcome
        .assert_file("index.html", "CROSS SENDAI")
        .assert_file("index.html", "動画")
        .assert_file("index.html", "インタビュー")
        .assert_file("index.html", "企業")
        .assert_file("videos/kyuyo-meisai/engineer-29/index.html", "<title>")
        .assert_file("articles/仙台へ移る前の準備リスト/index.html", "準備")
        .assert_file("atom.xml", "<feed")
        .assert_file("sitemap.xml", "/events/2026-12-shibuya/")
        .assert_file("consultation/index.html", "/api/bookings/consultation/form?slot=20")
        .assert_file("casual-interview/index.html", "+09:00/hirose-gawa-soft")
        .assert_file("companies/hirose-gawa-soft/index.html", "data-next-slots=/api/bookings/casual-interview")
        .assert_file("company-entry/index.html", "data-form=company-entry")
        .assert_file("404.html", "CROSS SENDAI");
}

#[test]
fn it_outlives_the_dates_in_it() {
    let outcome = TestSite::of_repository().build_with(&["--now", "2028-01-01"]).succeeds();
    let is_of_jobs = |fault: &Value| fault["severity"] == "warning" && fault["code"] == "entry-rule";
    assert!(outcome.diagnostics().iter().all(is_of_jobs), "{:#?}", outcome.diagnostics());
    assert_states_agree(&outcome);
    outcome
        .assert_no_file("jobs/aizu-mokumoku-cabinet-maker")
        .assert_file("companies/aizu-mokumoku/index.html", "会津");
}

/// The page of every event says the state that the content API says.
fn assert_states_agree(outcome: &Outcome) {
    let folder = "api/v1/event/entries/";
    let entries: Vec<String> = outcome.files().keys().filter(|path| path.starts_with(folder)).cloned().collect();
    assert!(entries.len() >= 10, "the content API has {} events", entries.len());
    for path in entries {
        let entry: Value = serde_json::from_str(&outcome.text(&path)).expect("JSON");
        let state = entry["registration"]["state"].as_str().expect("a state");
        let url = entry["url"].as_str().and_then(|url| url.strip_prefix(BASE)).expect("an address of the site");
        let page = outcome.text(&format!("{}index.html", url.trim_start_matches('/')));
        assert!(page.contains(&format!("data-event-state={state} ")), "{path}: {state} is not what its page says");
    }
}

fn every_page_has_what_search_engines_read(outcome: &Outcome) {
    for path in pages(outcome) {
        let text = outcome.text(&path);
        let is_redirect = text.contains("http-equiv=\"refresh\"") || text.contains("http-equiv=refresh");
        for part in ["<title>", "rel=canonical", "name=description", "name=viewport"] {
            let is_there = text.contains(part) || text.contains(&part.replacen('=', "=\"", 1));
            assert!(is_there || is_redirect || path == "404.html", "{path} lacks {part}");
        }
    }
}

fn links_and_assets_inside_it_exist(outcome: &Outcome) {
    let files: BTreeSet<String> = outcome.files().into_keys().collect();
    let mut missing = BTreeSet::new();
    for page in pages(outcome) {
        for address in addresses(&outcome.text(&page)) {
            let Some(path) = address.strip_prefix(BASE).or(address.strip_prefix('/').map(|_| address.as_str())) else {
                continue;
            };
            let path = decode(path.split(['#', '?']).next().unwrap_or_default());
            let path = path.trim_start_matches('/');
            let file =
                if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
            // The host passes these on to the server behind the forms; the content API lies among them as files.
            let is_servers = path.starts_with("api/") && !path.starts_with("api/v1/");
            if !is_servers && !files.contains(&file) {
                missing.insert(format!("{page} → {address}"));
            }
        }
    }
    assert!(missing.is_empty(), "links that lead nowhere:\n{missing:#?}");
}

#[test]
fn addresses_are_read_from_attributes() {
    let html = "<a href=/x/ class=y><img src='/a b.svg'><a href=\"https://example.jp/%E5%AE%B6/\">href</a>";
    assert_eq!(addresses(html), ["/x/", "https://example.jp/%E5%AE%B6/", "/a b.svg"]);
    assert_eq!(decode("/%E5%AE%B6/100%"), "/家/100%");
}

fn pages(outcome: &Outcome) -> Vec<String> {
    outcome.files().into_keys().filter(|path| path.ends_with(".html")).collect()
}

/// The values of `href` and `src`, quoted or (in minified pages) bare.
fn addresses(html: &str) -> Vec<String> {
    let values = |name: &'static str| {
        html.match_indices(name).map(move |(at, _)| {
            let rest = &html[at + name.len()..];
            let value = match rest.chars().next() {
                Some(quote @ ('"' | '\'')) => rest[1..].split(quote).next(),
                _ => rest.split([' ', '>', '\n']).next(),
            };
            value.unwrap_or_default().replace("&amp;", "&")
        })
    };
    values(" href=").chain(values(" src=")).collect()
}

/// Percent-encoded bytes as text; what is no such byte stays.
fn decode(address: &str) -> String {
    let (mut bytes, mut at) = (Vec::new(), 0);
    while at < address.len() {
        let hex = address.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (address.as_bytes()[at], hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                at += 3;
            }
            (byte, _) => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
