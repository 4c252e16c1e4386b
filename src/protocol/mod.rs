//! The RFCs as types and pure functions. No IO, no clock and no randomness: time and random bytes
//! come in as values, so every rule can be tested by itself.

pub mod access_token;
pub mod authorization;
pub mod client;
pub mod client_assertion;
pub mod client_document;
pub mod client_metadata;
pub mod code;
pub mod credentials;
pub mod destination;
pub mod dpop;
pub mod form_token;
pub mod introspection;
pub mod issuer;
pub mod jws;
pub mod metadata;
pub mod name;
pub mod params;
pub mod password;
pub mod pkce;
pub mod public_key;
pub mod public_url;
pub mod pushed_request;
pub mod redirect_uri;
pub mod refresh;
pub mod request_object;
pub mod resource;
pub mod scope;
pub mod secret;
pub mod signing_key;
pub mod time;
pub mod token;
pub mod token_error;
