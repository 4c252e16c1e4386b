//! A sign-in with a password. One batch settles the guess and begins the session, so people wait for one trip only.

use super::carried_visits::{visit_of, write_visit};
use super::known_browsers::{Room, settled, settling};
use super::places::{Slot, Taken, Wanted, returned};
use super::sessions::{Begun, KnownPassword, NO_HASH, NewSession, Proof, begun, statements};
use crate::platform::{Fault, Outcome, Sql, Statement};

/// Settles a guess in a browser that is known to the user, as [`super::known_browsers::settle`] does, and begins `new` with it if
/// it was right and there was room. A wrong guess runs the same statements. `client`: what a
/// visit to it finds is read in the same batch.
///
/// # Errors
/// A [`Fault`] of the database; then nothing was counted, nobody is signed in, and nobody may learn whether the guess was right.
pub async fn settle_and_begin(
    sql: &impl Sql,
    guess: KnownPassword<'_>,
    (new, client): (&NewSession<'_>, Option<&str>),
) -> Result<(Room, Option<Begun>), Fault> {
    let new = NewSession {
        proof: Proof::KnownPassword(guess),
        ..*new
    };
    let mut batch: Vec<_> = settling(guess.bucket, guess.form, guess.right).into();
    batch.extend(statements(&new));
    let (outcomes, begun) = begin(sql, batch, (&new, client)).await?;
    Ok((settled(&outcomes)?, begun))
}

/// Gives back the places of a guess that was right, as [`super::places::give_back`] does, and begins a session with it.
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

/// Takes places for a guess of a stranger whose password was verified already, as [`super::places::take`] does, and begins `new`
/// with it if it was `right` and there were places. One transaction decides it: however many guesses were verified at once, no more of
/// them are answered than fit. A wrong one runs the same statements, and uses its form up. The browser of `new` has no cookie yet.
/// `client`: as for [`settle_and_begin`].
///
/// # Errors
/// A [`Fault`] of the database; then nothing was taken and nobody is signed in, and nobody may hear whether it was right.
pub async fn take_and_begin(
    sql: &impl Sql,
    wanted: &Wanted<'_>,
    right: bool,
    (new, client): (&NewSession<'_>, Option<&str>),
) -> Result<(Taken, Option<Begun>), Fault> {
    let hash = if right { new.proof.shown() } else { NO_HASH };
    let new = NewSession {
        proof: Proof::PlacedPassword(hash),
        before: None,
        ..*new
    };
    let mut batch = vec![wanted.taking(Some(right))];
    batch.extend(statements(&new));
    let (outcomes, begun) = begin(sql, batch, (&new, client)).await?;
    let taken = outcomes.first().map(|taken| wanted.taken(taken));
    match taken.transpose()?.flatten() {
        Some(slot) => Ok((Taken::Slot(slot), begun)),
        None => Ok((wanted.refused(sql).await?, None)),
    }
}

/// Runs a batch that ends with the statements of [`statements`], and perhaps asks what a visit to the client tells after that.
async fn begin(
    sql: &impl Sql,
    mut batch: Vec<Statement>,
    (new, client): (&NewSession<'_>, Option<&str>),
) -> Result<(Vec<Outcome>, Option<Begun>), Fault> {
    batch.extend(client.map(|client| visit_of(client, new.hash, new.id)));
    let mut outcomes = sql.batch(batch).await?;
    let visit = client.and_then(|_| outcomes.pop());
    let mut begun = begun(&outcomes, new)?;
    if let Some(begun) = &mut begun {
        begun.visit = visit.as_ref().map(write_visit);
    }
    Ok((outcomes, begun))
}
