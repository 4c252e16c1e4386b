//! `npm run client`, `npm run user`, `npm run group`, `npm run keys`, `npm run events` and `npm run scim`: who may use this authorization
//! server, which keys it signs with, what happened, and which directories make users.
//!
//! The rules and the SQL are the Worker's own. They are compiled to WASM, and Node runs them: `scripts/admin.mjs`.

use std::fmt;

use clap::Args;
use edgegrant::platform::Fault;
use edgegrant::protocol::display_name;
use edgegrant::protocol::secret::hex;
use edgegrant::protocol::timestamp::Timestamp;
use serde_json::json;

#[macro_use]
mod host;

mod app;
mod apps;
mod chosen_password;
mod client;
mod client_list;
mod client_secret;
mod client_standing;
mod command_line;
mod database;
mod date;
mod edit;
mod events;
mod group;
mod group_list;
mod group_users;
mod keys;
mod list_alike;
mod listing;
mod logo;
mod one_client;
mod one_group;
mod one_user;
mod option_values;
mod options;
mod own_claims;
mod registration;
mod scim;
mod settings;
mod sound;
mod span;
mod user;
mod user_edit;
mod user_links;
mod user_open_links;
mod user_passkeys;
mod user_show;
mod user_standing;
mod user_values;

use command_line::{Unparsed, Usage, as_typed, overview, parse};
use database::Database;

/// Which database, and how to answer.
#[derive(Args)]
struct Target {
    /// Use the deployed database instead of the local one.
    #[arg(long)]
    remote: bool,
    /// Use the deployed server of edgegrant.NAME.jsonc instead of that of edgegrant.jsonc.
    #[arg(long, value_name = "NAME", default_value = "production")]
    env: String,
    /// The folder of the local database, if it is not wrangler's usual one.
    #[arg(long, value_name = "FOLDER", conflicts_with = "remote")]
    persist_to: Option<String>,
    /// Answer in JSON, including errors.
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
        Self(fault.reason().to_owned())
    }
}

/// Why a line does not end well.
enum Ended {
    Unparsed(Unparsed),
    Refused(Refusal),
}

impl From<Unparsed> for Ended {
    fn from(unparsed: Unparsed) -> Self {
        Self::Unparsed(unparsed)
    }
}

impl From<Refusal> for Ended {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Does what the line says: `client`, `user`, `group`, `keys`, `events` or `scim`, and what follows. Gives the exit code: 0, or 1 when it was
/// not done.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn run(arguments: Vec<String>, host: host::Host) -> u8 {
    host::begin(host);
    // What went wrong inside would otherwise be lost: WASM has no standard error.
    std::panic::set_hook(Box::new(|panic| host::err(&panic.to_string())));
    answer(&arguments).await
}

/// The same, for whoever has begun.
pub async fn answer(arguments: &[String]) -> u8 {
    let in_json = arguments.iter().take_while(|it| *it != "--");
    let in_json = in_json.into_iter().any(|it| it == "--json");
    let (sentence, full) = match act(arguments).await {
        Ok(()) => return 0,
        Err(Ended::Unparsed(Unparsed::Help(text))) => {
            say!("{text}");
            return 0;
        }
        Err(Ended::Unparsed(Unparsed::Wrong(Usage { sentence, full }))) => (sentence, full),
        Err(Ended::Refused(Refusal(sentence))) => (sentence.clone(), sentence),
    };
    if in_json {
        say!(
            "{}",
            json!({ "error": as_typed(&sentence, host::installed()) })
        );
    } else {
        note!("{full}");
    }
    1
}

async fn act(arguments: &[String]) -> Result<(), Ended> {
    let installed = host::installed();
    let (subject, rest) = match arguments.split_first() {
        Some((subject, rest)) => (subject.as_str(), rest),
        None => ("", arguments),
    };
    match subject {
        "client" => client::run(parse("client", rest, installed)?).await?,
        "user" => user::run(parse("user", rest, installed)?).await?,
        "group" => group::run(parse("group", rest, installed)?).await?,
        "keys" => keys::run(parse("keys", rest, installed)?).await?,
        "events" => events::run(parse("events", rest, installed)?).await?,
        "scim" => scim::run(parse("scim", rest, installed)?).await?,
        // For scripts.
        "logo" => logo::run(parse("logo", rest, installed)?).await?,
        "--help" | "-h" => return Err(Unparsed::Help(overview(installed)).into()),
        other => {
            let sentence = format!("There is no command \"{other}\".");
            let full = format!("{sentence}\n\n{}", overview(installed));
            return Err(Unparsed::Wrong(Usage { sentence, full }).into());
        }
    }
    Ok(())
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
    Timestamp(host::now())
}
