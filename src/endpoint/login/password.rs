//! `/login`: who is in front of the browser? Username or email address, and a password.

use futures_util::future::join;
use http::StatusCode;

use super::errand::{Errand, way_back};
use super::guesses::{self, Counted, Guess};
use super::near_password::{Near, Typed, verified};
use super::offer::offer;
use super::page;
use super::queue::Place;
use super::second_factor::{self, Waiting};
use super::session::{self, Fresh, Proved};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::afterwards::{Afterwards, Stale};
use crate::endpoint::http::form;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::interaction::{FormBrowser, Nearby, Stop};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::binding::Purpose;
use crate::protocol::location::Location;
use crate::protocol::login::password::{Password, TooLong, Verified};
use crate::protocol::secret::Secret;
use crate::store::folded_names::fold;
use crate::store::sessions::Proof;
use crate::store::user_passwords::{PasswordRow, load_password};

/// `GET /login`: the login page, even for a browser that is signed in ("use another account").
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let errand = Errand::open(server, request).await?;
    let username = errand.login_hint().unwrap_or_default();
    Ok(page::show(server, request, errand.asker(), username))
}

/// `POST /login`: signs the user in and goes on to what they signed in for.
pub(crate) async fn sign_in<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let refused = |event, why| guesses::refused(server, event, why);
    let within = within_limit(server, &format!("login from {}", request.address())).await;
    within.map_err(|why| refused(Event::new(Kind::SignInRefused), why))?;
    if !server.config.passwords {
        let errand = Errand::open(server, request).await?;
        let mut page = page::show(server, request, errand.asker(), "");
        page.status = StatusCode::FORBIDDEN;
        return Ok(page.because("passwords are off"));
    }
    // What the form itself shows is checked before anything that is stored is read.
    let back = way_back(request);
    let shown_to = FormBrowser::sender(request).map_err(Stop::bad_form)?;
    let bound = page::bound(Purpose::Login, request, &shown_to);
    let form = form::read(server, request, bound).map_err(|bad| Stop::form(bad, &back))?;
    let username = form.field("username").trim();
    let password = Password::new(form.field("password"), P::compose);
    let password = match password {
        Ok(password) if !username.is_empty() && !password.is_empty() => password,
        unfit => {
            let errand = Errand::open(server, request).await?;
            let words = &request.words().login;
            let (error, reason) = match unfit {
                Ok(_) => (words.empty, "an empty login form"),
                Err(TooLong) => (words.too_long, TooLong.sentence()),
            };
            let page = page::refuse(server, request, errand.asker(), username, error);
            return Ok(page.because(reason));
        }
    };

    // Only for a form of ours: whoever sends anything else takes no place from people.
    let token = Secret::new(form.field("token")).hash();
    let place = |known| Place::take(server.isolate, server.platform.now(), known);
    let at_once = |errand: &Errand| refused(errand.event(Kind::SignInRefused), TooMany::AtOnce);
    // A browser that says it is known has to prove that first. It is then in nobody's way.
    let is_stranger = !guesses::says_it_is_known(request);
    let stranger = is_stranger.then(|| place(false)).flatten();
    if is_stranger && stranger.is_none() {
        return Err(at_once(&Errand::open(server, request).await?));
    }
    let typed = Typed {
        login: username,
        password: &password,
        form: &token,
        back: &back,
    };
    let mut hashed = None;
    let near = Nearby::default();
    let (loaded, places) = if is_stranger {
        let places = guesses::take_places(server, request, username, &token);
        let (loaded, places) = join(typed.load(server, request, None), places).await;
        (loaded, Some(places?))
    } else {
        let loaded = typed.load(server, request, Some(&near)).await;
        if near.replica.get() {
            match typed.let_in(server, request, loaded).await? {
                Near::In(mut reply, stale) => {
                    let stale = stale.map(|(id, stored)| rehash(id, stored, password));
                    reply.afterwards.extend(stale);
                    return Ok(reply);
                }
                Near::Verified(hash, verified) => hashed = Some((hash, verified)),
                Near::Nothing => {}
            }
            (typed.load(server, request, None).await, None)
        } else {
            (loaded, None)
        }
    };
    let (errand, user, browser) = (loaded.0?, loaded.1?, loaded.2?);
    let guess = Guess {
        errand: &errand,
        login: username,
        user: user.as_ref(),
        browser: &browser,
        form: &token,
        back: &back,
    };
    let place = stranger.or_else(|| place(guess.is_in_known_browser(server)));
    let place = place.ok_or_else(|| at_once(&errand))?;
    let counted = guess.admit(server, request, places).await?;
    let verified = match (hashed, &user) {
        // It is still the same.
        (Some((hash, verified)), Some(user)) if hash == user.password_hash => verified,
        _ => verified(server, place, user.as_ref(), &password).await,
    };
    answer(server, request, &guess, &counted, (verified, password)).await
}

/// The password is verified: what becomes of the guess, and of the person.
async fn answer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    guess: &Guess<'_>,
    counted: &Counted,
    (verified, password): (Verified, Password),
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
    let Some((user, mut reply)) = signed_in else {
        server.tell(guess.event(Kind::SignInFailed).of_guess());
        return Ok(again(words.wrong).because("unknown user or wrong password"));
    };
    if verified == Verified::Stale {
        let (id, stored) = (user.id.clone(), user.password_hash.clone());
        reply.afterwards.push(rehash(id, stored, password));
    }
    Ok(reply)
}

fn rehash(user_id: String, stored: String, password: Password) -> Afterwards {
    Afterwards::Rehash(Stale {
        user_id,
        stored,
        password,
    })
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
