//! Signing in with an account at another provider ("Continue with …"): this server is a client there. Nothing is stored until somebody
//! comes back and is known, or makes an account: a sealed cookie says what they left for.

pub(crate) mod come_back;
mod exchange;
mod failure;
mod github;
pub(crate) mod leave;
pub(crate) mod link;
mod resource;
mod secret;
mod sign_in;
pub(crate) mod sign_out;
mod trip;
