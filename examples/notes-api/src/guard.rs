//! Guards the routes of an API with access tokens of one issuer (RFC 9068), verified offline.
//!
//! To use it in another Worker, take this file and the folder beside it. Make one [`Guard`] an
//! isolate, since it keeps the issuer's keys, and ask it before each route:
//!
//! ```text
//! let claims = match guard.admit(authorization_header, query, "notes:read").await {
//!     Ok(claims) => claims,            // whose data: claims.sub
//!     Err(refusal) => return respond(refusal), // status, WWW-Authenticate, what to tell
//! };
//! ```
//!
//! Left out on purpose: tokens in a query or in a form (RFC 9700 section 4.3.2 advises against
//! them), and asking the issuer about each token, so a revoked token works until it expires.

mod bearer;
mod keys;
mod refusal;
mod runtime;
mod token;
mod well_known;
#[cfg(target_arch = "wasm32")]
mod workerd;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use keys::Jwk;
pub use refusal::Refusal;
pub use runtime::Runtime;
pub use token::Claims;
#[cfg(target_arch = "wasm32")]
pub use workerd::Workerd;

use keys::{KeySet, Lookup};
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
    runtime: R,
}

impl<R: Runtime> Guard<R> {
    /// A guard for `resource`, the public address of this API, that trusts `issuer`. It fetches
    /// nothing until a token comes.
    ///
    /// # Errors
    /// A sentence when one of the two is not an `https` URL, or `http` on this machine, without
    /// query and fragment.
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
            runtime,
        })
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

    /// The claims of the request's access token, if it is good here and grants `scope`.
    ///
    /// `authorization` is the `Authorization` header (several of them joined by commas, as the
    /// Fetch API does), `query` the query of the URL without `?`.
    ///
    /// # Errors
    /// The [`Refusal`] to answer with.
    pub async fn admit(
        &self,
        authorization: Option<&str>,
        query: &str,
        scope: &str,
    ) -> Result<Claims, Refusal> {
        let refuse = Refuser {
            resource_metadata: &self.resource_metadata,
            scope,
        };
        let token = match bearer::token(authorization, query) {
            Ok(Some(token)) => token,
            Ok(None) => return Err(refuse.no_token()),
            Err(fault) => return Err(refuse.malformed(fault)),
        };
        // What needs no key comes first: a token that is wrong anyway must not cause a fetch.
        let token = Token::parse(token).map_err(|fault| refuse.invalid(fault))?;
        token
            .acceptable(&self.issuer, &self.resource, self.runtime.now())
            .map_err(|fault| refuse.invalid(fault))?;
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
            .verify(&key, token.signed, &token.signature)
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
        Ok(token.claims)
    }
}
