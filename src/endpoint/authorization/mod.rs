//! The authorization endpoint (RFC 6749 section 3.1), and what leads to it.

pub(crate) mod authorize;
pub(crate) mod consent;
pub(crate) mod device_authorization;
pub(crate) mod par;
mod pushed_reference;
