//! What an authenticator says and signs (WebAuthn section 6.1).

use sha2::{Digest, Sha256};

use super::bad_passkey::BadPasskey;
use super::cbor::Cbor;
use super::cose_key;
use crate::protocol::jose::{Algorithm, PublicKey};

/// The longest credential id, in bytes (WebAuthn section 4).
pub(super) const LONGEST_ID: usize = 1023;

/// The flags.
const PRESENT: u8 = 1 << 0;
const VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const HAS_CREDENTIAL: u8 = 1 << 6;
const HAS_EXTENSIONS: u8 = 1 << 7;

/// A credential that was just made.
#[derive(Debug, Clone)]
pub struct Credential {
    /// The make of the authenticator, as it says: 16 bytes, zero where it does not.
    pub aaguid: [u8; 16],
    /// Its id.
    pub id: Vec<u8>,
    /// Its public key.
    pub key: PublicKey,
    /// What it signs with.
    pub algorithm: Algorithm,
}

/// The authenticator data.
#[derive(Debug, Clone)]
pub struct AuthenticatorData {
    rp_id_hash: [u8; 32],
    flags: u8,
    /// How often the passkey was used; always 0 for one that does not count.
    pub counter: u32,
    /// The credential, where one was made.
    pub credential: Option<Credential>,
}

impl AuthenticatorData {
    /// Reads all of it.
    ///
    /// # Errors
    /// [`BadPasskey`]: it is damaged, or its key is not accepted.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadPasskey> {
        let mut rest = bytes;
        let rp_id_hash = take::<32>(&mut rest)?;
        let [flags] = take::<1>(&mut rest)?;
        let counter = u32::from_be_bytes(take::<4>(&mut rest)?);
        let credential = match flags & HAS_CREDENTIAL {
            0 => None,
            _ => Some(credential(&mut rest)?),
        };
        if flags & HAS_EXTENSIONS != 0 {
            // None was asked for. Some come all the same, and say nothing that is needed here.
            let (extensions, after) = Cbor::parse_first(rest)?;
            if !matches!(extensions, Cbor::Map(_)) {
                return Err(BadPasskey::AuthenticatorData);
            }
            rest = after;
        }
        if !rest.is_empty() {
            return Err(BadPasskey::AuthenticatorData);
        }
        Ok(Self {
            rp_id_hash,
            flags,
            counter,
            credential,
        })
    }

    /// Accepts what is for this host, about a person who was there and verified.
    ///
    /// # Errors
    /// [`BadPasskey`], the first rule that it breaks.
    pub fn accept(&self, rp_id: &str, present: bool) -> Result<(), BadPasskey> {
        if self.rp_id_hash != <[u8; 32]>::from(Sha256::digest(rp_id)) {
            Err(BadPasskey::RpId)
        } else if present && self.flags & PRESENT == 0 {
            Err(BadPasskey::NotPresent)
        } else if self.flags & VERIFIED == 0 {
            Err(BadPasskey::NotVerified)
        } else if self.is_backed_up() && !self.is_backup_eligible() {
            Err(BadPasskey::Backup)
        } else {
            Ok(())
        }
    }

    /// Whether the passkey may be on several devices.
    #[must_use]
    pub fn is_backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }

    /// Whether it is backed up now.
    #[must_use]
    pub fn is_backed_up(&self) -> bool {
        self.flags & BACKED_UP != 0
    }
}

/// Attested credential data (section 6.5.1).
fn credential(rest: &mut &[u8]) -> Result<Credential, BadPasskey> {
    let aaguid = take::<16>(rest)?;
    let length = usize::from(u16::from_be_bytes(take::<2>(rest)?));
    if length == 0 || length > LONGEST_ID {
        return Err(BadPasskey::Credential);
    }
    let (id, after) = rest
        .split_at_checked(length)
        .ok_or(BadPasskey::AuthenticatorData)?;
    let (key, after) = Cbor::parse_first(after)?;
    *rest = after;
    let (key, algorithm) = cose_key::read(&key)?;
    Ok(Credential {
        aaguid,
        id: id.to_vec(),
        key,
        algorithm,
    })
}

fn take<const LENGTH: usize>(rest: &mut &[u8]) -> Result<[u8; LENGTH], BadPasskey> {
    let (taken, after) = rest
        .split_first_chunk::<LENGTH>()
        .ok_or(BadPasskey::AuthenticatorData)?;
    *rest = after;
    Ok(*taken)
}
