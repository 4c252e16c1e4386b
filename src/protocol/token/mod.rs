//! The token endpoint and the tokens it gives (RFC 6749 sections 5 and 6, RFC 9068, RFC 9449).

pub mod access_token;
pub mod bad_identity_assertion;
pub mod code_grant;
pub mod dpop;
pub mod error;
pub mod family;
pub mod identity_assertion;
pub mod introspection;
pub mod refresh_token;
pub mod request;

pub use bad_identity_assertion::BadIdentityAssertion;
pub use code_grant::CodeGrant;
pub use dpop::BadProof;
pub use error::TokenError;
pub use family::{Bound, Rotation, TokenFamily};
pub use identity_assertion::IdentityAssertion;
pub use refresh_token::RefreshToken;
pub use request::{
    AssertionGrant, DeviceCodeGrant, ExchangeGrant, RefreshGrant, TokenRequest, TokenResponse,
    Wanted,
};
