//! Where an address leads, by its words alone: into the site, to another one, or to something that is no page.

use url::Url;

use tsubame_model::encode::percent_decode;

/// Stands in for the host of a site whose `base_url` names none, such as `/`.
const NO_HOST: &str = "http://site.invalid/";

/// The address of the site.
#[derive(Clone, Debug)]
pub(super) struct SiteAddress {
    /// With a slash at its end.
    base: Url,
    /// The path of the base on its host, decoded, with slashes at both ends.
    base_path: String,
}

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

impl SiteAddress {
    /// The address of a site with this `base_url`; `None` when that is none.
    pub fn new(base_url: &str) -> Option<Self> {
        let with_slash = format!("{}/", base_url.trim_end_matches('/'));
        let absolute = Url::parse(&with_slash).ok().filter(Url::has_host);
        let base = absolute.or_else(|| Url::parse(NO_HOST).and_then(|host| host.join(&with_slash)).ok())?;
        let base_path = percent_decode(base.path()).into_owned();
        Some(Self { base, base_path })
    }

    /// The path of the site's base on its host, with slashes at both ends.
    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    /// The address of an output file; that of `a/index.html` is `a/`.
    pub fn of_output(&self, path: &str) -> Url {
        let shown = path.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
        let mut url = self.base.clone();
        let full = format!("{}{}", self.base_path, shown.unwrap_or(path));
        url.set_path(&full.replace('%', "%25"));
        url
    }

    /// Where `address` leads when it stands on the page `page`.
    pub fn resolve(&self, page: &Url, address: &str) -> Destination {
        let url = match page.join(address) {
            Ok(url) => url,
            Err(error) => return Destination::Invalid(error.to_string()),
        };
        if !matches!(url.scheme(), "http" | "https") {
            return Destination::Ignored;
        }
        if !self.is_own_host(&url) {
            return Destination::External(url);
        }
        let path = percent_decode(url.path()).into_owned();
        let anchor = url.fragment().map(|fragment| percent_decode(fragment).into_owned());
        let is_full = address.trim_start().starts_with("//") || Url::parse(address).is_ok();
        let base = self.base_path.as_str();
        let inside = path.strip_prefix(base).or_else(|| (format!("{path}/") == base).then_some(""));
        match inside {
            Some(inside) => Destination::Own(OwnPath { path: inside.to_owned(), anchor, is_full }),
            None => Destination::Beside(OwnPath { path: path.trim_start_matches('/').to_owned(), anchor, is_full }),
        }
    }

    /// A site that moved to `https` still finds its old links to itself.
    fn is_own_host(&self, url: &Url) -> bool {
        url.host() == self.base.host() && url.port() == self.base.port()
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
        let site = SiteAddress::new("https://例え.jp/sub").unwrap();
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
            assert_eq!(shown(&site.resolve(&page, address)), expected, "{address}");
        }
    }

    #[test]
    fn sites_without_a_host() {
        let site = SiteAddress::new("/").unwrap();
        assert_eq!(site.base_path(), "/");
        assert_eq!(shown(&site.resolve(&site.of_output("a/index.html"), "../b.css")), "own b.css");
        assert_eq!(shown(&site.resolve(&site.of_output("404.html"), "https://e.jp/")), "https://e.jp/");
        let below = SiteAddress::new("/sub/").unwrap();
        assert_eq!(shown(&below.resolve(&below.of_output("index.html"), "/sub/x/")), "own x/");
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
