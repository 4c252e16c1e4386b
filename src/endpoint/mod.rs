//! One file an endpoint, each read top to bottom: load, decide, save, reply.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::platform::{Fault, Platform};
use crate::protocol::client::{Client, RegisteredBy};
use crate::protocol::path;
use crate::store::clients::load_client;
use crate::store::grants::update_document;

mod access_token;
mod answered;
mod authorization_response;
mod authorization_source;
mod authorize;
pub mod backchannel_logout;
mod client_authentication;
pub mod config;
mod consent;
mod cors;
mod dpop;
mod form;
mod health;
mod home;
mod id_token;
mod id_token_hint;
mod interaction;
mod introspect;
mod jwks;
mod keys;
mod login;
mod logout;
mod metadata;
mod minting;
pub(crate) mod page;
mod par;
mod received;
mod refusal;
mod register;
mod remote;
pub mod reply;
pub mod request;
mod revoke;
mod select_account;
mod signature;
mod style;
mod token;
mod userinfo;

use config::{Config, Misconfigured};
use reply::Reply;
use request::Request;

/// How many clients an isolate remembers before it starts over.
const MOST_CLIENTS: usize = 64;

/// What one isolate may remember between requests: what never changes, what is asked for again before
/// it counts, signing keys for a minute, and other people's documents for as long as they allow.
pub struct Isolate<K> {
    keys: keys::Remembered<K>,
    clients: RefCell<BTreeMap<String, Rc<Client>>>,
    documents: RefCell<BTreeMap<(remote::Kind, String), remote::Remembered>>,
}

impl<K> Default for Isolate<K> {
    fn default() -> Self {
        Self {
            keys: keys::Remembered::default(),
            clients: RefCell::default(),
            documents: RefCell::default(),
        }
    }
}

/// Everything an endpoint works with.
pub struct Server<'a, P: Platform> {
    /// The settings.
    pub config: &'a Config,
    /// The runtime, as this request sees it.
    pub platform: &'a P,
    /// What was remembered.
    pub isolate: &'a Isolate<P::SigningKey>,
}

impl<P: Platform> Server<'_, P> {
    /// A client as it was registered a while ago: to be used only where D1 has the last word.
    fn remembered_client(&self, id: &str) -> Option<Rc<Client>> {
        self.isolate.clients.borrow().get(id).map(Rc::clone)
    }

    /// A client as it is registered now.
    async fn current_client(&self, id: &str) -> Result<Option<Rc<Client>>, Fault> {
        let client = load_client(self.platform, id).await?;
        self.registered(id, client).await
    }

    /// The client that D1 has just told of. One with a metadata document is what that says by now, as
    /// far as it can be had; and is not remembered, for D1 does not hear of a change.
    async fn registered(
        &self,
        id: &str,
        client: Option<Client>,
    ) -> Result<Option<Rc<Client>>, Fault> {
        let known = match client {
            Some(client) if client.registered_by == RegisteredBy::Document => client,
            client => return Ok(self.remember(id, client)),
        };
        if !self.config.client_documents {
            return Ok(None);
        }
        match remote::current(self, id, Some(&known)).await {
            Ok((client, true)) => {
                update_document(self.platform, &client, self.platform.now()).await?;
                Ok(Some(Rc::new(client)))
            }
            Ok((_, false)) | Err(_) => Ok(Some(Rc::new(known))),
        }
    }

    fn remember(&self, id: &str, client: Option<Client>) -> Option<Rc<Client>> {
        let client = client.map(Rc::new);
        let mut clients = self.isolate.clients.borrow_mut();
        clients.remove(id);
        if let Some(client) = &client {
            if clients.len() >= MOST_CLIENTS {
                clients.clear();
            }
            clients.insert(id.to_owned(), Rc::clone(client));
        }
        client
    }
}

/// The route table. `HEAD` is answered as `GET`; the edge leaves the body out.
pub async fn respond<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    let method = match request.method.as_str() {
        "HEAD" => "GET",
        method => method,
    };
    let path = request.path.as_str();
    let reply = match (method, path) {
        ("GET", "/") => home::show(server, request),
        ("GET", "/health") => health::show(server, request).await,
        ("GET", path::STYLE) => style::show(),
        ("GET", path::METADATA | path::DISCOVERY) => metadata::show(server),
        ("GET", path::JWKS) => jwks::show(server, request).await,
        ("GET", path::AUTHORIZE) => authorize::authorize(server, request).await,
        ("POST", path::AUTHORIZE | path::LOGOUT) => form::as_address(request),
        ("GET", path::LOGIN) => login::show(server, request).await,
        ("POST", path::LOGIN) => login::sign_in(server, request).await,
        ("GET", path::SELECT_ACCOUNT) => select_account::show(server, request).await,
        ("POST", path::SELECT_ACCOUNT) => select_account::choose(server, request).await,
        ("POST", path::CONSENT) => consent::answer(server, request).await,
        ("POST", path::TOKEN) => token::issue(server, request).await,
        ("POST", path::REVOKE) => revoke::revoke(server, request).await,
        ("POST", path::INTROSPECT) => introspect::introspect(server, request).await,
        ("POST", path::PAR) => par::push(server, request).await,
        ("POST", path::REGISTER) => register::register(server, request).await,
        ("GET" | "POST", path::USERINFO) => userinfo::show(server, request).await,
        ("GET", path::LOGOUT) => logout::show(server, request).await,
        ("POST", path::LOGOUT_CONFIRM) => logout::answer(server, request).await,
        ("GET" | "PUT" | "DELETE", _) if let Some(client) = register::client_of(path) => {
            register::manage(server, request, client).await
        }
        _ => match allowed(path) {
            Some(allow) if method == "OPTIONS" && cors::is_open(path) => cors::preflight(allow),
            Some(allow) => Reply::method_not_allowed(request, allow),
            None => Reply::not_found(request),
        },
    };
    match cors::is_open(path) {
        true => cors::readable(reply),
        false => reply,
    }
}

/// The answer to everything while a setting is missing or wrong. The owner reads which one in the
/// log; nobody else has to know.
#[must_use]
pub fn misconfigured(request: &Request, wrong: &Misconfigured) -> Reply {
    let fault = Fault::new(wrong.0.as_str());
    match request.path.as_str() {
        path::STYLE => style::show(),
        "/"
        | path::AUTHORIZE
        | path::LOGIN
        | path::SELECT_ACCOUNT
        | path::CONSENT
        | path::LOGOUT
        | path::LOGOUT_CONFIRM => Reply::unavailable_page(request, &fault),
        _ => Reply::unavailable(request, &fault),
    }
}

/// The methods of a path that is served at all (RFC 9110 section 10.2.1).
fn allowed(path: &str) -> Option<&'static str> {
    match path {
        "/" | "/health" | path::STYLE | path::METADATA | path::DISCOVERY | path::JWKS => {
            Some("GET, HEAD")
        }
        path::AUTHORIZE | path::LOGIN | path::SELECT_ACCOUNT | path::USERINFO | path::LOGOUT => {
            Some("GET, HEAD, POST")
        }
        path::CONSENT
        | path::LOGOUT_CONFIRM
        | path::TOKEN
        | path::REVOKE
        | path::INTROSPECT
        | path::PAR
        | path::REGISTER => Some("POST"),
        _ if register::client_of(path).is_some() => Some("GET, HEAD, PUT, DELETE"),
        _ => None,
    }
}
