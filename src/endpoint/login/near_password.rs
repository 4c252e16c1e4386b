//! A password in a browser that is known to the user. A replica of the database may tell who they are.

use futures_util::future::join3;

use super::errand::Errand;
use super::guesses::{self, Browser, Guess};
use super::offer::offer;
use super::queue::Place;
use super::session::Fresh;
use crate::endpoint::http::afterwards::{Afterwards, Stale};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{Nearby, Stop, carried_visit, cookies};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::location::Location;
use crate::protocol::login::password::{self, Password, Verified};
use crate::protocol::secret::SecretHash;
use crate::store::sessions::{Begun, Proof};
use crate::store::user_passwords::{PasswordRow, load_password, load_password_near};

/// What somebody sent with a form of ours.
#[derive(Clone, Copy)]
pub(super) struct Typed<'a> {
    pub(super) login: &'a str,
    pub(super) password: &'a Password,
    pub(super) form: &'a SecretHash,
    pub(super) back: &'a Location,
}

/// What is known before the password is verified: what they sign in for, the user, and the browser.
pub(super) type Loaded = (
    Result<Errand, Stop>,
    Result<Option<PasswordRow>, Fault>,
    Result<Browser, Fault>,
);

/// The outcome, if a replica told who they are.
pub(super) enum Near {
    /// They are signed in.
    In(Reply),
    /// They are not signed in, but the password was verified against this hash, with this result.
    Verified(String, Verified),
    /// What the replica told was not enough.
    Nothing,
}

impl Typed<'_> {
    /// Loads all of it at once. `near`: a replica may answer.
    pub(super) async fn load<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        near: Option<&Nearby>,
    ) -> Loaded {
        let user = async {
            let Some(near) = near else {
                return load_password(server.platform, self.login).await;
            };
            let since = cookies::bookmark(request);
            let found = load_password_near(server.platform, self.login, since.as_deref()).await;
            found.map(|found| near.note(found))
        };
        let errand = Errand::open_near(server, request, near);
        let browser = guesses::browser(server, request, self.form, near);
        join3(errand, user, browser).await
    }

    /// Signs in a user whom a replica has found, in a browser that is known to them, if the primary says the same. A replica may let
    /// people in and never refuse them, so everything else is read again.
    pub(super) async fn let_in<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        loaded: Loaded,
    ) -> Result<Near, Stop> {
        let (Ok(errand), Ok(Some(user)), Ok(browser)) = loaded else {
            return Ok(Near::Nothing);
        };
        let guess = self.guess(&errand, Some(&user), &browser);
        let more = user.disabled || user.second_factor || user.not_folded.is_some();
        if more || !guess.is_in_known_browser(server) {
            return Ok(Near::Nothing);
        }
        let Some(place) = Place::take(server.isolate, server.platform.now(), true) else {
            return Ok(Near::Nothing);
        };
        let verified = verified(server, &place, Some(&user), self.password).await;
        drop(place);
        let right = verified != Verified::Wrong;
        let fresh = Fresh::mint(server, request);
        let new = fresh.session(&user.id, Proof::Password(&user.password_hash));
        let Some(begun) = guess.begin_near(server, (&user, right), &new).await? else {
            return Ok(Near::Verified(user.password_hash, verified));
        };
        let reply = self.welcome(server, request, &guess, (&fresh, begun));
        let reply = rehashed(reply.await?, verified, &user, self.password);
        Ok(Near::In(reply))
    }

    /// The reply for a user who is signed in. Their browser carries what the primary told of the visit that follows, if that was asked.
    pub(super) async fn welcome<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        guess: &Guess<'_>,
        (fresh, mut begun): (&Fresh, Begun),
    ) -> Result<Reply, Fault> {
        let known_as = guess.user.map(PasswordRow::known_as).unwrap_or_default();
        let visit = begun.visit.take();
        let (reply, kind) = fresh.begun(server, request, self.back, &known_as, begun);
        server.tell(guess.event(kind));
        let reply = offer(server, request, guess.errand, reply);
        match (guess.errand.client_id(), visit) {
            (Some(client), Some(visit)) => {
                carried_visit::carry(server, (client, &fresh.hash), &visit, reply).await
            }
            _ => Ok(reply),
        }
    }

    /// The guess, with what is known.
    pub(super) fn guess<'a>(
        &'a self,
        errand: &'a Errand,
        user: Option<&'a PasswordRow>,
        browser: &'a Browser,
    ) -> Guess<'a> {
        Guess {
            errand,
            login: self.login,
            user,
            browser,
            form: self.form,
            back: self.back,
        }
    }
}

/// The reply for a user whose password was right. If their hash is not as hashes are made today, the password is hashed anew once they
/// have the answer.
pub(super) fn rehashed(
    mut reply: Reply,
    verified: Verified,
    user: &PasswordRow,
    password: &Password,
) -> Reply {
    if verified == Verified::Stale {
        reply.afterwards.push(Afterwards::Rehash(Stale {
            user_id: user.id.clone(),
            stored: user.password_hash.clone(),
            password: password.clone(),
        }));
    }
    reply
}

/// Whether the password is that of the user. Every answer takes as long as one Argon2id with today's cost, so that the time does
/// not tell whether the user exists.
pub(super) async fn verified<P: Platform>(
    server: &Server<'_, P>,
    place: &Place<'_, P::SigningKey>,
    user: Option<&PasswordRow>,
    password: &Password,
) -> Verified {
    place.turn(server.platform).await;
    let stored = user.map(|user| user.password_hash.as_str());
    let verified = password::verify(stored, password, server.config.password_cost);
    place.hashed();
    verified
}
