//! A person with a browser, and a client, in front of the server: requests in, replies out.

use edgegrant::endpoint::config::Config;
use edgegrant::endpoint::reply::Reply;
use edgegrant::endpoint::request::{Body, Request};
use edgegrant::endpoint::{Isolate, Server, respond};
use edgegrant::protocol::client::{AuthMethod, Client, GrantType};
use edgegrant::protocol::password;
use edgegrant::protocol::redirect_uri::RedirectUri;
use edgegrant::protocol::scope::Scope;
use edgegrant::protocol::secret::Secret;
use edgegrant::store::clients::add_client;
use edgegrant::store::users::{User, add_user};
use futures_executor::block_on;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use http::{HeaderMap, Method};
use p256::ecdsa::SigningKey;
use serde_json::Value;
use url::Url;
use url::form_urlencoded::Serializer;

use super::World;

pub const ISSUER: &str = "https://auth.example";
pub const REDIRECT_URI: &str = "https://app.example/callback";
/// RFC 7636 appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The settings of every native test.
pub fn config(grace: u32) -> Config {
    config_with("a secret that is long enough for it", grace)
}

/// The settings with another `EDGEGRANT_SECRET`.
pub fn config_with(secret: &str, grace: u32) -> Config {
    Config::read(|name| match name {
        "ISSUER" => Some(ISSUER.to_owned()),
        "EDGEGRANT_SECRET" => Some(secret.to_owned()),
        "REFRESH_GRACE_SECONDS" => Some(grace.to_string()),
        "RESOURCES" => Some(
            r#"[{"resource":"https://api.example","name":"Notes",
                "scopes":{"notes:read":"Read your notes","notes:write":"Add notes"}}]"#
                .to_owned(),
        ),
        _ => None,
    })
    .expect("the settings are right")
}

/// A confidential client, `app` with the secret `secret`.
pub fn client() -> Client {
    Client {
        id: "app".to_owned(),
        name: "App".to_owned(),
        redirect_uris: vec![RedirectUri::parse(REDIRECT_URI).expect("a redirect URI")],
        scope: Scope::parse("profile notes:read notes:write").expect("a scope"),
        grant_types: GrantType::ALL.to_vec(),
        auth_method: AuthMethod::ClientSecretBasic,
        secret_hash: Some(Secret::new("secret").hash()),
        first_party: false,
        revision: String::new(),
    }
}

/// A user `person` with the password `password`.
pub fn add_person(world: &World) {
    let user = User {
        id: "person-1".to_owned(),
        username: "person".to_owned(),
        email: Some("person@example.com".to_owned()),
        name: Some("A Person".to_owned()),
    };
    let hash = password::hash(&Secret::new("password"), &[7; 16]).expect("a hash");
    let added = block_on(add_user(world, &user, &hash, edgegrant_time(world)));
    assert!(added.expect("the user is added"));
}

fn edgegrant_time(world: &World) -> edgegrant::protocol::time::Timestamp {
    edgegrant::platform::Platform::now(world)
}

/// A server with one user and one client, a browser and a client in front of it.
pub struct Visitor<'a> {
    pub world: &'a World,
    pub config: Config,
    pub isolate: Isolate<SigningKey>,
    pub cookies: Vec<(String, String)>,
}

impl<'a> Visitor<'a> {
    /// Adds the user and the client to the world.
    pub fn new(world: &'a World) -> Self {
        add_person(world);
        let added = block_on(add_client(world, &client(), edgegrant_time(world)));
        assert!(added.expect("the client is added"));
        Self {
            world,
            config: config(10),
            isolate: Isolate::default(),
            cookies: Vec::new(),
        }
    }

    /// One request, whole.
    pub fn send(&mut self, method: Method, target: &str, headers: HeaderMap, body: &str) -> Reply {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let request = Request {
            id: "test".to_owned(),
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: Body::Whole(body.as_bytes().to_vec()),
        };
        let server = Server {
            config: &self.config,
            platform: self.world,
            isolate: &self.isolate,
        };
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
        let between = |before: &str| {
            let after = page.body.split_once(before).expect("a form").1;
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

    /// The client asks the token endpoint.
    pub fn token(&mut self, fields: &[(&str, &str)]) -> (u16, Value) {
        let mut headers = HeaderMap::new();
        headers.insert(
            AUTHORIZATION,
            "Basic YXBwOnNlY3JldA==".parse().expect("a header"),
        );
        headers.insert(CONTENT_TYPE, form_type());
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        let reply = self.send(Method::POST, "/token", headers, &body);
        let json = serde_json::from_str(&reply.body).expect("JSON");
        (reply.status.as_u16(), json)
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

fn form_type() -> http::HeaderValue {
    http::HeaderValue::from_static("application/x-www-form-urlencoded")
}
