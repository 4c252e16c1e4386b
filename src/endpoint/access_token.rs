//! Minting an access token, which both grants do.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::access_token::{Claims, LIFETIME, assemble, signing_input};
use crate::protocol::refresh::TokenFamily;
use crate::protocol::scope::Scope;
use crate::protocol::secret::Secret;
use crate::protocol::time::Timestamp;

/// Signs an access token of `family` that allows `scope`. Nothing is stored for it.
pub(super) async fn mint<P: Platform>(
    server: &Server<'_, P>,
    family: &TokenFamily,
    scope: &Scope,
    now: Timestamp,
) -> Result<Secret, Fault> {
    let key = server.signing_key().await?;
    let claims = Claims {
        iss: server.config.issuer.to_string(),
        sub: family.user_id.clone(),
        aud: server.config.resources.audience(scope).into(),
        client_id: family.client_id.clone(),
        scope: scope.clone(),
        iat: now,
        exp: now.plus(LIFETIME),
        jti: URL_SAFE_NO_PAD.encode(&server.platform.random()[..16]),
        auth_time: family.authenticated_at,
    };
    let input = signing_input(&key.kid, &claims)
        .map_err(|error| Fault::new(format!("an access token cannot be written: {error}")))?;
    let signature = server.platform.sign(&key.private, input.as_bytes()).await?;
    Ok(assemble(&input, &signature))
}
