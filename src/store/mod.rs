//! The only SQL and the only KV keys, in domain words. KV carries, D1 decides.
//!
//! | where | key | value | lives |
//! |---|---|---|---|
//! | KV | `code:<SHA-256 of the code>` | an approved request, JSON | 120 s, and says itself that it ends after 60 |
//! | D1 | see `migrations/` | | sessions and token families until the daily sweep finds them dead, the rest until it is removed |

pub mod clients;
pub mod codes;
pub mod families;
pub mod grants;
pub mod keys;
pub mod sessions;
pub mod sweep;
pub mod users;
