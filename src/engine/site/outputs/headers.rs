//! `_headers`: what the host sends with each file, in the format that Netlify and others read.
//!
//! Where several rules match a path, Netlify takes the last value of a header and other hosts join them all, which for a
//! Content-Security-Policy means that each counts. So no two rules made here set the same header for the same path.

use std::fmt::Write;

use crate::config::{AnalyticsConfig, BackendUrl, DeliveryConfig, Origin};
use tsubame_model::encode::{encode_rule_path, header_value};

/// What of a site the headers depend on.
pub(super) struct HeaderInputs<'a> {
    /// The path of the site on its host, with slashes at both ends.
    pub base_path: &'a str,
    /// Files whose every address carries a hash of their content, sorted.
    pub immutable: &'a [String],
    /// The folder of the search index.
    pub pagefind: Option<&'a str>,
    /// Other hosts that forms are sent to.
    pub form_hosts: &'a [Origin],
    /// The folder of the content API, which apps and partner sites read from their own pages.
    pub api: Option<&'a str>,
    /// Who is told what visitors do.
    pub analytics: Option<&'a AnalyticsConfig>,
}

/// The other hosts that forms are sent to: none where this one passes on what it gets.
pub(super) fn form_hosts(delivery: &DeliveryConfig, backend: Option<BackendUrl>) -> Vec<Origin> {
    let is_passed_on = matches!(backend, Some(BackendUrl::Path(_))) && delivery.redirects;
    let mut hosts: Vec<Origin> = delivery.backend.iter().filter(|_| !is_passed_on).cloned().collect();
    let own = backend.and_then(BackendUrl::into_origin).filter(|origin| !hosts.contains(origin));
    hosts.extend(own);
    hosts
}

/// The headers of one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeaderRule {
    path: String,
    headers: Vec<(String, String)>,
}

const CSP: &str = "Content-Security-Policy";
const CACHE: &str = "Cache-Control";

/// The address changes with the content. Files without a rule are asked for anew each time: these hosts do that unasked.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// Names of processed images come from the path and the operation, as with Zola, not from the picture: one that is
/// replaced keeps its name. So they are kept for an hour, and shown for a day while they are asked for anew.
const A_WHILE: &str = "public, max-age=3600, stale-while-revalidate=86400";

/// All rules of a site.
pub(super) fn make_headers(delivery: &DeliveryConfig, site: &HeaderInputs<'_>) -> Vec<HeaderRule> {
    let rule = |path: &str, headers: &[(&str, &str)]| HeaderRule {
        path: format!("{}{path}", site.base_path),
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    let policy = policy(delivery, site);
    let mut all = vec![("Strict-Transport-Security", "max-age=63072000; includeSubDomains")];
    if delivery.strict_csp {
        all.push((CSP, &policy));
    }
    all.extend([
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]);
    let mut rules = vec![rule("*", &all), rule("processed_images/*", &[(CACHE, A_WHILE)])];
    if let Some(folder) = site.pagefind {
        for part in ["fragment", "index"] {
            rules.push(rule(&format!("{folder}/{part}/*"), &[(CACHE, FOREVER)]));
        }
    }
    if let Some(folder) = site.api {
        rules.push(rule(&format!("{folder}/*"), &[("Access-Control-Allow-Origin", "*")]));
    }
    rules.extend(site.immutable.iter().map(|path| rule(&encode_rule_path(path), &[(CACHE, FOREVER)])));
    for (path, headers) in &delivery.headers {
        let headers = headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_str().to_owned()));
        amend(&mut rules, path.as_str(), headers);
    }
    rules
}

/// Sets headers of a path: in the rule that there is, else in a new one at the end.
fn amend(rules: &mut Vec<HeaderRule>, path: &str, headers: impl Iterator<Item = (String, String)>) {
    let at = rules.iter().position(|rule| rule.path == path).unwrap_or_else(|| {
        rules.push(HeaderRule { path: path.to_owned(), headers: Vec::new() });
        rules.len() - 1
    });
    let rule = &mut rules[at];
    for (name, value) in headers {
        let old = rule.headers.iter().position(|(old, _)| old.eq_ignore_ascii_case(&name));
        match old {
            Some(at) if value.is_empty() => drop(rule.headers.remove(at)),
            Some(at) => rule.headers[at].1 = value,
            None if value.is_empty() => {}
            None => rule.headers.push((name, value)),
        }
    }
}

/// A policy that allows the site's own files and what the settings name, and nothing inline. With a search index, the
/// site's own scripts may compile WebAssembly. Forms are sent to the backend with and without a script.
fn policy(delivery: &DeliveryConfig, site: &HeaderInputs<'_>) -> String {
    let has_search = site.pagefind.is_some();
    let with = |first: &str, more: &[Origin]| {
        more.iter().fold(first.to_owned(), |text, origin| format!("{text} {}", origin.as_str()))
    };
    let none = AnalyticsConfig::default();
    let measured = site.analytics.unwrap_or(&none);
    let more = site.form_hosts.iter().filter(|origin| !delivery.connect_hosts.contains(origin)).cloned();
    let asked: Vec<Origin> =
        delivery.connect_hosts.iter().cloned().chain(more).chain(measured.connect_hosts()).collect();
    let images = [delivery.image_hosts.clone(), measured.image_hosts()].concat();
    let scripts = if has_search { "'self' 'wasm-unsafe-eval'" } else { "'self'" };
    let frames = if delivery.frame_hosts.is_empty() { "'none'".to_owned() } else { with("", &delivery.frame_hosts) };
    [
        "default-src 'none'".to_owned(),
        format!("script-src {}", with(scripts, &measured.script_hosts())),
        "style-src 'self'".to_owned(),
        format!("img-src {}", with("'self' data:", &images)),
        "font-src 'self'".to_owned(),
        "media-src 'self'".to_owned(),
        format!("connect-src {}", with("'self'", &asked)),
        format!("frame-src {}", frames.trim_start()),
        "manifest-src 'self'".to_owned(),
        format!("form-action {}", with("'self'", site.form_hosts)),
        "base-uri 'none'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
    ]
    .join("; ")
}

/// The file: what is made, then what was written by hand, which wins.
pub(super) fn join(made: &[HeaderRule], by_hand: Option<&str>) -> String {
    let mut text = String::from("# Made from [extra.tsubame.delivery] in the site's configuration.\n");
    for HeaderRule { path, headers } in made.iter().filter(|rule| !rule.headers.is_empty()) {
        let _ = writeln!(text, "{path}");
        for (name, value) in headers {
            let _ = writeln!(text, "  {name}: {}", header_value(value));
        }
    }
    match by_hand {
        Some(by_hand) => format!("{text}\n# From static/_headers.\n{}\n", by_hand.trim_end()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BuildOptions, resolve};
    use tsubame_model::source::SourcePath;

    fn headers(settings: &str, site: &HeaderInputs<'_>) -> String {
        let text = format!("base_url = \"/\"\n[extra.tsubame.delivery]\n{settings}");
        let config = resolve(&SourcePath::new("zola.toml"), &text, &BuildOptions::default()).unwrap();
        let delivery = config.tsubame.delivery.unwrap();
        let form_hosts = match site.form_hosts {
            [] => form_hosts(&delivery, None),
            [host, ..] => form_hosts(&delivery, Some(BackendUrl::Address(host.clone()))),
        };
        join(&make_headers(&delivery, &HeaderInputs { form_hosts: &form_hosts, ..*site }), None)
    }

    const PLAIN: HeaderInputs<'static> =
        HeaderInputs { base_path: "/", immutable: &[], pagefind: None, form_hosts: &[], api: None, analytics: None };

    #[test]
    fn nothing_inline_is_allowed() {
        let text = headers("frame_hosts = [\"https://v.jp\"]\nbackend = \"https://b.jp\"", &PLAIN);
        assert!(!text.contains("unsafe"), "{text}");
        for part in
            ["default-src 'none'", "script-src 'self';", "frame-src https://v.jp;", "form-action 'self' https://b.jp;"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(headers("", &PLAIN).contains("frame-src 'none'"));
        assert!(!headers("strict_csp = false", &PLAIN).contains("Content-Security-Policy"));
    }

    #[test]
    fn forms_reach_their_server() {
        let hosts = [Origin::parse("https://b.jp").unwrap()];
        let site = HeaderInputs { form_hosts: &hosts, ..PLAIN };
        for (settings, forms, asked) in [
            ("", "form-action 'self' https://b.jp;", "connect-src 'self' https://b.jp;"),
            ("backend = \"https://b.jp\"", "form-action 'self' https://b.jp;", "connect-src 'self' https://b.jp;"),
            (
                "connect_hosts = [\"https://b.jp\", \"https://c.jp\"]",
                "form-action 'self' https://b.jp;",
                "connect-src 'self' https://b.jp https://c.jp;",
            ),
        ] {
            let text = headers(settings, &site);
            assert!(text.contains(forms) && text.contains(asked), "{settings}: {text}");
        }
    }

    #[test]
    fn search_may_run_webassembly_and_no_rule_overlaps_another() {
        let site =
            HeaderInputs {
                base_path: "/sub/", immutable: &["a b/春.css".to_owned()], pagefind: Some("find"), ..PLAIN
            };
        let text = headers("", &site);
        assert!(text.contains("script-src 'self' 'wasm-unsafe-eval';"), "{text}");
        let rules: Vec<&str> = text.split("\n/").skip(1).collect();
        let names = |rule: &str| {
            rule.lines()
                .skip(1)
                .filter_map(|line| line.split_once(':'))
                .map(|(name, _)| name.trim().to_owned())
                .collect::<Vec<_>>()
        };
        let general = names(rules[0]);
        assert!(rules[1..].iter().all(|rule| names(rule).iter().all(|name| !general.contains(name))), "{text}");
        assert!(
            text.contains("/sub/a%20b/%E6%98%A5.css\n  Cache-Control: public, max-age=31536000, immutable\n"),
            "{text}"
        );
    }

    #[test]
    fn what_is_passed_on_needs_no_other_host() {
        let text = "base_url = \"/\"\n[extra.tsubame.delivery]\nbackend = \"https://b.jp\"";
        let config = resolve(&SourcePath::new("zola.toml"), text, &BuildOptions::default()).unwrap();
        let mut delivery = config.tsubame.delivery.unwrap();
        let path = || Some(BackendUrl::Path("/api".to_owned()));
        assert_eq!(form_hosts(&delivery, path()), []);
        assert_eq!(form_hosts(&delivery, None).len(), 1);
        delivery.redirects = false;
        assert_eq!(form_hosts(&delivery, path()).len(), 1);
    }

    #[test]
    fn the_content_api_is_read_from_everywhere() {
        let site = HeaderInputs { base_path: "/sub/", api: Some("api/v1"), ..PLAIN };
        assert!(headers("", &site).contains("/sub/api/v1/*\n  Access-Control-Allow-Origin: *\n"));
        let closed = "[extra.tsubame.delivery.headers.\"/sub/api/v1/*\"]\naccess-control-allow-origin = \"\"";
        assert!(!headers(closed, &site).contains("Access-Control"));
    }

    #[test]
    fn pages_may_ask_those_who_are_told_what_visitors_do() {
        let text = "base_url = \"/\"\n[extra.tsubame.delivery]\n[extra.tsubame.analytics]\nga4 = \"G-AB12\"\n\
            server = \"https://m.jp\"\npixels = [{ name = \"p\", on = \"form_sent\", url = \"https://p.jp/x\" }]";
        let config = resolve(&SourcePath::new("zola.toml"), text, &BuildOptions::default()).unwrap().tsubame;
        let site = HeaderInputs { analytics: config.analytics.as_ref(), ..PLAIN };
        let text = headers("", &site);
        for part in [
            "script-src 'self' https://m.jp;",
            "img-src 'self' data: https://m.jp https://p.jp;",
            "connect-src 'self' https://m.jp;",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn settings_replace_and_add() {
        let text = headers(
            "[extra.tsubame.delivery.headers.\"/*\"]\nreferrer-policy = \"no-referrer\"\nStrict-Transport-Security = \"\"\n\
             [extra.tsubame.delivery.headers.\"/api/*\"]\nAccess-Control-Allow-Origin = \"*\"",
            &PLAIN,
        );
        assert!(text.contains("  Referrer-Policy: no-referrer\n") && !text.contains("Strict-Transport"), "{text}");
        assert!(text.ends_with("/api/*\n  Access-Control-Allow-Origin: *\n"), "{text}");
        assert!(join(&[], Some("/x\n  A: b\n")).ends_with("/x\n  A: b\n"));
    }
}
