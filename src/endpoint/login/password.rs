//! `/login`: who is in front of the browser? Username or email address, and a password.

use futures_util::future::join;
use http::StatusCode;

use super::errand::{Errand, way_back};
use super::guesses::{self, Admission};
use super::near_password::{Near, Typed};
use super::page;
use super::places::Places;
use super::queue::Place;
use super::stranger::{Decided, takes_places_first};
use super::verdict::{Underway, conclude};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::form;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::interaction::{FormBrowser, Nearby, Stop, cookies};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::binding::Purpose;
use crate::protocol::login::password::{Password, TooLong};
use crate::protocol::secret::Secret;

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
    let within = within_limit(server, &format!("login from {}", request.address())).await;
    within.map_err(|why| guesses::refused(server, Event::new(Kind::SignInRefused), why))?;
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

    let typed = Typed {
        login: username,
        password: &password,
        form: &Secret::new(form.field("token")).hash(),
        back: &back,
    };
    // A browser that says it is known has to prove that first. It is then in nobody's way.
    if guesses::says_it_is_known(request) {
        known(server, request, &typed).await
    } else {
        stranger(server, request, &typed).await
    }
}

/// A password in a browser that says it is known.
async fn known<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    typed: &Typed<'_>,
) -> Result<Reply, Stop> {
    let near = Nearby::default();
    let mut loaded = typed.load(server, request, Some(&near)).await;
    let mut compared = None;
    if near.replica.get() {
        match typed.let_in(server, request, loaded).await? {
            Near::In(reply) => return Ok(reply),
            Near::Verified(hash, verified) => compared = Some((Some(hash), verified)),
            Near::Nothing => {}
        }
        loaded = typed.load(server, request, None).await;
    }
    let underway = Underway {
        place: None,
        admission: Admission::None,
        compared,
    };
    conclude(server, request, typed, loaded, underway).await
}

/// A password in any other browser.
async fn stranger<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    typed: &Typed<'_>,
) -> Result<Reply, Stop> {
    // Only for a form of ours: whoever sends anything else takes no place from people.
    let place = Place::take(server.isolate, server.platform.now(), false);
    let places = Places::of(server, request, typed.login);
    let within = match &place {
        None => Err(TooMany::AtOnce),
        Some(_) => places.within_limit(server).await,
    };
    if let Err(why) = within {
        let errand = Errand::open(server, request).await?;
        let event = errand.event(Kind::SignInRefused);
        return Err(guesses::refused(server, event, why));
    }
    let mut underway = Underway {
        place,
        admission: Admission::None,
        compared: None,
    };
    // Whoever is signed in here has cookies to be replaced, which takes more statements.
    let first = takes_places_first(server) || request.cookie(cookies::SESSION).is_some();
    if let Some(place) = underway.place.as_ref().filter(|_| !first) {
        let near = Nearby::default();
        let (loaded, free) = typed.look(server, request, (&places, &near)).await;
        if !near.replica.get() && (loaded.0.is_err() || loaded.1.is_err()) {
            // The primary said so.
            return conclude(server, request, typed, loaded, underway).await;
        }
        let decided = typed.decide(server, request, (&places, place), (&loaded, free?, &near));
        match decided.await? {
            Decided::In(reply) => return Ok(reply),
            Decided::Not(counted, compared) => {
                underway.admission = Admission::Counted(counted);
                underway.compared = Some(compared);
                let loaded = if near.replica.get() {
                    typed.load(server, request, None).await
                } else {
                    loaded
                };
                return conclude(server, request, typed, loaded, underway).await;
            }
            Decided::Nothing => {}
        }
    }
    let taken = places.take(server, typed.form);
    let (loaded, taken) = join(typed.load(server, request, None), taken).await;
    underway.admission = Admission::Taken(taken?);
    conclude(server, request, typed, loaded, underway).await
}
