//! Signing in and out: who is in front of the browser?

pub mod backchannel_logout;
pub(crate) mod logout;
pub(crate) mod password;
pub(crate) mod select_account;
mod session;
