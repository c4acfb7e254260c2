//! `[extra] backend_url`: where the site's forms are sent, as templates and headers see it.

use super::{super::source_text::ConfigSource, DeliveryConfig, Origin};
use tsubame_model::source::{Data, Diagnostic, SourcePath, Wording};

/// The key below `[extra]`.
const KEY: &str = "backend_url";

const HINT: &str = "write a path of this site that is passed on to the server, backend_url = \"/api\", or the server's \
    own address, backend_url = \"https://forms.example.jp\"";

const HINT_JAPANESE: &str = "サーバーへ渡すサイトのパス（backend_url = \"/api\"）か、サーバーのアドレス\
    （backend_url = \"https://forms.example.jp\"）を書いてください";

/// Where forms are sent: `backend_url/forms/NAME`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackendUrl {
    /// A path of the site itself, which its host passes on; without a slash at its end.
    Path(String),
    /// An address of its own, at this scheme and host.
    Address(Origin),
}

impl BackendUrl {
    /// What `[extra]` says, when it says something that can be used.
    pub fn of(extra: &Data) -> Option<Self> {
        extra.get(KEY)?.as_str().and_then(Self::parse)
    }

    /// Scheme and host, when the backend has its own.
    pub fn into_origin(self) -> Option<Origin> {
        match self {
            Self::Path(_) => None,
            Self::Address(origin) => Some(origin),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let is_plain = |letter: char| letter.is_ascii_graphic() && !"\"<>\\^`{|}?#".contains(letter);
        if !text.chars().all(is_plain) {
            return None;
        }
        if text.starts_with('/') {
            return (!text.starts_with("//")).then(|| Self::Path(text.trim_end_matches('/').to_owned()));
        }
        let (scheme, rest) = text.split_once("://")?;
        let host = rest.split('/').next().filter(|host| !host.contains('*'))?;
        Origin::parse(&format!("{scheme}://{host}")).ok().map(Self::Address)
    }
}

/// Finds out whether the site's forms can reach their server, by way of a host that delivers as said, if any is said.
pub(in crate::config) fn check_backend(
    extra: &Data,
    delivery: Option<&DeliveryConfig>,
    source: ConfigSource<'_>,
) -> Vec<Diagnostic> {
    let allowed = delivery.and_then(|delivery| delivery.backend.as_ref());
    let unsigned = delivery.and_then(|delivery| check_signed(extra, delivery, source));
    check_address(extra, allowed, source).into_iter().chain(unsigned).collect()
}

/// A signature is of what is passed on: where the build writes no such rule, nobody would miss that it is not there.
fn check_signed(extra: &Data, delivery: &DeliveryConfig, source: ConfigSource<'_>) -> Option<Diagnostic> {
    delivery.signed.as_ref()?;
    let is_path = matches!(BackendUrl::of(extra), Some(BackendUrl::Path(_)));
    let message = if !delivery.redirects {
        Wording::new(
            "`signed` is part of a rule of `_redirects`, but `redirects = false`: no such file is made",
            "`signed` は `_redirects` の規則に書くものですが、`redirects = false` なので、そのファイルは作られません",
        )
    } else if !is_path || delivery.backend.is_none() {
        Wording::new(
            "`signed` is of what the site's host passes on to the server behind the forms, but it passes on nothing",
            "`signed` は、サイトのホストがフォームのサーバーに渡すものへの署名ですが、渡すものがありません",
        )
    } else {
        return None;
    };
    let hint = Wording::new(
        "leave `signed` out, or let the host pass on what is sent: backend_url = \"/api\" below [extra], and \
         backend = \"https://forms.example.jp\" beside `signed`",
        "`signed` を消すか、送信をホストに渡させてください: [extra] に backend_url = \"/api\"、`signed` と同じところに \
         backend = \"https://forms.example.jp\"",
    );
    let place = ["extra", "tsubame", "delivery", "signed"];
    Some(source.at(Diagnostic::error("config-backend", message).with_hint(hint), &place))
}

fn check_address(extra: &Data, allowed: Option<&Origin>, source: ConfigSource<'_>) -> Option<Diagnostic> {
    let written = extra.get(KEY)?;
    let fault = |message: Wording, hint: Wording| {
        source.at(Diagnostic::error("config-backend", message).with_hint(hint), &["extra", KEY])
    };
    let Some(shown) = written.as_str() else {
        let message = Wording::new(
            format!("`{KEY}` must be a text, but it is {}", written.kind()),
            format!("`{KEY}` には文字列を書きます。今は{}です", written.kind_japanese()),
        );
        return Some(fault(message, Wording::new(HINT, HINT_JAPANESE)));
    };
    let origin = match BackendUrl::parse(shown) {
        None => {
            let message = Wording::new(
                format!("`{KEY}` is {shown:?}, which is neither a path of the site nor an address of a server"),
                format!("`{KEY}` の {shown:?} は、サイトのパスでもサーバーのアドレスでもありません"),
            );
            return Some(fault(message, Wording::new(HINT, HINT_JAPANESE)));
        }
        Some(BackendUrl::Path(_)) => {
            let server = allowed.filter(|server| server.as_str().contains('*'))?;
            let server = server.as_str();
            let message = Wording::new(
                format!("{shown} (`{KEY}`) cannot be passed on to {server}, which is no single host"),
                format!("{shown}（`{KEY}`）を渡す先の {server} は、一つのホストではありません"),
            );
            let hint = Wording::new(
                "write the server's own address, backend = \"https://forms.example.jp\"",
                "サーバーのアドレスを書いてください: backend = \"https://forms.example.jp\"",
            );
            return Some(fault(message, hint));
        }
        Some(BackendUrl::Address(origin)) => origin,
    };
    let other = allowed.filter(|allowed| **allowed != origin)?;
    let (origin, other) = (origin.as_str(), other.as_str());
    let message = Wording::new(
        format!("forms are sent to {origin} (`{KEY}`), but `delivery.backend` is {other}"),
        format!("フォームの送り先は {origin}（`{KEY}`）ですが、`delivery.backend` は {other} です"),
    );
    let hint = Wording::new(
        "leave `backend` out of [extra.tsubame.delivery]: the Content-Security-Policy follows `backend_url`",
        "[extra.tsubame.delivery] の `backend` を消してください。Content-Security-Policy は `backend_url` に合わせて作ります",
    );
    Some(fault(message, hint))
}

/// The fault of a site that has forms and does not say where they are sent.
pub fn missing_backend(extra: &Data, form: &SourcePath) -> Option<Diagnostic> {
    if extra.get(KEY).is_some() {
        return None;
    }
    let form = form.file_name();
    let message = Wording::new(
        format!("[extra] has no `{KEY}`, which says where the forms of data/forms/ ({form}) are sent"),
        format!("data/forms/ のフォーム（{form}）の送り先を決める `{KEY}` が、[extra] にありません"),
    );
    let hint = Wording::new(format!("below [extra], {HINT}"), format!("[extra] の下に、{HINT_JAPANESE}"));
    Some(Diagnostic::error("config-backend", message).with_hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BuildOptions, VariableName, resolve};

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
            let found = BackendUrl::parse(written).map(BackendUrl::into_origin);
            let found = found.as_ref().map(|origin| origin.as_ref().map(Origin::as_str));
            assert_eq!(found, origin, "{written}");
        }
    }

    #[test]
    fn what_is_signed_is_passed_on() {
        let read = |backend_url: &str, lines: &str| {
            let text = format!(
                "base_url = \"/\"\n[extra]\n{backend_url}\n[extra.tsubame.delivery]\nsigned = \"PROXY_SECRET\"\n{lines}\n"
            );
            resolve(&SourcePath::new("zola.toml"), &text, &BuildOptions::default())
        };
        let (path, server) = ("backend_url = \"/api\"", "backend = \"https://b.jp\"");
        let delivery = read(path, server).unwrap().tsubame.delivery.unwrap();
        assert_eq!(delivery.signed.as_ref().map(VariableName::as_str), Some("PROXY_SECRET"));
        for (backend_url, lines, words) in [
            (path, "", "passes on nothing"),
            ("", server, "passes on nothing"),
            ("backend_url = \"https://b.jp/x\"", server, "passes on nothing"),
            (path, "backend = \"https://b.jp\"\nredirects = false", "`redirects = false`"),
        ] {
            let faults = read(backend_url, lines).unwrap_err();
            let [fault] = &faults[..] else { panic!("{faults:?}") };
            assert_eq!((fault.code, fault.place.as_ref().map(|place| place.line)), ("config-backend", Some(5)));
            assert!(fault.message.english().contains(words) && fault.hint.is_some(), "{:?}", fault.message);
        }
    }

    #[test]
    fn faults_name_line_and_remedy() {
        let read = |line: &str, allowed: &str| {
            let delivery = format!("[extra.tsubame.delivery]\nbackend = \"{allowed}\"");
            let delivery = if allowed.is_empty() { "[extra.tsubame]".to_owned() } else { delivery };
            let text = format!("base_url = \"/\"\n[extra]\n{line}\n{delivery}\n");
            resolve(&SourcePath::new("zola.toml"), &text, &BuildOptions::default())
        };
        for (line, allowed, words) in [
            ("backend_url = \"javascript:alert(1)\"", "", "javascript:alert(1)"),
            ("backend_url = 5", "", "an integer"),
            ("backend_url = \"https://b.jp/x\"", "https://c.jp", "`delivery.backend` is https://c.jp"),
            ("backend_url = \"/api\"", "https://*.c.jp", "no single host"),
        ] {
            let faults = read(line, allowed).unwrap_err();
            let [fault] = &faults[..] else { panic!("{faults:?}") };
            assert_eq!(fault.place.as_ref().map(|place| place.line), Some(3));
            assert!(fault.message.english().contains(words) && fault.hint.is_some(), "{:?}", fault.message);
        }
        assert!(read("backend_url = \"https://b.jp/x\"", "https://b.jp").is_ok());
        // To a site that does not ask for this program's settings, the key means what it wants.
        let plain = "base_url = \"/\"\n[extra]\nbackend_url = 5\n";
        assert!(resolve(&SourcePath::new("zola.toml"), plain, &BuildOptions::default()).is_ok());
    }
}
