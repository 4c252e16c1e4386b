//! What anybody may ask of this server: what it is, what it can do, and whether it is well.

pub(crate) mod change_password;
pub(crate) mod health;
pub(crate) mod home;
pub(crate) mod jwks;
pub(crate) mod logo;
pub(crate) mod metadata;
pub(crate) mod passkey_endpoints;
pub(crate) mod style;
pub(crate) mod webauthn;
pub(crate) mod webfinger;
