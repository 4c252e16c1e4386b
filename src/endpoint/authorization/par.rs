//! `POST /par`: the pushed authorization request endpoint (RFC 9126).

use std::borrow::Cow;
use std::rc::Rc;

use futures_util::future::join;
use http::StatusCode;

use super::pushed_reference::{Checked, Pushed, Unkept};
use crate::endpoint::client::claimant::Claimant;
use crate::endpoint::client::{Refusal, authentication};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{self, TooMany};
use crate::endpoint::interaction::evidence::Evidence;
use crate::endpoint::interaction::parameters::{NoParams, signed};
use crate::endpoint::server::Server;
use crate::endpoint::token::dpop::{self, Proved};
use crate::platform::Platform;
use crate::protocol::authorization::pushed_request::LIFETIME;
use crate::protocol::authorization::{
    AuthorizationError, AuthorizationRequest, Destination, PushedResponse, Unproved,
};
use crate::protocol::client::Client;
use crate::protocol::params::Params;
use crate::protocol::token::TokenError;

/// What proves the client, and is no part of the request.
const CREDENTIALS: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

const TOO_LONG: &str = "The request is too long: for a client that has no credentials here it must fit into a URL. \
    Leave out what is not needed.";

/// Why nothing was pushed.
enum NotPushed {
    /// The client did not prove who it is.
    Refused(Refusal),
    /// The request could not be an authorization request.
    Request(&'static str, Cow<'static, str>),
    /// Its answer could not go to the client.
    Unproved(Unproved, Box<Evidence>),
}

impl<E: Into<Refusal>> From<E> for NotPushed {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

impl From<Unkept> for NotPushed {
    fn from(why: Unkept) -> Self {
        match why {
            Unkept::Fault(fault) => fault.into(),
            Unkept::TooLong => Self::Request("invalid_request", TOO_LONG.into()),
        }
    }
}

pub(crate) async fn push<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let reply = match pushed(server, request).await {
        Ok(Pushed { reference, fault }) => {
            let response = PushedResponse {
                request_uri: &reference.request_uri(),
                expires_in: LIFETIME,
            };
            let reply = Reply::json(StatusCode::CREATED, &response);
            match &fault {
                None => reply,
                Some(fault) => reply.trouble(fault),
            }
        }
        Err(NotPushed::Refused(refusal)) => refusal.reply(request),
        Err(NotPushed::Request(error, sentence)) => {
            Reply::error(StatusCode::BAD_REQUEST, error, &sentence).because(sentence)
        }
        Err(NotPushed::Unproved(why, evidence)) => {
            let (status, sentence) = (StatusCode::BAD_REQUEST, why.sentence());
            evidence.logged(Reply::error(status, "invalid_request", sentence).because(sentence))
        }
    };
    dpop::with_nonce(server, request, reply)
}

async fn pushed<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Pushed, NotPushed> {
    let body = authentication::form(request)?;
    let proves = has_credentials(request, &body);
    // A client's server pushes for all of its people from one address, so a client that proves who it is has no limit.
    if !proves {
        within_limit(server, request).await?;
    }
    let proved_key = dpop::prove(server, request, None).await?;
    let proved = match Claimant::read(server, request, &body).await {
        Err(refusal) => Err(refusal),
        Ok(claimant) => match at_once(server, &claimant, &body, proved_key.as_ref()).await? {
            Ok(First::Done(pushed)) => return Ok(pushed),
            Ok(First::Nothing { used }) => {
                let client = authentication::authenticate(server, request, claimant).await;
                client.map(|client| (client, used))
            }
            Err(refusal) => Err(refusal),
        },
    };
    let (client, used) = match proved {
        Ok(proved) => proved,
        Err(refusal) => {
            // Credentials that prove nothing earn nothing.
            if proves && refusal.is_rule() {
                within_limit(server, request).await?;
            }
            return Err(refusal.into());
        }
    };
    let checked = checked(server, &client, &body, proved_key.as_ref()).await?;
    let proof = async {
        match proved_key.filter(|_| !used) {
            Some(key) => key.once_by(server, &client).await,
            None => Ok(()),
        }
    };
    let (proof, kept) = join(proof, checked.kept(server)).await;
    proof?;
    Ok(kept?)
}

/// What came of the first trip to the storage.
enum First {
    Done(Pushed),
    /// The client has to be looked at first. `used`: whether the proof is used up.
    Nothing {
        used: bool,
    },
}

/// The usual case: the client is as remembered, and its request is kept while D1 confirms that. If D1 does not, what was stored is
/// of no use to anybody, because nobody learns its name.
async fn at_once<P: Platform>(
    server: &Server<'_, P>,
    claimant: &Claimant,
    body: &Params,
    proved_key: Option<&Proved>,
) -> Result<Result<First, Refusal>, NotPushed> {
    let nothing = |used| Ok(Ok(First::Nothing { used }));
    let client = server.remembered_client(&claimant.credentials.client_id);
    let client = claimant.credentials.authenticate(client).ok();
    let client = client.filter(|client| !client.blocked && !client.may_be_a_stranger());
    let Some(client) = client else {
        return nothing(false);
    };
    // Nobody is refused because of what is only remembered.
    let Ok(checked) = checked(server, &client, body, proved_key).await else {
        return nothing(false);
    };
    let proof = proved_key.map(Proved::unspent);
    let (kept, looked) = join(
        checked.kept(server),
        claimant.look(server, proof.as_slice(), |_, _| Vec::new()),
    )
    .await;
    match looked {
        Err(refusal) => Ok(Err(refusal)),
        Ok(looked) if looked.client.revision != client.revision => nothing(true),
        Ok(_) => Ok(Ok(First::Done(kept?))),
    }
}

/// The request, if it breaks no rule. Everything that `/authorize` would refuse is refused here, where the client
/// learns of it.
async fn checked<P: Platform>(
    server: &Server<'_, P>,
    client: &Rc<Client>,
    body: &Params,
    proved_key: Option<&Proved>,
) -> Result<Checked, NotPushed> {
    // Section 2.1: a reference cannot be pushed.
    if !matches!(body.one("request_uri"), Ok(None)) {
        return Err(error(&AuthorizationError::RequestUri, "invalid_request"));
    }
    let params = signed(server, client, body.clone(), server.platform.now())
        .await
        .map_err(|why| match why {
            NoParams::Unproved(Unproved::RequestObject(bad)) => {
                NotPushed::Request("invalid_request_object", bad.sentence().into())
            }
            NoParams::Unproved(unproved) => {
                NotPushed::Request("invalid_request", unproved.sentence().into())
            }
            NoParams::Error(wrong) => error(&wrong, wrong.error()),
            NoParams::NotNow(why) => why.into(),
        })?;
    let thumbprint = proved_key.map(|key| key.thumbprint.clone());
    let params = with_key(params, thumbprint)?;

    let destination =
        Destination::prove(client, &params, &server.config.issuer).map_err(|why| {
            NotPushed::Unproved(why, Box::new(Evidence::of_redirect(client, &params)))
        })?;
    let resources = &server.config.resources;
    AuthorizationRequest::parse(Rc::clone(client), destination, &params, resources)
        .map_err(|wrong| error(&wrong, wrong.error()))?;

    let form = params.form_without(&CREDENTIALS);
    // What would be too long for `/authorize` would make an answer that is too long for a `Location`.
    if Request::is_too_long(&form) {
        return Err(TokenError::TooLarge.into());
    }
    Ok(Checked::new(server, client, form).await?)
}

/// Whether the client says who it is with more than its name.
fn has_credentials(request: &Request, body: &Params) -> bool {
    let sent = |name| matches!(body.one(name), Ok(Some(_)));
    request.authorization().is_some() || CREDENTIALS.into_iter().any(sent)
}

/// Refuses an address that pushes too often without a proof of who its client is.
async fn within_limit<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<(), TooMany> {
    let from = format!("push from {}", request.address());
    too_many::within_limit(server, &from).await
}

/// RFC 9449 section 10.1: a proof here says what `dpop_jkt` would.
fn with_key(params: Params, proved_key: Option<String>) -> Result<Params, NotPushed> {
    let Some(proved) = proved_key else {
        return Ok(params);
    };
    match params.one("dpop_jkt") {
        Ok(None) => Ok(params.and("dpop_jkt", proved)),
        Ok(Some(named)) if named == proved => Ok(params),
        _ => Err(NotPushed::Request(
            "invalid_request",
            "dpop_jkt is not the key of the DPoP proof.".into(),
        )),
    }
}

fn error(wrong: &AuthorizationError, error: &'static str) -> NotPushed {
    NotPushed::Request(error, wrong.sentence())
}
