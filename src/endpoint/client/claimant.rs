//! The client that a request says it comes from, and how far it has proved that.
//!
//! An assertion counts once (RFC 7523 section 3). If a trip to D1 decides about the request, the same trip uses up the id of the
//! assertion, so the request takes no more trips than one with a secret.

use std::cell::Cell;
use std::rc::Rc;

use super::refusal::Refusal;
use super::remote_documents::{self, Freshness};
use super::signature::{Signed, signed_by};
use super::used_once::spend_by;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::client::{
    AuthMethod, BadAssertion, Client, ClientAssertion, ClientError, Credentials, Hashed,
    RegisteredBy, document,
};
use crate::protocol::params::Params;
use crate::protocol::path;
use crate::protocol::token::BadProof;
use crate::store::believed::Believed;
use crate::store::clients::load_client;
use crate::store::spent_ids::{Kind, Unspent, spend_all, spending_for, used_before};
use crate::store::strangers::Deed;

/// The sender of a request, as the request names it.
pub(crate) struct Claimant {
    /// What it says about itself. An assertion is verified already, for the client as it is remembered or registered.
    pub(crate) credentials: Credentials,
    asserted: Option<Asserted>,
}

/// An assertion that a key of a client signed.
struct Asserted {
    assertion: Rc<ClientAssertion>,
    /// That client, as it was known when the key was looked for.
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

    /// Notes that the assertion's id is used up.
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

    /// Checks that the sender is `client`, as D1 has just shown it. This does not use up the assertion.
    pub(crate) async fn authenticate<P: Platform>(
        &self,
        server: &Server<'_, P>,
        client: Option<Rc<Client>>,
    ) -> Result<Rc<Client>, Refusal> {
        let (Some(asserted), Some(current)) = (&self.asserted, &client) else {
            return Ok(self.credentials.authenticate(client)?);
        };
        if asserted.client.revision != current.revision {
            // Its keys may have changed since.
            verify(server, current, &asserted.assertion).await?;
        }
        Ok(self
            .credentials
            .verified_for(current)
            .authenticate(client)?)
    }

    /// Why a statement may believe the client. `None`: the client has to be looked at first, because a document describes it and may
    /// say something else by now, or because nobody vouches for it, and strangers must not write as much as they like.
    fn believed(&self) -> Option<Proven> {
        match &self.asserted {
            None => self.credentials.hashed().map(Proven::By),
            Some(asserted) if asserted.client.may_be_a_stranger() => None,
            Some(asserted) => Some(Proven::At(asserted.client.revision.clone())),
        }
    }

    /// Asks D1 in one trip for the client as it is registered now, for the signing keys if their time has come, and runs the statements
    /// of `also`. They come right behind those that use up the assertion and `proofs`.
    pub(crate) async fn look<P: Platform>(
        &self,
        server: &Server<'_, P>,
        proofs: &[Unspent],
        also: impl FnOnce(Option<Believed<'_>>, bool) -> Vec<Statement>,
    ) -> Result<Looked, Refusal> {
        let client_id = &self.credentials.client_id;
        let believed = self.believed();
        let mut ids: Vec<Unspent> = self.id().into_iter().collect();
        let asserted = !ids.is_empty();
        ids.extend_from_slice(proofs);
        let mut statements = match &believed {
            Some(believed) => spending_for(client_id, believed.as_believed(), &ids),
            None => Vec::new(),
        };
        let spending = statements.len();
        statements.extend(also(
            believed.as_ref().map(Proven::as_believed),
            spending > 0,
        ));
        let (client, outcomes) = server.client_and(client_id, statements, false).await?;
        let (spent, found) = outcomes.split_at_checked(spending).unwrap_or_default();

        let client = match self.authenticate(server, client).await {
            Ok(client) => client,
            Err(refusal) => {
                if refusal.is_rule() {
                    // Nobody can send the assertion again, whatever the reason for the refusal.
                    self.use_up(server).await?;
                }
                return Err(refusal);
            }
        };
        // Nothing is used up for a blocked client.
        let acted = believed.is_some_and(|believed| believed.is(&client))
            && !(spending > 0 && client.blocked);
        let before = if acted {
            self.id_used();
            used_before(spent)
        } else {
            self.use_up(server).await?;
            let before = spend_all(server.platform, proofs).await?;
            before.map(|place| place + usize::from(asserted))
        };
        match before {
            Some(0) if asserted => return Err(BadAssertion::Replayed.into()),
            Some(_) => return Err(BadProof::Replayed.into()),
            None => {}
        }
        Ok(Looked {
            client,
            found: found.to_vec(),
            acted,
        })
    }
}

/// What D1 showed and did for a client that proved who it is.
pub(crate) struct Looked {
    /// The client.
    pub(crate) client: Rc<Client>,
    /// What `also` found.
    pub(crate) found: Vec<Outcome>,
    /// Whether the statements, which act only for a client that they believe, acted for this one. If not, they have to be run again
    /// for the client as it is registered now.
    pub(crate) acted: bool,
}

/// How a client proved who it is, as an owned [`Believed`].
enum Proven {
    At(String),
    By(Hashed),
}

impl Proven {
    fn as_believed(&self) -> Believed<'_> {
        match self {
            Self::At(revision) => Believed::At(revision),
            Self::By(hashed) => Believed::By(hashed),
        }
    }

    /// Whether a statement believed this about `client`, which the rules let in.
    fn is(&self, client: &Client) -> bool {
        match self {
            Self::At(revision) => *revision == client.revision,
            Self::By(_) => client.registered_by != RegisteredBy::Document,
        }
    }
}

impl Asserted {
    /// The `jti` belongs to its client (RFC 7523 section 3).
    fn id(&self) -> String {
        format!("{}\n{}", self.client.id, self.assertion.id)
    }
}

/// The client that signed the assertion, as it is remembered, if that is enough to let it in. Nobody is refused because of what is
/// only remembered.
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
    // Whatever is written because of what a replica says names the revision, which D1 compares.
    if before.is_none()
        && !document::is_document_id(&assertion.client_id)
        && let Some(client) = server.client_near(&assertion.client_id, false).await?
        && verify(server, &client, assertion).await.is_ok()
    {
        return Ok(client);
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
        let (client, _) = server.client_and(client_id, Vec::new(), false).await?;
        return Ok(client);
    }
    let known = load_client(server.platform, client_id).await?;
    let decided = |known: &Rc<Client>| known.blocked || known.registered_by == RegisteredBy::Owner;
    if known.as_ref().is_some_and(decided) {
        return Ok(known);
    }
    let client = remote_documents::client(server, client_id, Freshness::Recent).await?;
    Ok(Some(client.into()))
}
