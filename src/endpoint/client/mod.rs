//! The clients: who posts, what is registered, and what they keep on their own servers.

pub(crate) mod authentication;
pub(crate) mod refusal;
mod registered;
pub(crate) mod registration;
pub(crate) mod remote_documents;

pub(crate) use refusal::Refusal;
