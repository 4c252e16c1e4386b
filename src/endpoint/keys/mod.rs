//! The keys that this server signs with, and what it signed.

mod carried;
pub(crate) mod id_token_hint;
mod near;
mod sign;
mod signing;

pub(crate) use carried::Carried;
pub(crate) use id_token_hint::Hinted;
pub(crate) use sign::sign;
