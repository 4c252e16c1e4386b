//! The account: what a person sees of it, and what they can do about it themselves.

pub(crate) mod activity;
pub(crate) mod apps;
pub(crate) mod data;
mod everything;
pub(crate) mod holder;
pub(crate) mod passkeys;
mod password_section;
pub(crate) mod passwords;
pub(crate) mod profile;
pub(crate) mod providers;
mod providers_section;
pub(crate) mod second_factor;
mod second_factor_section;
pub(crate) mod security;
pub(crate) mod sessions;
mod starts;
