//! Signing in and out: who is in front of the browser?

pub mod backchannel_logout;
pub(crate) mod ceremony;
pub(crate) mod device_confirmation;
pub(crate) mod device_sign_in;
mod device_verification;
pub(crate) mod errand;
mod guesses;
mod half;
pub(crate) mod logout;
mod logout_page;
mod logout_request;
mod near_password;
mod offer;
pub(crate) mod page;
pub(crate) mod passkey;
pub(crate) mod password;
mod places;
pub(crate) mod queue;
pub mod rehash;
pub(crate) mod second_factor;
pub(crate) mod select_account;
pub(crate) mod session;
mod stranger;
pub(crate) mod typed_code;
pub(crate) mod unmet;
mod verdict;
