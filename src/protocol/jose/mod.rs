//! Signed JSON: algorithms, keys and messages (RFC 7515, RFC 7517, RFC 7518, RFC 7519).

pub mod algorithm;
pub mod audience;
pub mod jwk;
pub mod jwk_error;
pub mod jws;
mod key_numbers;
pub mod key_ring;

pub use algorithm::Algorithm;
pub use audience::Audience;
pub use jwk::PublicKey;
pub use jwk_error::BadKey;
pub use jws::Jws;
pub use key_ring::KeyRing;
