//! `EDGEGRANT_SECRET`: the one secret that a server has to have.

use super::setting::Misconfigured;
use crate::protocol::secret::{Secret, ServerKeys};

/// The keys of the secret, and those of the previous one.
pub(super) fn keys(setting: &impl Fn(&str) -> Option<String>) -> Result<ServerKeys, Misconfigured> {
    const MISSING: &str = "EDGEGRANT_SECRET is not set; `npm run deploy` makes it for the deployed server, and `npm start` \
         for the local one";
    let secret = setting("EDGEGRANT_SECRET")
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Misconfigured::new(MISSING.to_owned()))?;
    let keys = server_keys("EDGEGRANT_SECRET", secret)?;
    let previous = setting("EDGEGRANT_SECRET_PREVIOUS").filter(|text| !text.is_empty());
    Ok(match previous {
        None => keys,
        Some(secret) => keys.accepting(&server_keys("EDGEGRANT_SECRET_PREVIOUS", secret)?),
    })
}

fn server_keys(name: &str, secret: String) -> Result<ServerKeys, Misconfigured> {
    ServerKeys::derive(&Secret::new(secret)).ok_or_else(|| {
        Misconfigured::new(format!(
            "{name} is too short or too simple; it must be at least {} random characters",
            ServerKeys::SHORTEST_SECRET
        ))
    })
}
