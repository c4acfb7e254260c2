//! `[server]`: where the server listens, which addresses are its own, and where the files lie that it goes by.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use tsubame_model::source::{PRIVATE_FOLDER, TableReader, Wording};
use url::{Origin, Url};

use super::{Environment, SettingValue};
use crate::intake::{ProxySecret, TrustedProxies};

/// Where it listens where nothing is said: a reverse proxy on the same machine passes on to it.
const LISTEN: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 8460);

/// The variable with the secret by which the host of the site signs what it passes on.
const PROXY_SECRET: &str = "PROXY_SECRET";

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerTable {
    /// Where it listens.
    pub listen: SettingValue<SocketAddr>,
    /// Its own public addresses, as origins (`https://forms.example.jp`). Links in mails lead to the first; pages of all of them
    /// may send forms. Without one, the site's host passes on to it what comes below `/api/`.
    pub addresses: Vec<String>,
    /// The folder of the built pages; the output folder of the site if none is named.
    pub pages: Option<PathBuf>,
    /// Whose word about the addresses of senders counts; those of the same machine where nothing is said.
    pub trusted_proxies: TrustedProxies,
    /// The secret by which the host of the site signs what it passes on.
    pub proxy_secret: Option<ProxySecret>,
    private: PathBuf,
}

impl ServerTable {
    pub(super) fn read(table: &mut TableReader<'_>, environment: &mut Environment<'_>) -> Self {
        let listen = table.parse("listen", |text| text.parse::<SocketAddr>().map_err(|_| wrong_listen()));
        let addresses = table.list("addresses", |item| item.parse(read_origin));
        let pages = table.parse("pages", |path| read_folder("pages", path));
        let private = table.parse("private", |path| read_folder("private", path));
        let trusted_proxies = table.list("trusted_proxies", |item| item.parse(read_proxy));
        let proxy_secret = environment.parse(PROXY_SECRET, |text| ProxySecret::new(text).ok_or_else(short_secret));
        let trusted_proxies = trusted_proxies.map(|listed| TrustedProxies::parse(listed.iter().map(String::as_str)));
        Self {
            listen: SettingValue::of_file("server.listen", listen, LISTEN.into()),
            addresses: addresses.unwrap_or_default(),
            pages,
            // What cannot be read is told of, one by one.
            trusted_proxies: trusted_proxies.and_then(Result::ok).unwrap_or_default(),
            proxy_secret,
            private: private.unwrap_or_else(|| PRIVATE_FOLDER.into()),
        }
    }

    /// The folder of secrets and data, for a project at `root`.
    pub fn private_folder(&self, root: &Path) -> PathBuf {
        root.join(&self.private)
    }
}

fn wrong_listen() -> Wording {
    Wording::new(
        "`listen` is an address of this machine with a port, as \"127.0.0.1:8460\"",
        "`listen` には、この機械のアドレスとポートを \"127.0.0.1:8460\" のように書きます",
    )
}

fn short_secret() -> Wording {
    Wording::new(
        format!("{PROXY_SECRET} has to have 16 characters at least, which nobody guesses"),
        format!("{PROXY_SECRET} は、推測されない16文字以上にしてください"),
    )
}

/// An address of a proxy, or its network.
fn read_proxy(text: &str) -> Result<String, Wording> {
    TrustedProxies::parse([text]).map(|_| text.to_owned()).map_err(|_| {
        Wording::new(
            "`trusted_proxies` are addresses or networks, as \"10.0.0.4\" or \"10.0.0.0/8\"",
            "`trusted_proxies` には、\"10.0.0.4\" や \"10.0.0.0/8\" のように、アドレスかネットワークを書きます",
        )
    })
}

/// Routes lie below `/api/` of an address, so there is no path before it.
fn read_origin(text: &str) -> Result<String, Wording> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let is_bare =
        |url: &Url| url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let origin = url.filter(is_bare).map(|url| url.origin()).filter(Origin::is_tuple);
    origin.map(|origin| origin.ascii_serialization()).ok_or_else(|| {
        Wording::new(
            "`addresses` are those under which visitors reach this server, as \"https://forms.example.jp\", without a path",
            "`addresses` には、外からこのサーバーに届くアドレスを \"https://forms.example.jp\" のように、パスを付けずに書きます",
        )
    })
}

fn read_folder(key: &str, path: &str) -> Result<PathBuf, Wording> {
    let wrong = || {
        Wording::new(
            format!("`{key}` is the path of a folder, from the folder of the project on"),
            format!("`{key}` には、プロジェクトのフォルダーからのパスを書きます"),
        )
    };
    if path.trim().is_empty() || path.contains('\0') { Err(wrong()) } else { Ok(path.into()) }
}
