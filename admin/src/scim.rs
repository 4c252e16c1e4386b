//! `npm run scim`: the tokens with which directories make users and groups by SCIM.

use clap::{Args, Subcommand};
use edgegrant::protocol::group::parse_name;
use edgegrant::protocol::scim::BASE;
use edgegrant::protocol::secret::Secret;
use edgegrant::store::directories::{MOST_TOKENS, Token, add_token, list_tokens, remove_token};
use serde_json::{Value, json};

use super::date::date;
use super::settings::{has_scim, issuer};
use super::{Database, Refusal, Target, new_id, now, random};

const DAY: u32 = 24 * 3600;

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Make a token for a directory, such as entra or okta. It is shown once.
    Add(Add),
    /// List the tokens: of which directory, until when, and when each was last used.
    List(List),
    /// Remove a token. Nothing is done with it any more; the users and groups stay.
    Remove(Remove),
}

#[derive(Args)]
pub(crate) struct Add {
    /// The name of the directory. Users and groups belong to this name: to replace a token, make another one of the same name.
    name: String,
    /// In how many days the token ends.
    #[arg(long, value_name = "DAYS", default_value = "365", value_parser = clap::value_parser!(u32).range(1..=1095))]
    days: u32,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct Remove {
    /// The id of the token, as `list` shows it.
    id: String,
    #[command(flatten)]
    target: Target,
}

pub(crate) async fn run(action: Action) -> Result<(), Refusal> {
    match action {
        Action::Add(options) => add(&options).await,
        Action::List(List { target }) => list(&target).await,
        Action::Remove(options) => remove(&options).await,
    }
}

async fn add(Add { name, days, target }: &Add) -> Result<(), Refusal> {
    parse_name(name).map_err(|_| {
        format!("\"{name}\" cannot be a directory: take 1 to 64 letters, digits and -._:/@, such as entra.")
    })?;
    let address = issuer(target)?.url(BASE);
    let (id, token) = (new_id()?, Secret::mint(random()?));
    let (sql, hash) = (Database::new(target), token.hash());
    if !add_token(&sql, (&id, name), &hash, days * DAY).await? {
        return Err(Refusal(format!(
            "There are {MOST_TOKENS} tokens already. Remove one: `npm run scim -- list`"
        )));
    }
    let ends = now().plus(days * DAY);
    if target.json {
        say!(
            "{}",
            json!({ "id": id, "directory": name, "token": token.reveal(), "url": address, "ends_at": ends })
        );
        return Ok(());
    }
    say!("SCIM base URL: {address}");
    say!("Token:         {}", token.reveal());
    say!(
        "It is not shown again, and ends on {}. Until then make another one of the same name.",
        ends.day()
    );
    if !has_scim(target)? {
        say!("SCIM is off. Set \"SCIM\": \"on\" and run `npm run deploy`.");
    }
    Ok(())
}

async fn list(target: &Target) -> Result<(), Refusal> {
    let all = list_tokens(&Database::new(target)).await?;
    if target.json {
        say!("{}", Value::from_iter(all.iter().map(known)));
        return Ok(());
    }
    if all.is_empty() {
        say!("There is no token. `npm run scim -- add NAME` makes one.");
    }
    for token in &all {
        let ended = token.ends_at <= now();
        let used = token.used_at.map_or("never used".to_owned(), |at| {
            format!("last used on {}", at.day())
        });
        say!(
            "{}  {}  {} {}  {used}",
            token.id,
            token.directory,
            if ended { "ended" } else { "ends" },
            date(token.ends_at)
        );
    }
    Ok(())
}

fn known(token: &Token) -> Value {
    json!({
        "id": token.id, "directory": token.directory, "created_at": token.created_at, "ends_at": token.ends_at,
        "used_on": token.used_at.map(|at| at.day()),
    })
}

async fn remove(Remove { id, target }: &Remove) -> Result<(), Refusal> {
    if !remove_token(&Database::new(target), id).await? {
        return Err(Refusal(format!(
            "There is no token {id}. `npm run scim -- list` shows them all."
        )));
    }
    if target.json {
        say!("{}", json!({ "id": id, "removed": true }));
    } else {
        say!("Removed the token {id}.");
    }
    Ok(())
}
