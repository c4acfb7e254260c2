//! `[office]`: where staff work. It has a host of its own: what editors write is shown on the site's, and must never be
//! able to act in the name of whoever is signed in here.

use std::collections::BTreeSet;

use tsubame_model::source::{TableReader, Wording};
use url::{Host, Url};

use crate::intake::approvals::ApprovalKind;

/// The table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficeTable {
    /// Its address, as an origin (`https://office.example.jp`). Links for staff lead there.
    pub address: Option<String>,
    /// What is not sent or placed before the city has approved it.
    pub approval_required: BTreeSet<ApprovalKind>,
}

impl OfficeTable {
    /// Reads the table, beside the server's own addresses.
    pub(super) fn read(table: &mut TableReader<'_>, server_addresses: &[String]) -> Self {
        let address = table.parse("address", |text| {
            let address = read_address(text).ok_or_else(wrong_address)?;
            let is_taken = server_addresses.iter().any(|server| have_one_host(&address, server));
            if is_taken { Err(taken_host()) } else { Ok(address) }
        });
        let required = table.list("approval_required", |kind| kind.parse(read_approval_kind));
        Self { address, approval_required: required.unwrap_or_default().into_iter().collect() }
    }

    /// Whether it has the host of this address, which is the site's.
    pub fn shares_host_with(&self, site: &str) -> bool {
        self.address.as_ref().is_some_and(|address| have_one_host(address, site))
    }

    /// Where a path of the office is, as far as that is known.
    pub fn address_of(&self, path: &str) -> String {
        format!("{}{path}", self.address.as_deref().unwrap_or_default())
    }
}

fn read_approval_kind(text: &str) -> Result<ApprovalKind, Wording> {
    ApprovalKind::parse(text).ok_or_else(|| {
        let kinds: Vec<&str> = ApprovalKind::ALL.iter().map(|kind| kind.name()).collect();
        let kinds = kinds.join(", ");
        Wording::new(
            format!("`approval_required` is a list of {kinds}: `{text}` is none of them"),
            format!("`approval_required` に書けるのは {kinds} だけです。`{text}` はそのどれでもありません"),
        )
    })
}

fn wrong_address() -> Wording {
    Wording::new(
        "`address` is that of the office, as \"https://office.example.jp\", without a path; http is for localhost alone",
        "`address` には、事務局の画面のアドレスを \"https://office.example.jp\" のように、パスを付けずに書きます。httpはlocalhostだけで使えます",
    )
}

fn taken_host() -> Wording {
    Wording::new(
        "`address` needs a host of its own: visitors reach this server under it (`addresses` below [server])",
        "`address` には、ほかと別のホストが要ります。[server] の `addresses` に同じホストがあります",
    )
}

/// An origin that nobody reads on the way.
fn read_address(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_local = match url.host()? {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_local);
    (is_bare && is_safe && url.password().is_none()).then(|| url.origin().ascii_serialization())
}

/// Whether two addresses have one host; the port does not part them, since cookies go to all ports.
fn have_one_host(one: &str, other: &str) -> bool {
    let host = |address: &str| Url::parse(address).ok().and_then(|url| url.host().map(|host| host.to_owned()));
    host(one).is_some_and(|one| host(other) == Some(one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Environment, OperatorSettings};

    fn read(text: &str) -> Result<OfficeTable, usize> {
        let settings = OperatorSettings::parse(text, Environment::new(&|_| None));
        settings.map(|settings| settings.office).map_err(|faults| faults.len())
    }

    fn address(text: &str) -> Option<String> {
        read(&format!("[office]\naddress = \"{text}\"\n")).ok()?.address
    }

    #[test]
    fn an_address_is_an_origin_that_nobody_reads_on_the_way() {
        assert_eq!(read(""), Ok(OfficeTable::default()));
        for (written, expected) in [
            ("https://office.example.jp", Some("https://office.example.jp")),
            ("https://Office.example.jp:8443/", Some("https://office.example.jp:8443")),
            ("http://office.localhost:1111", Some("http://office.localhost:1111")),
            ("http://127.0.0.1:8461", Some("http://127.0.0.1:8461")),
            ("http://[::1]:8461", Some("http://[::1]:8461")),
            ("http://office.example.jp", None),
            ("http://localhost.example.jp", None),
            ("https://office.example.jp/office", None),
            ("https://office.example.jp/?a", None),
            ("https://staff@office.example.jp", None),
            ("https://staff:p@office.example.jp", None),
            ("office.example.jp", None),
            ("ftp://office.example.jp", None),
            ("", None),
        ] {
            assert_eq!(address(written).as_deref(), expected, "{written}");
        }
        assert_eq!(read("[office]\nadress = \"https://office.example.jp\"\n"), Err(1));
    }

    #[test]
    fn what_the_city_approves_first_is_named_by_its_kind() {
        let required = |list: &str| read(&format!("[office]\napproval_required = {list}\n"));
        assert_eq!(read("[office]\n").unwrap().approval_required, BTreeSet::new());
        let both = [ApprovalKind::Message, ApprovalKind::Creative].into();
        assert_eq!(required("[\"message\", \"creative\", \"message\"]").unwrap().approval_required, both);
        for (list, faults) in [("[\"mail\"]", 1), ("[\"mail\", \"plan\", \"Plan\"]", 2), ("\"message\"", 1), ("[1]", 1)]
        {
            assert_eq!(required(list), Err(faults), "{list}");
        }
        let faults = OperatorSettings::parse("[office]\napproval_required = [\"mail\"]\n", Environment::new(&|_| None));
        let fault = format!("{:?}", faults.unwrap_err());
        assert!(fault.contains("plan, message, creative") && fault.contains("`mail`"), "{fault}");
    }

    #[test]
    fn it_has_a_host_of_its_own() {
        let beside = |server: &str| {
            read(&format!("[office]\naddress = \"https://office.example.jp\"\n[server]\naddresses = [\"{server}\"]\n"))
        };
        assert!(beside("https://forms.example.jp").is_ok());
        for server in ["https://office.example.jp", "https://office.example.jp:8443", "http://OFFICE.example.jp"] {
            assert_eq!(beside(server), Err(1), "{server}");
        }
        let office = read("[office]\naddress = \"https://office.example.jp\"\n").unwrap();
        assert!(office.shares_host_with("https://office.example.jp/cross-sendai/"));
        for site in ["https://example.jp", "https://www.office.example.jp", "/", ""] {
            assert!(!office.shares_host_with(site), "{site}");
        }
        assert!(!OfficeTable::default().shares_host_with("https://office.example.jp"));
        assert_eq!(office.address_of("/invite/x"), "https://office.example.jp/invite/x");
        assert_eq!(OfficeTable::default().address_of("/invite/x"), "/invite/x");
    }
}
