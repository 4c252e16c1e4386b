//! `/login/provider/<id>/logout`: signing out at a provider too, and hearing from it that somebody did.

use http::StatusCode;

use super::failure::Failure;
use super::sign_in::{said, sentence};
use crate::endpoint::client::provider_documents::{discover, verify};
use crate::endpoint::config::Known;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::afterwards::Afterwards;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::jose::Jws;
use crate::protocol::provider::{BadProvider, Expected, LogoutToken, signed_in_at};
use crate::store::ended_sessions::end_sessions;
use crate::store::provider_sessions::sessions_at;

/// `GET`: leads to where the provider signs people out (RP-Initiated Logout section 2). It is not told who they are, so it asks them.
pub(crate) async fn leave<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    id: &str,
) -> Result<Reply, Stop> {
    let Some(known) = server.config.providers.find(id) else {
        return Ok(notice::not_found(request));
    };
    within_limit(server, &format!("logout from {}", request.address())).await?;
    let discovered = discover(server, &known.provider).await;
    let end = match discovered.map_err(Failure::from) {
        Ok(discovered) => discovered.end_session(&known.provider.client_id),
        Err(Failure::Stop(stop)) => return Err(stop),
        Err(why) => {
            let (words, message) = (&request.words().provider, sentence(request, known, &why));
            let status = StatusCode::BAD_GATEWAY;
            let reply = notice::explain(request, status, &words.not_signed_out, &message, &[]);
            return Ok(reply.because(why.sentence()));
        }
    };
    Ok(end.map_or_else(
        || {
            let words = &request.words().provider;
            let message = said(words.no_sign_out, request, known);
            notice::explain(
                request,
                StatusCode::NOT_FOUND,
                &words.not_signed_out,
                &message,
                &[],
            )
        },
        |end| Reply::redirect(&end),
    ))
}

/// `POST`: the provider says that somebody signed out there (Back-Channel Logout section 2.5). The sessions that began with that end
/// here too, as if the person had ended them.
pub(crate) async fn told<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    id: &str,
) -> Reply {
    let Some(known) = server.config.providers.find(id) else {
        return notice::not_found(request);
    };
    match end(server, request, known).await {
        Ok(reply) => reply,
        Err(Failure::Stop(stop)) => stop.reply(request),
        Err(why) => Reply::error(StatusCode::BAD_REQUEST, "invalid_request", why.sentence())
            .because(why.sentence()),
    }
}

async fn end<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    known: &Known,
) -> Result<Reply, Failure> {
    let form = request.form().map_err(|_| BadProvider::LogoutToken)?;
    let jws = Jws::parse(form.field("logout_token")).ok_or(BadProvider::LogoutToken)?;
    let provider = &known.provider;
    let discovered = discover(server, provider).await?;
    let expected = Expected {
        dialect: provider.dialect,
        issuer: &discovered.issuer,
        client_id: &provider.client_id,
        nonce: "",
        since: None,
        must_tell: false,
    };
    let token = LogoutToken::read(&jws, &expected, server.platform.now())?;
    within_limit(server, &format!("logout from {}", request.address())).await?;
    verify(server, &discovered, &jws).await?;
    let at = signed_in_at(provider, token.session.as_deref());
    let sessions = sessions_at(server.platform, &token.account, &at, token.until).await?;
    let listeners = end_sessions(server.platform, &sessions).await?;
    for (user_id, _) in &sessions {
        let event = Event::new(Kind::SignedOut).user(user_id);
        server.tell(event.because(["at ", &*provider.id].concat()));
    }
    let mut reply = Reply::empty(StatusCode::OK);
    reply.afterwards = listeners
        .into_iter()
        .map(Afterwards::NotifyLogout)
        .collect();
    Ok(reply)
}
