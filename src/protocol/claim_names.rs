//! The names of claims that mean something already.

/// Each claim about a user that this server knows, except `sub`: its name, and the scope that asks for it (OpenID Connect
/// Core sections 5.1 and 5.4).
pub const STANDARD: [(&str, &str); 20] = [
    ("name", "profile"),
    ("given_name", "profile"),
    ("family_name", "profile"),
    ("middle_name", "profile"),
    ("nickname", "profile"),
    ("preferred_username", "profile"),
    ("profile", "profile"),
    ("picture", "profile"),
    ("website", "profile"),
    ("gender", "profile"),
    ("birthdate", "profile"),
    ("zoneinfo", "profile"),
    ("locale", "profile"),
    ("updated_at", "profile"),
    ("email", "email"),
    ("email_verified", "email"),
    ("address", "address"),
    ("phone_number", "phone"),
    ("phone_number_verified", "phone"),
    // Of no standard, but what clients ask for everywhere.
    ("groups", "groups"),
];

/// Claims of the protocols (RFC 7519, RFC 7662, RFC 9068, RFC 9449, OpenID Connect): who reads one believes that this
/// server says so of a sign-in or a token.
const OF_PROTOCOLS: [&str; 32] = [
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "nbf",
    "jti",
    "azp",
    "nonce",
    "auth_time",
    "acr",
    "amr",
    "at_hash",
    "c_hash",
    "s_hash",
    "rt_hash",
    "sid",
    "sub_jwk",
    "sub_id",
    "events",
    "toe",
    "txn",
    "cnf",
    "act",
    "may_act",
    "client_id",
    "scope",
    "active",
    "username",
    "token_type",
    "_claim_names",
    "_claim_sources",
];

/// Whether a claim means something already, so that no owner defines it.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    OF_PROTOCOLS.contains(&name) || STANDARD.iter().any(|(known, _)| *known == name)
}
