//! `POST /revoke`: a client gives a token back (RFC 7009).

use http::StatusCode;

use super::access_token;
use crate::endpoint::client::claimant::Claimant;
use crate::endpoint::client::{Refusal, authentication};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Outcome, Platform, Statement};
use crate::protocol::client::Client;
use crate::protocol::jose::Algorithm;
use crate::protocol::token::access_token::Claims;
use crate::protocol::token::{RefreshToken, TokenError};
use crate::store::believed::Believed;
use crate::store::ended_families::{GivenBack, giving_back, read_given_back};
use crate::store::spent_ids::ending_access_token;

pub(crate) async fn revoke<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    match revoked(server, request).await {
        Ok(()) => Reply::empty(StatusCode::OK),
        Err(refusal) => refusal.reply(request),
    }
}

/// Ends what is sent, if it is a token. Section 2.2: an unknown token counts as already ended.
async fn revoked<P: Platform>(server: &Server<'_, P>, request: &Request) -> Result<(), Refusal> {
    let body = authentication::form(request)?;
    // First, because it may bring the keys.
    let claimant = Claimant::read(server, request, &body).await?;
    let sent = body.one("token").map_err(TokenError::from);
    // `token_type_hint` says nothing that the token itself does not show.
    let mut token = match &sent {
        Ok(Some(token)) => Sent::read_near(server, token).await?,
        _ => Sent::Nothing,
    };
    let near = server.keys_are_due();
    let client_id = claimant.credentials.client_id.clone();
    let looked = claimant.look(server, &[], |believed, asks| match believed {
        Some(believed) => token.ending(&client_id, believed, asks),
        None => Vec::new(),
    });
    // A blocked client may give back what it has.
    let looked = looked.await?;
    let client = looked.client;
    let text = sent?.ok_or(TokenError::TokenMissing)?;

    let mut found = looked.found;
    let unread = token.is_unread();
    if near {
        // Now the primary's keys are there. If they do not verify what a replica's did, nothing was given back.
        token = Sent::read(server, text).await?;
    }
    if !looked.acted || unread {
        let statements = token.ending(&client.id, Believed::At(&client.revision), false);
        found = Vec::new();
        if !statements.is_empty() {
            found = server.platform.batch(statements).await?;
        }
    }
    token.ended(server, &client, &found)
}

/// What a client gives back.
enum Sent {
    /// Nothing, or nothing that this server gave out.
    Nothing,
    /// Perhaps an access token: it can be verified once the keys are there.
    Unread,
    /// Section 2.1: every token of the grant ends with the refresh token, however old the one that was sent.
    Refresh(RefreshToken),
    /// Only this token ends: a client that has just refreshed may give the old one back.
    Access(Box<Claims>),
}

impl Sent {
    async fn read<P: Platform>(server: &Server<'_, P>, token: &str) -> Result<Self, Fault> {
        if let Some(token) = RefreshToken::open(&server.config.keys.refresh, token) {
            return Ok(Self::Refresh(token));
        }
        if server.keys_are_due() {
            return Ok(Self::Unread);
        }
        // With a secret that does not open the key, every token would look unknown, and its client would believe
        // that the token had ended.
        server.signing_key(Algorithm::Es256).await?;
        let claims = access_token::verify(server, token).await?;
        Ok(claims.map_or(Self::Nothing, Self::Access))
    }

    /// The same; if the keys are not loaded yet, with those that a replica knows.
    async fn read_near<P: Platform>(server: &Server<'_, P>, token: &str) -> Result<Self, Fault> {
        let read = Self::read(server, token).await?;
        if !read.is_unread() {
            return Ok(read);
        }
        let claims = access_token::verify_near(server, token).await?;
        if !server.keys_are_due() {
            // The primary answered.
            return Self::read(server, token).await;
        }
        Ok(claims.map_or(Self::Unread, Self::Access))
    }

    fn is_unread(&self) -> bool {
        matches!(self, Self::Unread)
    }

    /// The statements that end it for a client, if the client is believed.
    fn ending(&self, client_id: &str, believed: Believed<'_>, asks: bool) -> Vec<Statement> {
        match self {
            Self::Refresh(token) => giving_back(&token.family, client_id, believed, asks).into(),
            Self::Access(claims) if claims.client_id == client_id => {
                vec![ending_access_token(claims, believed, asks)]
            }
            Self::Access(_) | Self::Nothing | Self::Unread => Vec::new(),
        }
    }

    /// Tells what the statements did.
    fn ended<P: Platform>(
        &self,
        server: &Server<'_, P>,
        client: &Client,
        found: &[Outcome],
    ) -> Result<(), Refusal> {
        let (given_back, family) = match self {
            Self::Nothing | Self::Unread => return Ok(()),
            Self::Refresh(token) => (read_given_back(found), token.family.as_str()),
            Self::Access(claims) if claims.client_id != client.id => (GivenBack::OfAnother, ""),
            Self::Access(claims) => (read_ended(found), claims.family()),
        };
        match given_back {
            GivenBack::Before => Ok(()),
            GivenBack::OfAnother => Err(TokenError::TokenOfAnotherClient.into()),
            GivenBack::Ended => {
                let event = Event::new(Kind::Revoked).client(&client.id);
                server.tell(match family {
                    "" => event,
                    family => event.family(family),
                });
                Ok(())
            }
        }
    }
}

fn read_ended(found: &[Outcome]) -> GivenBack {
    match found {
        [ended] if ended.changes > 0 => GivenBack::Ended,
        _ => GivenBack::Before,
    }
}
