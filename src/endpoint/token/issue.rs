//! The tokens of one answer, which both grants mint in the same way: an access token, its refresh token and,
//! perhaps, an ID token (OpenID Connect Core sections 3.1.3.3 and 12.2).

use sha2::{Digest, Sha256};

use super::access_token::{self, Access};
use crate::endpoint::client::Refusal;
use crate::endpoint::keys::sign;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::client::Client;
use crate::protocol::jose::Algorithm;
use crate::protocol::openid::id_token::{Authentication, TYPE, left_half};
use crate::protocol::openid::{Place, subject};
use crate::protocol::resource::Resources;
use crate::protocol::scope::{OPENID, Scope};
use crate::protocol::secret::Secret;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::access_token::{Claims, TYPE as AT_TYPE};
use crate::protocol::token::{RefreshToken, TokenFamily};
use crate::store::group_members::load_with_groups;

/// What the client gets.
pub(super) struct Tokens {
    pub(super) access_token: Secret,
    /// Where a token was exchanged.
    pub(super) issued_token_type: Option<&'static str>,
    pub(super) bound: bool,
    /// How long the access token is valid, in seconds.
    pub(super) expires_in: u32,
    pub(super) refresh_token: Option<Secret>,
    pub(super) scope: Scope,
    pub(super) id_token: Option<Secret>,
}

impl Tokens {
    /// Nothing but an access token with these claims.
    pub(super) async fn alone<P: Platform>(
        server: &Server<'_, P>,
        claims: Claims,
    ) -> Result<Self, Refusal> {
        Ok(Self {
            access_token: sign(server, Algorithm::Es256, AT_TYPE, &claims).await?,
            issued_token_type: None,
            bound: claims.cnf.is_some(),
            expires_in: u32::try_from(claims.exp.0 - claims.iat.0).unwrap_or_default(),
            refresh_token: None,
            scope: claims.scope,
            id_token: None,
        })
    }
}

/// What tokens are minted from.
pub(super) struct Minting<'a> {
    pub(super) family: &'a TokenFamily,
    pub(super) client: &'a Client,
    /// The thumbprint of the key that the access token is bound to.
    pub(super) key: Option<&'a str>,
    /// The scope that was asked for, at whatever API: with `openid` there is an ID token.
    pub(super) id_token: &'a Scope,
    /// What the ID token repeats; never after a refresh (OpenID Connect Core section 12.2).
    pub(super) nonce: Option<&'a str>,
    pub(super) now: Timestamp,
}

impl Minting<'_> {
    /// Mints an access token, its refresh token and, perhaps, an ID token.
    pub(super) async fn mint<P: Platform>(
        self,
        server: &Server<'_, P>,
        access: Access,
        refresh_token: RefreshToken,
    ) -> Result<Tokens, Fault> {
        let (family, now) = (self.family, self.now);
        let lifetimes = server.lifetimes(self.client);
        let expires_in = lifetimes.access_token_for(&access.scope);
        let access_token =
            access_token::mint(server, family, &access, self.key, expires_in, now).await?;
        let id_token = if self.id_token.contains(OPENID) {
            Some(id_token(server, &self, &access_token, lifetimes.id_token).await?)
        } else {
            None
        };
        Ok(Tokens {
            access_token,
            issued_token_type: None,
            bound: self.key.is_some(),
            expires_in,
            refresh_token: Some(refresh_token.mint(&server.config.keys.refresh)),
            scope: access.scope,
            id_token,
        })
    }
}

/// Whether tokens of this client with this scope say what only the owner says of people: its groups, or own claims.
pub(super) fn tells_of_owner(client: &Client, scope: &Scope, resources: &Resources) -> bool {
    let mut tokens = scope.iter();
    tokens.any(|token| resources.is_of_owner(token) && client.scope.contains(token))
}

/// The ID token to go with `access_token`. The user is looked up only if the client wants to know more than who
/// it is.
async fn id_token<P: Platform>(
    server: &Server<'_, P>,
    minting: &Minting<'_>,
    access_token: &Secret,
    lifetime: u32,
) -> Result<Secret, Fault> {
    let Minting { family, client, .. } = minting;
    let session = family.session_id.as_deref();
    let access_token = access_token.reveal().as_bytes();
    let at_hash = match client.id_token_algorithm {
        // RFC 8032 section 5.1: Ed25519 hashes with SHA-512.
        Algorithm::Ed25519 | Algorithm::EdDsa => {
            left_half(&server.platform.sha512(access_token).await?)
        }
        Algorithm::Es256 | Algorithm::Rs256 | Algorithm::Ps256 => {
            left_half(&Sha256::digest(access_token))
        }
    };
    let asked = access_token::asked(family)?;
    let authentication = Authentication {
        issuer: &server.config.issuer,
        client_id: &family.client_id,
        subject: &family.subject,
        authenticated_at: family.authenticated_at,
        method: family.method,
        acr: asked.acr(family.method),
        session: session.map(|session| subject::session(session, &family.client_id)),
        nonce: minting.nonce,
        at_hash,
        lifetime,
    };
    let mut user = serde_json::Map::new();
    let scope = minting.id_token;
    let resources = &server.config.resources;
    let of_owner = tells_of_owner(client, scope, resources);
    if client.claims_in_id_token || of_owner || asked.wants(Place::IdToken) {
        let groups = tells_of_owner(client, &client.scope, resources);
        let known = load_with_groups(server.platform, &family.user_id, groups).await?;
        let (known, memberships) = known.unwrap_or_default();
        let about = known.claims_for(memberships, &client.scope, resources);
        user = if client.claims_in_id_token {
            about.of_scope(scope)
        } else {
            about.of_owner(scope)
        };
        asked.select(Place::IdToken, &about.all, &mut user);
    }
    let claims = authentication.claims(user, minting.now);
    sign(server, client.id_token_algorithm, TYPE, &claims).await
}
