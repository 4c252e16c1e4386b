//! Whole requests to every path: whatever comes, the answer is well-formed and gives nothing away.

use edgegrant::endpoint::Isolate;
use edgegrant::endpoint::http::reply::Reply;
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, COOKIE, LOCATION,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::fuzz::near::{near, near_text, odd_text};
use crate::runtime::World;
use crate::runtime::signer::Signer;
use crate::runtime::visitor::{
    CHALLENGE, ISSUER, REDIRECT_URI, VERIFIER, Visitor, authorize, config,
};

const PATHS: [&str; 66] = [
    "/",
    "/health",
    "/authorize",
    "/login",
    "/login/passkey",
    "/login/unmet",
    "/login/code",
    "/login/device",
    "/login/provider",
    "/login/provider/work",
    "/login/provider/work/logout",
    "/account/provider",
    "/account/provider/remove",
    "/login/device/finish",
    "/login/device/state",
    "/device",
    "/device/deny",
    "/device_authorization",
    "/select-account",
    "/consent",
    "/sign-up",
    "/setup",
    "/invitation",
    "/recovery",
    "/verify-email",
    "/recovery/mail",
    "/login/mail-code",
    "/login/mail-code/enter",
    "/not-me",
    "/logout",
    "/logout/confirm",
    "/token",
    "/revoke",
    "/introspect",
    "/par",
    "/register",
    "/register/app",
    "/userinfo",
    "/admin/api",
    "/admin/api/openapi.json",
    "/admin/api/users",
    "/admin/api/users/person",
    "/account",
    "/account/security",
    "/account/apps",
    "/account/activity",
    "/account/data",
    "/account/passkey",
    "/account/passkey/name",
    "/account/passkey/remove",
    "/account/second-factor",
    "/account/second-factor/remove",
    "/account/recovery-codes",
    "/account/recovery-code-used",
    "/account/profile",
    "/account/email",
    "/account/apps/revoke",
    "/account/data/download",
    "/account/data/delete",
    "/.well-known/jwks.json",
    "/.well-known/oauth-authorization-server",
    "/.well-known/openid-configuration",
    "/.well-known/webfinger",
    "/.well-known/webauthn",
    "/.well-known/passkey-endpoints",
    "/.well-known/change-password",
];
const OUT: &str = "https://app.example/out";
const DOCUMENT: &str = "https://app.example/client.json";

fn form() -> impl Strategy<Value = String> {
    let query = |changes: &[(&str, &str)]| authorize(changes).split_off("/authorize?".len());
    let signed = Signer::new(1).sign(
        &json!({ "alg": "ES256" }),
        &json!({ "iss": "app", "client_id": "app" }),
    );
    near(select(vec![
        String::new(),
        query(&[]),
        query(&[("resource", "https://api.example"), ("response_mode", "form_post")]),
        query(&[("request", &signed)]),
        query(&[("client_id", DOCUMENT)]),
        query(&[("client_id", "https://127.0.0.1/c")]),
        query(&[("dpop_jkt", CHALLENGE)]),
        query(&[("scope", "openid"), ("prompt", "none"), ("max_age", "0"), ("login_hint", "person")]),
        query(&[("claims", "{\"userinfo\":{\"name\":null}}"), ("id_token_hint", &signed)]),
        format!("post_logout_redirect_uri={OUT}&client_id=app&state=s&id_token_hint={signed}"),
        format!("access_token={signed}"),
        "client_id=app&request_uri=urn:ietf:params:oauth:request_uri:x".to_owned(),
        format!("grant_type=authorization_code&code=x&code_verifier={VERIFIER}"),
        "grant_type=refresh_token&refresh_token=a.1.b&scope=notes:read&resource=https://api.example".to_owned(),
        format!("token={signed}&token_type_hint=access_token"),
        "client_id=app&client_secret=secret&token=a.1.b".to_owned(),
        format!("client_assertion={signed}&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        "token=x&username=person&password=wrong&decision=allow".to_owned(),
    ]))
}

fn body() -> impl Strategy<Value = (&'static str, String)> {
    let metadata = json!({ "redirect_uris": [REDIRECT_URI], "client_name": "App", "id_token_signed_response_alg": "ES256" }).to_string();
    let types = select(vec![
        "application/x-www-form-urlencoded",
        "application/json",
        "text/plain",
    ]);
    prop_oneof![
        form().prop_map(|form| ("application/x-www-form-urlencoded", form)),
        near_text(metadata).prop_map(|json| ("application/json", json)),
        (types, odd_text()),
    ]
}

fn headers() -> impl Strategy<Value = HeaderMap> {
    let proof = Signer::new(1).sign(
        &json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": Signer::new(1).jwk() }),
        &json!({ "jti": "1", "htm": "POST", "htu": format!("{ISSUER}/token"), "iat": crate::runtime::START }),
    );
    let dpop = HeaderName::from_static("dpop");
    let one = prop_oneof![
        near_text("Basic YXBwOnNlY3JldA==").prop_map(|value| (AUTHORIZATION, value)),
        near_text("Bearer a.b.c").prop_map(|value| (AUTHORIZATION, value)),
        near_text("DPoP a.b.c").prop_map(|value| (AUTHORIZATION, value)),
        near_text("__Host-edgegrant-session=x; __Host-edgegrant-login=y")
            .prop_map(|value| (COOKIE, value)),
        near_text(proof).prop_map(move |value| (dpop.clone(), value)),
        near_text(ISSUER).prop_map(|value| (http::header::ORIGIN, value)),
    ];
    prop::collection::vec(one, 0..4).prop_map(|all| {
        let good =
            |(name, value): (HeaderName, String)| Some((name, HeaderValue::from_str(&value).ok()?));
        let mut headers = HeaderMap::new();
        for (name, value) in all.into_iter().filter_map(good) {
            headers.append(name, value);
        }
        headers
    })
}

/// A request: method, path, query, media type, body, headers.
type Sent = (Method, String, String, &'static str, String, HeaderMap);

/// Any of all that, whether or not it fits together.
fn unlikely() -> impl Strategy<Value = Sent> {
    let methods = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE"]
        .map(|name| name.parse().expect("a method"));
    let path = select(PATHS.to_vec()).prop_map(str::to_owned);
    let query = prop_oneof![Just(String::new()), form()];
    (
        select(methods.to_vec()),
        near(path),
        query,
        body(),
        headers(),
    )
        .prop_map(|(method, path, query, (content_type, body), headers)| {
            (method, path, query, content_type, body, headers)
        })
}

/// What a client or a browser does send, with edits in the query, the body and the proof of the client.
fn likely() -> impl Strategy<Value = Sent> {
    let parameters = authorize(&[]).split_off("/authorize?".len());
    let parameters = parameters.as_str();
    let metadata = json!({ "redirect_uris": [REDIRECT_URI], "client_name": "App", "id_token_signed_response_alg": "ES256" }).to_string();
    let redeem = format!(
        "grant_type=authorization_code&code=x&redirect_uri={REDIRECT_URI}&code_verifier={VERIFIER}"
    );
    let out = format!("client_id=app&post_logout_redirect_uri={OUT}&state=s");
    let login = "token=x&username=person&password=wrong";
    let form = "application/x-www-form-urlencoded";
    let all: Vec<(Method, &str, &str, &str, &str)> = vec![
        (Method::GET, "/authorize", parameters, form, ""),
        (Method::POST, "/authorize", "", form, parameters),
        (Method::GET, "/login", parameters, form, ""),
        (Method::POST, "/login", parameters, form, login),
        (
            Method::POST,
            "/consent",
            parameters,
            form,
            "token=x&decision=allow",
        ),
        (Method::GET, "/select-account", parameters, form, ""),
        (
            Method::POST,
            "/select-account",
            parameters,
            form,
            "token=x&session=session-1",
        ),
        (Method::GET, "/logout", &out, form, ""),
        (Method::POST, "/logout", "", form, &out),
        (
            Method::POST,
            "/logout/confirm",
            &out,
            form,
            "token=x&decision=sign-out",
        ),
        (Method::POST, "/userinfo", "", form, "access_token=a.b.c"),
        (Method::POST, "/par", "", form, parameters),
        (Method::POST, "/token", "", form, &redeem),
        (
            Method::POST,
            "/token",
            "",
            form,
            "grant_type=refresh_token&refresh_token=a.1.b",
        ),
        (
            Method::POST,
            "/token",
            "",
            form,
            "grant_type=client_credentials&scope=notes:read&resource=https://api.example",
        ),
        (
            Method::POST,
            "/token",
            "",
            form,
            "grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=x",
        ),
        (
            Method::POST,
            "/token",
            "",
            form,
            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=a.b.c\
             &subject_token_type=urn:ietf:params:oauth:token-type:access_token&resource=https://api.example&scope=notes:read",
        ),
        (
            Method::POST,
            "/token",
            "",
            form,
            "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=a.b.c&scope=notes:read&resource=https://api.example",
        ),
        (
            Method::POST,
            "/device_authorization",
            "",
            form,
            "scope=openid+notes:read&resource=https://api.example&acr_values=phr",
        ),
        (Method::GET, "/device", "code=BCDF-GHJK", form, ""),
        (
            Method::GET,
            "/authorize",
            "client_id=app&request_uri=urn:ietf:params:oauth:request_uri:device.BCDFGHJK.1800000000.AAAA",
            form,
            "",
        ),
        (
            Method::POST,
            "/revoke",
            "",
            form,
            "token=a.1.b&token_type_hint=refresh_token",
        ),
        (Method::POST, "/introspect", "", form, "token=a.b.c"),
        (Method::POST, "/register", "", "application/json", &metadata),
        (
            Method::PUT,
            "/register/app",
            "",
            "application/json",
            &metadata,
        ),
        (Method::GET, "/userinfo", "", form, ""),
        (Method::OPTIONS, "/token", "", form, ""),
    ];
    let owned =
        |(method, path, query, content_type, body): (Method, &str, &str, &'static str, &str)| {
            (
                method,
                path.to_owned(),
                query.to_owned(),
                content_type,
                body.to_owned(),
            )
        };
    let all: Vec<_> = all.into_iter().map(owned).collect();
    let header = prop_oneof![
        3 => Just("Basic YXBwOnNlY3JldA==".to_owned()),
        1 => near_text("Basic YXBwOnNlY3JldA=="),
    ];
    (select(all), header).prop_flat_map(|((method, path, query, content_type, body), header)| {
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(&header) {
            headers.insert(AUTHORIZATION, value);
        }
        (
            Just(method),
            Just(path),
            near_text(query),
            Just(content_type),
            near_text(body),
            Just(headers),
        )
    })
}

fn values<'a>(reply: &'a Reply, name: &HeaderName) -> Vec<&'a str> {
    let named = reply.headers.iter().filter(|(known, _)| known == name);
    named.map(|(_, value)| value.as_str()).collect()
}

/// What a URL parser makes of a path or a query: nothing but visible ASCII gets further than the edge.
fn as_in_a_url(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'"' | b'<' | b'>' | b'\'' | b'#' => format!("%{byte:02X}"),
        byte if byte.is_ascii_graphic() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

fn open(path: &str) -> bool {
    let closed = [
        "/",
        "/health",
        "/authorize",
        "/login",
        "/login/passkey",
        "/.well-known/webauthn",
        "/.well-known/passkey-endpoints",
        "/.well-known/change-password",
        "/select-account",
        "/consent",
        "/logout",
        "/logout/confirm",
        "/introspect",
        "/sign-up",
        "/setup",
        "/invitation",
        "/recovery",
        "/verify-email",
    ];
    PATHS.contains(&path)
        && !closed.contains(&path)
        && !path.starts_with("/account")
        && !path.starts_with("/admin")
        && !path.starts_with("/login/")
        && path != "/recovery/mail"
        && path != "/not-me"
        && path != "/device"
        && path != "/device/deny"
}

proptest! {
    #[test]
    fn every_request_gets_a_well_formed_answer(
        (method, path, query, content_type, body, mut headers) in prop_oneof![2 => likely(), 1 => unlikely()],
        signed_in in any::<bool>(),
    ) {
        let world = World::new();
        world.publish(DOCUMENT, &json!({ "client_id": DOCUMENT, "client_name": "App", "redirect_uris": [REDIRECT_URI], "id_token_signed_response_alg": "ES256" }));
        let mut visitor = Visitor::new(&world);
        world.execute("UPDATE clients SET post_logout_redirect_uris = '[\"https://app.example/out\"]'");
        visitor.config = config(&[("REGISTRATION", "open"), ("MAIL", "cloudflare"), ("MAIL_FROM", "a@example.com")]);
        visitor.isolate = Isolate::default();
        if signed_in {
            visitor.sign_in();
            headers.extend(visitor.browser_headers());
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        let path = as_in_a_url(path.split(['?', '#']).next().unwrap_or_default());
        let query = as_in_a_url(&query);
        let reply = visitor.send(method.clone(), &format!("{path}?{query}"), headers, &body);

        let status = reply.status.as_u16();
        // A client that registers without an algorithm gets one that only WebCrypto has.
        prop_assume!(reply.reason.as_deref() != Some("no RS256 in native tests"));
        prop_assert!(status < 500 && !reply.trouble, "{} {:?}", status, reply.reason);
        for (name, value) in &reply.headers {
            prop_assert!(HeaderValue::from_str(value).is_ok(), "{}: {}", name, value);
        }
        for location in values(&reply, &LOCATION) {
            prop_assert_eq!(status, 303);
            prop_assert!(location.bytes().all(|byte| byte.is_ascii_graphic()), "{}", location);
            let at = location.split('?').next().unwrap_or_default();
            let own = ["/authorize", "/device", "/login", "/logout"].contains(&at) || (at.starts_with("/account") && PATHS.contains(&at));
            let away = [REDIRECT_URI, OUT].iter().any(|uri| location == *uri || location.starts_with(&format!("{uri}?")));
            prop_assert!(own || away, "{}", location);
        }
        let shared = values(&reply, &ACCESS_CONTROL_ALLOW_ORIGIN);
        if PATHS.contains(&path.as_str()) {
            prop_assert_eq!(shared, if open(&path) { vec!["*"] } else { vec![] }, "{} {}", method, path);
        }
        let kind = values(&reply, &CONTENT_TYPE).concat();
        if kind.starts_with("application/json") {
            prop_assert!(serde_json::from_str::<Value>(&reply.body).is_ok(), "{}", reply.body);
        }
        if kind.starts_with("text/html") {
            prop_assert!(!reply.body.contains("<img"), "{}", reply.body);
        }
        if !path.starts_with("/.well-known/") && !path.contains('.') && status != 204 {
            prop_assert!(values(&reply, &CACHE_CONTROL).concat().contains("no-store"), "{} {}", path, status);
        }
        // Nothing here proves who asks, but the secret of the one client: that is enough for a token of its own, and no other.
        let own = body.contains("client_credentials") && !reply.body.contains("id_token\":");
        prop_assert!(own || !reply.body.contains("\"access_token\":"), "{}", reply.body);
        prop_assert_eq!(world.ask("SELECT count(*) FROM token_families"), "0");
        prop_assert_eq!(world.ask("SELECT count(*) FROM grants"), "0");
        prop_assert_eq!(world.ask("SELECT count(*) FROM sessions"), u32::from(signed_in).to_string());
    }
}
