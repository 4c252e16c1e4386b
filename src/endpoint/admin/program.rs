//! A program that does what an administrator does on the pages, and what it may not do.

use std::cell::OnceCell;

use http::StatusCode;
use http::header::IF_MATCH;

use super::challenge;
use super::desk::Desk;
use crate::endpoint::http::problem::problem;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::admin_path;
use crate::protocol::client::{Client, RegisteredBy};
use crate::protocol::params::Params;
use crate::protocol::scope::ADMIN_API;
use crate::protocol::token::access_token::Claims;
use crate::store::administering::{Authority, Bearer};

impl<'a, P: Platform> Desk<'a, P> {
    /// A program with an access token. What it says itself is right; who it is, the database says. `recent`: see [`Desk`].
    pub(super) fn of_program(
        server: &'a Server<'a, P>,
        request: &'a Request,
        (claims, recent): (&Claims, bool),
        (query, id): (Params, String),
    ) -> Self {
        Self {
            server,
            request,
            by: String::new(),
            called: String::new(),
            recent,
            by_password: false,
            authority: Authority::Token(Bearer::of(claims)),
            page: admin_path::API,
            query,
            id,
            error: None,
            secret: OnceCell::new(),
            seed: OnceCell::new(),
            named: None,
            deed: "",
            wrong: None,
        }
    }

    /// Whether it is a program, which reads JSON.
    pub(super) fn is_program(&self) -> bool {
        matches!(self.authority, Authority::Token(_))
    }

    /// Whether it is a program that wants nothing done if somebody else changed the thing meanwhile.
    pub(super) fn is_conditional(&self) -> bool {
        self.is_program() && self.request.header(&IF_MATCH).is_some()
    }

    /// Whether it is a program in its own name.
    pub(super) fn is_alone(&self) -> bool {
        matches!(&self.authority, Authority::Token(bearer) if bearer.is_alone())
    }

    /// A page never offers what cannot be done now. A program may ask for it all the same, and is told why not.
    pub(super) fn tells_program(&self, status: StatusCode, detail: &str) -> Result<(), Stop> {
        if self.is_program() {
            return Err(Stop::told(problem(self.request, status, detail)));
        }
        Ok(())
    }

    /// Nobody changes an app that came by itself: an administrator has to vouch for it first.
    pub(super) fn is_owners(&self, app: &Client) -> Result<(), Stop> {
        if app.registered_by == RegisteredBy::Owner {
            return Ok(());
        }
        let detail =
            "The app registered itself, or came with a metadata document. Vouch for it first.";
        self.tells_program(StatusCode::CONFLICT, detail)?;
        Err(self.outdated("it is not the owner's"))
    }

    /// No program changes an app that may use the Admin API, or unblocks it: whoever got hold of a token could make themselves
    /// another way in. On a page it waits for a recent sign-in.
    pub(super) fn may_change(&self, app: &Client) -> Result<(), Stop> {
        if !app.scope.contains(ADMIN_API) {
            return Ok(());
        }
        if self.is_program() {
            let detail = "This app may use the Admin API. Its owner changes it, with the command or on the page.";
            return Err(Stop::told(problem(
                self.request,
                StatusCode::FORBIDDEN,
                detail,
            )));
        }
        self.waits("an app of the Admin API takes a recent sign-in")
    }

    /// No program in its own name ends what an app of the Admin API can do: it could shut out an app that would be used to stop it.
    pub(super) fn may_end(&self, app: &Client) -> Result<(), Stop> {
        if self.is_alone() && app.scope.contains(ADMIN_API) {
            return Err(self.not_alone());
        }
        Ok(())
    }

    /// A program in its own name does not do this.
    pub(super) fn not_alone(&self) -> Stop {
        let detail = "An administrator does this, not a program in its own name.";
        Stop::told(problem(self.request, StatusCode::FORBIDDEN, detail))
    }

    /// What cannot be undone waits for a sign-in of the last ten minutes.
    pub(super) fn waits(&self, reason: &'static str) -> Result<(), Stop> {
        if self.recent {
            return Ok(());
        }
        Err(if self.is_program() {
            let untold = challenge::sign_in(self.server, challenge::RECENT);
            Stop::told(challenge::refused(self.request, untold))
        } else {
            Stop::back(self.again(), reason)
        })
    }
}
