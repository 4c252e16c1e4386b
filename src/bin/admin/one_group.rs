//! The groups that a command names.

use edgegrant::protocol::group::MOST_ALLOWED;
use edgegrant::store::groups::{Group, find_group};

use super::{Refusal, Wrangler, wait};

/// The group that the owner means.
pub(super) fn meant(sql: &Wrangler, name: &str) -> Result<Group, Refusal> {
    wait(find_group(sql, name))?.ok_or_else(|| unknown(name))
}

pub(super) fn unknown(name: &str) -> Refusal {
    Refusal(format!(
        "There is no group \"{name}\". `npm run group -- list` shows them all."
    ))
}

/// The ids of the groups that an option names.
pub(super) fn ids(sql: &Wrangler, names: &[String]) -> Result<Vec<String>, Refusal> {
    let mut ids = Vec::new();
    for name in names {
        let id = meant(sql, name)?.id;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.len() > MOST_ALLOWED {
        return Err(format!("Name at most {MOST_ALLOWED} groups.").into());
    }
    Ok(ids)
}
