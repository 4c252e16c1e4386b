//! `/account/passkey`: a passkey is added, gets another name, or is removed.

use http::StatusCode;

use super::{holder, security};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::form::BadForm;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{Stop, passkey_host};
use crate::endpoint::login::ceremony::{self, Owner};
use crate::endpoint::login::errand::Errand;
use crate::endpoint::server::Server;
use crate::page::{AddPasskey, Part, Tabs};
use crate::platform::Platform;
use crate::protocol::display_name;
use crate::protocol::passkey::{BadPasskey, encode};
use crate::protocol::path;
use crate::store::acting::Holder;
use crate::store::own_passkeys::{
    Passkey, add_passkey, list_passkeys, remove_passkey, rename_passkey,
};
use crate::store::passkeys::{MOST_PASSKEYS, MadePasskey, load_passkey};

/// `GET /account/passkey`: the page that makes one, and then goes on to what the query says.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let errand = Errand::open(server, request).await?;
    let holder = holder::open_recent(server, request, path::ACCOUNT_SECURITY).await?;
    let known = list_passkeys(server.platform, &holder.user.id).await?;
    // Whoever only comes by on the way to an app, and has one, goes on.
    if matches!(errand, Errand::Client(_)) && !known.is_empty() {
        return Ok(Reply::redirect(&errand.back(request)));
    }
    // The device would make one that nobody keeps. That page says so.
    if known.len() >= MOST_PASSKEYS as usize {
        let there = Reply::redirect(&holder::at(request, path::ACCOUNT_SECURITY));
        return Ok(there.because("as many passkeys as may be"));
    }
    page(server, request, &errand, &holder, &known, (None, None))
}

/// `POST /account/passkey`: adds the one that the browser made.
pub(crate) async fn add<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let errand = Errand::open(server, request).await?;
    let holder = holder::open_recent(server, request, path::ACCOUNT_SECURITY).await?;
    let form = holder::read(server, request, &holder, path::ACCOUNT_SECURITY).await?;
    let (token, answer) = (form.field("token"), form.field("passkey"));
    let words = &request.words().account.passkey;
    let name =
        display_name::one_line(form.field("name")).unwrap_or_else(|| words.usual_name.to_owned());
    // The browser made it by itself while the person did something else: they hear nothing of a failure.
    let conditional = form.field("conditional") == "1";

    let made = ceremony::accept(server, token, answer, conditional);
    let added = match &made {
        Ok(made) => {
            let id = encode(&made.credential.id);
            let rp_id = server.config.rp_id.as_deref().unwrap_or_default();
            let made = MadePasskey {
                id: &id,
                rp_id,
                name: &name,
                new: made,
            };
            let added = add_passkey(server.platform, &holder.acting, token, &made).await?;
            if added { Ok(()) } else { Err(BadPasskey::Used) }
        }
        Err(bad) => Err(*bad),
    };
    let Err(bad) = added else {
        server.tell(Event::new(Kind::PasskeyAdded).user(&holder.user.id));
        return Ok(Reply::redirect(&errand.back(request)));
    };
    let error = (!conditional).then_some(words.failed);
    // The browser may forget what nobody knows, and no passkey that was added a moment ago.
    let unknown = match ceremony::named(answer) {
        Some(id) if load_passkey(server.platform, &id).await?.is_none() => Some(id),
        _ => None,
    };
    let known = list_passkeys(server.platform, &holder.user.id).await?;
    let refused = (error, unknown.as_deref());
    let page = page(server, request, &errand, &holder, &known, refused)?;
    Ok(page.because(bad.sentence()))
}

/// The page, perhaps with why the last one was refused, and the id of a passkey that the browser may forget. [`Errand`] has
/// looked whether passkeys can be used.
fn page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    errand: &Errand,
    holder: &Holder,
    known: &[Passkey],
    (error, unknown): (Option<&str>, Option<&str>),
) -> Result<Reply, Stop> {
    let Ok(Some(rp_id)) = passkey_host::usable(server) else {
        return Err(Stop::back(errand.back(request), "passkeys cannot be used"));
    };
    let token = holder::token(server, holder, path::ACCOUNT_PASSKEY);
    let owner = Owner {
        id: &holder.user.id,
        name: holder
            .user
            .email
            .as_deref()
            .unwrap_or(&holder.user.username),
        called: holder.user.called(),
    };
    let first = known.is_empty();
    let known = known.iter().map(|passkey| passkey.id.as_str());
    let options = ceremony::options((rp_id, server.name()), &owner, &token, known);
    let (action, back) = (request.onward(path::ACCOUNT_PASSKEY), errand.back(request));
    let page = AddPasskey {
        frame: request.frame(),
        tabs: Tabs::at(
            match errand {
                Errand::Client(_) => "",
                Errand::Account(_) | Errand::Admin(..) => path::ACCOUNT_SECURITY,
            },
            holder.user.called(),
        ),
        action: action.as_str(),
        back: back.as_str(),
        token: &token,
        options: &options,
        first: first && unknown.is_none(),
        error,
        unknown,
    };
    let status = match error {
        None => StatusCode::OK,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    Ok(Reply::form_with(
        status,
        &page,
        &[request.part(Part::NewPasskey)],
    ))
}

/// `POST /account/passkey/name`.
pub(crate) async fn rename<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open(server, request, path::ACCOUNT_SECURITY).await?;
    let form = holder::read(server, request, &holder, path::ACCOUNT_SECURITY).await?;
    let id = form.field("id");
    let name = form.field("name");
    let words = &request.words().account.passkey;
    let Some(name) = display_name::one_line(name) else {
        let page = security::shown(server, request, &holder, Some(words.bad_name)).await?;
        return Ok(page.because("a passkey without a name"));
    };
    if !rename_passkey(server.platform, &holder.acting, id, &name).await? {
        return Err(Stop::bad_form(BadForm::NoAnswer));
    }
    Ok(Reply::redirect(&holder::at(
        request,
        path::ACCOUNT_SECURITY,
    )))
}

/// `POST /account/passkey/remove`. Everything else that was begun before is over with it, on every device.
pub(crate) async fn remove<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open_recent(server, request, path::ACCOUNT_SECURITY).await?;
    let form = holder::read(server, request, &holder, path::ACCOUNT_SECURITY).await?;
    let id = form.field("id");
    let ways = holder::ways_in(server).await?;
    let removed = remove_passkey(server.platform, &holder.acting, id, ways).await?;
    if let Some(version) = removed {
        server.tell(Event::new(Kind::PasskeyRemoved).user(&holder.user.id));
        return Ok(holder::changed(server, request, &holder, version));
    }
    let words = &request.words().account.passkey;
    let page = security::shown(server, request, &holder, Some(words.not_removed)).await?;
    Ok(page.because("a passkey was not removed"))
}
