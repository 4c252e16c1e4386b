//! An access token that comes with a request for something that this server has itself (RFC 6750 section 2, RFC 9449 section 7).

use http::StatusCode;

use super::access_token;
use super::dpop::{self, Proved};
use crate::endpoint::client::{Ground, Refusal};
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::TooMany;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::jose::Algorithm;
use crate::protocol::token::access_token::{Claims, token_type};
use crate::protocol::token::{BadProof, TokenError};

/// A token that is right as far as it says itself, and the key that came with it. Whether it was revoked, D1 knows.
pub(crate) struct Presented {
    /// What it says.
    pub(crate) claims: Box<Claims>,
    /// The key that it is bound to. Its proof is not used up yet.
    pub(crate) proved: Option<Proved>,
}

/// Why a token opens nothing (RFC 6750 section 3.1, RFC 9449 section 7.1).
pub(crate) enum Untold {
    NoToken,
    /// The token came in two ways at once, or in a body that cannot be read.
    InvalidRequest,
    InvalidToken,
    InsufficientScope(&'static str),
    Proof(BadProof),
    /// The person has to sign in again, at most so many seconds ago, and in one of these ways (RFC 9470 section 3).
    SignIn(u32, String),
    Fault(Fault),
    TooMany(TooMany),
}

impl From<Fault> for Untold {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<TooMany> for Untold {
    fn from(too_many: TooMany) -> Self {
        Self::TooMany(too_many)
    }
}

impl From<Refusal> for Untold {
    fn from(refusal: Refusal) -> Self {
        match refusal.ground() {
            Ground::Rule(TokenError::Proof(bad)) => Self::Proof(bad),
            Ground::Rule(_) => Self::InvalidToken,
            Ground::Fault(fault) => Self::Fault(fault),
            Ground::TooMany(too_many) => Self::TooMany(too_many),
        }
    }
}

/// What goes with a refusal: the status, each `WWW-Authenticate`, and a reason for the log.
pub(crate) struct Challenge {
    pub(crate) status: StatusCode,
    pub(crate) schemes: Vec<String>,
    pub(crate) reason: String,
}

impl Untold {
    /// The challenge, in the scheme that the client used. Trouble and limits are none.
    pub(crate) fn challenge(self, request: &Request) -> Result<Challenge, Self> {
        let (status, demand) = match self {
            Self::Fault(_) | Self::TooMany(_) => return Err(self),
            Self::NoToken => {
                return Ok(Challenge {
                    status: StatusCode::UNAUTHORIZED,
                    schemes: vec!["Bearer".to_owned(), algorithms("DPoP")],
                    reason: "no access token".to_owned(),
                });
            }
            Self::InvalidRequest => (
                StatusCode::BAD_REQUEST,
                "error=\"invalid_request\", error_description=\"Send the access token once: in the \
                 Authorization header, or as access_token in a form\""
                    .to_owned(),
            ),
            Self::InvalidToken => (
                StatusCode::UNAUTHORIZED,
                "error=\"invalid_token\", error_description=\"The access token is not valid here, or it \
                 has expired\""
                    .to_owned(),
            ),
            Self::InsufficientScope(scope) => (
                StatusCode::FORBIDDEN,
                format!("error=\"insufficient_scope\", scope=\"{scope}\""),
            ),
            Self::Proof(bad) => (
                StatusCode::UNAUTHORIZED,
                demand(bad.error(), bad.sentence(), ""),
            ),
            Self::SignIn(age, ways) => (
                StatusCode::UNAUTHORIZED,
                demand(
                    "insufficient_user_authentication",
                    "The person has to sign in again",
                    &format!(", max_age={age}, acr_values=\"{ways}\""),
                ),
            ),
        };
        let bound = request.token("DPoP").is_some();
        let scheme = if bound {
            [&algorithms(token_type(bound)), ", "].concat()
        } else {
            [token_type(bound), " "].concat()
        };
        Ok(Challenge {
            status,
            schemes: vec![[&scheme, &*demand].concat()],
            reason: demand,
        })
    }
}

fn demand(error: &str, sentence: &str, more: &str) -> String {
    let parts = [
        "error=\"",
        error,
        "\", error_description=\"",
        sentence,
        "\"",
        more,
    ];
    parts.concat()
}

fn algorithms(scheme: &str) -> String {
    let names = Algorithm::ALL.map(Algorithm::as_str).join(" ");
    format!("{scheme} algs=\"{names}\"")
}

/// The access token of a request, which is for `audience`. `in_form`: one that was not sent in the header.
pub(crate) async fn present<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    audience: &str,
    in_form: Option<String>,
) -> Result<Presented, Untold> {
    let (token, bound) = match (request.token("Bearer"), request.token("DPoP"), in_form) {
        (Some(token), _, None) => (token.to_owned(), false),
        (None, Some(token), None) => (token.to_owned(), true),
        (None, None, Some(token)) if request.authorization().is_none() => (token, false),
        (None, None, None) => return Err(Untold::NoToken),
        _ => return Err(Untold::InvalidRequest),
    };
    let token = token.as_str();
    let claims = access_token::verify(server, token)
        .await?
        .filter(|claims| claims.aud.contains(audience))
        .ok_or(Untold::InvalidToken)?;
    // RFC 9449 section 7.1: a bound token is valid only with its key, never as a bearer token.
    let proved = match (&claims.cnf, bound) {
        (None, false) => None,
        (Some(confirmation), true) => {
            let proved = dpop::prove(server, request, Some(token)).await?;
            let proved = proved.ok_or(Untold::Proof(BadProof::Missing))?;
            if proved.thumbprint != confirmation.jkt {
                return Err(Untold::InvalidToken);
            }
            Some(proved)
        }
        _ => return Err(Untold::InvalidToken),
    };
    Ok(Presented { claims, proved })
}
