//! What the pages of the account have in common: who is in front of the browser, and what they post.

use http::StatusCode;

use crate::endpoint::http::afterwards::{Afterwards, Seen};
use crate::endpoint::http::form::{self, BadForm};
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::interaction::{Stop, cookies, passkey_host};
use crate::endpoint::login::errand::login_for;
use crate::endpoint::login::session;
use crate::endpoint::server::Server;
use crate::page::{Section, Sheet, Tabs};
use crate::platform::{Fault, Platform};
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::location::Location;
use crate::protocol::login::known_browser;
use crate::protocol::params::Params;
use crate::protocol::path;
use crate::store::acting::{Holder, load_holder};
use crate::store::attempts::Bucket;
use crate::store::own_deeds::take_places;
use crate::store::ways_in::WaysIn;

/// Who is signed in; otherwise they sign in first, and come back to `page`.
pub(crate) async fn open<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    page: &'static str,
) -> Result<Box<Holder>, Stop> {
    let holder = load(server, request).await?;
    holder.ok_or_else(|| Stop::back(login_for(request, page), "an account without a session"))
}

/// Who is signed in, if anybody is.
pub(crate) async fn load<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Option<Box<Holder>>, Fault> {
    let Some(cookie) = request.cookie(cookies::SESSION) else {
        return Ok(None);
    };
    let chosen = cookies::chosen(request);
    let chosen = chosen.as_ref().map(|session| session.reveal());
    load_holder(server.platform, &cookie.hash(), chosen).await
}

/// The same, where something sensitive is done: they have to have proved a moment ago who they are.
pub(crate) async fn open_recent<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    page: &'static str,
) -> Result<Box<Holder>, Stop> {
    let holder = open(server, request, page).await?;
    if holder.recent {
        Ok(holder)
    } else {
        Err(prove_again(request, page))
    }
}

/// They have to prove again who they are.
pub(crate) fn prove_again(request: &Request, page: &'static str) -> Stop {
    Stop::back(login_for(request, page), "it takes a recent sign-in")
}

/// The address of a page of the account.
pub(crate) fn at(request: &Request, page: &str) -> Location {
    Location::here(&request.base, page, "")
}

/// The token of a form that is posted to `path`: for this person, in this browser, since they signed in last.
pub(super) fn token<P: Platform>(server: &Server<'_, P>, holder: &Holder, path: &str) -> String {
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let random = server.platform.random();
    binding::mint_unique(keys, bound(holder, path), now, random)
}

/// What a form holds that was shown to this person in this browser. Otherwise `page` is shown again.
pub(crate) async fn read<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    holder: &Holder,
    page: &'static str,
) -> Result<Params, Stop> {
    let id = &holder.user.id;
    within_limit(server, &format!("account {id}")).await?;
    let form = form::read(server, request, bound(holder, &request.path))
        .map_err(|bad| outdated(request, page, bad))?;
    // Only a form of ours counts, so another site cannot use up places.
    let Some((bucket, places)) = cost(id, &request.path) else {
        return Ok(form);
    };
    match take_places(server.platform, &bucket, places).await? {
        None => Ok(form),
        Some(seconds) => Err(TooMany::Deeds(seconds).into()),
    }
}

/// What people can sign in with here.
pub(super) async fn ways_in<'a, P: Platform>(server: &Server<'a, P>) -> Result<WaysIn<'a>, Fault> {
    Ok(WaysIn {
        rp_id: passkey_host::of_ways_in(server).await?,
        passwords: server.config.passwords,
        providers: server.config.providers.ids(),
    })
}

/// Why a form is refused. If its page is too old, the person is told that nothing was changed, and gets a link to the page.
fn outdated(request: &Request, page: &'static str, bad: BadForm) -> Stop {
    match bad {
        BadForm::Expired | BadForm::Foreign => {
            let words = request.words();
            let (notice, open) = (&words.notices.outdated_form, words.account.open_again);
            let link = (at(request, page), open);
            let reply = notice::lead(request, StatusCode::FORBIDDEN, notice, link);
            Stop::told(reply.because(bad.sentence()))
        }
        _ => Stop::bad_form(bad),
    }
}

/// A credential was changed: back to the page about it. The browser stays one that is known to the person.
pub(super) fn changed<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    holder: &Holder,
    version: u32,
) -> Reply {
    let reply = Reply::redirect(&at(request, path::ACCOUNT_SECURITY));
    let known_as = known_browser::known_as(&holder.user.id, version);
    session::know(server, request, &known_as, reply)
}

/// How many places a form takes, and in which bucket. Each form writes rows, and a stranger may have an account.
///
/// A form that ends something takes no place, so that somebody who got into an account cannot keep the person from throwing
/// them out. Each thing ends only once, and its beginning took a sign-in or a place. Setting a password or a
/// second factor also keeps others out, but can be repeated, so these have a bucket that nothing else fills; that needs a recent
/// sign-in.
fn cost(user_id: &str, form: &str) -> Option<(Bucket, u32)> {
    match form {
        path::ACCOUNT_SESSIONS_END
        | path::ACCOUNT_PASSKEY_REMOVE
        | path::ACCOUNT_PROVIDER_REMOVE
        | path::ACCOUNT_PASSWORD_REMOVE
        | path::ACCOUNT_SECOND_FACTOR_REMOVE
        | path::ACCOUNT_APP_REVOKE
        | path::ACCOUNT_DELETE => None,
        path::ACCOUNT_PASSWORD | path::ACCOUNT_SECOND_FACTOR | path::ACCOUNT_RECOVERY_CODES => {
            Some((Bucket::of_safety(user_id), 1))
        }
        // It reads more than any other request.
        path::ACCOUNT_DOWNLOAD => Some((Bucket::of_account(user_id), 5)),
        _ => Some((Bucket::of_account(user_id), 1)),
    }
}

/// The address of the next part of a list on `page`: what comes after the one with this id.
pub(super) fn further(request: &Request, page: &str, last: &str) -> String {
    let last: String = form_urlencoded::byte_serialize(last.as_bytes()).collect();
    format!("{}{page}?after={last}", request.base)
}

/// A page of the account. What waits for a recent sign-in says so.
pub(super) fn sheet(
    request: &Request,
    holder: &Holder,
    page: &'static str,
    error: Option<&str>,
    sections: Vec<Section>,
) -> Reply {
    let again = login_for(request, page);
    let again = (!holder.recent).then_some(again.as_str());
    shown(request, holder, page, (error, again), sections)
}

/// A page of the account on which nothing waits for a recent sign-in.
pub(super) fn calm_sheet(
    request: &Request,
    holder: &Holder,
    page: &'static str,
    section: Section,
) -> Reply {
    shown(request, holder, page, (None, None), vec![section])
}

fn shown(
    request: &Request,
    holder: &Holder,
    page: &'static str,
    (error, again): (Option<&str>, Option<&str>),
    sections: Vec<Section>,
) -> Reply {
    let sheet = Sheet {
        frame: request.frame(),
        tabs: Tabs::of(page, (holder.user.called(), holder.user.administrator), ""),
        error,
        again,
        sections,
    };
    let status = match error {
        None => StatusCode::OK,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    let mut reply = Reply::form(status, &sheet);
    // A person who only looks at their account is not idle either.
    if holder.seen_again {
        reply.afterwards.push(Afterwards::NoteSeen(Seen {
            request: request.id.clone(),
            user_id: holder.user.id.clone(),
            session_id: holder.acting.session_id.clone(),
        }));
    }
    reply
}

fn bound<'a>(holder: &'a Holder, path: &'a str) -> Binding<'a> {
    Binding::new(Purpose::Deed, holder.acting.browser.as_str(), path).to_revision(&holder.user.id)
}
