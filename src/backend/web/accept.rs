//! Whether whoever asks wants a page to read or data: a browser without scripts names HTML, the script of a page does not.

use axum::http::{HeaderMap, header};

/// Whether an answer should be a page. Without a wish it is data: whoever reads pages says so.
pub fn wants_page(headers: &HeaderMap) -> bool {
    let mut wishes = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    wishes.any(|wish| {
        wish.split(',').any(|range| {
            let kind = range.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_want_pages_and_scripts_want_data() {
        for (accept, is_page) in [
            (Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), true),
            (Some("Text/HTML;q=0.5"), true),
            (Some("application/json"), false),
            (Some("*/*"), false),
            (None, false),
        ] {
            let headers = accept.map(|accept| (header::ACCEPT, accept.parse().unwrap()));
            assert_eq!(wants_page(&headers.into_iter().collect()), is_page, "{accept:?}");
        }
    }
}
