//! The only SQL and the only KV keys, in domain words. KV carries, D1 decides.
//!
//! | where | key | value | lives |
//! |---|---|---|---|
//! | KV | `code:<SHA-256 of the code>` | an approved request, JSON | 120 s, and says itself that it ends after 60 |
//! | KV | `par:<SHA-256 of the reference>` | a pushed authorization request that is too long for its reference, JSON | 600 s, and says itself that it ends after 540 |
//! | D1 | see `migrations/` | | whatever is over, until the daily sweep comes to it; the rest until it is removed |
//!
//! **One row ends many things.** A new password raises a user's version, and so does disabling them; a sign-out
//! adds an ended session; signing out everywhere else notes the time in the user's row; a removed client takes its registration with it. Whatever uses a session, a grant or a token family compares with these rows by
//! their keys, in the same statement. Nothing goes through the rows that ended; the sweep does that later.
//!
//! **The database tells the time.** Statements that decide use `unixepoch()`, never the clock of a caller.

/// How many clients, users or events a list shows at once.
pub const PAGE: u32 = 20;

pub mod acting;
pub mod administering;
mod administrator;
pub mod attempts;
pub mod authorization_codes;
pub mod believed;
pub mod carried_visits;
pub mod client_columns;
pub mod client_details;
pub mod client_secrets;
pub mod client_standing;
pub mod client_users;
pub mod clients;
pub mod daily_totals;
pub mod device_grants;
pub mod device_sign_ins;
pub mod directories;
pub mod directory_groups;
pub mod directory_users;
pub mod disavowals;
pub mod dynamic_clients;
pub mod email_verification;
pub mod ended_families;
pub mod ended_sessions;
pub mod event;
pub mod event_kind;
pub mod events;
pub mod folded_names;
pub mod grants;
pub mod group_apps;
pub mod group_members;
pub mod groups;
mod hearsay;
pub mod introspecting;
pub mod known_browsers;
pub mod logos;
pub mod mail_codes;
pub mod mail_outbox;
pub mod mail_requests;
pub mod mail_trouble;
pub mod named_requests;
pub mod new_accounts;
pub mod one_time_links;
pub mod open_links;
pub mod overview;
pub mod own_apps;
pub mod own_data;
pub mod own_deeds;
pub mod own_passkeys;
pub mod own_password;
pub mod own_profile;
pub mod own_second_factor;
pub mod owner_events;
pub mod owner_keys;
pub mod owner_lists;
mod paid;
pub mod passkey_hosts;
pub mod passkeys;
pub mod password_sign_ins;
pub mod places;
mod proved;
pub mod provider_accounts;
pub mod provider_sessions;
pub mod pushed_requests;
pub mod recipients;
pub mod recovery;
pub mod redemptions;
pub mod rotations;
mod row;
pub mod schema;
pub mod sealed_secrets;
pub mod second_factors;
mod server_counts;
pub mod session_life;
pub mod sessions;
pub mod sign_outs;
pub mod signing_keys;
pub mod spending;
pub mod spent_ids;
pub mod start_links;
pub mod strangers;
pub mod sweep;
mod sweep_parts;
pub mod token_families;
pub mod token_users;
pub mod user;
pub mod user_changes;
pub mod user_codes;
pub mod user_details;
pub mod user_passwords;
pub mod user_search;
pub mod user_sessions;
pub mod user_standing;
pub mod users;
pub mod visits;
pub mod ways_in;
