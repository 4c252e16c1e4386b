//! `POST /token`: the token endpoint (RFC 6749 section 3.2).

use std::rc::Rc;

use futures_util::future::join;
use http::StatusCode;

use super::access_token::Access;
use super::dpop::{self, Proved};
use super::minting::{Minting, Tokens};
use super::refusal::Refusal;
use super::reply::Reply;
use super::request::Request;
use super::{Server, client_authentication};
use crate::platform::{Fault, Platform};
use crate::protocol::client::{Client, Credentials, GrantType};
use crate::protocol::jose::Algorithm;
use crate::protocol::secret::Secret;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::access_token::{LIFETIME, token_type};
use crate::protocol::token::{
    BadProof, CodeGrant, RefreshGrant, RefreshToken, Rotation, TokenError, TokenFamily,
    TokenRequest, TokenResponse,
};
use crate::store::codes::load_code;
use crate::store::families::{load_client_and_family, redeem_code, revoke_family, rotate_refresh};

/// How often a refresh looks again, when others keep changing what it saw.
const MOST_RACES: u32 = 3;

pub(super) async fn issue<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let reply = match tokens(server, request).await {
        Ok(tokens) => Reply::json(
            StatusCode::OK,
            &TokenResponse {
                access_token: tokens.access_token.reveal(),
                token_type: token_type(tokens.bound),
                expires_in: LIFETIME,
                refresh_token: tokens.refresh_token.as_ref().map(Secret::reveal),
                scope: &tokens.scope,
                id_token: tokens.id_token.as_ref().map(Secret::reveal),
            },
        ),
        Err(refusal) => refusal.reply(request),
    };
    dpop::with_nonce(server, request, reply)
}

async fn tokens<P: Platform>(server: &Server<'_, P>, request: &Request) -> Result<Tokens, Refusal> {
    let body = client_authentication::form(request)?;
    let grant = TokenRequest::parse(&body)?;
    let key = dpop::prove(server, request, None).await?;
    let asker = Asker {
        credentials: client_authentication::credentials(server, request, &body).await?,
        grant_type: grant.grant_type(),
        key,
    };
    match grant {
        TokenRequest::AuthorizationCode(grant) => redeem(server, &asker, &grant).await,
        TokenRequest::RefreshToken(grant) => refresh(server, &asker, &grant).await,
    }
}

/// Who asks for tokens, and for what.
struct Asker {
    credentials: Credentials,
    grant_type: GrantType,
    /// The key that the access token shall be bound to.
    key: Option<Proved>,
}

impl Asker {
    /// The thumbprint of the key that is proved.
    fn key(&self) -> Option<&str> {
        self.key.as_ref().map(|key| key.thumbprint.as_str())
    }

    /// Uses the proof up. Only who has a genuine code or refresh token gets as far as this write.
    async fn prove_once<P: Platform>(&self, server: &Server<'_, P>) -> Result<(), Refusal> {
        match &self.key {
            Some(key) => key.once(server).await,
            None => Ok(()),
        }
    }

    /// Whether `client` is who asks, and may ask for this.
    fn believe(&self, client: Option<Rc<Client>>) -> Result<Rc<Client>, TokenError> {
        let client = self.credentials.authenticate(client)?;
        if !client.may(self.grant_type) {
            return Err(TokenError::GrantTypeNotRegistered);
        }
        if client.requires_dpop && self.key.is_none() {
            return Err(BadProof::Missing.into());
        }
        Ok(client)
    }

    /// The client as it was registered a while ago, if that lets it in. What is saved because of it
    /// names its revision, which D1 compares; and nobody is refused because of it.
    fn remembered<P: Platform>(&self, server: &Server<'_, P>) -> Option<Rc<Client>> {
        let client = server.remembered_client(&self.credentials.client_id);
        self.believe(client).ok()
    }

    /// The client as it is registered now.
    async fn current<P: Platform>(&self, server: &Server<'_, P>) -> Result<Rc<Client>, Refusal> {
        let client = server.current_client(&self.credentials.client_id).await?;
        Ok(self.believe(client)?)
    }
}

/// `grant_type=authorization_code` (RFC 6749 section 4.1.3, RFC 7636 section 4.6).
async fn redeem<P: Platform>(
    server: &Server<'_, P>,
    asker: &Asker,
    grant: &CodeGrant,
) -> Result<Tokens, Refusal> {
    let hash = grant.code.hash();
    let remembered = asker.remembered(server);
    let from_memory = remembered.is_some();
    let client = async {
        match remembered {
            Some(client) => Ok(client),
            None => asker.current(server).await,
        }
    };
    let (client, approved) = join(client, load_code(server.platform, &hash)).await;

    let mut client = client?;
    let approved = approved?.ok_or(TokenError::CodeUnknown)?;
    let now = server.platform.now();
    let (redirect_uri, verifier) = (grant.redirect_uri.as_deref(), grant.verifier.as_ref());
    let redeemable = approved.redeemable(&client, redirect_uri, verifier, asker.key(), now);
    let expired = redeemable == Err(TokenError::CodeExpired);
    if !expired {
        redeemable?;
    }
    // Before anything can end: the same request sent again, by whoever saw it, ends nothing.
    asker.prove_once(server).await?;
    if expired {
        // It may have been used in time, and then this is a second use. What is remembered of a
        // client is not enough to end anything.
        asker.current(server).await?;
        revoke_family(server.platform, hash.as_str(), now).await?;
    }
    redeemable?;
    let family = TokenFamily::begin(hash.as_str().to_owned(), &approved, asker.key(), now);
    let access = Access::narrow(server, &family, None, &grant.resources)?;
    let mint = async |client: &Client| {
        let minting = Minting {
            family: &family,
            client,
            key: asker.key(),
            id_token: &family.scope,
            nonce: approved.nonce.as_deref(),
            now,
        };
        minting
            .mint(server, access.clone(), family.live_token())
            .await
    };
    // Signed before the code is used up: should signing fail, the client can try again.
    let mut tokens = mint(&client).await?;
    let mut saved = redeem_code(server.platform, &family, &client).await?;
    if !saved && from_memory {
        // Perhaps only the registration changed.
        client = asker.current(server).await?;
        tokens = mint(&client).await?;
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
            .filter(|_| client.may_refresh(&family.scope)),
        ..tokens
    })
}

/// `grant_type=refresh_token` (RFC 6749 section 6, RFC 9700 section 4.14.2).
async fn refresh<P: Platform>(
    server: &Server<'_, P>,
    asker: &Asker,
    grant: &RefreshGrant,
) -> Result<Tokens, Refusal> {
    // First of all: with a secret that does not open the key, every token would look forged, and
    // clients would throw good ones away. And without the key there is nothing to give for a token.
    server.signing_key(Algorithm::Es256).await?;
    let remembered = asker.remembered(server);
    if let Some(client) = &remembered {
        server.signing_key(client.id_token_algorithm).await?;
    }
    let token = RefreshToken::open(&server.config.keys.refresh, grant.refresh_token.reveal());

    // As it usually is, the client is as remembered and the token is live: one statement tells. What
    // needs more than that to be minted is minted before anything is saved.
    let everything = grant.scope.is_none() && grant.resources.is_empty();
    let remembered = remembered.filter(|client| !client.claims_in_id_token);
    if let (Some(client), Some(token), true, None) = (remembered, &token, everything, &asker.key) {
        let now = server.platform.now();
        let rotated = rotate_refresh(server.platform, token, &client, None, true, now).await?;
        if let Some(family) = rotated {
            let access = Access::narrow(server, &family, None, &[])?;
            let minting = Minting {
                family: &family,
                client: &client,
                key: None,
                id_token: &family.scope,
                nonce: None,
                now,
            };
            return Ok(minting.mint(server, access, token.successor()).await?);
        }
    }

    // Whatever else it is, is told by what D1 says now; and told anew, when another request changed
    // that before this one could save.
    let family_id = token.as_ref().map_or("", |token| token.family.as_str());
    let client_id = &asker.credentials.client_id;
    let mut proved = false;
    for _ in 0..MOST_RACES {
        let (client, family) =
            load_client_and_family(server.platform, client_id, family_id).await?;
        let client = server.registered(client_id, client).await?;

        let client = asker.believe(client)?;
        let token = token.as_ref().ok_or(TokenError::RefreshTokenUnknown)?;
        let family = family.ok_or(TokenError::RefreshTokenUnknown)?;
        let now = server.platform.now();
        if !std::mem::replace(&mut proved, true) {
            asker.prove_once(server).await?;
        }
        let rotation = decide(server, asker, &family, token, &client, now).await?;
        let access = Access::narrow(server, &family, grant.scope.as_ref(), &grant.resources)?;
        let asked = grant.scope.as_ref().unwrap_or(&family.scope);
        let minting = Minting {
            family: &family,
            client: &client,
            key: asker.key(),
            id_token: asked,
            nonce: None,
            now,
        };
        let tokens = minting.mint(server, access, token.successor()).await?;

        if rotation == Rotation::Repeat
            || rotate_refresh(server.platform, token, &client, asker.key(), false, now)
                .await?
                .is_some()
        {
            return Ok(tokens);
        }
    }
    Err(Fault::new("a refresh token and its client changed faster than they were read").into())
}

/// Decides about a genuine refresh token. One that was replaced before is in two hands, and nobody
/// can tell which is the thief's: the family ends (RFC 9700 section 4.14.2).
async fn decide<P: Platform>(
    server: &Server<'_, P>,
    asker: &Asker,
    family: &TokenFamily,
    token: &RefreshToken,
    client: &Client,
    now: Timestamp,
) -> Result<Rotation, Refusal> {
    let decided = family.decide(token, client, asker.key(), server.config.refresh_grace, now);
    if decided == Err(TokenError::RefreshTokenReused) {
        revoke_family(server.platform, &family.id, now).await?;
    }
    Ok(decided?)
}
