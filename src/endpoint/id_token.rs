//! Minting an ID token (OpenID Connect Core sections 3.1.3.3 and 12.2), which both grants do.

use sha2::{Digest, Sha256};

use super::Server;
use super::minting::Minting;
use super::signature::sign;
use crate::platform::{Fault, Platform};
use crate::protocol::jose::Algorithm;
use crate::protocol::openid::claims;
use crate::protocol::openid::id_token::{Authentication, TYPE, left_half};
use crate::protocol::openid::subject;
use crate::protocol::openid::{ClaimsRequest, Place};
use crate::protocol::secret::Secret;
use crate::store::users::load_user;

/// The ID token to go with `access_token`. The user is looked up only if the client wants
/// more than to know who it is.
pub(super) async fn mint<P: Platform>(
    server: &Server<'_, P>,
    minting: &Minting<'_>,
    access_token: &Secret,
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
    let authentication = Authentication {
        issuer: server.config.issuer.as_str(),
        client_id: &family.client_id,
        subject: &family.subject,
        authenticated_at: family.authenticated_at,
        session: session.map(|session| subject::session(session, &family.client_id)),
        nonce: minting.nonce,
        at_hash,
    };
    let asked = ClaimsRequest::restore(family.claims.as_deref());
    let mut user = serde_json::Map::new();
    if client.claims_in_id_token || asked.wants(Place::IdToken) {
        let known = load_user(server.platform, &family.user_id).await?;
        let all = known.map(|known| known.all_claims()).unwrap_or_default();
        if client.claims_in_id_token {
            user = claims::of_scope(&all, minting.id_token);
        }
        asked.select(Place::IdToken, &all, &mut user);
    }
    let claims = authentication.claims(user, minting.now);
    sign(server, client.id_token_algorithm, TYPE, &claims).await
}
