//! Subject identifiers (OpenID Connect Core section 8): who a token is about.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The `sub` of a user for a client. It is public (the same for all clients) or, where the client has a sector,
/// pairwise (the same only for the clients of that sector, section 8.1). `salt` is the user's own secret of 128
/// bits, so that one `sub` reveals nothing about another.
#[must_use]
pub fn subject(user_id: &str, salt: &str, sector: Option<&str>) -> String {
    match sector {
        None => user_id.to_owned(),
        Some(sector) => {
            // Neither a salt nor a user id holds a line break, nor does a host.
            let hash = Sha256::digest(format!("{salt}\n{user_id}\n{sector}"));
            URL_SAFE_NO_PAD.encode(hash)
        }
    }
}

/// The `sid` of a session for a client. It differs for each client; otherwise two of them could tell that they
/// see the same person. No client is told `session_id` itself.
#[must_use]
pub fn session(session_id: &str, client_id: &str) -> String {
    let hash = Sha256::digest(format!("{session_id}\n{client_id}"));
    URL_SAFE_NO_PAD.encode(&hash[..16])
}
