//! Other OpenID providers, at which people have accounts with which they sign in here: this server is their client (OpenID Connect
//! Core, RFC 6749). Userinfo answers that are signed, and ID tokens that are encrypted, are left out.

pub mod bad_provider;
pub mod dialect;
pub mod discovered;
pub mod github;
pub mod id_token;
pub mod identity;
pub mod logout_token;
mod safe_url;
pub mod settings;

pub use bad_provider::BadProvider;
pub use dialect::Dialect;
pub use discovered::Discovered;
pub use id_token::Expected;
pub(crate) use identity::account;
pub use identity::{Identity, signed_in_at};
pub use logout_token::LogoutToken;
pub use settings::{Groups, Provider};
