//! Where the parameters of an authorization request come from: the URL, a request object (RFC 9101), or
//! what was pushed before (RFC 9126).

use crate::endpoint::client::NotNow;
use crate::endpoint::client::signature::{Signed, signed_by};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::{
    AuthorizationError, BadRequestObject, PushedRequest, Reference, RequestObject, Unproved,
};
use crate::protocol::client::Client;
use crate::protocol::params::Params;
use crate::protocol::timestamp::Timestamp;

/// Why there are no parameters.
pub(crate) enum NoParams {
    /// Only the person can be told.
    Unproved(Unproved),
    /// The client may be told, if the `redirect_uri` among what was sent is the client's.
    Error(AuthorizationError),
    /// The client's signature cannot be verified now.
    NotNow(NotNow),
}

impl From<NotNow> for NoParams {
    fn from(why: NotNow) -> Self {
        Self::NotNow(why)
    }
}

impl From<BadRequestObject> for NoParams {
    fn from(bad: BadRequestObject) -> Self {
        Self::Unproved(Unproved::RequestObject(bad))
    }
}

/// What `request_uri` refers to, if it is a reference of this server.
pub(crate) fn reference(params: &Params) -> Result<Option<Reference>, Unproved> {
    let request_uri = params.one("request_uri");
    let request_uri = request_uri.map_err(|_| Unproved::RequestRepeated)?;
    Ok(request_uri.and_then(Reference::parse))
}

/// The parameters that count. `pushed` is what was found under the reference in `sent`, if it has one.
pub(crate) async fn load<P: Platform>(
    server: &Server<'_, P>,
    client: &Client,
    sent: Params,
    reference: Option<&Reference>,
    pushed: Option<PushedRequest>,
    received_at: Timestamp,
) -> Result<Params, NoParams> {
    if reference.is_some() {
        let now = server.platform.now();
        // RFC 9126 section 4: nothing beside the reference counts.
        return pushed
            .filter(|pushed| pushed.client_id == client.id && now < pushed.expires_at)
            .and_then(|pushed| Params::parse(pushed.form.as_bytes()).ok())
            .ok_or(NoParams::Unproved(Unproved::PushedRequestUnknown));
    }
    if !matches!(sent.one("request_uri"), Ok(None)) {
        return Err(NoParams::Error(AuthorizationError::RequestUri));
    }
    if client.requires_pushed_requests || server.config.pushed_requests_required {
        let error = AuthorizationError::PushedRequestRequired;
        return Err(NoParams::Error(error));
    }
    signed(server, client, sent, received_at).await
}

/// The parameters in the request object, if there is one; it alone counts then (RFC 9101 section 6.3).
pub(crate) async fn signed<P: Platform>(
    server: &Server<'_, P>,
    client: &Client,
    sent: Params,
    received_at: Timestamp,
) -> Result<Params, NoParams> {
    let object = sent
        .one("request")
        .map_err(|_| NoParams::Unproved(Unproved::RequestRepeated))?;
    let (object, objects) = match (object, client.request_objects) {
        (Some(object), Some(objects)) => (object, objects),
        (Some(_), None) => {
            return Err(NoParams::Error(AuthorizationError::RequestObject));
        }
        (None, Some(objects)) if objects.required => {
            let error = AuthorizationError::RequestObjectRequired;
            return Err(NoParams::Error(error));
        }
        (None, _) => return Ok(sent),
    };
    let issuer = server.config.issuer.as_str();
    let object = RequestObject::parse(object, &client.id, objects.algorithm, issuer, received_at)?;
    match signed_by(server, client, &object.jws).await? {
        Signed::Yes => Ok(object.verified()),
        Signed::No => Err(BadRequestObject::Signature.into()),
        Signed::KeysUnavailable => Err(BadRequestObject::KeysUnavailable.into()),
    }
}
