//! The account: what a person sees of it, and what they can do about it themselves.

mod holder;
pub(crate) mod passkeys;
pub(crate) mod security;
