//! The address of a site as its settings say it.

use url::Url;

/// Stands in for the host of a site whose `base_url` names none, such as `/`.
pub(crate) const NO_HOST: &str = "http://site.invalid";

/// Whether browsers can read a text as a whole address.
pub(crate) fn is_address(text: &str) -> bool {
    Url::parse(text).is_ok()
}

/// A `base_url` as an address, with a slash at its end; `None` when browsers could not read it.
pub(crate) fn parse_base_url(base_url: &str) -> Option<Url> {
    let with_slash = format!("{}/", base_url.trim_end_matches('/'));
    Url::parse(NO_HOST).and_then(|host| host.join(&with_slash)).ok().filter(Url::has_host)
}
