//! Passkeys: discoverable credentials of WebAuthn Level 3, as this server asks for them.
//!
//! An authenticator always has to verify the person. Which make it is of is not looked at: attestation is neither asked
//! for nor verified, so nothing here says more of a passkey than that somebody holds its key.

mod assertion;
mod authenticator_data;
mod bad_passkey;
pub mod cbor;
mod client_data;
mod cose_key;
pub mod der_signature;
mod registration;

pub use assertion::{Assertion, Stored, Used};
pub use authenticator_data::{AuthenticatorData, Credential};
pub use bad_passkey::BadPasskey;
pub use client_data::{Ceremony, ClientData};
pub use registration::{NewPasskey, Registration};

/// What a response has to be about.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The challenge that the page was given, base64url.
    pub challenge: &'a str,
    /// The origin of the page.
    pub origin: &'a str,
    /// The RP ID: the host that the passkey is for.
    pub rp_id: &'a str,
}

/// The longest credential id, in bytes (WebAuthn section 4).
pub const LONGEST_ID: usize = 1023;
