//! `/consent`: may this client do this for you?

use http::StatusCode;

use super::Server;
use super::interaction::{self, Interaction};
use super::page::{Consent, Permission};
use super::reply::Reply;
use super::request::Request;
use crate::platform::Platform;
use crate::protocol::authorization::{
    Approval, AuthorizationError, AuthorizationRequest, SignedIn,
};
use crate::protocol::destination::Location;
use crate::protocol::form_token::{self, Question, Shown};
use crate::protocol::metadata::path;
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
            browser: session,
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
    let page = Consent {
        client_name: &authorization.client.name,
        client_site: &authorization.destination.site(),
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

/// `POST /consent`: the answer. Only here does a yes begin to exist.
pub(super) async fn answer<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let (authorization, user, granted, session) = match interaction::open(server, request).await {
        Ok(Interaction {
            request,
            user: Some((user, granted)),
            session: Some(session),
        }) => (request, user, granted, session),
        // Signed out meanwhile: start over with the login page.
        Ok(_) => {
            return Reply::redirect(&Location::here(path::AUTHORIZE, &request.query))
                .because("consent without a session");
        }
        Err(reply) => return reply,
    };
    let form = match interaction::answer(
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
            return interaction::refuse(&authorization.destination, AuthorizationError::Denied);
        }
        _ => {
            return interaction::foreign(request).because("the decision is neither allow nor deny");
        }
    }

    // The code first: should remembering fail, it was never told to anyone and dies unused.
    let scope = match granted {
        Some(granted) => granted.union(&authorization.scope),
        None => authorization.scope.clone(),
    };
    let approval = Approval::new(authorization, &user);
    let destination = &approval.request.destination;
    let location = match interaction::issue_code(server, &approval).await {
        Ok(location) => location,
        Err(fault) => return interaction::unavailable(destination, &fault),
    };
    let client_id = &approval.request.client.id;
    let now = server.platform.now();
    if let Err(fault) = record_consent(server.platform, &user.user_id, client_id, &scope, now).await
    {
        return interaction::unavailable(destination, &fault);
    }

    Reply::redirect(&location)
}
