//! The RFCs as types and pure functions. No IO, no clock and no randomness: time and random bytes
//! come in as values, so every rule can be tested by itself.

pub mod access_token;
pub mod authorization;
pub mod client;
pub mod code;
pub mod credentials;
pub mod destination;
pub mod form_token;
pub mod issuer;
pub mod metadata;
pub mod params;
pub mod password;
pub mod pkce;
pub mod redirect_uri;
pub mod refresh;
pub mod resource;
pub mod scope;
pub mod secret;
pub mod time;
pub mod token;
