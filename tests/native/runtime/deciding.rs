//! Authorization requests, the browsers that bring them, and what is decided.

use edgegrant::platform::Unicode;
use edgegrant::protocol::authorization::{
    Account, Answered, AuthorizationRequest, Decision, Destination, Granted, Session, Visitor,
};
use edgegrant::protocol::client::{AuthMethod, Client, RedirectUri};
use edgegrant::protocol::login::Method;
use edgegrant::protocol::params::Params;
use edgegrant::protocol::timestamp::Timestamp;

use super::World;
use super::stock::scope;
use super::visitor::{authorize, client, config};

pub const NOW: Timestamp = Timestamp(10_000);

/// What a request leads to: whose page, whose code, or which error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    SignIn(Option<String>),
    StepUp(String),
    Select,
    Create,
    Ask(String),
    Shut(String),
    Approve(String),
    Refuse(&'static str),
}

/// Ann signed in 30 seconds ago, Bob 100. Cid has a passkey, the others a password.
pub fn account(name: &str, granted: Option<&str>) -> Account {
    let age = if name == "ann" { 30 } else { 100 };
    let granted = granted.map(|text| Granted {
        scope: config(&[]).resources.restored(&scope(text)),
        claims: scope("birthdate"),
    });
    let user = Session {
        provider: None,
        administrator: false,
        method: if name == "cid" {
            Method::Passkey
        } else {
            Method::Password
        },
        user_id: format!("id-{name}"),
        username: name.to_owned(),
        name: None,
        email: Some(format!("{name}@example.com")),
        unverified_email: None,
        credential_version: 1,
        salt: "salt".to_owned(),
        authenticated_at: Timestamp(NOW.0 - age),
        seen_at: Timestamp(NOW.0 - age),
        session_id: format!("in-{name}"),
    };
    Account {
        granted_at: None,
        user,
        granted,
        revoked: 0,
        let_in: Some(true),
    }
}

/// A client that may know everything about people.
pub fn curious() -> Client {
    Client {
        scope: scope("openid profile email notes:read"),
        ..client()
    }
}

pub fn request(client: &Client, parameters: &[(&str, &str)]) -> Box<AuthorizationRequest> {
    let uri = client.redirect_uris[0].as_str().to_owned();
    let changes = [
        &[
            ("redirect_uri", uri.as_str()),
            ("scope", "openid notes:read"),
        ],
        parameters,
    ];
    let query = authorize(&changes.concat()).split_off("/authorize?".len());
    let params = Params::parse(query.as_bytes()).expect("parameters");
    let config = config(&[]);
    let destination = Destination::prove(client, &params, &config.issuer).expect("a destination");
    AuthorizationRequest::parse(
        client.clone().into(),
        destination,
        &params,
        &config.resources,
    )
    .expect("a request")
}

pub fn session(name: &str) -> String {
    format!("in-{name}")
}

/// `+ann`: she signed in for this request; `ann`: she was chosen; nothing: nothing was done.
pub fn answered(text: &str) -> Option<Answered> {
    match text.strip_prefix('+') {
        Some(name) => Some(Answered::SignedIn(session(name))),
        None => Some(Answered::Chose(session(text))).filter(|_| !text.is_empty()),
    }
}

pub fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

pub fn visitor(accounts: Vec<Account>, chosen: &str, done: &str, meant: &str) -> Visitor {
    let chosen = some(chosen).map(|name| session(&name));
    let meant = some(meant).map(|name| format!("id-{name}"));
    Visitor::new(
        accounts,
        chosen,
        answered(done),
        meant,
        NOW,
        <World as Unicode>::fold,
    )
}

pub fn decide(request: &AuthorizationRequest, visitor: &Visitor) -> Next {
    match Box::new(request.clone()).decide(visitor) {
        Decision::SignIn(_, username) => Next::SignIn(username),
        Decision::StepUp(_, username) => Next::StepUp(username),
        Decision::SelectAccount(_) => Next::Select,
        Decision::CreateAccount(_) => Next::Create,
        Decision::AskConsent(_, account) => Next::Ask(account.user.username),
        Decision::Shut(_, account) => Next::Shut(account.user.username),
        Decision::Approve(approval) => Next::Approve(approval.session_id.replace("in-", "")),
        Decision::Refuse(_, error) => Next::Refuse(error.error()),
    }
}

/// A client that people must be asked about each time: anything on their machine can pose as it.
pub fn native() -> Client {
    Client {
        auth_method: AuthMethod::None,
        secret_hash: None,
        redirect_uris: vec![RedirectUri::parse("http://127.0.0.1/cb").expect("a redirect URI")],
        ..curious()
    }
}
