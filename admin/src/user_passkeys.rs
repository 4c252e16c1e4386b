//! `npm run user -- passkeys`: may the settings be deployed as they are, or would people lose their passkeys?

use clap::Args;
use edgegrant::store::passkey_hosts::passkeys_elsewhere;
use serde_json::json;

use super::settings::passkey_hosts;
use super::{Database, Refusal, Target};

#[derive(Args)]
pub(crate) struct Passkeys {
    #[command(flatten)]
    target: Target,
}

pub(super) async fn passkeys(options: &Passkeys) -> Result<(), Refusal> {
    let target = &options.target;
    let hosts = passkey_hosts(target)?;
    let known: Vec<&str> = hosts
        .before
        .iter()
        .chain(&hosts.rp_id)
        .map(String::as_str)
        .collect();
    let found = passkeys_elsewhere(&Database::new(target), &known).await?;
    match (found, &hosts.rp_id) {
        (Some(elsewhere), Some(rp_id)) => Err(format!("{}.", elsewhere.sentence(rp_id)).into()),
        (Some(elsewhere), None) => Err(format!(
            "There are passkeys for \"{}\", but ISSUER has no name that passkeys could be for.",
            elsewhere.host
        )
        .into()),
        (None, rp_id) => {
            if target.json {
                say!("{}", json!({ "rp_id": rp_id }));
            } else if let Some(rp_id) = rp_id {
                say!("No passkey would be lost: RP_ID is \"{rp_id}\".");
            } else {
                say!("There are no passkeys, and ISSUER has no name that they could be for.");
            }
            Ok(())
        }
    }
}
