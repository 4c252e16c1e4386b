//! `/device`, for a code of the device authorization grant (RFC 8628 section 3.3): is the device theirs that an app asks on? If so,
//! they sign in, whoever is signed in here, and read what it asks for. This page changes nothing.

use http::StatusCode;

use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::FormBrowser;
use crate::endpoint::interaction::device::{WaitingDevice, came_by};
use crate::endpoint::server::Server;
use crate::page::{DeviceConfirmation, DeviceOnward};
use crate::platform::Platform;
use crate::protocol::authorization::Reference;
use crate::protocol::binding::{self, Binding, Purpose};
use crate::protocol::location::Location;
use crate::protocol::path;

/// The page.
pub(super) fn question<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    device: &WaitingDevice,
) -> Reply {
    let code = &device.code;
    let browser = FormBrowser::shown(server, request);
    let (keys, now) = (&server.config.keys.form, server.platform.now());
    let reference = Reference::Device {
        code: code.clone(),
        token: binding::mint(keys, came_by(&browser.hash, code), now),
    };
    let request_uri = reference.request_uri();
    let at = |path| Location::here(&request.base, path, "");
    let (action, deny) = (at(path::AUTHORIZE), at(path::DEVICE_DENY));
    let no = Binding::new(Purpose::Deed, browser.hash.as_str(), path::DEVICE);
    let page = DeviceConfirmation {
        frame: request.frame(),
        error: None,
        facts: device.facts(request.words()),
        host: "",
        onward: Some(DeviceOnward {
            action: action.as_str(),
            client_id: &device.grant.client_id,
            request_uri: &request_uri,
        }),
        passkey: None,
        deny: deny.as_str(),
        token: &binding::mint(keys, no.to_revision(code.as_str()), now),
    };
    browser.keep(Reply::form(StatusCode::OK, &page))
}
