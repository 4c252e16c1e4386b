//! Addresses that are safe to send a browser to.

/// A `Location` that is safe to send a browser to: a page of this server, or an address that a client
/// registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location(String);

impl Location {
    /// A path of this server below its issuer's path, or below the whole issuer, with a query.
    #[must_use]
    pub fn here(base: &str, path: &str, query: &str) -> Self {
        let separator = if query.is_empty() { "" } else { "?" };
        Self(format!("{base}{path}{separator}{query}"))
    }

    /// An address that was found among those that its client registered, with what the answer adds to it. Only
    /// the rules that check this can make one.
    pub(in crate::protocol) fn registered(uri: String) -> Self {
        Self(uri)
    }

    /// The header's value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
