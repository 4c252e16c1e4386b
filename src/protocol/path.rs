//! Where each endpoint is, below the issuer. The routes, the pages and the metadata all read it here.

/// RFC 6749 section 3.1.
pub const AUTHORIZE: &str = "/authorize";
/// Where the login page posts to.
pub const LOGIN: &str = "/login";
/// Where its passkeys are posted to.
pub const LOGIN_PASSKEY: &str = "/login/passkey";
/// Where a browser asks for a code, to be signed in with another device.
pub const LOGIN_DEVICE: &str = "/login/device";
/// Where it finds out whether somebody answered. Its query holds the code.
pub const LOGIN_DEVICE_STATE: &str = "/login/device/state";
/// Where it goes on then.
pub const LOGIN_DEVICE_FINISH: &str = "/login/device/finish";
/// Where the code is typed on the other device, or scanned: then the query holds it. `verification_uri` of RFC 8628.
pub const DEVICE: &str = "/device";
/// Where somebody says that the device is not theirs.
pub const DEVICE_DENY: &str = "/device/deny";
/// Where somebody says that they cannot sign in as surely as the client asks.
pub const LOGIN_UNMET: &str = "/login/unmet";
/// Where the code of an app, or a recovery code, is posted to after the password.
pub const LOGIN_CODE: &str = "/login/code";
/// Where the buttons of other providers are posted to; below it, one path for each provider, where people come back.
pub const LOGIN_PROVIDER: &str = "/login/provider";
/// Where people ask for a code by mail, and where the page posts to.
pub const LOGIN_MAIL_CODE: &str = "/login/mail-code";
/// Where the code is posted to.
pub const LOGIN_MAIL_CODE_ENTER: &str = "/login/mail-code/enter";
/// Where the page with the accounts is, and where it posts to.
pub const SELECT_ACCOUNT: &str = "/select-account";
/// Where the consent page posts to.
pub const CONSENT: &str = "/consent";
/// Where people make an account, where anybody may.
pub const SIGN_UP: &str = "/sign-up";
/// Where somebody who signs up proves an address.
pub const SIGN_UP_CODE: &str = "/sign-up/code";
/// Where an invitation leads: the account of whoever was invited.
pub const INVITATION: &str = "/invitation";
/// Where a recovery link leads: a new way to sign in.
pub const RECOVERY: &str = "/recovery";
/// Where people ask for such a link by mail, and where the page posts to.
pub const RECOVERY_MAIL: &str = "/recovery/mail";
/// Where the link of a notice leads: it was not them.
pub const DISAVOW: &str = "/not-me";
/// Where the link leads that proves an email address.
pub const VERIFY_EMAIL: &str = "/verify-email";
/// Where the first account is made, which is an administrator's.
pub const SETUP: &str = "/setup";
/// RFC 6749 section 3.2.
pub const TOKEN: &str = "/token";
/// RFC 8628 section 3.1.
pub const DEVICE_AUTHORIZATION: &str = "/device_authorization";
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
/// What a person looks after: their account, a page each.
pub const ACCOUNT: &str = "/account";
/// Passkeys, the password, and where they are signed in.
pub const ACCOUNT_SECURITY: &str = "/account/security";
/// The clients that they let in.
pub const ACCOUNT_APPS: &str = "/account/apps";
/// What happened.
pub const ACCOUNT_ACTIVITY: &str = "/account/activity";
/// All that is known of them, and the end of it.
pub const ACCOUNT_DATA: &str = "/account/data";
/// Every page of the account, in the order in which they are shown.
pub const ACCOUNT_PAGES: [&str; 5] = [
    ACCOUNT,
    ACCOUNT_SECURITY,
    ACCOUNT_APPS,
    ACCOUNT_ACTIVITY,
    ACCOUNT_DATA,
];
/// Where a passkey is added.
pub const ACCOUNT_PASSKEY: &str = "/account/passkey";
/// Where a passkey gets another name.
pub const ACCOUNT_PASSKEY_NAME: &str = "/account/passkey/name";
/// Where a passkey is removed.
pub const ACCOUNT_PASSKEY_REMOVE: &str = "/account/passkey/remove";
/// Where an account elsewhere is linked.
pub const ACCOUNT_PROVIDER: &str = "/account/provider";
/// Where it is removed.
pub const ACCOUNT_PROVIDER_REMOVE: &str = "/account/provider/remove";
/// Where the password is set.
pub const ACCOUNT_PASSWORD: &str = "/account/password";
/// Where it is removed.
pub const ACCOUNT_PASSWORD_REMOVE: &str = "/account/password/remove";
/// Where the second factor is set up.
pub const ACCOUNT_SECOND_FACTOR: &str = "/account/second-factor";
/// Where it is turned off.
pub const ACCOUNT_SECOND_FACTOR_REMOVE: &str = "/account/second-factor/remove";
/// Where new recovery codes are made.
pub const ACCOUNT_RECOVERY_CODES: &str = "/account/recovery-codes";
/// Where somebody comes by who has just used one.
pub const ACCOUNT_RECOVERY_CODE_USED: &str = "/account/recovery-code-used";
/// Where sessions end.
pub const ACCOUNT_SESSIONS_END: &str = "/account/sessions/end";
/// Where the profile is posted to.
pub const ACCOUNT_PROFILE: &str = "/account/profile";
/// Where another email address is posted to.
pub const ACCOUNT_EMAIL: &str = "/account/email";
/// Where a client loses what it was given.
pub const ACCOUNT_APP_REVOKE: &str = "/account/apps/revoke";
/// Where all that is known of somebody is downloaded.
pub const ACCOUNT_DOWNLOAD: &str = "/account/data/download";
/// Where somebody deletes their account.
pub const ACCOUNT_DELETE: &str = "/account/data/delete";
/// The style sheet of every page.
pub const STYLE: &str = "/style.css";
/// The logos, each below it by its hash.
const LOGO: &str = "/logo/";
/// The hash of the logo in a path.
#[must_use]
pub fn logo_of(path: &str) -> Option<&str> {
    path.strip_prefix(LOGO)
}
/// The id of the provider in a path below [`LOGIN_PROVIDER`], where people come back from it.
#[must_use]
pub fn provider_of(path: &str) -> Option<&str> {
    let id = path.strip_prefix(LOGIN_PROVIDER)?.strip_prefix('/')?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}
/// The same, where people sign out at the provider, and where it says that somebody did (Back-Channel Logout section 2.5).
#[must_use]
pub fn provider_logout_of(path: &str) -> Option<&str> {
    provider_of(path.strip_suffix("/logout")?)
}
/// The `client_id` in a path below [`REGISTER`] (RFC 7592 section 2).
#[must_use]
pub fn client_of(path: &str) -> Option<&str> {
    let id = path.strip_prefix(REGISTER)?.strip_prefix('/')?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}
