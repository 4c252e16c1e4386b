//! Replacing the hash of a password that was right by one of today's cost, once the person has the answer.

use super::queue::Place;
use crate::endpoint::http::afterwards::Stale;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::login::password;
use crate::store::users::rehash_password;

/// Hashes the password anew, and stores that if the hash is still the one that was verified. It waits like a login in a
/// known browser; if there is no place for it, the next sign-in does it.
///
/// # Errors
/// A [`Fault`] of the database; then the hash is the old one, which is as good for signing in.
pub async fn rehash<P: Platform>(server: &Server<'_, P>, stale: &Stale) -> Result<(), Fault> {
    let Some(place) = Place::take(server.isolate, server.platform.now(), true) else {
        return Ok(());
    };
    // The answer leaves meanwhile: a hash takes all of the isolate.
    place.turn(server.platform).await;
    let [salt @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = server.platform.random();
    let hash = password::hash(&stale.password, &salt, server.config.password_cost);
    place.leave();
    let hash = hash.map_err(|error| Fault::new(error.sentence()))?;
    rehash_password(server.platform, &stale.user_id, &stale.stored, &hash).await?;
    Ok(())
}
