//! Authorization requests and what becomes of them (RFC 6749 section 4.1, RFC 7636 section 4.4.1,
//! RFC 8252 section 7.3, RFC 9207).

use crate::runtime::World;
use crate::runtime::visitor::{ISSUER, REDIRECT_URI, Visitor, answer, authorize, client, location};
use edgegrant::protocol::client::{AuthMethod, Client, GrantType, RedirectUri};
use edgegrant::store::clients::add_client;
use futures_executor::block_on;
use url::form_urlencoded::Serializer;

/// What a request leads to, for a browser in which nobody is signed in.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// The login page: the request breaks no rule.
    Asked,
    /// A page, and no redirect: it is not proved who would receive it.
    Page,
    /// A redirect to the client with this `error`.
    Told(String),
}

fn outcome(visitor: &mut Visitor<'_>, target: &str) -> Outcome {
    let reply = visitor.open(target);
    match (reply.status.as_u16(), location(&reply)) {
        (200, None) => Outcome::Asked,
        (400, None) => Outcome::Page,
        (303, Some(location)) => {
            assert!(location.starts_with(REDIRECT_URI), "{location}");
            assert_eq!(answer(&reply, "iss").as_deref(), Some(ISSUER));
            assert_eq!(answer(&reply, "code"), None);
            Outcome::Told(answer(&reply, "error").expect("an error"))
        }
        other => unreachable!("{target}: {other:?}"),
    }
}

#[test]
fn a_changed_parameter_leads_to_the_outcome_of_its_rule() {
    use Outcome::{Asked, Page};
    let told = |error: &str| Outcome::Told(error.to_owned());
    let invalid = || told("invalid_request");
    let long = "A".repeat(44);
    let padded = format!("{}=", crate::runtime::visitor::CHALLENGE);
    let cases: Vec<(&str, &str, Outcome)> = vec![
        // section 4.1.2.1: without a proved client and address, the person is told
        ("client_id", "", Page),
        ("client_id", "nobody", Page),
        ("client_id", "APP", Page),
        ("client_id", "app ", Page),
        ("redirect_uri", "https://app.example/callback/", Page),
        ("redirect_uri", "https://app.example/Callback", Page),
        ("redirect_uri", "https://app.example/callbac", Page),
        ("redirect_uri", "https://app.example/callback?x=1", Page),
        ("redirect_uri", "https://app.example/callback#", Page),
        ("redirect_uri", "https://app.example/callback%00", Page),
        ("redirect_uri", "https://app.example/%63allback", Page),
        ("redirect_uri", "https://app.example:443/callback", Page),
        ("redirect_uri", "https://APP.example/callback", Page),
        ("redirect_uri", "HTTPS://app.example/callback", Page),
        ("redirect_uri", "http://app.example/callback", Page),
        (
            "redirect_uri",
            "https://app.example.evil.example/callback",
            Page,
        ),
        (
            "redirect_uri",
            "https://app.example@evil.example/callback",
            Page,
        ),
        ("redirect_uri", "https://evil.example/callback", Page),
        ("redirect_uri", "https://app.example/../callback", Page),
        ("redirect_uri", " https://app.example/callback", Page),
        ("redirect_uri", "//app.example/callback", Page),
        ("redirect_uri", "javascript:alert(1)", Page),
        // one URI is registered, so it may be left out (section 3.1.2.3)
        ("redirect_uri", "", Asked),
        // everything else is told to the client
        ("response_type", "", invalid()),
        ("response_type", "token", told("unsupported_response_type")),
        (
            "response_type",
            "code token",
            told("unsupported_response_type"),
        ),
        ("response_type", "CODE", told("unsupported_response_type")),
        ("response_mode", "query", Asked),
        ("response_mode", "fragment", invalid()),
        ("scope", "", Asked),
        ("scope", "notes:read notes:write profile", Asked),
        ("scope", "notes:read  notes:read", Asked),
        ("scope", "notes:read admin", Asked),
        ("scope", "admin", told("invalid_scope")),
        ("scope", "NOTES:READ", told("invalid_scope")),
        ("scope", " ", told("invalid_scope")),
        ("scope", "notes:read\"", told("invalid_scope")),
        ("scope", "notes:read\t", told("invalid_scope")),
        ("scope", "nötes", told("invalid_scope")),
        ("state", "", Asked),
        ("state", "\u{1F600} \"<>&=+%", Asked),
        // RFC 7636 section 4.4.1, and S256 only
        ("code_challenge", "", invalid()),
        ("code_challenge", "short", invalid()),
        ("code_challenge", &long, invalid()),
        ("code_challenge", &padded, invalid()),
        (
            "code_challenge",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
            invalid(),
        ),
        ("code_challenge_method", "", invalid()),
        ("code_challenge_method", "plain", invalid()),
        ("code_challenge_method", "s256", invalid()),
        // RFC 9101, which is not served
        ("request", "e30.e30.", told("request_not_supported")),
        (
            "request_uri",
            "https://app.example/r",
            told("request_uri_not_supported"),
        ),
        // section 3.1: what nobody knows is ignored
        ("colour", "blue", Asked),
    ];
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    for (name, value, expected) in cases {
        let target = authorize(&[(name, value)]);
        assert_eq!(outcome(&mut visitor, &target), expected, "{name}={value}");
    }
}

#[test]
fn a_repeated_parameter_is_refused_and_never_chosen_from() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    for (name, value, expected) in [
        ("client_id", "app", Outcome::Page),
        ("client_id", "nobody", Outcome::Page),
        ("redirect_uri", REDIRECT_URI, Outcome::Page),
        ("redirect_uri", "https://evil.example", Outcome::Page),
        ("redirect_uri", "", Outcome::Page),
        (
            "scope",
            "notes:write",
            Outcome::Told("invalid_request".to_owned()),
        ),
        ("state", "b", Outcome::Told("invalid_request".to_owned())),
        (
            "code_challenge",
            "",
            Outcome::Told("invalid_request".to_owned()),
        ),
    ] {
        let extra = Serializer::new(String::new())
            .append_pair(name, value)
            .finish();
        let target = format!("{}&{extra}", authorize(&[]));
        assert_eq!(outcome(&mut visitor, &target), expected, "{extra}");
    }
    let target = format!("{}&colour=blue&colour=red", authorize(&[]));
    assert_eq!(
        outcome(&mut visitor, &target),
        Outcome::Told("invalid_request".to_owned())
    );
}

#[test]
fn a_query_that_cannot_be_decoded_is_a_page() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    for broken in ["&x=%", "&x=%4", "&x=%zz", "&x=%ff", "&x=%00", "&%c3=1"] {
        let target = format!("{}{broken}", authorize(&[]));
        assert_eq!(outcome(&mut visitor, &target), Outcome::Page, "{broken}");
    }
}

#[test]
fn state_comes_back_byte_for_byte() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    for state in [
        "a",
        " a ",
        "+%2B",
        "\"<script>&=?#",
        "é\u{1F600}",
        "a\r\nb",
        &"s".repeat(2000),
    ] {
        let reply = visitor.open(&authorize(&[("state", state), ("response_type", "none")]));
        assert_eq!(answer(&reply, "state").as_deref(), Some(state));
        let location = location(&reply).expect("a redirect");
        assert!(
            location.bytes().all(|byte| byte.is_ascii_graphic()),
            "{location}"
        );
    }
    let reply = visitor.open(&authorize(&[("state", ""), ("response_type", "none")]));
    assert_eq!(answer(&reply, "state"), None);
}

fn add(world: &World, client: &Client) {
    assert!(block_on(add_client(world, client, None)).expect("a client is added"));
}

fn with_uris(id: &str, uris: &[&str]) -> Client {
    Client {
        id: id.to_owned(),
        redirect_uris: uris
            .iter()
            .map(|uri| RedirectUri::parse(uri).expect("a redirect URI"))
            .collect(),
        ..client()
    }
}

#[test]
fn a_client_with_several_uris_must_name_one() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    add(
        &world,
        &with_uris("several", &[REDIRECT_URI, "https://app.example/other"]),
    );
    let none = authorize(&[("client_id", "several"), ("redirect_uri", "")]);
    assert_eq!(outcome(&mut visitor, &none), Outcome::Page);
    let one = authorize(&[
        ("client_id", "several"),
        ("redirect_uri", "https://app.example/other"),
    ]);
    assert_eq!(outcome(&mut visitor, &one), Outcome::Asked);
}

#[test]
fn a_loopback_ip_literal_may_have_any_port_and_nothing_else_may() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    add(
        &world,
        &with_uris(
            "native",
            &[
                "http://127.0.0.1/cb",
                "http://[::1]:9/cb",
                "http://localhost:3000/cb",
            ],
        ),
    );
    for (uri, expected) in [
        ("http://127.0.0.1/cb", Outcome::Asked),
        ("http://127.0.0.1:1/cb", Outcome::Asked),
        ("http://127.0.0.1:65535/cb", Outcome::Asked),
        ("http://[::1]/cb", Outcome::Asked),
        ("http://[::1]:49152/cb", Outcome::Asked),
        ("http://localhost:3000/cb", Outcome::Asked),
        ("http://localhost:3001/cb", Outcome::Page),
        ("http://127.0.0.1:0/cb", Outcome::Page),
        ("http://127.0.0.1:080/cb", Outcome::Page),
        ("http://127.0.0.1:65536/cb", Outcome::Page),
        ("http://127.0.0.1:/cb", Outcome::Page),
        ("http://127.0.0.1:80@evil.example/cb", Outcome::Page),
        ("http://127.0.0.1.evil.example/cb", Outcome::Page),
        ("http://127.0.0.1:80.evil.example/cb", Outcome::Page),
        ("http://127.0.0.1:80/other", Outcome::Page),
        ("http://127.0.0.2:80/cb", Outcome::Page),
        ("https://127.0.0.1:80/cb", Outcome::Page),
    ] {
        let target = authorize(&[("client_id", "native"), ("redirect_uri", uri)]);
        assert_eq!(outcome(&mut visitor, &target), expected, "{uri}");
    }
}

#[test]
fn the_registered_query_is_kept_and_the_answer_added() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    let uri = "https://app.example/callback?tenant=a%20b&x";
    add(&world, &with_uris("query", &[uri]));
    let target = authorize(&[
        ("client_id", "query"),
        ("redirect_uri", uri),
        ("response_type", "none"),
    ]);
    let reply = visitor.open(&target);
    let location = location(&reply).expect("a redirect");
    assert!(location.starts_with(&format!("{uri}&error=")), "{location}");
}

#[test]
fn a_client_without_the_grant_is_unauthorized() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    let client = Client {
        grant_types: vec![GrantType::RefreshToken],
        ..with_uris("refresher", &[REDIRECT_URI])
    };
    add(&world, &client);
    assert_eq!(
        outcome(&mut visitor, &authorize(&[("client_id", "refresher")])),
        Outcome::Told("unauthorized_client".to_owned())
    );
}

/// What a signed-in person who said yes before is asked: `true` for consent, `false` for nothing.
fn asked_again(visitor: &mut Visitor<'_>, target: &str) -> bool {
    let reply = visitor.open(target);
    match reply.status.as_u16() {
        200 => reply.body.contains("value=\"allow\""),
        _ => answer(&reply, "code").is_none(),
    }
}

#[test]
fn consent_is_asked_for_more_and_not_for_the_same_or_less() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    visitor.code();
    let scope = |scope| authorize(&[("scope", scope)]);
    assert!(!asked_again(&mut visitor, &scope("notes:read")));
    assert!(asked_again(&mut visitor, &scope("notes:read notes:write")));
    let page = visitor.open(&scope("notes:write"));
    let reply = visitor.submit(&page, &[("decision", "allow")]);
    assert!(answer(&reply, "code").is_some());
    assert!(!asked_again(&mut visitor, &scope("notes:read notes:write")));
    assert!(!asked_again(&mut visitor, &scope("notes:write")));
}

#[test]
fn a_public_client_on_the_persons_machine_is_always_asked_about() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    visitor.code();
    let public = |id: &str, uri: &str, first_party| Client {
        auth_method: AuthMethod::None,
        secret_hash: None,
        first_party,
        ..with_uris(id, &[uri])
    };
    let cases = [
        ("native", "http://127.0.0.1/cb", false, true),
        ("native-own", "http://127.0.0.1/cb", true, true),
        ("scheme", "com.example.app:/cb", false, true),
        ("tls", "https://localhost/cb", true, true),
        ("browser", "https://spa.example/cb", false, false),
        ("browser-own", "https://spa.example/cb", true, false),
    ];
    for (id, uri, first_party, always) in cases {
        add(&world, &public(id, uri, first_party));
        let target = authorize(&[("client_id", id), ("redirect_uri", uri)]);
        let page = visitor.open(&target);
        if page.status == 200 {
            assert_eq!(
                page.body.contains("you are asked each time"),
                always,
                "{id}"
            );
            assert_eq!(page.body.contains("not be asked again"), !always, "{id}");
            visitor.submit(&page, &[("decision", "allow")]);
        }
        assert_eq!(asked_again(&mut visitor, &target), always, "{id}");
    }
}
