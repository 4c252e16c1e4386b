//! How guesses of passwords are counted: before the hash is computed, so that many at once do not all find room.
//!
//! - In a browser that the user has signed in with before, only wrong passwords count, and only against that browser:
//!   strangers lock nobody out, and a usual sign-in writes nothing.
//! - Everywhere else a guess takes a place for what was typed as username and one for the address, and counts as a
//!   stranger's row. A right password gives them back; no place but its own, or whoever has an account could empty
//!   the bucket of an address.

use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::interaction::{Stop, cookies};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::location::Location;
use crate::protocol::login::FoldedName;
use crate::protocol::login::known_browser::KnownBrowser;
use crate::protocol::secret::SecretHash;
use crate::store::attempts::{Bucket, Slot, Taken, count, give_back, is_full, take, use_up};
use crate::store::strangers::Deed;
use crate::store::users::PasswordRow;

/// A browser that says it is known, unless too many passwords were wrong in it.
pub(super) struct Browser(Option<KnownBrowser>);

/// Reads what the browser says, and whether that still counts.
pub(super) async fn browser<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Browser, Fault> {
    let cookie = request.cookie(cookies::KNOWN);
    let Some(known) = cookie.as_ref().and_then(KnownBrowser::read) else {
        return Ok(Browser(None));
    };
    let full = is_full(server.platform, &Bucket::of_browser(known.id())).await?;
    Ok(Browser(Some(known).filter(|_| !full)))
}

/// One guess: a username, by what form.
pub(super) struct Guess<'a> {
    pub(super) login: &'a str,
    /// The user of that name, if there is one.
    pub(super) user: Option<&'a PasswordRow>,
    /// The token of the form.
    pub(super) form: &'a SecretHash,
    /// Where another form is to be had.
    pub(super) back: &'a Location,
}

/// A guess that may be made.
pub(super) enum Counted {
    /// In a browser in which the user has signed in.
    Known(Bucket),
    /// Anywhere else.
    Stranger(Slot),
}

impl Guess<'_> {
    /// Lets the guess be made, or says when another one may.
    pub(super) async fn admit<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        browser: &Browser,
    ) -> Result<Counted, Stop> {
        let (keys, now) = (&server.config.keys.form, server.platform.now());
        if let (Some(known), Some(user)) = (&browser.0, self.user)
            && known.knows(keys, &user.known_as(), now)
        {
            return Ok(Counted::Known(Bucket::of_browser(known.id())));
        }
        let login = Bucket::of_login(keys, &FoldedName::new(self.login, P::fold));
        let address = Bucket::of_address(&request.address());
        within_limit(server, login.key()).await?;
        let ceiling = server.config.strangers;
        match take(server.platform, [&login, &address], self.form, ceiling).await? {
            Taken::Slot(slot) => Ok(Counted::Stranger(slot)),
            Taken::Full(seconds) => Err(TooMany::Guesses(seconds).into()),
            Taken::Ceiling => Err(TooMany::today(Deed::Guess, now).into()),
            Taken::FormUsed => Err(Stop::Back {
                to: self.back.clone(),
                reason: "the login form was used up by a wrong password",
            }),
        }
    }
}

impl Counted {
    /// The password was right.
    pub(super) async fn right<P: Platform>(&self, server: &Server<'_, P>) -> Result<(), Fault> {
        match self {
            Self::Known(_) => Ok(()),
            Self::Stranger(slot) => give_back(server.platform, slot).await,
        }
    }

    /// The password was wrong.
    pub(super) async fn wrong<P: Platform>(
        &self,
        server: &Server<'_, P>,
        form: &SecretHash,
    ) -> Result<(), Fault> {
        match self {
            Self::Known(bucket) => count(server.platform, bucket).await,
            Self::Stranger(_) => use_up(server.platform, form).await,
        }
    }
}
