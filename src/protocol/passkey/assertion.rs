//! A passkey that somebody shows (WebAuthn section 7.2).

use sha2::{Digest, Sha256};

use super::authenticator_data::AuthenticatorData;
use super::bad_passkey::BadPasskey;
use super::client_data::{Ceremony, ClientData};
use super::der_signature;
use super::expected::Expected;
use super::json::Json;
use crate::protocol::jose::Algorithm;

/// The answer to `navigator.credentials.get()`, as `toJSON()` writes it, taken apart.
#[derive(Debug)]
pub struct Assertion {
    /// The id of the credential.
    pub id: Vec<u8>,
    /// Whom the authenticator says that it belongs to.
    user: Option<Vec<u8>>,
    client_data: Vec<u8>,
    data: Vec<u8>,
    signature: Vec<u8>,
}

/// What is stored of the passkey that it names.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// The user handle of its user.
    pub user: &'a [u8],
    /// What it signs with.
    pub algorithm: Algorithm,
    /// How often it was used when it was seen last.
    pub counter: u32,
    /// Whether it may be on several devices: that never changes.
    pub backup_eligible: bool,
}

/// What is known of a passkey once its signature is verified, and what that has to be a signature of.
#[derive(Debug)]
pub struct Used {
    /// What was signed.
    pub message: Vec<u8>,
    /// The signature as [`crate::platform::Crypto::verify`] takes it.
    pub signature: Vec<u8>,
    /// How often it was used.
    pub counter: u32,
    /// Whether it is backed up now.
    pub backed_up: bool,
}

impl Assertion {
    /// Reads the JSON.
    ///
    /// # Errors
    /// [`BadPasskey::Malformed`].
    pub fn parse(json: &str) -> Result<Self, BadPasskey> {
        let credential = Json::parse(json)?;
        Ok(Self {
            id: credential.id()?,
            user: credential.maybe_bytes("userHandle")?,
            client_data: credential.bytes("clientDataJSON")?,
            data: credential.bytes("authenticatorData")?,
            signature: credential.bytes("signature")?,
        })
    }

    /// Accepts everything but the signature, which has to be verified next. `stored` is the passkey with its id.
    ///
    /// # Errors
    /// [`BadPasskey`], the first rule that it breaks.
    pub fn accept(&self, expected: Expected<'_>, stored: Stored<'_>) -> Result<Used, BadPasskey> {
        // A passkey that nobody was asked for by name says whose it is (section 7.2, step 6).
        if self.user.as_deref() != Some(stored.user) {
            return Err(BadPasskey::User);
        }
        ClientData::parse(&self.client_data)?.accept(Ceremony::Get, expected)?;
        let data = AuthenticatorData::parse(&self.data)?;
        data.accept(expected.rp_id, true)?;
        if data.is_backup_eligible() != stored.backup_eligible {
            return Err(BadPasskey::Backup);
        }
        // A counter that both have must have gone on (step 22).
        if (data.counter, stored.counter) != (0, 0) && data.counter <= stored.counter {
            return Err(BadPasskey::Counter);
        }
        let signature = match stored.algorithm {
            Algorithm::Es256 => der_signature::raw(&self.signature),
            Algorithm::Rs256 | Algorithm::Ps256 | Algorithm::Ed25519 | Algorithm::EdDsa => {
                Some(self.signature.clone())
            }
        };
        let message = [self.data.as_slice(), &Sha256::digest(&self.client_data)].concat();
        Ok(Used {
            message,
            signature: signature.ok_or(BadPasskey::Signature)?,
            counter: data.counter,
            backed_up: data.is_backed_up(),
        })
    }
}
