//! `POST /account/provider`: somebody links an account elsewhere to theirs, and comes back with it.

use super::failure::Failure;
use super::leave::{Wish, go};
use super::sign_in::{refuse, said};
use super::trip::From;
use crate::endpoint::account::{holder, security};
use crate::endpoint::config::Known;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::form::BadForm;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::path;
use crate::protocol::provider::{Dialect, Identity};
use crate::store::provider_accounts::{self, NewLink, load_linked};

/// Leads to the provider.
pub(crate) async fn leave<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open_recent(server, request, path::ACCOUNT_SECURITY).await?;
    let form = holder::read(server, request, &holder, path::ACCOUNT_SECURITY).await?;
    let known = server.config.providers.find(form.field("id"));
    let known = known.ok_or(Stop::bad_form(BadForm::NoAnswer))?;
    let from = From::Account(holder.acting.session_id.clone());
    // What others know, another provider may refuse.
    let wish = Wish {
        select_account: known.provider.dialect != Dialect::OpenId,
        ..Wish::default()
    };
    match go(server, request, known, from.clone(), &wish).await {
        Ok(reply) => Ok(reply),
        Err(Failure::Stop(stop)) => Err(stop),
        Err(why) => Ok(refuse(server, request, (known, &from), None, &why)),
    }
}

/// Links the account that somebody came back with, in the session in which they left. Whether that is recent enough, and the account
/// nobody's, one statement decides.
pub(super) async fn link<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    known: &Known,
    session: &str,
    identity: &Identity,
) -> Result<Reply, Stop> {
    let holder = holder::open(server, request, path::ACCOUNT_SECURITY).await?;
    let there = Reply::redirect(&holder::at(request, path::ACCOUNT_SECURITY));
    if holder.acting.session_id != session {
        return Ok(there.because("another session came back from the provider"));
    }
    let new = NewLink {
        account: &identity.account,
        provider: &known.provider.id,
        label: identity.label(),
    };
    if provider_accounts::link(server.platform, &holder.acting, new).await? {
        server.tell(Event::new(Kind::ProviderLinked).user(&holder.user.id));
        return Ok(there);
    }
    if !holder.recent {
        return Err(holder::prove_again(request, path::ACCOUNT_SECURITY));
    }
    let words = &request.words().provider;
    let error = match load_linked(server.platform, &identity.account, "").await? {
        Some(linked) if linked.user_id == holder.user.id => return Ok(there),
        Some(_) => words.taken,
        None => words.full,
    };
    let error = said(error, request, known);
    let page = security::shown(server, request, &holder, Some(&error)).await?;
    Ok(page.because("an account elsewhere was not linked"))
}
