//! `/consent`: may this client do this for you?

use http::StatusCode;

use super::Server;
use super::form;
use super::interaction::{self, Interaction};
use super::page::{Consent, Permission};
use super::reply::Reply;
use super::request::Request;
use crate::platform::Platform;
use crate::protocol::authorization::{
    Approval, AuthorizationError, AuthorizationRequest, SignedIn,
};
use crate::protocol::client::{Client, RegisteredBy};
use crate::protocol::destination::Location;
use crate::protocol::form_token::{self, Question, Shown};
use crate::protocol::metadata::path;
use crate::protocol::redirect_uri;
use crate::protocol::secret::SecretHash;
use crate::store::grants::record_consent;

/// The question, bound to this session and this request.
pub(super) fn page<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    authorization: &AuthorizationRequest,
    user: &SignedIn,
    session: &SecretHash,
) -> Reply {
    let token = form_token::mint(
        &server.config.keys.form,
        Shown {
            question: Question::Consent,
            browser: session.as_str(),
            query: &request.query,
            revision: &authorization.client.revision,
        },
        server.platform.now(),
    );
    let permissions: Vec<Permission<'_>> = server
        .config
        .resources
        .describe(&authorization.scope)
        .into_iter()
        .map(|(api_name, words)| Permission { api_name, words })
        .collect();
    let unverified = unverified(&authorization.client);
    let page = Consent {
        client_name: &authorization.client.name,
        client_site: &authorization.destination.site(),
        unverified: unverified.as_deref(),
        user_name: user.name.as_deref().unwrap_or(&user.username),
        username: &user.username,
        permissions: &permissions,
        remembered: authorization.may_be_remembered(),
        action: &format!("{}?{}", path::CONSENT, request.query),
        token: &token,
        switch_account: &format!("{}?{}", path::LOGIN, request.query),
    };
    Reply::page(
        StatusCode::OK,
        &page,
        &authorization
            .destination
            .content_sources(&authorization.client),
    )
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
        user,
        session,
    } = match interaction::open(server, request).await {
        Ok(interaction) => interaction,
        Err(reply) => return reply,
    };
    let (Some((user, granted)), Some(session)) = (user, session) else {
        // Signed out meanwhile: start over with the login page.
        return Reply::redirect(&Location::here(path::AUTHORIZE, &request.query))
            .because("consent without a session");
    };
    let form = match form::answer(
        server,
        request,
        Question::Consent,
        &session,
        &authorization.client,
    ) {
        Ok(form) => form,
        Err(reply) => return reply,
    };
    match form.one("decision") {
        Ok(Some("allow")) => {}
        Ok(Some("deny")) => {
            let destination = &authorization.destination;
            let once = interaction::answer_once(server, request, destination, pushed.as_ref());
            return match once.await {
                Ok(()) => interaction::refuse(destination, AuthorizationError::Denied),
                Err(reply) => reply,
            };
        }
        _ => {
            return form::foreign(request).because("the decision is neither allow nor deny");
        }
    }

    // The code first: should remembering fail, it was never told to anyone and dies unused.
    let scope = match granted {
        Some(granted) => granted.union(&authorization.scope),
        None => authorization.scope.clone(),
    };
    let approval = Approval::new(authorization, &user);
    let answer = match interaction::issue_code(server, request, &approval, pushed.as_ref()).await {
        Ok(answer) => answer,
        Err(reply) => return reply,
    };
    let client = &approval.request.client;
    let now = server.platform.now();
    let recorded =
        record_consent(server.platform, &user.user_id, client, unsaved, &scope, now).await;
    if let Err(fault) = recorded {
        return interaction::unavailable(&approval.request.destination, &fault);
    }

    Reply::answer(&answer)
}
