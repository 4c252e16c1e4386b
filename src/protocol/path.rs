//! Where each endpoint is, below the issuer. The routes, the pages and the metadata all read it here.

/// RFC 6749 section 3.1.
pub const AUTHORIZE: &str = "/authorize";
/// Where the login page posts to.
pub const LOGIN: &str = "/login";
/// Where its passkeys are posted to.
pub const LOGIN_PASSKEY: &str = "/login/passkey";
/// Where the page with the accounts is, and where it posts to.
pub const SELECT_ACCOUNT: &str = "/select-account";
/// Where the consent page posts to.
pub const CONSENT: &str = "/consent";
/// RFC 6749 section 3.2.
pub const TOKEN: &str = "/token";
/// RFC 7009 section 2.
pub const REVOKE: &str = "/revoke";
/// RFC 7662 section 2.
pub const INTROSPECT: &str = "/introspect";
/// RFC 9126 section 2.
pub const PAR: &str = "/par";
/// RFC 7591 section 3; below it, one path for each client (RFC 7592 section 2).
pub const REGISTER: &str = "/register";
/// The key set (RFC 7517 section 5).
pub const JWKS: &str = "/.well-known/jwks.json";
/// RFC 8414 section 3.
pub const METADATA: &str = "/.well-known/oauth-authorization-server";
/// OpenID Connect Discovery section 4.
pub const DISCOVERY: &str = "/.well-known/openid-configuration";
/// RFC 7033 section 4: of the host, so that no issuer's path comes before or after it.
pub const WEBFINGER: &str = "/.well-known/webfinger";
/// WebAuthn Level 3 section 5.11.1: of the RP ID's host, so only where that is the issuer's own, and it has no path.
pub const WEBAUTHN: &str = "/.well-known/webauthn";
/// A Well-Known URL for Relying Party Passkey Endpoints, section 3: of the same host.
pub const PASSKEY_ENDPOINTS: &str = "/.well-known/passkey-endpoints";
/// A Well-Known URL for Changing Passwords, section 2.
pub const CHANGE_PASSWORD: &str = "/.well-known/change-password";
/// OpenID Connect Core section 5.3.
pub const USERINFO: &str = "/userinfo";
/// RP-Initiated Logout section 2.
pub const LOGOUT: &str = "/logout";
/// Where its page posts to.
pub const LOGOUT_CONFIRM: &str = "/logout/confirm";
/// Where a person looks after their passkeys and their password.
pub const ACCOUNT_SECURITY: &str = "/account/security";
/// The style sheet of every page.
pub const STYLE: &str = "/style.css";
/// The `client_id` in a path below [`REGISTER`] (RFC 7592 section 2).
#[must_use]
pub fn client_of(path: &str) -> Option<&str> {
    let id = path.strip_prefix(REGISTER)?.strip_prefix('/')?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}
