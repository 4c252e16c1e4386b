//! The route table.

use super::account::{
    activity, apps, data, passkeys, passwords, profile, providers, second_factor, security,
    sessions,
};
use super::admin;
use super::authorization::{authorize, consent, device_authorization, par};
use super::client::registration;
use super::config::Misconfigured;
use super::discovery::{
    change_password, health, home, jwks, logo, metadata, passkey_endpoints, style, webauthn,
    webfinger,
};
use super::http::reply::Reply;
use super::http::request::Request;
use super::http::{cors, form, notice, unencrypted};
use super::interaction::{Stop, cookies};
use super::joining::mail_code_entry::For;
use super::joining::{
    Way, account, disavowal, mail_code, mail_code_entry, mailed_recovery, recovery, verification,
};
use super::login::{
    self, device_confirmation, device_sign_in, logout, passkey, password, select_account, unmet,
};
use super::provider::{come_back, leave, link, sign_out};
use super::scim;
use super::server::Server;
use super::token::{self, introspect, revoke, userinfo};
use crate::platform::{Fault, Platform};
use crate::protocol::{admin_path, path};

/// Answers a request. `HEAD` is answered as `GET`; the edge leaves the body out.
pub async fn respond<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let method = match request.method.as_str() {
        "HEAD" => "GET",
        method => method,
    };
    let path = request.path.as_str();
    let issuer = &server.config.issuer;
    if issuer.is_https() && !request.encrypted {
        return unencrypted::answer(issuer, request);
    }
    // Only here does a stopped interaction become a reply.
    let page = |shown: Result<Reply, Stop>| {
        let reply = shown.unwrap_or_else(|stop| stop.reply(request));
        cookies::remember_writes(server, reply)
    };
    // The address of such a page has a secret in it.
    let linked = |shown: Result<Reply, Stop>| page(shown).unreferred();
    let reply = match (method, path) {
        ("GET", "/") if request.cookie(cookies::SESSION).is_some() => {
            page(profile::home(server, request).await)
        }
        ("GET", "/") => home::show(server, request),
        ("GET", "/health") => health::show(server, request).await,
        ("GET", path::STYLE) => style::show(request),
        ("GET", path::METADATA | path::DISCOVERY) => metadata::show(server),
        ("GET", path::JWKS) => jwks::show(server, request).await,
        ("GET", path::WEBFINGER) => webfinger::show(server, request),
        ("GET", path::WEBAUTHN) => webauthn::show(server, request),
        ("GET", path::PASSKEY_ENDPOINTS) => passkey_endpoints::show(server, request),
        ("GET", path::CHANGE_PASSWORD) => change_password::show(server, request),
        ("GET", path::AUTHORIZE) => page(authorize::authorize(server, request).await),
        ("POST", path::AUTHORIZE | path::LOGOUT) => form::as_address(request),
        ("GET", path::LOGIN) => page(password::show(server, request).await),
        ("POST", path::LOGIN) => page(password::sign_in(server, request).await),
        ("POST", path::LOGIN_UNMET) => page(unmet::refuse(server, request).await),
        ("POST", path::LOGIN_PASSKEY) => page(passkey::sign_in(server, request).await),
        ("POST", path::LOGIN_PROVIDER) => page(leave::leave(server, request).await),
        ("POST", path::LOGIN_DEVICE) => page(device_sign_in::begin(server, request).await),
        ("GET", path::LOGIN_DEVICE_STATE) => page(device_sign_in::state(server, request).await),
        ("POST", path::LOGIN_DEVICE_FINISH) => page(device_sign_in::finish(server, request).await),
        ("GET", path::DEVICE) => page(device_confirmation::show(server, request).await),
        ("POST", path::DEVICE) => page(device_confirmation::answer(server, request).await),
        ("POST", path::DEVICE_DENY) => page(device_confirmation::refuse(server, request).await),
        ("POST", path::LOGIN_CODE) => page(login::second_factor::sign_in(server, request).await),
        ("GET", path::LOGIN_MAIL_CODE | path::LOGIN_MAIL_CODE_ENTER) => {
            page(mail_code::show(server, request, For::SignIn).await)
        }
        ("POST", path::LOGIN_MAIL_CODE) => page(mail_code::ask(server, request, For::SignIn).await),
        ("POST", path::LOGIN_MAIL_CODE_ENTER) => {
            page(mail_code_entry::enter(server, request, For::SignIn).await)
        }
        ("GET", path::SELECT_ACCOUNT) => page(select_account::show(server, request).await),
        ("POST", path::SELECT_ACCOUNT) => page(select_account::choose(server, request).await),
        ("POST", path::ACCOUNT_PASSWORD) => page(passwords::set(server, request).await),
        ("POST", path::ACCOUNT_PASSWORD_REMOVE) => page(passwords::remove(server, request).await),
        ("GET", path::ACCOUNT_SECOND_FACTOR) => page(second_factor::show(server, request).await),
        ("POST", path::ACCOUNT_SECOND_FACTOR) => {
            page(second_factor::confirm(server, request).await)
        }
        ("POST", path::ACCOUNT_SECOND_FACTOR_REMOVE) => {
            page(second_factor::remove(server, request).await)
        }
        ("POST", path::ACCOUNT_RECOVERY_CODES) => {
            page(second_factor::make_codes(server, request).await)
        }
        ("GET", path::ACCOUNT_RECOVERY_CODE_USED) => {
            page(second_factor::code_used(server, request).await)
        }
        ("POST", path::ACCOUNT_SESSIONS_END) => page(sessions::end(server, request).await),
        ("GET", path::ACCOUNT) => page(profile::show(server, request).await),
        ("POST", path::ACCOUNT_PROFILE) => page(profile::change(server, request).await),
        ("POST", path::ACCOUNT_EMAIL) => page(profile::change_address(server, request).await),
        ("GET", path::ACCOUNT_APPS) => page(apps::show(server, request).await),
        ("POST", path::ACCOUNT_APP_REVOKE) => page(apps::revoke(server, request).await),
        ("GET", path::ACCOUNT_ACTIVITY) => page(activity::show(server, request).await),
        ("GET", path::ACCOUNT_DATA) => page(data::show(server, request).await),
        ("POST", path::ACCOUNT_DOWNLOAD) => page(data::download(server, request).await),
        ("POST", path::ACCOUNT_DELETE) => page(data::delete(server, request).await),
        ("GET", path::ACCOUNT_SECURITY) => page(security::show(server, request).await),
        ("GET", path::ACCOUNT_PASSKEY) => page(passkeys::show(server, request).await),
        ("POST", path::ACCOUNT_PASSKEY) => page(passkeys::add(server, request).await),
        ("POST", path::ACCOUNT_PASSKEY_NAME) => page(passkeys::rename(server, request).await),
        ("POST", path::ACCOUNT_PASSKEY_REMOVE) => page(passkeys::remove(server, request).await),
        ("POST", path::ACCOUNT_PROVIDER) => page(link::leave(server, request).await),
        ("POST", path::ACCOUNT_PROVIDER_REMOVE) => page(providers::remove(server, request).await),
        ("GET", path::SIGN_UP) => page(account::show(server, request, Way::SignUp).await),
        ("POST", path::SIGN_UP) => page(account::make(server, request, Way::SignUp).await),
        ("GET", path::SIGN_UP_CODE) => page(account::show(server, request, Way::SignUp).await),
        ("POST", path::SIGN_UP_CODE) => {
            page(mail_code_entry::enter(server, request, For::SignUp).await)
        }
        ("GET", path::SETUP) => linked(account::show(server, request, Way::Setup).await),
        ("POST", path::SETUP) => linked(account::make(server, request, Way::Setup).await),
        ("GET", path::INVITATION) => linked(account::show(server, request, Way::Invitation).await),
        ("POST", path::INVITATION) => linked(account::make(server, request, Way::Invitation).await),
        ("GET", path::RECOVERY) => linked(recovery::show(server, request).await),
        ("POST", path::RECOVERY) => linked(recovery::set(server, request).await),
        ("GET", path::RECOVERY_MAIL) => page(mailed_recovery::show(server, request).await),
        ("POST", path::RECOVERY_MAIL) => page(mailed_recovery::ask(server, request).await),
        ("GET", path::DISAVOW) => linked(disavowal::show(server, request).await),
        ("POST", path::DISAVOW) => linked(disavowal::disavow(server, request).await),
        ("GET", path::VERIFY_EMAIL) => linked(verification::show(server, request).await),
        ("POST", path::VERIFY_EMAIL) => linked(verification::verify(server, request).await),
        ("POST", path::CONSENT) => page(consent::answer(server, request).await),
        ("POST", path::TOKEN) => token::issue(server, request).await,
        ("POST", path::REVOKE) => revoke::revoke(server, request).await,
        ("POST", path::INTROSPECT) => introspect::introspect(server, request).await,
        ("POST", path::DEVICE_AUTHORIZATION) => device_authorization::begin(server, request).await,
        ("POST", path::PAR) => par::push(server, request).await,
        ("POST", path::REGISTER) => registration::register(server, request).await,
        ("GET" | "POST", path::USERINFO) => userinfo::show(server, request).await,
        ("GET", path::LOGOUT) => page(logout::show(server, request).await),
        ("POST", path::LOGOUT_CONFIRM) => page(logout::answer(server, request).await),
        ("GET", _) if let Some(hash) = path::logo_of(path) => {
            logo::show(server, request, hash).await
        }
        ("GET" | "POST", _) if let Some(id) = path::provider_of(path) => match method {
            "GET" => page(come_back::come_back(server, request, id).await),
            _ => come_back::as_address(server, request, id),
        },
        ("GET" | "POST", _) if let Some(id) = path::provider_logout_of(path) => match method {
            "GET" => page(sign_out::leave(server, request, id).await),
            _ => sign_out::told(server, request, id).await,
        },
        ("GET" | "PUT" | "DELETE", _) if let Some(client) = path::client_of(path) => {
            registration::manage(server, request, client).await
        }
        _ if admin_path::is_below(path)
            && let Some(answer) = admin::answer(server, request, method).await =>
        {
            page(answer)
        }
        _ if let Some(answer) = scim::answer(server, request, method).await => answer,
        _ => match allowed(path) {
            Some(allow) if method == "OPTIONS" && cors::is_open(path) => cors::preflight(allow),
            Some(allow) => notice::method_not_allowed(request, allow),
            None => notice::not_found(request),
        },
    };
    if cors::is_open(path) {
        cors::readable(reply)
    } else {
        reply
    }
}

/// The answer to everything while a setting is missing or wrong. The log tells the owner which one; nobody else
/// has to know.
#[must_use]
pub fn misconfigured(request: &Request, wrong: &Misconfigured) -> Reply {
    let fault = Fault::new(wrong.sentence());
    if request.words().lang.is_empty() {
        return Reply::unavailable(request, &fault);
    }
    match request.path.as_str() {
        path::STYLE => style::show(request),
        "/"
        | path::AUTHORIZE
        | path::LOGIN
        | path::LOGIN_PASSKEY
        | path::LOGIN_UNMET
        | path::LOGIN_CODE
        | path::LOGIN_DEVICE
        | path::LOGIN_DEVICE_FINISH
        | path::DEVICE
        | path::DEVICE_DENY
        | path::SELECT_ACCOUNT
        | path::SIGN_UP
        | path::SIGN_UP_CODE
        | path::SETUP
        | path::INVITATION
        | path::LOGIN_MAIL_CODE
        | path::LOGIN_MAIL_CODE_ENTER
        | path::RECOVERY
        | path::RECOVERY_MAIL
        | path::DISAVOW
        | path::VERIFY_EMAIL
        | path::CONSENT
        | path::LOGOUT
        | path::LOGOUT_CONFIRM => notice::unavailable(request, &fault),
        path if path.starts_with(path::ACCOUNT)
            || (admin_path::is_below(path) && admin_path::below_api(path).is_none())
            || path.starts_with(path::LOGIN_PROVIDER) =>
        {
            notice::unavailable(request, &fault)
        }
        _ => Reply::unavailable(request, &fault),
    }
}

/// The methods of a path, if it is served at all (RFC 9110 section 10.2.1).
fn allowed(path: &str) -> Option<&'static str> {
    match path {
        "/"
        | "/health"
        | path::STYLE
        | path::METADATA
        | path::DISCOVERY
        | path::JWKS
        | path::WEBFINGER
        | path::WEBAUTHN
        | path::PASSKEY_ENDPOINTS
        | path::LOGIN_DEVICE_STATE
        | path::CHANGE_PASSWORD => Some("GET, HEAD"),
        path::AUTHORIZE
        | path::LOGIN
        | path::SELECT_ACCOUNT
        | path::DEVICE
        | path::SIGN_UP
        | path::SIGN_UP_CODE
        | path::SETUP
        | path::INVITATION
        | path::LOGIN_MAIL_CODE
        | path::LOGIN_MAIL_CODE_ENTER
        | path::RECOVERY
        | path::RECOVERY_MAIL
        | path::DISAVOW
        | path::VERIFY_EMAIL
        | path::USERINFO
        | path::LOGOUT => Some("GET, HEAD, POST"),
        path::ACCOUNT_PASSKEY | path::ACCOUNT_SECOND_FACTOR => Some("GET, HEAD, POST"),
        path::ACCOUNT_RECOVERY_CODE_USED => Some("GET, HEAD"),
        _ if path::ACCOUNT_PAGES.contains(&path) => Some("GET, HEAD"),
        path::CONSENT
        | path::ACCOUNT_PASSWORD
        | path::ACCOUNT_PASSWORD_REMOVE
        | path::ACCOUNT_SECOND_FACTOR_REMOVE
        | path::ACCOUNT_RECOVERY_CODES
        | path::ACCOUNT_SESSIONS_END
        | path::ACCOUNT_PROFILE
        | path::ACCOUNT_EMAIL
        | path::ACCOUNT_APP_REVOKE
        | path::ACCOUNT_DOWNLOAD
        | path::ACCOUNT_DELETE
        | path::ACCOUNT_PASSKEY_NAME
        | path::ACCOUNT_PASSKEY_REMOVE
        | path::ACCOUNT_PROVIDER
        | path::ACCOUNT_PROVIDER_REMOVE
        | path::LOGIN_PROVIDER
        | path::LOGIN_PASSKEY
        | path::LOGIN_UNMET
        | path::LOGIN_CODE
        | path::LOGIN_DEVICE
        | path::LOGIN_DEVICE_FINISH
        | path::DEVICE_DENY
        | path::LOGOUT_CONFIRM
        | path::TOKEN
        | path::DEVICE_AUTHORIZATION
        | path::REVOKE
        | path::INTROSPECT
        | path::PAR
        | path::REGISTER => Some("POST"),
        _ if path::logo_of(path).is_some() => Some("GET, HEAD"),
        _ if path::provider_of(path)
            .or(path::provider_logout_of(path))
            .is_some() =>
        {
            Some("GET, HEAD, POST")
        }
        _ if path::client_of(path).is_some() => Some("GET, HEAD, PUT, DELETE"),
        _ if admin_path::is_below(path) => admin::allowed(path),
        _ => None,
    }
}
