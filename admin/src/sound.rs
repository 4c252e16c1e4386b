//! What must hold of a client as a whole, once every option is applied.

use edgegrant::protocol::client::redirect_uri::is_on_the_web;
use edgegrant::protocol::client::{AuthMethod, Client, ClientKeys, GrantType, RedirectUri};

use edgegrant::protocol::scope::ADMIN_API;

use super::Refusal;

/// What must hold of a client as a whole.
pub(super) fn sound(client: &Client) -> Result<(), Refusal> {
    let public = !client.auth_method.is_confidential();
    let own = GrantType::ClientCredentials;
    if client.grant_types.is_empty() && client.introspects.is_empty() {
        return Err(
            "It needs a --redirect-uri; or for an API that only asks about tokens --introspects; or for an app on \
             devices without a browser --device-code; or for a program that nobody signs in to \
             --client-credentials."
                .into(),
        );
    }
    if public && client.grant_types.contains(&own) {
        return Err(
            "A public client has nothing of its own: anybody could pose as it. Leave out --client-credentials."
                .into(),
        );
    }
    if client.grant_types.contains(&own) && !client.could(own) {
        return Err(format!(
            "\"{}\" reads like the identifier of a person, and in tokens of --client-credentials the client_id \
             is the subject. Register a client of its own for it; `add` gives it another kind of client_id.",
            client.id
        )
        .into());
    }
    if client.grant_types.contains(&own)
        && client.scope.contains(ADMIN_API)
        && client.auth_method != AuthMethod::PrivateKeyJwt
    {
        return Err(format!(
            "For the scope {ADMIN_API} with --client-credentials it needs a key of its own: --auth-method private_key_jwt \
             with --jwks FILE or --jwks-uri URL."
        )
        .into());
    }
    if client.redirect_uris.is_empty() && client.initiate_login_uri.is_some() {
        return Err("--start-url is for clients that people sign in to.".into());
    }
    let exchange = GrantType::TokenExchange;
    if client.grant_types.contains(&exchange) && !client.could(exchange) {
        return Err(
            "--token-exchange is for an API that proves who it is, and says with --introspects which one it is."
                .into(),
        );
    }
    let asserted = GrantType::IdentityAssertion;
    if client.grant_types.contains(&asserted) && !client.could(asserted) {
        return Err(
            "--identity-assertion is for a client that proves who it is: with a secret or a key."
                .into(),
        );
    }
    let for_people = [GrantType::DeviceCode, asserted];
    let nobody_signs_in = client.redirect_uris.is_empty()
        && !for_people.iter().any(|it| client.grant_types.contains(it));
    if nobody_signs_in && client.allowed_groups.is_some() {
        return Err("--group is for clients that people sign in to.".into());
    }
    if public && !client.introspects.is_empty() {
        return Err(
            "A public client cannot ask about tokens: anybody could. Leave out --introspects."
                .into(),
        );
    }
    if public && client.without_pkce {
        return Err(
            "A public client cannot leave PKCE out: nothing else would stop a stolen code from being used."
                .into(),
        );
    }
    if client.without_nonce && !client.without_pkce {
        return Err(
            "--without-nonce is for --without-pkce: with PKCE no client has to send a nonce."
                .into(),
        );
    }
    if client.auth_method_only && !client.auth_method.has_secret() {
        return Err(
            "--only is for clients with a secret: only a secret can be sent in two ways.".into(),
        );
    }
    if client.refresh_without_offline_access && !client.may(GrantType::RefreshToken) {
        return Err(
            "--refresh-without-offline-access is for clients that get refresh tokens.".into(),
        );
    }
    let signs = client.auth_method == AuthMethod::PrivateKeyJwt || client.request_objects.is_some();
    if signs && client.keys == ClientKeys::None {
        return Err(
            "It needs keys: give --jwks FILE (a JSON Web Key Set) or --jwks-uri URL.".into(),
        );
    }
    // RFC 8252 section 8.6: another app on the machine can receive these, so a person must look.
    let elsewhere = |uri: &&RedirectUri| !is_on_the_web(uri.as_str());
    if public
        && client.first_party
        && let Some(uri) = client.redirect_uris.iter().find(elsewhere)
    {
        return Err(format!(
            "A public client cannot be first-party with {}: any other app on that machine could \
             pose as it, so people must be asked. Leave out --first-party.",
            uri.as_str()
        )
        .into());
    }
    Ok(())
}
