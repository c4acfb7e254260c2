//! What a new site means for the pages that are open: which of them to load again, which style sheets to swap.

use serde::Serialize;

/// Text that no page shows: feeds, maps of the site, texts for machines.
const UNSEEN: [&str; 2] = ["xml", "txt"];

/// A message to every open page.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum PageMessage<'a> {
    /// The first message on a connection: a page with another stamp shows something old.
    Hello {
        /// The stamp of what is served now.
        stamp: &'a str,
    },
    /// The site is good and something else than style sheets changed. A page loads again if it is among the pages, or
    /// if there are assets, which may be its own.
    Reload {
        /// The stamp of what is served now.
        stamp: &'a str,
        /// What changed.
        #[serde(flatten)]
        change: &'a SiteChange,
    },
    /// The site is good and only style sheets changed, which are swapped in place.
    Css {
        /// The stamp of what is served now.
        stamp: &'a str,
        /// What changed.
        #[serde(flatten)]
        change: &'a SiteChange,
    },
    /// The site is good again as it was before.
    Clear {
        /// The stamp of what is served now.
        stamp: &'a str,
        /// Nothing.
        #[serde(flatten)]
        change: &'a SiteChange,
    },
    /// A build is under way, and has been for a while; what is served stays the same until then.
    Working {
        /// How long it has been.
        seconds: u64,
    },
    /// It is no longer.
    Idle,
    /// The site has faults.
    Fault {
        /// The stamp of what is served now.
        stamp: &'a str,
        /// What to lay over the page.
        html: &'a str,
    },
}

impl<'a> PageMessage<'a> {
    /// The message on a good build.
    pub fn of(change: &'a SiteChange, stamp: &'a str) -> Self {
        if !change.pages.is_empty() || !change.assets.is_empty() {
            Self::Reload { stamp, change }
        } else if change.css.is_empty() {
            Self::Clear { stamp, change }
        } else {
            Self::Css { stamp, change }
        }
    }

    /// As it is sent.
    pub fn to_json(&self) -> String {
        // Texts and lists of texts always have a form in JSON.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Output paths that changed, by what they mean for a page.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct SiteChange {
    /// Pages.
    pub pages: Vec<String>,
    /// Style sheets.
    pub css: Vec<String>,
    /// What any page may show or run: scripts, images, fonts, data.
    pub assets: Vec<String>,
}

impl SiteChange {
    /// Sorts paths into their kinds. Feeds, maps of the site and search indices are in none: they change with every
    /// edit, and no page shows them.
    pub fn of(paths: Vec<String>) -> Self {
        let mut change = Self::default();
        for path in paths {
            let name = path.rsplit('/').next().unwrap_or_default();
            let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
            match end.as_str() {
                "html" | "htm" => change.pages.push(path),
                "css" if !is_search(&path) => change.css.push(path),
                end if UNSEEN.contains(&end) || is_search(&path) => {}
                _ => change.assets.push(path),
            }
        }
        change
    }
}

fn is_search(path: &str) -> bool {
    // The library has the stop words of its indices in it.
    path.starts_with("search_index.") || path.starts_with("pagefind/") || path == "elasticlunr.min.js"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_sorted_by_what_they_mean() {
        for (path, kind) in [
            ("index.html", "pages"),
            ("日本/index.html", "pages"),
            ("old.HTM", "pages"),
            ("style.css", "css"),
            ("a/print.CSS", "css"),
            ("style.css.map", "assets"),
            ("a.js", "assets"),
            ("a/photo.avif", "assets"),
            ("data/points.json", "assets"),
            ("CNAME", "assets"),
            ("atom.xml", "none"),
            ("en/rss.xml", "none"),
            ("sitemap.xml", "none"),
            ("robots.txt", "none"),
            ("search_index.ja.js", "none"),
            ("search_index.en.json", "none"),
            ("elasticlunr.min.js", "none"),
            ("pagefind/index/ja_1.pf_index", "none"),
            ("pagefind/pagefind-ui.css", "none"),
        ] {
            let change = SiteChange::of(vec![path.to_owned()]);
            let found = [("pages", &change.pages), ("css", &change.css), ("assets", &change.assets)];
            let found: Vec<&str> = found.iter().filter(|(_, paths)| !paths.is_empty()).map(|(kind, _)| *kind).collect();
            assert_eq!(found, if kind == "none" { vec![] } else { vec![kind] }, "{path}");
        }
    }

    #[test]
    fn the_message_follows_from_the_change() {
        for (paths, kind) in [
            (&["style.css"][..], "css"),
            (&["style.css", "atom.xml"], "css"),
            (&["style.css", "a.js"], "reload"),
            (&["style.css", "a/index.html"], "reload"),
            (&["sitemap.xml"], "clear"),
            (&[], "clear"),
        ] {
            let change = SiteChange::of(paths.iter().map(|path| (*path).to_owned()).collect());
            let json = PageMessage::of(&change, "s-1").to_json();
            assert!(json.starts_with(&format!("{{\"kind\":\"{kind}\",\"stamp\":\"s-1\",\"pages\":[")), "{json}");
        }
        assert_eq!(PageMessage::Hello { stamp: "s" }.to_json(), r#"{"kind":"hello","stamp":"s"}"#);
        let fault = PageMessage::Fault { stamp: "s", html: "<p>\"" }.to_json();
        assert_eq!(fault, r#"{"kind":"fault","stamp":"s","html":"<p>\""}"#);
        assert_eq!(PageMessage::Working { seconds: 7 }.to_json(), r#"{"kind":"working","seconds":7}"#);
        assert_eq!(PageMessage::Idle.to_json(), r#"{"kind":"idle"}"#);
    }
}
