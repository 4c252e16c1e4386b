//! The RFCs as types and pure functions. No IO, no clock and no randomness: time and random bytes come in as
//! values, so every rule can be tested on its own.

/// Turns types with a `sentence` for developers into errors that print it.
macro_rules! errors {
    ($($error:ty),+) => {$(
        impl std::fmt::Display for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.sentence().as_ref())
            }
        }

        impl std::error::Error for $error {}
    )+};
}

pub mod address;
pub mod admin_path;
pub mod api;
pub mod authorization;
pub mod bad_target;
pub mod binding;
pub mod brand;
pub mod claim_names;
pub mod claim_scope;
pub mod client;
pub mod discovery;
pub mod display_name;
pub mod group;
pub mod issuer;
pub mod jose;
pub mod json;
pub mod language;
pub mod lifetime;
pub mod location;
pub mod login;
pub mod mail_address;
pub mod multipart;
pub mod openid;
pub mod own_claims;
pub mod own_words;
pub mod params;
pub mod passkey;
pub mod path;
pub mod permission;
pub mod provider;
pub mod public_url;
pub mod quoted;
pub mod resource;
pub mod scim;
pub mod scope;
pub mod secret;
pub mod standard_claims;
pub mod timestamp;
pub mod token;
pub mod url;
pub mod web_link;
pub mod webfinger;
