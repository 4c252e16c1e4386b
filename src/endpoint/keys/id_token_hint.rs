//! An ID token that a client sends back to say whom it means (`id_token_hint`).

use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::openid::{Hint, UnverifiedHint};
use crate::store::signing_keys::HintKey;

/// What a hint is worth.
pub(crate) enum Hinted {
    /// This server issued it, however long ago.
    Known(Hint),
    /// It may come from this server, but its key is no longer known, or was revoked: it proves nothing.
    Forgotten(Hint),
    /// It is not an ID token of this server.
    Bad,
}

/// Reads a hint. It does not matter that it expired, or that its key no longer signs.
pub(crate) async fn read<P: Platform>(server: &Server<'_, P>, sent: &str) -> Result<Hinted, Fault> {
    let Some(hint) = UnverifiedHint::parse(sent, server.config.issuer.as_str()) else {
        return Ok(Hinted::Bad);
    };
    let key = match server.key_for_hint(&hint.kid).await? {
        HintKey::Known(key) => key,
        HintKey::Revoked | HintKey::Unknown => return Ok(Hinted::Forgotten(hint.said())),
    };
    let (algorithm, message) = (hint.jws.algorithm, hint.jws.signed.as_bytes());
    let signed = key.suits(algorithm)
        && server
            .platform
            .verify(&key, algorithm, message, &hint.jws.signature)
            .await?;
    Ok(if signed {
        Hinted::Known(hint.said())
    } else {
        Hinted::Bad
    })
}
