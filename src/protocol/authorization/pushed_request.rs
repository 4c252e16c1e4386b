//! Pushed authorization requests (RFC 9126): the request goes to the server first, and the browser
//! carries only a reference.

use std::fmt;

use serde::Serialize;

use crate::protocol::secret::{Secret, SecretHash};
use crate::protocol::timestamp::Timestamp;

/// How long a pushed request may be used, in seconds: long enough to sign in.
pub const LIFETIME: u32 = 540;

/// How every reference of this server begins (RFC 9126 section 2.2).
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// The reference to a pushed request: 256 random bits, stored only as a hash.
#[derive(Clone)]
pub struct Reference(Secret);

impl Reference {
    /// A new one.
    #[must_use]
    pub fn mint(random: [u8; 32]) -> Self {
        Self(Secret::mint(random))
    }

    /// Reads a `request_uri`; `None` when it is not the kind that this server gives out.
    #[must_use]
    pub fn parse(request_uri: &str) -> Option<Self> {
        request_uri
            .strip_prefix(PREFIX)
            .map(|text| Self(Secret::new(text)))
    }

    /// The `request_uri` for the client.
    #[must_use]
    pub fn request_uri(&self) -> String {
        format!("{PREFIX}{}", self.0.reveal())
    }

    /// What it is stored under.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        self.0.hash()
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reference(…)")
    }
}

/// What was pushed.
#[derive(Clone, Serialize)]
pub struct PushedRequest {
    /// Who pushed it; nobody else may use it.
    pub client_id: String,
    /// The parameters, as a form.
    pub form: String,
    /// When it becomes worthless, whatever KV still holds.
    pub expires_at: Timestamp,
}

/// The answer of section 2.2.
#[derive(Serialize)]
pub struct PushedResponse<'a> {
    /// The reference.
    pub request_uri: &'a str,
    /// How long it is valid, in seconds.
    pub expires_in: u32,
}
