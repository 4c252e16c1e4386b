//! `POST /token`: the token endpoint (RFC 6749 section 3.2).

use std::rc::Rc;

use futures_util::future::join;
use http::StatusCode;

use super::reply::Reply;
use super::request::{BadForm, Request};
use super::{Server, access_token};
use crate::platform::{Fault, Platform};
use crate::protocol::access_token::LIFETIME;
use crate::protocol::client::{Client, GrantType};
use crate::protocol::credentials::Credentials;
use crate::protocol::refresh::{RefreshToken, Rotation, TokenFamily};
use crate::protocol::scope::Scope;
use crate::protocol::secret::Secret;
use crate::protocol::token::{CodeGrant, RefreshGrant, TokenError, TokenRequest, TokenResponse};
use crate::store::codes::load_code;
use crate::store::families::{load_client_and_family, redeem_code, revoke_family, rotate_refresh};

/// Why there are no tokens.
enum Refusal {
    /// The client broke a rule.
    Rule(TokenError),
    /// Storage or key trouble; whatever the client holds is as good as before.
    Fault(Fault),
}

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        Self::Rule(error)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What the client gets.
struct Tokens {
    access_token: Secret,
    refresh_token: Option<Secret>,
    scope: Scope,
}

pub(super) async fn issue<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    match tokens(server, request).await {
        Ok(tokens) => Reply::json(
            StatusCode::OK,
            &TokenResponse {
                access_token: tokens.access_token.reveal(),
                token_type: "Bearer",
                expires_in: LIFETIME,
                refresh_token: tokens.refresh_token.as_ref().map(Secret::reveal),
                scope: &tokens.scope,
            },
        ),
        Err(Refusal::Rule(error)) => Reply::error(error.status(), error.code(), error.sentence())
            .because(format!("{error:?}")),
        Err(Refusal::Fault(fault)) => Reply::unavailable(request, &fault),
    }
}

async fn tokens<P: Platform>(server: &Server<'_, P>, request: &Request) -> Result<Tokens, Refusal> {
    let body = request.form().map_err(|bad| match bad {
        BadForm::NotAForm => TokenError::NotAForm,
        BadForm::TooLarge => TokenError::TooLarge,
        BadForm::Malformed(_) => TokenError::Malformed,
        BadForm::Repeated => TokenError::Repeated,
    })?;
    if let Some(error) = credentials_in_query(request) {
        return Err(error.into());
    }
    let credentials = Credentials::parse(request.authorization(), &body)?;
    let grant = TokenRequest::parse(&body)?;
    // A client that is remembered may hear yes, because what is saved for it names its revision and
    // D1 has the last word. It hears no only as it is registered now.
    let remembered = server.remembered_client(&credentials.client_id);
    let known = remembered.is_some();
    match answer(server, &credentials, &grant, remembered).await {
        Err(Refusal::Rule(_)) if known => answer(server, &credentials, &grant, None).await,
        decided => decided,
    }
}

async fn answer<P: Platform>(
    server: &Server<'_, P>,
    credentials: &Credentials,
    grant: &TokenRequest,
    remembered: Option<Rc<Client>>,
) -> Result<Tokens, Refusal> {
    match (grant, remembered) {
        (TokenRequest::AuthorizationCode(grant), remembered) => {
            redeem(server, credentials, grant, remembered).await
        }
        (TokenRequest::RefreshToken(grant), Some(client)) if grant.scope.is_none() => {
            rotate(server, credentials, grant, &client).await
        }
        (TokenRequest::RefreshToken(grant), _) => refresh(server, credentials, grant).await,
    }
}

/// RFC 6749 section 2.3.1: credentials "MUST NOT be included in the request URI".
fn credentials_in_query(request: &Request) -> Option<TokenError> {
    let params = request.query_params().unwrap_or_default();
    ["client_id", "client_secret", "code", "refresh_token"]
        .iter()
        .any(|name| !matches!(params.one(name), Ok(None)))
        .then_some(TokenError::CredentialsInQuery)
}

/// `grant_type=authorization_code` (RFC 6749 section 4.1.3, RFC 7636 section 4.6).
async fn redeem<P: Platform>(
    server: &Server<'_, P>,
    credentials: &Credentials,
    grant: &CodeGrant,
    remembered: Option<Rc<Client>>,
) -> Result<Tokens, Refusal> {
    let hash = grant.code.hash();
    let client = async {
        match remembered {
            Some(client) => Ok(Some(client)),
            None => server.current_client(&credentials.client_id).await,
        }
    };
    let (client, approved) = join(client, load_code(server.platform, &hash)).await;

    let client = client?;
    let client = credentials.authenticate(client.as_deref(), GrantType::AuthorizationCode)?;
    let approved = approved?.ok_or(TokenError::CodeUnknown)?;
    let now = server.platform.now();
    approved.redeemable(client, grant.redirect_uri.as_deref(), &grant.verifier, now)?;
    let family = TokenFamily::begin(hash.as_str().to_owned(), &approved, now);
    // Signed before the code is used up: should signing fail, the client can try again.
    let access_token = access_token::mint(server, &family, &family.scope, now).await?;

    if !redeem_code(server.platform, &family, client).await? {
        // RFC 6749 section 4.1.2: a second use ends what the first one produced.
        revoke_family(server.platform, &family.id, now).await?;
        return Err(TokenError::CodeReused.into());
    }

    Ok(Tokens {
        access_token,
        refresh_token: client
            .may(GrantType::RefreshToken)
            .then(|| family.live_token().mint(&server.config.keys.refresh)),
        scope: family.scope,
    })
}

/// `grant_type=refresh_token` as it usually is: a remembered client, a live token, one statement.
async fn rotate<P: Platform>(
    server: &Server<'_, P>,
    credentials: &Credentials,
    grant: &RefreshGrant,
    client: &Client,
) -> Result<Tokens, Refusal> {
    let client = credentials.authenticate(Some(client), GrantType::RefreshToken)?;
    let token = open(server, grant)?;
    // Before the token is used up: without the key there is nothing to give for it.
    server.signing_key().await?;
    let now = server.platform.now();

    let rotated = rotate_refresh(server.platform, &token, client, now).await?;

    let family = rotated.ok_or(TokenError::RefreshTokenUnknown)?;
    Ok(Tokens {
        access_token: access_token::mint(server, &family, &family.scope, now).await?,
        refresh_token: Some(token.successor().mint(&server.config.keys.refresh)),
        scope: family.scope,
    })
}

/// `grant_type=refresh_token` (RFC 6749 section 6, RFC 9700 section 4.14.2).
async fn refresh<P: Platform>(
    server: &Server<'_, P>,
    credentials: &Credentials,
    grant: &RefreshGrant,
) -> Result<Tokens, Refusal> {
    let token = open(server, grant);
    let family_id = token.as_ref().map_or("", |token| token.family.as_str());
    let (client, family) =
        load_client_and_family(server.platform, &credentials.client_id, family_id).await?;
    let client = server.remember(&credentials.client_id, client);

    let client = credentials.authenticate(client.as_deref(), GrantType::RefreshToken)?;
    let token = token?;
    let family = family.ok_or(TokenError::RefreshTokenUnknown)?;
    let rotation = decide(server, &family, &token, client).await?;
    let scope = match &grant.scope {
        Some(scope) if scope.within(&family.scope) => scope,
        Some(_) => return Err(TokenError::ScopeNotGranted.into()),
        None => &family.scope,
    };
    let now = server.platform.now();
    let access_token = access_token::mint(server, &family, scope, now).await?;

    if rotation == Rotation::Rotate
        && rotate_refresh(server.platform, &token, client, now)
            .await?
            .is_none()
    {
        // Another request of this client came first. It made the one successor there is; whether
        // this one may have it too is decided by what D1 says now.
        let (_, family) =
            load_client_and_family(server.platform, &client.id, &token.family).await?;
        let family = family.ok_or(TokenError::RefreshTokenUnknown)?;
        decide(server, &family, &token, client).await?;
    }

    Ok(Tokens {
        access_token,
        refresh_token: Some(token.successor().mint(&server.config.keys.refresh)),
        scope: scope.clone(),
    })
}

fn open<P: Platform>(
    server: &Server<'_, P>,
    grant: &RefreshGrant,
) -> Result<RefreshToken, TokenError> {
    RefreshToken::open(&server.config.keys.refresh, grant.refresh_token.reveal())
        .ok_or(TokenError::RefreshTokenUnknown)
}

/// Decides about a genuine refresh token. One that was replaced before is in two hands, and nobody
/// can tell which is the thief's: the family ends (RFC 9700 section 4.14.2).
async fn decide<P: Platform>(
    server: &Server<'_, P>,
    family: &TokenFamily,
    token: &RefreshToken,
    client: &Client,
) -> Result<Rotation, Refusal> {
    let now = server.platform.now();
    let decided = family.decide(token, client, server.config.refresh_grace, now);
    if decided == Err(TokenError::RefreshTokenReused) {
        revoke_family(server.platform, &family.id, now).await?;
    }
    Ok(decided?)
}
