//! The resource server of the flow: an API for notes that accepts access tokens of one issuer.
//!
//! [`guard`] decides who may call; it knows nothing of notes and can be lifted into another Worker.
//! The rest is the API itself: [`route`] and [`note`] are pure, and the edge, compiled for wasm32
//! only, connects them to the runtime and to D1.

pub mod guard;
pub mod note;
pub mod route;

#[cfg(target_arch = "wasm32")]
mod edge;
