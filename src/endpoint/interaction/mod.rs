//! What `/authorize`, `/login`, `/select-account` and `/consent` have in common: the authorization request is
//! in the URL of each, and each proves it anew. Nothing about it is stored until the person has said yes.

pub(crate) mod cookies;
pub(crate) mod device;
pub(crate) mod evidence;
mod form_browser;
mod nearby;
pub(crate) mod parameters;
pub(crate) mod passkey_host;
pub(crate) mod response;
mod stop;

pub(crate) use form_browser::FormBrowser;
pub(crate) use nearby::Nearby;
pub(crate) use stop::Stop;

use std::rc::Rc;

use futures_util::future::join5;
use http::StatusCode;

use device::WaitingDevice;
use evidence::Evidence;
use nearby::Asking;
use parameters::NoParams;

use super::client::remote_documents::{self, Described, NoDocument};
use super::http::notice;
use super::http::request::Request;
use super::keys::{Carried, Hinted, id_token_hint};
use super::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::{
    Account, AuthorizationError, AuthorizationRequest, Decision, Destination, PushedRequest,
    Reference, Unproved, Visitor,
};
use crate::protocol::client::{Client, RegisteredBy, document};
use crate::protocol::issuer::Issuer;
use crate::protocol::params::{Params, Repeated};
use crate::protocol::secret::SecretHash;
use crate::protocol::timestamp::Timestamp;
use crate::store::group_members::is_let_in;
use crate::store::pushed_requests::{load_pushed, read_pushed};

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

/// What the URL and the cookies say.
struct Sent {
    params: Params,
    client_id: String,
    reference: Option<Reference>,
    browser: Option<SecretHash>,
    /// The session that was chosen last in this browser.
    chosen: Option<String>,
}

impl Sent {
    fn read(request: &Request) -> Result<Self, Stop> {
        if Request::is_too_long(&request.query) {
            return Err(Stop::too_long());
        }
        let params = request.query_params()?;
        let client_id = params
            .text("client_id")
            .map_err(|Repeated| Unproved::ClientIdRepeated)?
            .ok_or(Unproved::ClientIdMissing)?;
        Ok(Self {
            client_id,
            browser: request.cookie(cookies::SESSION).map(|cookie| cookie.hash()),
            chosen: cookies::chosen(request).map(|session| session.reveal().to_owned()),
            reference: parameters::reference(&params)?,
            params,
        })
    }
}

/// What the storage knows.
struct Found {
    client: Rc<Client>,
    saved: bool,
    accounts: Vec<Account>,
    pushed: Option<PushedRequest>,
    device: Option<WaitingDevice>,
    /// The time, by the database's clock.
    now: Timestamp,
}

async fn load<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    sent: &Sent,
    nearby: Option<&Nearby>,
) -> Result<Found, Stop> {
    let pushed = async {
        match &sent.reference {
            Some(Reference::Stored(secret)) => load_pushed(server.platform, &secret.hash()).await,
            Some(Reference::Sealed(sealed)) => {
                let carried = Carried::pushed_request(&sent.client_id);
                let record = carried.open(server, sealed).await;
                record.map(|record| read_pushed(&record)).transpose()
            }
            Some(Reference::Device { .. }) | None => Ok(None),
        }
    };
    let known = server.remembered_client(&sent.client_id);
    let asking = Asking {
        client: (&sent.client_id, known.as_ref()),
        reference: sent.reference.as_ref(),
        browser: sent.browser.as_ref(),
        chosen: sent.chosen.as_deref(),
    };
    let visit = asking.visit(server, request, nearby);
    let device = device::waiting(server, request, sent.reference.as_ref());
    // An ID token has to be verified.
    let keys = async {
        match sent.params.one("id_token_hint") {
            Ok(Some(_)) => server.remember_keys().await,
            Ok(None) | Err(_) => Ok(()),
        }
    };
    // This may lead to the login page, but rarely does if somebody is signed in who may be let in at once.
    let rarely = nearby.is_some() && sent.browser.is_some();
    let look = async {
        if rarely {
            return Ok(());
        }
        passkey_host::look(server).await
    };
    let (visit, pushed, device, looked, keys) = join5(visit, pushed, device, look, keys).await;
    let (device, visit, pushed, (), ()) = (device?, visit?, pushed?, looked?, keys?);
    let now = server.platform.now();
    let pushed = pushed.or_else(|| device.as_ref().map(|device| device.asked(now)));
    if visit.client.as_ref().is_some_and(|client| client.blocked) {
        let notice = &request.words().notices.blocked_app;
        let reply = notice::show(request, StatusCode::FORBIDDEN, notice);
        return Err(Stop::told(reply.because("the client is blocked")));
    }
    let (client, saved) = match visit.client {
        Some(client) if client.registered_by != RegisteredBy::Document => {
            if known.is_none_or(|known| !Rc::ptr_eq(&known, &client)) {
                server.remember(&sent.client_id, Some(&client));
            }
            (client, true)
        }
        known => {
            let now = described(server, &sent.client_id, known.as_deref()).await?;
            (now.client.into(), now.saved)
        }
    };
    let mut accounts = visit.accounts;
    for account in &mut accounts {
        // The grants were given to the client that the document described before.
        account.granted = account.granted.take().filter(|_| saved);
        if let Some(granted) = &mut account.granted {
            granted.scope = server.config.resources.restored(&granted.scope);
        }
    }
    Ok(Found {
        client,
        saved,
        accounts,
        pushed,
        device,
        now: visit.now,
    })
}

/// The client that a metadata document describes; `known` is what the database has.
async fn described<P: Platform>(
    server: &Server<'_, P>,
    client_id: &str,
    known: Option<&Client>,
) -> Result<Described, Stop> {
    if !server.config.client_documents || !document::is_document_id(client_id) {
        return Err(Unproved::ClientUnknown.into());
    }
    remote_documents::current(server, client_id, known)
        .await
        .map_err(|why| match why {
            NoDocument::Bad(bad) => {
                let evidence = Evidence::of_document(client_id, bad).map(Box::new);
                Stop::unproved(Unproved::ClientDocument(bad), evidence)
            }
            NoDocument::TooMany(too_many) => too_many.into(),
        })
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
