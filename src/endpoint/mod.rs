//! The endpoints: one file each, to be read from top to bottom: load, decide, save, reply.
//!
//! | wing | what |
//! |---|---|
//! | [`route`] | which endpoint answers |
//! | `account` | `/account` and what is below |
//! | `admin` | `/admin` and what is below |
//! | `authorization` | `/authorize`, `/consent`, `/par` |
//! | `login` | `/login`, `/select-account`, `/logout` |
//! | `joining` | `/setup`, `/invitation`, `/sign-up`, `/recovery`, `/verify-email` |
//! | `provider` | `/login/provider`: accounts elsewhere |
//! | `interaction` | what those two have in common |
//! | `token` | `/token`, `/revoke`, `/introspect`, `/userinfo` |
//! | `client` | who posts; `/register` |
//! | `discovery` | metadata, keys, health, style |
//! | [`mail`] | what this server sends by mail, once the answer is given |
//! | `keys` | what this server signs with |
//! | [`http`] | requests and replies |
//! | [`event`] | what the log has to tell |

mod account;
mod admin;
mod authorization;
mod brand_policy;
mod client;
pub mod config;
mod discovery;
pub mod event;
pub mod http;
mod interaction;
mod isolate;
mod joining;
mod keys;
mod login;
pub mod mail;
mod mail_policy;
mod provider;
mod provider_policy;
mod registration_policy;
pub mod route;
mod scim;
mod secret_setting;
mod server;
mod setting;
mod sign_up_policy;
pub mod spending;
mod token;

pub use isolate::Isolate;
pub use login::{backchannel_logout, rehash};
pub use server::Server;
