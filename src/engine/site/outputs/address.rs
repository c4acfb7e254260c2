//! Addresses of a rendered page → paths of the site.

use url::{Position, Url};

use tsubame_model::encode::percent_decode;

/// Stands in for the host of a site whose `base_url` names none.
const NO_HOST: &str = "http://site.invalid";

/// The address of the site.
pub(super) struct SiteUrl {
    /// With a slash at its end.
    base: Url,
}

/// A path of the site that a page asks for.
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
        let with_slash = format!("{}/", base_url.trim_end_matches('/'));
        let absolute = Url::parse(&with_slash).ok().filter(Url::has_host);
        let base = absolute.or_else(|| Url::parse(NO_HOST).and_then(|host| host.join(&with_slash)).ok())?;
        Some(Self { base })
    }

    /// The path of the base on its host as browsers ask for it, with slashes at both ends.
    pub fn base_path(&self) -> &str {
        self.base.path()
    }

    /// An address, as written on the page with this output path, that leads into the site.
    pub fn resolve(&self, page: &str, written: &str) -> Option<OwnAddress> {
        let url = self.join(page, written)?;
        let path = percent_decode(url.path().strip_prefix(self.base.path())?).into_owned();
        let is_hash = |value: &str| value.len() == 20 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        let has_hash = url.query_pairs().any(|(name, value)| name == "h" && is_hash(&value));
        Some(OwnAddress { path, has_hash })
    }

    /// The same in full, as sitemaps have it.
    pub fn absolute(&self, page: &str, written: &str) -> Option<String> {
        let mut url = self.join(page, written)?;
        url.set_fragment(None);
        let full = url.to_string();
        Some(full.strip_prefix(NO_HOST).map_or(full.clone(), str::to_owned))
    }

    /// An absolute address without the host, where it leads into the site: a preview at another host keeps its visitors.
    pub fn without_host(&self, address: &str) -> String {
        match self.join("", address) {
            Some(url) => url[Position::BeforePath..].to_owned(),
            None => Url::parse(address).map_or_else(|_| address.to_owned(), |url| url.to_string()),
        }
    }

    /// The path of an output file as browsers ask for it, percent-encoded.
    pub fn path_of(&self, output: &str) -> String {
        let mut url = self.base.clone();
        let escaped = shown(output).replace('%', "%25");
        url.set_path(&format!("{}{escaped}", self.base.path()));
        url.path().to_owned()
    }

    /// The same as it is called, not encoded.
    pub fn decoded_path_of(&self, output: &str) -> String {
        format!("{}{}", percent_decode(self.base.path()), shown(output))
    }

    fn join(&self, page: &str, written: &str) -> Option<Url> {
        let page = self.base.join(&self.path_of(page)).ok()?;
        let url = page.join(written).ok()?;
        let is_own = url.host() == self.base.host() && url.port() == self.base.port();
        (is_own && matches!(url.scheme(), "http" | "https") && url.path().starts_with(self.base.path())).then_some(url)
    }
}

/// An output file as browsers ask for it: without the name of an index.
fn shown(output: &str) -> &str {
    let folder = output.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
    folder.unwrap_or(output)
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
        assert_eq!(site.path_of(page), "/sub/%E3%81%8A%E7%9F%A5%E3%82%89%E3%81%9B/%E6%98%A5/");
        assert_eq!(site.without_host("https://例え.jp/sub/新/"), "/sub/%E6%96%B0/");
        assert_eq!(site.without_host("https://e.jp/x/"), "https://e.jp/x/");
        let site = SiteUrl::new("/").unwrap();
        assert_eq!(site.absolute("a/index.html", "b.png#x").as_deref(), Some("/a/b.png"));
        assert_eq!(site.without_host("/a/"), "/a/");
    }
}
