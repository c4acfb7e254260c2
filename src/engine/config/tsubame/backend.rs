//! `[extra] backend_url`: where the site's forms are sent, as templates and headers see it.

use super::Origin;
use tsubame_model::source::{Data, Diagnostic, Format, SourcePath, Step, locate_value, steps_to};

/// The key below `[extra]`.
const KEY: &str = "backend_url";

const HINT: &str = "write a path of this site that is passed on to the server, backend_url = \"/api\", or the server's \
    own address, backend_url = \"https://forms.example.jp\"";

/// Where forms are sent: `backend_url/forms/NAME`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A path of the site itself, which its host passes on.
    Path,
    /// An address of its own, at this scheme and host.
    Address(Origin),
}

impl Backend {
    /// What `[extra]` says, when it says something that can be used.
    pub fn of(extra: &Data) -> Option<Self> {
        extra.get(KEY)?.as_str().and_then(Self::parse)
    }

    /// Scheme and host, when the backend has its own.
    pub fn into_origin(self) -> Option<Origin> {
        match self {
            Self::Path => None,
            Self::Address(origin) => Some(origin),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let is_plain = |letter: char| letter.is_ascii_graphic() && !"\"<>\\^`{|}?#".contains(letter);
        if !text.chars().all(is_plain) {
            return None;
        }
        if text.starts_with('/') {
            return (!text.starts_with("//")).then_some(Self::Path);
        }
        let (scheme, rest) = text.split_once("://")?;
        let host = rest.split('/').next().filter(|host| !host.contains('*'))?;
        Origin::try_from(format!("{scheme}://{host}")).ok().map(Self::Address)
    }
}

/// Finds out whether the site's forms can reach their server: `allowed` is the backend of `[extra.tsubame.delivery]`.
/// `extra` and `text` are those of the configuration `file`.
pub(super) fn check_backend(extra: &Data, allowed: Option<&Origin>, text: &str) -> Option<Diagnostic> {
    let written = extra.get(KEY)?;
    let fault = |message: String, hint: &str| {
        let fault = Diagnostic::error("config-backend", message).with_hint(hint);
        let path = [&[Step::Key("extra".to_owned())][..], &steps_to(KEY)].concat();
        match locate_value(Format::Toml, text, &path) {
            Some(span) => fault.at(text, &span),
            None => fault,
        }
    };
    let Some(shown) = written.as_str() else {
        return Some(fault(format!("`{KEY}` must be a text, but it is {}", written.kind()), HINT));
    };
    let origin = match Backend::parse(shown) {
        None => {
            let message =
                format!("`{KEY}` is {shown:?}, which is neither a path of the site nor an address of a server");
            return Some(fault(message, HINT));
        }
        Some(backend) => backend.into_origin()?,
    };
    let other = allowed.filter(|allowed| **allowed != origin)?;
    let message =
        format!("forms are sent to {} (`{KEY}`), but `delivery.backend` is {}", origin.as_str(), other.as_str());
    let hint = "leave `backend` out of [extra.tsubame.delivery]: the Content-Security-Policy follows `backend_url`";
    Some(fault(message, hint))
}

/// The fault of a site that has forms and does not say where they are sent.
pub fn missing_backend(extra: &Data, form: &SourcePath) -> Option<Diagnostic> {
    if extra.get(KEY).is_some() {
        return None;
    }
    let message =
        format!("[extra] has no `{KEY}`, which says where the forms of data/forms/ ({}) are sent", form.file_name());
    Some(Diagnostic::error("config-backend", message).with_hint(format!("below [extra], {HINT}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tsubame_model::source::parse_toml;

    #[test]
    fn paths_and_addresses() {
        for (written, origin) in [
            ("/api", Some(None)),
            ("/", Some(None)),
            ("https://b.jp", Some(Some("https://b.jp"))),
            ("https://b.jp/", Some(Some("https://b.jp"))),
            ("http://localhost:3000/v1", Some(Some("http://localhost:3000"))),
            ("", None),
            ("api", None),
            ("//b.jp", None),
            ("javascript:alert(1)", None),
            ("javascript://b.jp/%0Aalert(1)", None),
            ("data:text/html,x", None),
            ("ftp://b.jp", None),
            ("https://", None),
            ("https://*.b.jp", None),
            ("https://b.jp?x=1", None),
            ("https://b.jp/ x", None),
        ] {
            let found = Backend::parse(written).map(Backend::into_origin);
            let found = found.as_ref().map(|origin| origin.as_ref().map(Origin::as_str));
            assert_eq!(found, origin, "{written}");
        }
    }

    #[test]
    fn faults_name_line_and_remedy() {
        for (line, allowed, words) in [
            ("backend_url = \"javascript:alert(1)\"", None, "javascript:alert(1)"),
            ("backend_url = 5", None, "an integer"),
            ("backend_url = \"https://b.jp/x\"", Some("https://c.jp"), "`delivery.backend` is https://c.jp"),
        ] {
            let text = format!("base_url = \"/\"\n[extra]\n{line}\n");
            let data: Data = parse_toml(&text).unwrap();
            let allowed = allowed.map(|host| Origin::try_from(host.to_owned()).unwrap());
            let fault = check_backend(data.get("extra").unwrap(), allowed.as_ref(), &text).unwrap();
            assert_eq!(fault.place.map(|place| place.line), Some(3));
            assert!(fault.message.contains(words) && fault.hint.is_some(), "{}", fault.message);
        }
        let fine = "[extra]\nbackend_url = \"https://b.jp/x\"";
        let data: Data = parse_toml(fine).unwrap();
        let allowed = Origin::try_from("https://b.jp".to_owned()).unwrap();
        assert_eq!(check_backend(data.get("extra").unwrap(), Some(&allowed), fine), None);
    }
}
