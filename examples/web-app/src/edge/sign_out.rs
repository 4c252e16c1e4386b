//! Signing out: here, at the authorization server, and when the authorization server says so.

use worker::Request;

use super::App;
use super::form;
use super::reply::{self, Reply, log};
use super::server::{Failure, Server};
use crate::discovery::end_session_url;
use crate::logout_token::LogoutToken;
use crate::page::Flash;
use crate::session::Session;

impl App {
    /// `POST /sign-out`: signs out of this app, and then of Edgegrant (RP-Initiated Logout 1.0), which tells
    /// the other apps. Whatever Edgegrant says, nobody is signed in here afterwards.
    pub(super) async fn sign_out(&self) -> Reply {
        let mut next = None;
        if let Some(cookie) = &self.cookie {
            let session = match self.store.load_session(cookie).await {
                Ok(session) => session,
                Err(reason) => return reply::no_storage(&reason),
            };
            if let Err(reason) = self.store.end_session(cookie).await {
                return reply::no_storage(&reason);
            }
            if let Some(session) = session {
                next = self.leave(&session).await;
            }
        }
        Reply::to(next.as_deref().unwrap_or("/"), Flash::SignedOut).cookie("", 0)
    }

    /// Gives the refresh token back, which would work even while the person is away, and finds the address that
    /// ends the session at Edgegrant.
    async fn leave(&self, session: &Session) -> Option<String> {
        let server = match Server::discover(&self.config).await {
            Ok(server) => server,
            Err(reason) => {
                log(&reason);
                return None;
            }
        };
        if let Some(token) = &session.refresh_token
            && let Err(reason) = server.revoke(token).await
        {
            log(&reason);
        }
        let endpoint = server.end_session_endpoint.as_deref()?;
        let next = self.config.post_logout_redirect_uri();
        end_session_url(endpoint, &session.id_token, &next)
    }

    /// `POST /backchannel-logout`: Edgegrant says that a session there has ended (Back-Channel Logout 1.0
    /// section 2.5). The token says and proves everything; no browser is involved.
    pub(super) async fn backchannel_logout(&self, request: &mut Request) -> Reply {
        let Some(token) = form::field(request, "logout_token").await else {
            return Reply::bad_logout("The form is too large.");
        };
        let server = match Server::discover(&self.config).await {
            Ok(server) => server,
            Err(reason) => return reply::no_logout_yet(&reason),
        };
        let ended = match server.believe(&token, LogoutToken::parse).await {
            Ok(ended) => ended,
            Err(Failure::Trouble(reason)) => return reply::no_logout_yet(&reason),
            Err(
                Failure::Refused(reason) | Failure::Client(reason) | Failure::Untrusted(reason),
            ) => {
                log(&reason);
                return Reply::bad_logout("This is not a logout token for this app.");
            }
        };
        match self.store.remember_end(&ended.sid).await {
            Ok(()) => Reply::done(),
            Err(reason) => reply::no_logout_yet(&reason),
        }
    }
}
