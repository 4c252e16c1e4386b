//! Pushed authorization requests (RFC 9126): the request goes to the server first, and the browser
//! carries only a reference.

use std::fmt;

use serde::Serialize;

use crate::protocol::login::user_code::UserCode;
use crate::protocol::secret::Secret;
use crate::protocol::timestamp::Timestamp;

/// How long a pushed request may be used, in seconds: long enough to sign in.
pub const LIFETIME: u32 = 540;

/// How every reference of this server begins (RFC 9126 section 2.2).
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// What tells a sealed request from the name of a stored one: no name has it.
const SEALED: &str = "sealed.";

/// What tells the request of a device.
const DEVICE: &str = "device.";

/// The reference to a pushed request.
#[derive(Clone)]
pub enum Reference {
    /// The name of a request that this server keeps: 256 random bits, stored only as a hash.
    Stored(Secret),
    /// The request itself, sealed, which this server does not keep: its client may be anybody, or the store refused.
    Sealed(String),
    /// What a device asks for (RFC 8628). No client gets such a reference: it leads from `/device` to the login page.
    Device {
        /// The code that the device shows.
        code: UserCode,
        /// What attests that the browser came by `/device`.
        token: String,
    },
}

impl Reference {
    /// A new name.
    #[must_use]
    pub fn mint(random: [u8; 32]) -> Self {
        Self::Stored(Secret::mint(random))
    }

    /// Reads a `request_uri`; `None` when it is not the kind that this server gives out.
    #[must_use]
    pub fn parse(request_uri: &str) -> Option<Self> {
        let text = request_uri.strip_prefix(PREFIX)?;
        if let Some((code, token)) = text.strip_prefix(DEVICE).and_then(|it| it.split_once('.')) {
            return UserCode::parse(code).map(|code| Self::Device {
                code,
                token: token.to_owned(),
            });
        }
        Some(match text.strip_prefix(SEALED) {
            Some(sealed) => Self::Sealed(sealed.to_owned()),
            None => Self::Stored(Secret::new(text)),
        })
    }

    /// The `request_uri` for the client.
    #[must_use]
    pub fn request_uri(&self) -> String {
        match self {
            Self::Stored(name) => format!("{PREFIX}{}", name.reveal()),
            Self::Sealed(sealed) => [PREFIX, SEALED, sealed].concat(),
            Self::Device { code, token } => [PREFIX, DEVICE, code.as_str(), ".", token].concat(),
        }
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
    /// Names this request where its answer is counted.
    pub id: String,
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
