//! Guards the routes of an API with access tokens of one issuer (RFC 9068), verified offline. A token
//! that is bound to a key (RFC 9449) passes only with a proof that the caller has the key.
//!
//! To use it in another Worker, take this file and the folder beside it. Make one [`Guard`] per isolate, since
//! it keeps the issuer's keys, and ask it before each route:
//!
//! ```text
//! match guard.admit(&request, "notes:read", &used_proofs).await {
//!     Ok(admission) => …,    // whose data: admission.claims.sub; a header to send: admission.nonce
//!     Err(refusal) => …,     // status, WWW-Authenticate, DPoP-Nonce, what to tell
//! }
//! ```
//!
//! Left out on purpose: tokens in a query or in a form (RFC 9700 section 4.3.2 advises against
//! them), and asking the issuer about each token, so a revoked token works until it expires.

mod address;
mod certainty;
mod credentials;
mod jwk;
mod keys;
mod nonce;
mod proof;
mod refusal;
mod runtime;
mod token;
mod well_known;
#[cfg(target_arch = "wasm32")]
mod workerd;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use certainty::Certainty;
pub use jwk::{Algorithm, PublicKey};
pub use refusal::Refusal;
pub use runtime::{Runtime, UsedProofs};
pub use token::Claims;
#[cfg(target_arch = "wasm32")]
pub use workerd::Workerd;

use credentials::{Credentials, Scheme};
use keys::{KeySet, Lookup};
use nonce::Nonces;
use proof::{Occasion, Proof, ProofFault};
use refusal::Refuser;
use token::{Token, TokenFault};
use well_known::{metadata_url, origin};

/// The suffix under which RFC 9728 section 3 puts the metadata of a protected resource.
const RESOURCE_METADATA: &str = "oauth-protected-resource";

/// Decides whether a request may pass.
pub struct Guard<R: Runtime> {
    issuer: String,
    resource: String,
    resource_metadata: String,
    keys: KeySet<R::Key>,
    nonces: Option<Nonces>,
    runtime: R,
}

/// What the guard needs to see of a request. If a header came several times, its values are joined by commas,
/// as the Fetch API does.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Such as `GET`.
    pub method: &'a str,
    /// The whole URL, as the client wrote it.
    pub url: &'a str,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The `DPoP` header.
    pub proof: Option<&'a str>,
}

/// What is known of a request that may pass.
#[derive(Debug)]
pub struct Admission {
    /// What the issuer says.
    pub claims: Claims,
    /// The value of `DPoP-Nonce` to answer with, for the client's next proof.
    pub nonce: Option<String>,
}

impl<R: Runtime> Guard<R> {
    /// A guard for `resource`, the public address of this API, that trusts `issuer`. It fetches
    /// nothing until a token comes.
    ///
    /// # Errors
    /// A sentence when one of the two is not an `https` URL (or `http` on this machine) without query and
    /// fragment.
    pub fn new(issuer: &str, resource: &str, runtime: R) -> Result<Self, String> {
        for (name, value) in [("issuer", issuer), ("resource", resource)] {
            if origin(value).is_none() {
                return Err(format!(
                    "The {name} `{value}` is not an address such as https://example.com (http is \
                     for localhost only, without query or fragment)"
                ));
            }
        }
        Ok(Self {
            issuer: issuer.to_owned(),
            resource: resource.to_owned(),
            resource_metadata: metadata_url(resource, RESOURCE_METADATA),
            keys: KeySet::new(),
            nonces: None,
            runtime,
        })
    }

    /// From here on a proof must have a nonce (RFC 9449 section 9), made with `secret`, which all
    /// isolates share.
    ///
    /// # Errors
    /// A sentence when the secret is shorter than 32 characters.
    pub fn require_nonces(mut self, secret: &str) -> Result<Self, String> {
        self.nonces = Some(Nonces::new(secret)?);
        Ok(self)
    }

    /// The issuer whose tokens are accepted.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// What a token's `aud` must contain.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// The path at which this API must serve its RFC 9728 metadata.
    #[must_use]
    pub fn metadata_path(&self) -> &str {
        let start = origin(&self.resource).map_or(0, str::len);
        &self.resource_metadata[start..]
    }

    /// What the request's access token says, if it is valid here and grants `scope`.
    ///
    /// # Errors
    /// The [`Refusal`] to answer with.
    pub async fn admit(
        &self,
        request: &Request<'_>,
        scope: &str,
        used_proofs: &impl UsedProofs,
    ) -> Result<Admission, Refusal> {
        self.admit_certain(request, scope, &Certainty::ANY, used_proofs)
            .await
    }

    /// The same, where it must also be certain that the person is there (RFC 9470).
    ///
    /// # Errors
    /// The [`Refusal`] to answer with.
    pub async fn admit_certain(
        &self,
        request: &Request<'_>,
        scope: &str,
        certainty: &Certainty<'_>,
        used_proofs: &impl UsedProofs,
    ) -> Result<Admission, Refusal> {
        let mut refuse = Refuser {
            resource_metadata: &self.resource_metadata,
            scope,
            scheme: Scheme::Bearer,
        };
        let (_, query) = request.url.split_once('?').unwrap_or_default();
        let credentials = match credentials::parse(request.authorization, query) {
            Ok(Some(credentials)) => credentials,
            Ok(None) => return Err(refuse.no_token()),
            Err(fault) => return Err(refuse.malformed(fault)),
        };
        refuse.scheme = credentials.scheme;
        // What needs no key comes first: a token that is wrong anyway must not cause a fetch.
        let now = self.runtime.now();
        let token = Token::parse(credentials.token).map_err(|fault| refuse.invalid(fault))?;
        token
            .acceptable(&self.issuer, &self.resource, now)
            .map_err(|fault| refuse.invalid(fault))?;
        let proof = self.proof(request, &credentials, &token, now, &mut refuse)?;
        let key = match self
            .keys
            .find(&self.runtime, &self.issuer, &token.kid)
            .await
        {
            Lookup::Found(key) => key,
            Lookup::Absent => return Err(refuse.invalid(TokenFault::UnknownKey)),
            Lookup::Unreachable(reason) => return Err(refuse.unavailable(reason)),
        };
        match self
            .runtime
            .verify(Algorithm::Es256, &key, token.signed, &token.signature)
            .await
        {
            Ok(true) => {}
            Ok(false) => return Err(refuse.invalid(TokenFault::Signature)),
            Err(reason) => return Err(refuse.unavailable(reason)),
        }
        // From here on the claims are the issuer's word.
        if !token.claims.allows(scope) {
            return Err(refuse.insufficient_scope());
        }
        if !certainty.is_met(&token.claims, now) {
            return Err(refuse.insufficient_user_authentication(certainty));
        }
        let mut nonce = None;
        if let Some(proof) = proof {
            self.redeem(&proof, used_proofs, &refuse).await?;
            nonce = self.nonces.as_ref().map(|nonces| nonces.mint(now));
        }
        Ok(Admission {
            claims: token.claims,
            nonce,
        })
    }

    /// The proof that the token asks for, if any; its signature is still to be verified.
    fn proof<'a>(
        &self,
        request: &Request<'a>,
        credentials: &Credentials<'_>,
        token: &Token<'_>,
        now: u64,
        refuse: &mut Refuser<'_>,
    ) -> Result<Option<Proof<'a>>, Refusal> {
        let confirmation = token.claims.cnf.as_ref();
        let jkt = match (credentials.scheme, confirmation) {
            (Scheme::Bearer, None) => return Ok(None),
            // RFC 9449 section 7.2: otherwise a stolen token would work without its key. A token bound in an
            // unknown way is refused, too.
            (Scheme::Bearer, Some(_)) => {
                refuse.scheme = Scheme::Dpop;
                return Err(refuse.invalid(TokenFault::Bound));
            }
            (Scheme::Dpop, _) => confirmation
                .and_then(|confirmation| confirmation.jkt.as_deref())
                .ok_or_else(|| refuse.invalid(TokenFault::Unbound))?,
        };
        let occasion = Occasion {
            method: request.method,
            url: request.url,
            token: credentials.token,
            jkt,
            now,
        };
        let proof = request.proof.ok_or(ProofFault::Absent).and_then(|text| {
            let proof = Proof::parse(text)?;
            proof.acceptable(&occasion)?;
            Ok(proof)
        });
        let proof = proof.map_err(|fault| refuse.unproved(fault))?;
        if let Some(nonces) = &self.nonces
            && !proof
                .nonce()
                .is_some_and(|nonce| nonces.accepts(nonce, now))
        {
            return Err(Refusal {
                nonce: Some(nonces.mint(now)),
                ..refuse.unproved(ProofFault::Nonce)
            });
        }
        Ok(Some(proof))
    }

    /// Verifies the proof's signature, and uses it up. Comes last: whoever has no token must not be
    /// able to fill the table.
    async fn redeem(
        &self,
        proof: &Proof<'_>,
        used_proofs: &impl UsedProofs,
        refuse: &Refuser<'_>,
    ) -> Result<(), Refusal> {
        let key = self.runtime.import(&proof.key).await;
        let key = key.map_err(|_| refuse.unproved(ProofFault::Key))?;
        let verified = self
            .runtime
            .verify(proof.key.algorithm, &key, proof.signed, &proof.signature)
            .await
            .map_err(|reason| refuse.unavailable(reason))?;
        if !verified {
            return Err(refuse.unproved(ProofFault::Signature));
        }
        let first = used_proofs
            .first_use(&proof.id(), proof.remembered_until())
            .await
            .map_err(|reason| refuse.unavailable(reason))?;
        if first {
            Ok(())
        } else {
            Err(refuse.unproved(ProofFault::Used))
        }
    }
}
