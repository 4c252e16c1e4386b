//! A sign-in with a password. One batch settles the guess and begins the session, so people wait for one trip only.

use super::attempts::{Slot, returned};
use super::known_browsers::{Room, settled, settling};
use super::sessions::{Begun, KnownPassword, NewSession, Proof, begun, statements};
use crate::platform::{Fault, Sql};

/// Settles a guess in a browser that is known to the user, as [`super::known_browsers::settle`] does, and begins `new` with it if
/// it was right and there was room. A wrong guess runs the same statements.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was counted, nobody is signed in, and nobody may learn whether the guess was right.
pub async fn settle_and_begin(
    sql: &impl Sql,
    guess: KnownPassword<'_>,
    new: &NewSession<'_>,
) -> Result<(Room, Option<Begun>), Fault> {
    let new = NewSession {
        proof: Proof::KnownPassword(guess),
        ..*new
    };
    let mut batch: Vec<_> = settling(guess.bucket, guess.form, guess.right).into();
    batch.extend(statements(&new));
    let outcomes = sql.batch(batch).await?;
    Ok((settled(&outcomes)?, begun(&outcomes, &new)?))
}

/// Gives back the places of a guess that was right, as [`super::attempts::give_back`] does, and begins a session with it.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was given back, and nobody is signed in.
pub async fn give_back_and_begin(
    sql: &impl Sql,
    slot: &Slot,
    new: &NewSession<'_>,
) -> Result<Option<Begun>, Fault> {
    let mut batch = vec![returned(slot)];
    batch.extend(statements(new));
    begun(&sql.batch(batch).await?, new)
}
