//! How people prove who they are.

mod folded_name;
pub mod known_browser;
mod method;
pub mod password;

pub use folded_name::FoldedName;
pub use method::Method;
