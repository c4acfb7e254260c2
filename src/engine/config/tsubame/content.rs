//! `[extra.tsubame.content]`: what the texts of content may ask for beyond the site's own files.

use url::Url;

use tsubame_model::source::{TableReader, Wording};

/// What template code in texts of content may reach. Whoever may write texts may not, by that, read the machine that
/// builds the site, so nothing is allowed unless it is named here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentPermissions {
    /// Names of variables of the environment.
    pub env: Vec<String>,
    /// Hosts, with a port if it is not that of the scheme: `api.example.jp`, `localhost:8080`.
    pub hosts: Vec<String>,
    /// Folders and files beside those of the site, from the project's root.
    pub files: Vec<String>,
}

impl ContentPermissions {
    /// Reads the table.
    pub(super) fn read(table: &mut TableReader<'_>) -> Self {
        Self {
            env: table.texts("env").unwrap_or_default(),
            hosts: table.list("hosts", |host| host.parse(parse_host)).unwrap_or_default(),
            files: table.list("files", |file| file.parse(parse_path)).unwrap_or_default(),
        }
    }

    /// Whether an address is on one of the hosts.
    pub fn allows_host(&self, url: &str) -> bool {
        let Ok(url) = Url::parse(url) else { return false };
        let Some(host) = url.host_str() else { return false };
        let named = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        self.hosts.contains(&named)
    }

    /// Whether a file, by its path from the project's root, is one of those named, or lies in one.
    pub fn allows_file(&self, path: &str) -> bool {
        let is_in = |named: &String| {
            path.strip_prefix(named.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.files.iter().any(is_in)
    }
}

fn parse_host(text: &str) -> Result<String, Wording> {
    let url = Url::parse(&format!("https://{text}/")).ok();
    let host = url.as_ref().and_then(Url::host_str).filter(|host| {
        let port = url.as_ref().and_then(Url::port).map(|port| format!(":{port}")).unwrap_or_default();
        text.eq_ignore_ascii_case(&format!("{host}{port}"))
    });
    host.map(|_| text.to_ascii_lowercase()).ok_or_else(|| {
        Wording::new(
            format!("`{text}` is no host; write a name such as \"api.example.jp\", with a port if it has one"),
            format!("`{text}` はホストの名前ではありません。\"api.example.jp\" のように、あればポートも書きます"),
        )
    })
}

fn parse_path(text: &str) -> Result<String, Wording> {
    let path = text.strip_suffix('/').unwrap_or(text);
    let is_name = |part: &str| !part.is_empty() && !part.starts_with('.');
    if path.split('/').all(is_name) {
        return Ok(path.to_owned());
    }
    Err(Wording::new(
        format!(
            "`{text}` is no file or folder of the project that texts may read; none of its names begins with a dot"
        ),
        format!("`{text}` は、本文から読めるファイルやフォルダーではありません。`.` で始まる名前は使えません"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_meant_exactly() {
        let hosts = ["api.example.jp", "localhost:8080"].map(|host| parse_host(host).unwrap()).into();
        let content =
            ContentPermissions { hosts, files: vec!["assets".into(), "CHANGELOG.md".into()], ..Default::default() };
        for (url, is_allowed) in [
            ("https://api.example.jp/x?y", true),
            ("http://API.example.jp:80/", true),
            ("https://api.example.jp:8443/", false),
            ("http://localhost:8080/", true),
            ("http://localhost/", false),
            ("https://api.example.jp.evil.com/", false),
            ("https://evil.com/api.example.jp", false),
            ("https://api.example.jp@evil.com/", false),
            ("https://user:pass@api.example.jp/", true),
            ("https://api.example.jp\\@evil.com/", true),
            ("https:api.example.jp", true),
            ("no address", false),
        ] {
            assert_eq!(content.allows_host(url), is_allowed, "{url}");
        }
        for (path, is_allowed) in [
            ("assets/a.json", true),
            ("assets", true),
            ("assets2/a.json", false),
            ("CHANGELOG.md", true),
            ("x/assets/a", false),
        ] {
            assert_eq!(content.allows_file(path), is_allowed, "{path}");
        }
        for host in ["", "a b", "https://a.jp", "a.jp/x", "a.jp:", "u@a.jp", "a.jp:99999"] {
            assert!(parse_host(host).is_err(), "{host}");
        }
        for path in [".env", "a/.git", "/etc", "a//b", "..", ""] {
            assert!(parse_path(path).is_err(), "{path}");
        }
    }
}
