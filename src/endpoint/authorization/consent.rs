//! `/consent`: may this client do this for you?

use http::StatusCode;

use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::form::{self, BadForm};
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::device::{WaitingDevice, again};
use crate::endpoint::interaction::{self, Interaction, Nearby, Stop, cookies, response};
use crate::endpoint::server::Server;
use crate::page::{Consent, Links, Permission, Shut, Stranger};
use crate::platform::Platform;
use crate::protocol::authorization::{
    Account, Approval, AuthorizationError, AuthorizationRequest, Decision, Destination, Session,
    Unproved, Visitor,
};
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::client::{Client, RegisteredBy};
use crate::protocol::location::Location;
use crate::protocol::login::user_code::LIFETIME;
use crate::protocol::path;
use crate::store::device_grants::{approve, deny};
use crate::store::grants::{NewGrant, Recorded, Told, record_answer};

/// Why somebody cannot use a client, for the log and the events.
const NOT_LET_IN: &str = "in none of the client's groups";

/// The question, bound to this session and this request.
pub(crate) fn page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    authorization: &AuthorizationRequest,
    (user, visitor): (&Session, &Visitor),
    device: Option<&WaitingDevice>,
) -> Reply {
    let (client, destination) = (&authorization.client, &authorization.destination);
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let resources = &server.config.resources;
    let action = request.onward(path::CONSENT);
    let switch_account = switch_account(request, visitor);
    let stranger = Stranger::of(authorization);
    let page = Consent {
        frame: request.frame(),
        client_name: &client.name,
        client_site: &destination.site(),
        about: Links::of(client, stranger.as_ref(), request.frame()),
        stranger,
        user_name: user.called().unwrap_or(request.words().nameless),
        username: user.known_by(),
        permissions: &Permission::all_of(
            authorization,
            resources,
            request.words(),
            server.config.language,
        ),
        device: device.map(|device| device.facts(request.words())),
        remembered: authorization.may_be_remembered(),
        action: action.as_str(),
        token: &binding::mint(keys, bound(request, client, user), now),
        switch_account: switch_account.as_str(),
    };
    Reply::form(StatusCode::OK, &page)
}

/// For somebody who is in none of the groups that the client is for. Another account may be, and the client hears of it
/// only if they go back to it.
pub(crate) fn shut<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    authorization: &AuthorizationRequest,
    user: &Session,
    visitor: &Visitor,
) -> Reply {
    let client = &authorization.client;
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let action = request.onward(path::CONSENT);
    let switch_account = switch_account(request, visitor);
    let page = Shut {
        frame: request.frame(),
        client_name: &client.name,
        user_name: user.called().unwrap_or(request.words().nameless),
        username: user.known_by(),
        action: action.as_str(),
        token: &binding::mint(keys, bound(request, client, user), now),
        switch_account: switch_account.as_str(),
    };
    Reply::form(StatusCode::FORBIDDEN, &page).because(AuthorizationError::NotLetIn.sentence())
}

/// Where another account is chosen for the same request.
fn switch_account(request: &Request, visitor: &Visitor) -> Location {
    request.onward(if visitor.accounts.len() > 1 {
        path::SELECT_ACCOUNT
    } else {
        path::LOGIN
    })
}

fn bound<'a>(request: &'a Request, client: &'a Client, user: &'a Session) -> Binding<'a> {
    Binding::new(Purpose::Consent, &user.session_id, &request.query).to_revision(&client.revision)
}

/// `POST /consent`: the answer. A yes comes into being only here.
pub(crate) async fn answer<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    // What a replica says is enough for a yes, which names it. A no ends something, so the primary is asked.
    let form = request.form();
    let is_yes = form.is_ok_and(|form| matches!(form.one("decision"), Ok(Some("allow"))));
    let nearby = Nearby {
        unpushed: true,
        ..Nearby::default()
    };
    if is_yes {
        let opened = interaction::open_near(server, request, &nearby).await;
        let answered = answered(server, request, opened, &nearby).await;
        if answered.is_ok() || !nearby.replica.take() {
            return answered;
        }
    }
    let opened = interaction::open(server, request).await;
    answered(server, request, opened, &nearby).await
}

async fn answered<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    opened: Result<Box<Interaction>, Stop>,
    nearby: &Nearby,
) -> Result<Reply, Stop> {
    let Interaction {
        request: authorization,
        saved,
        pushed,
        device,
        browser,
        mut visitor,
    } = *opened?;
    let back = request.onward(path::AUTHORIZE);
    let decision = interaction::decide(server, authorization, &mut visitor).await?;
    let (mut approval, account) = asked(decision, &visitor)
        .ok_or_else(|| Stop::back(back.clone(), "consent without a session"))?;
    if nearby.replica.get() {
        // Nobody is signed in without a cookie.
        let browser = browser.as_ref().ok_or(Stop::bad_form(BadForm::NoCookie))?;
        approval.rests_on(browser, false);
    }
    let (client, destination) = (&approval.request.client, &approval.request.destination);
    let let_in = approval.request.lets_in(account);

    if !read(server, request, client, &account.user, &back)? {
        match &device {
            None => response::answer_once(server, destination, pushed.as_deref()).await?,
            Some(device) => {
                deny(server.platform, &device.code.hash()).await?;
            }
        }
        let event = Event::new(Kind::Denied).client(&client.id);
        let event = event.user(&approval.user_id);
        let error = if let_in {
            server.tell(event);
            AuthorizationError::Denied
        } else {
            server.tell(event.because(NOT_LET_IN.to_owned()));
            AuthorizationError::NotLetIn
        };
        return Err(Stop::refused(destination, error));
    }
    if !let_in {
        return Err(Stop::back(back, NOT_LET_IN));
    }

    // Each yes is recorded, though it may add nothing: it is why the sweep keeps a self-registered client.
    let before = account.granted.clone().unwrap_or_default();
    let grant = NewGrant {
        user_id: &approval.user_id,
        credential_version: account.user.credential_version,
        revoked: account.revoked,
        client,
        granted: &approval.request.granted(before),
        client_is_saved: saved,
        told: approval.hearsay.as_ref().map(|hearsay| Told {
            hearsay,
            session_id: &approval.session_id,
            granted_at: account.granted_at,
        }),
    };
    let recorded = record(server, &grant, destination, pushed.as_deref(), &back);
    // A device gets its tokens last.
    let issued = match &device {
        None => Some(response::issue_code(server, &approval, Box::pin(recorded)).await?),
        Some(_) => {
            recorded.await?;
            None
        }
    };
    let reply = match (&issued, &device, &browser) {
        (Some(issued), ..) => issued.reply(request),
        (None, Some(device), Some(browser)) => {
            let record = approval.for_device(server.platform.now().plus(LIFETIME));
            let session = (browser, approval.session_id.as_str());
            if !approve(server.platform, &device.code.hash(), &record, session).await? {
                return Err(again(request, &device.code));
            }
            notice::tell(request, StatusCode::OK, &request.words().device.approved)
        }
        // Nobody is signed in without a cookie.
        (None, ..) => return Err(Stop::bad_form(BadForm::NoCookie)),
    };
    let event = Event::new(Kind::Allowed).client(&client.id);
    let event = event.user(&approval.user_id);
    server.tell(match &device {
        None => event,
        Some(_) => event.because("for another device".to_owned()),
    });
    Ok(cookies::forget(request, reply))
}

/// Records a yes, and that the pushed request has its answer.
async fn record<P: Platform>(
    server: &Server<'_, P>,
    grant: &NewGrant<'_>,
    destination: &Destination,
    pushed: Option<&str>,
    back: &Location,
) -> Result<(), Stop> {
    let pushed = pushed.map(|id| response::answered(server, id));
    let recorded = record_answer(server.platform, grant, pushed.as_ref()).await;
    match recorded.map_err(|fault| Stop::unavailable_to(destination, fault))? {
        Recorded::Yes => Ok(()),
        Recorded::AnsweredBefore => Err(Unproved::PushedRequestUnknown.into()),
        Recorded::No => Err(Stop::back(
            back.clone(),
            "consent of a user who was disabled, has another password or is not let in, since then",
        )),
    }
}

/// What the person was asked, and which account would say yes. An account that is not let in may only say no.
fn asked(decision: Decision, visitor: &Visitor) -> Option<(Approval, &Account)> {
    let approval = match decision {
        Decision::AskConsent(authorization, account) | Decision::Shut(authorization, account) => {
            Approval::new(authorization, &account)
        }
        // They said yes in another tab meanwhile.
        Decision::Approve(approval) => approval,
        // Signed out meanwhile, or signed in too long ago: start over.
        Decision::SignIn(..)
        | Decision::StepUp(..)
        | Decision::CreateAccount(_)
        | Decision::SelectAccount(_)
        | Decision::Refuse(..) => return None,
    };
    let mut accounts = visitor.accounts.iter();
    let account = accounts.find(|account| account.user.session_id == approval.session_id)?;
    Some((approval, account))
}

/// Whether the person said yes.
fn read<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    client: &Client,
    user: &Session,
    back: &Location,
) -> Result<bool, Stop> {
    let form = form::read(server, request, bound(request, client, user)).map_err(|bad| {
        match client.registered_by {
            // Two isolates may know two versions of one document; the question is asked again.
            RegisteredBy::Document => Stop::form_of_another(bad, back),
            RegisteredBy::Owner | RegisteredBy::Itself => Stop::form(bad, back),
        }
    })?;
    match form.one("decision") {
        Ok(Some("allow")) => Ok(true),
        Ok(Some("deny")) => Ok(false),
        _ => Err(Stop::bad_form(BadForm::NoAnswer)),
    }
}
