//! Client authentication (RFC 6749 sections 2.3 and 3.2.1).

use std::borrow::Borrow;
use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::assertion::{self, BadAssertion, ClientAssertion};
use super::auth_method::AuthMethod;
use super::error::ClientError;
use super::registration::Client;
use crate::protocol::params::{self, Params};
use crate::protocol::secret::{Secret, SecretHash};
use crate::protocol::timestamp::Timestamp;

/// What a client sent to say who it is. Not yet verified.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The `client_id` it claims.
    pub client_id: String,
    /// How it offers to prove it.
    pub method: AuthMethod,
    proof: Proof,
}

/// Credentials that a statement can compare with a registration.
#[derive(Debug)]
pub struct Hashed {
    /// How they were sent.
    pub method: AuthMethod,
    /// The hash of the secret; `None` without one.
    pub secret: Option<SecretHash>,
}

#[derive(Debug, Clone)]
enum Proof {
    /// Nothing, as public clients do.
    None,
    Secret(Secret),
    /// An assertion that is not yet verified.
    Assertion(Rc<ClientAssertion>),
    /// An assertion that a key of this revision of the client verified.
    Verified(String),
}

impl Credentials {
    /// Reads the `Authorization` header and the body of a request. `audiences` are the names of this server
    /// that an assertion may be addressed to.
    ///
    /// # Errors
    /// [`ClientError`]: no credentials, two at once, a header that is not HTTP Basic, or an assertion
    /// that breaks a rule.
    pub fn parse(
        authorization: Option<&str>,
        body: &Params,
        audiences: &[String],
        now: Timestamp,
    ) -> Result<Self, ClientError> {
        let client_id = body.one("client_id")?;
        let client_secret = body.one("client_secret")?;
        let assertion = body.one("client_assertion")?;
        let assertion_type = body.one("client_assertion_type")?;
        // RFC 6749 section 2.3: "MUST NOT use more than one authentication method in each request".
        match (authorization, client_secret, assertion) {
            (Some(_), Some(_), _) | (Some(_), _, Some(_)) | (_, Some(_), Some(_)) => {
                Err(ClientError::TwoMethods)
            }
            (_, _, assertion)
                if assertion.is_some() != (assertion_type == Some(assertion::TYPE)) =>
            {
                Err(BadAssertion::Type.into())
            }
            (Some(header), None, None) => {
                let credentials = Self::basic(header).ok_or(ClientError::BasicHeaderMalformed)?;
                credentials.of(client_id)
            }
            (None, secret, None) => Ok(Self {
                client_id: client_id.ok_or(ClientError::Missing)?.to_owned(),
                method: match secret {
                    Some(_) => AuthMethod::ClientSecretPost,
                    None => AuthMethod::None,
                },
                proof: secret.map_or(Proof::None, |secret| Proof::Secret(Secret::new(secret))),
            }),
            (None, None, Some(sent)) => {
                let assertion = ClientAssertion::parse(sent, audiences, now)?;
                let credentials = Self {
                    client_id: assertion.client_id.clone(),
                    method: AuthMethod::PrivateKeyJwt,
                    proof: Proof::Assertion(Rc::new(assertion)),
                };
                credentials.of(client_id)
            }
        }
    }

    /// Unchanged, unless a `client_id` in the body names another client.
    fn of(self, client_id: Option<&str>) -> Result<Self, ClientError> {
        match client_id {
            Some(id) if id != self.client_id => Err(ClientError::IdsDiffer),
            _ => Ok(self),
        }
    }

    /// RFC 7617, with both halves form-encoded, as RFC 6749 section 2.3.1 requires.
    fn basic(header: &str) -> Option<Self> {
        let (scheme, encoded) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("Basic") {
            return None;
        }
        let decoded = STANDARD.decode(encoded.trim()).ok()?;
        let colon = decoded.iter().position(|&byte| byte == b':')?;
        let client_id = params::decode(&decoded[..colon]).ok()?;
        let secret = params::decode(&decoded[colon + 1..]).ok()?;
        (!client_id.is_empty()).then(|| Self {
            client_id,
            method: AuthMethod::ClientSecretBasic,
            proof: Proof::Secret(Secret::new(secret)),
        })
    }

    /// The assertion that still has to be verified, if the client sent one.
    #[must_use]
    pub fn assertion(&self) -> Option<&Rc<ClientAssertion>> {
        match &self.proof {
            Proof::Assertion(assertion) => Some(assertion),
            Proof::None | Proof::Secret(_) | Proof::Verified(_) => None,
        }
    }

    /// What a statement can compare with a registration: the hash of the secret, if there is one. `None` for an assertion.
    ///
    /// A database does not compare in constant time, and it need not. Somebody who learns how much of a hash was right can look for
    /// secrets whose hash begins like that, but is no closer to a secret of 256 random bits.
    #[must_use]
    pub fn hashed(&self) -> Option<Hashed> {
        let secret = match &self.proof {
            Proof::None => None,
            Proof::Secret(secret) => Some(secret.hash()),
            Proof::Assertion(_) | Proof::Verified(_) => return None,
        };
        let method = self.method;
        Some(Hashed { method, secret })
    }

    /// The same, after a key of `client` verified the assertion.
    #[must_use]
    pub fn verified_for(&self, client: &Client) -> Self {
        Self {
            client_id: self.client_id.clone(),
            method: self.method,
            proof: Proof::Verified(client.revision.clone()),
        }
    }

    /// Accepts the credentials or refuses them: the client must be registered and give the right proof. A secret
    /// counts in the header and in the body alike (RFC 6749 section 2.3.1), whichever of the two the client
    /// registered, unless its owner said otherwise; and so does the secret before, while the owner keeps it. Where an assertion is registered, or no credentials are, only
    /// that counts.
    ///
    /// # Errors
    /// [`ClientError::Unknown`], [`ClientError::WrongMethod`] or [`ClientError::WrongSecret`], which look the
    /// same from outside. [`ClientError::OnlyBasic`] and [`ClientError::OnlyPost`], once the secret was right.
    pub fn authenticate<C: Borrow<Client>>(&self, client: Option<C>) -> Result<C, ClientError> {
        let client = client.ok_or(ClientError::Unknown)?;
        let registered: &Client = client.borrow();
        let same = registered.auth_method == self.method;
        let secret = registered.auth_method.has_secret() && self.method.has_secret();
        if !(same || secret) {
            return Err(ClientError::WrongMethod);
        }
        let believed = match (&self.proof, &registered.secret_hash) {
            (Proof::None, None) => !registered.auth_method.is_confidential(),
            (Proof::Secret(secret), Some(hash)) => {
                let old = registered.old_secret_hash.as_ref();
                // Both are compared, so that the time it takes does not tell which one it was.
                hash.matches(secret) | old.is_some_and(|old| old.matches(secret))
            }
            // Verified by a key that is still the client's.
            (Proof::Verified(revision), None) => *revision == registered.revision,
            _ => false,
        };
        if !believed {
            return Err(ClientError::WrongSecret);
        }
        match registered.auth_method {
            _ if same || !registered.auth_method_only => Ok(client),
            AuthMethod::ClientSecretBasic => Err(ClientError::OnlyBasic),
            AuthMethod::ClientSecretPost => Err(ClientError::OnlyPost),
            AuthMethod::PrivateKeyJwt | AuthMethod::None => Err(ClientError::WrongMethod),
        }
    }
}
