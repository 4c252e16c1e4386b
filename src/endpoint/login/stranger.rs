//! A password in a browser that is not known, where people wait for the primary once. What is nearest tells who the user is and
//! whether there are places for the guess; then the password is verified; and then one transaction at the primary takes the places
//! and begins the session.
//!
//! So a password may be verified for which there is no place. Nobody hears whether it was right, and what that costs is
//! limited: once the primary has refused one, this isolate takes places before it verifies anything, for a minute. Until then it is
//! busy with no more of them than wait in the queue, where each has its place until the primary has answered.

use futures_util::future::join;

use super::guesses::Counted;
use super::near_password::{Loaded, Typed, rehashed, verified};
use super::places::Places;
use super::queue::Place;
use super::session::Fresh;
use super::verdict::Compared;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{Nearby, Stop, cookies};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::login::password::Verified;
use crate::store::folded_names::fold;
use crate::store::sessions::Proof;

/// For how many seconds an isolate takes places before it verifies passwords, where that is wiser or no slower.
const FIRST: u32 = 60;

/// What came of a guess.
pub(super) enum Decided {
    /// They are signed in.
    In(Reply),
    /// They are not. The guess has its places, and this is what the password is to the hash that was nearest.
    Not(Counted, Compared),
    /// Nothing has happened: the places are to be taken first.
    Nothing,
}

/// Whether this isolate takes places before it verifies passwords.
pub(super) fn takes_places_first<P: Platform>(server: &Server<'_, P>) -> bool {
    let since = server.isolate.logins.borrow().places_first_since;
    let now = server.platform.now();
    since.is_some_and(|since| since <= now && now < since.plus(FIRST))
}

fn take_places_first<P: Platform>(server: &Server<'_, P>) {
    let now = server.platform.now();
    server.isolate.logins.borrow_mut().places_first_since = Some(now);
}

impl Typed<'_> {
    /// Loads what is known before the password is verified, and whether there are places, from a replica if there is one.
    pub(super) async fn look<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        (places, near): (&Places, &Nearby),
    ) -> (Loaded, Result<bool, Fault>) {
        let since = cookies::bookmark(request);
        let free = places.are_free_near(server, self.form, since.as_deref());
        let looked = join(self.load(server, request, Some(near)), free).await;
        // Without a replica it takes two trips in either order.
        if since.is_none() && !near.replica.get() {
            take_places_first(server);
        }
        looked
    }

    /// Verifies the password, and has the primary take the places and begin the session. Whoever is not let in, for whatever reason
    /// that a guesser must not hear of, has waited for the same statements.
    pub(super) async fn decide<P: Platform>(
        &self,
        server: &Server<'_, P>,
        request: &Request,
        (places, place): (&Places, &Place<'_, P::SigningKey>),
        (loaded, free, near): (&Loaded, bool, &Nearby),
    ) -> Result<Decided, Stop> {
        let ((Ok(errand), Ok(user), Ok(browser)), true) = (loaded, free) else {
            return Ok(Decided::Nothing);
        };
        let user = user.as_ref();
        let verified = verified(server, place, user, self.password).await;
        let right = verified != Verified::Wrong;
        let hash = user.map(|user| user.password_hash.clone());
        let guess = self.guess(errand, user, browser);
        let fresh = Fresh::mint(server, request);
        let id = user.map_or("", |user| &user.id);
        let new = fresh.session(id, Proof::Password(hash.as_deref().unwrap_or_default()));
        // Where there is no replica, the visit that follows goes to the primary.
        let client = errand.client_id().filter(|_| near.replica.get());
        let taken = guess.take_and_begin(server, places, right, (&new, client));
        let taken = taken.await;
        if taken.is_err() {
            take_places_first(server);
        }
        let (counted, begun) = taken?;
        let (Some(user), Some(begun)) = (user, begun) else {
            return Ok(Decided::Not(counted, (hash, verified)));
        };
        // What a replica says they are called may be what they were called before.
        let not_folded = user.not_folded.as_ref().filter(|_| !near.replica.get());
        if let Some(names) = not_folded {
            fold(server.platform, std::slice::from_ref(names)).await?;
        }
        let reply = self.welcome(server, request, &guess, (&fresh, begun));
        let reply = rehashed(reply.await?, verified, user, self.password);
        Ok(Decided::In(reply))
    }
}
