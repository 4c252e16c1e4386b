//! The client that a request says it comes from, and how far it has proved that.
//!
//! An assertion counts once (RFC 7523 section 3). Its id is used up in the trip to D1 that decides about the request, where there
//! is one; so the request costs no trip more than one with a secret.

use std::cell::Cell;
use std::rc::Rc;

use super::refusal::Refusal;
use super::remote_documents::{self, Freshness};
use super::signature::{Signed, signed_by};
use super::used_once::spend_by;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::client::{
    AuthMethod, BadAssertion, Client, ClientAssertion, ClientError, Credentials, RegisteredBy,
    document,
};
use crate::protocol::params::Params;
use crate::protocol::path;
use crate::store::clients::load_client;
use crate::store::spent_ids::{Kind, Unspent};
use crate::store::strangers::Deed;

/// Whoever sent a request, as it says.
pub(crate) struct Claimant {
    /// What it says about itself. An assertion is verified, for the client as the isolate remembered it or as it is.
    pub(crate) credentials: Credentials,
    asserted: Option<Asserted>,
}

/// An assertion that a key of a client signed.
struct Asserted {
    assertion: Rc<ClientAssertion>,
    /// That client, as it was known when its key was looked for.
    client: Rc<Client>,
    /// Whether its id is used up.
    used: Cell<bool>,
}

impl Claimant {
    /// Reads who sent a request, and verifies the signature of an assertion.
    pub(crate) async fn read<P: Platform>(
        server: &Server<'_, P>,
        request: &Request,
        body: &Params,
    ) -> Result<Self, Refusal> {
        let audiences = server.config.audiences(&request.path);
        let now = server.platform.now();
        let credentials = Credentials::parse(request.authorization(), body, &audiences, now)?;
        let Some(assertion) = credentials.assertion().map(Rc::clone) else {
            let asserted = None;
            return Ok(Self {
                credentials,
                asserted,
            });
        };

        let client = signer(server, request, &assertion).await?;
        Ok(Self {
            credentials: credentials.verified_for(&client),
            asserted: Some(Asserted {
                assertion,
                client,
                used: Cell::new(false),
            }),
        })
    }

    /// The id of an assertion that is not used up yet, for a batch that uses it up. Call [`Claimant::id_used`] after it.
    pub(crate) fn id(&self) -> Option<Unspent> {
        let asserted = self.asserted.as_ref().filter(|it| !it.used.get())?;
        let until = asserted.assertion.expires_at;
        Some(Unspent::new(Kind::Assertion, &asserted.id(), until))
    }

    /// Notes that the id is used up.
    pub(crate) fn id_used(&self) {
        if let Some(asserted) = &self.asserted {
            asserted.used.set(true);
        }
    }

    /// Uses up an assertion that did not decide anything.
    pub(crate) async fn use_up<P: Platform>(&self, server: &Server<'_, P>) -> Result<(), Refusal> {
        let Some(asserted) = self.asserted.as_ref().filter(|it| !it.used.replace(true)) else {
            return Ok(());
        };
        let what = (Kind::Assertion, Deed::Assertion);
        let until = asserted.assertion.expires_at;
        if spend_by(server, &asserted.client, what, &asserted.id(), until).await? {
            Ok(())
        } else {
            Err(BadAssertion::Replayed.into())
        }
    }

    /// Whether it is `client`, as D1 has just shown it. Its assertion is not used up by this.
    pub(crate) async fn authenticate<P: Platform>(
        &self,
        server: &Server<'_, P>,
        client: Option<Rc<Client>>,
    ) -> Result<Rc<Client>, Refusal> {
        let (Some(asserted), Some(current)) = (&self.asserted, &client) else {
            return Ok(self.credentials.authenticate(client)?);
        };
        if asserted.client.revision != current.revision {
            // Its keys may be others since.
            verify(server, current, &asserted.assertion).await?;
        }
        Ok(self
            .credentials
            .verified_for(current)
            .authenticate(client)?)
    }
}

impl Asserted {
    /// The `jti` belongs to its client (RFC 7523 section 3).
    fn id(&self) -> String {
        format!("{}\n{}", self.client.id, self.assertion.id)
    }
}

/// The client that signed the assertion: as it is remembered, if that is enough. Memory gets nobody refused.
async fn signer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    assertion: &ClientAssertion,
) -> Result<Rc<Client>, Refusal> {
    let mut before = None;
    if let Some(client) = server.remembered_client(&assertion.client_id) {
        match verify(server, &client, assertion).await {
            Ok(()) => return Ok(client),
            Err(refusal) => before = Some((client, refusal)),
        }
    }
    let current = load(server, request, &assertion.client_id).await?;
    let current = current.ok_or(ClientError::Unknown)?;
    match before {
        Some((client, refusal)) if client.revision == current.revision => Err(refusal),
        _ => {
            verify(server, &current, assertion).await?;
            Ok(current)
        }
    }
}

/// Whether a key of `client` signed the assertion.
async fn verify<P: Platform>(
    server: &Server<'_, P>,
    client: &Client,
    assertion: &ClientAssertion,
) -> Result<(), Refusal> {
    if client.auth_method != AuthMethod::PrivateKeyJwt {
        return Err(ClientError::WrongMethod.into());
    }
    match signed_by(server, client, &assertion.jws).await? {
        Signed::Yes => Ok(()),
        Signed::No => Err(BadAssertion::Signature.into()),
        Signed::KeysUnavailable => Err(BadAssertion::KeysUnavailable.into()),
    }
}

/// The client as it is registered now. One with a metadata document may push a request before anybody has let
/// it in, so then its document speaks for it, unless the owner has the last word.
pub(super) async fn load<P: Platform>(
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
