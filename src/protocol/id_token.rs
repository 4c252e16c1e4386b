//! ID tokens (OpenID Connect Core sections 2 and 3.1.3.6), and those that come back as hints.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::claims_request::ACR;
use super::jws::{Algorithm, Jws};
use super::signing_key::ALGORITHMS;
use super::time::Timestamp;

/// How long an ID token is valid, in seconds: it tells of a sign-in, and is read once.
pub const LIFETIME: u32 = 600;

/// `typ` of the header.
pub const TYPE: &str = "JWT";

/// Reads `id_token_signed_response_alg` or `userinfo_signed_response_alg`.
#[must_use]
pub fn algorithm(name: &str) -> Option<Algorithm> {
    ALGORITHMS.into_iter().find(|known| known.as_str() == name)
}

/// What an ID token tells beside the claims about the user.
#[derive(Debug)]
pub struct Authentication<'a> {
    /// Who issues it.
    pub issuer: &'a str,
    /// The client.
    pub client_id: &'a str,
    /// `sub`, as this client knows the user.
    pub subject: &'a str,
    /// When the user signed in.
    pub authenticated_at: Timestamp,
    /// `sid`, as this client knows the session.
    pub session: Option<String>,
    /// `nonce` of the request; never after a refresh (section 12.2).
    pub nonce: Option<&'a str>,
    /// `at_hash`: [`left_half`] of the hash of the access token that comes with it.
    pub at_hash: String,
}

impl Authentication<'_> {
    /// The claims of the ID token, with those about the user.
    #[must_use]
    pub fn claims(&self, user: Map<String, Value>, now: Timestamp) -> Map<String, Value> {
        let mut claims = user;
        let mut put = |name: &str, value: Value| {
            claims.insert(name.to_owned(), value);
        };
        put("iss", json!(self.issuer));
        put("sub", json!(self.subject));
        put("aud", json!(self.client_id));
        put("azp", json!(self.client_id));
        put("iat", json!(now.0));
        put("exp", json!(now.plus(LIFETIME).0));
        put("auth_time", json!(self.authenticated_at.0));
        put("acr", json!(ACR));
        put("amr", json!(["pwd"]));
        put("at_hash", json!(self.at_hash));
        if let Some(session) = &self.session {
            put("sid", json!(session));
        }
        if let Some(nonce) = self.nonce {
            put("nonce", json!(nonce));
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

/// An ID token that comes back (`id_token_hint`): taken apart, but not yet verified.
#[derive(Debug)]
pub struct UnverifiedHint {
    /// Which key is said to have signed it.
    pub kid: String,
    /// The signed message.
    pub jws: Jws,
    hint: Hint,
}

/// Whom an ID token of this server was about, however long ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The user, as the client knows them.
    pub subject: String,
    /// The client.
    pub client_id: String,
    /// The session, as the client knows it.
    pub session: Option<String>,
}

impl UnverifiedHint {
    /// Takes a hint apart; `None` unless it could be an ID token of `issuer` for one client.
    #[must_use]
    pub fn parse(sent: &str, issuer: &str) -> Option<Self> {
        let jws = Jws::parse(sent)?;
        let claims: Map<String, Value> = jws.claims()?;
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        // A signed answer of the userinfo endpoint tells of no sign-in.
        let ours = text("iss")? == issuer
            && jws.typ.as_deref() == Some("jwt")
            && claims.contains_key("auth_time");
        let kid = jws.kid.clone().filter(|_| ours)?;
        let hint = Hint {
            subject: text("sub")?,
            client_id: text("aud")?,
            session: text("sid"),
        };
        Some(Self { kid, jws, hint })
    }

    /// What it says, to be believed once the signature was found right. That it expired does not matter
    /// (RP-Initiated Logout section 2, OpenID Connect Core section 3.1.2.1).
    #[must_use]
    pub fn said(self) -> Hint {
        self.hint
    }
}
