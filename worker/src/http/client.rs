//! Who counts as one client, by the address that the platform saw.

use std::net::{IpAddr, Ipv6Addr};

/// A client as it is counted: never finer than what one customer of a provider has at hand, and what that is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// An IPv4 address, or the /64 network of an IPv6 address.
    pub host: String,
    /// The /48 network around an IPv6 address, of which one customer may have all. Providers share IPv4 addresses among many: there is nothing
    /// around one.
    pub network: Option<String>,
}

impl Client {
    /// `None` for one on this very machine, which is nobody to guard against, and for what is no address.
    pub(super) fn parse(address: &str) -> Option<Self> {
        // An IPv4 address may come in the clothes of the other family.
        let address = address.trim().parse::<IpAddr>().ok()?.to_canonical();
        if address.is_loopback() {
            return None;
        }
        Some(match address {
            IpAddr::V4(v4) => Self { host: v4.to_string(), network: None },
            IpAddr::V6(v6) => Self { host: prefix(v6, 4), network: Some(prefix(v6, 3)) },
        })
    }
}

/// The network of the first `groups` groups of 16 bits.
fn prefix(address: Ipv6Addr, groups: usize) -> String {
    let parts = address.segments();
    let kept: Vec<_> = parts.iter().take(groups).map(|part| format!("{part:x}")).collect();
    format!("{}::/{}", kept.join(":"), groups * 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(address: &str) -> Option<(String, Option<String>)> {
        Client::parse(address).map(|client| (client.host, client.network))
    }

    #[test]
    fn ipv4_counts_whole_and_ipv6_by_its_networks() {
        assert_eq!(parsed("192.0.2.1"), Some(("192.0.2.1".into(), None)));
        assert_eq!(parsed("::ffff:192.0.2.1"), parsed("192.0.2.1"));
        let first = Some(("2001:db8:1:2::/64".to_owned(), Some("2001:db8:1::/48".to_owned())));
        assert_eq!(parsed("2001:db8:1:2::1"), first);
        assert_eq!(parsed("2001:DB8:0001:2:ffff:ffff:ffff:ffff"), first);
        let network = |address: &str| parsed(address).and_then(|(_, network)| network);
        assert_eq!(network("2001:db8:1:3::1").as_deref(), Some("2001:db8:1::/48"));
        assert_eq!(network("2001:db8:2:2::1").as_deref(), Some("2001:db8:2::/48"));
        assert_eq!(parsed("2001:db8::1").map(|(host, _)| host).as_deref(), Some("2001:db8:0:0::/64"));
    }

    #[test]
    fn this_machine_and_what_is_no_address_are_nobody() {
        for nobody in [
            "127.0.0.1",
            "127.8.8.8",
            "::1",
            "::ffff:127.0.0.1",
            "",
            "unknown",
            "192.0.2.1:80",
            "192.0.2.1, 192.0.2.2",
        ] {
            assert_eq!(parsed(nobody), None, "{nobody}");
        }
    }
}
