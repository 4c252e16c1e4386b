//! A public key credential in JSON, as `toJSON()` of browsers writes it (WebAuthn section 5.1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::authenticator_data::LONGEST_ID;
use super::bad_passkey::BadPasskey;
use crate::protocol::json;

/// The credential.
pub(super) struct Json(Value);

impl Json {
    /// Reads the text.
    pub(super) fn parse(text: &str) -> Result<Self, BadPasskey> {
        let credential = json::parse(text).ok_or(BadPasskey::Malformed)?;
        match credential["type"].as_str() {
            Some("public-key") => Ok(Self(credential)),
            _ => Err(BadPasskey::Malformed),
        }
    }

    /// The id of the credential.
    pub(super) fn id(&self) -> Result<Vec<u8>, BadPasskey> {
        let id = decode(&self.0["rawId"])?;
        match id.len() {
            1..=LONGEST_ID => Ok(id),
            _ => Err(BadPasskey::Malformed),
        }
    }

    /// Bytes of the response.
    pub(super) fn bytes(&self, name: &str) -> Result<Vec<u8>, BadPasskey> {
        decode(&self.0["response"][name])
    }

    /// The same, if there are any.
    pub(super) fn maybe_bytes(&self, name: &str) -> Result<Option<Vec<u8>>, BadPasskey> {
        match &self.0["response"][name] {
            Value::Null => Ok(None),
            value => decode(value).map(Some),
        }
    }
}

/// Bytes as `toJSON()` writes them.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(value: &Value) -> Result<Vec<u8>, BadPasskey> {
    let bytes = value.as_str().map(|text| URL_SAFE_NO_PAD.decode(text));
    bytes.and_then(Result::ok).ok_or(BadPasskey::Malformed)
}
