//! `npm run client -- block | unblock | vouch`.

use clap::Args;
use edgegrant::protocol::client::RegisteredBy;
use edgegrant::store::client_standing::{block_client, unblock_client, vouch_for};
use edgegrant::store::clients::load_client;
use serde_json::json;

use super::edit::unknown;
use super::option_values::scope;
use super::{Database, Refusal, Target};

#[derive(Args)]
pub(crate) struct Vouch {
    /// Its client_id.
    id: String,
    /// What it may ask for from now on, space-separated. The default is what it said of itself.
    #[arg(long)]
    scope: Option<String>,
    #[command(flatten)]
    target: Target,
}

pub(super) async fn block(id: &str, target: &Target) -> Result<(), Refusal> {
    let sql = Database::new(target);
    if !block_client(&sql, id).await? {
        load_client(&sql, id).await?.ok_or_else(|| unknown(id))?;
        return Err("This client is blocked already.".into());
    }
    let told = "Nothing is issued to it any more. An API that verifies access tokens itself accepts this client's tokens until \
                they expire.";
    tell(target, ("blocked", "Blocked"), id, told);
    Ok(())
}

pub(super) async fn unblock(id: &str, target: &Target) -> Result<(), Refusal> {
    let sql = Database::new(target);
    if !unblock_client(&sql, id).await? {
        load_client(&sql, id).await?.ok_or_else(|| unknown(id))?;
        return Err("This client is not blocked.".into());
    }
    let told = "What people allowed it before counts again.";
    tell(target, ("unblocked", "Unblocked"), id, told);
    Ok(())
}

pub(super) async fn vouch(vouch: &Vouch) -> Result<(), Refusal> {
    let sql = Database::new(&vouch.target);
    let client = load_client(&sql, &vouch.id)
        .await?
        .ok_or_else(|| unknown(&vouch.id))?;
    if client.registered_by == RegisteredBy::Owner {
        return Err("You vouch for this client already: it is registered by you.".into());
    }
    let scope = match &vouch.scope {
        Some(text) => scope(text, &vouch.target)?,
        None => client.scope.clone(),
    };
    if scope.is_empty() {
        return Err(
            "It did not say what it asks for. Name with --scope what it may ask for.".into(),
        );
    }
    if !vouch_for(&sql, &client, &scope).await? {
        return Err(
            "The client was changed or removed meanwhile. Look at it, and try again.".into(),
        );
    }
    let told = "It is as `npm run client -- show` says, and only you can change it from now on. People are no longer told \
                that it is not verified.";
    tell(
        &vouch.target,
        ("vouched_for", "You vouch for"),
        &vouch.id,
        told,
    );
    Ok(())
}

fn tell(target: &Target, (word, did): (&str, &str), id: &str, told: &str) {
    if target.json {
        say!("{}", json!({ word: id }));
    } else {
        say!("{did} \"{id}\". {told}");
    }
}
