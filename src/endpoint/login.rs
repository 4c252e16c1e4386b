//! `/login`: who is in front of the browser? Username or email address, and a password.

use super::interaction::{self, Interaction, LOGIN_COOKIE, SESSION_COOKIE};
use super::reply::Reply;
use super::request::Request;
use super::{Server, answered, form};
use crate::platform::Platform;
use crate::protocol::authorization::Answered;
use crate::protocol::binding::{Binding, Purpose};
use crate::protocol::login::password;
use crate::protocol::path;
use crate::protocol::secret::Secret;
use crate::store::sessions::{self, begin_session};
use crate::store::users::load_password;

/// The same words whether the user is unknown or the password wrong.
const WRONG: &str = "That username and password do not belong together. Check both and try again.";

/// `GET /login`: the login page, even for a browser that is signed in ("use another account").
pub(super) async fn show<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    match interaction::open(server, request).await {
        Ok(Interaction {
            request: authorization,
            ..
        }) => {
            let hint = authorization.authentication.login_hint.clone();
            let username = hint.unwrap_or_default();
            interaction::login_page(server, request, &authorization, &username, None)
        }
        Err(reply) => reply,
    }
}

/// `POST /login`: signs the user in and goes back to `/authorize` with the same request.
pub(super) async fn sign_in<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let authorization = match interaction::open(server, request).await {
        Ok(interaction) => interaction.request,
        Err(reply) => return reply,
    };
    let Some(browser) = request.cookie(LOGIN_COOKIE) else {
        return form::foreign(request).because("the login form came without its cookie");
    };
    let back = request.onward(path::AUTHORIZE);
    let browser = browser.hash();
    let shown = Binding::new(Purpose::Login, browser.as_str(), &request.query);
    let form = match form::answer(server, request, shown, &back, false) {
        Ok(form) => form,
        Err(reply) => return reply,
    };
    let field = |name| form.one(name).ok().flatten().unwrap_or_default();
    let (username, password) = (field("username").trim(), Secret::new(field("password")));
    let again =
        |error| interaction::login_page(server, request, &authorization, username, Some(error));
    if username.is_empty() || password.reveal().is_empty() {
        return again("Enter your username and your password.").because("an empty login form");
    }

    let user = match load_password(server.platform, username).await {
        Ok(user) => user,
        Err(fault) => return Reply::unavailable_page(request, &fault),
    };

    // Both answers cost one Argon2id, so that the time does not tell whether the user exists.
    let stored = user.as_ref().map(|user| user.password_hash.as_str());
    let right = password::verify(stored, &password);
    let Some(user) = user.filter(|_| right) else {
        return again(WRONG).because("unknown user or wrong password");
    };

    let cookie = Secret::mint(server.platform.random());
    let now = server.platform.now();
    let before = request.cookie(SESSION_COOKIE).map(|cookie| cookie.hash());
    let hash = cookie.hash();
    let id = Secret::mint(server.platform.random());
    let before = before.as_ref();
    let begun = begin_session(server.platform, &hash, &user.id, id.reveal(), before, now).await;
    let session = match begun {
        Ok(session) => session,
        Err(fault) => return Reply::unavailable_page(request, &fault),
    };

    let reply = Reply::redirect(&back);
    let reply = reply.cookie(SESSION_COOKIE, cookie.reveal(), Some(sessions::LIFETIME));
    answered::remember(server, request, &Answered::SignedIn(session), reply)
}
