//! `REGISTRATION` and `REDIRECT_SCHEMES`: who may register a client over the network, and where it may return to.

use super::setting::Misconfigured;
use crate::protocol::client::scheme;
use crate::protocol::secret::{Secret, SecretHash};

/// Anybody may try initial access tokens, from anywhere, so it must be a random one.
const SHORTEST_REGISTRATION_TOKEN: usize = 32;

/// Who may register a client over the network (RFC 7591 section 1.2).
#[derive(Debug, Clone)]
pub enum Registration {
    /// Nobody: the owner does it with `npm run client`.
    Closed,
    /// Whoever has the initial access token with this hash.
    ByToken(SecretHash),
    /// Everybody.
    Open,
}

/// `REDIRECT_SCHEMES`: for clients that nobody vouches for, the schemes without a dot that they may return to.
pub(super) fn schemes(
    setting: &impl Fn(&str) -> Option<String>,
) -> Result<Vec<String>, Misconfigured> {
    let Some(listed) = setting("REDIRECT_SCHEMES") else {
        let usual = scheme::OF_MCP_CLIENTS.into_iter();
        return Ok(usual.map(|(scheme, _)| scheme.to_owned()).collect());
    };
    let read = |name: &str| {
        scheme::parse(name).map_err(|bad| {
            Misconfigured::new(format!(
                "REDIRECT_SCHEMES has \"{name}\", but {bad}; it is a list such as \"cursor vscode\""
            ))
        })
    };
    listed.split_whitespace().map(read).collect()
}

/// `REGISTRATION`, with `REGISTRATION_TOKEN`.
pub(super) fn registration(
    setting: &impl Fn(&str) -> Option<String>,
) -> Result<Registration, Misconfigured> {
    match setting("REGISTRATION").as_deref() {
        None | Some("closed") => Ok(Registration::Closed),
        Some("open") => Ok(Registration::Open),
        Some("token") => match setting("REGISTRATION_TOKEN") {
            Some(token) if token.len() >= SHORTEST_REGISTRATION_TOKEN => {
                Ok(Registration::ByToken(Secret::new(token).hash()))
            }
            _ => Err(Misconfigured::new(format!(
                "REGISTRATION is \"token\", but the secret REGISTRATION_TOKEN is not set, or shorter \
                 than {SHORTEST_REGISTRATION_TOKEN} characters; put a random one into edgegrant.secrets.json and run \
                 `npm run deploy`"
            ))),
        },
        Some(text) => Err(Misconfigured::new(format!(
            "REGISTRATION is \"{text}\"; it must be \"closed\", \"token\" or \"open\""
        ))),
    }
}
