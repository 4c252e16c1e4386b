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
use crate::protocol::time::Timestamp;
use crate::protocol::token::{CodeGrant, RefreshGrant, TokenError, TokenRequest, TokenResponse};
use crate::store::codes::load_code;
use crate::store::families::{load_client_and_family, redeem_code, revoke_family, rotate_refresh};

/// How often a refresh looks again, when others keep changing what it saw.
const MOST_RACES: u32 = 3;

/// Why there are no tokens.
enum Refusal {
    /// The client broke a rule.
    Rule(TokenError),
    /// Storage or key trouble: the client may try again.
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
        BadForm::Broken | BadForm::Malformed(_) => TokenError::Malformed,
        BadForm::Repeated => TokenError::Repeated,
    })?;
    if let Some(error) = credentials_in_query(request) {
        return Err(error.into());
    }
    let credentials = Credentials::parse(request.authorization(), &body)?;
    match TokenRequest::parse(&body)? {
        TokenRequest::AuthorizationCode(grant) => redeem(server, &credentials, &grant).await,
        TokenRequest::RefreshToken(grant) => refresh(server, &credentials, &grant).await,
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
) -> Result<Tokens, Refusal> {
    let hash = grant.code.hash();
    let remembered = remembered_client(server, credentials, GrantType::AuthorizationCode);
    let from_memory = remembered.is_some();
    let client = async {
        match remembered {
            Some(client) => Ok(Some(client)),
            None => server.current_client(&credentials.client_id).await,
        }
    };
    let (client, approved) = join(client, load_code(server.platform, &hash)).await;

    let mut client = credentials.authenticate(client?, GrantType::AuthorizationCode)?;
    let approved = approved?.ok_or(TokenError::CodeUnknown)?;
    let now = server.platform.now();
    let redeemable =
        approved.redeemable(&client, grant.redirect_uri.as_deref(), &grant.verifier, now);
    if redeemable == Err(TokenError::CodeExpired) {
        // It may have been used in time, and then this is a second use. What is remembered of a
        // client is not enough to end anything.
        let current = server.current_client(&credentials.client_id).await?;
        credentials.authenticate(current, GrantType::AuthorizationCode)?;
        revoke_family(server.platform, hash.as_str(), now).await?;
    }
    redeemable?;
    let family = TokenFamily::begin(hash.as_str().to_owned(), &approved, now);
    // Signed before the code is used up: should signing fail, the client can try again.
    let tokens = mint(server, &family, &family.scope, family.live_token(), now).await?;

    let mut saved = redeem_code(server.platform, &family, &client).await?;
    if !saved && from_memory {
        // Perhaps only the registration changed.
        let current = server.current_client(&credentials.client_id).await?;
        client = credentials.authenticate(current, GrantType::AuthorizationCode)?;
        saved = redeem_code(server.platform, &family, &client).await?;
    }
    if !saved {
        // RFC 6749 section 4.1.2: a second use ends what the first one produced.
        revoke_family(server.platform, &family.id, now).await?;
        return Err(TokenError::CodeReused.into());
    }

    Ok(Tokens {
        refresh_token: tokens
            .refresh_token
            .filter(|_| client.may(GrantType::RefreshToken)),
        ..tokens
    })
}

/// `grant_type=refresh_token` (RFC 6749 section 6, RFC 9700 section 4.14.2).
async fn refresh<P: Platform>(
    server: &Server<'_, P>,
    credentials: &Credentials,
    grant: &RefreshGrant,
) -> Result<Tokens, Refusal> {
    // First of all: with a secret that does not open the key, every token would look forged, and
    // clients would throw good ones away. And without the key there is nothing to give for a token.
    server.signing_key().await?;
    let token = RefreshToken::open(&server.config.keys.refresh, grant.refresh_token.reveal());

    // As it usually is, the client is as remembered and the token is live: one statement tells.
    let remembered = remembered_client(server, credentials, GrantType::RefreshToken);
    if let (Some(client), Some(token), None) = (remembered, &token, &grant.scope) {
        let now = server.platform.now();
        let rotated = rotate_refresh(server.platform, token, &client, now).await?;
        if let Some(family) = rotated {
            return Ok(mint(server, &family, &family.scope, token.successor(), now).await?);
        }
    }

    // Whatever else it is, is told by what D1 says now; and told anew, when another request changed
    // that before this one could save.
    let family_id = token.as_ref().map_or("", |token| token.family.as_str());
    for _ in 0..MOST_RACES {
        let (client, family) =
            load_client_and_family(server.platform, &credentials.client_id, family_id).await?;
        let client = server.remember(&credentials.client_id, client);

        let client = credentials.authenticate(client, GrantType::RefreshToken)?;
        let token = token.as_ref().ok_or(TokenError::RefreshTokenUnknown)?;
        let family = family.ok_or(TokenError::RefreshTokenUnknown)?;
        let now = server.platform.now();
        let rotation = decide(server, &family, token, &client, now).await?;
        let scope = match &grant.scope {
            Some(scope) if scope.within(&family.scope) => scope,
            Some(_) => return Err(TokenError::ScopeNotGranted.into()),
            None => &family.scope,
        };
        let tokens = mint(server, &family, scope, token.successor(), now).await?;

        if rotation == Rotation::Repeat
            || rotate_refresh(server.platform, token, &client, now)
                .await?
                .is_some()
        {
            return Ok(tokens);
        }
    }
    Err(Fault::new("a refresh token and its client changed faster than they were read").into())
}

/// The client as it was registered a while ago, if that believes these credentials. What is saved
/// because of it names its revision, which D1 compares; and nobody is refused because of it.
fn remembered_client<P: Platform>(
    server: &Server<'_, P>,
    credentials: &Credentials,
    grant_type: GrantType,
) -> Option<Rc<Client>> {
    let client = server.remembered_client(&credentials.client_id);
    credentials.authenticate(client, grant_type).ok()
}

/// An access token for `scope`, as far as APIs still define it, and the refresh token to go with it.
async fn mint<P: Platform>(
    server: &Server<'_, P>,
    family: &TokenFamily,
    scope: &Scope,
    refresh_token: RefreshToken,
    now: Timestamp,
) -> Result<Tokens, Fault> {
    let scope = scope.retain(|token| server.config.resources.defines(token));
    Ok(Tokens {
        access_token: access_token::mint(server, family, &scope, now).await?,
        refresh_token: Some(refresh_token.mint(&server.config.keys.refresh)),
        scope,
    })
}

/// Decides about a genuine refresh token. One that was replaced before is in two hands, and nobody
/// can tell which is the thief's: the family ends (RFC 9700 section 4.14.2).
async fn decide<P: Platform>(
    server: &Server<'_, P>,
    family: &TokenFamily,
    token: &RefreshToken,
    client: &Client,
    now: Timestamp,
) -> Result<Rotation, Refusal> {
    let decided = family.decide(token, client, server.config.refresh_grace, now);
    if decided == Err(TokenError::RefreshTokenReused) {
        revoke_family(server.platform, &family.id, now).await?;
    }
    Ok(decided?)
}
