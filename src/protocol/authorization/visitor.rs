//! Who is in front of the browser, as far as it is known.

use crate::protocol::login::{FoldedName, Method};
use crate::protocol::scope::Scope;
use crate::protocol::timestamp::Timestamp;

/// Who a session says is in front of the browser.
#[derive(Debug, Clone)]
pub struct Session {
    /// The user.
    pub user_id: String,
    /// The name to sign in with. Whoever chose none has the id of the user here.
    pub username: String,
    /// The name to be called by, if they gave one.
    pub name: Option<String>,
    /// The address to sign in with, if they gave one.
    pub email: Option<String>,
    /// An address that nobody has proved to be theirs. It is only shown.
    pub unverified_email: Option<String>,
    /// Raised by a new password: what was begun with an older one is over.
    pub credential_version: u32,
    /// The salt of their pairwise subjects.
    pub salt: String,
    /// When they proved who they are (`auth_time`).
    pub authenticated_at: Timestamp,
    /// How they did.
    pub method: Method,
    /// When they were last here, as far as that is noted.
    pub seen_at: Timestamp,
    /// The session of this user in this browser.
    pub session_id: String,
    /// With which provider they signed in: its id, a space, and the session there.
    pub provider: Option<String>,
    /// Whether they look after others.
    pub administrator: bool,
}

impl Session {
    /// The id of the user, and that of the session.
    #[must_use]
    pub fn ids(&self) -> (String, String) {
        (self.user_id.clone(), self.session_id.clone())
    }
}

/// How long after a session was seen it is noted again, in seconds: once a day.
pub const SEEN_AGAIN: u32 = 24 * 3600;

/// What a user said yes to before, as far as that yes may answer later requests too.
#[derive(Debug, Clone, Default)]
pub struct Granted {
    /// Scopes.
    pub scope: Scope,
    /// Claims one by one, by name.
    pub claims: Scope,
}

/// A user who is signed in, and what they granted to the client that asks.
#[derive(Debug, Clone)]
pub struct Account {
    /// Who is signed in.
    pub user: Session,
    /// What they granted.
    pub granted: Option<Granted>,
    /// When they last did.
    pub granted_at: Option<Timestamp>,
    /// How often they have taken back everything that they gave this client.
    pub revoked: u32,
    /// Whether they may use this client: it is for everybody, or they are in one of its groups. `None`: nobody looked.
    pub let_in: Option<bool>,
}

/// What the person did for this very request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// They chose the account of this session.
    Chose(String),
    /// They signed in, which started this session.
    SignedIn(String),
}

impl Answered {
    /// The session that it is about.
    #[must_use]
    pub fn session(&self) -> &str {
        match self {
            Self::Chose(session) | Self::SignedIn(session) => session,
        }
    }
}

/// A browser, as far as it is known.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Everybody who is signed in.
    pub accounts: Vec<Account>,
    /// The session that was chosen last.
    pub(super) chosen: Option<String>,
    /// What one of them did for this request. If that person is no longer signed in, it does not count for
    /// anybody else.
    pub(super) answered: Option<Answered>,
    /// Whom the request is about, as the client knows them (`id_token_hint`).
    pub(super) meant: Option<String>,
    pub(super) now: Timestamp,
    /// Gives a text in Normalization Form KC and lower case.
    pub(super) fold: fn(&str) -> String,
}

impl Visitor {
    /// A browser in which `accounts` are signed in. `fold` gives a text in Normalization
    /// Form KC and lower case.
    #[must_use]
    pub fn new(
        accounts: Vec<Account>,
        chosen: Option<String>,
        answered: Option<Answered>,
        meant: Option<String>,
        now: Timestamp,
        fold: fn(&str) -> String,
    ) -> Self {
        let here = |answered: &Answered| {
            let mut accounts = accounts.iter();
            accounts.any(|it| it.user.session_id == answered.session())
        };
        Self {
            answered: answered.filter(here),
            accounts,
            chosen,
            meant,
            now,
            fold,
        }
    }
}

impl Visitor {
    /// Notes whether the user of this session may use the client.
    pub fn note_let_in(&mut self, session_id: &str, let_in: bool) {
        let mut accounts = self.accounts.iter_mut();
        if let Some(account) = accounts.find(|it| it.user.session_id == session_id) {
            account.let_in = Some(let_in);
        }
    }

    /// This session, if it is to be noted that it was seen.
    #[must_use]
    pub fn seen_again(&self, session_id: &str) -> Option<&Session> {
        let mut sessions = self.accounts.iter().map(|account| &account.user);
        sessions.find(|it| it.session_id == session_id && it.seen_at.plus(SEEN_AGAIN) <= self.now)
    }
}

impl Session {
    /// Whether a name that the client gives is one of theirs.
    pub(super) fn answers_to(&self, hint: &str, fold: fn(&str) -> String) -> bool {
        let names = [Some(self.username.as_str()), self.email.as_deref()];
        let mut names = names.into_iter().flatten();
        let hint = FoldedName::new(hint, fold);
        names.any(|known| FoldedName::new(known, fold) == hint)
    }

    /// What to call them, if they have any name at all.
    #[must_use]
    pub fn called(&self) -> Option<&str> {
        self.name.as_deref().or(self.known_by())
    }

    /// What tells them from others: their username, or else their address.
    #[must_use]
    pub fn known_by(&self) -> Option<&str> {
        self.login_name().or(self.unverified_email.as_deref())
    }

    /// What they would type to sign in.
    #[must_use]
    pub fn login_name(&self) -> Option<&str> {
        let username = Some(self.username.as_str()).filter(|name| *name != self.user_id);
        username.or(self.email.as_deref())
    }
}
