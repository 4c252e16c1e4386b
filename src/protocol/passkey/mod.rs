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
mod elsewhere;
mod expected;
mod json;
mod registration;
mod rp_id;

pub use assertion::{Assertion, Stored, Used};
pub use authenticator_data::{AuthenticatorData, Credential};
pub use bad_passkey::BadPasskey;
pub use client_data::{Ceremony, ClientData};
pub use elsewhere::{Elsewhere, MOST_COUNTED};
pub use expected::Expected;
pub use json::encode;
pub use registration::{NewPasskey, Registration};
pub use rp_id::{BadRpId, BadRpIdBefore, is_rp_host, rp_id, rp_ids_before};
