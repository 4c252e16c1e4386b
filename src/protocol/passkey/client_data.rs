//! What the browser signs for the page (WebAuthn section 5.8.1).

use serde::Deserialize;

use super::bad_passkey::BadPasskey;
use super::expected::Expected;

/// What an authenticator was asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceremony {
    /// To make a passkey.
    Create,
    /// To show one.
    Get,
}

/// The client data, as far as it is looked at. Browsers add members now and then, so its text is never compared.
#[derive(Debug, Deserialize)]
pub struct ClientData {
    #[serde(rename = "type")]
    ceremony: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: bool,
    #[serde(rename = "topOrigin", default)]
    top_origin: Option<String>,
}

impl ClientData {
    /// Reads the JSON.
    ///
    /// # Errors
    /// [`BadPasskey::ClientData`].
    pub fn parse(json: &[u8]) -> Result<Self, BadPasskey> {
        serde_json::from_slice(json).map_err(|_| BadPasskey::ClientData)
    }

    /// Accepts what is of this ceremony, with this challenge, on a page of this origin that stood alone.
    ///
    /// # Errors
    /// [`BadPasskey`], the first rule that it breaks.
    pub fn accept(&self, ceremony: Ceremony, expected: Expected<'_>) -> Result<(), BadPasskey> {
        let name = match ceremony {
            Ceremony::Create => "webauthn.create",
            Ceremony::Get => "webauthn.get",
        };
        if self.ceremony != name {
            Err(BadPasskey::Ceremony)
        } else if self.challenge != expected.challenge {
            Err(BadPasskey::Challenge)
        } else if self.origin != expected.origin {
            Err(BadPasskey::Origin)
        } else if self.cross_origin || self.top_origin.is_some() {
            Err(BadPasskey::Framed)
        } else {
            Ok(())
        }
    }
}
