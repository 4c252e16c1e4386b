//! Clients: what they register, and how they prove who they are (RFC 7591, RFC 6749 section 2.3).

pub mod assertion;
mod auth_method;
pub mod changed;
mod credentials;
pub mod document;
pub mod error;
pub mod grant_type;
pub mod information;
pub mod known_apps;
pub mod metadata;
pub mod metadata_error;
pub mod owned;
pub mod redirect_rules;
pub mod redirect_uri;
pub mod redirect_uri_error;
pub mod registration;
pub mod scheme;
pub mod sector;
pub mod sound;
pub mod start_link;

pub use assertion::{BadAssertion, ClientAssertion};
pub use auth_method::AuthMethod;
pub use credentials::{Credentials, Hashed};
pub use document::BadClientDocument;
pub use error::ClientError;
pub use grant_type::GrantType;
pub use metadata_error::BadMetadata;
pub use redirect_rules::RedirectRules;
pub use redirect_uri::{LeftOut, RedirectUri};
pub use redirect_uri_error::BadRedirectUri;
pub use registration::{Client, ClientKeys, LINKS, RegisteredBy, RequestObjects};
