//! `_redirects`: the site's redirects as answers of the host, in the format that Netlify and others read.
//!
//! The pages that redirect in the browser are made as ever, for hosts that do not read the file. Rules end with `!`, as
//! the host would otherwise serve those pages in their place.

use std::{collections::HashSet, fmt::Write};

use crate::{
    config::{Origin, VariableName},
    content::Library,
    site::{
        plan::{Render, RenderPlan},
        site_url::SiteUrl,
    },
};
use tsubame_model::encode::{encode_rule_path, encode_rule_target, percent_decode};

/// The rules of a site, a line each, sorted.
pub(super) fn make_redirects(plan: &RenderPlan, library: &Library, url: &SiteUrl) -> String {
    // A section may lead elsewhere tomorrow, and browsers never ask again about a page that moved for good.
    let moving = library.sections.iter().filter(|section| section.meta.redirect_to.is_some());
    let moving: HashSet<String> =
        moving.map(|section| format!("{}index.html", section.path.trim_start_matches('/'))).collect();
    let mut rules: Vec<(String, String, u16)> = plan
        .jobs
        .iter()
        .filter_map(|job| {
            let Render::Redirect(target) = &job.render else { return None };
            let status = if moving.contains(&job.path) { 302 } else { 301 };
            let from = encode_rule_path(&url.decoded_path_of(&job.path));
            Some((from, encode_rule_target(&url.without_host(target)), status))
        })
        .collect();
    rules.sort_unstable();
    // A rule that leads to itself would never end; one for the home page would hide the site.
    rules.retain(|(from, to, _)| !leads_to_itself(from, to));
    rules.iter().fold(String::new(), |mut text, (from, to, status)| {
        let _ = writeln!(text, "{from} {to} {status}!");
        text
    })
}

/// Whether a host that follows the rule meets it again. Hosts compare decoded paths, with or without a slash at the end, and
/// look at no query; a section can lead to its own address with one.
fn leads_to_itself(from: &str, to: &str) -> bool {
    let path = to.find(['?', '#']).map_or(to, |end| &to[..end]);
    percent_decode(from.trim_end_matches('/')) == percent_decode(path.trim_end_matches('/'))
}

/// What the host passes on to the server behind the forms.
pub(super) struct Proxy<'a> {
    /// The path below which everything is passed on, with a slash in front and none at its end.
    pub path: &'a str,
    /// Who answers.
    pub server: &'a Origin,
    /// By which of its variables the host signs what it passes on, where it does.
    pub signed: Option<&'a VariableName>,
    /// The path of the site on its host, with slashes at both ends.
    pub base_path: &'a str,
    /// The folder of the content API: what is not there does not exist, and is no business of the server.
    pub api: Option<&'a str>,
}

/// The rules of a proxy. They do not end with `!`: a file of the site always wins.
pub(super) fn make_proxy(proxy: &Proxy<'_>) -> String {
    let Proxy { path, server, signed, base_path, api } = proxy;
    let path = encode_rule_path(&percent_decode(path));
    let mut text = String::from("# Passed on to the server behind the forms.\n");
    let api = api.map(|folder| format!("{base_path}{folder}/")).filter(|api| api.starts_with(&format!("{path}/")));
    if let Some(api) = api {
        let _ = writeln!(text, "{api}* {base_path}404.html 404");
    }
    let _ = write!(text, "{path}/* {}{path}/:splat 200", server.as_str());
    if let Some(variable) = signed {
        // Netlify reads `key=value` after the status. Of these `signed` is no condition, but the name of a variable.
        let _ = write!(text, " signed={}", variable.as_str());
    }
    text.push('\n');
    text
}

/// Hand-written rules first, then those of the content: the host takes the first that matches.
pub(super) fn join(by_hand: Option<&str>, made: &str, passed_on: Option<&str>) -> String {
    let by_hand = by_hand.map_or_else(String::new, |text| format!("{}\n\n", text.trim_end()));
    let passed_on = passed_on.unwrap_or_default();
    format!("{by_hand}# Made from aliases and redirects of the content.\n{made}{passed_on}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_written_rules_come_first() {
        assert_eq!(join(Some("/a /b\n\n"), "/c /d 301!\n", None).lines().next(), Some("/a /b"));
        assert!(join(None, "/c /d 301!\n", None).ends_with("content.\n/c /d 301!\n"));
        assert!(join(None, "/c /d 301!\n", Some("/x/* y 200\n")).ends_with("\n/c /d 301!\n/x/* y 200\n"));
    }

    #[test]
    fn no_rule_leads_to_itself() {
        for (from, to) in [("/s/", "/s/"), ("/s/", "/s"), ("/s/", "/s/?x=1"), ("/s/", "/s#y"), ("/s%5Bx%5D/", "/s[x]/")]
        {
            assert!(leads_to_itself(from, to), "{from} {to}");
        }
        for (from, to) in [("/s/", "/s/x/"), ("/s/", "https://e.jp/s/"), ("/%2A/", "/"), ("/s%3Fx/", "/s?x")] {
            assert!(!leads_to_itself(from, to), "{from} {to}");
        }
    }

    #[test]
    fn what_is_passed_on_to_the_server() {
        let server = Origin::parse("https://b.jp").unwrap();
        let rules = |path: &str, base_path: &str, api: Option<&str>| {
            let text = make_proxy(&Proxy { path, server: &server, signed: None, base_path, api });
            text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
        };
        let api = Some("api/v1");
        for (path, base_path, api, expected) in [
            ("/api", "/", api, &["/api/v1/* /404.html 404", "/api/* https://b.jp/api/:splat 200"][..]),
            ("/api", "/", None, &["/api/* https://b.jp/api/:splat 200"]),
            ("/forms", "/", api, &["/forms/* https://b.jp/forms/:splat 200"]),
            (
                "/sub/api",
                "/sub/",
                api,
                &["/sub/api/v1/* /sub/404.html 404", "/sub/api/* https://b.jp/sub/api/:splat 200"],
            ),
            ("", "/", api, &["/api/v1/* /404.html 404", "/* https://b.jp/:splat 200"]),
            ("/a*/:b", "/", None, &["/a%2A/%3Ab/* https://b.jp/a%2A/%3Ab/:splat 200"]),
        ] {
            assert_eq!(rules(path, base_path, api), expected, "{path}");
        }
    }

    #[test]
    fn what_is_passed_on_can_be_signed_and_the_rest_is_not() {
        let server = Origin::parse("https://b.jp").unwrap();
        let variable = VariableName::parse("PROXY_SECRET").unwrap();
        let proxy =
            Proxy { path: "/api", server: &server, signed: Some(&variable), base_path: "/", api: Some("api/v1") };
        let text = make_proxy(&proxy);
        let rules: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(rules, ["/api/v1/* /404.html 404", "/api/* https://b.jp/api/:splat 200 signed=PROXY_SECRET"]);
    }
}
