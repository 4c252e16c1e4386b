//! What `/authorize`, `/login`, `/select-account` and `/consent` have in common: the authorization request is
//! in the URL of each, and each proves it anew. Nothing about it is stored until the person has said yes.

pub(crate) mod carried_visit;
pub(crate) mod cookies;
pub(crate) mod device;
pub(crate) mod evidence;
mod form_browser;
mod found;
mod nearby;
pub(crate) mod parameters;
pub(crate) mod passkey_host;
pub(crate) mod response;
mod stop;

pub(crate) use form_browser::FormBrowser;
pub(crate) use nearby::Nearby;
pub(crate) use stop::Stop;

use std::rc::Rc;

use device::WaitingDevice;
use evidence::Evidence;
use found::{Found, Sent, load};
use parameters::NoParams;

use super::http::request::Request;
use super::keys::{Hinted, id_token_hint};
use super::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::{
    AuthorizationError, AuthorizationRequest, Decision, Destination, PushedRequest, Reference,
    Visitor,
};
use crate::protocol::client::Client;
use crate::protocol::issuer::Issuer;
use crate::protocol::params::Params;
use crate::protocol::secret::SecretHash;
use crate::store::group_members::is_let_in;

/// A proved request, and the person in front of the browser.
pub(crate) struct Interaction {
    pub(crate) request: Box<AuthorizationRequest>,
    /// Whether the database knows the client as it is now, perhaps from its metadata document.
    pub(crate) saved: bool,
    /// The id of the pushed request: it is good for one answer.
    pub(crate) pushed: Option<String>,
    /// The device that asks, if one does.
    pub(crate) device: Option<WaitingDevice>,
    /// Who is signed in, and what they have done so far.
    pub(crate) visitor: Visitor,
    /// The hash of the sessions' cookie, if there is one.
    pub(crate) browser: Option<SecretHash>,
}

/// Loads and proves the authorization request in the URL.
pub(crate) async fn open<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Box<Interaction>, Stop> {
    opened(server, request, Sent::read(request)?, None).await
}

/// The same, perhaps read at a replica. `nearby` says afterwards whether it was.
pub(crate) async fn open_near<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    nearby: &Nearby,
) -> Result<Box<Interaction>, Stop> {
    opened(server, request, Sent::read(request)?, Some(nearby)).await
}

/// The same, for a page on which it does not matter who is signed in, so no session is read. `nearby`: a replica may answer.
pub(crate) async fn open_request<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    nearby: Option<&Nearby>,
) -> Result<Box<AuthorizationRequest>, Stop> {
    let sent = Sent {
        browser: None,
        ..Sent::read(request)?
    };
    Ok(opened(server, request, sent, nearby).await?.request)
}

async fn opened<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    sent: Sent,
    nearby: Option<&Nearby>,
) -> Result<Box<Interaction>, Stop> {
    let Found {
        client,
        saved,
        accounts,
        pushed,
        device,
        now,
    } = load(server, request, &sent, nearby).await?;
    let once = pushed.as_ref().filter(|_| device.is_none());
    let answers_to = once.map(|pushed| pushed.id.clone());
    let authorization = prove(server, request, &sent, client, pushed).await?;
    let meant = meant(server, &authorization).await?;
    Ok(Box::new(Interaction {
        visitor: Visitor::new(
            accounts,
            sent.chosen,
            cookies::answered(server, request),
            meant,
            now,
            P::fold,
        ),
        request: authorization,
        saved,
        pushed: answers_to,
        device,
        browser: sent.browser,
    }))
}

/// What must happen next, once it is known whether the person may use the client.
pub(crate) async fn decide<P: Platform>(
    server: &Server<'_, P>,
    request: Box<AuthorizationRequest>,
    visitor: &mut Visitor,
) -> Result<Decision, Stop> {
    if request.client.allowed_groups.is_none() {
        return Ok(request.decide(visitor));
    }
    let decision = request.clone().decide(visitor);
    let session = match &decision {
        Decision::AskConsent(_, account) => account.user.session_id.clone(),
        Decision::Approve(approval) => approval.session_id.clone(),
        // With `prompt=none`, somebody who has not said yes hears of the groups first.
        Decision::Refuse(
            _,
            AuthorizationError::ConsentRequired | AuthorizationError::InteractionRequired,
        ) => request.session_of(visitor).unwrap_or_default(),
        _ => return Ok(decision),
    };
    let mut accounts = visitor.accounts.iter();
    let unknown = accounts.find(|it| it.user.session_id == session && it.let_in.is_none());
    let Some(account) = unknown else {
        return Ok(decision);
    };
    let (client, user) = (&request.client.id, &account.user.user_id);
    let let_in = is_let_in(server.platform, client, user).await?;
    visitor.note_let_in(&session, let_in);
    Ok(request.decide(visitor))
}

/// Proves where the answer goes, and then what is asked.
async fn prove<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    sent: &Sent,
    client: Rc<Client>,
    pushed: Option<PushedRequest>,
) -> Result<Box<AuthorizationRequest>, Stop> {
    let issuer = &server.config.issuer;
    let voucher = client.registered_by;
    let received_at = cookies::received_at(server, request);
    let reference = sent.reference.as_ref();
    let (asked, sent) = (sent.params.clone(), &sent.params);
    let found = parameters::load(server, &client, asked, reference, pushed, received_at).await;
    let params = match found {
        Ok(params) => params,
        Err(NoParams::Unproved(why)) => return Err(why.into()),
        Err(NoParams::NotNow(why)) => return Err(why.into()),
        Err(NoParams::Error(error)) => {
            let destination = destination(&client, sent, issuer)?;
            return Err(Stop::unseen(voucher, &destination, error));
        }
    };
    // They may not be those of the URL.
    if let Ok(Some(ui_locales)) = params.one("ui_locales") {
        request.read_in(ui_locales);
    }
    let destination = match reference {
        Some(Reference::Device { .. }) => Destination::of_device(issuer),
        _ => destination(&client, &params, issuer)?,
    };
    let resources = &server.config.resources;
    AuthorizationRequest::parse(client, destination.clone(), &params, resources)
        .map_err(|error| Stop::unseen(voucher, &destination, error))
}

fn destination(client: &Client, params: &Params, issuer: &Issuer) -> Result<Destination, Stop> {
    Destination::prove(client, params, issuer).map_err(|why| {
        let evidence = Evidence::of_redirect(client, params);
        Stop::unproved(why, Some(Box::new(evidence)))
    })
}

/// The person that the request is about, as the client knows them.
async fn meant<P: Platform>(
    server: &Server<'_, P>,
    authorization: &AuthorizationRequest,
) -> Result<Option<String>, Stop> {
    let Some(hint) = &authorization.authentication.id_token_hint else {
        return Ok(None);
    };
    match id_token_hint::read(server, hint).await? {
        Hinted::Known(hint) => Ok(Some(hint.subject)),
        Hinted::Forgotten(_) | Hinted::Bad => {
            let voucher = authorization.client.registered_by;
            let error = AuthorizationError::Hint;
            Err(Stop::unseen(voucher, &authorization.destination, error))
        }
    }
}
