//! Edgegrant: an OAuth 2.1 authorization server and OpenID Provider that is one Cloudflare Worker.
//!
//! Data flows one way: [`protocol`] holds the rules, [`platform`] what is asked of a runtime, [`store`] the SQL
//! and the KV keys, [`page`] what people read, [`endpoint`] one file for each endpoint, and `cloudflare` the
//! edge. A test holds the order: `tests/native/rooms.rs`.

#[cfg(all(target_arch = "wasm32", feature = "edge"))]
mod cloudflare;
pub mod endpoint;
pub mod page;
pub mod platform;
pub mod protocol;
pub mod store;

/// Faster than the allocator that Rust brings, and smaller.
#[cfg(all(target_arch = "wasm32", feature = "edge"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
