//! Where an address leads, by its words alone: into the site, to another one, or to something that is no page.

use url::Url;

use crate::site::SiteUrl;
use tsubame_model::encode::percent_decode;

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Destination {
    /// A path of the site.
    Own(OwnPath),
    /// A path on the site's host, but not below its base: only whoever runs the host knows.
    Beside(OwnPath),
    /// A page of another site.
    External(Url),
    /// `mailto:`, `tel:`, `data:` and the like.
    Ignored,
    /// Nothing that could be asked for; why, in words.
    Invalid(String),
}

/// A path of the site and a place on that page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct OwnPath {
    /// Decoded, without a leading slash; from the site's base for [`Destination::Own`], else from the host's root.
    pub path: String,
    /// What follows the `#`, decoded.
    pub anchor: Option<String>,
    /// Whether the address was written with its host, as one writes addresses of other sites.
    pub is_full: bool,
}

impl Destination {
    /// Where `address` leads when it stands on the page `page` of the site.
    pub fn of(site: &SiteUrl, page: &Url, address: &str) -> Self {
        let url = match page.join(address) {
            Ok(url) => url,
            Err(error) => return Self::Invalid(error.to_string()),
        };
        if !matches!(url.scheme(), "http" | "https") {
            return Self::Ignored;
        }
        if !site.is_own_host(&url) {
            return Self::External(url);
        }
        let anchor = url.fragment().map(|fragment| percent_decode(fragment).into_owned());
        let is_full = address.trim_start().starts_with("//") || Url::parse(address).is_ok();
        if let Some(path) = site.path_inside(&url) {
            return Self::Own(OwnPath { path, anchor, is_full });
        }
        let path = percent_decode(url.path()).trim_start_matches('/').to_owned();
        Self::Beside(OwnPath { path, anchor, is_full })
    }
}

/// Whether a fragment names an element: `#/route` and `#!route` are read by scripts, `#:~:text=…` by browsers.
pub(super) fn names_element(anchor: &str) -> bool {
    !anchor.is_empty()
        && !anchor.eq_ignore_ascii_case("top")
        && !anchor.starts_with(['/', '!'])
        && !anchor.contains(":~:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(destination: &Destination) -> String {
        let own = |own: &OwnPath| match &own.anchor {
            Some(anchor) => format!("{}#{anchor}", own.path),
            None => own.path.clone(),
        };
        match destination {
            Destination::Own(path) => format!("own {}", own(path)),
            Destination::Beside(path) => format!("beside {}", own(path)),
            Destination::External(url) => url.to_string(),
            Destination::Ignored => "ignored".to_owned(),
            Destination::Invalid(_) => "invalid".to_owned(),
        }
    }

    #[test]
    fn addresses_lead_somewhere() {
        let site = SiteUrl::new("https://例え.jp/sub").unwrap();
        let page = site.of_output("お知らせ/春/index.html");
        assert_eq!(page.path(), "/sub/%E3%81%8A%E7%9F%A5%E3%82%89%E3%81%9B/%E6%98%A5/");
        for (address, expected) in [
            ("../夏/?q=1#見出し", "own お知らせ/夏/#見出し"),
            ("/sub/a%20b/#%E8%A6%8B", "own a b/#見"),
            ("/sub", "own "),
            ("/subway/", "beside subway/"),
            ("/a/", "beside a/"),
            ("https://例え.jp/sub/x/", "own x/"),
            ("http://xn--r8jz45g.jp/sub/x", "own x"),
            ("https://例え.jp:8443/sub/", "https://xn--r8jz45g.jp:8443/sub/"),
            ("//e.jp/日", "https://e.jp/%E6%97%A5"),
            ("#x", "own お知らせ/春/#x"),
            ("mailto:a@e.jp", "ignored"),
            ("javascript:void(0)", "ignored"),
            ("data:image/png;base64,", "ignored"),
            ("https://", "invalid"),
            ("https://[", "invalid"),
        ] {
            assert_eq!(shown(&Destination::of(&site, &page, address)), expected, "{address}");
        }
    }

    #[test]
    fn sites_without_a_host() {
        let site = SiteUrl::new("/").unwrap();
        assert_eq!(site.decoded_base_path(), "/");
        assert_eq!(shown(&Destination::of(&site, &site.of_output("a/index.html"), "../b.css")), "own b.css");
        assert_eq!(shown(&Destination::of(&site, &site.of_output("404.html"), "https://e.jp/")), "https://e.jp/");
        let below = SiteUrl::new("/sub/").unwrap();
        assert_eq!(shown(&Destination::of(&below, &below.of_output("index.html"), "/sub/x/")), "own x/");
    }

    #[test]
    fn fragments_that_name_an_element() {
        for (anchor, expected) in
            [("", false), ("Top", false), ("/route", false), ("!x", false), (":~:text=a", false), ("a", true)]
        {
            assert_eq!(names_element(anchor), expected, "{anchor}");
        }
    }
}
