//! The network address that a request came from.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// Who sent a request, as far as the network tells: an IPv4 address, or the /64 of an IPv6 address, which is what
/// one connection gets. Whoever has a /64 has all of its addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(Option<IpAddr>);

impl Address {
    /// Reads what the edge says (`CF-Connecting-IP`). Everybody without a readable address shares one.
    #[must_use]
    pub fn parse(sent: Option<&str>) -> Self {
        let address = sent.and_then(|text| text.trim().parse::<IpAddr>().ok());
        Self(address.map(|address| match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }))
    }
}

impl Address {
    /// The network around it, for the log: enough to see a pattern, too little to tell people apart. `None` when the
    /// address is not known.
    #[must_use]
    pub fn network(self) -> Option<String> {
        Some(match self.0? {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            IpAddr::V6(address) => {
                let [a, b, c, ..] = address.segments();
                format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
            }
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(IpAddr::V4(address)) => write!(f, "{address}"),
            Some(IpAddr::V6(network)) => write!(f, "{network}/64"),
            None => f.write_str("unknown"),
        }
    }
}
