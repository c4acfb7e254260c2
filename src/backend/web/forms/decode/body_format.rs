//! In which format a body says that it is.

use axum::http::{HeaderMap, header};
use mime::Mime;

use super::DecodeError;

/// The format of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BodyFormat {
    /// `application/x-www-form-urlencoded`
    Urlencoded,
    /// `multipart/form-data`
    Multipart {
        /// What parts its parts.
        boundary: String,
    },
    /// `application/json`
    Json,
}

impl BodyFormat {
    /// The format of a request with these headers.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, DecodeError> {
        let named = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()?.parse::<Mime>().ok());
        let named = named.ok_or(DecodeError::UnknownType)?;
        let format = match (named.type_().as_str(), named.subtype().as_str()) {
            ("application", "x-www-form-urlencoded") => Self::Urlencoded,
            ("application", "json") => Self::Json,
            ("multipart", "form-data") => {
                let boundary = named.get_param(mime::BOUNDARY).ok_or(DecodeError::Unreadable)?;
                Self::Multipart { boundary: boundary.as_str().to_owned() }
            }
            _ => return Err(DecodeError::UnknownType),
        };
        if is_utf8(&named) { Ok(format) } else { Err(DecodeError::Unreadable) }
    }
}

/// Whether a type names no other charset than UTF-8. Without one it is UTF-8, which the page asks for.
pub(super) fn is_utf8(named: &Mime) -> bool {
    let charset = named.get_param(mime::CHARSET);
    charset.is_none_or(|charset| ["utf-8", "utf8"].iter().any(|name| charset.as_str().eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_their_charsets() {
        let multipart = || Ok(BodyFormat::Multipart { boundary: "x".to_owned() });
        for (written, expected) in [
            ("application/x-www-form-urlencoded", Ok(BodyFormat::Urlencoded)),
            ("Application/X-WWW-Form-Urlencoded; Charset=UTF-8", Ok(BodyFormat::Urlencoded)),
            ("application/json; charset=\"utf8\"", Ok(BodyFormat::Json)),
            ("multipart/form-data; boundary=x", multipart()),
            ("multipart/form-data; boundary=x; charset=utf-8", multipart()),
            ("multipart/form-data", Err("Unreadable")),
            ("application/x-www-form-urlencoded; charset=Shift_JIS", Err("Unreadable")),
            ("application/json; charset=utf-16", Err("Unreadable")),
            ("text/plain", Err("UnknownType")),
            ("application/json-patch+json", Err("UnknownType")),
            ("nonsense", Err("UnknownType")),
            ("", Err("UnknownType")),
        ] {
            let headers = [(header::CONTENT_TYPE, written.parse().unwrap())].into_iter().collect();
            let found = BodyFormat::of(&headers).map_err(|error| format!("{error:?}"));
            assert_eq!(found, expected.map_err(str::to_owned), "{written}");
        }
        assert!(matches!(BodyFormat::of(&HeaderMap::new()), Err(DecodeError::UnknownType)));
    }
}
