//! A person with a browser, and a client, in front of the server: requests in, replies out.

use std::rc::Rc;
use std::sync::LazyLock;

use edgegrant::endpoint::config::Config;
use edgegrant::endpoint::http::body::Body;
use edgegrant::endpoint::http::reader::Reader;
use edgegrant::endpoint::http::reply::Reply;
use edgegrant::endpoint::http::request::Request;
use edgegrant::endpoint::route::respond;
use edgegrant::endpoint::{Isolate, Server};
use edgegrant::page::Part;
use edgegrant::page::words::en::EN;
use edgegrant::platform::{Platform, Unicode};
use edgegrant::protocol::client::{Client, GrantType, RedirectUri};
use edgegrant::protocol::login::password::{self, Password};
use edgegrant::protocol::login::{Cost, Device};
use edgegrant::protocol::scope::Scope;
use edgegrant::protocol::secret::Secret;
use edgegrant::store::clients::add_client;
use edgegrant::store::sessions::{NewSession, Proof, begin_session};
use edgegrant::store::user::User;
use edgegrant::store::users::add_user;
use futures_executor::block_on;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use http::{HeaderMap, HeaderName, Method};
use serde_json::Value;
use url::Url;
use url::form_urlencoded::Serializer;

use super::World;
use super::crypto::PrivateKey;
use super::stock::LASTING;

pub const ISSUER: &str = "https://auth.example";
pub const REDIRECT_URI: &str = "https://app.example/callback";
/// RFC 7636 appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// `app:secret`.
const BASIC: &str = "Basic YXBwOnNlY3JldA==";

/// The settings of every native test; `changes` are added or replace some.
pub fn config(changes: &[(&str, &str)]) -> Config {
    let setting = |name: &str| {
        let usual = match name {
            "ISSUER" => Some(ISSUER),
            "EDGEGRANT_SECRET" => Some("a secret that is long enough for it"),
            "RESOURCES" => Some(
                r#"[{"resource":"https://api.example","name":"Notes",
                    "scopes":{"notes:read":"Read your notes","notes:write":"Add notes"}}]"#,
            ),
            _ => None,
        };
        let change = changes.iter().find(|(changed, _)| *changed == name);
        change.map(|(_, value)| *value).or(usual).map(str::to_owned)
    };
    Config::read(setting, true).expect("the settings are right")
}

/// A confidential client, `app` with the secret `secret`.
pub fn client() -> Client {
    Client {
        redirect_uris: vec![RedirectUri::parse(REDIRECT_URI).expect("a redirect URI")],
        scope: Scope::parse("profile openid offline_access notes:read notes:write")
            .expect("a scope"),
        grant_types: GrantType::ALL.to_vec(),
        secret_hash: Some(Secret::new("secret").hash()),
        ..Client::new("app".to_owned(), "App".to_owned())
    }
}

/// What is stored of a password.
pub fn hash_of(text: &str, cost: Cost) -> String {
    let password = Password::new(text, World::compose).expect("it is short enough");
    password::hash(&password, &[7; 16], cost).expect("a hash")
}

/// A user `person` with the password `password`, chosen before there were rules.
pub fn add_person(world: &World) {
    let user = User {
        id: "person-1".to_owned(),
        username: "person".to_owned(),
        email: Some("person@example.com".to_owned()),
        name: Some("A Person".to_owned()),
        ..User::default()
    };
    // Made once: it is slow on purpose.
    static HASH: LazyLock<String> = LazyLock::new(|| hash_of("password", Cost::LEAST));
    let added = block_on(add_user(world, &user, &HASH));
    assert_eq!(added.expect("the database answers"), Some(true));
}

/// A server with one user and one client, a browser and a client in front of it.
pub struct Visitor<'a> {
    pub world: &'a World,
    pub config: Config,
    pub isolate: Isolate<PrivateKey>,
    pub cookies: Vec<(String, String)>,
}

impl<'a> Visitor<'a> {
    /// Adds the user and the client to the world.
    pub fn new(world: &'a World) -> Self {
        add_person(world);
        let added = block_on(add_client(world, &client(), None));
        assert!(added.expect("the client is added"));
        Self {
            world,
            config: config(&[]),
            isolate: Isolate::default(),
            cookies: Vec::new(),
        }
    }

    /// One request, whole.
    pub fn send(&mut self, method: Method, target: &str, headers: HeaderMap, body: &str) -> Reply {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Request {
            id: "test".to_owned(),
            encrypted: true,
            method,
            path: path.to_owned(),
            base: String::new(),
            look: None,
            query: query.to_owned(),
            headers,
            body: Body::Whole(body.as_bytes().to_vec()),
            device: Box::new(Device::default),
            reader: Reader::new(Rc::new(|_| &EN), Part::contents),
        };
        request.settle(&self.config);
        let server = Server::new(&self.config, self.world, &self.isolate);
        self.world.wrote.set(false);
        let reply = block_on(respond(&server, &request));
        for (name, value) in &reply.headers {
            if name == SET_COOKIE {
                let (name, rest) = value.split_once('=').expect("a cookie");
                let value = rest.split(';').next().unwrap_or_default();
                self.cookies.retain(|(known, _)| known != name);
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        reply
    }

    pub fn browser_headers(&self) -> HeaderMap {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookies.join("; ").parse().expect("a header"));
        headers
    }

    /// The browser opens an address.
    pub fn open(&mut self, target: &str) -> Reply {
        let headers = self.browser_headers();
        self.send(Method::GET, target, headers, "")
    }

    /// The browser posts the form of a page that it was shown.
    pub fn submit(&mut self, page: &Reply, fields: &[(&str, &str)]) -> Reply {
        // The last one, but for those beside the page's own: a browser without scripts shows no other.
        let mut forms = page.body.rsplit("<form");
        let form = forms.find(|form| !form.starts_with(" method=\"post\" class=\"beside\""));
        let form = form.expect("a form");
        let between = |before: &str| {
            let after = form.split_once(before).expect("a field").1;
            let value = after.split_once('"').expect("a closing quote").0;
            value.replace("&#38;", "&")
        };
        let action = between("action=\"");
        let mut body = Serializer::new(String::new());
        body.append_pair("token", &between("name=\"token\" value=\""));
        body.extend_pairs(fields);
        let mut headers = self.browser_headers();
        headers.insert(ORIGIN, ISSUER.parse().expect("a header"));
        headers.insert(CONTENT_TYPE, form_type());
        self.send(Method::POST, &action, headers, &body.finish())
    }

    /// A form that a client posts, with these headers. An answer without a body is null.
    pub fn post(
        &mut self,
        path: &str,
        headers: &[(HeaderName, &str)],
        fields: &[(&str, &str)],
    ) -> (u16, Value) {
        let mut all = HeaderMap::new();
        all.insert(CONTENT_TYPE, form_type());
        for (name, value) in headers {
            all.insert(name, value.parse().expect("a header"));
        }
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        json(&self.send(Method::POST, path, all, &body))
    }

    /// A form that the confidential client posts.
    pub fn ask(&mut self, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        self.post(path, &[(AUTHORIZATION, BASIC)], fields)
    }

    /// The client asks the token endpoint.
    pub fn token(&mut self, fields: &[(&str, &str)]) -> (u16, Value) {
        self.ask("/token", fields)
    }

    pub fn redeem(&mut self, code: &str) -> (u16, Value) {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ])
    }

    pub fn refresh(&mut self, token: &str) -> (u16, Value) {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    /// The person is signed in, without the slow way over the password.
    pub fn sign_in(&mut self) {
        let cookie = Secret::mint(self.world.random());
        let verified = self
            .world
            .ask("SELECT password_hash FROM users WHERE id = 'person-1'");
        let new = NewSession {
            lasts: LASTING,
            device: &Device::default(),
            user_id: "person-1",
            proof: Proof::Password(&verified),
            id: "session-1",
            hash: &cookie.hash(),
            before: None,
        };
        let begun = block_on(begin_session(self.world, &new)).expect("storage works");
        assert!(begun.is_some(), "the password is still the same");
        let name = "__Host-edgegrant-session".to_owned();
        self.cookies.push((name, cookie.reveal().to_owned()));
    }

    /// Signs in and says yes, until there is a code.
    pub fn code(&mut self) -> String {
        let mut reply = self.open(&authorize(&[]));
        if reply.body.contains("name=\"password\"") {
            let done = self.submit(&reply, &[("username", "person"), ("password", "password")]);
            reply = self.open(&location(&done).expect("back to /authorize"));
        }
        if reply.status == 200 {
            reply = self.submit(&reply, &[("decision", "allow")]);
        }
        answer(&reply, "code").expect("a code")
    }
}

/// The target of an authorization request; `changes` replace parameters, or remove them when empty.
pub fn authorize(changes: &[(&str, &str)]) -> String {
    let usual = [
        ("response_type", "code"),
        ("client_id", "app"),
        ("redirect_uri", REDIRECT_URI),
        ("scope", "notes:read"),
        ("state", "a state & more"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let changed = |name: &str| changes.iter().find(|(change, _)| *change == name);
    let mut query = Serializer::new(String::new());
    for (name, value) in usual {
        let value = changed(name).map_or(value, |(_, value)| value);
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    for (name, value) in changes {
        if !usual.iter().any(|(known, _)| known == name) {
            query.append_pair(name, value);
        }
    }
    format!("/authorize?{}", query.finish())
}

pub fn location(reply: &Reply) -> Option<String> {
    reply
        .headers
        .iter()
        .find(|(name, _)| name == LOCATION)
        .map(|(_, value)| value.clone())
}

/// A parameter of the authorization response.
pub fn answer(reply: &Reply, name: &str) -> Option<String> {
    let url = Url::parse(&location(reply)?).ok()?;
    url.query_pairs()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

/// Status and body; null for a body that is empty.
pub fn json(reply: &Reply) -> (u16, Value) {
    let body = if reply.body.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&reply.body).expect("JSON")
    };
    (reply.status.as_u16(), body)
}

pub fn form_type() -> http::HeaderValue {
    http::HeaderValue::from_static("application/x-www-form-urlencoded")
}
