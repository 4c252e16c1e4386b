//! How people prove who they are.

mod acr;
mod base32;
pub mod chosen_name;
mod device;
pub mod disavowal;
mod folded_name;
pub mod known_browser;
pub mod mail_code;
mod method;
pub mod password;
mod password_cost;
pub mod password_rules;
pub mod recovery_code;
pub mod totp;
pub mod user_code;

pub use acr::Acr;
pub use device::{Agent, Device, Place};
pub use folded_name::FoldedName;
pub use method::Method;
pub use password_cost::{BadCost, Cost};
