//! `/consent`: may this client do this for you?

use http::StatusCode;

use super::interaction::{self, Interaction};
use super::page::{Consent, Permission};
use super::reply::Reply;
use super::request::Request;
use super::{Server, answered, authorization_response, form};
use crate::platform::Platform;
use crate::protocol::authorization::{
    Approval, AuthorizationError, AuthorizationRequest, Decision, Granted, Session, Visitor,
};
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::client::redirect_uri;
use crate::protocol::client::{Client, RegisteredBy};
use crate::protocol::openid::claims;
use crate::protocol::path;
use crate::store::grants::record_consent;

/// The question, bound to this session and this request.
pub(super) fn page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    authorization: &AuthorizationRequest,
    user: &Session,
    visitor: &Visitor,
) -> Reply {
    let shown = shown(request, &authorization.client, user);
    let token = binding::mint(&server.config.keys.form, shown, server.platform.now());
    let resources = &server.config.resources;
    let described = resources.describe(&authorization.scope).into_iter();
    let mut permissions: Vec<Permission<'_>> = described
        .map(|(api_name, words)| Permission { api_name, words })
        .collect();
    let claims = authorization.claims_beyond_scope();
    permissions.extend(claims.iter().filter_map(claims::words).map(|words| {
        let api_name = resources.own_name();
        Permission { api_name, words }
    }));
    let unverified = unverified(&authorization.client);
    let several = visitor.accounts.len() > 1;
    let action = request.onward(path::CONSENT);
    let switch_account = request.onward(match several {
        true => path::SELECT_ACCOUNT,
        false => path::LOGIN,
    });
    let page = Consent {
        base: &request.base,
        client_name: &authorization.client.name,
        client_site: &authorization.destination.site(),
        unverified: unverified.as_deref(),
        user_name: user.called(),
        username: &user.username,
        permissions: &permissions,
        remembered: authorization.may_be_remembered(),
        action: action.as_str(),
        token: &token,
        switch_account: switch_account.as_str(),
    };
    let destination = &authorization.destination;
    let targets = destination.content_sources(&authorization.client);
    Reply::page(StatusCode::OK, &page, &targets)
}

fn shown<'a>(request: &'a Request, client: &'a Client, user: &'a Session) -> Binding<'a> {
    Binding::new(Purpose::Consent, &user.session_id, &request.query).to_revision(&client.revision)
}

/// For a client that nobody vouches for: the host that its metadata document is from, or nothing.
fn unverified(client: &Client) -> Option<String> {
    match client.registered_by {
        RegisteredBy::Owner => None,
        RegisteredBy::Itself => Some(String::new()),
        RegisteredBy::Document => Some(redirect_uri::site(&client.id)),
    }
}

/// `POST /consent`: the answer. Only here does a yes begin to exist.
pub(super) async fn answer<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let Interaction {
        request: authorization,
        unsaved,
        pushed,
        visitor,
        ..
    } = match interaction::open(server, request).await {
        Ok(interaction) => interaction,
        Err(reply) => return reply,
    };
    let back = request.onward(path::AUTHORIZE);
    let approval = match authorization.decide(&visitor) {
        Decision::AskConsent(authorization, account) => Approval::new(authorization, &account.user),
        // They said yes in another tab meanwhile.
        Decision::Approve(approval) => approval,
        // Signed out meanwhile, or too long ago: start over.
        Decision::SignIn(..) | Decision::SelectAccount(_) | Decision::Refuse(..) => {
            return Reply::redirect(&back).because("consent without a session");
        }
    };
    let Some(account) = visitor
        .accounts
        .iter()
        .find(|account| account.user.session_id == approval.session_id)
    else {
        return Reply::redirect(&back).because("consent without a session");
    };
    let client = &approval.request.client;
    // Two isolates may know two versions of one document; the question is asked again.
    let changeable = client.registered_by == RegisteredBy::Document;
    let shown = shown(request, client, &account.user);
    let form = match form::answer(server, request, shown, &back, changeable) {
        Ok(form) => form,
        Err(reply) => return reply,
    };
    match form.one("decision") {
        Ok(Some("allow")) => {}
        Ok(Some("deny")) => {
            let destination = &approval.request.destination;
            let once =
                authorization_response::answer_once(server, request, destination, pushed.as_ref());
            return match once.await {
                Ok(()) => {
                    authorization_response::refuse(request, destination, AuthorizationError::Denied)
                }
                Err(reply) => reply,
            };
        }
        _ => {
            return form::foreign(request).because("the decision is neither allow nor deny");
        }
    }

    // The code first: should remembering fail, it was never told to anyone and dies unused.
    let before = account.granted.clone().unwrap_or_default();
    let granted = Granted {
        scope: before.scope.union(&approval.request.scope),
        claims: before.claims.union(&approval.request.claims_beyond_scope()),
    };
    let answer =
        match authorization_response::issue_code(server, request, &approval, pushed.as_ref()).await
        {
            Ok(answer) => answer,
            Err(reply) => return reply,
        };
    let (user_id, now) = (&approval.user_id, server.platform.now());
    let recorded = record_consent(server.platform, user_id, client, unsaved, &granted, now).await;
    if let Err(fault) = recorded {
        return authorization_response::unavailable(request, &approval.request.destination, &fault);
    }

    answered::forget(request, Reply::answer(request, &answer))
}
