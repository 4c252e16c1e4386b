//! What a page asked an authenticator for.

/// What a response has to be about.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The challenge that the page was given, base64url.
    pub challenge: &'a str,
    /// The origin of the page.
    pub origin: &'a str,
    /// The RP ID: the host that the passkey is for.
    pub rp_id: &'a str,
}
