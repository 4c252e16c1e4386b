//! How guesses of passwords are counted, so that of many at once no more are answered than there is room for.
//!
//! - In a browser that the user has signed in with before, only wrong passwords count, and only against that browser:
//!   strangers lock nobody out, and a usual sign-in writes nothing. What there is room for is decided once the password is
//!   verified, and beyond that nobody hears whether it was right.
//! - Everywhere else a guess takes a place for what was typed as username and one for the address, and counts as a stranger's
//!   row: before the hash is computed, or in the transaction that begins the session ([`super::stranger`]). Without places
//!   nobody hears whether the password was right. A right password gives back its own places and no others, or anybody
//!   with an account could empty the bucket of an address.

use super::errand::Errand;
use super::places::Places;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::TooMany;
use crate::endpoint::interaction::{Nearby, Stop, cookies};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::location::Location;
use crate::protocol::login::known_browser::KnownBrowser;
use crate::protocol::secret::SecretHash;
use crate::store::attempts::{Bucket, use_up};
use crate::store::known_browsers::{Room, room, room_near, settle};
use crate::store::password_sign_ins::{give_back_and_begin, settle_and_begin, take_and_begin};
use crate::store::places::{Slot, Taken, give_back};
use crate::store::sessions::{Begun, KnownPassword, NO_HASH, NewSession, begin_session};
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

/// What was done about the places of a guess.
pub(super) enum Admission {
    /// Nothing yet.
    None,
    /// It was tried to take them.
    Taken(Taken),
    /// The guess has what it needs.
    Counted(Counted),
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
    /// The same. The password was wrong when the places were taken, so the form is used up.
    Wrong(Slot),
    /// The same. The password was right to the hash that was nearest, so the places were given back.
    GivenBack(Places),
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

    /// Lets the guess be made, or says when another one may.
    pub(super) async fn admit<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        admission: Admission,
    ) -> Result<Counted, Stop> {
        if let Admission::Counted(counted) = admission {
            return Ok(counted);
        }
        match self.known(server) {
            Some((known, Room::Free)) => {
                return Ok(Counted::Known(Bucket::of_browser(known.id())));
            }
            Some((_, Room::FormUsed)) => return Err(self.another_form(server)),
            // As unknown as any other.
            Some((_, Room::Full)) | None => {}
        }
        let taken = match admission {
            Admission::Taken(taken) => taken,
            _ => {
                let places = Places::of(server, request, self.login);
                let within = places.within_limit(server).await;
                within.map_err(|why| self.refused(server, why))?;
                places.take(server, self.form).await?
            }
        };
        let slot = self.slot(server, taken)?;
        Ok(Counted::Stranger(slot))
    }

    /// The places, if there were any.
    fn slot<P: Platform>(&self, server: &Server<'_, P>, taken: Taken) -> Result<Slot, Stop> {
        match taken {
            Taken::Slot(slot) => Ok(slot),
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
            Counted::Stranger(slot) | Counted::Wrong(slot) if right => {
                give_back(server.platform, slot).await?;
            }
            Counted::Stranger(_) => use_up(server.platform, self.form).await?,
            Counted::GivenBack(_) if right => {}
            Counted::Wrong(_) => {}
            Counted::GivenBack(places) => {
                // A replica had another password. Without this, somebody who has that could go on for as long as the replica is late.
                let taken = places.take(server, self.form).await?;
                self.slot(server, taken)?;
                use_up(server.platform, self.form).await?;
            }
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
            Counted::GivenBack(_) if right => {
                return Ok(begin_session(server.platform, new).await?);
            }
            Counted::Stranger(slot) | Counted::Wrong(slot) if right => {
                return Ok(give_back_and_begin(server.platform, slot, new).await?);
            }
            Counted::Stranger(_) | Counted::Wrong(_) | Counted::GivenBack(_) => {
                self.settle(server, counted, false).await?;
                return Ok(None);
            }
        };
        let guess = KnownPassword {
            hash,
            right,
            bucket,
            form: self.form,
        };
        let (room, begun) = settle_and_begin(server.platform, guess, (new, None)).await?;
        self.within(server, room)?;
        Ok(begun)
    }

    /// Takes places for a guess of a stranger whose password is verified, and begins the session of the user if it was `right` and is
    /// still theirs. With the client of which a visit is read.
    pub(super) async fn take_and_begin<P: Platform>(
        &self,
        server: &Server<'_, P>,
        places: &Places,
        right: bool,
        new: (&NewSession<'_>, Option<&str>),
    ) -> Result<(Counted, Option<Begun>), Stop> {
        let wanted = places.wanted(server, self.form);
        let (taken, begun) = take_and_begin(server.platform, &wanted, right, new).await?;
        let slot = self.slot(server, taken)?;
        let counted = if right {
            Counted::GivenBack(places.clone())
        } else {
            Counted::Wrong(slot)
        };
        Ok((counted, begun))
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
            hash: if right { &user.password_hash } else { NO_HASH },
            // A wrong guess must not be counted here.
            right: true,
            bucket: &Bucket::of_browser(known.id()),
            form: self.form,
        };
        let new = (new, self.errand.client_id());
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
