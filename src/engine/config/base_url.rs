//! The address of a site as its settings say it.

use url::Url;

/// Stands in for the host of a site whose `base_url` names none, such as `/`.
pub(crate) const NO_HOST: &str = "http://site.invalid";

/// Whether browsers can read a text as a whole address.
pub(crate) fn is_address(text: &str) -> bool {
    Url::parse(text).is_ok()
}

/// Whether a text begins as addresses of the web do, in letters of any case.
pub(crate) fn is_of_web(text: &str) -> bool {
    let is_scheme = |scheme: &str| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    text.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme))
}

/// A `base_url` as an address, with a slash at its end; `None` when browsers could not read it.
pub(crate) fn parse_base_url(base_url: &str) -> Option<Url> {
    let with_slash = format!("{}/", base_url.trim_end_matches('/'));
    Url::parse(NO_HOST).and_then(|host| host.join(&with_slash)).ok().filter(Url::has_host)
}
