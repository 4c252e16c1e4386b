//! How guesses of passwords are counted, so that of many at once no more are answered than there is room for.
//!
//! - In a browser that the user has signed in with before, only wrong passwords count, and only against that browser:
//!   strangers lock nobody out, and a usual sign-in writes nothing. What there is room for is decided once the password is
//!   verified, and beyond that nobody hears whether it was right.
//! - Everywhere else a guess takes a place for what was typed as username and one for the address, before the hash is
//!   computed, and counts as a stranger's row. A right password gives back its own places and no others, or anybody with
//!   an account could empty the bucket of an address.

use super::errand::Errand;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::interaction::{Nearby, Stop, cookies};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::location::Location;
use crate::protocol::login::FoldedName;
use crate::protocol::login::known_browser::KnownBrowser;
use crate::protocol::secret::SecretHash;
use crate::store::attempts::{Bucket, Slot, Taken, give_back, take, use_up};
use crate::store::known_browsers::{Room, room, room_near, settle};
use crate::store::password_sign_ins::{give_back_and_begin, settle_and_begin};
use crate::store::sessions::{Begun, KnownPassword, NewSession};
use crate::store::strangers::Deed;
use crate::store::user_passwords::PasswordRow;

/// A browser that says it is known, and whether a guess in it would count.
pub(super) struct Browser(Option<(KnownBrowser, Room)>);

/// Whether the browser has anything to show for an earlier sign-in. Anybody can make that up.
pub(super) fn says_it_is_known(request: &Request) -> bool {
    let cookie = request.cookie(cookies::KNOWN);
    cookie.as_ref().and_then(KnownBrowser::read).is_some()
}

/// Reads what the browser says, and whether there is room for a guess in it. `near`: a replica may answer.
pub(super) async fn browser<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    form: &SecretHash,
    near: Option<&Nearby>,
) -> Result<Browser, Fault> {
    let cookie = request.cookie(cookies::KNOWN);
    let Some(known) = cookie.as_ref().and_then(KnownBrowser::read) else {
        return Ok(Browser(None));
    };
    let bucket = Bucket::of_browser(known.id());
    let room = match near {
        None => room(server.platform, &bucket, form).await?,
        Some(near) => {
            let since = cookies::bookmark(request);
            near.note(room_near(server.platform, &bucket, form, since.as_deref()).await?)
        }
    };
    Ok(Browser(Some((known, room))))
}

/// What came of taking places for a guess.
pub(super) type Places = Result<Taken, TooMany>;

/// Takes places for a guess of a stranger, for what was typed as username and for the address.
pub(super) async fn take_places<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    login: &str,
    form: &SecretHash,
) -> Result<Places, Fault> {
    // A user with an email address has two buckets. One for both would tell, once full, which names are whose.
    let login = Bucket::of_login(&server.config.keys.form, &FoldedName::new(login, P::fold));
    let address = Bucket::of_address(&request.address());
    if let Err(why) = within_limit(server, login.key()).await {
        return Ok(Err(why));
    }
    let ceiling = server.config.strangers;
    let taken = take(server.platform, [&login, &address], form, ceiling);
    Ok(Ok(taken.await?))
}

/// One guess: a username, by what form.
pub(super) struct Guess<'a> {
    /// What the person signs in for.
    pub(super) errand: &'a Errand,
    pub(super) login: &'a str,
    /// The user of that name, if there is one.
    pub(super) user: Option<&'a PasswordRow>,
    pub(super) browser: &'a Browser,
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
    /// Whether there is room for a guess in this browser, if the user has signed in there.
    fn known<P: Platform>(&self, server: &Server<'_, P>) -> Option<(&KnownBrowser, Room)> {
        let (keys, now) = (&server.config.keys.form, server.platform.now());
        let (known, room) = self.browser.0.as_ref()?;
        let user = self.user?;
        known
            .knows(keys, &user.known_as(), now)
            .then_some((known, *room))
    }

    /// Whether the user has signed in in this browser, and not too many passwords were wrong there since.
    pub(super) fn is_in_known_browser<P: Platform>(&self, server: &Server<'_, P>) -> bool {
        matches!(self.known(server), Some((_, Room::Free)))
    }

    /// Lets the guess be made, or says when another one may be. `places`: the outcome, if places were taken already.
    pub(super) async fn admit<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        places: Option<Places>,
    ) -> Result<Counted, Stop> {
        match self.known(server) {
            Some((known, Room::Free)) => {
                return Ok(Counted::Known(Bucket::of_browser(known.id())));
            }
            Some((_, Room::FormUsed)) => return Err(self.another_form(server)),
            // As unknown as any other.
            Some((_, Room::Full)) | None => {}
        }
        let places = match places {
            Some(places) => places,
            None => take_places(server, request, self.login, self.form).await?,
        };
        match places.map_err(|why| self.refused(server, why))? {
            Taken::Slot(slot) => Ok(Counted::Stranger(slot)),
            Taken::Full(seconds) => Err(self.refused(server, TooMany::Guesses(seconds))),
            Taken::Ceiling => {
                let today = TooMany::today(Deed::Guess, server.platform.now());
                Err(self.refused(server, today))
            }
            Taken::FormUsed => Err(self.another_form(server)),
        }
    }

    /// The password is verified. Unless this says otherwise, the person may hear whether it was right.
    pub(super) async fn settle<P: Platform>(
        &self,
        server: &Server<'_, P>,
        counted: &Counted,
        right: bool,
    ) -> Result<(), Stop> {
        match counted {
            Counted::Known(bucket) => {
                let room = settle(server.platform, bucket, self.form, right).await?;
                self.within(server, room)?;
            }
            Counted::Stranger(slot) if right => give_back(server.platform, slot).await?,
            Counted::Stranger(_) => use_up(server.platform, self.form).await?,
        }
        Ok(())
    }

    /// The same, and the session of the user begins if the password was right and is still theirs, with this `hash`.
    pub(super) async fn settle_and_begin<P: Platform>(
        &self,
        server: &Server<'_, P>,
        counted: &Counted,
        (hash, right): (&str, bool),
        new: &NewSession<'_>,
    ) -> Result<Option<Begun>, Stop> {
        let bucket = match counted {
            Counted::Known(bucket) => bucket,
            Counted::Stranger(slot) if right => {
                return Ok(give_back_and_begin(server.platform, slot, new).await?);
            }
            Counted::Stranger(_) => {
                use_up(server.platform, self.form).await?;
                return Ok(None);
            }
        };
        let guess = KnownPassword {
            hash,
            right,
            bucket,
            form: self.form,
        };
        let (room, begun) = settle_and_begin(server.platform, guess, new).await?;
        self.within(server, room)?;
        Ok(begun)
    }

    /// Begins the session of this user, whom a replica has found, if the primary says the same and the password was `right`. Otherwise
    /// nothing happens: nothing is counted, whether or not the password was right.
    pub(super) async fn begin_near<P: Platform>(
        &self,
        server: &Server<'_, P>,
        (user, right): (&PasswordRow, bool),
        new: &NewSession<'_>,
    ) -> Result<Option<Begun>, Fault> {
        let Some((known, Room::Free)) = self.known(server) else {
            return Ok(None);
        };
        let guess = KnownPassword {
            hash: if right { &user.password_hash } else { "wrong" },
            // A wrong guess must not be counted here.
            right: true,
            bucket: &Bucket::of_browser(known.id()),
            form: self.form,
        };
        let (_, begun) = settle_and_begin(server.platform, guess, new).await?;
        Ok(begun)
    }

    /// Whether the person may hear what came of a guess in their browser.
    fn within<P: Platform>(&self, server: &Server<'_, P>, room: Room) -> Result<(), Stop> {
        match room {
            Room::Free => Ok(()),
            Room::FormUsed => Err(self.another_form(server)),
            // Others were faster. The next one counts as if the browser were unknown.
            Room::Full => Err(self.refused(server, TooMany::AtOnce)),
        }
    }

    /// What became of the guess, for the log, and whose account it was for, if there is one.
    pub(super) fn event(&self, kind: Kind) -> Event {
        let event = self.errand.event(kind);
        match self.user {
            Some(user) => event.user(&user.id),
            None => event,
        }
    }

    fn refused<P: Platform>(&self, server: &Server<'_, P>, why: TooMany) -> Stop {
        refused(server, self.event(Kind::SignInRefused), why)
    }

    fn another_form<P: Platform>(&self, server: &Server<'_, P>) -> Stop {
        let reason = "the login form was used up by a wrong password";
        let event = self.event(Kind::SignInRefused);
        server.tell(event.because(reason.to_owned()));
        let to = self.back.clone();
        Stop::back(to, reason)
    }
}

/// Not now. The log is told.
pub(super) fn refused<P: Platform>(server: &Server<'_, P>, event: Event, why: TooMany) -> Stop {
    server.tell(event.because(why.reason()));
    why.into()
}
