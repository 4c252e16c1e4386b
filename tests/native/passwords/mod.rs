//! Passwords: which may be chosen, what their hashes cost, and how an old hash becomes a new one.

mod cost;
mod rehash;
mod rules;

use crate::runtime::World;
use edgegrant::platform::Unicode;
use edgegrant::protocol::login::password::Password;

fn password(text: &str) -> Password {
    Password::new(text, World::compose).expect("it is short enough")
}
