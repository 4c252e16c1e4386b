//! Client authentication (RFC 6749 sections 2.3 and 3.2.1).

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::client::{AuthMethod, Client, GrantType};
use super::params::{self, Params};
use super::secret::Secret;
use super::token::TokenError;

/// What a client sent to say who it is. Not yet believed.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The `client_id` it claims.
    pub client_id: String,
    /// How it offers to prove it.
    pub method: AuthMethod,
    secret: Option<Secret>,
}

impl Credentials {
    /// Reads the `Authorization` header and the body of a request.
    ///
    /// # Errors
    /// [`TokenError`]: no credentials, two at once, or a header that is not HTTP Basic.
    pub fn parse(authorization: Option<&str>, body: &Params) -> Result<Self, TokenError> {
        let client_id = body.one("client_id")?;
        let client_secret = body.one("client_secret")?;
        match (authorization, client_id, client_secret) {
            // RFC 6749 section 2.3: "MUST NOT use more than one authentication method in each request".
            (Some(_), _, Some(_)) => Err(TokenError::TwoAuthenticationMethods),
            (Some(header), client_id, None) => {
                let credentials = Self::basic(header).ok_or(TokenError::BasicHeaderMalformed)?;
                match client_id {
                    Some(id) if id != credentials.client_id => Err(TokenError::ClientIdsDiffer),
                    _ => Ok(credentials),
                }
            }
            (None, Some(client_id), secret) => Ok(Self {
                client_id: client_id.to_owned(),
                method: match secret {
                    Some(_) => AuthMethod::ClientSecretPost,
                    None => AuthMethod::None,
                },
                secret: secret.map(Secret::new),
            }),
            (None, None, _) => Err(TokenError::ClientAuthenticationMissing),
        }
    }

    /// RFC 7617, with both halves form-encoded as RFC 6749 section 2.3.1 adds.
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
            secret: Some(Secret::new(secret)),
        })
    }

    /// Believes the credentials, or does not: the client is registered, it used the method it
    /// registered, its secret is the right one, and it may use `grant_type`.
    ///
    /// # Errors
    /// [`TokenError::ClientUnknown`], [`TokenError::WrongAuthenticationMethod`] or
    /// [`TokenError::WrongSecret`], which look the same from outside; then
    /// [`TokenError::GrantTypeNotRegistered`].
    pub fn authenticate(
        &self,
        client: Option<Rc<Client>>,
        grant_type: GrantType,
    ) -> Result<Rc<Client>, TokenError> {
        let client = client.ok_or(TokenError::ClientUnknown)?;
        if client.auth_method != self.method {
            return Err(TokenError::WrongAuthenticationMethod);
        }
        match (&client.secret_hash, &self.secret) {
            (None, None) => {}
            (Some(hash), Some(secret)) if hash.matches(secret) => {}
            _ => return Err(TokenError::WrongSecret),
        }
        if !client.may(grant_type) {
            return Err(TokenError::GrantTypeNotRegistered);
        }
        Ok(client)
    }
}
