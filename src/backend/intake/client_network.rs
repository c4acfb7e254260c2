//! Where a request comes from, as limits count it: the address at the other end of the connection, or what a proxy says that
//! an operator has listed. What anybody else writes into `X-Forwarded-For` is not read.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use jiff::Timestamp;

use super::{Digest, HashKey, LimitKey, SenderLimits};

/// Seconds of a day: hashes of addresses are of another key each day, so that nobody is followed for longer.
const DAY_S: i64 = 86_400;

/// How many bits of an IPv6 address stand for a subscriber: whoever has one address has all that begin like it.
const SUBSCRIBER_BITS: u32 = 64;

/// Whom limits take for one sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientNetwork(IpAddr);

impl ClientNetwork {
    /// The network of an address: itself, of IPv6 its first half.
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & prefix_mask(SUBSCRIBER_BITS))),
            address @ IpAddr::V4(_) => address,
        })
    }

    /// What its submissions through a form are counted under at this time.
    pub fn limit_key(self, form: &str, limits: &SenderLimits, now: Timestamp, key: &HashKey) -> LimitKey {
        let (day, address) = (day(now), as_v6(self.0).octets());
        LimitKey::at(key.hash("client", &[&day, &address, form.as_bytes()]), now, limits.window_s)
    }

    /// What failures to sign in from it are counted under on this day.
    pub fn sign_in_key(self, now: Timestamp, key: &HashKey) -> Digest {
        key.hash("sign-in-network", &[&day(now), &as_v6(self.0).octets()])
    }
}

fn day(now: Timestamp) -> [u8; 8] {
    now.as_second().div_euclid(DAY_S).to_le_bytes()
}

fn prefix_mask(bits: u32) -> u128 {
    u128::MAX.checked_shl(128 - bits).unwrap_or(0)
}

/// The proxies whose word about addresses counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedProxies(Vec<ProxyNetwork>);

/// Addresses that begin alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ProxyNetwork {
    first: Ipv6Addr,
    /// How many bits of the address, written as IPv6, are alike.
    bits: u32,
}

/// What is no address and no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address and no network; write 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32")]
pub struct ProxyNetworkFault(pub String);

/// A proxy on the same machine: what else runs there could read the mail anyway.
impl Default for TrustedProxies {
    fn default() -> Self {
        let network = |address: IpAddr, bits| ProxyNetwork { first: as_v6(address), bits };
        Self(vec![network(IpAddr::from([127, 0, 0, 0]), 96 + 8), network(Ipv6Addr::LOCALHOST.into(), 128)])
    }
}

impl TrustedProxies {
    /// Those of a list of addresses and networks. An empty list trusts nobody.
    pub fn parse<'a>(listed: impl IntoIterator<Item = &'a str>) -> Result<Self, ProxyNetworkFault> {
        listed
            .into_iter()
            .map(|text| ProxyNetwork::parse(text.trim()).ok_or_else(|| ProxyNetworkFault(text.to_owned())))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Who has sent a request that came over a connection from `peer`. `forwarded` are the lines of `X-Forwarded-For`. Each
    /// proxy writes at the end who asked it, so they are read from the end, and only as far as listed proxies wrote them.
    pub fn find_client<'a>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> ClientNetwork {
        let mut hops = forwarded.flat_map(|line| line.split(',')).rev();
        let mut client = peer;
        while self.contains(client)
            && let Some(before) = hops.next().and_then(parse_hop)
        {
            client = before;
        }
        ClientNetwork::of(client)
    }

    fn contains(&self, address: IpAddr) -> bool {
        let bits = as_v6(address).to_bits();
        self.0.iter().any(|network| (bits ^ network.first.to_bits()) & prefix_mask(network.bits) == 0)
    }
}

impl ProxyNetwork {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        (bits <= most).then(|| Self { first: as_v6(address), bits: 128 - most + bits })
    }
}

/// An address as IPv6 writes it, so that one comparison fits both.
fn as_v6(address: IpAddr) -> Ipv6Addr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    }
}

/// An address as proxies write it: alone, in brackets, or with a port.
pub fn parse_hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(proxies: &[&str], peer: &str, forwarded: &[&str]) -> ClientNetwork {
        let proxies = TrustedProxies::parse(proxies.iter().copied()).unwrap();
        proxies.find_client(peer.parse().unwrap(), forwarded.iter().copied())
    }

    fn network(address: &str) -> ClientNetwork {
        ClientNetwork::of(address.parse().unwrap())
    }

    #[test]
    fn r12_only_listed_proxies_say_who_asks() {
        for (proxies, peer, forwarded, expected) in [
            // Nobody is listed: the connection alone counts, whatever is claimed.
            (&[][..], "203.0.113.7", &["198.51.100.1"][..], "203.0.113.7"),
            (&[], "127.0.0.1", &["198.51.100.1"], "127.0.0.1"),
            // One is: what it wrote, which is the last.
            (&["192.0.2.1"], "192.0.2.1", &["203.0.113.7"], "203.0.113.7"),
            (&["192.0.2.1"], "192.0.2.1", &["1.1.1.1, 2.2.2.2, 203.0.113.7"], "203.0.113.7"),
            (&["192.0.2.1"], "192.0.2.1", &["1.1.1.1", "203.0.113.7"], "203.0.113.7"),
            (&["192.0.2.1"], "203.0.113.7", &["1.1.1.1"], "203.0.113.7"),
            // Two in a row.
            (&["192.0.2.0/24"], "192.0.2.1", &["1.1.1.1, 203.0.113.7, 192.0.2.9"], "203.0.113.7"),
            (&["192.0.2.0/24"], "192.0.2.1", &["203.0.113.7, 192.0.3.9"], "192.0.3.9"),
            // What cannot be read leaves the proxy itself.
            (&["192.0.2.1"], "192.0.2.1", &["unknown"], "192.0.2.1"),
            (&["192.0.2.1"], "192.0.2.1", &[], "192.0.2.1"),
            // Ways of writing.
            (&["::ffff:192.0.2.1"], "192.0.2.1", &["203.0.113.7:4711"], "203.0.113.7"),
            (&["192.0.2.1"], "::ffff:192.0.2.1", &["[2001:db8:1:2::3]:443"], "2001:db8:1:2::9"),
            (&["2001:db8::/32"], "2001:db8:5::1", &["[2001:dead::1]"], "2001:dead::2"),
            (&["0.0.0.0/0"], "192.0.2.1", &["203.0.113.7, 192.0.2.9"], "203.0.113.7"),
        ] {
            assert_eq!(client(proxies, peer, forwarded), network(expected), "{proxies:?} {peer} {forwarded:?}");
        }
    }

    #[test]
    fn a_subscriber_of_ipv6_is_one_sender() {
        assert_eq!(network("2001:db8:1:2::3"), network("2001:db8:1:2:ffff::4"));
        assert_ne!(network("2001:db8:1:2::3"), network("2001:db8:1:3::3"));
        assert_eq!(network("::ffff:203.0.113.7"), network("203.0.113.7"));
        assert_ne!(network("203.0.113.7"), network("203.0.113.8"));
    }

    #[test]
    fn what_is_no_network_is_refused_and_this_machine_is_trusted_unless_told_otherwise() {
        for wrong in ["", "proxy", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0/8"] {
            assert_eq!(TrustedProxies::parse([wrong]), Err(ProxyNetworkFault(wrong.to_owned())));
        }
        let default = TrustedProxies::default();
        for (peer, is_trusted) in [("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("128.0.0.1", false)] {
            assert_eq!(default.contains(peer.parse().unwrap()), is_trusted, "{peer}");
        }
    }

    #[test]
    fn keys_are_of_a_day_an_address_and_a_form_and_say_nothing_without_the_secret() {
        let key = HashKey::new([5; 32]);
        let limits = SenderLimits::default();
        let keyed = |address: &str, form: &str, second: i64, key: &HashKey| {
            network(address).limit_key(form, &limits, Timestamp::from_second(second).unwrap(), key)
        };
        let taro = keyed("203.0.113.7", "event", 100, &key);
        assert_eq!(taro, keyed("203.0.113.7", "event", 200, &key));
        for other in [
            keyed("203.0.113.8", "event", 100, &key),
            keyed("203.0.113.7", "contact", 100, &key),
            keyed("203.0.113.7", "event", 100 + DAY_S, &key),
            keyed("203.0.113.7", "event", 100, &HashKey::new([6; 32])),
        ] {
            assert_ne!(taro.client, other.client);
        }
    }
}
