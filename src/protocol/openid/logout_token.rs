//! What the other clients of a session are told when it ends (Back-Channel Logout 1.0 section 2.4).

use serde_json::{Map, Value};

use crate::protocol::json::members;
use crate::protocol::timestamp::Timestamp;

/// `typ` of a logout token's header (section 2.4).
pub const TYPE: &str = "logout+jwt";

/// How long a logout token is valid, in seconds (section 4).
pub const LIFETIME: u32 = 120;

/// The event that it reports (section 2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The claims of a logout token for one client (section 2.4).
#[must_use]
pub fn token_claims(
    issuer: &str,
    client_id: &str,
    subject: &str,
    session: &str,
    jti: &str,
    now: Timestamp,
) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut put = |name: &str, value: Value| {
        claims.insert(name.to_owned(), value);
    };
    put("iss", issuer.into());
    put("aud", client_id.into());
    put("sub", subject.into());
    put("sid", session.into());
    put("iat", now.0.into());
    put("exp", now.plus(LIFETIME).0.into());
    put("jti", jti.into());
    put("events", members! { EVENT: Map::new() });
    claims
}
