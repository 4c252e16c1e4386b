//! The groups that a command names.

use edgegrant::protocol::group::MOST_ALLOWED;
use edgegrant::store::groups::{Group, find_group};
use serde_json::{Value, json};

use super::{Database, Refusal};

/// What a list says of a group in JSON.
pub(super) fn known(group: &Group) -> Value {
    json!({ "name": group.name, "claims": group.claims })
}

/// The group that the owner means.
pub(super) async fn meant(sql: &Database, name: &str) -> Result<Group, Refusal> {
    find_group(sql, name).await?.ok_or_else(|| unknown(name))
}

pub(super) fn unknown(name: &str) -> Refusal {
    Refusal(format!(
        "There is no group \"{name}\". `npm run group -- list` shows them all."
    ))
}

/// The ids of the groups that an option names.
pub(super) async fn ids(sql: &Database, names: &[String]) -> Result<Vec<String>, Refusal> {
    let mut ids = Vec::new();
    for name in names {
        let id = meant(sql, name).await?.id;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.len() > MOST_ALLOWED {
        return Err(format!("Name at most {MOST_ALLOWED} groups.").into());
    }
    Ok(ids)
}
