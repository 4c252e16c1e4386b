//! Minting an access token, which both grants do, and verifying one that comes back.

use crate::endpoint::keys::sign;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::authorization::Asking;
use crate::protocol::bad_target::BadTarget;
use crate::protocol::client::Client;
use crate::protocol::jose::{Algorithm, PublicKey};
use crate::protocol::openid::ClaimsRequest;
use crate::protocol::scope::Scope;
use crate::protocol::secret::Secret;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::access_token::{Claims, Confirmation, TYPE, Unverified};
use crate::protocol::token::{TokenError, TokenFamily};

/// What an access token is for.
#[derive(Clone)]
pub(super) struct Access {
    /// What is granted, which the client is told. The token itself says what means something to its audience.
    pub(super) scope: Scope,
    resources: Vec<String>,
}

impl Access {
    /// What was granted, or part of it: the requested scope at the named APIs (RFC 6749 section 6, RFC 8707
    /// section 2.2), as far as they are still defined.
    pub(super) fn narrow<P: Platform>(
        server: &Server<'_, P>,
        family: &TokenFamily,
        client: &Client,
        scope: Option<&Scope>,
        resources: &[String],
    ) -> Result<Self, TokenError> {
        let known = &server.config.resources;
        let named = known.named(resources.iter().map(String::as_str))?;
        let granted = if family.resources.is_empty() {
            known.audience(&family.scope, &[])
        } else {
            family.resources.clone()
        };
        if !named.iter().all(|resource| granted.contains(resource)) {
            return Err(BadTarget::NotGranted.into());
        }
        let meant = if named.is_empty() {
            &family.resources
        } else {
            &named
        };
        // Read as the authorization endpoint reads it, so that a client may repeat what it asked there.
        let scope = match scope {
            None => known.grantable(&family.scope, meant),
            Some(sent) => {
                let asking = Asking {
                    client,
                    resources: known,
                    named: meant,
                };
                let asked = asking.scope(Some(sent))?;
                TokenError::beyond(&asked, &family.scope)?;
                asked
            }
        };
        match (scope.is_empty(), named.is_empty()) {
            (false, _) => Ok(Self {
                scope,
                resources: meant.clone(),
            }),
            (true, false) => Err(BadTarget::NotGranted.into()),
            (true, true) => Err(TokenError::NothingLeft),
        }
    }
}

/// Signs an access token of `family` for `lifetime` seconds, bound to `key` if there is one. Nothing is stored
/// for it.
pub(super) async fn mint<P: Platform>(
    server: &Server<'_, P>,
    family: &TokenFamily,
    access: &Access,
    key: Option<&str>,
    lifetime: u32,
    now: Timestamp,
) -> Result<Secret, Fault> {
    let (known, issuer) = (&server.config.resources, &server.config.issuer);
    let audience = known.audience(&access.scope, &access.resources);
    let claims = Claims {
        iss: issuer.to_string(),
        sub: family.subject.clone(),
        client_id: family.client_id.clone(),
        scope: known.meaning(&access.scope, &audience),
        aud: audience.into(),
        iat: now,
        exp: now.plus(lifetime),
        jti: Claims::id(&family.id, &server.platform.random()[..16]),
        auth_time: Some(family.authenticated_at),
        acr: Some(asked(family)?.acr(family.method).value(issuer).into_owned()),
        act: None,
        cnf: key.map(Confirmation::of),
    };
    sign(server, Algorithm::Es256, TYPE, &claims).await
}

/// What the client asked for when it asked for these tokens.
pub(super) fn asked(family: &TokenFamily) -> Result<ClaimsRequest, Fault> {
    ClaimsRequest::restore(family.claims.as_deref())
        .ok_or_else(|| Fault::new("the stored claims of a token family are damaged"))
}

/// How many ids a token may name, at most, if D1 is asked about it before it is verified. An exchanged token names several.
const MOST_IDS: usize = 8;

/// An access token that came back.
pub(super) struct Said {
    /// What it says. [`Said::verified`] tells whether that is so.
    pub(super) claims: Box<Claims>,
    unverified: Option<Unverified>,
}

/// What a token says. If the keys are at hand, it is verified at once; otherwise after the trip to D1 that asks about the token and
/// brings the keys. `None`: this server did not issue it.
pub(super) async fn said<P: Platform>(
    server: &Server<'_, P>,
    token: &str,
) -> Result<Option<Said>, Fault> {
    let Some(unverified) = Unverified::parse(token) else {
        return Ok(None);
    };
    let claims = unverified.says();
    let claims = claims.filter(|it| server.keys_are_due() && it.ids().count() <= MOST_IDS);
    if let Some(claims) = claims {
        let unverified = Some(unverified);
        return Ok(Some(Said { claims, unverified }));
    }
    let verified = verified(server, unverified).await?;
    Ok(verified.map(|claims| Said {
        claims,
        unverified: None,
    }))
}

impl Said {
    /// The claims, if this server signed the token and it has not expired. Whether it was revoked is for D1 to say.
    pub(super) async fn verified<P: Platform>(
        self,
        server: &Server<'_, P>,
    ) -> Result<Option<Box<Claims>>, Fault> {
        match self.unverified {
            None => Ok(Some(self.claims)),
            Some(unverified) => verified(server, unverified).await,
        }
    }
}

/// The claims of a token that this server signed and that has not expired. Whether it was revoked is
/// for D1 to say.
pub(super) async fn verify<P: Platform>(
    server: &Server<'_, P>,
    token: &str,
) -> Result<Option<Box<Claims>>, Fault> {
    match Unverified::parse(token) {
        None => Ok(None),
        Some(token) => verified(server, token).await,
    }
}

/// The same before the keys are loaded, perhaps by a key that only a replica knows: see [`Server::key_near`].
pub(super) async fn verify_near<P: Platform>(
    server: &Server<'_, P>,
    token: &str,
) -> Result<Option<Box<Claims>>, Fault> {
    let Some(token) = Unverified::parse(token) else {
        return Ok(None);
    };
    let key = server.key_near(&token.kid).await?;
    verified_by(server, key, token).await
}

async fn verified<P: Platform>(
    server: &Server<'_, P>,
    token: Unverified,
) -> Result<Option<Box<Claims>>, Fault> {
    let key = server.key(&token.kid).await?;
    verified_by(server, key, token).await
}

async fn verified_by<P: Platform>(
    server: &Server<'_, P>,
    key: Option<PublicKey>,
    token: Unverified,
) -> Result<Option<Box<Claims>>, Fault> {
    let Some(key) = key else {
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
