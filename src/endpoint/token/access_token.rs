//! Minting an access token, which both grants do, and verifying one that comes back.

use crate::endpoint::keys::sign;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::jose::Algorithm;
use crate::protocol::resource::BadTarget;
use crate::protocol::scope::Scope;
use crate::protocol::secret::Secret;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::access_token::{Claims, Confirmation, LIFETIME, TYPE, Unverified};
use crate::protocol::token::{TokenError, TokenFamily};

/// What an access token is for.
#[derive(Clone)]
pub(super) struct Access {
    pub(super) scope: Scope,
    resources: Vec<String>,
}

impl Access {
    /// What was granted, or part of it: the requested scope at the named APIs (RFC 6749 section 6, RFC 8707
    /// section 2.2), as far as they are still defined.
    pub(super) fn narrow<P: Platform>(
        server: &Server<'_, P>,
        family: &TokenFamily,
        scope: Option<&Scope>,
        resources: &[String],
    ) -> Result<Self, TokenError> {
        let known = &server.config.resources;
        let asked = scope.is_some();
        let scope = match scope {
            Some(scope) if scope.within(&family.scope) => scope,
            Some(_) => return Err(TokenError::ScopeNotGranted),
            None => &family.scope,
        };
        let named = known.named(resources.iter().map(String::as_str))?;
        let granted = known.audience(&family.scope, &family.resources);
        if !named.iter().all(|resource| granted.contains(resource)) {
            return Err(BadTarget::NotGranted.into());
        }
        let asked = asked || !named.is_empty();
        let resources = if named.is_empty() {
            family.resources.clone()
        } else {
            named
        };
        let narrowed = known.narrow(scope, &resources);
        // The request is for a scope of one API and a token for another.
        if asked && narrowed.is_empty() {
            return Err(TokenError::ScopeNotGranted);
        }
        Ok(Self {
            scope: narrowed,
            resources,
        })
    }
}

/// Signs an access token of `family`, bound to `key` if there is one. Nothing is stored for it.
pub(super) async fn mint<P: Platform>(
    server: &Server<'_, P>,
    family: &TokenFamily,
    access: &Access,
    key: Option<&str>,
    now: Timestamp,
) -> Result<Secret, Fault> {
    let Access { scope, resources } = access;
    let claims = Claims {
        iss: server.config.issuer.to_string(),
        sub: family.subject.clone(),
        aud: server.config.resources.audience(scope, resources).into(),
        client_id: family.client_id.clone(),
        scope: scope.clone(),
        iat: now,
        exp: now.plus(LIFETIME),
        jti: Claims::id(&family.id, &server.platform.random()[..16]),
        auth_time: family.authenticated_at,
        cnf: key.map(|jkt| Confirmation {
            jkt: jkt.to_owned(),
        }),
    };
    sign(server, Algorithm::Es256, TYPE, &claims).await
}

/// The claims of a token that this server signed and that has not expired. Whether it was revoked is
/// for D1 to say.
pub(super) async fn verify<P: Platform>(
    server: &Server<'_, P>,
    token: &str,
) -> Result<Option<Claims>, Fault> {
    let Some(token) = Unverified::parse(token) else {
        return Ok(None);
    };
    let Some(key) = server.key(&token.kid).await? else {
        return Ok(None);
    };
    // The key's own algorithm counts, not what the token says (RFC 8725 section 3.1).
    if !key.suits(Algorithm::Es256) {
        return Ok(None);
    }
    let message = token.jws.signed.as_bytes();
    let signature = &token.jws.signature;
    let signed = server
        .platform
        .verify(&key, Algorithm::Es256, message, signature)
        .await?;
    let issuer = server.config.issuer.as_str();
    Ok(signed
        .then(|| token.verified(issuer, server.platform.now()))
        .flatten())
}
