//! `_redirects`: the site's redirects as answers of the host, in the format that Netlify and others read.
//!
//! The pages that redirect in the browser are made as ever, for hosts that do not read the file. Rules end with `!`, as
//! the host would otherwise serve those pages in their place.

use std::{collections::HashSet, fmt::Write};

use super::address::SiteUrl;
use crate::{
    content::Library,
    site::plan::{Plan, Render},
};

/// The rules of a site, a line each, sorted.
pub(super) fn make_redirects(plan: &Plan, library: &Library, url: &SiteUrl) -> String {
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
            Some((url.path_of(&job.path), url.without_host(target), status))
        })
        .collect();
    rules.sort_unstable();
    // A rule that leads to itself would never end; one for the home page would hide the site.
    rules.retain(|(from, to, _)| from != to);
    rules.iter().fold(String::new(), |mut text, (from, to, status)| {
        let _ = writeln!(text, "{from} {to} {status}!");
        text
    })
}

/// Hand-written rules first: the host takes the first that matches.
pub(super) fn join(by_hand: Option<&str>, made: &str) -> String {
    match by_hand {
        Some(text) => format!("{}\n\n# Made from aliases and redirects of the content.\n{made}", text.trim_end()),
        None => format!("# Made from aliases and redirects of the content.\n{made}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_written_rules_come_first() {
        assert_eq!(join(Some("/a /b\n\n"), "/c /d 301!\n").lines().next(), Some("/a /b"));
        assert!(join(None, "/c /d 301!\n").ends_with("content.\n/c /d 301!\n"));
    }
}
