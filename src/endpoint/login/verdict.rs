//! What becomes of a password that somebody typed, once all is known that the primary has to say.

use super::guesses::{self, Admission, Counted, Guess};
use super::near_password::{Loaded, Typed, rehashed, verified};
use super::offer::offer;
use super::page;
use super::queue::Place;
use super::second_factor::{self, Waiting};
use super::session::{self, Fresh, Proved};
use crate::endpoint::event::Kind;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::TooMany;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::location::Location;
use crate::protocol::login::password::{Password, Verified};
use crate::store::folded_names::fold;
use crate::store::sessions::Proof;
use crate::store::user_passwords::{PasswordRow, load_password};

/// A password that was verified: with the stored hash of the user, if there was one, and what it was to that.
pub(super) type Compared = (Option<String>, Verified);

/// How far a guess has come.
pub(super) struct Underway<'a, K> {
    /// The place in the queue, if it has one.
    pub(super) place: Option<Place<'a, K>>,
    /// What was done about the places of the guess.
    pub(super) admission: Admission,
    /// What the password was to what a replica told.
    pub(super) compared: Option<Compared>,
}

/// Answers the guess by what the primary told.
pub(super) async fn conclude<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    typed: &Typed<'_>,
    loaded: Loaded,
    underway: Underway<'_, P::SigningKey>,
) -> Result<Reply, Stop> {
    let (errand, user, browser) = (loaded.0?, loaded.1?, loaded.2?);
    let guess = typed.guess(&errand, user.as_ref(), &browser);
    let place = underway.place.or_else(|| {
        let known = guess.is_in_known_browser(server);
        Place::take(server.isolate, server.platform.now(), known)
    });
    let place = place.ok_or_else(|| {
        let event = errand.event(Kind::SignInRefused);
        guesses::refused(server, event, TooMany::AtOnce)
    })?;
    let counted = guess.admit(server, request, underway.admission).await?;
    let stored = user.as_ref().map(|user| &user.password_hash);
    let verified = match underway.compared {
        // It is still the same.
        Some((hash, verified)) if hash.as_ref() == stored => verified,
        _ => verified(server, &place, user.as_ref(), typed.password).await,
    };
    drop(place);
    answer(
        server,
        request,
        &guess,
        &counted,
        (verified, typed.password),
    )
    .await
}

/// The password is verified: what becomes of the guess, and of the person.
async fn answer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    guess: &Guess<'_>,
    counted: &Counted,
    (verified, password): (Verified, &Password),
) -> Result<Reply, Stop> {
    let (errand, words) = (guess.errand, &request.words().login);
    let again = |error| page::refuse(server, request, errand.asker(), guess.login, error);
    let right = verified != Verified::Wrong;
    // For others, a password alone begins no session, whether or not it is right.
    let begun = match guess
        .user
        .filter(|user| !user.disabled && !user.second_factor)
    {
        Some(user) => begin(server, request, guess, counted, (user, right)).await?,
        None => {
            guess.settle(server, counted, right).await?;
            None
        }
    };
    let signed_in = match guess.user.filter(|_| right) {
        Some(user) if user.disabled => {
            let reason = "the user is disabled";
            server.tell(guess.event(Kind::SignInFailed).because(reason.to_owned()));
            return Ok(again(words.disabled).because(reason));
        }
        Some(user) if user.second_factor => {
            let waiting = Waiting {
                user_id: &user.id,
                credential_version: user.credential_version,
                provider: "",
                groups: None,
            };
            let asked = second_factor::ask(server, request, errand, &waiting).await?;
            Some((user, asked))
        }
        Some(user) => begun.map(|(reply, kind)| {
            server.tell(guess.event(kind));
            (user, offer(server, request, errand, reply))
        }),
        None => None,
    };
    let Some((user, reply)) = signed_in else {
        server.tell(guess.event(Kind::SignInFailed).of_guess());
        return Ok(again(words.wrong).because("unknown user or wrong password"));
    };
    Ok(rehashed(reply, verified, user, password))
}

/// Settles the guess, and begins the session of a user whose password was right. `None`: it was not, or was replaced
/// meanwhile.
async fn begin<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    guess: &Guess<'_>,
    counted: &Counted,
    (user, right): (&PasswordRow, bool),
) -> Result<Option<(Reply, Kind)>, Stop> {
    let fresh = Fresh::mint(server, request);
    let hash = user.password_hash.as_str();
    let new = fresh.session(&user.id, Proof::Password(hash));
    let begun = guess.settle_and_begin(server, counted, (hash, right), &new);
    let begun = begun.await?;
    if !right {
        return Ok(None);
    }
    if let Some(names) = &user.not_folded {
        fold(server.platform, std::slice::from_ref(names)).await?;
    }
    if let Some(begun) = begun {
        let known_as = user.known_as();
        return Ok(Some(
            fresh.begun(server, request, guess.back, &known_as, begun),
        ));
    }
    // Another sign-in may have hashed the same password anew. A new password would have raised the version.
    let now = load_password(server.platform, guess.login).await?;
    let is_same = |now: &PasswordRow| {
        (now.id.as_str(), now.credential_version) == (user.id.as_str(), user.credential_version)
    };
    match now.filter(is_same) {
        Some(now) => begin_with(server, request, guess.back, &now).await,
        None => Ok(None),
    }
}

async fn begin_with<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    to: &Location,
    user: &PasswordRow,
) -> Result<Option<(Reply, Kind)>, Stop> {
    let proved = Proved {
        user_id: &user.id,
        known_as: &user.known_as(),
        proof: Proof::Password(&user.password_hash),
    };
    session::begin(server, request, to, &proved).await
}
