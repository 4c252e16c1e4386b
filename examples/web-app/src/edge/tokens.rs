//! Tokens from the authorization server, in exchange for a code or a refresh token.

use oauth2::basic::{BasicErrorResponse, BasicErrorResponseType, BasicTokenType};
use oauth2::{
    AuthorizationCode, ExtraTokenFields, HttpRequest, PkceCodeVerifier, RefreshToken,
    RequestTokenError, StandardTokenResponse, TokenResponse,
};
use serde::{Deserialize, Serialize};

use super::fetch::{NoAnswer, send};
use super::now;
use super::reply::log;
use super::server::{Failure, Server};
use crate::id_token::{IdToken, Occasion};
use crate::jwt::{Expected, Verified};
use crate::session::{Pending, Session};

/// What OpenID Connect adds to a token response (Core section 3.1.3.3).
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OpenIdFields {
    id_token: Option<String>,
}

impl ExtraTokenFields for OpenIdFields {}

/// A token response.
pub(super) type Tokens = StandardTokenResponse<OpenIdFields, BasicTokenType>;

impl Server<'_> {
    /// Redeems a code (RFC 6749 section 4.1.3), and looks at the ID token that comes with it.
    pub(super) async fn redeem(&self, code: String, pending: Pending) -> Result<Session, Failure> {
        let response = self
            .oauth
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier))
            .request_async(&|request: HttpRequest| send(request))
            .await;
        let tokens = response.map_err(failure)?;
        let text = tokens.extra_fields().id_token.clone();
        let text = text.ok_or_else(|| Failure::Untrusted("there is no ID token".to_owned()))?;
        let occasion = Occasion::SignIn(&pending.nonce);
        let id_token = self.id_token(&text, occasion).await?;
        Ok(Session {
            access_token: tokens.access_token().secret().clone(),
            refresh_token: tokens.refresh_token().map(|token| token.secret().clone()),
            expires_at: expires_at(&tokens),
            sub: id_token.sub,
            sid: id_token.sid,
            id_token: text,
        })
    }

    /// Refreshes a session (RFC 6749 section 6). It stays the session of the same person.
    pub(super) async fn refresh(
        &self,
        refresh_token: String,
        session: &Session,
    ) -> Result<Session, Failure> {
        let response = self
            .oauth
            .exchange_refresh_token(&RefreshToken::new(refresh_token.clone()))
            .request_async(&|request: HttpRequest| send(request))
            .await;
        let tokens = response.map_err(failure)?;
        let mut id_token = session.id_token.clone();
        if let Some(fresh) = &tokens.extra_fields().id_token {
            match self.id_token(fresh, Occasion::Refresh(&session.sub)).await {
                Ok(_) => id_token.clone_from(fresh),
                // The refresh token is used up, so its replacement counts; the old ID token stays.
                Err(Failure::Trouble(reason)) => log(&reason),
                Err(failure) => return Err(failure),
            }
        }
        // A server that does not rotate sends no refresh token: the old one stays (RFC 6749 section 6).
        let successor = tokens.refresh_token().map(|token| token.secret().clone());
        Ok(Session {
            access_token: tokens.access_token().secret().clone(),
            refresh_token: successor.or(Some(refresh_token)),
            expires_at: expires_at(&tokens),
            id_token,
            ..session.clone()
        })
    }

    async fn id_token(&self, text: &str, occasion: Occasion<'_>) -> Result<IdToken, Failure> {
        let parse =
            |jwt: &Verified, expected: Expected<'_>| IdToken::parse(jwt, occasion, expected);
        self.believe(text, parse).await
    }
}

fn expires_at(tokens: &Tokens) -> u64 {
    now() + tokens.expires_in().map_or(0, |lasts| lasts.as_secs())
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
        // Leaves out the body: there may be a token in it.
        RequestTokenError::Parse(error, _) => {
            Failure::Trouble(format!("the token response cannot be read: {error}"))
        }
        RequestTokenError::Other(reason) => Failure::Trouble(reason),
    }
}
