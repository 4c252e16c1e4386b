//! A passkey that was just made (WebAuthn section 7.1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::authenticator_data::{AuthenticatorData, Credential};
use super::bad_passkey::BadPasskey;
use super::cbor::Cbor;
use super::client_data::{Ceremony, ClientData};
use super::expected::Expected;

/// The answer to `navigator.credentials.create()`, as `toJSON()` writes it.
#[derive(Debug, Deserialize)]
pub struct Registration {
    #[serde(rename = "rawId")]
    id: String,
    #[serde(rename = "type")]
    kind: String,
    response: Response,
}

#[derive(Debug, Deserialize)]
struct Response {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    #[serde(rename = "attestationObject")]
    attestation: String,
}

/// What is kept of it.
#[derive(Debug, Clone)]
pub struct NewPasskey {
    /// The credential.
    pub credential: Credential,
    /// How often it was used.
    pub counter: u32,
    /// Whether it may be on several devices.
    pub backup_eligible: bool,
    /// Whether it is backed up now.
    pub backed_up: bool,
}

impl Registration {
    /// Reads the JSON.
    ///
    /// # Errors
    /// [`BadPasskey::Malformed`].
    pub fn parse(json: &str) -> Result<Self, BadPasskey> {
        let registration: Self = serde_json::from_str(json).map_err(|_| BadPasskey::Malformed)?;
        match registration.kind.as_str() {
            "public-key" => Ok(registration),
            _ => Err(BadPasskey::Malformed),
        }
    }

    /// Accepts it, and returns what is to be kept. `conditional`: the browser made it by itself after a sign-in with a
    /// password, so nobody had to be there.
    ///
    /// # Errors
    /// [`BadPasskey`], the first rule that it breaks.
    pub fn accept(
        &self,
        expected: Expected<'_>,
        conditional: bool,
    ) -> Result<NewPasskey, BadPasskey> {
        let client_data = decode(&self.response.client_data)?;
        ClientData::parse(&client_data)?.accept(Ceremony::Create, expected)?;
        let attestation = decode(&self.response.attestation)?;
        let attestation = Cbor::parse(&attestation)?;
        let data = attestation.get(&Cbor::Text("authData"));
        let data = data.and_then(Cbor::bytes).ok_or(BadPasskey::Cbor)?;
        let data = AuthenticatorData::parse(data)?;
        data.accept(expected.rp_id, !conditional)?;
        let (backup_eligible, backed_up) = (data.is_backup_eligible(), data.is_backed_up());
        let credential = data.credential.ok_or(BadPasskey::Credential)?;
        if credential.id != decode(&self.id)? {
            return Err(BadPasskey::Credential);
        }
        Ok(NewPasskey {
            credential,
            counter: data.counter,
            backup_eligible,
            backed_up,
        })
    }
}

/// Bytes as `toJSON()` writes them.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes in base64url, as `toJSON()` writes them.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, BadPasskey> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| BadPasskey::Malformed)
}
