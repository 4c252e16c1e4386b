//! Edgegrant: an OAuth 2.1 authorization server that is one Cloudflare Worker.
//!
//! Data flows one way through four rooms: [`protocol`] holds the rules, [`store`] the SQL and the
//! KV keys, [`endpoint`] one file for each endpoint, and `cloudflare` the edge. [`platform`] is what
//! the rooms above the edge ask of it.

#[cfg(target_arch = "wasm32")]
mod cloudflare;
pub mod endpoint;
pub mod platform;
pub mod protocol;
pub mod store;
