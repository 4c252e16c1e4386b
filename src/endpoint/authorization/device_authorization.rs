//! `POST /device_authorization` (RFC 8628 section 3.1): a device without a browser asks for codes. It shows one, and asks the token
//! endpoint with the other whether somebody has said yes at `/device`.

use std::rc::Rc;

use http::StatusCode;

use crate::endpoint::client::claimant::Claimant;
use crate::endpoint::client::{Refusal, authentication};
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::authorization::{AuthorizationError, AuthorizationRequest, Destination};
use crate::protocol::client::{Client, GrantType};
use crate::protocol::login::user_code::{LIFETIME, UserCode};
use crate::protocol::params::Params;
use crate::protocol::path;
use crate::protocol::secret::Secret;
use crate::protocol::token::TokenError;
use crate::protocol::token::request::{DeviceAuthorizationResponse, INTERVAL};
use crate::store::device_grants::{NewDeviceGrant, ask};
use crate::store::strangers::Deed;

/// What a device may ask for. Nothing else of an authorization request makes sense without a browser.
const ASKED: [&str; 6] = [
    "scope",
    "resource",
    "claims",
    "acr_values",
    "max_age",
    "login_hint",
];

/// Why a device gets no codes.
enum NoCodes {
    Refused(Refusal),
    Request(AuthorizationError),
}

impl<E: Into<Refusal>> From<E> for NoCodes {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

pub(crate) async fn begin<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    match codes(server, request).await {
        Ok((device_code, user_code)) => {
            let address = server.config.issuer.url(path::DEVICE);
            let shown = user_code.shown();
            let response = DeviceAuthorizationResponse {
                device_code: device_code.reveal(),
                user_code: &shown,
                verification_uri: &address,
                verification_uri_complete: &[&address, "?code=", &shown].concat(),
                expires_in: LIFETIME,
                interval: INTERVAL,
            };
            Reply::json(StatusCode::OK, &response)
        }
        Err(NoCodes::Refused(refusal)) => refusal.reply(request),
        Err(NoCodes::Request(wrong)) => {
            let sentence = wrong.sentence();
            Reply::error(StatusCode::BAD_REQUEST, wrong.error(), &sentence).because(sentence)
        }
    }
}

async fn codes<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<(Secret, UserCode), NoCodes> {
    let body = authentication::form(request)?;
    within_limit(server, &format!("codes from {}", request.address())).await?;
    let claimant = Claimant::read(server, request, &body).await?;
    let client = authentication::authenticate(server, request, claimant).await?;
    if !client.may(GrantType::DeviceCode) {
        return Err(TokenError::GrantTypeNotRegistered.into());
    }
    let form = asked(server, &client, &body).map_err(NoCodes::Request)?;
    if Request::is_too_long(&form) {
        return Err(TokenError::TooLarge.into());
    }
    let (device_code, user_code) = (
        Secret::mint(server.platform.random()),
        UserCode::mint(server.platform.random()),
    );
    let new = NewDeviceGrant {
        device_code: &device_code.hash(),
        user_code: &user_code.hash(),
        client_id: &client.id,
        form: &form,
        device: &(request.device)(),
    };
    // A public client is whoever knows its id, and asks without a person.
    let proves = client.auth_method.is_confidential();
    let ceiling = (!proves).then_some(server.config.strangers);
    if ask(server.platform, &new, ceiling).await? {
        Ok((device_code, user_code))
    } else {
        Err(TooMany::today(Deed::DeviceGrant, server.platform.now()).into())
    }
}

/// What the device asks for, as a form. Whatever would be refused once a person is there is refused here, where the client hears it.
fn asked<P: Platform>(
    server: &Server<'_, P>,
    client: &Rc<Client>,
    body: &Params,
) -> Result<String, AuthorizationError> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for name in ASKED {
        for value in body.every(name) {
            form.append_pair(name, value);
        }
    }
    let form = form.finish();
    let params = Params::parse(form.as_bytes()).unwrap_or_default();
    let params = params.and("response_type", "code".to_owned());
    let destination = Destination::of_device(&server.config.issuer);
    let resources = &server.config.resources;
    AuthorizationRequest::parse(Rc::clone(client), destination, &params, resources)?;
    Ok(form)
}
