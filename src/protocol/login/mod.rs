//! How people prove who they are.

mod folded_name;
pub mod known_browser;
pub mod password;

pub use folded_name::FoldedName;
