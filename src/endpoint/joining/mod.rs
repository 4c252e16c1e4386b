//! Where people make an account (`/setup`, `/invitation`, `/sign-up`), where the other links lead (`/recovery`,
//! `/verify-email`, `/not-me`), and where people ask for a mail (`/recovery/mail`, `/login/mail-code`). GET shows a page and changes
//! nothing, because mail scanners and previews open links too.

pub(crate) mod account;
mod asking;
mod asking_for_mail;
mod comer;
pub(crate) mod credential;
pub(crate) mod disavowal;
mod fields;
mod form;
mod link;
pub(crate) mod mail_code;
pub(crate) mod mail_code_entry;
pub(crate) mod mailed_recovery;
mod newcomer;
mod page;
pub(crate) mod recovery;
mod recovery_user;
mod second_code;
mod turnstile;
pub(crate) mod verification;
mod way;

pub(crate) use newcomer::Newcomer;
pub(crate) use way::Way;
