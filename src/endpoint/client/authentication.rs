//! Who posts to `/token`, `/device_authorization`, `/revoke`, `/introspect` and `/par` (RFC 6749 section 2.3, RFC 7523).

use std::rc::Rc;

use super::claimant::{Claimant, load};
use super::refusal::Refusal;
use crate::endpoint::http::body::BadBody;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::client::{Client, ClientError};
use crate::protocol::params::Params;
use crate::protocol::token::TokenError;

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

/// The client that posted, as it is registered now. An assertion is used up.
pub(crate) async fn authenticate<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    claimant: Claimant,
) -> Result<Rc<Client>, Refusal> {
    let client = load(server, request, &claimant.credentials.client_id).await?;
    let client = claimant.authenticate(server, client).await?;
    claimant.use_up(server).await?;
    unblocked(client)
}

/// A blocked client is refused, except where it gives back what it has.
pub(crate) fn unblocked(client: Rc<Client>) -> Result<Rc<Client>, Refusal> {
    if client.blocked {
        return Err(ClientError::Blocked.into());
    }
    Ok(client)
}
