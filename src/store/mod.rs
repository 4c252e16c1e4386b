//! The only SQL and the only KV keys, in domain words. KV carries, D1 decides.
//!
//! | where | key | value | lives |
//! |---|---|---|---|
//! | KV | `code:<SHA-256 of the code>` | an approved request, JSON | 120 s, and says itself that it ends after 60 |
//! | KV | `par:<SHA-256 of the reference>` | a pushed authorization request, JSON | 600 s, and says itself that it ends after 540 |
//! | D1 | see `migrations/` | | sessions, token families, spent ids and unused self-registered clients until the daily sweep finds them, the rest until it is removed |

pub mod authorization_codes;
pub mod client_columns;
pub mod clients;
pub mod grants;
pub mod pushed_requests;
mod row;
pub mod sessions;
pub mod signing_keys;
pub mod spent_ids;
pub mod sweep;
pub mod token_families;
pub mod users;
