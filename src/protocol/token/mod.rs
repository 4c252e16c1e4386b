//! The token endpoint and the tokens it gives (RFC 6749 sections 5 and 6, RFC 9068, RFC 9449).

pub mod access_token;
pub mod code_grant;
pub mod dpop;
pub mod error;
pub mod family;
pub mod introspection;
pub mod refresh_token;
pub mod request;

pub use code_grant::CodeGrant;
pub use dpop::BadProof;
pub use error::TokenError;
pub use family::{Bound, Rotation, TokenFamily};
pub use refresh_token::RefreshToken;
pub use request::{
    DeviceCodeGrant, ExchangeGrant, RefreshGrant, TokenRequest, TokenResponse, Wanted,
};
