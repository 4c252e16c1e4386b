//! What a device asks for (RFC 8628), where a person decides about it. It is an authorization request like any other, which the
//! device sent before, and whose answer the device fetches.

use super::form_browser::FormBrowser;
use super::stop::Stop;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::page::DeviceFacts;
use crate::page::words::{self, Words};
use crate::platform::Platform;
use crate::protocol::authorization::{PushedRequest, Reference};
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::location::Location;
use crate::protocol::login::Agent;
use crate::protocol::login::user_code::{LIFETIME, UserCode};
use crate::protocol::path;
use crate::protocol::secret::SecretHash;
use crate::protocol::timestamp::Timestamp;
use crate::store::device_grants::{DeviceGrant, State, load_shown};

/// A device that waits for an answer.
pub(crate) struct WaitingDevice {
    /// The code that it shows.
    pub(crate) code: UserCode,
    /// What is known of it.
    pub(crate) grant: Box<DeviceGrant>,
}

impl WaitingDevice {
    /// What people read about it.
    pub(crate) fn facts(&self, words: &'static Words) -> DeviceFacts<'_> {
        let grant = &self.grant;
        let asks = (words.device.verify_app, grant.app.as_str());
        facts(
            words,
            &self.code,
            (grant.agent, grant.place.as_deref(), grant.age),
            asks,
        )
    }

    /// What it asks for. Nobody but a person who has just signed in and reads what it is about can say yes to it.
    pub(super) fn asked(&self, now: Timestamp) -> PushedRequest {
        PushedRequest {
            id: String::new(),
            client_id: self.grant.client_id.clone(),
            form: [&self.grant.form, "&response_type=code&prompt=login+consent"].concat(),
            // D1 has just said that it still waits.
            expires_at: now.plus(LIFETIME),
        }
    }
}

/// What people read about a device: the browser, the place and how many seconds ago; and what the app is called and is to it.
pub(crate) fn facts<'a>(
    words: &'static Words,
    code: &UserCode,
    (agent, place, age): (Agent, Option<&'a str>, u32),
    (asks, app): (&'a str, &'a str),
) -> DeviceFacts<'a> {
    DeviceFacts {
        code: code.shown(),
        agent: words::agent(agent, words),
        place,
        age: words::ago(age, words),
        app,
        asks,
    }
}

/// What attests that a browser came by the page that shows the device's code.
pub(crate) fn came_by<'a>(browser: &'a SecretHash, code: &'a UserCode) -> Binding<'a> {
    Binding::new(Purpose::Verification, browser.as_str(), path::DEVICE).to_revision(code.as_str())
}

/// The device that the reference is about. Whoever did not come by `/device` with this browser has to: there codes are counted,
/// and people are warned.
pub(super) async fn waiting<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    reference: Option<&Reference>,
) -> Result<Option<WaitingDevice>, Stop> {
    let Some(Reference::Device { code, token }) = reference else {
        return Ok(None);
    };
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let attested =
        |browser: SecretHash| binding::verify(keys, came_by(&browser, code), token, now).is_ok();
    if FormBrowser::sender(request).is_ok_and(attested) {
        let grant = load_shown(server.platform, &code.hash()).await?;
        let waits = |grant: &DeviceGrant| matches!(grant.state, State::Waiting);
        if let Some(grant) = grant.filter(|grant| waits(grant)) {
            return Ok(Some(WaitingDevice {
                code: code.clone(),
                grant,
            }));
        }
    }
    Err(again(request, code))
}

/// Back to the page about the device, which says what became of its code.
pub(crate) fn again(request: &Request, code: &UserCode) -> Stop {
    let query = ["code=", code.as_str()].concat();
    Stop::back(
        Location::here(&request.base, path::DEVICE, &query),
        "a device that does not wait, or another browser's link to it",
    )
}
