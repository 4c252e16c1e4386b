//! `/login`: who is in front of the browser? Username or email address, and a password.

use futures_util::future::join;
use http::StatusCode;

use super::errand::Errand;
use super::guesses::{self, Guess};
use super::offer::offer;
use super::page;
use super::queue::Place;
use super::second_factor::{self, Waiting};
use super::session::{self, Proved};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::afterwards::{Afterwards, Stale};
use crate::endpoint::http::form;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::interaction::{FormBrowser, Stop};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::binding::Purpose;
use crate::protocol::location::Location;
use crate::protocol::login::password::{self, Password, TooLong, Verified};
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
    let errand = Errand::open(server, request).await?;
    if !server.config.passwords {
        let mut page = page::show(server, request, errand.asker(), "");
        page.status = StatusCode::FORBIDDEN;
        return Ok(page.because("passwords are off"));
    }
    let back = errand.back(request);
    let shown_to = FormBrowser::sender(request).map_err(Stop::bad_form)?;
    let bound = page::bound(Purpose::Login, request, &shown_to);
    let form = form::read(server, request, bound).map_err(|bad| Stop::form(bad, &back))?;
    let username = form.field("username").trim();
    let words = &request.words().login;
    let again = |error| page::refuse(server, request, errand.asker(), username, error);
    let Ok(password) = Password::new(form.field("password"), P::compose) else {
        return Ok(again(words.too_long).because(TooLong.sentence()));
    };
    if username.is_empty() || password.is_empty() {
        return Ok(again(words.empty).because("an empty login form"));
    }

    // Only for a form of ours: whoever sends anything else takes no place from people.
    let token = Secret::new(form.field("token")).hash();
    let place = |known| {
        let place = Place::take(server.isolate, server.platform.now(), known);
        let event = errand.event(Kind::SignInRefused);
        place.ok_or_else(|| refused(event, TooMany::AtOnce))
    };
    // A browser that says it is known has to prove that first. It is then in nobody's way.
    let is_stranger = !guesses::says_it_is_known(request);
    let stranger = is_stranger.then(|| place(false)).transpose()?;
    let user = load_password(server.platform, username);
    let (user, browser) = join(user, guesses::browser(server, request, &token)).await;
    let (user, browser) = (user?, browser?);
    let guess = Guess {
        errand: &errand,
        login: username,
        user: user.as_ref(),
        browser: &browser,
        form: &token,
        back: &back,
    };
    let place = stranger.map_or_else(|| place(guess.is_in_known_browser(server)), Ok)?;
    let counted = guess.admit(server, request).await?;
    let verified = verified(server, place, user.as_ref(), &password).await;
    let right = verified != Verified::Wrong;
    guess.settle(server, &counted, right).await?;
    if let Some(user) = user.as_ref().filter(|_| right) {
        if user.disabled {
            let reason = "the user is disabled";
            server.tell(guess.event(Kind::SignInFailed).because(reason.to_owned()));
            return Ok(again(words.disabled).because(reason));
        }
        let signed_in = if user.second_factor {
            let waiting = Waiting {
                user_id: &user.id,
                credential_version: user.credential_version,
                provider: "",
                groups: None,
            };
            Some(second_factor::ask(server, request, &errand, &waiting).await?)
        } else {
            let begun = begin(server, request, &back, username, user).await?;
            begun.map(|(reply, kind)| {
                server.tell(guess.event(kind));
                offer(server, request, &errand, reply)
            })
        };
        if let Some(mut reply) = signed_in {
            if verified == Verified::Stale {
                reply.afterwards.push(Afterwards::Rehash(Stale {
                    user_id: user.id.clone(),
                    stored: user.password_hash.clone(),
                    password,
                }));
            }
            return Ok(reply);
        }
    }
    server.tell(guess.event(Kind::SignInFailed).of_guess());
    Ok(again(words.wrong).because("unknown user or wrong password"))
}

/// Begins the session of a user whose password was right. `None`: it was replaced meanwhile.
async fn begin<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    to: &Location,
    login: &str,
    user: &PasswordRow,
) -> Result<Option<(Reply, Kind)>, Stop> {
    if let Some(names) = &user.not_folded {
        fold(server.platform, std::slice::from_ref(names)).await?;
    }
    if let Some(begun) = begin_with(server, request, to, user).await? {
        return Ok(Some(begun));
    }
    // Another sign-in may have hashed the same password anew. A new password would have raised the version.
    let now = load_password(server.platform, login).await?;
    let is_same = |now: &PasswordRow| {
        (now.id.as_str(), now.credential_version) == (user.id.as_str(), user.credential_version)
    };
    match now.filter(is_same) {
        Some(now) => begin_with(server, request, to, &now).await,
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

/// Whether the password is that of the user. Every answer costs as much as one Argon2id of today, so that the time does
/// not tell whether the user exists.
async fn verified<P: Platform>(
    server: &Server<'_, P>,
    place: Place<'_, P::SigningKey>,
    user: Option<&PasswordRow>,
    password: &Password,
) -> Verified {
    place.turn(server.platform).await;
    let stored = user.map(|user| user.password_hash.as_str());
    let verified = password::verify(stored, password, server.config.password_cost);
    place.leave();
    verified
}
