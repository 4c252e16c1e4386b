//! The DPoP proof of a request (RFC 9449), and the nonces for the next one.

use http::HeaderName;

use crate::endpoint::client::Refusal;
use crate::endpoint::client::used_once::spend_by;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::client::Client;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::BadProof;
use crate::protocol::token::dpop::{self, Expected, LIFETIME, Proof};
use crate::store::spent_ids::{Kind, Unspent, spend_all};
use crate::store::strangers::Deed;

/// RFC 9449 section 8.2.
const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// A key that the request proves, provided nobody sent its proof before: [`Proved::once`] checks that.
pub(crate) struct Proved {
    /// The SHA-256 thumbprint of the key (RFC 7638).
    pub(crate) thumbprint: String,
    id: String,
    issued_at: Timestamp,
}

/// The key that the request proves; `None` when there is no proof.
pub(crate) async fn prove<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    access_token: Option<&str>,
) -> Result<Option<Proved>, Refusal> {
    let Some(header) = request.dpop() else {
        return Ok(None);
    };
    let proof = Proof::parse(
        header,
        &Expected {
            method: request.method.as_str(),
            url: &server.config.issuer.url(&request.path),
            access_token,
            nonces: &server.config.keys.dpop_nonce,
            nonce_required: server.config.dpop_nonce_required,
        },
        server.platform.now(),
    )?;
    let message = proof.jws.signed.as_bytes();
    let signature = &proof.jws.signature;
    let signed = server
        .platform
        .verify(&proof.key, proof.jws.algorithm, message, signature)
        .await?;
    if !signed {
        return Err(BadProof::Signature.into());
    }
    Ok(Some(Proved {
        thumbprint: proof.key.thumbprint(),
        id: proof.id,
        issued_at: proof.issued_at,
    }))
}

impl Proved {
    /// The id of the proof, for a batch that uses it up. It is kept for as long as the proof could be sent again.
    pub(crate) fn unspent(&self) -> Unspent {
        Unspent::new(Kind::Proof, &self.id, self.issued_at.plus(LIFETIME + 1))
    }

    /// Uses the proof up. Call it once everything else is right: anybody can make proofs, and each one that is
    /// used up costs a row.
    pub(crate) async fn once<P: Platform>(&self, server: &Server<'_, P>) -> Result<(), Refusal> {
        match spend_all(server.platform, &[self.unspent()]).await? {
            None => Ok(()),
            Some(_) => Err(BadProof::Replayed.into()),
        }
    }

    /// The same where a stranger may be behind the client, without a code or a token that somebody allowed.
    pub(crate) async fn once_by<P: Platform>(
        &self,
        server: &Server<'_, P>,
        client: &Client,
    ) -> Result<(), Refusal> {
        let until = self.issued_at.plus(LIFETIME + 1);
        let what = (Kind::Proof, Deed::Proof);
        if spend_by(server, client, what, &self.id, until).await? {
            Ok(())
        } else {
            Err(BadProof::Replayed.into())
        }
    }
}

/// Gives a client that uses DPoP the nonce for its next proof.
pub(crate) fn with_nonce<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    reply: Reply,
) -> Reply {
    match request.dpop() {
        None => reply,
        Some(_) => reply.header(
            DPOP_NONCE,
            dpop::nonce(&server.config.keys.dpop_nonce, server.platform.now()),
        ),
    }
}
