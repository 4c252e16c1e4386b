//! Authorization codes (RFC 6749 section 4.1.2) and the rules for redeeming one (section 4.1.3).

use serde::Serialize;

use super::hearsay::Hearsay;
use super::pkce::CodeChallenge;
use crate::protocol::login::Method;
use crate::protocol::scope::Scope;
use crate::protocol::secret::{Secret, SecretHash};
use crate::protocol::timestamp::Timestamp;

/// How long a code may be redeemed, in seconds.
pub const LIFETIME: u32 = 60;

/// What a code that carries its own record begins with. No other code has a dot in it.
const CARRIES: &str = "carried.";

/// A code, given to the client once: 256 random bits, of which only the hash is stored, or a sealed record.
#[derive(Debug, Clone)]
pub struct Code(Secret);

impl Code {
    /// A new code.
    #[must_use]
    pub fn mint(random: [u8; 32]) -> Self {
        Self(Secret::mint(random))
    }

    /// A code as a client sent it.
    #[must_use]
    pub fn sent(text: &str) -> Self {
        Self(Secret::new(text))
    }

    /// A code that carries its own record, `sealed`.
    #[must_use]
    pub fn carrying(sealed: &str) -> Self {
        Self(Secret::new(format!("{CARRIES}{sealed}")))
    }

    /// The sealed record, of a code that carries its own.
    #[must_use]
    pub fn carried(&self) -> Option<&str> {
        self.0.reveal().strip_prefix(CARRIES)
    }

    /// The code itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// What it is stored under, and the id of the token family that it becomes; not for a code that carries its own
    /// record, which has an id inside.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        self.0.hash()
    }
}

/// What a user approved, kept under the code's hash until the code is redeemed.
#[derive(Debug, Clone, Serialize)]
pub struct ApprovedRequest {
    /// Who may redeem it.
    pub client_id: String,
    /// Who approved it.
    pub user_id: String,
    /// The `redirect_uri` of the request, when it named one.
    pub redirect_uri: Option<String>,
    /// What was approved.
    pub scope: Scope,
    /// The APIs that the request named (RFC 8707); none means every one that defines the scope.
    pub resources: Vec<String>,
    /// The key that must be proved to redeem it (`dpop_jkt`, RFC 9449 section 10).
    pub dpop_jkt: Option<String>,
    /// The PKCE challenge to answer; none for a client that need not use PKCE.
    pub challenge: Option<CodeChallenge>,
    /// `sub`, as the client will know the user.
    pub subject: String,
    /// The `credential_version` of the user when they signed in.
    pub credential_version: u32,
    /// How often the user had taken back everything that they gave this client.
    pub revoked: u32,
    /// The session in which it was approved.
    pub session_id: Option<String>,
    /// What the ID token must repeat.
    pub nonce: Option<String>,
    /// The claims that were asked for one by one, as `ClaimsRequest` writes them.
    pub claims: Option<String>,
    /// When the user signed in.
    pub authenticated_at: Timestamp,
    /// How they did.
    pub method: Method,
    /// When it becomes worthless, whatever KV still holds.
    pub expires_at: Timestamp,
    /// What only a replica of the database said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hearsay: Option<Hearsay>,
}
