//! The authorization server: where it is, who signed in there, and whether they left. The tokens are in
//! [`tokens`](super::tokens).

use std::cell::RefCell;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
};
use oauth2::{
    AuthUrl, Client, ClientId, ClientSecret, EndpointNotSet, EndpointSet, RedirectUrl,
    StandardRevocableToken, TokenUrl,
};
use serde::Deserialize;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::fetch::{NoAnswer, load, send};
use super::tokens::Tokens;
use super::{keys, now};
use crate::config::Config;
use crate::discovery::{Metadata, metadata_url};
use crate::jwt::{Expected, Fault, Verified};

/// How long an isolate keeps the metadata, in seconds.
const METADATA_SECONDS: u64 = 600;

thread_local! {
    static METADATA: RefCell<Option<(u64, Metadata)>> = const { RefCell::new(None) };
}

/// `BasicClient` of the crate, with the ID token.
type OAuthClient = Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// The authorization server, found and ready to be asked.
pub(super) struct Server<'a> {
    /// The `oauth2` crate's client, which authenticates with `client_secret_basic`.
    pub(super) oauth: OAuthClient,
    /// Where the browser is sent to sign out.
    pub(super) end_session_endpoint: Option<String>,
    config: &'a Config,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
}

/// Why there is no answer, or none that counts: a sentence for the log.
pub(super) enum Failure {
    /// The server refused what it was shown: the code or the refresh token is no longer good.
    Refused(String),
    /// It refused this app.
    Client(String),
    /// What came is not what this app asked for: a JWT breaks a rule.
    Untrusted(String),
    /// It did not answer, or not as RFC 6749 says.
    Trouble(String),
}

/// What is known of the person who signed in (OpenID Connect Core section 5.1).
#[derive(Default, Deserialize)]
pub(super) struct UserInfo {
    sub: String,
    pub(super) name: Option<String>,
    pub(super) preferred_username: Option<String>,
    pub(super) email: Option<String>,
}

impl<'a> Server<'a> {
    /// Finds the endpoints in the issuer's metadata.
    ///
    /// # Errors
    /// A sentence for the log.
    pub(super) async fn discover(config: &'a Config) -> Result<Self, String> {
        let metadata = metadata(&config.issuer).await?;
        let bad = |error: url::ParseError| format!("the metadata has a bad address: {error}");
        let oauth = Client::new(ClientId::new(config.client_id.clone()))
            .set_client_secret(ClientSecret::new(config.client_secret.clone()))
            .set_auth_uri(AuthUrl::new(metadata.authorization_endpoint).map_err(bad)?)
            .set_token_uri(TokenUrl::new(metadata.token_endpoint).map_err(bad)?)
            .set_redirect_uri(RedirectUrl::new(config.redirect_uri()).map_err(bad)?);
        Ok(Self {
            oauth,
            config,
            end_session_endpoint: metadata.end_session_endpoint,
            jwks_uri: metadata.jwks_uri,
            userinfo_endpoint: metadata.userinfo_endpoint,
            revocation_endpoint: metadata.revocation_endpoint,
        })
    }

    /// What `parse` reads from a JWT, if the issuer signed it and it breaks no rule.
    pub(super) async fn believe<T>(
        &self,
        text: &str,
        parse: impl FnOnce(&Verified, Expected<'_>) -> Result<T, Fault>,
    ) -> Result<T, Failure> {
        let refused =
            |fault: Fault| Failure::Untrusted(format!("a JWT is refused: {}", fault.sentence()));
        let verified = match keys::verify(&self.jwks_uri, text).await {
            Ok(verified) => verified,
            Err(keys::Failure::Fault(fault)) => return Err(refused(fault)),
            Err(keys::Failure::Trouble(reason)) => return Err(Failure::Trouble(reason)),
        };
        let expected = Expected {
            issuer: &self.config.issuer,
            client_id: &self.config.client_id,
            now: now(),
        };
        parse(&verified, expected).map_err(refused)
    }

    /// Gives a refresh token back (RFC 7009). By hand: the crate refuses `http` here, which the local
    /// demonstration uses.
    ///
    /// # Errors
    /// A sentence for the log.
    pub(super) async fn revoke(&self, refresh_token: &str) -> Result<(), String> {
        let Some(url) = &self.revocation_endpoint else {
            return Ok(());
        };
        // RFC 6749 section 2.3.1: both halves are form-encoded first.
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let config = self.config;
        let (id, secret) = (encode(&config.client_id), encode(&config.client_secret));
        let body = Serializer::new(String::new())
            .append_pair("token", refresh_token)
            .append_pair("token_type_hint", "refresh_token")
            .finish();
        let credentials = STANDARD.encode(format!("{id}:{secret}"));
        let request = http::Request::post(url)
            .header(AUTHORIZATION, format!("Basic {credentials}"))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.into_bytes())
            .map_err(|error| format!("{url} cannot be asked: {error}"))?;
        let answer = send(request).await.map_err(|NoAnswer(reason)| reason)?;
        match answer.status() {
            http::StatusCode::OK => Ok(()),
            status => Err(format!("{url} answered with status {status}")),
        }
    }

    /// What is known of the person with this `sub`, whom the access token belongs to.
    ///
    /// # Errors
    /// A sentence for the log.
    pub(super) async fn user(&self, access_token: &str, sub: &str) -> Result<UserInfo, String> {
        let url = self.userinfo_endpoint.as_deref();
        let url = url.ok_or("the authorization server has no userinfo endpoint")?;
        let answer = load(url, Some(access_token)).await;
        let answer = answer.map_err(|NoAnswer(reason)| reason)?;
        if answer.status() != http::StatusCode::OK {
            return Err(format!("{url} answered with status {}", answer.status()));
        }
        let user: UserInfo = serde_json::from_slice(answer.body())
            .map_err(|error| format!("{url} cannot be read: {error}"))?;
        // OpenID Connect Core section 5.3.2: it could belong to another person's token.
        if user.sub != sub {
            return Err(format!("{url} is about another person"));
        }
        Ok(user)
    }
}

async fn metadata(issuer: &str) -> Result<Metadata, String> {
    let kept = METADATA.with_borrow(|kept| {
        let kept = kept
            .as_ref()
            .filter(|(at, _)| now() < at + METADATA_SECONDS);
        kept.map(|(_, metadata)| metadata.clone())
    });
    if let Some(metadata) = kept {
        return Ok(metadata);
    }
    let url = metadata_url(issuer);
    let answer = load(&url, None).await.map_err(|NoAnswer(reason)| reason)?;
    if answer.status() != http::StatusCode::OK {
        return Err(format!("{url} answered with status {}", answer.status()));
    }
    let metadata = Metadata::parse(&String::from_utf8_lossy(answer.body()), issuer)?;
    METADATA.with_borrow_mut(|kept| *kept = Some((now(), metadata.clone())));
    Ok(metadata)
}
