//! `/login/provider/<id>`: somebody comes back from a provider (RFC 6749 section 4.1.2, RFC 9207).

use futures_util::future::join;
use http::{Method, StatusCode};

use super::exchange::redeem;
use super::failure::Failure;
use super::link;
use super::sign_in::{refuse, sign_in};
use super::trip::{From, Trip, over};
use crate::endpoint::client::provider_documents::discover;
use crate::endpoint::config::Known;
use crate::endpoint::http::form::BadForm;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::interaction::Stop;
use crate::endpoint::joining::Newcomer;
use crate::endpoint::login::errand::Errand;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::display_name::one_line;
use crate::protocol::json;
use crate::protocol::location::Location;
use crate::protocol::params::Params;
use crate::protocol::path;
use crate::protocol::provider::{BadProvider, Dialect, Identity};

/// `GET`: finds out who it is, and does what they left for. Until then nothing is saved, and whoever is refused can choose another
/// way.
pub(crate) async fn come_back<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    id: &str,
) -> Result<Reply, Stop> {
    let Some(known) = server.config.providers.find(id) else {
        return Ok(notice::not_found(request));
    };
    // HEAD is safe (RFC 9110 section 9.2.1): it redeems no code.
    if request.method == Method::HEAD {
        return Ok(Reply::empty(StatusCode::OK));
    }
    if Request::is_too_long(&request.query) {
        return Err(Stop::too_long());
    }
    let params = request.query_params()?;
    let trip = Trip::open(server, request, id).await;
    let now = server.platform.now();
    let Some(trip) = trip.filter(|trip| trip.is_back(params.field("state"), now)) else {
        let lost = &request.words().provider.lost;
        let reply = notice::show(request, StatusCode::BAD_REQUEST, lost);
        return Ok(reply.because("nobody left this browser for the provider, or too long ago"));
    };
    // Only now: another site's page could fetch this address in somebody's name.
    within_limit(server, &format!("login from {}", request.address())).await?;
    let request = &trip.resumed(request);
    let errand = errand(server, request, &trip.from);
    let (errand, proved) = join(errand, prove(server, known, &trip, &params)).await;
    let errand = errand?;
    let reply = match proved {
        Ok(identity) => arrive(server, request, known, (&trip, errand.as_ref()), &identity).await?,
        Err(Failure::Stop(stop)) => return Err(stop),
        Err(why) => refuse(server, request, (known, &trip.from), errand.as_ref(), &why),
    };
    Ok(over(reply))
}

/// What somebody left for, if it is in the query; whoever makes an account without an app goes to that account.
async fn errand<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    from: &From,
) -> Result<Option<Errand>, Stop> {
    match from {
        From::Account(_) => Ok(None),
        From::Joining(page) if !request.query.contains("client_id=") => {
            Ok((*page == path::SIGN_UP).then_some(Errand::Account(path::ACCOUNT)))
        }
        From::Login | From::Joining(_) => Errand::open(server, request).await.map(Some),
    }
}

/// Who it is.
async fn prove<P: Platform>(
    server: &Server<'_, P>,
    known: &Known,
    trip: &Trip,
    params: &Params,
) -> Result<Identity, Failure> {
    let discovered = discover(server, &known.provider).await?;
    let iss = params.one("iss").map_err(|_| BadProvider::OtherResponse)?;
    // RFC 9207 section 2.4.
    let same = iss.map_or(!discovered.tells_issuer, |iss| iss == discovered.issuer);
    if !same && discovered.has_one_issuer() {
        return Err(BadProvider::OtherResponse.into());
    }
    if params.one("error") != Ok(None) {
        return Err(Failure::Denied);
    }
    let code = params
        .one("code")
        .ok()
        .flatten()
        .ok_or(BadProvider::NoCode)?;
    let mut identity = redeem(server, known, &discovered, trip, code).await?;
    // Apple's form told it, and the browser brought it: it is what they want to be called.
    if known.provider.dialect == Dialect::Apple {
        identity.name = identity.name.or_else(|| one_line(params.field("name")));
    }
    Ok(identity)
}

/// Does what they left for.
async fn arrive<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    known: &Known,
    (trip, errand): (&Trip, Option<&Errand>),
    identity: &Identity,
) -> Result<Reply, Stop> {
    if let From::Account(session) = &trip.from {
        return link::link(server, request, known, session, identity).await;
    }
    let path = match (&trip.from, errand) {
        (From::Login | From::Joining(path::SIGN_UP), Some(errand)) => {
            match sign_in(server, request, known, errand, identity).await? {
                Some(reply) => return Ok(reply),
                None => path::SIGN_UP,
            }
        }
        (from, _) => from.path(),
    };
    let (id, reply) = (&known.provider.id, Reply::redirect(&request.onward(path)));
    Ok(Newcomer::keep(server, request, id, identity, reply).await?)
}

/// `POST`, as Apple answers: another site's form brings no cookie, so the browser continues with GET. Of `user` only the name is
/// kept.
pub(crate) fn as_address<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    id: &str,
) -> Reply {
    if server.config.providers.find(id).is_none() {
        return notice::not_found(request);
    }
    let form = match request.form() {
        Ok(form) => form,
        Err(bad) => return BadForm::Unreadable(bad).reply(request),
    };
    let mut pairs = Vec::new();
    for name in ["code", "state", "iss", "error"] {
        if let Ok(Some(value)) = form.one(name) {
            pairs.push((name.to_owned(), value.to_owned()));
        }
    }
    let user = json::parse(form.field("user")).unwrap_or_default();
    let part = |name: &str| user["name"][name].as_str().unwrap_or_default();
    let name = [part("firstName"), " ", part("lastName")].concat();
    pairs.extend(one_line(&name).map(|name| ("name".to_owned(), name)));
    let query = Params::of(pairs).form_without(&[]);
    if Request::is_too_long(&query) {
        return notice::too_long(request);
    }
    Reply::redirect(&Location::here(&request.base, &request.path, &query))
}
