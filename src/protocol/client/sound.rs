//! What must hold of a client of the owner as a whole, whatever they say of it.

use super::auth_method::AuthMethod;
use super::grant_type::GrantType;
use super::redirect_uri::{RedirectUri, is_on_the_web};
use super::registration::{Client, ClientKeys};
use crate::protocol::resource::Resources;
use crate::protocol::scope::{ADMIN_API, OFFLINE_ACCESS};

/// Why what the owner says of a client does not fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsound {
    /// There is no way to get a token, and it asks about none.
    NoWay,
    /// A public client that gets tokens in its own name.
    PublicInOwnName,
    /// Its `client_id` reads like a person's `sub`, and it gets tokens in its own name.
    ReadsLikeSubject,
    /// It gets tokens in its own name, and has no scope of an API.
    NoScopeOfApi,
    /// It may use the Admin API in its own name, and proves who it is with less than a key.
    AdminApiBySecret,
    /// A page where people start it, and nobody signs in to it.
    StartsForNobody,
    /// Token exchange for something other than an API that proves who it is.
    ExchangeOfNoApi,
    /// Identity assertions for a public client.
    PublicWithAssertions,
    /// Groups, and nobody signs in to it.
    GroupsOfNobody,
    /// A public client that asks about tokens.
    PublicIntrospects,
    /// A public client without PKCE.
    PublicWithoutPkce,
    /// Without the nonce, but with PKCE.
    NonceAlone,
    /// One way to send a secret, and there is none.
    OnlyWithoutSecret,
    /// Refreshes without `offline_access`, and no refresh tokens.
    NeverRefreshes,
    /// Keys are needed, and there are none.
    KeysMissing,
    /// A first-party public client with a redirect URI that any app on a machine can claim.
    PublicFirstParty,
}

impl Unsound {
    /// The field of a form that has to be different, and why: a sentence for the owner.
    #[must_use]
    pub fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::NoWay => ("redirect_uris", "It needs a redirect URI."),
            Self::PublicInOwnName => (
                "kind",
                "A public client has nothing of its own: anybody could pose as it.",
            ),
            Self::ReadsLikeSubject => (
                "kind",
                "Its client_id reads like the identifier of a person.",
            ),
            Self::NoScopeOfApi => ("scope", "It needs a scope of an API."),
            Self::AdminApiBySecret => (
                "scope",
                "In its own name it needs a key for the Admin API: private_key_jwt.",
            ),
            Self::StartsForNobody => (
                "initiate_login_uri",
                "This is for apps that people sign in to.",
            ),
            Self::ExchangeOfNoApi => (
                "kind",
                "Only an API that proves who it is can exchange tokens.",
            ),
            Self::PublicWithAssertions => {
                ("kind", "It has to prove who it is: with a secret or a key.")
            }
            Self::GroupsOfNobody => ("groups", "Groups are for apps that people sign in to."),
            Self::PublicIntrospects => (
                "kind",
                "A public client cannot ask about tokens: anybody could.",
            ),
            Self::PublicWithoutPkce => (
                "without_pkce",
                "A public client needs PKCE: nothing else would stop a stolen code from being used.",
            ),
            Self::NonceAlone => ("without_nonce", "This is only for apps without PKCE."),
            Self::OnlyWithoutSecret => ("kind", "Only a secret can be sent in two ways."),
            Self::NeverRefreshes => (
                "refresh_without_offline_access",
                "This is for apps that get refresh tokens.",
            ),
            Self::KeysMissing => ("jwks", "It needs keys, because it signs with them."),
            Self::PublicFirstParty => (
                "first_party",
                "People must be asked about it: another app on their machine could pose as it, and get what is sent there.",
            ),
        }
    }
}

/// What must hold of a client as a whole.
///
/// # Errors
/// [`Unsound`], the first rule that is broken.
pub fn sound(client: &Client, resources: &Resources) -> Result<(), Unsound> {
    let public = !client.auth_method.is_confidential();
    let has = |grant_type: GrantType| client.grant_types.contains(&grant_type);
    let no_browser = client.redirect_uris.is_empty();
    let nobody_signs_in =
        no_browser && !has(GrantType::DeviceCode) && !has(GrantType::IdentityAssertion);
    let signs = client.auth_method == AuthMethod::PrivateKeyJwt || client.request_objects.is_some();
    sound_ways(client, resources)?;
    if no_browser && client.initiate_login_uri.is_some() {
        return Err(Unsound::StartsForNobody);
    }
    if nobody_signs_in && client.allowed_groups.is_some() {
        return Err(Unsound::GroupsOfNobody);
    }
    if public && !client.introspects.is_empty() {
        return Err(Unsound::PublicIntrospects);
    }
    if public && client.without_pkce {
        return Err(Unsound::PublicWithoutPkce);
    }
    if client.without_nonce && !client.without_pkce {
        return Err(Unsound::NonceAlone);
    }
    if client.auth_method_only && !client.auth_method.has_secret() {
        return Err(Unsound::OnlyWithoutSecret);
    }
    if client.refresh_without_offline_access && !client.may(GrantType::RefreshToken) {
        return Err(Unsound::NeverRefreshes);
    }
    if signs && client.keys == ClientKeys::None {
        return Err(Unsound::KeysMissing);
    }
    // RFC 8252 section 8.6: another app on the machine can receive these, so a person must look.
    let elsewhere = |uri: &RedirectUri| !is_on_the_web(uri.as_str());
    if public && client.first_party && client.redirect_uris.iter().any(elsewhere) {
        return Err(Unsound::PublicFirstParty);
    }
    Ok(())
}

/// The same of how it gets tokens.
fn sound_ways(client: &Client, resources: &Resources) -> Result<(), Unsound> {
    let public = !client.auth_method.is_confidential();
    let has = |grant_type: GrantType| client.grant_types.contains(&grant_type);
    let cannot = |grant_type: GrantType| has(grant_type) && !client.could(grant_type);
    let (own, asserted) = (GrantType::ClientCredentials, GrantType::IdentityAssertion);
    let of_api = |token: &str| !resources.is_own(token) && token != OFFLINE_ACCESS;
    if client.grant_types.is_empty() && client.introspects.is_empty() {
        return Err(Unsound::NoWay);
    }
    if public && has(own) {
        return Err(Unsound::PublicInOwnName);
    }
    if cannot(own) {
        return Err(Unsound::ReadsLikeSubject);
    }
    if has(own) && !client.scope.iter().any(of_api) {
        return Err(Unsound::NoScopeOfApi);
    }
    if has(own)
        && client.scope.contains(ADMIN_API)
        && client.auth_method != AuthMethod::PrivateKeyJwt
    {
        return Err(Unsound::AdminApiBySecret);
    }
    if cannot(GrantType::TokenExchange) {
        return Err(Unsound::ExchangeOfNoApi);
    }
    if cannot(asserted) {
        return Err(Unsound::PublicWithAssertions);
    }
    Ok(())
}
