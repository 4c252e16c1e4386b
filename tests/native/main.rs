//! The native tests: the rules on their own, and the endpoints over a real SQLite. One binary, so that what
//! they share is compiled once. `npm test -- native`, or `cargo test --test native <words of a path>`.

mod admin_api;
mod authorization;
mod brand;
mod carried;
mod client;
mod display_name;
mod faults;
mod fuzz;
mod health;
mod issuer;
mod jose;
mod json;
mod language;
mod lifetime;
mod login;
mod mail;
mod near_sign_ins;
mod near_sign_outs;
mod openid;
mod parsers;
mod passkey;
mod passwords;
mod provider;
mod public_url;
mod replica;
mod resource;
mod rooms;
mod runtime;
mod scim;
mod second_factor;
mod store;
mod token;
mod trips;
mod upgrade;
mod vectors;
