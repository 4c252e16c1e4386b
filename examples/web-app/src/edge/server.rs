//! The authorization server: discovery, the code, the refresh token, who signed in.

use std::cell::RefCell;

use oauth2::basic::{BasicClient, BasicErrorResponse, BasicErrorResponseType, BasicTokenResponse};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest,
    PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, TokenResponse, TokenUrl,
};
use serde::Deserialize;

use super::fetch::{NoAnswer, load, send};
use super::now;
use crate::config::Config;
use crate::discovery::{Metadata, metadata_url};
use crate::session::Session;

/// How long an isolate keeps the metadata, in seconds.
const METADATA_SECONDS: u64 = 600;

thread_local! {
    static METADATA: RefCell<Option<(u64, Metadata)>> = const { RefCell::new(None) };
}

type OAuthClient =
    BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// The authorization server, found and ready to be asked.
pub(super) struct Server {
    /// The `oauth2` crate's client, which authenticates with `client_secret_basic`.
    pub(super) oauth: OAuthClient,
    userinfo_endpoint: Option<String>,
}

/// Why there are no tokens.
pub(super) enum Failure {
    /// The server refused what it was shown: the code or the refresh token is no longer good.
    Refused(String),
    /// It refused this app.
    Client(String),
    /// It did not answer, or not as RFC 6749 says.
    Trouble(String),
}

/// Who signed in (OpenID Connect Core section 5.1).
#[derive(Deserialize)]
pub(super) struct UserInfo {
    pub(super) name: Option<String>,
    pub(super) preferred_username: Option<String>,
}

impl Server {
    /// Finds the endpoints in the issuer's metadata.
    ///
    /// # Errors
    /// A sentence for the log.
    pub(super) async fn discover(config: &Config) -> Result<Self, String> {
        let metadata = metadata(&config.issuer).await?;
        let bad = |error: url::ParseError| format!("the metadata has a bad address: {error}");
        let oauth = BasicClient::new(ClientId::new(config.client_id.clone()))
            .set_client_secret(ClientSecret::new(config.client_secret.clone()))
            .set_auth_uri(AuthUrl::new(metadata.authorization_endpoint).map_err(bad)?)
            .set_token_uri(TokenUrl::new(metadata.token_endpoint).map_err(bad)?)
            .set_redirect_uri(RedirectUrl::new(config.redirect_uri()).map_err(bad)?);
        Ok(Self {
            oauth,
            userinfo_endpoint: metadata.userinfo_endpoint,
        })
    }

    /// Redeems a code (RFC 6749 section 4.1.3).
    pub(super) async fn redeem(&self, code: String, verifier: String) -> Result<Session, Failure> {
        let response = self
            .oauth
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request_async(&|request: HttpRequest| send(request))
            .await;
        Ok(session(&response.map_err(failure)?, None))
    }

    /// Refreshes a session (RFC 6749 section 6).
    pub(super) async fn refresh(&self, refresh_token: &str) -> Result<Session, Failure> {
        let response = self
            .oauth
            .exchange_refresh_token(&RefreshToken::new(refresh_token.to_owned()))
            .request_async(&|request: HttpRequest| send(request))
            .await;
        Ok(session(&response.map_err(failure)?, Some(refresh_token)))
    }

    /// Who the access token is about.
    ///
    /// # Errors
    /// A sentence for the log.
    pub(super) async fn user(&self, access_token: &str) -> Result<UserInfo, String> {
        let url = self.userinfo_endpoint.as_deref();
        let url = url.ok_or("the authorization server has no userinfo endpoint")?;
        let answer = load(url, Some(access_token)).await;
        let answer = answer.map_err(|NoAnswer(reason)| reason)?;
        if answer.status() != http::StatusCode::OK {
            return Err(format!("{url} answered with status {}", answer.status()));
        }
        serde_json::from_slice(answer.body())
            .map_err(|error| format!("{url} cannot be read: {error}"))
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
    let url = metadata_url(issuer).ok_or_else(|| format!("ISSUER is no URL: {issuer}"))?;
    let answer = load(&url, None).await.map_err(|NoAnswer(reason)| reason)?;
    if answer.status() != http::StatusCode::OK {
        return Err(format!("{url} answered with status {}", answer.status()));
    }
    let metadata = Metadata::parse(&String::from_utf8_lossy(answer.body()), issuer)?;
    METADATA.with_borrow_mut(|kept| *kept = Some((now(), metadata.clone())));
    Ok(metadata)
}

fn session(response: &BasicTokenResponse, previous: Option<&str>) -> Session {
    let lasts = response.expires_in().map_or(0, |lasts| lasts.as_secs());
    Session {
        access_token: response.access_token().secret().clone(),
        // A server that does not rotate sends none: the old one stays (RFC 6749 section 6).
        refresh_token: response
            .refresh_token()
            .map(|token| token.secret().clone())
            .or_else(|| previous.map(str::to_owned)),
        expires_at: now() + lasts,
    }
}

fn failure(error: RequestTokenError<NoAnswer, BasicErrorResponse>) -> Failure {
    match error {
        RequestTokenError::ServerResponse(response) => {
            let reason = format!("the token endpoint refused: {response}");
            match response.error() {
                BasicErrorResponseType::InvalidGrant => Failure::Refused(reason),
                BasicErrorResponseType::InvalidClient
                | BasicErrorResponseType::UnauthorizedClient => Failure::Client(reason),
                _ => Failure::Trouble(reason),
            }
        }
        RequestTokenError::Request(NoAnswer(reason)) => Failure::Trouble(reason),
        // Not the body: there may be a token in it.
        RequestTokenError::Parse(error, _) => {
            Failure::Trouble(format!("the token response cannot be read: {error}"))
        }
        RequestTokenError::Other(reason) => Failure::Trouble(reason),
    }
}
