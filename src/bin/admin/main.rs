//! `npm run client`, `npm run user`, `npm run group`, `npm run keys` and `npm run events`: who may use this authorization server, which
//! keys it signs with, and what happened.
//!
//! The rules and the SQL are the Worker's own. Only the way to the database differs.

use std::fmt;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use edgegrant::platform::Fault;
use edgegrant::protocol::display_name;
use edgegrant::protocol::secret::hex;
use edgegrant::protocol::timestamp::Timestamp;

mod app;
mod apps;
mod chosen_password;
mod client;
mod date;
mod edit;
mod events;
mod group;
mod group_users;
mod keys;
mod list_alike;
mod one_group;
mod one_user;
mod option_values;
mod options;
mod own_claims;
mod registration;
mod settings;
mod user;
mod user_edit;
mod user_links;
mod user_passkeys;
mod user_show;
mod user_standing;
mod user_values;
mod wrangler;

use wrangler::Wrangler;

/// Manage who may use this authorization server (apps and people) and its signing keys, and see what happened.
#[derive(Parser)]
#[command(name = "npm run", bin_name = "npm run", disable_help_subcommand = true)]
struct Command {
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Subcommand)]
enum Subject {
    /// The apps (clients) that may ask people to sign in.
    #[command(subcommand, arg_required_else_help = true)]
    Client(client::Action),
    /// The people (users) who can sign in.
    #[command(subcommand, arg_required_else_help = true)]
    User(user::Action),
    /// Groups of users: what apps are told of them, and which apps are only for some.
    #[command(subcommand, arg_required_else_help = true)]
    Group(group::Action),
    /// The signing keys. They look after themselves; this is for the day when one leaks.
    #[command(subcommand, arg_required_else_help = true)]
    Keys(keys::Action),
    /// What happened: who signed in and who did not, what was allowed, and what ended. As lines of JSON.
    #[command(subcommand, arg_required_else_help = true)]
    Events(events::Action),
}

/// Which database, and how to answer.
#[derive(Args)]
struct Target {
    /// Use the deployed database instead of the local one.
    #[arg(long)]
    remote: bool,
    /// The deployed environment in wrangler.toml.
    #[arg(long, value_name = "NAME", default_value = "production")]
    env: String,
    /// The folder of the local database, if it is not wrangler's usual one.
    #[arg(long, value_name = "FOLDER", conflicts_with = "remote")]
    persist_to: Option<String>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Why a command did not do what it was asked, for a person to read.
#[derive(Debug)]
struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

impl From<String> for Refusal {
    fn from(sentence: String) -> Self {
        Self(sentence)
    }
}

impl From<&str> for Refusal {
    fn from(sentence: &str) -> Self {
        Self(sentence.to_owned())
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self(fault.reason)
    }
}

fn main() -> ExitCode {
    let done = match Command::parse().subject {
        Subject::Client(action) => client::run(action),
        Subject::User(action) => user::run(action),
        Subject::Group(action) => group::run(action),
        Subject::Keys(action) => keys::run(action),
        Subject::Events(action) => events::run(action),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("{refusal}");
            ExitCode::FAILURE
        }
    }
}

/// Waits for an answer from the database. Nothing else is going on.
fn wait<T>(future: impl Future<Output = Result<T, Fault>>) -> Result<T, Refusal> {
    Ok(futures_executor::block_on(future)?)
}

fn random<const N: usize>() -> Result<[u8; N], Refusal> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| format!("This system provides no random bytes: {error}"))?;
    Ok(bytes)
}

/// Text that people will read in one line. A refusal begins with `demand`.
fn one_line(text: &str, demand: &str) -> Result<String, Refusal> {
    display_name::one_line(text).ok_or_else(|| {
        Refusal(format!(
            "{demand} 1 to {} visible characters, in one line.",
            display_name::LONGEST
        ))
    })
}

/// An identifier that nothing else has: 96 random bits in hexadecimal.
fn new_id() -> Result<String, Refusal> {
    Ok(hex(&random::<12>()?))
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Timestamp(since.map_or(0, |since| since.as_secs() as i64))
}
