//! The client of the flow: signs people in with Edgegrant and shows their notes.
//!
//! The pure part is [`config`], [`discovery`], [`callback`], [`challenge`], [`jwt`], [`id_token`], [`logout_token`],
//! [`session`], [`origin`], [`token`] and [`words`]; [`page`] is what a person sees. The edge, compiled for wasm32 only, connects them to the
//! runtime, KV, the authorization server and the notes API.

pub mod callback;
pub mod challenge;
pub mod config;
pub mod discovery;
pub mod id_token;
pub mod jwt;
pub mod logout_token;
pub mod origin;
pub mod page;
pub mod session;
pub mod token;
pub mod words;

#[cfg(target_arch = "wasm32")]
mod edge;
