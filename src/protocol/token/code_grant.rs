//! Redeeming a code (RFC 6749 section 4.1.3, RFC 7636 section 4.6).

use super::error::TokenError;
use crate::protocol::authorization::{ApprovedRequest, Code, CodeVerifier};
use crate::protocol::client::Client;
use crate::protocol::timestamp::Timestamp;

/// A code to be redeemed (RFC 6749 section 4.1.3).
#[derive(Debug)]
pub struct CodeGrant {
    /// The code.
    pub code: Code,
    /// The redirect URI of the authorization request, if that one named it.
    pub redirect_uri: Option<String>,
    /// The PKCE verifier. Only a client that is registered without PKCE may leave it out.
    pub verifier: Option<CodeVerifier>,
    /// The APIs that the access token should be for (RFC 8707), as sent.
    pub resources: Vec<String>,
}

/// Whether a code that breaks no rule is still good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redeemable {
    /// It is.
    InTime,
    /// It has expired. It may have been used before.
    TooLate,
}

impl CodeGrant {
    /// Every rule that can be checked without a write. They come before the one write that uses the code up, so
    /// that somebody who stole a code but not the verifier cannot burn it.
    ///
    /// # Errors
    /// The [`TokenError`] of the first rule that is broken; each one is `invalid_grant`.
    pub fn redeemable(
        &self,
        approved: &ApprovedRequest,
        client: &Client,
        proved_key: Option<&str>,
        now: Timestamp,
    ) -> Result<Redeemable, TokenError> {
        if approved.client_id != client.id {
            return Err(TokenError::CodeOfAnotherClient);
        }
        match (&approved.redirect_uri, &self.redirect_uri) {
            (Some(named), Some(sent)) if named == sent => {}
            // The request named none, so there is nothing to compare.
            (None, None) => {}
            _ => return Err(TokenError::RedirectUriDiffers),
        }
        match (&approved.challenge, &self.verifier) {
            (Some(challenge), Some(verifier)) if challenge.answers(verifier) => {}
            (Some(_), None) => return Err(TokenError::VerifierMissing),
            (None, None) => {}
            // RFC 9700 section 4.8.2: somebody has removed the challenge from the request.
            (None, Some(_)) | (Some(_), Some(_)) => return Err(TokenError::WrongVerifier),
        }
        if approved.dpop_jkt.is_some() && approved.dpop_jkt.as_deref() != proved_key {
            return Err(TokenError::OtherKey);
        }
        // Last, so that only a client that could have redeemed it in time hears that it is too late.
        if now >= approved.expires_at {
            return Ok(Redeemable::TooLate);
        }
        Ok(Redeemable::InTime)
    }
}
