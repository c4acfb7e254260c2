//! The address of the site, and which addresses lead into it.

use url::{Position, Url};

use crate::config::{NO_HOST, parse_base_url};
use tsubame_model::encode::percent_decode;

/// The address of the site.
#[derive(Clone, Debug)]
pub(crate) struct SiteUrl {
    /// With a slash at its end.
    base: Url,
    /// The path of the base on its host, decoded, with slashes at both ends.
    decoded_base_path: String,
}

/// A file of the site that a page asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwnAddress {
    /// Decoded, from the site's base, without a leading slash.
    pub path: String,
    /// Whether it carries a hash of the file's content, as `get_url(cachebust=true)` writes it.
    pub has_hash: bool,
}

impl SiteUrl {
    /// The site of this `base_url`; `None` when that is no address.
    pub fn new(base_url: &str) -> Option<Self> {
        let base = parse_base_url(base_url)?;
        let decoded_base_path = percent_decode(base.path()).into_owned();
        Some(Self { base, decoded_base_path })
    }

    /// The path of the base on its host as browsers ask for it, with slashes at both ends.
    pub fn base_path(&self) -> &str {
        self.base.path()
    }

    /// The same as it is called, not encoded.
    pub fn decoded_base_path(&self) -> &str {
        &self.decoded_base_path
    }

    /// The address of an output file; that of `a/index.html` is `a/`.
    pub fn of_output(&self, output: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&self.decoded_path_of(output).replace('%', "%25"));
        url
    }

    /// The path of an output file on the site's host, not encoded.
    pub fn decoded_path_of(&self, output: &str) -> String {
        let shown = output.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
        format!("{}{}", self.decoded_base_path, shown.unwrap_or(output))
    }

    /// Whether an address is one of the site's host. A site that moved to `https` still finds its old links to itself.
    pub fn is_own_host(&self, url: &Url) -> bool {
        matches!(url.scheme(), "http" | "https") && url.host() == self.base.host() && url.port() == self.base.port()
    }

    /// What stands below the site's base at an address of its host, decoded, without a leading slash.
    pub fn path_inside(&self, url: &Url) -> Option<String> {
        let path = percent_decode(url.path());
        let base = self.decoded_base_path.as_str();
        let is_base = base.strip_suffix('/') == Some(path.as_ref());
        let inside = path.strip_prefix(base).or_else(|| is_base.then_some(""));
        inside.map(str::to_owned)
    }

    /// An address, as written on the page with this output path, that leads into the site.
    pub(super) fn resolve(&self, page: &str, written: &str) -> Option<OwnAddress> {
        let url = self.join(page, written)?;
        let is_hash = |value: &str| value.len() == 20 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        let has_hash = url.query_pairs().any(|(name, value)| name == "h" && is_hash(&value));
        Some(OwnAddress { path: self.path_inside(&url)?, has_hash })
    }

    /// The same in full, as sitemaps have it.
    pub(super) fn absolute(&self, page: &str, written: &str) -> Option<String> {
        let mut url = self.join(page, written)?;
        url.set_fragment(None);
        let full = url.to_string();
        Some(full.strip_prefix(NO_HOST).map_or(full.clone(), str::to_owned))
    }

    /// An absolute address without the host, where it leads into the site: a preview at another host keeps its visitors.
    pub(super) fn without_host(&self, address: &str) -> String {
        let Some(url) = self.join("", address) else {
            return Url::parse(address).map_or_else(|_| address.to_owned(), String::from);
        };
        let path = &url[Position::BeforePath..];
        if !path.starts_with("//") {
            return path.to_owned();
        }
        // Browsers would take the second slash for the beginning of a host.
        if self.base.as_str().starts_with(NO_HOST) { format!("/.{path}") } else { url.into() }
    }

    fn join(&self, page: &str, written: &str) -> Option<Url> {
        let url = self.of_output(page).join(written).ok()?;
        (self.is_own_host(&url) && self.path_inside(&url).is_some()).then_some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_site() {
        let site = SiteUrl::new("https://例え.jp/sub").unwrap();
        let hash = "0123456789abcdef0123";
        let page = "お知らせ/春/index.html";
        for (written, found) in [
            ("../夏/a.png", Some(("お知らせ/夏/a.png", false))),
            (&format!("/sub/site.css?h={hash}"), Some(("site.css", true))),
            ("https://例え.jp/sub/site.css?h=1", Some(("site.css", false))),
            ("/site.css", None),
            ("https://e.jp/sub/site.css", None),
            ("data:image/png;base64,AA", None),
            ("https://[", None),
        ] {
            let found = found.map(|(path, has_hash)| OwnAddress { path: path.to_owned(), has_hash });
            assert_eq!(site.resolve(page, written), found, "{written}");
        }
        assert_eq!(site.of_output(page).path(), "/sub/%E3%81%8A%E7%9F%A5%E3%82%89%E3%81%9B/%E6%98%A5/");
        assert_eq!(site.without_host("https://例え.jp/sub/新/"), "/sub/%E6%96%B0/");
        assert_eq!(site.without_host("https://e.jp/x/"), "https://e.jp/x/");
        let site = SiteUrl::new("https://a.jp").unwrap();
        for address in ["https://a.jp//e.jp/", "https://a.jp/\\e.jp/", "https://a.jp/x/..//e.jp/"] {
            assert_eq!(site.without_host(address), "https://a.jp//e.jp/", "{address}");
        }
        let site = SiteUrl::new("/").unwrap();
        assert_eq!(site.absolute("a/index.html", "b.png#x").as_deref(), Some("/a/b.png"));
        assert_eq!(site.without_host("/a/"), "/a/");
        assert_eq!(site.without_host("/x/..//e.jp/"), "/.//e.jp/");
    }
}
