//! Token families: everything that one redeemed code produces, and which of its refresh tokens is valid (RFC
//! 6749 section 6, RFC 9700 section 4.14).

use super::error::TokenError;
use super::refresh_token::{FIRST, RefreshToken};
use crate::protocol::authorization::{ApprovedRequest, Hearsay};
use crate::protocol::client::Client;
use crate::protocol::login::Method;
use crate::protocol::scope::{ADMIN_API, OFFLINE_ACCESS, OPENID, Scope};
use crate::protocol::timestamp::Timestamp;

/// Everything that one redeemed code produced.
#[derive(Debug, Clone)]
pub struct TokenFamily {
    /// The hash of that code.
    pub id: String,
    /// The client it belongs to.
    pub client_id: String,
    /// The user it is for.
    pub user_id: String,
    /// What was granted: the most that a refresh may ask for.
    pub scope: Scope,
    /// The APIs that the authorization request named (RFC 8707); none means every one that defines the
    /// scope.
    pub resources: Vec<String>,
    /// The key that its refresh tokens are bound to (RFC 9449), if any is.
    pub bound: Option<Bound>,
    /// `sub` of its tokens: the user, as the client knows them.
    pub subject: String,
    /// The claims that were asked for one by one, as `ClaimsRequest` writes them.
    pub claims: Option<String>,
    /// The `credential_version` of the user when they signed in.
    pub credential_version: u32,
    /// How often the user had taken back everything that they gave this client when they approved the code.
    pub revoked_before: u32,
    /// The session in which the code was issued.
    pub session_id: Option<String>,
    /// When the user signed in.
    pub authenticated_at: Timestamp,
    /// How they did.
    pub method: Method,
    /// The generation of the one live refresh token.
    pub generation: u32,
    /// When that token was minted.
    pub rotated_at: Timestamp,
    /// When the whole family ends.
    pub expires_at: Timestamp,
    /// Whether it was revoked, or ended with its session, or with the password or registration of its time.
    pub ended: bool,
    /// What it rests on, if only a replica said so, until it is written.
    pub hearsay: Option<Hearsay>,
}

/// A key that refresh tokens are bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The thumbprint of the key (RFC 7638).
    pub jkt: String,
    /// The generation of the first token that is bound to it. Earlier ones were not.
    pub from: u32,
}

/// What a genuine refresh token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// It is the live one: replace it.
    Rotate,
    /// It was just replaced: answer with the replacement again.
    Repeat,
}

impl TokenFamily {
    /// The family that `code` becomes when it is redeemed, with or without a DPoP proof, for `lifetime` seconds
    /// at most.
    #[must_use]
    pub fn begin(
        code_hash: String,
        approved: &ApprovedRequest,
        proved_key: Option<&str>,
        lifetime: u32,
        now: Timestamp,
    ) -> Self {
        Self {
            id: code_hash,
            client_id: approved.client_id.clone(),
            user_id: approved.user_id.clone(),
            scope: approved.scope.clone(),
            resources: approved.resources.clone(),
            bound: proved_key.map(|jkt| Bound {
                jkt: jkt.to_owned(),
                from: FIRST,
            }),
            subject: approved.subject.clone(),
            claims: approved.claims.clone(),
            credential_version: approved.credential_version,
            revoked_before: approved.revoked,
            session_id: approved.session_id.clone(),
            authenticated_at: approved.authenticated_at,
            method: approved.method,
            generation: FIRST,
            rotated_at: now,
            expires_at: now.plus(lifetime),
            ended: false,
            hearsay: approved.hearsay.clone(),
        }
    }

    /// The session that it ends with, if it lives only as long as the person is signed in (Back-Channel Logout
    /// section 2.7).
    #[must_use]
    pub fn ends_with(&self) -> Option<&str> {
        let lasts = !self.scope.contains(OPENID) || self.scope.contains(OFFLINE_ACCESS);
        let lasts = lasts && !self.scope.contains(ADMIN_API);
        self.session_id.as_deref().filter(|_| !lasts)
    }

    /// Its live refresh token.
    #[must_use]
    pub fn live_token(&self) -> RefreshToken {
        RefreshToken {
            family: self.id.clone(),
            generation: self.generation,
        }
    }

    /// The family as it was before its live token replaced another one. Only when that other token was minted is not known.
    #[must_use]
    pub fn before(&self) -> Self {
        let bound = self.bound.clone();
        Self {
            generation: self.generation.saturating_sub(1),
            bound: bound.filter(|bound| bound.from < self.generation),
            ..self.clone()
        }
    }

    /// RFC 9449 section 5: the refresh token of a public client is bound to the key itself. That of a
    /// confidential client is bound to the client, which must keep proving some key.
    fn opens_to(&self, client: &Client, proved_key: Option<&str>) -> bool {
        match (&self.bound, proved_key) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(bound), Some(proved)) => {
                client.auth_method.is_confidential() || bound.jkt == proved
            }
        }
    }

    /// Decides what a genuine token of this family, sent by `client`, is good for. It may go unused for `idle`
    /// seconds.
    ///
    /// # Errors
    /// A [`TokenError`]; [`TokenError::RefreshTokenReused`] asks for the family to be revoked.
    pub fn decide(
        &self,
        token: &RefreshToken,
        client: &Client,
        proved_key: Option<&str>,
        grace: u32,
        idle: u32,
        now: Timestamp,
    ) -> Result<Rotation, TokenError> {
        if self.client_id != client.id {
            return Err(TokenError::RefreshTokenOfAnotherClient);
        }
        if self.ended {
            return Err(TokenError::RefreshTokenRevoked);
        }
        if now >= self.expires_at || now >= self.rotated_at.plus(idle) {
            return Err(TokenError::RefreshTokenExpired);
        }
        let opens = self.opens_to(client, proved_key);
        let just_replaced = token.successor().generation == self.generation
            && grace > 0
            && now <= self.rotated_at.plus(grace);
        let was_bound = self
            .bound
            .as_ref()
            .is_some_and(|bound| bound.from <= token.generation);
        match (token.generation == self.generation, just_replaced) {
            (true, _) if opens => Ok(Rotation::Rotate),
            (false, true) if opens => Ok(Rotation::Repeat),
            (true, _) | (false, true) => Err(TokenError::OtherKey),
            // Whoever has a bound token but not its key cannot end the family either.
            (false, false) if was_bound && !opens => Err(TokenError::OtherKey),
            (false, false) => Err(TokenError::RefreshTokenReused),
        }
    }
}
