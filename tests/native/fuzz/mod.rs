//! Properties of everything that reads what strangers write, over input that is almost right.
//!
//! Each test is one target. `PROPTEST_CASES=100000 cargo test --test native fuzz` runs each of them 100,000
//! times instead of 256. What breaks a property becomes a case in the suite of its rule.

mod endpoints;
mod forms;
mod identity_assertion;
mod logo;
mod mail;
mod metadata;
mod multipart;
mod near;
mod near_bytes;
mod near_jwt;
mod near_passkey;
mod openid;
mod openid_endpoints;
mod openid_metadata;
mod passkeys;
mod provider;
mod scim;
mod second_factor;
mod signed;
mod tokens;
mod urls;
