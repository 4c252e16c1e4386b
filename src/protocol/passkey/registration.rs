//! A passkey that was just made (WebAuthn section 7.1).

use super::authenticator_data::{AuthenticatorData, Credential};
use super::bad_passkey::BadPasskey;
use super::cbor::Cbor;
use super::client_data::{Ceremony, ClientData};
use super::expected::Expected;
use super::json::Json;

/// The answer to `navigator.credentials.create()`, as `toJSON()` writes it, taken apart.
#[derive(Debug)]
pub struct Registration {
    id: Vec<u8>,
    client_data: Vec<u8>,
    attestation: Vec<u8>,
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
        let credential = Json::parse(json)?;
        Ok(Self {
            id: credential.id()?,
            client_data: credential.bytes("clientDataJSON")?,
            attestation: credential.bytes("attestationObject")?,
        })
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
        ClientData::parse(&self.client_data)?.accept(Ceremony::Create, expected)?;
        let attestation = Cbor::parse(&self.attestation)?;
        let data = attestation.get(&Cbor::Text("authData"));
        let data = data.and_then(Cbor::bytes).ok_or(BadPasskey::Cbor)?;
        let data = AuthenticatorData::parse(data)?;
        data.accept(expected.rp_id, !conditional)?;
        let (backup_eligible, backed_up) = (data.is_backup_eligible(), data.is_backed_up());
        let credential = data.credential.ok_or(BadPasskey::Credential)?;
        if credential.id != self.id {
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
