//! Replacing the hash of a password that was right by one of today's cost, once the person has the answer.

use super::queue::Place;
use crate::endpoint::http::afterwards::Stale;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::login::password::{self, Password};
use crate::store::user_passwords::rehash_password;

/// Hashes the password anew, and stores that if the hash is still the one that was verified. It waits like a login in a
/// known browser; if there is no place for it, the next sign-in does it.
///
/// # Errors
/// A [`Fault`] of the database; then the hash is the old one, which is as good for signing in.
pub async fn rehash<P: Platform>(server: &Server<'_, P>, stale: &Stale) -> Result<(), Fault> {
    let Some(place) = Place::take(server.isolate, server.platform.now(), true) else {
        return Ok(());
    };
    let hash = hash(server, place, &stale.password).await?;
    rehash_password(server.platform, &stale.user_id, &stale.stored, &hash).await?;
    Ok(())
}

/// Hashes a password once its turn has come: what came meanwhile is answered first, because a hash takes all of the
/// isolate.
pub(crate) async fn hash<P: Platform>(
    server: &Server<'_, P>,
    place: Place<'_, P::SigningKey>,
    password: &Password,
) -> Result<String, Fault> {
    place.turn(server.platform).await;
    let [salt @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = server.platform.random();
    let hash = password::hash(password, &salt, server.config.password_cost);
    place.hashed();
    hash.map_err(|error| Fault::new(error.sentence()))
}
