//! What OpenID Connect adds: claims about people, ID tokens, and signing out.

pub mod claims;
pub mod claims_request;
pub mod id_token;
pub mod id_token_hint;
pub mod logout_request;
pub mod logout_token;
pub mod subject;
pub mod user_claims;

pub use claims_request::{BadClaims, ClaimsRequest, Place};
pub use id_token_hint::{Hint, UnverifiedHint};
pub use logout_request::{BadLogout, LogoutRequest};
pub use user_claims::UserClaims;
