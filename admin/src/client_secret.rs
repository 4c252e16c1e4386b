//! `npm run client -- rotate-secret`.

use clap::Args;
use edgegrant::protocol::secret::Secret;
use edgegrant::store::client_secrets::{Before, old_secret_ends, replace_secret};
use edgegrant::store::clients::load_client;
use serde_json::json;

use super::date::date;
use super::edit::unknown;
use super::registration::tell;
use super::span::span;
use super::{Database, Refusal, Target, random};

/// The longest time for which two secrets count: 90 days.
const LONGEST: i64 = 90 * 24 * 3600;

#[derive(Args)]
pub(crate) struct Rotate {
    /// Its client_id.
    id: String,
    /// How long the old secret works beside the new one, such as 7d, so that you have time to change the app.
    #[arg(long, value_name = "TIME", value_parser = kept)]
    keep: Option<u32>,
    /// If the newest secret was lost: replace only that one. The old one works for as long as it was kept.
    #[arg(long, conflicts_with = "keep")]
    again: bool,
    #[command(flatten)]
    target: Target,
}

fn kept(text: &str) -> Result<u32, String> {
    let seconds = span(text)?;
    let seconds = Some(seconds).filter(|it| (1..=LONGEST).contains(it));
    let seconds = seconds.and_then(|it| u32::try_from(it).ok());
    seconds.ok_or_else(|| "at most 90d".to_owned())
}

pub(super) async fn rotate(options: &Rotate) -> Result<(), Refusal> {
    let sql = Database::new(&options.target);
    let secret = Secret::mint(random()?);
    let before = match (options.keep, options.again) {
        (Some(seconds), _) => Before::Kept(seconds),
        (None, true) => Before::StaysKept,
        (None, false) => Before::Ends,
    };
    if !replace_secret(&sql, &options.id, &secret.hash(), before).await? {
        return Err(refusal(&sql, options).await?);
    }
    let ends = match before {
        Before::Ends => None,
        Before::Kept(_) | Before::StaysKept => old_secret_ends(&sql, &options.id).await?,
    };
    if options.target.json {
        say!(
            "{}",
            json!({ "client_id": options.id, "client_secret": secret.reveal(), "old_secret_ends_at": ends })
        );
        return Ok(());
    }
    match ends {
        None => say!("The old secret no longer works."),
        Some(at) => say!("The old secret works until {}.", date(at)),
    }
    say!("\nclient_id      {}", options.id);
    tell(&secret);
    Ok(())
}

/// Why the client did not get a new secret.
async fn refusal(sql: &Database, options: &Rotate) -> Result<Refusal, Refusal> {
    let id = &options.id;
    let Some(client) = load_client(sql, id).await? else {
        return Ok(unknown(id));
    };
    if client.secret_hash.is_none() {
        return Ok("This client has no secret.".into());
    }
    let Some(at) = old_secret_ends(sql, id).await? else {
        return Ok("No old secret is kept. Leave out --again.".into());
    };
    Ok(format!(
        "An old secret is kept already, until {}, and there are never more than two. If the newest one was lost, \
         `npm run client -- rotate-secret {id} --again` replaces it alone. Without --keep, a new secret ends both.",
        date(at)
    )
    .into())
}
