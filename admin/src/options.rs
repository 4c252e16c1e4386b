//! What the owner may say about a client, when it is registered and later.

use std::path::PathBuf;

use clap::Args;
use edgegrant::protocol::client::owned::Ways;
use edgegrant::protocol::client::{Client, GrantType, RequestObjects};
use edgegrant::protocol::jose::Algorithm;
use edgegrant::protocol::jose::key_ring;
use edgegrant::protocol::lifetime::Lifetime;

use super::one_group::ids;
use super::option_values::{
    backchannel_logout_uri, introspects, keys, page_of_app, post_logout_redirect_uris,
    redirect_uris, scope, start_url,
};
use super::{Database, Refusal, Target, logo, one_line};

/// The options that `add` and `edit` share. What is not said stays as it is.
#[derive(Args, Default)]
pub(super) struct Options {
    /// The name that people see when it asks for consent.
    #[arg(long)]
    pub(super) name: Option<String>,
    /// Where people are sent back to: https, http on this machine, or the scheme of an app. Repeat it for several.
    #[arg(long = "redirect-uri", value_name = "URI", num_args = 1..)]
    pub(super) redirect_uris: Vec<String>,
    /// What it may ask for, space-separated. It gets all of this if it names neither a scope nor an API that has
    /// default scopes. For a new client the default is "openid profile email".
    #[arg(long)]
    pub(super) scope: Option<String>,
    /// It belongs to the owner of this server: people are not asked for consent.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) first_party: Option<bool>,
    /// How it proves who it is. A secret works in HTTP Basic and in the form, unless you add --only.
    #[arg(long, value_name = "METHOD", value_parser = ["client_secret_basic", "client_secret_post", "private_key_jwt"])]
    pub(super) auth_method: Option<String>,
    /// Its secret works only if it is sent as --auth-method says.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) only: Option<bool>,
    /// A file with its public keys (a JSON Web Key Set), for private_key_jwt and signed requests.
    #[arg(long, value_name = "FILE", conflicts_with = "jwks_uri")]
    pub(super) jwks: Option<PathBuf>,
    /// Where it publishes its public keys.
    #[arg(long, value_name = "URL")]
    pub(super) jwks_uri: Option<String>,
    /// It may send its authorization requests as JWTs signed with this algorithm.
    #[arg(long, value_name = "ALG", value_parser = Algorithm::ALL.map(Algorithm::as_str))]
    pub(super) request_object_signing_alg: Option<String>,
    /// It must send its authorization requests signed.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) require_signed_request_object: Option<bool>,
    /// It must push its authorization requests to /par.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) require_pushed_authorization_requests: Option<bool>,
    /// Its access tokens are bound to its key (DPoP). Without a proof it gets no token.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) dpop_bound_access_tokens: Option<bool>,
    /// It is an API that asks about access tokens at /introspect. Give the API's `resource` in
    /// the settings. Repeat it for several.
    #[arg(long, value_name = "RESOURCE", num_args = 1..)]
    pub(super) introspects: Vec<String>,
    /// What its ID tokens are signed with: ES256, RS256 or EdDSA. For a new client the default is ES256.
    #[arg(long, value_name = "ALG", value_parser = key_ring::ALGORITHMS.map(Algorithm::as_str))]
    pub(super) id_token_signed_response_alg: Option<String>,
    /// It gets userinfo as a JWT signed with this algorithm instead of as plain JSON.
    #[arg(long, value_name = "ALG", value_parser = key_ring::ALGORITHMS.map(Algorithm::as_str))]
    pub(super) userinfo_signed_response_alg: Option<String>,
    /// Its ID tokens include the claims of its scopes (name, email), for libraries that do not call userinfo.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) claims_in_id_token: Option<bool>,
    /// How many seconds ago people may have signed in, unless a request says otherwise.
    #[arg(long, value_name = "SECONDS")]
    pub(super) default_max_age: Option<u32>,
    /// Where people may be sent after they sign out. Repeat it for several.
    #[arg(long = "post-logout-redirect-uri", value_name = "URI", num_args = 1..)]
    pub(super) post_logout_redirect_uris: Vec<String>,
    /// Where to tell it that somebody signed out (Back-Channel Logout).
    #[arg(long, value_name = "URI")]
    pub(super) backchannel_logout_uri: Option<String>,
    /// Where people start it: their account page links there. The app's page for that begins a sign-in
    /// (initiate_login_uri).
    #[arg(long, value_name = "URL")]
    pub(super) start_url: Option<String>,
    /// Its own page. The sign-in and consent pages link to it.
    #[arg(long, value_name = "URL")]
    pub(super) client_uri: Option<String>,
    /// The same for its terms of service.
    #[arg(long, value_name = "URL")]
    pub(super) tos_uri: Option<String>,
    /// The same for its privacy policy.
    #[arg(long, value_name = "URL")]
    pub(super) policy_uri: Option<String>,
    /// A PNG or WebP file with its logo, 64 kB at most. The sign-in and consent pages show it.
    #[arg(long, value_name = "FILE")]
    pub(super) logo: Option<String>,
    /// Only people in this group can sign in to it. Repeat it for several groups.
    #[arg(long = "group", value_name = "NAME", num_args = 1..)]
    pub(super) groups: Vec<String>,
    /// It may leave PKCE out, if its library has none. It must then send a nonce, and should compare it.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) without_pkce: Option<bool>,
    /// With --without-pkce: it may also leave the nonce out, if its library has neither.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) without_nonce: Option<bool>,
    /// It gets refresh tokens for OpenID Connect requests that do not ask for offline_access.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) refresh_without_offline_access: Option<bool>,
    /// Give it no refresh tokens.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) no_refresh_token: Option<bool>,
    /// It gets tokens in its own name, for APIs and without a person (the client credentials grant).
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) client_credentials: Option<bool>,
    /// It runs on devices without a browser, which show a code that people type elsewhere (the device authorization grant).
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) device_code: Option<bool>,
    /// It is an API (--introspects) that calls other APIs in the name of people, with tokens that it exchanges.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) token_exchange: Option<bool>,
    /// It gets tokens for people whom a provider in PROVIDERS with identity_assertion vouches for, without asking them here.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) identity_assertion: Option<bool>,
    /// How long its access tokens are valid, such as 1h or 15m. The default is ACCESS_TOKEN_LIFETIME.
    #[arg(long, value_name = "TIME")]
    pub(super) access_token_lifetime: Option<String>,
    /// The same for its ID tokens (ID_TOKEN_LIFETIME).
    #[arg(long, value_name = "TIME")]
    pub(super) id_token_lifetime: Option<String>,
    /// How long people stay signed in to it, however often it refreshes (REFRESH_TOKEN_LIFETIME).
    #[arg(long, value_name = "TIME")]
    pub(super) refresh_token_lifetime: Option<String>,
    /// How long its refresh tokens may go unused (REFRESH_TOKEN_IDLE_LIFETIME).
    #[arg(long, value_name = "TIME")]
    pub(super) refresh_token_idle_lifetime: Option<String>,
    /// How long after signing in people may use it without signing in again, if that is less than SESSION_LIFETIME.
    #[arg(long, value_name = "TIME")]
    pub(super) session_lifetime: Option<String>,
}

impl Options {
    /// `client`, as the options say. They are not yet compared with each other: see [`super::sound`].
    pub(super) async fn apply(&self, client: &mut Client, target: &Target) -> Result<(), Refusal> {
        self.apply_to_requests(client, target)?;
        self.apply_to_tokens(client)?;
        if let Some(name) = &self.name {
            client.name = one_line(name, "The name must have")?;
        }
        set(&mut client.first_party, self.first_party);
        if !self.introspects.is_empty() {
            client.introspects = introspects(&self.introspects, target)?;
        }
        if !self.post_logout_redirect_uris.is_empty() {
            client.post_logout_redirect_uris =
                post_logout_redirect_uris(&self.post_logout_redirect_uris, target)?;
        }
        if let Some(uri) = &self.backchannel_logout_uri {
            client.backchannel_logout_uri = Some(backchannel_logout_uri(uri)?);
        }
        if let Some(url) = &self.start_url {
            client.initiate_login_uri = Some(start_url(url, target)?);
        }
        for (place, (option, said)) in self.links().into_iter().enumerate() {
            if let Some(address) = said {
                client.links[place] = Some(page_of_app(option, address)?);
            }
        }
        if !self.groups.is_empty() {
            client.allowed_groups = Some(ids(&Database::new(target), &self.groups).await?);
        }
        if let Some(file) = &self.logo {
            client.logo = Some(logo::put(file, &Database::new(target)).await?);
        }
        Ok(())
    }

    /// The pages of the app, in the order of [`LINKS`](edgegrant::protocol::client::LINKS).
    fn links(&self) -> [(&'static str, &Option<String>); 3] {
        [
            ("--client-uri", &self.client_uri),
            ("--tos-uri", &self.tos_uri),
            ("--policy-uri", &self.policy_uri),
        ]
    }

    /// Where and how it asks.
    fn apply_to_requests(&self, client: &mut Client, target: &Target) -> Result<(), Refusal> {
        if !self.redirect_uris.is_empty() {
            client.redirect_uris = redirect_uris(&self.redirect_uris, target)?;
        }
        if let Some(text) = &self.scope {
            client.scope = scope(text, target)?;
        }
        if let Some(keys) = keys(self.jwks.as_deref(), self.jwks_uri.as_deref())? {
            client.keys = keys;
        }
        let algorithm = self.request_object_signing_alg.as_deref();
        if let Some(algorithm) = algorithm.and_then(Algorithm::parse) {
            let required = client
                .request_objects
                .is_some_and(|objects| objects.required);
            client.request_objects = Some(RequestObjects {
                algorithm,
                required,
            });
        }
        match (
            &mut client.request_objects,
            self.require_signed_request_object,
        ) {
            (Some(objects), required) => set(&mut objects.required, required),
            (None, Some(true)) => {
                return Err("--require-signed-request-object needs \
                            --request-object-signing-alg."
                    .into());
            }
            (None, Some(false) | None) => {}
        }
        let pushed = self.require_pushed_authorization_requests;
        set(&mut client.requires_pushed_requests, pushed);
        set(&mut client.requires_dpop, self.dpop_bound_access_tokens);
        set(&mut client.without_pkce, self.without_pkce);
        set(&mut client.without_nonce, self.without_nonce);
        set(&mut client.auth_method_only, self.only);
        client.default_max_age = self.default_max_age.or(client.default_max_age);
        Ok(())
    }

    /// What it gets.
    fn apply_to_tokens(&self, client: &mut Client) -> Result<(), Refusal> {
        let algorithm = |name: &Option<String>| {
            let name = name.as_deref();
            name.and_then(key_ring::signing_algorithm)
        };
        let id_token = algorithm(&self.id_token_signed_response_alg);
        client.id_token_algorithm = id_token.unwrap_or(client.id_token_algorithm);
        let userinfo = algorithm(&self.userinfo_signed_response_alg);
        client.userinfo_algorithm = userinfo.or(client.userinfo_algorithm);
        set(&mut client.claims_in_id_token, self.claims_in_id_token);
        let refresh = self.refresh_without_offline_access;
        set(&mut client.refresh_without_offline_access, refresh);
        client.grant_types = self.grant_types(client);
        for (lifetime, text) in [
            (Lifetime::AccessToken, &self.access_token_lifetime),
            (Lifetime::IdToken, &self.id_token_lifetime),
            (Lifetime::RefreshToken, &self.refresh_token_lifetime),
            (
                Lifetime::RefreshTokenIdle,
                &self.refresh_token_idle_lifetime,
            ),
            (Lifetime::Session, &self.session_lifetime),
        ] {
            if let Some(text) = text {
                let seconds = lifetime.parse(text);
                let seconds =
                    seconds.map_err(|bad| format!("\"{text}\" is not a lifetime: {bad}."))?;
                client.lifetimes.set(lifetime, Some(seconds));
            }
        }
        Ok(())
    }
}

impl Options {
    /// How it gets tokens.
    fn grant_types(&self, client: &Client) -> Vec<GrantType> {
        let ways = Ways {
            on_devices: self.device_code,
            refreshes: self.no_refresh_token.map(|without| !without),
            exchanges: self.token_exchange,
            asserts: self.identity_assertion,
            in_own_name: self.client_credentials,
        };
        ways.of(client)
    }
}

fn set(flag: &mut bool, said: Option<bool>) {
    *flag = said.unwrap_or(*flag);
}
