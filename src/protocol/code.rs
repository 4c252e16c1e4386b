//! Authorization codes (RFC 6749 section 4.1.2) and the rules for redeeming one (section 4.1.3).

use serde::Serialize;

use super::client::Client;
use super::pkce::{CodeChallenge, CodeVerifier};
use super::scope::Scope;
use super::secret::{Secret, SecretHash};
use super::time::Timestamp;
use super::token_error::TokenError;

/// How long a code may be redeemed, in seconds.
pub const LIFETIME: u32 = 60;

/// A code: 256 random bits, given to the client once and stored only as a hash.
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

    /// The code itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// What it is stored under, and the id of the token family that it becomes.
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
    /// The PKCE challenge to answer; none for a client that need not.
    pub challenge: Option<CodeChallenge>,
    /// `sub`, as the client will know the user.
    pub subject: String,
    /// The session in which it was approved.
    pub session_id: Option<String>,
    /// What the ID token must repeat.
    pub nonce: Option<String>,
    /// The claims that were asked for one by one, as `ClaimsRequest` writes them.
    pub claims: Option<String>,
    /// When the user signed in.
    pub authenticated_at: Timestamp,
    /// From when on it is worth nothing, whatever KV still holds.
    pub expires_at: Timestamp,
}

impl ApprovedRequest {
    /// Every rule that can be decided without a write. They come before the one write that uses
    /// the code up, so that somebody who stole a code but not the verifier cannot burn it.
    ///
    /// # Errors
    /// The [`TokenError`] of the first rule that is broken; each one is `invalid_grant`.
    pub fn redeemable(
        &self,
        client: &Client,
        redirect_uri: Option<&str>,
        verifier: Option<&CodeVerifier>,
        proved_key: Option<&str>,
        now: Timestamp,
    ) -> Result<(), TokenError> {
        if self.client_id != client.id {
            return Err(TokenError::CodeOfAnotherClient);
        }
        match (&self.redirect_uri, redirect_uri) {
            (Some(named), Some(sent)) if named == sent => {}
            // Nothing was named, so there is nothing that it could differ from.
            (None, None) => {}
            _ => return Err(TokenError::RedirectUriDiffers),
        }
        match (&self.challenge, verifier) {
            (Some(challenge), Some(verifier)) if challenge.answers(verifier) => {}
            (Some(_), None) => return Err(TokenError::VerifierMissing),
            (None, None) => {}
            // RFC 9700 section 4.8.2: somebody has taken the challenge out of the request.
            (None, Some(_)) | (Some(_), Some(_)) => return Err(TokenError::WrongVerifier),
        }
        if self.dpop_jkt.is_some() && self.dpop_jkt.as_deref() != proved_key {
            return Err(TokenError::OtherKey);
        }
        // Last, so that only who could have redeemed it in time hears that it is too late.
        if now >= self.expires_at {
            return Err(TokenError::CodeExpired);
        }
        Ok(())
    }
}
