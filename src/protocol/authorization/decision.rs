//! What an authorization request leads to: a page, a code or a refusal (OpenID Connect Core sections
//! 3.1.2.3 and 3.1.2.4).

use super::approval::Approval;
use super::error::AuthorizationError;
use super::request::AuthorizationRequest;
use super::visitor::{Account, Answered, Visitor};
use crate::protocol::openid::claims::is_covered;
use crate::protocol::timestamp::Timestamp;

/// How long a person may read the consent page after signing in for the same request, in seconds, whatever
/// `max_age` says.
const READING: u32 = 600;

/// What an authorization request leads to.
#[derive(Debug)]
pub enum Decision {
    /// Show the login page, perhaps with a username.
    SignIn(Box<AuthorizationRequest>, Option<String>),
    /// They are signed in, but not as surely as was asked: show the login page, with their username.
    StepUp(Box<AuthorizationRequest>, String),
    /// Let them make an account.
    CreateAccount(Box<AuthorizationRequest>),
    /// Show the accounts to choose from.
    SelectAccount(Box<AuthorizationRequest>),
    /// They are in none of the groups that the client is for: say so.
    Shut(Box<AuthorizationRequest>, Box<Account>),
    /// They have not granted this much to this client: show the consent page.
    AskConsent(Box<AuthorizationRequest>, Box<Account>),
    /// They have: issue a code.
    Approve(Approval),
    /// Tell the client no.
    Refuse(Box<AuthorizationRequest>, AuthorizationError),
}

/// Whose account a request is about.
enum Whose<'a> {
    One(&'a Account),
    Nobody,
    Unclear,
}

impl AuthorizationRequest {
    /// What must happen next, if whoever nobody looked for is let in. With `prompt=none`, anything that would need a page is an error.
    #[must_use]
    pub fn decide(self: Box<Self>, visitor: &Visitor) -> Decision {
        let prompt = self.authentication.prompt;
        // Whoever signs in has made their account, or has one.
        if prompt.create && !matches!(visitor.answered, Some(Answered::SignedIn(_))) {
            return Decision::CreateAccount(self);
        }
        let account = match self.whose(visitor) {
            Whose::One(account) => account,
            Whose::Nobody => return self.sign_in(None, visitor.answered.as_ref()),
            Whose::Unclear => return self.select_account(),
        };
        if prompt.select_account && visitor.answered.is_none() {
            return self.select_account();
        }
        let signed_in = matches!(&visitor.answered, Some(Answered::SignedIn(_)));
        if (prompt.login && !signed_in) || self.is_too_old(account, signed_in, visitor.now) {
            let username = account.user.login_name().unwrap_or_default();
            return self.sign_in(Some(username.to_owned()), None);
        }
        if !self.lets_in(account) {
            return if prompt.none {
                Decision::Refuse(self, AuthorizationError::NotLetIn)
            } else {
                Decision::Shut(self, Box::new(account.clone()))
            };
        }
        if !self.is_sure(&account.user) {
            if prompt.none {
                return Decision::Refuse(self, AuthorizationError::LoginRequired);
            }
            let username = account.user.login_name().unwrap_or_default().to_owned();
            return Decision::StepUp(self, username);
        }
        let remembered = self.may_be_remembered();
        let covered = self.client.first_party || self.is_granted(account);
        if covered && remembered && !prompt.consent {
            return Decision::Approve(Approval::new(self, account));
        }
        if !prompt.none {
            return Decision::AskConsent(self, Box::new(account.clone()));
        }
        // They know the client, and consent; but they must look each time.
        let known = self.client.first_party || account.granted.is_some();
        if known && !remembered {
            Decision::Refuse(self, AuthorizationError::InteractionRequired)
        } else {
            Decision::Refuse(self, AuthorizationError::ConsentRequired)
        }
    }

    /// The session of the account that it is about, if that is clear.
    #[must_use]
    pub fn session_of(&self, visitor: &Visitor) -> Option<String> {
        match self.whose(visitor) {
            Whose::One(account) => Some(account.user.session_id.clone()),
            Whose::Nobody | Whose::Unclear => None,
        }
    }

    /// Whose account it is about: the one that the person has just chosen, the one that the client means, or
    /// the one they used last. Between several, nothing is guessed.
    fn whose<'a>(&self, visitor: &'a Visitor) -> Whose<'a> {
        let accounts = &visitor.accounts;
        let of = |session: &str| accounts.iter().find(|it| it.user.session_id == session);
        if let Some(account) = visitor.answered.as_ref().and_then(|it| of(it.session())) {
            return if self.means(visitor, account) {
                Whose::One(account)
            } else {
                Whose::Nobody
            };
        }
        let hint = self.authentication.login_hint.as_deref();
        if visitor.meant.is_some() || self.authentication.claims.subject.is_some() {
            let meant = accounts.iter().find(|it| self.means(visitor, it));
            return meant.map_or(Whose::Nobody, Whose::One);
        }
        if let Some(hint) = hint.filter(|_| !accounts.is_empty()) {
            // Without a page, the client would learn whether the names it guesses are right. So there, a hint
            // only means accounts whose names the client may know.
            let none = self.authentication.prompt.none;
            let known = |it: &&Account| !none || self.may_know_names(it);
            let mut hinted = accounts.iter().filter(known);
            match hinted.find(|it| it.user.answers_to(hint, visitor.fold)) {
                Some(account) => return Whose::One(account),
                None if !none => return Whose::Unclear,
                None if accounts.iter().all(|it| known(&it)) => return Whose::Nobody,
                None => {}
            }
        }
        match (accounts.as_slice(), visitor.chosen.as_deref()) {
            ([], _) => Whose::Nobody,
            ([only], _) => Whose::One(only),
            (_, chosen) => chosen.and_then(of).map_or(Whose::Unclear, Whose::One),
        }
    }

    /// Whether the client may know both names that the user signs in with.
    fn may_know_names(&self, account: &Account) -> bool {
        let granted = account.granted.as_ref();
        ["preferred_username", "email"].into_iter().all(|name| {
            (self.client.first_party && is_covered(name, &self.client.scope))
                || granted.is_some_and(|granted| {
                    granted.claims.contains(name) || is_covered(name, &granted.scope)
                })
        })
    }

    /// Whether the request may be about this account.
    fn means(&self, visitor: &Visitor, account: &Account) -> bool {
        let subject = self.subject(&account.user);
        let meant = [
            visitor.meant.as_ref(),
            self.authentication.claims.subject.as_ref(),
        ];
        meant.into_iter().flatten().all(|meant| *meant == subject)
    }

    /// `answered` is what the person did in vain.
    fn sign_in(self: Box<Self>, username: Option<String>, answered: Option<&Answered>) -> Decision {
        // They signed in, but as somebody other than the client means (section 3.1.2.2).
        let in_vain = matches!(answered, Some(Answered::SignedIn(_)));
        if self.authentication.prompt.none || in_vain {
            return Decision::Refuse(self, AuthorizationError::LoginRequired);
        }
        let username = username.or_else(|| self.authentication.login_hint.clone());
        Decision::SignIn(self, username)
    }

    fn select_account(self: Box<Self>) -> Decision {
        if self.authentication.prompt.none {
            Decision::Refuse(self, AuthorizationError::AccountSelectionRequired)
        } else {
            Decision::SelectAccount(self)
        }
    }

    /// Whether they gave their password too long ago. Somebody who gave it for this very request has some time
    /// to read the consent page.
    fn is_too_old(&self, account: &Account, signed_in: bool, now: Timestamp) -> bool {
        self.authentication.max_age.is_some_and(|age| {
            let age = if signed_in { age.max(READING) } else { age };
            age == 0 || now > account.user.authenticated_at.plus(age)
        })
    }

    fn is_granted(&self, account: &Account) -> bool {
        let Some(granted) = &account.granted else {
            return false;
        };
        let claims = self.claims_beyond_scope();
        let mut claims = claims.iter();
        self.remembered.within(&granted.scope)
            && claims.all(|name| granted.claims.contains(name) || is_covered(name, &granted.scope))
    }
}
