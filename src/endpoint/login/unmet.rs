//! `/login/unmet`: somebody cannot sign in as surely as the client asks, and goes back to it without (OpenID Connect Core
//! Error Code `unmet_authentication_requirements` 1.0, RFC 9470 section 5).

use super::page;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::form::{self, BadForm};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::{self, Interaction, Stop, cookies, response};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::AuthorizationError;
use crate::protocol::binding::Purpose;
use crate::protocol::path;

/// `POST /login/unmet`: the client is told. Nothing is saved, and whoever is signed in stays so.
pub(crate) async fn refuse<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let Interaction {
        request: authorization,
        pushed,
        ..
    } = interaction::open(server, request).await?;
    let browser = request.cookie(cookies::LOGIN);
    let browser = browser.ok_or(Stop::Form(BadForm::NoCookie))?.hash();
    let bound = page::bound(Purpose::Login, request, &browser);
    let back = request.onward(path::AUTHORIZE);
    form::read(server, request, bound).map_err(|bad| Stop::form(bad, &back))?;

    let destination = &authorization.destination;
    response::answer_once(server, destination, pushed.as_deref()).await?;
    server.tell(Event::new(Kind::Denied).client(&authorization.client.id));
    let error = AuthorizationError::UnmetAuthenticationRequirements;
    Err(Stop::refused(destination, error))
}
