//! `/login/unmet`: somebody cannot sign in as surely as the client asks, and goes back to it without (OpenID Connect Core
//! Error Code `unmet_authentication_requirements` 1.0, RFC 9470 section 5).

use super::page;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::form;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::interaction::{self, FormBrowser, Interaction, Stop, response};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::AuthorizationError;
use crate::protocol::binding::Purpose;
use crate::protocol::login::Acr;
use crate::protocol::path;

/// `POST /login/unmet`: the client is told. Nothing is saved, and whoever is signed in stays so.
pub(crate) async fn refuse<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    within_limit(server, &format!("login from {}", request.address())).await?;
    let Interaction {
        request: authorization,
        pushed,
        visitor,
        ..
    } = *interaction::open(server, request).await?;
    let browser = FormBrowser::sender(request).map_err(Stop::bad_form)?;
    let bound = page::bound(Purpose::Login, request, &browser);
    let back = request.onward(path::AUTHORIZE);
    form::read(server, request, bound).map_err(|bad| Stop::form(bad, &back))?;

    if authorization.authentication.claims.least_acr() == Acr::OneFactor {
        let reason = "the client asks for no more than any sign-in";
        return Err(Stop::back(back, reason));
    }
    let destination = &authorization.destination;
    response::answer_once(server, destination, pushed.as_deref()).await?;
    // A stranger causes no row: only somebody who is signed in is worth an event.
    if let Some(account) = visitor.accounts.first() {
        let event = Event::new(Kind::Denied).client(&authorization.client.id);
        let reason = "no sign-in as sure as the client asks".to_owned();
        server.tell(event.user(&account.user.user_id).because(reason));
    }
    let error = AuthorizationError::UnmetAuthenticationRequirements;
    Err(Stop::refused(destination, error))
}
