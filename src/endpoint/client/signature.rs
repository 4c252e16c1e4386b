//! What a client signed with a key of its own.

use super::not_now::NotNow;
use super::remote_documents::{self, Freshness, had};
use crate::endpoint::http::too_many::TooMany;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::client::{Client, ClientKeys, RegisteredBy};
use crate::protocol::jose::{Jws, PublicKey};

/// Whether a client signed something.
pub(crate) enum Signed {
    /// With a key of its own.
    Yes,
    /// With none of them.
    No,
    /// Its keys are elsewhere and cannot be fetched now.
    KeysUnavailable,
}

/// Looks for the key of `client` that made a signature. If the keys are elsewhere and none of the remembered ones fits, they are
/// fetched again, because the client may have a new one.
pub(crate) async fn signed_by<P: Platform>(
    server: &Server<'_, P>,
    client: &Client,
    jws: &Jws,
) -> Result<Signed, NotNow> {
    for freshness in [Freshness::Recent, Freshness::Renewed] {
        let keys = match keys(server, client, freshness).await? {
            Some(keys) => keys,
            None => return Ok(Signed::KeysUnavailable),
        };
        if verified(server, &keys, jws).await? {
            return Ok(Signed::Yes);
        }
        if matches!(client.keys, ClientKeys::Here(_) | ClientKeys::None)
            && client.registered_by != RegisteredBy::Document
        {
            break;
        }
    }
    Ok(Signed::No)
}

/// The current keys of `client`. If it has a metadata document, these are the keys in the document now.
async fn keys<P: Platform>(
    server: &Server<'_, P>,
    client: &Client,
    freshness: Freshness,
) -> Result<Option<Vec<PublicKey>>, TooMany> {
    let described = match client.registered_by {
        RegisteredBy::Document => {
            let described = remote_documents::client(server, &client.id, freshness).await;
            match had(described)? {
                Some(client) => client.keys.clone(),
                None => return Ok(None),
            }
        }
        RegisteredBy::Owner | RegisteredBy::Itself => client.keys.clone(),
    };
    match described {
        ClientKeys::None => Ok(Some(Vec::new())),
        ClientKeys::Here(keys) => Ok(Some(keys)),
        // A stranger's address is fetched only where the runtime keeps to public ones.
        ClientKeys::At(_)
            if client.registered_by != RegisteredBy::Owner && !server.config.strictly_public =>
        {
            Ok(None)
        }
        ClientKeys::At(uri) => remote_documents::keys(server, &uri, freshness).await,
    }
}

async fn verified<P: Platform>(
    server: &Server<'_, P>,
    keys: &[PublicKey],
    jws: &Jws,
) -> Result<bool, Fault> {
    let message = jws.signed.as_bytes();
    for key in jws.candidates(keys) {
        let verified = server
            .platform
            .verify(key, jws.algorithm, message, &jws.signature)
            .await?;
        if verified {
            return Ok(true);
        }
    }
    Ok(false)
}
