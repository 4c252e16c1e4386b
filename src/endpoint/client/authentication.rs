//! Who posts to `/token`, `/device_authorization`, `/revoke`, `/introspect` and `/par` (RFC 6749 section 2.3, RFC 7523).

use std::rc::Rc;

use super::not_now::NotNow;
use super::refusal::Refusal;
use super::remote_documents::{self, Freshness, had};
use crate::endpoint::http::request::{BadBody, Request};
use crate::endpoint::http::too_many::{self, TooMany};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::client::document;
use crate::protocol::client::{
    BadAssertion, Client, ClientError, ClientKeys, Credentials, RegisteredBy,
};
use crate::protocol::jose::{Jws, PublicKey};
use crate::protocol::params::Params;
use crate::protocol::path;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::TokenError;
use crate::store::clients::load_client;
use crate::store::grants::is_allowed;
use crate::store::spent_ids::{Kind, Spent, spend, spend_of_stranger};
use crate::store::strangers::Deed;

/// The parameters that say who the client is; RFC 6749 section 2.3.1: they "MUST NOT be included in the request
/// URI". A code or a token there would end up in logs in the same way.
const NOT_IN_QUERY: [&str; 9] = [
    "assertion",
    "client_id",
    "client_secret",
    "client_assertion",
    "code",
    "device_code",
    "refresh_token",
    "subject_token",
    "token",
];

/// Reads the form of a client, refusing what came in the URL.
pub(crate) fn form(request: &Request) -> Result<Params, TokenError> {
    let body = request.form()?;
    let query = request.query_params().map_err(BadBody::Malformed)?;
    let misplaced = |name: &&str| !matches!(query.one(name), Ok(None));
    if NOT_IN_QUERY.iter().any(misplaced) {
        return Err(TokenError::CredentialsInQuery);
    }
    Ok(body)
}

/// What the client says about itself. An assertion is verified here, and used up.
pub(crate) async fn credentials<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    body: &Params,
) -> Result<Credentials, Refusal> {
    let audiences = server.config.audiences(&request.path);
    let now = server.platform.now();
    let credentials = Credentials::parse(request.authorization(), body, &audiences, now)?;
    let Some(assertion) = credentials.assertion() else {
        return Ok(credentials);
    };

    let client = load(server, request, &credentials.client_id).await?;
    let client = client.ok_or(ClientError::Unknown)?;
    if client.auth_method != credentials.method {
        return Err(ClientError::WrongMethod.into());
    }
    match signed_by(server, &client, &assertion.jws).await? {
        Signed::Yes => {}
        Signed::No => return Err(BadAssertion::Signature.into()),
        Signed::KeysUnavailable => return Err(BadAssertion::KeysUnavailable.into()),
    }

    // The `jti` belongs to its client (RFC 7523 section 3).
    let id = format!("{}\n{}", client.id, assertion.id);
    let what = (Kind::Assertion, Deed::Assertion);
    if !spend_by(server, &client, what, &id, assertion.expires_at).await? {
        return Err(BadAssertion::Replayed.into());
    }
    Ok(credentials.verified_for(&client))
}

/// Uses up an id that `client` sent; `false`: it was used before. Where a stranger may be behind the client, it counts
/// as one of their rows.
pub(crate) async fn spend_by<P: Platform>(
    server: &Server<'_, P>,
    client: &Client,
    what: (Kind, Deed),
    id: &str,
    expires_at: Timestamp,
) -> Result<bool, Refusal> {
    let (kind, deed) = what;
    // A client that proves who it is, and that somebody allowed, is in use: it comes as often as its people.
    let in_use = async || {
        let proves = client.auth_method.is_confidential();
        Ok::<_, Fault>(proves && is_allowed(server.platform, &client.id).await?)
    };
    if !client.may_be_a_stranger() || in_use().await? {
        return Ok(spend(server.platform, kind, id, expires_at).await?);
    }
    let from = format!("{} from {}", deed.name(), server.address);
    too_many::within_limit(server, &from).await?;
    let ceiling = server.config.strangers;
    match spend_of_stranger(server.platform, what, id, expires_at, ceiling).await? {
        Spent::Now => Ok(true),
        Spent::Before => Ok(false),
        Spent::Ceiling => Err(TooMany::today(deed, server.platform.now()).into()),
    }
}

/// The client that posted, as it is registered now.
pub(crate) async fn authenticate<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    body: &Params,
) -> Result<Rc<Client>, Refusal> {
    let credentials = credentials(server, request, body).await?;
    let client = load(server, request, &credentials.client_id).await?;
    let client = credentials.authenticate(client)?;
    // A blocked client may give back what it has.
    if client.blocked && request.path != path::REVOKE {
        return Err(ClientError::Blocked.into());
    }
    Ok(client)
}

/// The client as it is registered now. One with a metadata document may push a request before anybody has let
/// it in, so then its document speaks for it, unless the owner has the last word.
async fn load<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    client_id: &str,
) -> Result<Option<Rc<Client>>, Refusal> {
    let described = request.path == path::PAR
        && server.config.client_documents
        && document::is_document_id(client_id);
    if !described {
        return Ok(server.current_client(client_id).await?);
    }
    let known = load_client(server.platform, client_id).await?;
    let decided = |known: &Rc<Client>| known.blocked || known.registered_by == RegisteredBy::Owner;
    if known.as_ref().is_some_and(decided) {
        return Ok(known);
    }
    let client = remote_documents::client(server, client_id, Freshness::Recent).await?;
    Ok(Some(client.into()))
}

/// Whether a client signed something.
pub(crate) enum Signed {
    /// With a key of its own.
    Yes,
    /// With none of them.
    No,
    /// Its keys are elsewhere and cannot be fetched now.
    KeysUnavailable,
}

/// Looks for the key of `client` that made a signature. Keys that are elsewhere are fetched again when none of
/// the remembered ones fits: the client may have a new one.
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

/// The keys of `client` as they are now; if it has a metadata document, as the document says now.
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
