//! Token introspection: what an API may know about an access token (RFC 7662).

use serde::Serialize;
use serde_json::Value;

use super::access_token::{Claims, Confirmation, token_type};
use crate::protocol::client::Client;
use crate::protocol::jose::Audience;
use crate::protocol::resource::Resources;
use crate::protocol::scope::Scope;
use crate::protocol::timestamp::Timestamp;

/// The answer of section 2.2 for a valid token.
#[derive(Serialize)]
pub struct ActiveToken<'a> {
    active: bool,
    #[serde(skip_serializing_if = "Scope::is_empty")]
    scope: Scope,
    client_id: &'a str,
    token_type: &'static str,
    exp: Timestamp,
    iat: Timestamp,
    sub: &'a str,
    aud: Audience,
    iss: &'a str,
    jti: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<&'a Confirmation>,
}

impl<'a> ActiveToken<'a> {
    /// The answer about a token with these claims, for `client`: what concerns the APIs that it speaks for, and
    /// nothing about others that the token is for too. It does not tell what the user is called: that is for
    /// scopes that people allow.
    #[must_use]
    pub fn of(claims: &'a Claims, client: &Client, resources: &Resources) -> Self {
        let mut meant = client.introspects.clone();
        meant.retain(|resource| claims.aud.contains(resource));
        Self {
            active: true,
            scope: resources.meaning(&claims.scope, &meant),
            client_id: &claims.client_id,
            token_type: token_type(claims.cnf.is_some()),
            exp: claims.exp,
            iat: claims.iat,
            sub: &claims.sub,
            aud: meant.into(),
            iss: &claims.iss,
            jti: &claims.jti,
            auth_time: claims.auth_time,
            acr: claims.acr.as_deref(),
            act: claims.act.as_ref(),
            cnf: claims.cnf.as_ref(),
        }
    }
}

/// The answer for every other token, and nothing else (section 2.2).
#[derive(Serialize)]
pub struct InactiveToken {
    active: bool,
}

impl InactiveToken {
    /// The only one there is.
    pub const ANSWER: Self = Self { active: false };
}

/// Whether `client` may know about a token: it speaks for an API that the token is meant for.
#[must_use]
pub fn may_know(client: &Client, claims: &Claims) -> bool {
    claims.aud.any_among(&client.introspects)
}
