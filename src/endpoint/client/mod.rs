//! The clients: who posts, what is registered, and what they keep on their own servers.

pub(crate) mod authentication;
pub(crate) mod claimant;
mod not_now;
pub(crate) mod provider_documents;
pub(crate) mod refusal;
mod registered;
pub(crate) mod registration;
pub(crate) mod remote_documents;
pub(crate) mod signature;
pub(crate) mod used_once;

pub(crate) use not_now::NotNow;
pub(crate) use refusal::{Ground, Refusal};
