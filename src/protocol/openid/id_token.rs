//! ID tokens (OpenID Connect Core sections 2 and 3.1.3.6), and those that come back as hints.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::protocol::issuer::Issuer;
use crate::protocol::login::{Acr, Method};
use crate::protocol::timestamp::Timestamp;

/// `typ` of the header.
pub const TYPE: &str = "JWT";

/// What an ID token says besides the claims about the user.
#[derive(Debug)]
pub struct Authentication<'a> {
    /// Who issues it.
    pub issuer: &'a Issuer,
    /// The client.
    pub client_id: &'a str,
    /// `sub`, as this client knows the user.
    pub subject: &'a str,
    /// When the user signed in.
    pub authenticated_at: Timestamp,
    /// How they did.
    pub method: Method,
    /// How sure it is that it was they, as far as the client asked.
    pub acr: Acr,
    /// `sid`, as this client knows the session.
    pub session: Option<String>,
    /// `nonce` of the request; never after a refresh (section 12.2).
    pub nonce: Option<&'a str>,
    /// `at_hash`: [`left_half`] of the hash of the access token that comes with it.
    pub at_hash: String,
    /// How long it is valid, in seconds.
    pub lifetime: u32,
}

impl Authentication<'_> {
    /// The claims of the ID token, with those about the user.
    #[must_use]
    pub fn claims(&self, user: Map<String, Value>, now: Timestamp) -> Map<String, Value> {
        let mut claims = user;
        let mut put = |name: &str, value: Value| {
            claims.insert(name.to_owned(), value);
        };
        put("iss", self.issuer.as_str().into());
        put("sub", self.subject.into());
        put("aud", self.client_id.into());
        put("azp", self.client_id.into());
        put("iat", now.0.into());
        put("exp", now.plus(self.lifetime).0.into());
        put("auth_time", self.authenticated_at.0.into());
        put("acr", self.acr.value(self.issuer).into());
        let amr = self.method.amr();
        if !amr.is_empty() {
            put("amr", amr.into());
        }
        put("at_hash", self.at_hash.as_str().into());
        if let Some(session) = &self.session {
            put("sid", session.as_str().into());
        }
        if let Some(nonce) = self.nonce {
            put("nonce", nonce.into());
        }
        claims
    }
}

/// `at_hash`: the left half of the access token's hash, by the hash function of the ID token's signature
/// (section 3.1.3.6).
#[must_use]
pub fn left_half(hash: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2])
}
