//! Where endpoints may be: at public addresses by `https`. What looks like an address of the house must not be reached by whoever may
//! write one down, neither at once nor after its name leads elsewhere.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// The longest address, in characters.
const LONGEST: usize = 1_000;

/// What may be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookReach {
    /// Public addresses alone.
    Public,
    /// This machine, too, for trying the program there.
    Loopback,
}

/// An address that an endpoint may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookTarget(Url);

/// Why it may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookTargetFault {
    /// It is no address, or too long.
    NoAddress,
    /// It is not encrypted.
    NotEncrypted,
    /// There is a name and a password in it, which belong into no address.
    Credentials,
    /// It is one of the house, or of nobody.
    NotPublic,
}

impl WebhookTarget {
    /// Reads one.
    pub fn parse(text: &str, reach: WebhookReach) -> Result<Self, WebhookTargetFault> {
        if text.chars().count() > LONGEST {
            return Err(WebhookTargetFault::NoAddress);
        }
        let url = Url::parse(text.trim()).map_err(|_| WebhookTargetFault::NoAddress)?;
        let host = url.host().ok_or(WebhookTargetFault::NoAddress)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(WebhookTargetFault::Credentials);
        }
        let is_loopback = match host {
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
            Host::Domain(name) => is_local_name(name) && name.trim_end_matches('.').ends_with("localhost"),
        };
        let is_own = is_loopback && reach == WebhookReach::Loopback;
        if url.scheme() != "https" && !(url.scheme() == "http" && is_own) {
            return Err(WebhookTargetFault::NotEncrypted);
        }
        let is_public = match host {
            Host::Ipv4(address) => is_public_v4(address),
            Host::Ipv6(address) => is_public_v6(address),
            Host::Domain(name) => !is_local_name(name),
        };
        if is_public || is_own { Ok(Self(url)) } else { Err(WebhookTargetFault::NotPublic) }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl WebhookReach {
    /// Whether what a name leads to at this moment may be reached.
    pub fn allows(self, address: IpAddr) -> bool {
        let is_public = match address {
            IpAddr::V4(address) => is_public_v4(address),
            IpAddr::V6(address) => is_public_v6(address),
        };
        is_public || (self == Self::Loopback && address.is_loopback())
    }
}

/// A name that no public server has.
fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    !name.contains('.') || LOCAL_ENDS.iter().any(|end| name.ends_with(end))
}

/// What names end with that are known in the house alone.
const LOCAL_ENDS: [&str; 4] = [".home.arpa", ".internal", ".local", ".localhost"];

/// Whether an address is one of the public network (RFC 6890).
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [one, two, three, _] = address.octets();
    let is_shared = one == 100 && (64..128).contains(&two);
    let is_for_tests = one == 198 && (18..20).contains(&two);
    let is_for_protocols = (one, two, three) == (192, 0, 0) || (one, two, three) == (192, 88, 99);
    !(address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || is_shared
        || is_for_tests
        || is_for_protocols
        || one == 0
        || one >= 240)
}

/// The same of version 6. What carries an address of version 4 within leads to that one.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(within) = address.to_ipv4_mapped() {
        return is_public_v4(within);
    }
    let parts = address.segments();
    let within = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match parts {
        [0x64, 0xff9b, ..] | [0x2001, 0xdb8, ..] | [0x3fff, ..] => false,
        [0x2002, high, low, ..] => is_public_v4(within(high, low)),
        [0x2001, second, ..] if second < 0x200 => false,
        // Only this part is given to the public.
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_reached() {
        for (address, is_public) in [
            ("8.8.8.8", true),
            ("203.1.113.1", true),
            ("127.0.0.1", false),
            ("10.1.2.3", false),
            ("172.16.0.1", false),
            ("172.32.0.1", true),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("0.0.0.0", false),
            ("255.255.255.255", false),
            ("224.0.0.1", false),
            ("198.51.100.1", false),
            ("2606:4700::1111", true),
            ("::1", false),
            ("::", false),
            ("fe80::1", false),
            ("fd00::1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:8.8.8.8", true),
            ("64:ff9b::a00:1", false),
            ("2002:7f00:1::", false),
            ("2001:db8::1", false),
            ("ff02::1", false),
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert_eq!(WebhookReach::Public.allows(address), is_public, "{address}");
            let is_own = address.is_loopback();
            assert_eq!(WebhookReach::Loopback.allows(address), is_public || is_own, "{address}");
        }
    }

    #[test]
    fn an_endpoint_has_a_public_address_that_is_encrypted() {
        use WebhookTargetFault::{Credentials, NoAddress, NotEncrypted, NotPublic};
        for (text, public, own) in [
            ("https://hooks.example.jp/in?key=1", None, None),
            ("http://hooks.example.jp/", Some(NotEncrypted), Some(NotEncrypted)),
            ("http://127.0.0.1:8080/in", Some(NotEncrypted), None),
            ("http://localhost:8080/in", Some(NotEncrypted), None),
            ("https://localhost/in", Some(NotPublic), None),
            ("https://10.0.0.1/in", Some(NotPublic), Some(NotPublic)),
            ("https://[::1]/in", Some(NotPublic), None),
            ("https://0x7f.1/in", Some(NotPublic), None),
            ("https://2130706433/", Some(NotPublic), None),
            ("https://router/in", Some(NotPublic), Some(NotPublic)),
            ("https://nas.local/in", Some(NotPublic), Some(NotPublic)),
            ("https://metadata.google.internal./", Some(NotPublic), Some(NotPublic)),
            ("https://user:word@hooks.example.jp/", Some(Credentials), Some(Credentials)),
            ("ftp://hooks.example.jp/", Some(NotEncrypted), Some(NotEncrypted)),
            ("hooks.example.jp", Some(NoAddress), Some(NoAddress)),
            ("", Some(NoAddress), Some(NoAddress)),
        ] {
            assert_eq!(WebhookTarget::parse(text, WebhookReach::Public).err(), public, "{text}");
            assert_eq!(WebhookTarget::parse(text, WebhookReach::Loopback).err(), own, "{text}");
        }
    }
}
