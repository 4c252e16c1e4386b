//! Where people make an account (`/setup`, `/invitation`, `/sign-up`), and where the other links lead (`/recovery`,
//! `/verify-email`). GET shows a page and changes nothing, because mail scanners and previews open links too.

pub(crate) mod account;
mod comer;
pub(crate) mod credential;
mod fields;
mod form;
mod link;
mod page;
pub(crate) mod recovery;
mod turnstile;
pub(crate) mod verification;
mod way;

pub(crate) use way::Way;
